#include "feature/all_routes.h"

#include "app/hub.h"
#include "feature/bots/bots.h"
#include "feature/channels/categories.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"
#include "feature/deliveries/deliveries.h"
#include "feature/emoji/emoji.h"
#include "feature/files/files.h"
#include "feature/interactive/interactive.h"
#include "feature/oauth/oauth.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "feature/posts/posts.h"
#include "feature/preferences/preferences.h"
#include "feature/roles/roles.h"
#include "feature/search/search.h"
#include "feature/status/custom_status.h"
#include "feature/status/status.h"
#include "feature/system/system.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "feature/webhooks/webhooks.h"

namespace rk {

std::vector<std::span<const Route>> all_routes() {
    // clang-format off
    return {  // a line each
        Hub::routes(),
        bots::convert_routes(),
        bots::routes(),
        channels::category_routes(),
        channels::list_routes(),
        channels::member_routes(),
        channels::routes(),
        commands::execute_routes(),
        commands::routes(),
        deliveries::routes(),
        emoji::routes(),
        files::routes(),
        files::upload_routes(),
        interactive::dialog_routes(),
        interactive::routes(),
        oauth::authorize_routes(),
        oauth::register_routes(),
        oauth::routes(),
        oauth::token_routes(),
        outgoing_hooks::routes(),
        outgoing_oauth::routes(),
        posts::list_routes(),
        posts::reaction_routes(),
        posts::reading_routes(),
        posts::routes(),
        posts::thread_routes(),
        preferences::routes(),
        roles::routes(),
        search::routes(),
        status::custom_routes(),
        status::routes(),
        system::absent_routes(),
        system::analytics_routes(),
        system::brand_routes(),
        system::config_routes(),
        system::elsewhere_routes(),
        system::job_routes(),
        system::log_routes(),
        system::metrics_routes(),
        system::report_routes(),
        system::routes(),
        system::test_routes(),
        system::unlicensed_routes(),
        teams::icon_routes(),
        teams::invite_routes(),
        teams::member_routes(),
        teams::routes(),
        users::account_routes(),
        users::password_routes(),
        users::picture_routes(),
        users::routes(),
        users::search_routes(),
        users::session_routes(),
        users::sign_up_routes(),
        users::token_routes(),
        users::unlicensed_routes(),
        webhooks::routes(),
        webhooks::sender_routes(),
    };
    // clang-format on
}

void start_features(Services& services) {
    system::start(services);
    status::start(services);
    posts::start(services);
    users::start(services);
    commands::start(services);
    search::start(services);
    files::start(services);
    webhooks::start(services);
    outgoing_hooks::start(services);
    oauth::start(services);
    outgoing_oauth::start(services);
    deliveries::start(services);
}

void stop_features(Services& services) {
    deliveries::stop(services);
    search::stop(services);
    users::stop(services);
}

}  // namespace rk
