#include "feature/users/mails.h"

#include <optional>

#include "app/mail_queue.h"
#include "app/services.h"
#include "base/http.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::users::mails {

namespace {

using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

struct Letter {
    std::string subject, title, body;
    std::string button, link;  // both or neither
    std::string quote;         // a message, shown as it was written
};

std::string site_url(const Config& config) { return config.ServiceSettings.SiteURL; }

std::string html_of(const Letter& letter, std::string_view footer, std::string_view hint) {
    std::string html =
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head>"
        "<body style=\"margin:0;padding:24px;background:#f4f4f6;font-family:sans-serif;color:#1b1d22\">"
        "<div style=\"max-width:560px;margin:0 auto;padding:24px;background:#fff;border-radius:8px\">";
    html += "<h1 style=\"font-size:20px;margin:0 0 16px\">" + html_escape(letter.title) + "</h1>";
    if (!letter.body.empty()) html += "<p style=\"line-height:1.5\">" + html_escape(letter.body) + "</p>";
    if (!letter.quote.empty())
        html +=
            "<blockquote style=\"margin:16px 0;padding:8px 16px;border-left:4px solid #c9ccd4;white-space:pre-wrap\">" +
            html_escape(letter.quote) + "</blockquote>";
    if (!letter.link.empty()) {
        std::string link = html_escape(letter.link);
        html += "<p style=\"margin:24px 0\"><a href=\"" + link +
                "\" style=\"background:#1c58d9;color:#fff;padding:12px 20px;border-radius:4px;text-decoration:none\">" +
                html_escape(letter.button) + "</a></p><p style=\"font-size:13px;color:#5d626d\">" + html_escape(hint) +
                "</p>";
    }
    return html + "<p style=\"font-size:12px;color:#8b909c\">" + html_escape(footer) + "</p></div></body></html>";
}

void queue(Tx& tx, std::string_view address, std::string_view locale, const Letter& letter) {
    auto config = config_of(tx);
    const std::string& site = config->TeamSettings.SiteName;
    std::string footer = text(Text::mail_footer, locale, {{"Site", site}});
    std::string hint = text(Text::mail_link_hint, locale, {{"Link", letter.link}});
    Mail mail;
    mail.to = address;
    mail.subject = letter.subject;
    mail.text = letter.title + "\n\n";
    for (const std::string* part : {&letter.body, &letter.quote})
        if (!part->empty()) mail.text += *part + "\n\n";
    if (!letter.link.empty()) mail.text += letter.button + ": " + letter.link + "\n\n";
    mail.text += "-- \n" + footer + "\n";
    mail.html = html_of(letter, footer, hint);
    if (!tx.writable()) {  // nothing to wait for
        if (tx.services().mails) tx.services().mails->add(std::move(mail));
        return;
    }
    tx.after_commit([services = &tx.services(), mail = std::move(mail)] {
        if (services->mails) services->mails->add(mail);
    });
}

// A letter whose subject, title and body say the same values.
Letter letter_of(Tx& tx, Text subject, Text title, std::optional<Text> body, std::string_view locale, const User& user,
                 std::string_view email) {
    const std::string site = config_of(tx)->TeamSettings.SiteName;
    Values values = {{"Site", site}, {"Username", user.username}, {"Email", email}};
    Letter letter;
    letter.subject = text(subject, locale, values);
    letter.title = text(title, locale, values);
    if (body) letter.body = text(*body, locale, values);
    return letter;
}

void queue_notice(Tx& tx, const User& user, Text subject, Text title, Text body, std::string_view address = "") {
    queue(tx, address.empty() ? std::string_view(user.email) : address, user.locale,
          letter_of(tx, subject, title, body, user.locale, user, user.email));
}

}  // namespace

void queue_verification(Tx& tx, const User& user, std::string_view address, std::string_view token) {
    Letter letter = letter_of(tx, Text::mail_verify_subject, Text::mail_verify_title, Text::mail_verify_body,
                              user.locale, user, address);
    letter.button = text(Text::mail_verify_button, user.locale);
    letter.link =
        site_url(*config_of(tx)) + "/do_verify_email?token=" + std::string(token) + "&email=" + url_encode(address);
    queue(tx, address, user.locale, letter);
}

void queue_welcome(Tx& tx, const User& user) {
    auto config = config_of(tx);
    if (!config->EmailSettings.SendEmailNotifications) return;
    Letter letter = letter_of(tx, Text::mail_welcome_subject, Text::mail_welcome_title, Text::mail_welcome_body,
                              user.locale, user, user.email);
    letter.link = site_url(*config);
    if (!letter.link.empty())
        letter.button = text(Text::mail_welcome_button, user.locale, {{"Site", config->TeamSettings.SiteName}});
    queue(tx, user.email, user.locale, letter);
}

void queue_password_reset(Tx& tx, const User& user, std::string_view token) {
    Letter letter = letter_of(tx, Text::mail_reset_subject, Text::mail_reset_title, Text::mail_reset_body, user.locale,
                              user, user.email);
    letter.button = text(Text::mail_reset_button, user.locale);
    letter.link = site_url(*config_of(tx)) + "/reset_password_complete?token=" + std::string(token);
    queue(tx, user.email, user.locale, letter);
}

void queue_password_change(Tx& tx, const User& user) {
    queue_notice(tx, user, Text::mail_password_subject, Text::mail_password_title, Text::mail_password_body);
}

void queue_email_change(Tx& tx, const User& user, std::string_view old_address) {
    queue_notice(tx, user, Text::mail_email_subject, Text::mail_email_title, Text::mail_email_body, old_address);
}

void queue_username_change(Tx& tx, const User& user) {
    queue_notice(tx, user, Text::mail_username_subject, Text::mail_username_title, Text::mail_username_body);
}

void queue_mfa_change(Tx& tx, const User& user, bool active) {
    if (active) queue_notice(tx, user, Text::mail_mfa_on_subject, Text::mail_mfa_on_title, Text::mail_mfa_on_body);
    else queue_notice(tx, user, Text::mail_mfa_off_subject, Text::mail_mfa_off_title, Text::mail_mfa_off_body);
}

void queue_access_token(Tx& tx, const User& user) {
    queue_notice(tx, user, Text::mail_token_subject, Text::mail_token_title, Text::mail_token_body);
}

void queue_deactivation(Tx& tx, const User& user) {
    queue_notice(tx, user, Text::mail_deactivated_subject, Text::mail_deactivated_title, Text::mail_deactivated_body);
}

void queue_invitation(Tx& tx, const Team& team, std::string_view sender, std::string_view address,
                      std::string_view token, std::string_view locale) {
    auto config = config_of(tx);
    Values values = {{"Site", config->TeamSettings.SiteName}, {"Sender", sender}, {"Team", team.display_name}};
    Letter letter;
    letter.subject = text(Text::mail_invitation_subject, locale, values);
    letter.title = text(Text::mail_invitation_title, locale, values);
    letter.body = text(Text::mail_invitation_body, locale, values);
    letter.button = text(Text::mail_invitation_button, locale);
    std::string data =
        Json::object({{"email", address}, {"display_name", team.display_name}, {"name", team.name}}).dump();
    letter.link =
        site_url(*config) + "/signup_user_complete/?d=" + url_encode(data) + "&t=" + std::string(token) + "&sbr=email";
    queue(tx, address, locale, letter);
}

void queue_mention(Tx& tx, const User& to, const User& from, const Channel& channel, std::string_view message,
                   std::string_view link) {
    auto config = config_of(tx);
    bool direct = channel.type == "D" || channel.type == "G";
    std::string sender = display_name(tx, from);
    Values values = {{"Site", config->TeamSettings.SiteName}, {"Sender", sender}, {"Channel", channel.display_name}};
    Letter letter;
    letter.subject = text(direct ? Text::mail_direct_subject : Text::mail_mention_subject, to.locale, values);
    letter.title = text(direct ? Text::mail_direct_title : Text::mail_mention_title, to.locale, values);
    // "generic" mails keep what was written inside the server.
    if (config->EmailSettings.EmailNotificationContentsType == "full") letter.quote = message;
    letter.button = text(Text::mail_mention_button, to.locale);
    letter.link = link;
    queue(tx, to.email, to.locale, letter);
}

}  // namespace rk::users::mails
