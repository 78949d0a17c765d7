#include "feature/emoji/emoji.h"

#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/picture.h"
#include "base/ports.h"
#include "feature/emoji/store.h"
#include "feature/posts/cache.h"
#include "feature/posts/reactions.h"
#include "feature/teams/teams.h"
#include "model/system_emoji.h"

namespace rk::emoji {

namespace {

constexpr size_t kNameMax = 64;
constexpr uint32_t kSide = 128, kOriginalSide = 1028;

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '_';
}

// Posts say which emoji they show: kept pages know too little now, or too much.
void forget_pages(Tx& tx) {
    tx.after_commit([services = &tx.services()] {
        if (services->post_cache) services->post_cache->clear();
    });
}

// Nothing when somebody else took the name meanwhile.
std::optional<Emoji> insert(Tx& tx, Emoji emoji) {
    emoji.create_at = emoji.update_at = tx.now();
    emoji.delete_at = 0;
    if (!store::insert(tx, emoji)) return std::nullopt;
    tx.emit(EventName::emoji_added, to_everybody(), Json::object({{"emoji", to_json(emoji)}}).dump());
    forget_pages(tx);
    return emoji;
}

}  // namespace

Emoji get(Tx& tx, std::string_view emoji_id) {
    if (auto emoji = store::find(tx, emoji_id)) return std::move(*emoji);
    throw Err::emoji_not_found;
}

Emoji get_by_name(Tx& tx, std::string_view name) {
    if (auto emoji = store::find_by_name(tx, name)) return std::move(*emoji);
    throw Err::emoji_name_not_found;
}

bool exists(Tx& tx, std::string_view name) { return store::find_by_name(tx, name).has_value(); }

std::vector<Emoji> find_by_names(Tx& tx, const std::vector<std::string>& names) {
    return names.empty() ? std::vector<Emoji>() : store::find_by_names(tx, names);
}

void check_fields(const Emoji& emoji) {
    if (emoji.creator_id.size() > 26) throw Err::emoji_creator_wrong;
    const std::string& name = emoji.name;
    if (name.empty() || name.size() > kNameMax || !std::all_of(name.begin(), name.end(), is_name_char))
        throw Err::emoji_name_wrong;
    if (!system_emoji_code(name).empty()) throw Err::emoji_name_of_system;
}

void require_anywhere(Tx& tx, const Actor& actor, Permission permission) {
    if (access::may(tx, actor, permission)) return;
    for (const TeamMember& member : teams::list_memberships_of(tx, actor.user_id))
        if (access::may_in_team(tx, actor, member.team_id, permission)) return;
    throw Err::no_permission.because(std::string(permission_id(permission)));
}

std::string picture_path(std::string_view emoji_id) { return "emoji/" + std::string(emoji_id) + "/image"; }

std::string picture_to_keep(std::string_view file) {
    auto info = picture_info(file);
    if (!info) throw Err::emoji_picture_wrong;
    if (info->width > kOriginalSide || info->height > kOriginalSide)
        throw Err::emoji_picture_too_large.with("MaxWidth", std::to_string(kOriginalSide))
            .with("MaxHeight", std::to_string(kOriginalSide));
    if ((info->width <= kSide && info->height <= kSide) || is_animated(file)) return std::string(file);
    auto pixels = decode_picture(file);
    if (!pixels) throw Err::emoji_picture_broken.because(pixels.error());
    return encode_png(fit_within(*pixels, kSide, kSide));
}

Emoji add(Services& services, Emoji emoji, std::string_view file) {
    check_fields(emoji);
    if (services.db->read([&](Tx& tx) { return exists(tx, emoji.name); })) throw Err::emoji_name_taken;
    std::string picture = picture_to_keep(file);
    emoji.id = new_id();
    // The picture first: whoever hears of the emoji can fetch it.
    std::string path = picture_path(emoji.id);
    if (auto failure = services.files->write(path, picture)) throw Err::emoji_not_stored.because(failure->what);
    auto added = services.db->write([&](Tx& tx) { return insert(tx, emoji); });
    if (added) return std::move(*added);
    if (auto failure = services.files->remove(path))
        log::warn("The picture of an emoji that was not made stays in the file store",
                  {{"path", path}, {"error", failure->what}});
    throw Err::emoji_name_taken;
}

void remove(Services& services, const Emoji& emoji) {
    Millis at = services.db->write([&](Tx& tx) {
        if (!store::mark_deleted(tx, emoji.id, tx.now())) throw Err::emoji_not_found;
        forget_pages(tx);
        return tx.now();
    });
    std::string path = picture_path(emoji.id);
    if (auto failure = services.files->move(path, path + "_deleted"))
        log::warn("The picture of a deleted emoji could not be put aside", {{"path", path}, {"error", failure->what}});
    posts::remove_reactions_named(*services.db, emoji.name, at);
}

}  // namespace rk::emoji
