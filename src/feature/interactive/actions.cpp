// Pressing a button, choosing from a menu. Rules: golden integrations_interactive "action …".
#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/interactive/cookies.h"
#include "feature/interactive/integration.h"
#include "feature/interactive/interactive.h"
#include "feature/interactive/triggers.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/attachments.h"
#include "model/mm_blocks.h"

namespace rk::interactive {

namespace {

// What is pressed, and whom it calls.
struct Press {
    Channel channel;
    std::string post_id, root_id;
    bool is_stored = false;  // false: an ephemeral post's, by its cookie
    std::string type, data_source;
    Json integration;
    std::string goes_to;  // where the client goes; then nobody is called
    Json kept_props;
    std::string user_name, team_name;
    std::string owner_id;  // whose message it is: they may look at the call
};

const Json* find_action(const Post& post, std::string_view action_id) {
    for (const Json& attachment : post.props["attachments"].items())
        for (const Json& action : attachment["actions"].items())
            if (action["id"].as_string() == action_id) return &action;
    return nullptr;
}

// How the client pressed it.
struct Sent {
    std::string cookie, selected_option;
    bool is_block = false;  // of props.mm_blocks_actions; otherwise of an attachment
    BlockQuery query;
};

Sent read_sent(Ctx& c) {
    // A body that is none, or of another shape, counts as empty.
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    auto text = [&](const char* name) {
        const Json* value = body ? body->find_any_case(name) : nullptr;
        return value ? value->as_string() : std::string();
    };
    Sent sent;
    sent.cookie = text("cookie");
    sent.selected_option = text("selected_option");
    const std::string format = text("integration_format");
    sent.is_block = format == "mm_block" || format == "block" || format == "card";
    const Json* query = body ? body->find_any_case("query") : nullptr;
    if (sent.is_block && query) {
        auto read = read_block_query(*query);
        if (!read) {
            ApiError refused = Err::invalid_body_param.with("Name", "query (" + read.error() + ")");
            refused.id = "api.post.do_action.query.app_error";
            throw refused;
        }
        sent.query = std::move(*read);
    }
    // A stored post's mark: the post itself knows more.
    if (sent.is_block && sent.cookie.starts_with("stored:")) sent.cookie.clear();
    return sent;
}

// What the named one of these actions does.
void set_block_action(Press& press, const Json& actions, std::string_view action_id, const Sent& sent) {
    auto found = find_block_action(Json::object({{kMmBlocksActions, actions}}), action_id, sent.query);
    if (!found) {
        ApiError refused = Err::action_failed.because(found.error());
        refused.id = "api.post.do_action.merge_query.app_error";
        throw refused;
    }
    if (!*found) throw Err::action_not_found;
    press.type = sent.selected_option.empty() ? "button" : "select";
    if ((*found)->opens_url) press.goes_to = (*found)->url;
    press.integration = Json::object({{"url", (*found)->url}, {"context", (*found)->context}});
}

// The post that is pressed, when it is a stored one. One that its reader may not see is refused like one that is not
// there; only who could see it learns that it was deleted.
std::optional<Post> find_pressed(Ctx& c, Tx& tx, const std::string& post_id, bool has_cookie) {
    auto post = posts::find(tx, post_id, true);
    if (!post || (post->delete_at && has_cookie)) {
        if (has_cookie) return std::nullopt;
        throw Err::no_permission.because("read_channel_content");
    }
    access::require_read_channel(tx, c.actor(), channels::get(tx, post->channel_id));
    if (post->delete_at) throw Err::post_not_found;
    return post;
}

Press find_press(Ctx& c, Tx& tx, const Sent& sent) {
    const std::string& sealed = sent.cookie;
    Press press;
    press.post_id = c.id("post_id");
    std::optional<Cookie> cookie;
    if (!sealed.empty()) {
        cookie = read_cookie(c.services(), sealed);
        access::require_read_channel(tx, c.actor(), channels::get(tx, cookie->channel_id));
    }
    if (auto post = find_pressed(c, tx, press.post_id, cookie.has_value())) {
        press.is_stored = true;
        press.owner_id = post->user_id;
        press.channel = channels::get(tx, post->channel_id);
        press.root_id = post->root_id.empty() ? post->id : post->root_id;
        press.kept_props = speaker_props(post->props).kept;
        if (sent.is_block) {
            set_block_action(press, post->props[kMmBlocksActions], c.param("action_id"), sent);
        } else {
            const Json* action = find_action(*post, c.param("action_id"));
            if (!action || !(*action)["integration"].is_object()) throw Err::action_not_found;
            press.type = (*action)["type"].as_string();
            press.data_source = (*action)["data_source"].as_string();
            press.integration = (*action)["integration"];
        }
    } else {
        if (!cookie) throw Err::no_permission.because("read_channel_content");
        if (cookie->post_id != press.post_id) throw Err::action_failed.because("the cookie is another post's");
        if (!sent.is_block && !cookie->integration.is_object())
            throw Err::action_failed.because("the action has no integration");
        press.channel = channels::get(tx, cookie->channel_id);
        press.root_id = cookie->root_id;
        press.type = cookie->type;
        press.data_source = cookie->data_source;
        press.integration = cookie->integration;
        if (sent.is_block) set_block_action(press, cookie->block_actions, c.param("action_id"), sent);
        press.kept_props = cookie->kept_props;
    }
    press.user_name = users::username_of(tx, c.user_id());
    if (!press.channel.team_id.empty())
        if (auto team = teams::find(tx, press.channel.team_id)) press.team_name = team->name;
    return press;
}

std::string request_of(const Ctx& c, const Press& press, const Trigger& trigger, const std::string& selected_option) {
    const bool is_chosen = press.type == "select" && !selected_option.empty();
    Json context = press.integration["context"];
    if (!context.is_object()) context = Json::object();
    if (is_chosen) context.set("selected_option", selected_option);
    Json request = Json::object({{"user_id", c.user_id()},
                                 {"user_name", press.user_name},
                                 {"channel_id", press.channel.id},
                                 {"channel_name", press.channel.name},
                                 {"team_id", press.channel.team_id},
                                 {"team_domain", press.team_name},
                                 {"post_id", press.post_id},
                                 {"trigger_id", trigger.trigger_id},
                                 {"type", press.type},
                                 {"data_source", is_chosen ? press.data_source : ""}});
    if (context.size() > 0) request.set("context", std::move(context));
    return request.dump();
}

// What the integration wants done.
struct ActionAnswer {
    std::optional<Post> update;
    std::string ephemeral_text;
    std::string goto_location, error;
    bool skip_slack_parsing = false;
};

ActionAnswer read_answer(std::string_view body) {
    ActionAnswer answer;
    if (body.empty()) return answer;
    auto json = Json::parse(body);
    if (!json) throw Err::action_failed.because("the answer is no JSON: " + json.error());
    if (json->is_null()) return answer;
    auto wrong = [](std::string_view member) {
        return Err::action_failed.because("a member of the answer is of a wrong type: " + std::string(member));
    };
    if (!json->is_object()) throw Err::action_failed.because("the answer is no object");
    auto given = [&](const char* name) -> const Json* {
        const Json* value = json->find_any_case(name);
        return value && !value->is_null() ? value : nullptr;
    };
    if (const Json* update = given("update")) {
        std::string member;
        if (!read_model(*update, Post::info(), &answer.update.emplace(), member)) throw wrong("update." + member);
        const Json& props = answer.update->props;
        if (!props.is_null() && !props.is_object()) throw wrong("update.props");
    }
    if (const Json* text = given("ephemeral_text")) {
        if (!text->is_string()) throw wrong("ephemeral_text");
        answer.ephemeral_text = text->as_string();
    }
    for (auto [name, member] : {std::pair{"goto_location", &answer.goto_location}, std::pair{"error", &answer.error}})
        if (const Json* text = given(name); text && text->is_string()) *member = text->as_string();
    if (const Json* skip = given("skip_slack_parsing")) {
        if (!skip->is_bool()) throw wrong("skip_slack_parsing");
        answer.skip_slack_parsing = skip->as_bool();
    }
    return answer;
}

// Message and props are the integration's to change; who speaks, pins, reactions and files are not.
void update_post(Tx& tx, const Press& press, Post update) {
    auto post = press.is_stored ? posts::find(tx, press.post_id) : std::nullopt;
    if (!post) throw Err::post_not_found;
    posts::Change change;
    change.message = std::move(update.message);
    if (update.props.is_object()) {
        const SpeakerProps speaker = speaker_props(post->props);
        for (const Json::Member& kept : speaker.kept.members()) update.props.set(kept.key, kept.value);
        for (const std::string& key : speaker.absent) update.props.erase(key);
        change.props = std::move(update.props);
    }
    // The post's author may know less than whoever pressed, or more.
    Actor author;
    author.user_id = post->user_id;
    if (auto user = users::find(tx, post->user_id)) author.roles = user->roles;
    posts::update(tx, author, *post, change);
}

void carry_out(const Ctx& c, Tx& tx, const Press& press, const ActionAnswer& answer) {
    if (answer.update) update_post(tx, press, *answer.update);
    if (answer.ephemeral_text.empty()) return;
    Post note;
    note.user_id = c.user_id();
    note.root_id = press.root_id;
    note.message = answer.skip_slack_parsing ? answer.ephemeral_text : mattermost_links(answer.ephemeral_text);
    note.props = press.kept_props;
    posts::send_ephemeral(tx, press.channel, c.user_id(), std::move(note));
}

Reply press(Ctx& c) {
    const Sent sent = read_sent(c);
    // Only ids of blocks have these (golden integrations_interactive "action/ids with other characters").
    if (!sent.is_block && c.param("action_id").find_first_of("_-") != std::string::npos) throw Err::route_not_found;
    const Press pressed = c.db().read([&](Tx& tx) { return find_press(c, tx, sent); });
    std::string json;
    if (!pressed.goes_to.empty()) {
        JsonWriter(json)
            .begin_object()
            .field("status", "OK")
            .field("trigger_id", "")
            .field("goto_location", pressed.goes_to)
            .end_object();
        return reply::json(200, std::move(json));
    }
    const Trigger trigger = make_trigger(c.services(), c.user_id());
    const Called call{"button", pressed.owner_id, pressed.is_stored ? pressed.post_id : std::string()};
    ActionAnswer answer;
    call_integration(c, call, pressed.integration["url"].as_string(),
                     request_of(c, pressed, trigger, sent.selected_option),
                     [&](const std::string& body) { answer = read_answer(body); });
    if (answer.update || !answer.ephemeral_text.empty())
        c.db().write([&](Tx& tx) { carry_out(c, tx, pressed, answer); });
    JsonWriter w(json);
    w.begin_object().field("status", "OK").field("trigger_id", trigger.client_id);
    if (!answer.goto_location.empty()) w.field("goto_location", answer.goto_location);
    if (!answer.error.empty()) w.field("error", to_valid_utf8(answer.error.substr(0, 1000)));
    w.end_object();
    return reply::json(200, std::move(json));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/posts/{post_id}/actions/{action_id}", Lane::slow, Access::session, press,
     "Press a button of a post, or choose from a menu of it."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::interactive
