// Who somebody is: one account, or several that are named.
#include "app/access.h"
#include "app/services.h"
#include "app/user_store.h"
#include "base/strings.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::users {

namespace {

// Changes whenever what anybody sees of the account does.
std::string etag_of(const User& user, const Config& config) {
    return user.id + "." + std::to_string(user.update_at) + "." +
           (config.PrivacySettings.ShowFullName ? "true." : "false.") +
           (config.PrivacySettings.ShowEmailAddress ? "true." : "false.") + std::to_string(user.bot_last_icon_update);
}

Reply answer_own(const Ctx& c, const UserStore::Own& own) {
    if (reply::has_etag(c, own.etag)) return reply::not_modified(own.etag);
    Reply reply = reply::json(200, own.json);
    reply.set_header("ETag", own.etag);
    return reply;
}

Reply answer(const Ctx& c, Tx& tx, User user) {
    std::string etag = etag_of(user, *c.config());
    if (reply::has_etag(c, etag)) return reply::not_modified(std::move(etag));
    Reply reply = reply::model(200, shown_to(tx, c.actor(), std::move(user)));
    reply.set_header("ETag", std::move(etag));
    return reply;
}

void require_to_see(Tx& tx, const Ctx& c, std::string_view user_id) {
    if (!can_see(tx, c.actor(), user_id)) throw Err::no_permission.because("view_members");
}

Reply get_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (user_id != c.user_id()) {
        require_to_see(tx, c, user_id);
        return answer(c, tx, get(tx, user_id));
    }
    // One's own account is asked for all the time: it is made once a change. The settings in its tag change nothing of
    // what one sees of oneself, so it needs no settings.
    UserStore* cache = c.services().users.get();
    if (cache)
        if (auto own = cache->find_own(user_id)) return answer_own(c, *own);
    User user = get(tx, user_id);
    auto own = std::make_shared<UserStore::Own>();
    own->etag = etag_of(user, *c.config());
    own->json = to_json(shown_to(tx, c.actor(), std::move(user)));
    if (cache) cache->put_own(user_id, own, tx.now());
    return answer_own(c, *own);
}

Reply get_by_username(Ctx& c, Tx& tx) {
    auto user = find_by_username(tx, c.param("username"));
    if (!user) {
        if (!access::may(tx, c.actor(), Permission::view_members)) throw Err::no_permission.because("view_members");
        throw Err::username_not_found;
    }
    require_to_see(tx, c, user->id);
    return answer(c, tx, std::move(*user));
}

Reply get_by_email(Ctx& c, Tx& tx) {
    bool is_admin = access::may(tx, c.actor(), Permission::manage_system);
    if (!c.config()->PrivacySettings.ShowEmailAddress && !is_admin) throw Err::email_lookup_refused;
    auto user = find_by_email(tx, c.param("email"));
    if (!user) {
        if (!access::may(tx, c.actor(), Permission::view_members)) throw Err::no_permission.because("view_members");
        throw Err::user_not_found;
    }
    require_to_see(tx, c, user->id);
    std::string etag = etag_of(*user, *c.config());
    if (reply::has_etag(c, etag)) return reply::not_modified(std::move(etag));
    // Even one's own account is shown as to others here (golden users "users/me").
    Actor viewer = c.actor();
    viewer.user_id.clear();
    Reply reply = reply::model(200, shown_to(tx, viewer, std::move(*user)));
    reply.set_header("ETag", std::move(etag));
    return reply;
}

// As others see it, even one's own: lists do not tell who asks.
std::string list_json(Tx& tx, const Ctx& c, std::vector<User> users) {
    Actor viewer = c.actor();
    viewer.user_id.clear();
    for (User& user : users) user = shown_to(tx, viewer, std::move(user));
    return to_json(users);
}

std::vector<User> only_visible(Tx& tx, const Ctx& c, std::vector<User> users) {
    if (access::may(tx, c.actor(), Permission::view_members)) return users;
    std::erase_if(users, [&](const User& user) { return !can_see(tx, c.actor(), user.id); });
    return users;
}

Reply list_of_ids(Ctx& c, Tx& tx) {
    auto ids = c.body_list("user_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "user_ids");
    int64_t since = 0;
    if (std::string text = c.query("since"); !text.empty() && !parse_int(text, since))
        throw Err::invalid_body_param.with("Name", "since");
    auto users = only_visible(tx, c, list_by_ids(tx, ids));
    if (since > 0) std::erase_if(users, [&](const User& user) { return user.update_at <= since; });
    return reply::json(200, list_json(tx, c, std::move(users)));
}

Reply list_of_usernames(Ctx& c, Tx& tx) {
    auto names = c.body_list("usernames");
    if (names.empty()) throw Err::invalid_body_param.with("Name", "usernames");
    return reply::json(200, list_json(tx, c, only_visible(tx, c, list_by_usernames(tx, names))));
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/users/{user_id}", Lane::read, Access::session, get_user, "Get an account."},
    {GET, "/api/v4/users/username/{username}", Lane::read, Access::session, get_by_username,
     "Get an account by its user name."},
    {GET, "/api/v4/users/email/{email}", Lane::read, Access::session, get_by_email,
     "Get an account by its mail address."},
    {POST, "/api/v4/users/ids", Lane::read, Access::session, list_of_ids, "List accounts by their ids."},
    {POST, "/api/v4/users/usernames", Lane::read, Access::session, list_of_usernames,
     "List accounts by their user names."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::users
