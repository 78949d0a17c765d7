// Built-in commands about other people.
#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/commands/builtin.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"

namespace rk::commands {

namespace {

constexpr size_t kGroupOthersMin = 2, kGroupOthersMax = 7;

// The active account of that name that the caller may know of.
std::optional<User> find_person(Tx& tx, const Call& call, std::string_view name) {
    if (name.starts_with('@')) name.remove_prefix(1);
    auto user = users::find_by_username(tx, name);
    if (!user || user->delete_at || !users::can_see(tx, call.actor, user->id)) return std::nullopt;
    return user;
}

Permission members_permission(const Channel& channel) {
    return channel.type == "P" ? Permission::manage_private_channel_members : Permission::manage_public_channel_members;
}

// Adds one person to one channel; what to tell the caller, "" when the channel itself shows it.
std::string invite_one(Tx& tx, const Call& call, const User& user, const Channel& channel) {
    auto says = [&](Text which) {
        return text(which, call.user.locale, {{"User", user.username}, {"Channel", channel.name}});
    };
    if (!access::may_in_channel(tx, call.actor, channel, members_permission(channel)))
        return says(Text::cmd_may_not_in_channel);
    if (channels::is_member(tx, channel.id, user.id)) return says(Text::cmd_already_member);
    if (!teams::is_member(tx, channel.team_id, user.id)) return says(Text::cmd_not_in_team);
    channels::add_member(tx, call.actor, channel, user.id);
    return channel.id == call.channel.id ? std::string() : says(Text::cmd_invited);
}

CommandResponse write_to(Tx& tx, const Call& call, const Channel& channel, std::string message) {
    if (!message.empty()) {
        access::require_in_channel(tx, call.actor, channel, Permission::create_post);
        say(tx, call, channel, std::move(message));
    }
    CommandResponse response = goes_to(tx, call, channel.name);
    response.response_type = "ephemeral";
    return response;
}

CommandResponse write_directly(Tx& tx, const Call& call, const User& user, std::string message) {
    access::require(tx, call.actor, Permission::create_direct_channel);
    return write_to(tx, call, channels::get_or_add_direct(tx, call.actor, call.user.id, user.id), std::move(message));
}

}  // namespace

CommandResponse run_invite(Tx& tx, const Call& call) {
    std::vector<User> people;
    std::vector<Channel> where;
    std::string said;
    auto add_line = [&](const std::string& line) {
        if (!line.empty()) said.append(said.empty() ? "" : "\n").append(line);
    };
    bool named_channel = false;
    for (const std::string& word : split_words(call.message)) {
        if (word[0] == '~') {
            named_channel = true;
            auto channel = call.team ? channels::find_by_name(tx, call.team->id, to_lower_ascii(word.substr(1)))
                                     : std::optional<Channel>();
            if (channel && (channel->type == "O" || channels::is_member(tx, channel->id, call.user.id))) {
                where.push_back(std::move(*channel));
            } else {
                add_line(text(Text::cmd_channel_unknown, call.user.locale, {{"Channel", word}}));
            }
        } else if (auto user = find_person(tx, call, word)) {
            people.push_back(std::move(*user));
        } else {
            add_line(text(Text::cmd_user_unknown, call.user.locale, {{"User", word}}));
        }
    }
    if (people.empty() && said.empty()) return told(call, Text::cmd_user_unnamed, {{"Command", call.trigger}});
    if (!named_channel) {
        if (channels::is_direct_or_group(call.channel)) return told(call, Text::cmd_not_in_direct);
        where.push_back(call.channel);
    }
    for (const Channel& channel : where)
        for (const User& user : people) add_line(invite_one(tx, call, user, channel));
    return told(std::move(said));
}

CommandResponse run_remove(Tx& tx, const Call& call) {
    if (channels::is_direct_or_group(call.channel)) return told(call, Text::cmd_not_in_direct);
    if (call.message.empty()) return told(call, Text::cmd_user_unnamed, {{"Command", call.trigger}});
    if (!access::may_in_channel(tx, call.actor, call.channel, members_permission(call.channel)))
        return told(call, Text::cmd_may_not_in_channel, {{"Channel", call.channel.name}});
    std::string name = split_words(call.message).front();
    auto user = find_person(tx, call, name);
    if (!user) return told(call, Text::cmd_user_unknown, {{"User", name}});
    if (!channels::is_member(tx, call.channel.id, user->id))
        return told(call, Text::cmd_not_member, {{"User", user->username}});
    channels::remove_member(tx, call.actor, call.channel, user->id);
    return done();
}

CommandResponse run_msg(Tx& tx, const Call& call) {
    if (call.message.empty()) return told(call, Text::cmd_user_unnamed, {{"Command", call.trigger}});
    size_t end = std::min(call.message.find_first_of(" \t\n"), call.message.size());
    std::string name = call.message.substr(0, end);
    auto user = find_person(tx, call, name);
    if (!user) return told(call, Text::cmd_user_unknown, {{"User", name}});
    return write_directly(tx, call, *user, std::string(trim(std::string_view(call.message).substr(end))));
}

CommandResponse run_groupmsg(Tx& tx, const Call& call) {
    if (call.message.empty()) return told(call, Text::cmd_user_unnamed, {{"Command", call.trigger}});
    // Names are parted by commas; behind the last one the message begins.
    std::vector<std::string> names = split(call.message, ',');
    std::string last(trim(names.back())), message;
    size_t end = last.find_first_of(" \t\n");
    if (end != last.npos) message = trim(std::string_view(last).substr(end));
    names.back() = last.substr(0, end);
    std::vector<User> people;
    std::vector<std::string> ids{call.user.id};
    std::string unknown;
    for (const std::string& part : names) {
        std::string name(trim(part));
        if (name.empty()) continue;
        auto user = find_person(tx, call, name);
        if (!user) {
            unknown.append(unknown.empty() ? "" : ", ").append(name);
        } else if (!contains(ids, user->id)) {
            ids.push_back(user->id);
            people.push_back(std::move(*user));
        }
    }
    if (!unknown.empty()) return told(call, Text::cmd_user_unknown, {{"User", unknown}});
    if (people.size() == 1) return write_directly(tx, call, people[0], std::move(message));
    if (people.size() < kGroupOthersMin || people.size() > kGroupOthersMax)
        return told(call, Text::cmd_group_size,
                    {{"Least", std::to_string(kGroupOthersMin)}, {"Most", std::to_string(kGroupOthersMax)}});
    access::require(tx, call.actor, Permission::create_group_channel);
    return write_to(tx, call, channels::get_or_add_group(tx, call.actor, std::move(ids)), std::move(message));
}

CommandResponse run_invite_people(Tx& tx, const Call& call) {
    auto config = config_of(tx);
    if (!config->EmailSettings.SendEmailNotifications) return told(call, Text::cmd_mail_off);
    if (!config->ServiceSettings.EnableEmailInvitations) return told(call, Text::cmd_mail_invites_off);
    if (!call.team) return told(call, Text::cmd_not_in_direct);
    access::require_in_team(tx, call.actor, call.team->id, Permission::invite_user);
    access::require_in_team(tx, call.actor, call.team->id, Permission::add_user_to_team);
    std::vector<std::string> addresses;
    for (const std::string& word : split_words(call.message)) {
        std::string address = to_lower_ascii(word);
        while (address.ends_with(',')) address.pop_back();
        if (address.find('@') != address.npos && !contains(addresses, address)) addresses.push_back(address);
    }
    if (addresses.empty()) return told(call, Text::cmd_mail_unnamed);
    teams::invite_by_mail(tx, *call.team, call.user, addresses);
    return told(call, Text::cmd_mails_sent);
}

}  // namespace rk::commands
