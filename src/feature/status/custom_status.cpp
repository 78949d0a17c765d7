#include "feature/status/custom_status.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "app/access.h"
#include "app/config_store.h"
#include "base/strings.h"
#include "feature/preferences/preferences.h"
#include "feature/users/users.h"

namespace rk {

namespace {

constexpr size_t kTextMax = 100;  // characters
constexpr size_t kRecentMax = 5;
constexpr std::string_view kCategory = "custom_status", kRecent = "recent_custom_statuses";
constexpr std::string_view kProp = "customStatus";

bool is_duration(std::string_view word) {
    constexpr std::array<std::string_view, 6> kWords = {"thirty_minutes", "one_hour",  "four_hours",
                                                        "today",          "this_week", "date_and_time"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// Reads `digits` digits off the front.
bool take_number(std::string_view& text, size_t digits, int& out) {
    if (text.size() < digits) return false;
    out = 0;
    for (char c : text.substr(0, digits)) {
        if (c < '0' || c > '9') return false;
        out = out * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::vector<CustomStatus> list_recent(Tx& tx, std::string_view user_id) {
    std::vector<CustomStatus> recent;
    auto stored = preferences::find(tx, user_id, kCategory, kRecent);
    if (!stored) return recent;
    if (auto json = Json::parse(*stored))
        for (const Json& item : json->items())
            if (auto custom = status::parse_custom_status(item)) recent.push_back(std::move(*custom));
    return recent;
}

void save_recent(Tx& tx, std::string_view user_id, const std::vector<CustomStatus>& recent) {
    Preference preference;
    preference.user_id = user_id;
    preference.category = kCategory;
    preference.name = kRecent;
    preference.value = "[";
    for (const CustomStatus& custom : recent)
        preference.value += (preference.value.size() > 1 ? "," : "") + custom.to_json();
    preference.value += ']';
    preferences::save(tx, user_id, {preference});
}

void save_prop(Tx& tx, std::string_view user_id, std::string value) {
    User user = users::get(tx, user_id);
    user.props.insert_or_assign(std::string(kProp), std::move(value));
    users::update(tx, std::move(user));
}

}  // namespace

std::string CustomStatus::to_json() const {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("emoji", emoji)
        .field("text", text)
        .field("duration", duration)
        .field("expires_at", expires_at)
        .end_object();
    return out;
}

std::optional<Millis> parse_rfc3339(std::string_view text) {
    namespace c = std::chrono;
    int year, month, day, hour, minute, second;
    if (!take_number(text, 4, year) || !take(text, '-') || !take_number(text, 2, month) || !take(text, '-') ||
        !take_number(text, 2, day) || !take(text, 'T') || !take_number(text, 2, hour) || !take(text, ':') ||
        !take_number(text, 2, minute) || !take(text, ':') || !take_number(text, 2, second))
        return std::nullopt;
    int millis = 0;
    if (take(text, '.')) {
        int scale = 100, digit = 0;
        size_t digits = 0;
        for (; take_number(text, 1, digit); ++digits, scale /= 10) millis += digit * scale;
        if (digits == 0 || digits > 9) return std::nullopt;
    }
    int offset = 0;  // minutes east
    if (!take(text, 'Z')) {
        int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
        int hours = 0, minutes = 0;
        if (sign == 0 || !take_number(text, 2, hours) || !take(text, ':') || !take_number(text, 2, minutes) ||
            hours > 23 || minutes > 59)
            return std::nullopt;
        offset = sign * (hours * 60 + minutes);
    }
    c::year_month_day date{c::year(year), c::month(static_cast<unsigned>(month)), c::day(static_cast<unsigned>(day))};
    if (!text.empty() || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    auto time =
        c::sys_days(date) + c::hours(hour) + c::minutes(minute - offset) + c::seconds(second) + c::milliseconds(millis);
    return c::duration_cast<c::milliseconds>(time.time_since_epoch()).count();
}

namespace status {

std::optional<CustomStatus> parse_custom_status(const Json& json) {
    if (!json.is_object()) return std::nullopt;
    CustomStatus custom;
    auto read = [&](std::string_view name, std::string& into) {
        const Json* value = json.find_any_case(name);
        if (!value || value->is_null()) return true;
        if (!value->is_string()) return false;
        into = value->as_string();
        return true;
    };
    bool good = read("emoji", custom.emoji) && read("text", custom.text) && read("duration", custom.duration) &&
                read("expires_at", custom.expires_at);
    if (!good || !parse_rfc3339(custom.expires_at)) return std::nullopt;
    return custom;
}

bool is_valid(const CustomStatus& custom, Millis now) {
    bool never = custom.expires_at == CustomStatus().expires_at;
    auto end = parse_rfc3339(custom.expires_at);
    bool ahead = end && *end >= now;
    return custom.duration.empty() ? never || ahead : is_duration(custom.duration) && ahead;
}

std::vector<CustomStatus> with_recent(const std::vector<CustomStatus>& recent, const CustomStatus& custom) {
    std::vector<CustomStatus> list{custom};
    for (const CustomStatus& other : recent)
        if (other.text != custom.text && list.size() < kRecentMax) list.push_back(other);
    return list;
}

void set_custom_status(Tx& tx, std::string_view user_id, CustomStatus custom) {
    if (custom.emoji.empty()) custom.emoji = "speech_balloon";
    if (custom.duration.empty() && custom.expires_at != CustomStatus().expires_at) custom.duration = "date_and_time";
    custom.text = utf8_prefix(custom.text, kTextMax);
    save_prop(tx, user_id, custom.to_json());
    std::vector<CustomStatus> recent = list_recent(tx, user_id);
    if (!std::count(recent.begin(), recent.end(), custom)) save_recent(tx, user_id, with_recent(recent, custom));
}

void clear_custom_status(Tx& tx, std::string_view user_id) { save_prop(tx, user_id, ""); }

namespace {

// What every handler here begins with: the account, and whether it may be changed by the caller.
std::string editable_user(Ctx& c) {
    std::string user_id = c.id("user_id");
    if (!c.config()->TeamSettings.EnableCustomUserStatuses) throw Err::custom_status_disabled;
    return user_id;
}
void require_may_edit(Ctx& c, const Tx& tx, const std::string& user_id) {
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
}

Reply set(Ctx& c, Tx& tx) {
    std::string user_id = editable_user(c);
    auto custom = parse_custom_status(c.body_json("custom_status"));
    if (!custom || custom->is_empty() || !is_valid(*custom, tx.now()))
        throw Err::invalid_body_param.with("Name", "custom_status");
    require_may_edit(c, tx, user_id);
    set_custom_status(tx, user_id, std::move(*custom));
    return reply::ok();
}

Reply clear(Ctx& c, Tx& tx) {
    std::string user_id = editable_user(c);
    require_may_edit(c, tx, user_id);
    clear_custom_status(tx, user_id);
    return reply::ok();
}

Reply remove_recent(Ctx& c, Tx& tx) {
    std::string user_id = editable_user(c);
    auto custom = parse_custom_status(c.body_json("recent_custom_status"));
    if (!custom) throw Err::invalid_body_param.with("Name", "recent_custom_status");
    require_may_edit(c, tx, user_id);
    std::vector<CustomStatus> recent = list_recent(tx, user_id);
    if (custom->is_empty() || std::erase(recent, *custom) == 0) throw Err::custom_status_not_recent;
    save_recent(tx, user_id, recent);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {PUT, "/api/v4/users/{user_id}/status/custom", Lane::write, Access::session, set,
     "Set a status in one's own words."},
    {DELETE, "/api/v4/users/{user_id}/status/custom", Lane::write, Access::session, clear, "Take it away."},
    {DELETE, "/api/v4/users/{user_id}/status/custom/recent", Lane::write, Access::session, remove_recent,
     "Forget one of the recent ones."},
    {POST, "/api/v4/users/{user_id}/status/custom/recent/delete", Lane::write, Access::session, remove_recent,
     "The same, for clients that cannot send a body with DELETE."},
};

}  // namespace

std::span<const Route> custom_routes() { return kRoutes; }

}  // namespace status
}  // namespace rk
