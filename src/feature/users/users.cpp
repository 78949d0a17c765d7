#include "feature/users/users.h"

#include "app/access.h"
#include "app/hub.h"
#include "app/mention_index.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/user_store.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/bots/bots.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/preferences/preferences.h"
#include "feature/users/rules.h"
#include "feature/users/sessions.h"
#include "feature/users/store.h"
#include "model/settings.h"

namespace rk::users {

namespace {

RK_QUERY(kShareTeam, "users_share_team",
         "SELECT a.teamid FROM teammembers a JOIN teammembers b ON b.teamid = a.teamid"
         " WHERE a.userid = ?1 AND b.userid = ?2 AND a.deleteat = 0 AND b.deleteat = 0");
RK_QUERY(kBotOwner, "user_bot_owner", "SELECT ownerid FROM bots WHERE userid = ?1");
RK_QUERY(kShareChannel, "users_share_channel",
         "SELECT 1 FROM channelmembers a JOIN channelmembers b ON b.channelid = a.channelid"
         " WHERE a.userid = ?1 AND b.userid = ?2 LIMIT 1");

// Which words mention the account, as of this commit.
void note_mention_words(Tx& tx, const User& user) {
    tx.after_commit([index = tx.services().mentions, user] {
        if (index) index->set(user);
    });
}

}  // namespace

User get(Tx& tx, std::string_view user_id) {
    if (auto user = store::find(tx, user_id)) return std::move(*user);
    throw Err::user_not_found;
}

std::optional<User> find(Tx& tx, std::string_view user_id) { return store::find(tx, user_id); }

std::optional<User> find_by_username(Tx& tx, std::string_view username) {
    return store::find_by_username(tx, to_lower_ascii(username));
}

std::optional<User> find_by_email(Tx& tx, std::string_view email) {
    return store::find_by_email(tx, to_lower_ascii(email));
}

std::vector<User> list_by_ids(Tx& tx, const std::vector<std::string>& ids) { return store::list_by_ids(tx, ids); }

std::vector<User> list_by_usernames(Tx& tx, const std::vector<std::string>& usernames) {
    std::vector<std::string> lower;
    lower.reserve(usernames.size());
    for (const std::string& name : usernames) lower.push_back(to_lower_ascii(name));
    return store::list_by_usernames(tx, lower);
}

std::string username_of(Tx& tx, std::string_view user_id) {
    UserStore* cache = tx.services().users.get();
    if (!cache) return store::username_of(tx, user_id);
    if (auto name = cache->find_username(user_id)) return std::move(*name);
    std::string name = store::username_of(tx, user_id);
    if (name.empty()) return name;
    if (!tx.writable()) {
        cache->put_username(user_id, name, tx.now());
    } else {  // what this transaction sees is true once it is committed
        tx.after_commit([cache, id = std::string(user_id), name, at = tx.now()] { cache->put_username(id, name, at); });
    }
    return name;
}

User shown_to(Tx& tx, const Actor& viewer, User user) {
    user.password.clear();
    user.mfa_secret.clear();
    user.mfa_used_timestamps = Json();
    user.last_login = 0;
    if (!viewer.is_server && viewer.user_id == user.id) {
        user.auth_data.reset();
        return user;
    }
    user.email_verified = false;
    user.allow_marketing = false;
    user.last_password_update = 0;
    if (access::may(tx, viewer, Permission::manage_system)) return user;
    auto config = config_of(tx);
    user.auth_data = "";  // golden users "another account is cut down": there, and empty
    user.auth_service.clear();
    user.notify_props.clear();
    user.failed_attempts = 0;
    if (!config->PrivacySettings.ShowEmailAddress) user.email.clear();
    if (!config->PrivacySettings.ShowFullName) {
        user.first_name.clear();
        user.last_name.clear();
    }
    return user;
}

bool can_see(Tx& tx, const Actor& viewer, std::string_view user_id) {
    if (viewer.user_id == user_id || access::may(tx, viewer, Permission::view_members)) return true;
    for (const std::string& team_id : tx.list_text(kShareTeam, viewer.user_id, user_id))
        if (access::may_in_team(tx, viewer, team_id, Permission::view_members)) return true;
    return tx.find_integer(kShareChannel, viewer.user_id, user_id).has_value();
}

bool may_edit(Tx& tx, const Actor& actor, std::string_view user_id) {
    if (actor.user_id == user_id || access::may(tx, actor, Permission::manage_system)) return true;
    if (auto owner_id = tx.find_text(kBotOwner, user_id)) {
        bool own = *owner_id == actor.user_id;
        return access::may(tx, actor, own ? Permission::manage_bots : Permission::manage_others_bots);
    }
    if (!access::may(tx, actor, Permission::edit_other_users)) return false;
    auto user = store::find(tx, user_id);
    return !user || !is_system_admin(*user);
}

void mark_changed(Tx& tx, std::string_view user_id) {
    tx.after_commit([services = &tx.services(), id = std::string(user_id)] {
        if (services->users) services->users->forget(id, services->clock->now());
        if (services->hub) services->hub->user_changed(id);
    });
}

std::string display_name(Tx& tx, const User& user) {
    const std::string& form = config_of(tx)->TeamSettings.TeammateNameDisplay;
    if (form == "nickname_full_name" && !user.nickname.empty()) return user.nickname;
    if (form == "nickname_full_name" || form == "full_name") {
        std::string name = user.first_name;
        if (!name.empty() && !user.last_name.empty()) name += ' ';
        name += user.last_name;
        if (!name.empty()) return name;
    }
    return user.username;
}

bool is_guest(const User& user) { return has_role(user.roles, "system_guest"); }
bool is_system_admin(const User& user) { return has_role(user.roles, "system_admin"); }

User add(Tx& tx, NewUser made) {
    User user = std::move(made.user);
    auto config = config_of(tx);
    if (!user.id.empty()) throw Err::user_id_given;
    user.id = new_id();
    if (user.username.empty()) user.username = new_id();
    user.create_at = user.update_at = user.last_password_update = tx.now();
    user.delete_at = 0;
    user.password = std::move(made.password_hash);
    user.email_verified = made.email_verified;
    if (user.roles.empty()) user.roles = "system_user";
    normalize(user);
    choose_locale(user, *config);
    check_fields(user);
    tx.lock("first account");
    if (!user.is_bot && !store::has_people(tx)) user.roles = "system_admin system_user";
    if (!store::insert(tx, user)) {
        if (store::find_by_email(tx, user.email)) throw Err::email_taken;
        if (store::find_by_username(tx, user.username)) throw Err::username_taken;
        throw Err::auth_data_taken;
    }
    if (!user.is_bot) preferences::add_defaults(tx, user.id);
    note_mention_words(tx, user);
    tx.emit(EventName::new_user, to_everybody(), Json::object({{"user_id", user.id}}).dump());
    outgoing_hooks::user_created(tx, user);
    return user;
}

void emit_updated(Tx& tx, const User& user) {
    // Three readers, three views (golden websocket "user updated and role changed"): administrators, others, the owner.
    auto emit = [&](Broadcast to, const Actor& viewer) {
        tx.emit(EventName::user_updated, std::move(to), "{\"user\":" + to_json(shown_to(tx, viewer, user)) + "}");
    };
    Broadcast to_admins, to_others;
    to_admins.omit_users = to_others.omit_users = {user.id};
    to_admins.contains_sensitive_data = true;
    to_others.contains_sanitized_data = true;
    Actor server, stranger, owner;
    server.is_server = true;
    owner.user_id = user.id;
    emit(std::move(to_admins), server);
    emit(std::move(to_others), stranger);
    emit(to_user(user.id), owner);
    note_mention_words(tx, user);
    mark_changed(tx, user.id);
}

User update(Tx& tx, User user) {
    normalize(user);
    check_fields(user);
    user.update_at = tx.now();
    if (!store::update_profile(tx, user)) {
        auto other = store::find_by_email(tx, user.email);
        throw other && other->id != user.id ? Err::email_taken : Err::username_taken;
    }
    emit_updated(tx, user);
    return user;
}

User set_roles(Tx& tx, const User& user, std::string_view roles) {
    for (const std::string& role : split_words(roles))
        if (!tx.services().roles->find(role)) throw Err::role_unknown.because(role);
    User after = user;
    after.roles = join(split_words(roles), " ");
    if (after.roles.size() > 256) throw Err::roles_too_long;
    after.update_at = tx.now();
    store::set_roles(tx, user.id, after.roles, after.update_at);
    sessions::set_roles(tx, user.id, after.roles);
    tx.emit(EventName::user_role_updated, to_user(user.id),
            Json::object({{"user_id", user.id}, {"roles", after.roles}}).dump());
    mark_changed(tx, user.id);
    return after;
}

User set_active(Tx& tx, const User& user, bool active) {
    User after = user;
    after.update_at = tx.now();
    after.delete_at = active ? 0 : tx.now();
    store::set_delete_at(tx, user.id, after.delete_at, after.update_at);
    if (!active) remove_sessions_of(tx, user.id);
    emit_updated(tx, after);
    if (!active && !user.delete_at) bots::owner_deactivated(tx, after);
    return after;
}

}  // namespace rk::users
