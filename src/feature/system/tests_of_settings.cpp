// Trying out settings: mail, site URL, file store.
#include "app/access.h"
#include "app/services.h"
#include "base/ports.h"
#include "feature/system/system.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::system {

namespace {

// The settings to try: the caller's, else those in force. `section` must be there in full when any are given.
Config asked_settings(Ctx& c, std::string_view section, const ErrorDef& missing) {
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!body || !body->is_object()) return *c.config();
    for (const settings::Setting& setting : settings::list())
        if (setting.section == section && !(*body)[section].find(setting.name) && !setting.is(settings::inert))
            throw missing;
    auto config = config_from_json(*body, *c.config());
    if (!config) throw Err::invalid_body_param.because(config.error()).with("Name", "config");
    keep_masked_values(*config, *c.config());
    return std::move(*config);
}

// Sent by the settings in force, as there; those in the body are only looked at (golden admin_mail "test of the settings").
Reply test_mail(Ctx& c) {
    Config asked = asked_settings(c, "EmailSettings", Err::mail_settings_missing);
    User user = c.db().read([&](Tx& tx) {
        access::require(tx, c.actor(), Permission::test_email);
        return users::get(tx, c.user_id());
    });
    if (asked.EmailSettings.SMTPServer.empty()) throw Err::mail_server_missing;
    Mail mail;
    mail.to = user.email;
    mail.subject = text(Text::mail_test_subject, user.locale, {{"Site", c.config()->TeamSettings.SiteName}});
    mail.text = text(Text::mail_test_body, user.locale);
    mail.html = "<p>" + mail.text + "</p>";
    if (auto failure = c.services().mailer->send(mail)) throw Err::mail_test_failed.with("Error", failure->what);
    return reply::ok();
}

Reply test_site_url(Ctx& c) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::test_site_url); });
    std::string url = c.body_object("site_url")["site_url"].as_string();
    while (url.ends_with('/')) url.pop_back();
    if (url.empty()) throw Err::invalid_body_param.with("Name", "site_url");
    if (!c.services().http) throw Err::site_url_test_failed;
    HttpCall call;
    call.url = url + "/api/v4/system/ping";
    call.timeout_ms = 10'000;
    call.trusted = true;  // an administrator's own server, often at an internal address
    auto answer = c.services().http->fetch(std::move(call));
    if (!answer || answer->status != 200) throw Err::site_url_test_failed;
    return reply::ok();
}

Reply test_files(Ctx& c) {
    Config asked = asked_settings(c, "FileSettings", Err::file_settings_missing);
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::test_s3); });
    if (asked.FileSettings.DriverName != "local") throw Err::file_driver_unknown;
    constexpr std::string_view kProbe = "test_connection";
    if (auto failure = c.services().files->write(kProbe, "test")) throw Err::file_store_failed.because(failure->what);
    if (auto failure = c.services().files->remove(kProbe)) throw Err::file_store_failed.because(failure->what);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/email/test", Lane::slow, Access::session, test_mail, "Send yourself a mail."},
    {POST, "/api/v4/site_url/test", Lane::slow, Access::session, test_site_url,
     "Whether an address leads to a server."},
    {POST, "/api/v4/file/s3_test", Lane::slow, Access::session, test_files, "Whether files can be stored."},
};

}  // namespace

std::span<const Route> test_routes() { return kRoutes; }

}  // namespace rk::system
