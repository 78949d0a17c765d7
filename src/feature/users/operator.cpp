// Accounts from the command line.
#include "app/services.h"
#include "feature/users/passwords.h"
#include "feature/users/rules.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::users {

namespace {

User get_by_name(Tx& tx, std::string_view username) {
    auto user = find_by_username(tx, username);
    if (!user) user = find_by_email(tx, username);
    if (!user) throw Err::username_not_found;
    return std::move(*user);
}

}  // namespace

User create_by_operator(Services& services, const OperatorAccount& account) {
    auto config = config_of(services);
    check_password(*config, account.password);
    NewUser made;
    made.user.username = account.username;
    made.user.email = account.email;
    made.email_verified = true;
    made.user.roles = account.system_admin ? "system_admin system_user" : "system_user";
    made.password_hash = passwords::hash(*config, account.password);
    return services.db->write([&](Tx& tx) {
        User user = add(tx, made);
        Actor server;
        server.is_server = true;
        add_audit(tx, server, "command line", "created " + user.username);
        return shown_to(tx, server, std::move(user));
    });
}

void set_password_by_operator(Services& services, std::string_view username, std::string_view password) {
    auto config = config_of(services);
    check_password(*config, password);
    std::string hash = passwords::hash(*config, password);
    services.db->write([&](Tx& tx) {
        User user = get_by_name(tx, username);
        passwords::save(tx, user.id, hash);
        remove_sessions_of(tx, user.id);
    });
}

User set_roles_by_operator(Services& services, std::string_view username, std::string_view roles) {
    return services.db->write([&](Tx& tx) {
        User user = set_roles(tx, get_by_name(tx, username), roles);
        Actor server;
        server.is_server = true;
        return shown_to(tx, server, std::move(user));
    });
}

}  // namespace rk::users
