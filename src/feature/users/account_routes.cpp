// Changing an account: what it says of itself, its roles, whether it is active.
#include "app/access.h"
#include "base/strings.h"
#include "feature/users/audits.h"
#include "feature/users/bodies.h"
#include "feature/users/mail_tokens.h"
#include "feature/users/mails.h"
#include "feature/users/passwords.h"
#include "feature/users/removal.h"
#include "feature/users/rules.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/roles.h"

namespace rk::users {

namespace {

void require_to_edit(Tx& tx, const Ctx& c, std::string_view user_id) {
    if (!may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
}

// A new name is mentioned by itself; the old one no longer.
void drop_old_mention_keys(User& user, const std::string& old_username) {
    auto keys = user.notify_props.find("mention_keys");
    if (keys == user.notify_props.end()) return;
    std::vector<std::string> kept;
    for (const std::string& key : split(keys->second, ','))
        if (std::string word(trim(key)); !word.empty() && word != old_username && word != "@" + old_username)
            kept.push_back(word);
    keys->second = join(kept, ",");
}

// Saves what somebody changed of an account. A new address that has to be proven first goes into a mail instead.
User save_changes(Ctx& c, Tx& tx, const User& old, User user) {
    auto config = c.config();
    normalize(user);
    std::string unproven;
    if (user.email != old.email) {
        if (!is_of_domain(user.email, config->TeamSettings.RestrictCreationToDomains))
            throw Err::new_email_domain_refused;
        if (!is_valid_email(user.email)) throw Err::bad_email;
        if (config->EmailSettings.RequireEmailVerification && !old.is_bot) {
            if (find_by_email(tx, user.email)) throw Err::email_taken;
            unproven = std::exchange(user.email, old.email);
        } else {
            user.email_verified = false;
        }
    }
    if (user.username != old.username) drop_old_mention_keys(user, old.username);
    user = update(tx, std::move(user));
    if (!unproven.empty()) {
        mail_tokens::remove_of_user(tx, mail_tokens::kVerify, user.id);
        Json extra = Json::object({{"UserId", user.id}, {"Email", unproven}});
        mails::queue_verification(tx, user, unproven, mail_tokens::add(tx, mail_tokens::kVerify, extra));
    }
    if (user.email != old.email && !user.is_bot) mails::queue_email_change(tx, user, old.email);
    if (user.username != old.username && !user.is_bot) mails::queue_username_change(tx, user);
    audits::add(tx, c);
    return shown_to(tx, c.actor(), std::move(user));
}

// The parts that are its owner's to say, over the account as stored.
User with_own_words(const User& stored, const User& said) {
    User user = stored;
    user.username = said.username;
    user.email = said.email;
    user.nickname = said.nickname;
    user.first_name = said.first_name;
    user.last_name = said.last_name;
    user.position = said.position;
    user.locale = said.locale;
    user.props = said.props;
    user.notify_props = said.notify_props;
    user.timezone = said.timezone;
    return user;
}

bool is_new_address(const User& user, std::string_view email) {
    return !email.empty() && to_lower_ascii(trim(email)) != user.email;
}

Reply update_user(Ctx& c) {
    User said = c.body<User>("user");
    std::string user_id = c.id("user_id");
    if (said.id != user_id) throw Err::invalid_body_param.with("Name", "user_id");
    User before = c.db().read([&](Tx& tx) {
        require_to_edit(tx, c, user_id);
        return get(tx, user_id);
    });
    if (is_new_address(before, said.email)) {
        if (c.session()->is_oauth) throw Err::no_permission.because("edit_other_users");
        // Whoever takes over a session does not take over the account by its address.
        if (user_id == c.user_id() && !passwords::matches(*c.config(), before, said.password))
            throw Err::invalid_body_param.with("Name", "password");
    }
    User answer = c.db().write([&](Tx& tx) {
        User stored = get(tx, user_id);
        return save_changes(c, tx, stored, with_own_words(stored, said));
    });
    return reply::model(200, answer);
}

// What a patch may say: null and missing leave a part as it is.
struct Patch {
    std::optional<std::string> username, email, nickname, first_name, last_name, position, locale, password;
    std::optional<StringMap> props, notify_props, timezone;
};

Patch read_patch(const Ctx& c) {
    Json body = c.body_object("user");
    Patch patch;
    auto wrong = [] { return Err::invalid_body_param.with("Name", "user"); };
    auto text = [&](std::string_view key, std::optional<std::string>& to) {
        const Json* value = body.find_any_case(key);
        if (!value || value->is_null()) return;
        if (!value->is_string()) throw wrong();
        to = value->as_string();
    };
    auto map = [&](std::string_view key, std::optional<StringMap>& to) {
        const Json* value = body.find_any_case(key);
        if (!value || value->is_null()) return;
        if (!value->is_object()) throw wrong();
        to.emplace();
        for (const auto& [name, item] : value->members()) {
            if (!item.is_string() && !item.is_null()) throw wrong();
            (*to)[name] = item.as_string();
        }
    };
    text("username", patch.username), text("email", patch.email), text("nickname", patch.nickname);
    text("first_name", patch.first_name), text("last_name", patch.last_name), text("position", patch.position);
    text("locale", patch.locale), text("password", patch.password);
    map("props", patch.props), map("notify_props", patch.notify_props), map("timezone", patch.timezone);
    return patch;
}

User patched(User user, const Patch& patch) {
    auto take = [](auto& to, const auto& from) {
        if (from) to = *from;
    };
    take(user.username, patch.username), take(user.email, patch.email), take(user.nickname, patch.nickname);
    take(user.first_name, patch.first_name), take(user.last_name, patch.last_name);
    take(user.position, patch.position), take(user.locale, patch.locale), take(user.props, patch.props);
    take(user.notify_props, patch.notify_props), take(user.timezone, patch.timezone);
    return user;
}

Reply patch_user(Ctx& c) {
    std::string user_id = c.id("user_id");
    Patch patch = read_patch(c);
    auto before = c.db().read([&](Tx& tx) {
        require_to_edit(tx, c, user_id);
        return find(tx, user_id);
    });
    if (!before) throw Err::invalid_body_param.with("Name", "user_id");
    if (patch.email && is_new_address(*before, *patch.email)) {
        if (c.session()->is_oauth) throw Err::no_permission.because("edit_other_users");
        if (user_id == c.user_id()) {
            if (!patch.password) throw Err::invalid_body_param.with("Name", "password");
            passwords::check_own(c.db(), *c.config(), *before, *patch.password);
        }
    }
    User answer = c.db().write([&](Tx& tx) {
        User stored = get(tx, user_id);
        return save_changes(c, tx, stored, patched(stored, patch));
    });
    return reply::model(200, answer);
}

Reply delete_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_to_edit(tx, c, user_id);
    auto config = c.config();
    if (user_id == c.user_id() && !config->TeamSettings.EnableUserDeactivation &&
        !access::may(tx, c.actor(), Permission::manage_system))
        throw Err::self_deactivation_disabled;
    User user = get(tx, user_id);
    if (c.query_bool("permanent")) {
        if (!config->ServiceSettings.EnableAPIUserDeletion) throw Err::permanent_deletion_disabled;
        remove_for_good(tx, user);
    } else {
        set_active(tx, user, false);
    }
    audits::add(tx, c, "user_id=" + user_id);
    return reply::ok();
}

Reply update_roles(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    std::string roles = value_of(body_texts(c), "roles");
    auto words = split_words(roles);
    for (const std::string& word : words)
        if (!is_valid_role_name(word)) throw Err::invalid_body_param.with("Name", "roles");
    // An administrator who is no user could do nothing.
    if (words.size() == 1 && words[0] == "system_admin") throw Err::invalid_body_param.with("Name", "roles");
    for (const std::string& word : words)
        for (const char* licensed : {"system_user_manager", "system_read_only_admin", "system_manager",
                                     "system_custom_group_admin", "system_shared_channel_manager"})
            if (word == licensed) throw Err::role_needs_license;
    access::require(tx, c.actor(), Permission::manage_roles);
    set_roles(tx, get(tx, user_id), roles);
    audits::add(tx, c, "user=" + user_id + " roles=" + roles);
    return reply::ok();
}

Reply update_active(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!body || !(*body)["active"].is_bool()) throw Err::invalid_body_param.with("Name", "active");
    bool active = (*body)["active"].as_bool();
    bool self = !active && user_id == c.user_id();
    if (!self && !access::may(tx, c.actor(), Permission::sysconsole_write_user_management_users))
        throw Err::update_active_refused;
    if (self && !c.config()->TeamSettings.EnableUserDeactivation) throw Err::self_deactivation_disabled;
    User user = get(tx, user_id);
    if (is_system_admin(user)) access::require(tx, c.actor(), Permission::manage_system);
    if (active && is_guest(user) && !c.config()->GuestAccountsSettings.Enable) throw Err::guest_activation_refused;
    set_active(tx, user, active);
    if (self) mails::queue_deactivation(tx, user);
    audits::add(tx, c, "user_id=" + user_id + " active=" + (active ? "true" : "false"));
    tx.emit(EventName::user_activation_status_change, to_everybody(), "{}");
    return reply::ok();
}

Reply reset_failed_attempts(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    access::require(tx, c.actor(), Permission::sysconsole_write_user_management_users);
    User user = get(tx, user_id);
    if (is_system_admin(user)) access::require(tx, c.actor(), Permission::manage_system);
    store::clear_failed_attempts(tx, user_id);
    mark_changed(tx, user_id);
    audits::add(tx, c, "user_id=" + user_id);
    return reply::ok();
}

Reply promote(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    access::require(tx, c.actor(), Permission::promote_guest);
    User user = get(tx, user_id);
    if (!is_guest(user)) throw Err::no_guest;
    promote_guest(tx, user);
    audits::add(tx, c, "user_id=" + user_id);
    return reply::ok();
}

Reply demote(Ctx& c, Tx&) {
    c.id("user_id");
    throw Err::demotion_needs_license;
}

Reply update_auth(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    std::string user_id = c.id("user_id");
    Json body = c.body_object("user");
    std::string service = body["auth_service"].as_string(), data = body["auth_data"].as_string();
    if (service.empty() || data.empty()) throw Err::update_auth_invalid;
    if (data.size() > 128 || service.size() > 32) throw Err::bad_auth_data;
    User user = get(tx, user_id);
    if (store::auth_is_taken(tx, user_id, data)) throw Err::auth_data_taken;
    store::set_auth(tx, user_id, service, data, tx.now());
    mark_changed(tx, user_id);
    audits::add(tx, c, "updated user " + user_id + " auth to service=" + service);
    return reply::json(200, Json::object({{"auth_data", data}, {"auth_service", service}}).dump());
}

Reply list_audits(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_to_edit(tx, c, user_id);
    return reply::json(200, to_json(audits::list(tx, user_id, c.page() * c.per_page(), c.per_page())));
}

constexpr Route kRoutes[] = {
    {PUT, "/api/v4/users/{user_id}", Lane::slow, Access::session, update_user, "Change an account."},
    {PUT, "/api/v4/users/{user_id}/patch", Lane::slow, Access::session, patch_user, "Change parts of an account."},
    {DELETE, "/api/v4/users/{user_id}", Lane::write, Access::session, delete_user, "Deactivate an account."},
    {PUT, "/api/v4/users/{user_id}/roles", Lane::write, Access::session, update_roles, "Change an account's roles."},
    {PUT, "/api/v4/users/{user_id}/active", Lane::write, Access::session, update_active,
     "Activate or deactivate an account."},
    {POST, "/api/v4/users/{user_id}/reset_failed_attempts", Lane::write, Access::session, reset_failed_attempts,
     "Unlock an account with too many failed log-ins."},
    {POST, "/api/v4/users/{user_id}/promote", Lane::write, Access::session, promote, "Make a guest a member."},
    {POST, "/api/v4/users/{user_id}/demote", Lane::write, Access::session, demote, "Make a member a guest."},
    {PUT, "/api/v4/users/{user_id}/auth", Lane::write, Access::session, update_auth,
     "Say which service an account logs in by."},
    {GET, "/api/v4/users/{user_id}/audits", Lane::read, Access::session, list_audits, "List what an account did."},
};

}  // namespace

std::span<const Route> account_routes() { return kRoutes; }

}  // namespace rk::users
