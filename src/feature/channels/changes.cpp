// Changing channels: names and texts, privacy, archiving, moving.
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/channels/store.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "feature/webhooks/webhooks.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

void emit_updated(Tx& tx, const Channel& channel) {
    tx.emit(EventName::channel_updated, to_channel(channel.id), Json::object({{"channel", to_json(channel)}}).dump());
}

// Archiving and its like are told to the whole team when the channel is public, else to its members.
void emit_to_readers(Tx& tx, EventName name, const Channel& channel, std::string data) {
    tx.emit(name, channel.type == "O" ? to_team(channel.team_id) : to_channel(channel.id), std::move(data));
}

// Whose words a change is: the actor's, or the creator's when the server itself acts.
User speaker(Tx& tx, const Actor& who, const Channel& channel) {
    if (auto user = users::find(tx, who.user_id.empty() ? channel.creator_id : who.user_id)) return std::move(*user);
    return {};
}

// "set", "changed" or "removed" of one text of a channel, with both versions in the post's props.
struct TextChange {
    const char *type, *old_key, *new_key;
    Text changed, set, removed;
};

void say_changed(Tx& tx, const Channel& channel, const User& by, const TextChange& change, const std::string& before,
                 const std::string& after) {
    if (before == after || by.id.empty()) return;
    Text which = before.empty() ? change.set : after.empty() ? change.removed : change.changed;
    posts::add_system(tx, channel, by.id, change.type,
                      says(tx, which, {{"Username", by.username}, {"Old", before}, {"New", after}}),
                      Json::object({{"username", by.username}, {change.old_key, before}, {change.new_key, after}}));
}

Channel change(Tx& tx, Channel channel) {
    channel.update_at = tx.now();
    check_fields(channel);
    if (!store::update(tx, channel)) throw Err::channel_name_taken;
    return channel;
}

}  // namespace

Channel update(Tx& tx, const Actor& who, const Channel& given, const Change& c) {
    tx.lock("channel " + given.id);
    Channel old = get(tx, given.id), channel = old;
    if (old.delete_at) throw Err::channel_archived;
    if (is_default(old) && c.name && *c.name != old.name) throw Err::channel_default_renamed.with("Channel", old.name);
    if (c.name) channel.name = *c.name;
    if (c.display_name) channel.display_name = trim(*c.display_name);
    if (c.header) channel.header = *c.header;
    if (c.purpose) channel.purpose = *c.purpose;
    if (c.group_constrained) channel.group_constrained = c.group_constrained;
    if (c.banner_info) channel.banner_info = *c.banner_info;
    channel = change(tx, std::move(channel));

    User by = speaker(tx, who, channel);
    say_changed(tx, channel, by,
                {"system_displayname_change", "old_displayname", "new_displayname", Text::display_name_changed,
                 Text::display_name_changed, Text::display_name_changed},
                old.display_name, channel.display_name);
    say_changed(tx, channel, by,
                {"system_header_change", "old_header", "new_header", Text::header_changed, Text::header_set,
                 Text::header_removed},
                old.header, channel.header);
    say_changed(tx, channel, by,
                {"system_purpose_change", "old_purpose", "new_purpose", Text::purpose_changed, Text::purpose_set,
                 Text::purpose_removed},
                old.purpose, channel.purpose);
    emit_updated(tx, channel);
    return channel;
}

Channel set_private(Tx& tx, const Actor& who, const Channel& given, bool is_private) {
    tx.lock("channel " + given.id);
    Channel channel = get(tx, given.id);
    if (channel.delete_at) throw Err::channel_archived;
    if (is_default(channel) && is_private) throw Err::channel_default_privacy;
    channel.type = is_private ? "P" : "O";
    channel = change(tx, std::move(channel));
    User by = speaker(tx, who, channel);
    if (!by.id.empty())
        posts::add_system(tx, channel, by.id, "system_change_chan_privacy",
                          says(tx, is_private ? Text::became_private : Text::became_public),
                          Json::object({{"username", by.username}}));
    emit_updated(tx, channel);
    tx.emit(EventName::channel_converted, to_team(channel.team_id), Json::object({{"channel_id", channel.id}}).dump());
    return channel;
}

void archive(Tx& tx, const Actor& who, const Channel& given) {
    tx.lock("channel " + given.id);
    Channel channel = get(tx, given.id);
    if (is_direct_or_group(channel)) throw Err::channel_direct_archived;
    if (channel.delete_at) throw Err::channel_already_archived;
    if (is_default(channel)) throw Err::channel_default_archived.with("Channel", channel.name);
    User by = speaker(tx, who, channel);
    if (!by.id.empty())
        posts::add_system(tx, channel, by.id, "system_channel_deleted",
                          says(tx, Text::channel_archived, {{"Username", by.username}}),
                          Json::object({{"username", by.username}}));
    store::set_delete_at(tx, channel.id, tx.now(), tx.now());
    webhooks::remove_of_channel(tx, channel.id);
    outgoing_hooks::remove_of_channel(tx, channel.id);
    channel.delete_at = tx.now();
    outgoing_hooks::channel_archived(tx, who, channel);
    emit_to_readers(tx, EventName::channel_deleted, channel,
                    Json::object({{"channel_id", channel.id}, {"delete_at", tx.now()}}).dump());
}

Channel restore(Tx& tx, const Actor& who, const Channel& given) {
    tx.lock("channel " + given.id);
    Channel channel = get(tx, given.id);
    if (!channel.delete_at) throw Err::channel_not_archived;
    store::set_delete_at(tx, channel.id, 0, tx.now());
    channel.delete_at = 0;
    channel.update_at = tx.now();
    emit_to_readers(tx, EventName::channel_restored, channel, Json::object({{"channel_id", channel.id}}).dump());
    User by = speaker(tx, who, channel);
    if (!by.id.empty())
        posts::add_system(tx, channel, by.id, "system_channel_restored",
                          says(tx, Text::channel_restored, {{"Username", by.username}}),
                          Json::object({{"username", by.username}}));
    return channel;
}

void remove_for_good(Tx& tx, const Channel& channel) {
    for (const std::string& user_id : store::list_member_ids(tx, channel.id)) announce_leave(tx, channel, user_id);
    store::remove(tx, channel.id);
    emit_to_readers(tx, EventName::channel_deleted, channel,
                    Json::object({{"channel_id", channel.id}, {"delete_at", tx.now()}}).dump());
}

void remove_all_of_team(Tx& tx, std::string_view team_id) {
    for (const std::string& id : store::list_ids_of_team(tx, team_id)) remove_for_good(tx, get(tx, id));
}

Channel move(Tx& tx, const Actor& who, const Channel& given, const Team& to, bool force) {
    tx.lock("channel " + given.id);
    Channel channel = get(tx, given.id);
    if (force) {
        for (const std::string& user_id : store::list_member_ids(tx, channel.id)) {
            if (teams::is_member(tx, to.id, user_id)) continue;
            store::remove_member(tx, channel.id, user_id);
            announce_leave(tx, channel, user_id);
        }
    } else if (store::count_outside_team(tx, channel.id, to.id) > 0) {
        throw Err::channel_move_members;
    }
    auto from = teams::find(tx, channel.team_id);
    channel.team_id = to.id;
    channel = change(tx, std::move(channel));
    store::forget_in_categories(tx, channel.id);
    User by = speaker(tx, who, channel);
    if (!by.id.empty())
        posts::add_system(tx, channel, by.id, "system_move_channel",
                          says(tx, Text::channel_moved, {{"Team", from ? from->display_name : std::string()}}),
                          Json::object({{"username", by.username}}));
    emit_updated(tx, channel);
    return channel;
}

Channel convert_to_private(Tx& tx, const Actor& who, const Channel& given, std::string_view team_id,
                           std::string_view name, std::string_view display_name) {
    tx.lock("channel " + given.id);
    Channel channel = get(tx, given.id);
    channel.team_id = team_id;
    channel.type = "P";
    channel.name = name.empty() ? new_id() : std::string(name);
    channel.display_name = trim(display_name);
    if (channel.name.find("__") != std::string::npos) throw Err::channel_name_like_direct;
    channel = change(tx, std::move(channel));
    store::forget_in_categories(tx, channel.id);
    std::vector<std::string> names;
    std::vector<std::string> ids = store::list_member_ids(tx, channel.id);
    for (const User& user : users::list_by_ids(tx, ids)) names.push_back("@" + user.username);
    User by = speaker(tx, who, channel);
    posts::add_system(tx, channel, by.id, "system_gm_to_channel",
                      says(tx, Text::group_became_channel, {{"Username", by.username}, {"Members", join(names, ", ")}}),
                      Json::object({{"convertedByUserId", by.id}, {"username", by.username}}));
    for (const std::string& id : ids)
        tx.emit(EventName::channel_updated, to_user(id), Json::object({{"channel_id", channel.id}}).dump());
    return channel;
}

}  // namespace rk::channels
