// A status in one's own words: an emoji, a text, and until when. It lives as JSON in the account's props, the last few in
// a preference. Golden users "custom status", integrations_builtin "built in/custom status".
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "base/json.h"
#include "model/user.h"

namespace rk {

struct CustomStatus {
    std::string emoji, text;
    std::string duration;  // thirty_minutes one_hour four_hours today this_week date_and_time
    std::string expires_at = "0001-01-01T00:00:00Z";  // RFC 3339; that first moment means never
    bool operator==(const CustomStatus&) const = default;
    bool is_empty() const { return emoji.empty() && text.empty(); }
    std::string to_json() const;
};

// Milliseconds since 1970 of an RFC 3339 time, such as 2006-01-02T15:04:05.123+09:00; nothing when it is none.
std::optional<Millis> parse_rfc3339(std::string_view text);

namespace status {

std::span<const Route> custom_routes();

// From a request's body or a stored value; nothing when a member is of the wrong type.
std::optional<CustomStatus> parse_custom_status(const Json& json);
// Whether duration and end agree, and the end lies ahead.
bool is_valid(const CustomStatus& custom, Millis now);
// The status as the account's own, and first among the recent ones; emits user_updated and preferences_changed. An empty
// text of either kind is filled in or cut. Checks no permission.
void set_custom_status(Tx& tx, std::string_view user_id, CustomStatus custom);
void clear_custom_status(Tx& tx, std::string_view user_id);

// The list of recent ones with this in front, without others of the same text, five at most.
std::vector<CustomStatus> with_recent(const std::vector<CustomStatus>& recent, const CustomStatus& custom);

}  // namespace status
}  // namespace rk
