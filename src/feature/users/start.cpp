// What accounts need beside answering requests.
#include "app/config_store.h"
#include "app/mail_queue.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/user_store.h"
#include "feature/users/access_tokens.h"
#include "feature/users/sessions.h"
#include "feature/users/users.h"

namespace rk::users {

void start(Services& services) {
    if (!services.users) services.users = std::make_shared<UserStore>();
    if (!services.mails && services.mailer) services.mails = std::make_shared<MailQueue>(*services.mailer);
    services.sessions->set_fallback(access_tokens::find_session);
    services.sessions->set_used(sessions::used);
    services.config->on_change([&services](const Config& before, const Config& after) {
        // Sessions of personal access tokens end and begin with the setting.
        if (before.ServiceSettings.EnableUserAccessTokens != after.ServiceSettings.EnableUserAccessTokens)
            services.sessions->clear();
    });
}

void stop(Services& services) {
    if (services.mails) services.mails->stop();
}

}  // namespace rk::users
