#include "base/json.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/assert.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace rk {
namespace {

// ---------------------------------------------------------------- eight bytes at a time

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighs = 0x8080808080808080;

uint64_t load8(const char* p) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}

// The highest bit of each byte that equals `c`. Exact only up to the first hit, which is all that is asked for.
constexpr uint64_t bytes_equal(uint64_t word, char c) {
    const uint64_t x = word ^ (kOnes * static_cast<unsigned char>(c));
    return (x - kOnes) & ~x & kHighs;
}
constexpr uint64_t bytes_below_space(uint64_t word) { return (word - kOnes * 0x20) & ~word & kHighs; }

// The first byte in [p, end) that is not plain text inside a JSON string: a quote, a backslash, a control character or
// the start of something beyond ASCII.
const char* skip_plain(const char* p, const char* end) {
    while (end - p >= 8) {
        const uint64_t word = load8(p);
        const uint64_t hit =
            bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below_space(word) | (word & kHighs);
        if (hit != 0) return p + (std::countr_zero(hit) >> 3);
        p += 8;
    }
    while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20 &&
           static_cast<unsigned char>(*p) < 0x80) {
        ++p;
    }
    return p;
}

// The same for the writer, which escapes <, > and & too.
const char* skip_unescaped(const char* p, const char* end) {
    while (end - p >= 8) {
        const uint64_t word = load8(p);
        const uint64_t hit = bytes_equal(word, '"') | bytes_equal(word, '\\') | bytes_below_space(word) |
                             (word & kHighs) | bytes_equal(word, '<') | bytes_equal(word, '>') | bytes_equal(word, '&');
        if (hit != 0) return p + (std::countr_zero(hit) >> 3);
        p += 8;
    }
    while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20 &&
           static_cast<unsigned char>(*p) < 0x80 && *p != '<' && *p != '>' && *p != '&') {
        ++p;
    }
    return p;
}

// ---------------------------------------------------------------- equal keys

constexpr size_t kFewMembers = 16;

// Keeps the last of members with equal keys. A 64-bit set of key fingerprints spares small objects nearly every
// comparison; large ones are sorted, so that a hostile body of a million keys costs n log n and not n squared.
void drop_earlier_duplicates(std::vector<Json::Member>& members) {
    const size_t count = members.size();
    if (count < 2) return;
    std::vector<char> dropped;  // by index; empty while there is nothing to drop
    if (count <= kFewMembers) {
        uint64_t seen = 0;
        for (size_t i = 0; i < count; ++i) {
            const std::string& key = members[i].key;
            const unsigned ends = key.empty() ? 0U
                                              : static_cast<unsigned char>(key.front()) * 7U +
                                                    static_cast<unsigned char>(key.back()) * 31U;
            const uint64_t bit = uint64_t{1} << ((ends + key.size()) & 63);
            if ((seen & bit) != 0) {
                for (size_t j = 0; j < i; ++j) {
                    if (members[j].key != key) continue;
                    dropped.resize(count);
                    dropped[j] = 1;
                }
            }
            seen |= bit;
        }
    } else {
        std::vector<uint32_t> order(count);
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
            const int by_key = members[a].key.compare(members[b].key);
            return by_key != 0 ? by_key < 0 : a < b;
        });
        for (size_t i = 1; i < count; ++i) {
            if (members[order[i - 1]].key != members[order[i]].key) continue;
            dropped.resize(count);
            dropped[order[i - 1]] = 1;
        }
    }
    if (dropped.empty()) return;
    size_t kept = 0;
    for (size_t i = 0; i < count; ++i) {
        if (dropped[i] != 0) continue;
        if (kept != i) members[kept] = std::move(members[i]);
        ++kept;
    }
    members.resize(kept);
}

// ---------------------------------------------------------------- reader

// Finished values wait in `values` until their container closes and takes them with one exact allocation; `open` holds
// where each open container's values begin. Kept per thread, so that a body costs no allocation but its own values'.
struct Scratch {
    struct Open {
        size_t first;
        bool is_object;
    };
    std::vector<Json::Member> values;  // an array's elements have empty keys
    std::vector<Open> open;
};
thread_local Scratch scratch;
constexpr size_t kScratchKept = 4096;  // entries; what a huge body needed is given back

class Parser {
  public:
    Parser(std::string_view text, int depth_max)
        : start_(text.data()), p_(text.data()), end_(text.data() + text.size()), depth_max_(depth_max) {}

    Result<Json> run(Json::Extent extent) {
        Json value;
        const bool read = read_value(value);
        scratch.values.clear();
        scratch.open.clear();
        if (scratch.values.capacity() > kScratchKept) scratch = Scratch();
        if (!read) return failure();
        if (extent == Json::Extent::kWhole) {
            skip_space();
            if (p_ != end_) {
                what_ = "something follows the value";
                return failure();
            }
        }
        return value;
    }

  private:
    Failure failure() const {
        return Failure{std::string("not JSON: ") + what_ + " at byte " + std::to_string(p_ - start_)};
    }
    bool fail(const char* what) {
        what_ = what;
        return false;
    }
    bool unexpected() { return fail(p_ == end_ ? "the text ends too early" : "unexpected character"); }

    void skip_space() {
        while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
    }

    bool read_value(Json& result) {
        std::vector<Json::Member>& values = scratch.values;
        std::vector<Scratch::Open>& open = scratch.open;
        for (;;) {  // each turn reads one value, or opens a container and goes on inside it
            Json* slot = &result;
            if (!open.empty()) {
                slot = &values.emplace_back().value;
                if (open.back().is_object && !read_key(values.back().key)) return false;
            }
            skip_space();
            if (p_ == end_) return unexpected();
            switch (*p_) {
                case '{':
                case '[': {
                    if (open.size() >= static_cast<size_t>(depth_max_)) return fail("nested too deeply");
                    const bool is_object = *p_++ == '{';
                    skip_space();
                    if (p_ != end_ && *p_ == (is_object ? '}' : ']')) {
                        ++p_;
                        *slot = is_object ? Json(Json::Object{}) : Json(Json::Array{});
                        break;
                    }
                    open.push_back({values.size(), is_object});
                    continue;
                }
                case '"': {
                    ++p_;
                    std::string text;
                    if (!read_string(text)) return false;
                    *slot = Json(std::move(text));
                    break;
                }
                case 't':
                    if (!read_word("true")) return false;
                    *slot = Json(true);
                    break;
                case 'f':
                    if (!read_word("false")) return false;
                    *slot = Json(false);
                    break;
                case 'n':
                    if (!read_word("null")) return false;
                    break;
                default:
                    if (!read_number(*slot)) return false;
            }
            // Close whatever ends here; a comma goes on with the next value.
            for (;;) {
                if (open.empty()) return true;
                skip_space();
                if (p_ == end_) return unexpected();
                if (*p_ == ',') {
                    ++p_;
                    break;
                }
                if (*p_ != (open.back().is_object ? '}' : ']')) return unexpected();
                ++p_;
                close(result);
            }
        }
    }

    void close(Json& result) {
        std::vector<Json::Member>& values = scratch.values;
        const auto [first, is_object] = scratch.open.back();
        scratch.open.pop_back();
        const auto from = values.begin() + static_cast<ptrdiff_t>(first);
        Json container;
        if (is_object) {
            Json::Object members;
            members.reserve(values.size() - first);
            members.insert(members.end(), std::make_move_iterator(from), std::make_move_iterator(values.end()));
            container = Json(std::move(members));
        } else {
            Json::Array items;
            items.reserve(values.size() - first);
            for (auto it = from; it != values.end(); ++it) items.push_back(std::move(it->value));
            container = Json(std::move(items));
        }
        values.erase(from, values.end());
        (scratch.open.empty() ? result : values.back().value) = std::move(container);
    }

    bool read_key(std::string& key) {
        skip_space();
        if (p_ == end_ || *p_ != '"') return unexpected();
        ++p_;
        if (!read_string(key)) return false;
        skip_space();
        if (p_ == end_ || *p_ != ':') return unexpected();
        ++p_;
        return true;
    }

    bool read_word(std::string_view word) {
        for (const char c : word) {
            if (p_ == end_ || *p_ != c) return unexpected();
            ++p_;
        }
        return true;
    }

    // Behind the opening quote; moves behind the closing one.
    bool read_string(std::string& out) {
        const char* run = p_;
        for (;;) {
            p_ = skip_plain(p_, end_);
            if (p_ == end_) return unexpected();
            const char c = *p_;
            if (c == '"') {
                if (out.empty()) {
                    out.assign(run, p_);
                } else {
                    out.append(run, p_);
                }
                ++p_;
                return true;
            }
            if (c == '\\') {
                out.append(run, p_);
                ++p_;
                if (!read_escape(out)) return false;
                run = p_;
                continue;
            }
            if (static_cast<unsigned char>(c) < 0x20) return fail("a control character in a string");
            do {  // text in other scripts comes in runs
                const size_t bytes = utf8_sequence(p_, end_);
                p_ += bytes;
                if (bytes > 0) continue;
                out.append(run, p_);
                out += kUtf8Replacement;
                run = ++p_;
            } while (p_ != end_ && static_cast<unsigned char>(*p_) >= 0x80);
        }
    }

    bool read_escape(std::string& out) {
        if (p_ == end_) return unexpected();
        switch (*p_++) {
            case '"': out += '"'; return true;
            case '\\': out += '\\'; return true;
            case '/': out += '/'; return true;
            case 'b': out += '\b'; return true;
            case 'f': out += '\f'; return true;
            case 'n': out += '\n'; return true;
            case 'r': out += '\r'; return true;
            case 't': out += '\t'; return true;
            case 'u': break;
            default: --p_; return fail("an unknown escape");
        }
        char32_t c = 0;
        if (!read_hex4(p_, c)) return unexpected();
        p_ += 4;
        if (c >= 0xD800 && c < 0xDC00) {
            char32_t low = 0;
            if (end_ - p_ >= 2 && p_[0] == '\\' && p_[1] == 'u' && read_hex4(p_ + 2, low) && low >= 0xDC00 &&
                low < 0xE000) {
                p_ += 6;
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            }
        }
        utf8_append(out, c);  // a lone surrogate becomes U+FFFD
        return true;
    }

    bool read_hex4(const char* at, char32_t& out) const {
        if (end_ - at < 4) return false;
        char32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = at[i];
            char32_t digit = 0;
            if (c >= '0' && c <= '9') {
                digit = static_cast<char32_t>(c - '0');
            } else if (c >= 'a' && c <= 'f') {
                digit = static_cast<char32_t>(c - 'a' + 10);
            } else if (c >= 'A' && c <= 'F') {
                digit = static_cast<char32_t>(c - 'A' + 10);
            } else {
                return false;
            }
            value = value << 4 | digit;
        }
        out = value;
        return true;
    }

    bool is_digit() const { return p_ != end_ && *p_ >= '0' && *p_ <= '9'; }
    void skip_digits() {
        while (is_digit()) ++p_;
    }

    bool read_number(Json& out) {
        const char* const from = p_;
        if (*p_ == '-') ++p_;
        if (!is_digit()) return unexpected();
        const char* const whole = p_;
        if (*p_ == '0') {
            ++p_;
        } else {
            skip_digits();
        }
        const ptrdiff_t whole_digits = p_ - whole;
        bool is_real = false;
        if (p_ != end_ && *p_ == '.') {
            is_real = true;
            ++p_;
            if (!is_digit()) return unexpected();
            skip_digits();
        }
        if (p_ != end_ && (*p_ == 'e' || *p_ == 'E')) {
            is_real = true;
            ++p_;
            if (p_ != end_ && (*p_ == '+' || *p_ == '-')) ++p_;
            if (!is_digit()) return unexpected();
            skip_digits();
        }
        if (!is_real) {
            int64_t value = 0;
            if (std::from_chars(from, p_, value).ec == std::errc()) {
                out = Json(value);
                return true;
            }
        }
        double value = 0;
        if (std::from_chars(from, p_, value).ec == std::errc::result_out_of_range) {
            // Too large is refused, too close to zero is zero. Which of the two: by the first digit's power of ten.
            const char* const mantissa_end = std::find_if(whole, p_, [](char c) { return c == 'e' || c == 'E'; });
            const char* const first = std::find_if(whole, mantissa_end, [](char c) { return c >= '1' && c <= '9'; });
            const ptrdiff_t place = first - whole;  // counts the point when behind it
            const ptrdiff_t power = place < whole_digits ? whole_digits - 1 - place : whole_digits - place;
            int64_t exponent = 0;
            if (mantissa_end != p_) {
                const char* const digits = mantissa_end[1] == '+' ? mantissa_end + 2 : mantissa_end + 1;
                if (std::from_chars(digits, p_, exponent).ec != std::errc()) {
                    exponent = *digits == '-' ? -1'000'000'000'000 : 1'000'000'000'000;
                }
                exponent = std::clamp<int64_t>(exponent, -1'000'000'000'000, 1'000'000'000'000);
            }
            if (exponent + power > 0) {
                p_ = from;
                return fail("a number out of range");
            }
            value = *from == '-' ? -0.0 : 0.0;
        }
        out = Json(value);
        return true;
    }

    const char* const start_;
    const char* p_;
    const char* const end_;
    const int depth_max_;
    const char* what_ = "";
};

// ---------------------------------------------------------------- deep trees without deep stacks

// Destroying a tree recurses at most this deep; what lies deeper is collected and destroyed from the top.
constexpr int kClearDepth = 64;
thread_local int clear_depth = 0;
thread_local std::vector<Json>* clear_later = nullptr;  // belongs to the outermost clear_tree of this thread

bool whole_number(double d, int64_t& out) {
    if (!(d >= -0x1p63 && d < 0x1p63) || d != std::trunc(d)) return false;
    out = static_cast<int64_t>(d);
    return true;
}

// A large real is written with its shortest digits and zeros, which read back as an integer next to it: the same
// double.
bool numbers_equal(const Json& a, const Json& b) {
    return a.is_integer() && b.is_integer() ? a.as_integer() == b.as_integer() : a.as_real() == b.as_real();
}

const Json::Array kNoItems;
const Json::Object kNoMembers;
const std::string kNoText;
const Json kNull;

std::vector<const Json::Member*> sorted_members(const Json& object) {
    std::vector<const Json::Member*> members;
    members.reserve(object.members().size());
    for (const Json::Member& m : object.members()) members.push_back(&m);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    return members;
}

void append_integer(std::string& out, int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_scalar(std::string& out, const Json& j) {
    switch (j.type()) {
        case Json::Type::null: out += "null"; return;
        case Json::Type::boolean: out += j.as_bool() ? "true" : "false"; return;
        case Json::Type::integer: append_integer(out, j.as_integer()); return;
        case Json::Type::real: append_json_number(out, j.as_real()); return;
        case Json::Type::string: append_json_string(out, j.as_string()); return;
        case Json::Type::array: out += "[]"; return;
        case Json::Type::object: out += "{}"; return;
    }
}

struct Writing {
    const Json* container;
    size_t next;
    std::vector<const Json::Member*> sorted;  // only when keys are to be sorted
};

void write_tree(std::string& out, const Json& root, bool sort_keys) {
    const Json* value = &root;
    std::vector<Writing> open;
    for (;;) {
        if (value->size() == 0) {
            append_scalar(out, *value);
        } else {
            out += value->is_object() ? '{' : '[';
            if (open.empty()) open.reserve(8);
            open.push_back({value, 0, {}});
            if (sort_keys && value->is_object()) open.back().sorted = sorted_members(*value);
        }
        while (!open.empty() && open.back().next == open.back().container->size()) {
            out += open.back().container->is_object() ? '}' : ']';
            open.pop_back();
        }
        if (open.empty()) return;
        Writing& w = open.back();
        if (w.next != 0) out += ',';
        if (w.container->is_object()) {
            const Json::Member& m = sort_keys ? *w.sorted[w.next] : w.container->members()[w.next];
            append_json_string(out, m.key);
            out += ':';
            value = &m.value;
        } else {
            value = &w.container->items()[w.next];
        }
        ++w.next;
    }
}

}  // namespace

// ---------------------------------------------------------------- Json

Json::Json(Object o) {
    drop_earlier_duplicates(o);
    v_ = std::make_unique<Object>(std::move(o));
}

Json::Json(const Json& other) { *this = other; }

Json& Json::operator=(const Json& other) {
    if (this == &other) return *this;
    // `from` may lie inside of what is overwritten, so the copy is made apart.
    Json copy;
    struct Pair {
        const Json* from;
        Json* to;
    };
    std::vector<Pair> pending;
    Pair pair{&other, &copy};
    for (;;) {
        const auto& from = pair.from->v_;
        auto& to = pair.to->v_;
        switch (pair.from->type()) {
            case Type::null: break;
            case Type::boolean: to = *std::get_if<bool>(&from); break;
            case Type::integer: to = *std::get_if<int64_t>(&from); break;
            case Type::real: to = *std::get_if<double>(&from); break;
            case Type::string: to = *std::get_if<std::string>(&from); break;
            case Type::array: {
                const Array& items = pair.from->items();
                auto made = std::make_unique<Array>(items.size());
                for (size_t i = 0; i < items.size(); ++i) pending.push_back({&items[i], &(*made)[i]});
                to = std::move(made);
                break;
            }
            case Type::object: {
                const Object& members = pair.from->members();
                auto made = std::make_unique<Object>(members.size());
                for (size_t i = 0; i < members.size(); ++i) {
                    (*made)[i].key = members[i].key;
                    pending.push_back({&members[i].value, &(*made)[i].value});
                }
                to = std::move(made);
                break;
            }
        }
        if (pending.empty()) break;
        pair = pending.back();
        pending.pop_back();
    }
    return *this = std::move(copy);
}

void Json::clear_tree() {
    const auto* const items = std::get_if<std::unique_ptr<Array>>(&v_);
    const auto* const members = std::get_if<std::unique_ptr<Object>>(&v_);
    if ((items == nullptr || !*items) && (members == nullptr || !*members)) return;  // moved from
    if (clear_depth >= kClearDepth) {
        clear_later->push_back(std::move(*this));
        return;
    }
    if (clear_depth > 0) {
        ++clear_depth;
        v_ = nullptr;
        --clear_depth;
        return;
    }
    std::vector<Json> later;
    clear_later = &later;
    clear_depth = 1;
    v_ = nullptr;
    while (!later.empty()) {
        Json deep = std::move(later.back());
        later.pop_back();
        deep.v_ = nullptr;
    }
    clear_depth = 0;
    clear_later = nullptr;
}

Json Json::object() { return Json(Object{}); }

Json Json::object(std::initializer_list<std::pair<std::string_view, Json>> members) {
    Object o;
    o.reserve(members.size());
    for (const auto& [key, value] : members) o.push_back({std::string(key), value});
    return Json(std::move(o));
}

Result<Json> Json::parse(std::string_view text, Extent extent, int depth_max) {
    return Parser(text, depth_max).run(extent);
}

Json::Type Json::type() const { return static_cast<Type>(v_.index()); }

bool Json::as_bool(bool otherwise) const {
    const bool* b = std::get_if<bool>(&v_);
    return b != nullptr ? *b : otherwise;
}

int64_t Json::as_integer(int64_t otherwise) const {
    if (const int64_t* i = std::get_if<int64_t>(&v_)) return *i;
    const double* d = std::get_if<double>(&v_);
    int64_t whole = 0;
    return d != nullptr && whole_number(*d, whole) ? whole : otherwise;
}

double Json::as_real(double otherwise) const {
    if (const double* d = std::get_if<double>(&v_)) return *d;
    const int64_t* i = std::get_if<int64_t>(&v_);
    return i != nullptr ? static_cast<double>(*i) : otherwise;
}

const std::string& Json::as_string() const {
    const std::string* s = std::get_if<std::string>(&v_);
    return s != nullptr ? *s : kNoText;
}

const Json::Array& Json::items() const {
    const auto* a = std::get_if<std::unique_ptr<Array>>(&v_);
    return a != nullptr && *a ? **a : kNoItems;
}

const Json::Object& Json::members() const {
    const auto* o = std::get_if<std::unique_ptr<Object>>(&v_);
    return o != nullptr && *o ? **o : kNoMembers;
}

Json::Array& Json::mutable_items() {
    if (is_null()) v_ = std::make_unique<Array>();
    auto* a = std::get_if<std::unique_ptr<Array>>(&v_);
    RK_ASSERT(a != nullptr);
    if (!*a) *a = std::make_unique<Array>();  // moved from
    return **a;
}

Json::Object& Json::mutable_members() {
    if (is_null()) v_ = std::make_unique<Object>();
    auto* o = std::get_if<std::unique_ptr<Object>>(&v_);
    RK_ASSERT(o != nullptr);
    if (!*o) *o = std::make_unique<Object>();  // moved from
    return **o;
}

std::string& Json::mutable_string() {
    if (is_null()) v_ = std::string();
    auto* s = std::get_if<std::string>(&v_);
    RK_ASSERT(s != nullptr);
    return *s;
}

size_t Json::size() const { return is_array() ? items().size() : members().size(); }

const Json* Json::find(std::string_view key) const {
    for (const Member& m : members()) {
        if (m.key == key) return &m.value;
    }
    return nullptr;
}

Json* Json::find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }

const Json* Json::find_any_case(std::string_view key) const {
    const Object& all = members();
    for (auto m = all.rbegin(); m != all.rend(); ++m) {
        if (equal_ignore_case(m->key, key)) return &m->value;
    }
    return nullptr;
}

const Json& Json::operator[](std::string_view key) const {
    const Json* found = find(key);
    return found != nullptr ? *found : kNull;
}

Json& Json::set(std::string_view key, Json value) {
    Object& all = mutable_members();
    for (Member& m : all) {
        if (m.key == key) return m.value = std::move(value);
    }
    return all.emplace_back(Member{std::string(key), std::move(value)}).value;
}

bool Json::erase(std::string_view key) {
    if (!is_object()) return false;
    Object& all = mutable_members();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Member& m) { return m.key == key; });
    if (it == all.end()) return false;
    all.erase(it);
    return true;
}

size_t Json::dump_bytes_at_most() const {
    constexpr size_t kScalar = 32;  // a number, true, null; brackets and a comma
    constexpr size_t kEscaped = 6;  // \u0000
    size_t bytes = 0;
    std::vector<const Json*> pending{this};
    while (!pending.empty()) {
        const Json* value = pending.back();
        pending.pop_back();
        bytes += kScalar + (value->is_string() ? kEscaped * value->as_string().size() : 0);
        for (const Json& item : value->items()) pending.push_back(&item);
        for (const Member& member : value->members()) {
            bytes += kEscaped * member.key.size() + 4;
            pending.push_back(&member.value);
        }
    }
    return bytes;
}

std::string Json::dump() const {
    std::string out;
    dump_to(out);
    return out;
}

void Json::dump_to(std::string& out) const { write_tree(out, *this, false); }

std::string Json::dump_sorted() const {
    std::string out;
    write_tree(out, *this, true);
    return out;
}

bool Json::operator==(const Json& other) const {
    struct Pair {
        const Json *a, *b;
    };
    std::vector<Pair> pending;
    Pair pair{this, &other};
    for (;;) {
        const Json &a = *pair.a, &b = *pair.b;
        if (a.is_number() && b.is_number()) {
            if (!numbers_equal(a, b)) return false;
        } else if (a.type() != b.type() || a.size() != b.size()) {
            return false;
        } else if (a.is_bool()) {
            if (a.as_bool() != b.as_bool()) return false;
        } else if (a.is_string()) {
            if (a.as_string() != b.as_string()) return false;
        } else if (a.is_array()) {
            for (size_t i = 0; i < a.size(); ++i) pending.push_back({&a.items()[i], &b.items()[i]});
        } else if (a.is_object()) {
            const auto left = sorted_members(a), right = sorted_members(b);
            for (size_t i = 0; i < left.size(); ++i) {
                if (left[i]->key != right[i]->key) return false;
                pending.push_back({&left[i]->value, &right[i]->value});
            }
        }
        if (pending.empty()) return true;
        pair = pending.back();
        pending.pop_back();
    }
}

// ---------------------------------------------------------------- writer

void append_json_string(std::string& out, std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    const char* p = text.data();
    const char* const end = p + text.size();
    out += '"';
    for (;;) {
        const char* const run = p;
        size_t bytes = 0;
        for (;;) {
            if (p == end || static_cast<unsigned char>(*p) < 0x80) {
                p = skip_unescaped(p, end);
                if (p == end || static_cast<unsigned char>(*p) < 0x80) break;
            }
            bytes = utf8_sequence(p, end);
            const bool line_separator = bytes == 3 && static_cast<unsigned char>(p[0]) == 0xE2 &&
                                        static_cast<unsigned char>(p[1]) == 0x80 &&
                                        (static_cast<unsigned char>(p[2]) & 0xFE) == 0xA8;
            if (bytes == 0 || line_separator) break;
            p += bytes;
        }
        out.append(run, p);
        if (p == end) break;
        const char c = *p;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (static_cast<unsigned char>(c) < 0x80) {
                    out += "\\u00";
                    out += kHex[static_cast<unsigned char>(c) >> 4];
                    out += kHex[static_cast<unsigned char>(c) & 15];
                } else if (bytes == 0) {
                    out += kUtf8Replacement;
                } else {
                    out += static_cast<unsigned char>(p[2]) == 0xA8 ? "\\u2028" : "\\u2029";
                    p += 2;
                }
        }
        ++p;
    }
    out += '"';
}

void append_json_number(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    if (std::signbit(value)) {
        out += '-';
        value = -value;
    }
    if (value == 0) {
        out += '0';
        return;
    }
    // d.ddde±xx: the shortest digits; they are laid out below.
    char text[40];
    const char* const text_end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
    const char* const e = std::find(static_cast<const char*>(text), text_end, 'e');
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, text_end, exponent);
    std::string digits(1, text[0]);
    if (e > text + 2) digits.append(text + 2, static_cast<size_t>(e - text - 2));
    const int count = static_cast<int>(digits.size());
    if (exponent < -6 || exponent >= 21) {
        out += digits[0];
        if (count > 1) out.append(1, '.').append(digits, 1);
        out += exponent < 0 ? "e" : "e+";
        append_integer(out, exponent);
    } else if (exponent < 0) {
        out += "0.";
        out.append(static_cast<size_t>(-exponent - 1), '0').append(digits);
    } else if (count <= exponent + 1) {
        out.append(digits).append(static_cast<size_t>(exponent + 1 - count), '0');
    } else {
        out.append(digits, 0, static_cast<size_t>(exponent + 1)).append(1, '.');
        out.append(digits, static_cast<size_t>(exponent + 1));
    }
}

void JsonWriter::comma() {
    if (need_comma_) out_ += ',';
    need_comma_ = true;
}

JsonWriter& JsonWriter::open(char c) {
    comma();
    out_ += c;
    need_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char c) {
    out_ += c;
    need_comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    comma();
    append_json_string(out_, name);
    out_ += ':';
    need_comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view s) {
    comma();
    append_json_string(out_, s);
    return *this;
}

JsonWriter& JsonWriter::value(bool b) { return raw(b ? "true" : "false"); }

JsonWriter& JsonWriter::value(int64_t i) {
    comma();
    append_integer(out_, i);
    return *this;
}

JsonWriter& JsonWriter::value(double d) {
    comma();
    append_json_number(out_, d);
    return *this;
}

JsonWriter& JsonWriter::value(const Json& j) {
    comma();
    j.dump_to(out_);
    return *this;
}

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
    comma();
    out_ += json;
    return *this;
}

}  // namespace rk
