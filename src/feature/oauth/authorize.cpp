#include "feature/oauth/authorize.h"

#include <algorithm>
#include <initializer_list>

#include "base/http.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/grants.h"
#include "feature/oauth/store.h"
#include "feature/preferences/preferences.h"
#include "feature/users/users.h"

namespace rk::oauth {

namespace {

constexpr std::string_view kDefaultScope = "user";

void check_challenge(const AuthorizeRequest& request) {
    const std::string& challenge = request.code_challenge;
    if (challenge.empty() && request.code_challenge_method.empty()) return;
    if (challenge.empty()) throw Err::authorize_challenge_missing;
    if (request.code_challenge_method.empty()) throw Err::authorize_challenge_method_missing;
    if (request.code_challenge_method != "S256") throw Err::authorize_challenge_method_bad;
    if (challenge.size() < 43 || challenge.size() > 128) throw Err::authorize_challenge_length_bad;
    auto is_base64url = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    };
    if (!std::all_of(challenge.begin(), challenge.end(), is_base64url)) throw Err::authorize_challenge_form_bad;
}

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    std::string out;
    for (const auto& [name, value] : values)
        out.append(out.empty() ? "" : "&").append(name).append("=").append(url_encode(value));
    return out;
}

// The address with more behind its query.
std::string with_query(std::string_view address, std::string_view more) {
    std::string_view fragment = address.substr(std::min(address.find('#'), address.size()));
    std::string out(address.substr(0, address.size() - fragment.size()));
    if (out.find('?') == out.npos) out += '?';
    else if (!out.ends_with('?') && !out.ends_with('&')) out += '&';
    return out.append(more).append(fragment);
}

}  // namespace

void check(const AuthorizeRequest& request) {
    if (!is_valid_id(request.client_id)) throw Err::authorize_client_id_bad;
    if (request.response_type.empty()) throw Err::authorize_response_type_missing;
    if (request.redirect_uri.size() > 256 || !is_http_url(request.redirect_uri)) throw Err::authorize_redirect_uri_bad;
    if (request.state.size() > 1024) throw Err::authorize_state_too_long;
    if (request.scope.size() > 128) throw Err::authorize_scope_too_long;
    check_challenge(request);
    check_resource(request.resource);
}

OAuthApp get_app(Tx& tx, std::string_view app_id) {
    if (auto app = store::find(tx, app_id)) return std::move(*app);
    throw Err::oauth_app_not_found;
}

void check_for(const OAuthApp& app, const AuthorizeRequest& request) {
    if (!contains(app.callback_urls, request.redirect_uri)) throw Err::oauth_redirect_not_registered;
    if (app.client_secret.empty() && request.response_type == "code" && request.code_challenge.empty())
        throw Err::oauth_pkce_required;
}

bool is_agreed(Tx& tx, const OAuthApp& app, std::string_view user_id) {
    return app.is_trusted || preferences::find(tx, user_id, kConsent, app.id).has_value();
}

std::string agree(Tx& tx, const OAuthApp& app, AuthorizeRequest request, std::string_view user_id) {
    if (request.scope.empty()) request.scope = kDefaultScope;
    std::string target;
    if (request.response_type == "code") {
        const std::string code = add_code(tx, request, user_id);
        target = with_query(request.redirect_uri, form({{"code", code}, {"state", request.state}}));
    } else if (request.response_type == "token") {
        const OAuthTokens tokens = add_token(tx, app, request, users::get(tx, user_id));
        target = request.redirect_uri + "#" +
                 form({{"access_token", tokens.access_token},
                       {"token_type", tokens.token_type},
                       {"expires_in", std::to_string(tokens.expires_in)},
                       {"scope", tokens.scope},
                       {"state", request.state}});
    } else {
        // Not escaped, as there (golden "oauth flow/authorize errors").
        return request.redirect_uri + "?error=unsupported_response_type&state=" + request.state;
    }
    Preference consent;
    consent.user_id = user_id;
    consent.category = kConsent;
    consent.name = app.id;
    consent.value = request.scope;
    preferences::save(tx, user_id, {consent});
    return target;
}

std::string refuse(const AuthorizeRequest& request) {
    return with_query(request.redirect_uri, form({{"error", "access_denied"}, {"state", request.state}}));
}

std::string as_location(std::string_view address) {
    std::string out;
    for (char c : address) {
        auto byte = static_cast<unsigned char>(c);
        if (byte <= ' ' || byte >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\') out += url_encode({&c, 1});
        else out += c;
    }
    return out;
}

}  // namespace rk::oauth
