#include "feature/search/query.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/strings.h"

namespace rk::search {

namespace {

constexpr Millis kDay = 86'400'000;

// Milliseconds of the day's beginning in Greenwich: "2024-01-02", "2024-1-2".
std::optional<Millis> parse_day(std::string_view text) {
    std::vector<std::string> parts = split(text, '-');
    int64_t year = 0, month = 0, day = 0;
    if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() > 2 || parts[2].size() > 2) return std::nullopt;
    for (const std::string& part : parts)
        if (part.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    if (!parse_int(parts[0], year) || !parse_int(parts[1], month) || !parse_int(parts[2], day)) return std::nullopt;
    std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

bool is_space(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0x3001 || c == 0x3002;
}

// The words between spaces, and those in quotes with their quotes (and the - before). A quote without its partner is
// none.
std::vector<std::string> split_question(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    auto end_word = [&] {
        if (!word.empty()) words.push_back(std::exchange(word, {}));
    };
    for (size_t at = 0; at < text.size();) {
        if (text[at] == '"') {
            size_t end = text.find('"', at + 1);
            if (end == std::string_view::npos) {
                ++at;
                end_word();
                continue;
            }
            bool excluded = word == "-";
            if (excluded) word.clear();
            end_word();
            words.push_back((excluded ? "-" : "") + std::string(text.substr(at, end + 1 - at)));
            at = end + 1;
            continue;
        }
        size_t start = at;
        if (is_space(utf8_next(text, at))) end_word();
        else word.append(text.substr(start, at - start));
    }
    end_word();
    return words;
}

constexpr std::string_view kFlags[] = {"from", "channel", "in", "before", "after", "on", "ext"};

struct Flag {
    std::string_view name;
    std::string value;
    bool excluded = false;
};

// "from:alice" → from, alice; the value may be empty. Not for any other word.
std::optional<Flag> flag_of(std::string_view word) {
    constexpr std::string_view kWideColon = "：";
    bool excluded = word.starts_with('-');
    if (excluded) word.remove_prefix(1);
    for (std::string_view name : kFlags) {
        if (word.size() <= name.size() || !equal_ignore_case(word.substr(0, name.size()), name)) continue;
        std::string_view rest = word.substr(name.size());
        if (rest.starts_with(':')) return Flag{name, std::string(rest.substr(1)), excluded};
        if (rest.starts_with(kWideColon)) return Flag{name, std::string(rest.substr(kWideColon.size())), excluded};
    }
    return std::nullopt;
}

// A word as a hashtag's token with its #, or "": a letter, then letters, digits and -_. between, as posts have them.
std::string hashtag_of(std::string_view word) {
    size_t marks = word.find_first_not_of('#');
    if (marks == 0 || marks == std::string_view::npos) return "";
    std::string tag = folded(word.substr(marks));
    while (!tag.empty() && (tag.back() == '-' || tag.back() == '_' || tag.back() == '.')) tag.pop_back();
    std::string letters = tag;
    std::erase_if(letters, [](char c) { return c == '-' || c == '_' || c == '.'; });
    // One run of letters and digits, or of characters in pairs, when the marks between are gone.
    size_t at = 0;
    while (at < letters.size()) {
        size_t start = at;
        utf8_next(letters, at);
        if (tokens_of(std::string_view(letters).substr(start, at - start)).empty()) return "";
    }
    bool starts_with_letter =
        !tag.empty() && !(tag[0] >= '0' && tag[0] <= '9') && tag[0] != '-' && tag[0] != '_' && tag[0] != '.';
    return starts_with_letter && utf8_length(tag) >= 2 ? "#" + tag : "";
}

void set_dates(Question& q, const std::vector<Flag>& dates, int64_t offset_s) {
    auto last_of = [&](std::string_view name, bool excluded) -> const Flag* {
        const Flag* found = nullptr;
        for (const Flag& f : dates)
            if (f.name == name && f.excluded == excluded) found = &f;
        return found;
    };
    auto start_of = [&](const Flag& f) -> std::optional<Millis> {
        auto day = parse_day(f.value);
        if (day) *day -= offset_s * 1000;
        return day;
    };
    auto nothing = [&] { q.first = 1, q.last = 0; };
    q.has_dates = !dates.empty();
    if (const Flag* on = last_of("on", false)) {  // alone counts, as there
        auto day = start_of(*on);
        if (!day) return nothing();
        q.first = *day, q.last = *day + kDay - 1;
        return;
    }
    if (const Flag* on = last_of("on", true))
        if (auto day = start_of(*on)) q.not_within.emplace_back(*day, *day + kDay - 1);
    if (const Flag* after = last_of("after", false)) {
        auto day = start_of(*after);
        if (!day) return nothing();
        q.first = std::max(q.first, *day + kDay);
    }
    if (const Flag* before = last_of("before", false)) {
        auto day = start_of(*before);
        if (!day) return nothing();
        q.last = std::min(q.last, *day - 1);
    }
    if (const Flag* after = last_of("after", true))
        if (auto day = start_of(*after)) q.last = std::min(q.last, *day + kDay - 1);
    if (const Flag* before = last_of("before", true))
        if (auto day = start_of(*before)) q.first = std::max(q.first, *day);
}

}  // namespace

bool Question::is_empty() const {
    if (!words.empty() || !hashtags.empty()) return false;
    // Excluded words alone find nothing, as there; with a filter that chooses they narrow it.
    bool chooses = !in.empty() || !from.empty() || has_dates;
    return not_words.empty() ? !chooses && not_in.empty() && not_from.empty() : !chooses;
}

Question parse_question(std::string_view text, bool any_word, int64_t time_zone_offset) {
    Question q;
    q.any_word = any_word;
    if (text.size() > kQuestionBytesMax) text = text.substr(0, kQuestionBytesMax);
    std::vector<std::string> words = split_question(text);
    std::vector<Flag> dates;
    size_t taken_words = 0, taken_flags = 0;
    for (size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i];
        if (auto flag = flag_of(word); flag && (!flag->value.empty() || i + 1 < words.size())) {
            if (flag->value.empty()) flag->value = words[++i];
            if (taken_flags++ >= kFlagsMax) continue;
            auto put = [&](std::vector<std::string>& in, std::vector<std::string>& not_in) {
                (flag->excluded ? not_in : in).push_back(std::move(flag->value));
            };
            if (flag->name == "from") {
                flag->value.erase(0, flag->value.find_first_not_of('@'));
                put(q.from, q.not_from);
            } else if (flag->name == "in" || flag->name == "channel") {
                put(q.in, q.not_in);
            } else if (flag->name == "ext") {
                put(q.extensions, q.not_extensions);
            } else {
                dates.push_back(std::move(*flag));
            }
            continue;
        }
        bool excluded = word.starts_with('-');
        if (excluded) word.remove_prefix(1);
        bool quoted = word.size() >= 2 && word.starts_with('"') && word.ends_with('"');
        bool wildcard = !quoted && word.ends_with('*');
        while (wildcard && word.ends_with('*')) word.remove_suffix(1);
        Phrase phrase;
        bool is_hashtag = false;
        if (std::string tag = quoted ? "" : hashtag_of(word); !tag.empty()) {
            phrase = {{std::move(tag)}, wildcard};
            is_hashtag = true;
        } else {
            phrase = phrase_of(word, wildcard);
            if (phrase.tokens.size() > kPhraseTokensMax) {
                phrase.tokens.resize(kPhraseTokensMax);
                phrase.is_prefix = false;
            }
        }
        if (phrase.tokens.empty() || taken_words++ >= kWordsMax) continue;
        (excluded ? q.not_words : is_hashtag ? q.hashtags : q.words).push_back(std::move(phrase));
    }
    set_dates(q, dates, time_zone_offset);
    return q;
}

}  // namespace rk::search
