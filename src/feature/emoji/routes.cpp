// Custom emoji over the API. Rules: emoji.cpp, golden emoji and admin_access.
#include <algorithm>

#include "app/services.h"
#include "base/multipart.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/strings.h"
#include "base/whole_body.h"
#include "feature/emoji/emoji.h"
#include "feature/emoji/store.h"
#include "model/settings.h"
#include "model/system_emoji.h"

namespace rk::emoji {

namespace {

constexpr size_t kFileBytesMax = 512 * 1024, kFormBytesMax = 64 * 1024;  // a picture, and the form around it
// Far more than that: who sends a photograph is told what is wrong with it, not only that the request is too large.
constexpr uint64_t kBodyBytesMax = 8 * 1024 * 1024;
constexpr int64_t kFoundMax = 100;
constexpr size_t kNamesMax = 200;

// Some routes of the reference server say 403 where most say 501 (golden emoji "switched off").
void require_enabled(const Ctx& c, int status = 501) {
    if (!c.config()->ServiceSettings.EnableCustomEmoji) throw Err::emoji_disabled.as_status(status);
}

void require_storage(const Ctx& c) {
    if (c.config()->FileSettings.DriverName.empty()) throw Err::emoji_storage_off;
}

Emoji read_emoji(const std::vector<multipart::Part>& form) {
    const multipart::Part* field = multipart::find_field(form, "emoji");
    auto json = field ? Json::parse(field->content) : Result<Json>(Failure{"no such field"});
    if (!json) throw Err::invalid_body_param.because(json.error()).with("Name", "emoji");
    Emoji emoji;
    std::string wrong;
    if (!json->is_null() && !read_model(*json, Emoji::info(), &emoji, wrong))
        throw Err::invalid_body_param.because("wrong type of " + wrong).with("Name", "emoji");
    return emoji;
}

Reply create(Ctx& c) {
    require_enabled(c);
    if (c.request().body_bytes > kFileBytesMax + kFormBytesMax) throw Err::emoji_too_large;
    WholeBody body(c.request());
    auto form = multipart::parse(c.header("Content-Type"), body.view());
    if (!form) throw Err::emoji_form_wrong.because(form.error());
    c.db().read([&](Tx& tx) { require_anywhere(tx, c.actor(), Permission::create_emojis); });
    Emoji emoji = read_emoji(*form);
    require_storage(c);
    check_fields(emoji);
    if (emoji.creator_id != c.user_id()) throw Err::emoji_of_other;
    const multipart::Part* file = multipart::find_file(*form, "image");
    if (!file) throw Err::invalid_body_param.with("Name", "createEmoji");
    if (file->content.size() > kFileBytesMax) throw Err::emoji_too_large;
    return reply::model(200, add(c.services(), std::move(emoji), file->content));
}

Reply list_all(Ctx& c, Tx& tx) {
    require_enabled(c);
    std::string sort = c.query("sort");
    if (!sort.empty() && sort != "name") throw Err::invalid_url_param.with("Name", "sort");
    int64_t limit = c.per_page();
    return reply::json(200, to_json(store::list(tx, sort == "name", c.page() * limit, limit)));
}

Reply read(Ctx& c, Tx& tx) {
    std::string id = c.id("emoji_id");
    require_enabled(c);
    require_storage(c);
    return reply::model(200, get(tx, id));
}

Reply read_by_name(Ctx& c, Tx& tx) {
    std::string name = c.param("emoji_name");
    if (name.size() > 64) throw Err::invalid_url_param.with("Name", "emoji_name");
    require_enabled(c);
    require_storage(c);
    return reply::model(200, get_by_name(tx, name));
}

Reply read_picture(Ctx& c) {
    std::string id = c.id("emoji_id");
    require_enabled(c);
    c.db().read([&](Tx& tx) { get(tx, id); });
    auto stored = c.services().files->read(picture_path(id));
    if (!stored) throw Err::emoji_picture_missing.because(stored.error());
    auto info = picture_info(*stored);
    Reply reply;
    reply.content_type = info ? mime_type_of(info->kind) : "application/octet-stream";
    reply.body = std::move(*stored);
    reply.set_header("Cache-Control", "max-age=2592000, private");
    return reply;
}

Reply remove_one(Ctx& c) {
    std::string id = c.id("emoji_id");
    require_enabled(c, 403);
    require_storage(c);
    Emoji emoji = c.db().read([&](Tx& tx) {
        Emoji found = get(tx, id);
        require_anywhere(tx, c.actor(), Permission::delete_emojis);
        if (found.creator_id != c.user_id()) require_anywhere(tx, c.actor(), Permission::delete_others_emojis);
        return found;
    });
    remove(c.services(), emoji);
    return reply::ok();
}

#define EMOJI_SEARCH_FIELDS(F) \
    F(String, term, none)      \
    F(Bool, prefix_only, none)
MODEL(EmojiSearch, EMOJI_SEARCH_FIELDS)
MODEL_INFO(EmojiSearch, EMOJI_SEARCH_FIELDS)

Reply search(Ctx& c, Tx& tx) {
    auto wanted = c.body<EmojiSearch>("term");
    if (wanted.term.empty()) throw Err::invalid_body_param.with("Name", "term");
    require_enabled(c, 403);
    return reply::json(200, to_json(store::search(tx, wanted.term, wanted.prefix_only, kFoundMax)));
}

Reply complete(Ctx& c, Tx& tx) {
    std::string name = c.query("name");
    if (name.empty()) throw Err::invalid_url_param.with("Name", "name");
    require_enabled(c, 403);
    return reply::json(200, to_json(store::search(tx, name, true, kFoundMax)));
}

Reply list_by_names(Ctx& c, Tx& tx) {
    auto json = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!json) throw Err::payload_unreadable.because(json.error());
    if (!json->is_null() && !json->is_array()) throw Err::payload_unreadable;
    std::vector<std::string> names;
    for (const Json& item : json->items()) {
        if (!item.is_string()) throw Err::payload_unreadable;
        names.push_back(item.as_string());
    }
    if (names.empty()) throw Err::invalid_body_param.with("Name", "names");
    require_enabled(c);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    if (names.size() > kNamesMax) throw Err::emoji_names_too_many.with("MaxNames", std::to_string(kNamesMax));
    // Every client has those of the system.
    std::erase_if(names, [](const std::string& name) { return !system_emoji_code(name).empty(); });
    return reply::json(200, to_json(find_by_names(tx, names)));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/emoji", Lane::slow, Access::session, create, "Make an emoji out of a picture.", kBodyBytesMax},
    {GET, "/api/v4/emoji", Lane::read, Access::session, list_all, "List custom emoji."},
    {POST, "/api/v4/emoji/search", Lane::read, Access::session, search, "Find custom emoji by a part of their name."},
    {GET, "/api/v4/emoji/autocomplete", Lane::read, Access::session, complete,
     "Custom emoji whose name begins like that."},
    {POST, "/api/v4/emoji/names", Lane::read, Access::session, list_by_names, "Custom emoji of several names."},
    {GET, "/api/v4/emoji/name/{emoji_name}", Lane::read, Access::session, read_by_name, "A custom emoji by its name."},
    {GET, "/api/v4/emoji/{emoji_id}", Lane::read, Access::session, read, "A custom emoji."},
    {DELETE, "/api/v4/emoji/{emoji_id}", Lane::slow, Access::session, remove_one,
     "Delete a custom emoji, with its reactions."},
    {GET, "/api/v4/emoji/{emoji_id}/image", Lane::slow, Access::session, read_picture, "The picture of an emoji."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::emoji
