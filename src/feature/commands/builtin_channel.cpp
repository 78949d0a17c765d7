// Built-in commands about the channel.
#include "app/access.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/commands/builtin.h"

namespace rk::commands {

namespace {

constexpr size_t kDisplayNameMax = 64;

// Members change a direct channel's header; for other channels it takes the right to.
void require_change(Tx& tx, const Call& call) {
    if (channels::is_direct_or_group(call.channel)) {
        if (!channels::is_member(tx, call.channel.id, call.user.id)) throw Err::channel_patch_forbidden;
        return;
    }
    access::require_in_channel(tx, call.actor, call.channel,
                               call.channel.type == "O" ? Permission::manage_public_channel_properties
                                                        : Permission::manage_private_channel_properties);
}

CommandResponse change(Tx& tx, const Call& call, const channels::Change& change) {
    channels::update(tx, call.actor, call.channel, change);
    return done();
}

// The named channel of the team, as far as the caller may know of it.
std::optional<Channel> find_named(Tx& tx, const Call& call, std::string_view name) {
    if (name.starts_with('~') || name.starts_with('#')) name.remove_prefix(1);
    if (!call.team || name.empty()) return std::nullopt;
    auto channel = channels::find_by_name(tx, call.team->id, to_lower_ascii(name));
    if (channel && channel->type != "O" && !channels::is_member(tx, channel->id, call.user.id)) return std::nullopt;
    return channel;
}

}  // namespace

CommandResponse run_header(Tx& tx, const Call& call) {
    require_change(tx, call);
    if (call.message.empty()) return told(call, Text::cmd_needs_text, {{"Command", call.trigger}});
    channels::Change c;
    c.header = call.message;
    return change(tx, call, c);
}

CommandResponse run_purpose(Tx& tx, const Call& call) {
    if (channels::is_direct_or_group(call.channel)) return told(call, Text::cmd_not_in_direct);
    require_change(tx, call);
    if (call.message.empty()) return told(call, Text::cmd_needs_text, {{"Command", call.trigger}});
    channels::Change c;
    c.purpose = call.message;
    return change(tx, call, c);
}

CommandResponse run_rename(Tx& tx, const Call& call) {
    if (channels::is_direct_or_group(call.channel)) return told(call, Text::cmd_not_in_direct);
    require_change(tx, call);
    if (call.message.empty()) return told(call, Text::cmd_needs_text, {{"Command", call.trigger}});
    if (utf8_length(call.message) > kDisplayNameMax)
        return told(call, Text::cmd_rename_long, {{"Most", std::to_string(kDisplayNameMax)}});
    channels::Change c;
    c.display_name = call.message;
    return change(tx, call, c);
}

CommandResponse run_join(Tx& tx, const Call& call) {
    if (call.message.empty()) return told(call, Text::cmd_channel_unnamed, {{"Command", call.trigger}});
    auto channel = find_named(tx, call, call.message);
    if (!channel) return told(call, Text::cmd_channel_unknown, {{"Channel", call.message}});
    if (!channels::is_member(tx, channel->id, call.user.id)) {
        access::require_in_team(tx, call.actor, channel->team_id, Permission::join_public_channels);
        channels::add_member(tx, call.actor, *channel, call.user.id);
    }
    return goes_to(tx, call, channel->name);
}

CommandResponse run_leave(Tx& tx, const Call& call) {
    if (channels::is_direct_or_group(call.channel)) return told(call, Text::cmd_not_in_direct);
    channels::remove_member(tx, call.actor, call.channel, call.user.id);
    CommandResponse response = goes_to(tx, call, "town-square");
    response.response_type = "ephemeral";
    return response;
}

CommandResponse run_mute(Tx& tx, const Call& call) {
    Channel channel = call.channel;
    if (!call.message.empty()) {
        auto named = find_named(tx, call, split_words(call.message).front());
        if (!named) return told(call, Text::cmd_channel_unknown, {{"Channel", call.message}});
        channel = std::move(*named);
    }
    std::string name = "~" + channel.name;
    if (channels::is_direct_or_group(channel)) name = channels::display_name_for(tx, channel, call.user.id);
    auto member = channels::find_member(tx, channel.id, call.user.id);
    if (!member) return told(call, Text::cmd_mute_not_member, {{"Channel", name}});
    auto mark_unread = member->notify_props.find("mark_unread");
    bool was_muted = mark_unread != member->notify_props.end() && mark_unread->second == "mention";
    channels::set_notify_props(tx, channel, call.user.id, {{"mark_unread", was_muted ? "all" : "mention"}});
    return told(call, was_muted ? Text::cmd_unmuted : Text::cmd_muted, {{"Channel", name}});
}

}  // namespace rk::commands
