#include "feature/commands/respond.h"

#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/posts/posts.h"
#include "feature/users/users.h"
#include "model/attachments.h"
#include "model/mm_blocks.h"

namespace rk::commands {

namespace {

class Names : public NameLookup {
  public:
    explicit Names(Tx& tx) : tx_(tx) {}
    std::optional<std::string> username(std::string_view user_id) const override {
        std::string name = users::username_of(tx_, user_id);
        if (name.empty()) return std::nullopt;
        return name;
    }
    std::optional<std::string> channel_name(std::string_view channel_id) const override {
        auto channel = channels::find(tx_, channel_id);
        if (!channel) return std::nullopt;
        return channel->name;
    }

  private:
    Tx& tx_;
};

bool is_ephemeral(const CommandResponse& response) {
    return response.response_type.empty() || response.response_type == "ephemeral";
}

Post post_of(Tx& tx, const Call& call, const CommandResponse& response, const Command* custom) {
    Post post;
    post.user_id = call.user.id;
    post.channel_id = call.channel.id;
    // A note about a message stands where the message does, an answer to everybody below it.
    post.root_id = call.post && is_ephemeral(response) ? call.post->root_id : call.root_id;
    post.type = response.type;
    post.props = response.props.is_object() ? response.props : Json::object();
    post.message = custom && !response.skip_slack_parsing ? mattermost_links(response.text) : response.text;
    if (response.attachments.size() > 0) {
        post.props.set("attachments", response.attachments);
        if (post.type.empty()) post.type = "slack_attachment";
    }
    if (call.from_bot) post.props.set("from_bot", "true");
    if (custom) post.props.set("from_webhook", "true");
    auto config = config_of(tx);
    bool names_itself = custom && !custom->username.empty(), shows_itself = custom && !custom->icon_url.empty();
    const std::string& name = names_itself ? custom->username : response.username;
    if (config->ServiceSettings.EnablePostUsernameOverride && !name.empty()) post.props.set("override_username", name);
    if (config->ServiceSettings.EnablePostIconOverride)
        post.props.set("override_icon_url", shows_itself ? custom->icon_url : response.icon_url);
    return post;
}

void respond_one(Tx& tx, const Call& call, CommandResponse& response, const Command* custom) {
    if (custom && !response.skip_slack_parsing) {
        Names names(tx);
        response.text = mattermost_mentions(response.text, names);
        if (response.attachments.is_array()) translate_attachments(response.attachments, names);
    } else if (custom) {
        translate_attachment_links(response.attachments);  // golden "slack text forms"
    }
    if (response.attachments.is_array()) add_action_ids(response.attachments);
    Channel channel = call.channel;
    if (!response.channel_id.empty() && response.channel_id != channel.id) {
        auto other = channels::find(tx, response.channel_id);
        if (!other || !channels::is_member(tx, other->id, call.user.id))
            throw Err::command_post_forbidden.with("Trigger", call.trigger);
        channel = std::move(*other);
    }
    Post post = post_of(tx, call, response, custom);
    if (post.channel_id != channel.id) {
        post.channel_id = channel.id;
        post.root_id.clear();
    }
    Json posted_actions;  // of props.mm_blocks, as clients may have them
    if (response.response_type == "in_channel") {
        if (custom && post.type.starts_with("system_")) throw Err::post_type_invalid;
        posts::AddOptions options;
        options.author_has_read = !custom && !call.from_bot;
        options.trusted_props = true;
        options.triggers_hooks = true;
        options.connection_id = call.connection_id;
        posted_actions = posts::add(tx, call.actor, channel, std::move(post), options).props[kMmBlocksActions];
    } else if (is_ephemeral(response) &&
               (!post.message.empty() || response.attachments.size() > 0 || post.props[kMmBlocks].size() > 0)) {
        Post sent = posts::send_ephemeral(tx, channel, call.user.id, std::move(post));
        // The caller's client may show the answer itself: with the cookies of its buttons.
        if (response.attachments.size() > 0) response.attachments = sent.props["attachments"];
        posted_actions = sent.props[kMmBlocksActions];
    }
    response.attachments = without_integrations(std::move(response.attachments));
    if (const Json* in_props = response.props.find("attachments"))
        response.props.set("attachments", without_integrations(readable_attachments(*in_props)));
    if (!posted_actions.is_null()) response.props.set(kMmBlocksActions, std::move(posted_actions));
    else response.props.erase(kMmBlocksActions);
}

// Reads an answer as JSON; false when a member is of a wrong type.
bool read_answer(const Json& json, CommandResponse& response) {
    if (json.is_null()) return true;
    std::string wrong;
    if (!json.is_object() || !read_model(json, CommandResponse::info(), &response, wrong)) return false;
    if (!response.props.is_null() && !response.props.is_object()) return false;
    if (!response.extra_responses.is_null() && !response.extra_responses.is_array()) return false;
    if (!response.attachments.is_null()) {
        auto attachments = read_attachments(response.attachments);
        if (!attachments) return false;
        response.attachments = std::move(*attachments);
    }
    for (const Json& extra : response.extra_responses.items()) {
        CommandResponse one;
        if (!read_answer(extra, one)) return false;
    }
    return true;
}

}  // namespace

Result<CommandResponse> parse_answer(std::string_view content_type, std::string_view body) {
    CommandResponse response;
    if (trim(content_type.substr(0, content_type.find(';'))) != "application/json") {
        response.text = to_valid_utf8(body);
        return response;
    }
    auto json = Json::parse(body, Json::Extent::kFirst);
    if (!json) return Failure{"the answer is no JSON: " + json.error()};
    if (!read_answer(*json, response)) return Failure{"the answer has a member of a wrong type"};
    return response;
}

void respond(Tx& tx, const Call& call, CommandResponse& response, const Command* custom) {
    try {
        respond_one(tx, call, response, custom);
        if (!response.extra_responses.is_array()) return;
        for (Json& item : response.extra_responses.mutable_items()) {
            CommandResponse extra;
            read_answer(item, extra);
            respond_one(tx, call, extra, custom);
            item = to_tree(extra);
        }
    } catch (const ErrorDef& refused) {  // the author of the command learns what their answer broke
        if (&*refused.listed == &Err::command_post_forbidden) throw;
        throw Err::command_post_failed.with("Trigger", call.trigger).because(refused.id);
    } catch (const ApiError& refused) {
        if (refused.def == &Err::command_post_forbidden) throw;
        throw Err::command_post_failed.with("Trigger", call.trigger).because(refused.def->id);
    }
}

}  // namespace rk::commands
