#include "feature/channels/rules.h"

#include <algorithm>

#include "app/services.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "model/errors.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

bool is_sha1(std::string_view name) {
    return name.size() == 40 && std::all_of(name.begin(), name.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool is_valid_name(std::string_view name) {
    auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (name.empty() || name.size() > 64 || !plain(name.front())) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-' || c == '_'; });
}

void check_fields(const Channel& channel) {
    if (utf8_length(channel.display_name) > 64) throw Err::channel_bad_display_name;
    if (!is_valid_name(channel.name)) throw Err::channel_bad_name;
    const std::string& type = channel.type;
    if (type != "O" && type != "P" && type != "D" && type != "G") throw Err::channel_bad_type;
    if (utf8_length(channel.header) > 1024) throw Err::channel_bad_header;
    if (utf8_length(channel.purpose) > 250) throw Err::channel_bad_purpose;
    if (type == "O" || type == "P") {
        std::string_view name = channel.name;
        if (is_sha1(name) || (name.size() == 54 && name.substr(26, 2) == "__" && is_valid_id(name.substr(0, 26)) &&
                              is_valid_id(name.substr(28))))
            throw Err::channel_direct_name;
    }
}

StringMap default_notify_props() {
    return {{"desktop", "default"},
            {"mark_unread", "all"},
            {"push", "default"},
            {"email", "default"},
            {"ignore_channel_mentions", "default"},
            {"channel_auto_follow_threads", "off"}};
}

std::string group_name(std::vector<std::string> user_ids) {
    std::sort(user_ids.begin(), user_ids.end());
    return sha1_hex(join(user_ids, ""));
}

std::string says(Tx& tx, Text which, std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    return text(which, config_of(tx)->LocalizationSettings.DefaultServerLocale, values);
}

}  // namespace rk::channels
