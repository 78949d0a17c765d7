#include "feature/oauth/consent_page.h"

#include "base/strings.h"
#include "model/texts.h"

namespace rk::oauth {

namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2129}"
    "main{max-width:26rem;margin:10vh auto;padding:2rem;background:#fff;border-radius:8px;overflow-wrap:anywhere}"
    "h1{font-size:1.25rem;margin-top:0}.note{color:#5d6470}.warn{color:#a5480a}"
    "button{font:inherit;padding:.5rem 1.25rem;border:1px solid #1d5fbf;border-radius:4px;background:#fff;"
    "color:#1d5fbf;cursor:pointer;margin-right:.5rem}button.yes{background:#1d5fbf;color:#fff}";

std::string host_of(std::string_view url) {
    std::string_view rest = url.substr(url.find("://") + 3);
    rest = rest.substr(0, rest.find_first_of("/?#\\"));
    return std::string(rest.substr(rest.rfind('@') == rest.npos ? 0 : rest.rfind('@') + 1));
}

void append_hidden(std::string& page, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    page.append("<input type=\"hidden\" name=\"").append(name).append("\" value=\"").append(html_escape(value));
    page.append("\">\n");
}

}  // namespace

std::string consent_page(const OAuthApp& app, const AuthorizeRequest& request, const User& user,
                         std::string_view csrf_token, std::string_view site_name, std::string_view locale) {
    auto say = [&](Text which, std::initializer_list<std::pair<std::string_view, std::string_view>> values = {}) {
        return html_escape(text(which, locale, values));
    };
    auto paragraph = [](std::string& page, std::string_view kind, const std::string& words) {
        page.append("<p class=\"").append(kind).append("\">").append(words).append("</p>\n");
    };
    const std::string title = say(Text::oauth_ask_title, {{"App", app.name}});
    std::string page = "<!DOCTYPE html>\n<html lang=\"";
    page.append(locale == "ja" ? "ja" : "en").append("\"><head><meta charset=\"utf-8\">");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>").append(title);
    page.append("</title><style>").append(kStyle).append("</style></head>\n<body><main>\n<h1>").append(title);
    page.append("</h1>\n");
    if (!app.description.empty()) paragraph(page, "about", html_escape(app.description));
    paragraph(page, "what", say(Text::oauth_ask_what, {{"App", app.name}, {"Site", site_name}}));
    if (app.is_dynamically_registered) paragraph(page, "warn", say(Text::oauth_ask_self_registered));
    paragraph(page, "note", say(Text::oauth_ask_where, {{"Host", host_of(request.redirect_uri)}}));
    paragraph(page, "note", say(Text::oauth_ask_who, {{"Username", user.username}}));
    page += "<form method=\"post\" action=\"authorize\">\n";
    append_hidden(page, "csrf_token", csrf_token);
    append_hidden(page, "response_type", request.response_type);
    append_hidden(page, "client_id", request.client_id);
    append_hidden(page, "redirect_uri", request.redirect_uri);
    append_hidden(page, "scope", request.scope);
    append_hidden(page, "state", request.state);
    append_hidden(page, "code_challenge", request.code_challenge);
    append_hidden(page, "code_challenge_method", request.code_challenge_method);
    append_hidden(page, "resource", request.resource);
    page += "<button class=\"yes\" name=\"decision\" value=\"allow\">" + say(Text::oauth_ask_allow) + "</button>\n";
    page += "<button name=\"decision\" value=\"deny\">" + say(Text::oauth_ask_deny) + "</button>\n";
    return page + "</form>\n</main></body></html>\n";
}

}  // namespace rk::oauth
