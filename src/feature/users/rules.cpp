#include "feature/users/rules.h"

#include "base/crypto.h"
#include "base/strings.h"
#include "model/errors.h"

namespace rk::users {

namespace {

constexpr size_t kUsernameMax = 64, kEmailBytesMax = 128, kNameMax = 64, kPositionMax = 128, kAuthDataMax = 128,
                 kLocaleMax = 5, kTimezoneMax = 256, kRolesMax = 256;

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Language tags as far as five characters reach: "ja", "fil", "pt-BR", "zh-CN".
bool is_valid_locale(std::string_view locale) {
    if (locale.empty()) return true;
    if (locale.size() > kLocaleMax) return false;
    auto parts = split(locale, locale.find('_') != std::string_view::npos ? '_' : '-');
    for (const std::string& part : parts) {
        if (part.empty()) return false;
        for (char c : part)
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
    }
    return parts[0].size() >= 2 && parts[0].size() <= 3;
}

// Control characters and marks that change the direction of writing have no place in a name.
std::string clean_name(std::string_view name) {
    std::string out;
    out.reserve(name.size());
    for (size_t at = 0; at < name.size();) {
        char32_t c = utf8_next(name, at);
        bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
        bool is_direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        if (!is_control && !is_direction) utf8_append(out, c);
    }
    return out;
}

}  // namespace

bool is_valid_username(std::string_view username) {
    if (username.empty() || username.size() > kUsernameMax) return false;
    for (char c : username)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_one_of(c, ".-_"))) return false;
    return username != "all" && username != "channel" && username != "matterbot" && username != "system";
}

bool is_valid_email(std::string_view email) {
    if (email.empty() || email.size() > kEmailBytesMax) return false;
    size_t at = email.find('@');
    if (at == 0 || at == std::string_view::npos || at + 1 == email.size()) return false;
    auto is_word = [](std::string_view word, std::string_view symbols) {
        if (word.front() == '.' || word.back() == '.' || word.find("..") != std::string_view::npos) return false;
        for (char c : word) {
            bool is_plain =
                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || static_cast<unsigned char>(c) >= 0x80;
            if (!is_plain && !is_one_of(c, symbols)) return false;
        }
        return true;
    };
    return is_word(email.substr(0, at), "!#$%&'*+-/=?^_`{|}~") && is_word(email.substr(at + 1), "-_");
}

bool is_of_domain(std::string_view email, std::string_view domains) {
    bool any = false;
    std::string address = to_lower_ascii(email);
    for (const std::string& word : split_words(replace_all(domains, ",", " "))) {
        std::string domain = to_lower_ascii(word);
        if (domain.starts_with('@')) domain.erase(0, 1);
        if (domain.empty()) continue;
        any = true;
        if (address.ends_with("@" + domain)) return true;
    }
    return !any;
}

StringMap default_notify_props() {
    return {{"email", "true"},       {"push", "mention"},        {"desktop", "mention"},    {"desktop_sound", "true"},
            {"mention_keys", ""},    {"channel", "true"},        {"push_status", "online"}, {"comments", "never"},
            {"first_name", "false"}, {"desktop_threads", "all"}, {"email_threads", "all"},  {"push_threads", "all"}};
}

StringMap default_timezone() {
    return {{"useAutomaticTimezone", "true"}, {"automaticTimezone", ""}, {"manualTimezone", ""}};
}

void choose_locale(User& user, const Config& config) {
    static constexpr std::string_view kLocales[] = {"bg", "de", "en", "en-AU", "es",    "fa",    "fr", "hu",
                                                    "it", "ja", "ko", "nl",    "pl",    "pt-BR", "ro", "ru",
                                                    "sv", "tr", "uk", "vi",    "zh-CN", "zh-TW"};
    for (std::string_view locale : kLocales)
        if (user.locale == locale) return;
    user.locale = config.LocalizationSettings.DefaultClientLocale;
    if (user.locale.empty() || !is_valid_locale(user.locale)) user.locale = "en";
}

void normalize(User& user) {
    user.username = to_lower_ascii(clean_name(user.username));
    user.email = to_lower_ascii(trim(user.email));
    user.first_name = clean_name(user.first_name);
    user.last_name = clean_name(user.last_name);
    user.nickname = clean_name(user.nickname);
    if (user.auth_data && user.auth_data->empty()) user.auth_data.reset();
    if (user.timezone.empty()) user.timezone = default_timezone();
    if (user.notify_props.empty()) {
        user.notify_props = default_notify_props();
    } else if (auto keys = user.notify_props.find("mention_keys"); keys != user.notify_props.end()) {
        std::vector<std::string> kept;
        for (const std::string& key : split(keys->second, ','))
            if (!key.empty()) kept.push_back(to_lower_ascii(key));
        keys->second = join(kept, ",");
    }
}

void check_fields(const User& user) {
    if (!is_valid_username(user.username)) throw Err::bad_username;
    if (!is_valid_email(user.email)) throw Err::bad_email;
    if (utf8_length(user.nickname) > kNameMax) throw Err::bad_nickname;
    if (utf8_length(user.position) > kPositionMax) throw Err::bad_position;
    if (utf8_length(user.first_name) > kNameMax) throw Err::bad_first_name;
    if (utf8_length(user.last_name) > kNameMax) throw Err::bad_last_name;
    if (user.auth_data && user.auth_data->size() > kAuthDataMax) throw Err::bad_auth_data;
    if (user.auth_data && !user.auth_data->empty() && user.auth_service.empty()) throw Err::auth_data_without_service;
    if (!is_valid_locale(user.locale)) throw Err::bad_locale;
    size_t timezone = 2;
    for (const auto& [key, value] : user.timezone) timezone += utf8_length(key) + utf8_length(value) + 6;
    if (timezone > kTimezoneMax) throw Err::bad_timezone;
    if (user.roles.size() > kRolesMax) throw Err::roles_too_long;
    if (auto status = user.props.find("customStatus"); status != user.props.end() && !status->second.empty()) {
        auto parsed = Json::parse(status->second);
        if (!parsed || !parsed->is_object()) throw Err::bad_user_props;
    }
}

void check_password(const Config& config, std::string_view password) {
    const auto& rules = config.PasswordSettings;
    if (static_cast<int64_t>(password.size()) < rules.MinimumLength)
        throw Err::password_too_short.with("Min", std::to_string(rules.MinimumLength));
    if (password.size() > kPasswordBytesMax) throw Err::password_too_long;
    bool lower = false, upper = false, number = false, symbol = false;
    for (char c : password) {
        if (c >= 'a' && c <= 'z') lower = true;
        else if (c >= 'A' && c <= 'Z') upper = true;
        else if (c >= '0' && c <= '9') number = true;
        else if (is_one_of(c, " !\"\\#$%&'()*+,-./:;<=>?@[]^_`|~{}")) symbol = true;
    }
    static const ErrorDef* const lacking[16] = {nullptr,
                                                &Err::password_lacks_lowercase,
                                                &Err::password_lacks_uppercase,
                                                &Err::password_lacks_lowercase_uppercase,
                                                &Err::password_lacks_number,
                                                &Err::password_lacks_lowercase_number,
                                                &Err::password_lacks_uppercase_number,
                                                &Err::password_lacks_lowercase_uppercase_number,
                                                &Err::password_lacks_symbol,
                                                &Err::password_lacks_lowercase_symbol,
                                                &Err::password_lacks_uppercase_symbol,
                                                &Err::password_lacks_lowercase_uppercase_symbol,
                                                &Err::password_lacks_number_symbol,
                                                &Err::password_lacks_lowercase_number_symbol,
                                                &Err::password_lacks_uppercase_number_symbol,
                                                &Err::password_lacks_lowercase_uppercase_number_symbol};
    size_t missing = (rules.Lowercase && !lower ? 1u : 0u) | (rules.Uppercase && !upper ? 2u : 0u) |
                     (rules.Number && !number ? 4u : 0u) | (rules.Symbol && !symbol ? 8u : 0u);
    if (missing) throw *lacking[missing];
}

void sanitize_input(User& user, bool by_admin) {
    if (!by_admin) {
        user.auth_data.reset();
        user.auth_service.clear();
        user.email_verified = false;
    }
    user.remote_id.clear();
    user.create_at = user.update_at = user.delete_at = 0;
    user.last_password_update = user.last_picture_update = user.last_login = user.last_activity_at = 0;
    user.failed_attempts = 0;
    user.mfa_active = user.is_bot = false;
    user.mfa_secret.clear();
    user.email = trim(user.email);
}

bool has_role(std::string_view roles, std::string_view role) {
    while (!roles.empty()) {
        size_t end = roles.find(' ');
        if (roles.substr(0, end) == role) return true;
        roles.remove_prefix(end == std::string_view::npos ? roles.size() : end + 1);
    }
    return false;
}

}  // namespace rk::users
