// JSON: a value tree read from untrusted text, and a writer that appends to a string.
//
// The reader has the habits of the servers that clients were written against (golden admin_http "bodies that are
// wrong"): malformed UTF-8 (each byte by itself) and lone surrogates become U+FFFD; raw control characters, a byte
// order mark, trailing commas and numbers beyond a double (1e400) are refused; of two equal keys the later one counts,
// in its place. A number written without fraction or exponent that fits 64 bits is an `integer`, every other one a
// `real`: a reader that must have a whole number, as Go's does, asks `is_integer()` (1.0 and 2^63 are not); one that is
// content with a whole value asks `as_integer()`.
//
// Nothing here recurses with the depth of a value, so a tree of any depth may be copied, compared, written and
// destroyed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace rk {

class Json {
  public:
    struct Member;
    using Array = std::vector<Json>;
    using Object = std::vector<Member>;  // in the order of the text; keys are unique
    enum class Type : uint8_t { null, boolean, integer, real, string, array, object };

    Json() = default;
    Json(std::nullptr_t) {}
    Json(bool b) : v_(b) {}
    Json(int i) : v_(static_cast<int64_t>(i)) {}
    Json(int64_t i) : v_(i) {}
    Json(uint64_t i) : v_(static_cast<int64_t>(i)) {}  // at most 2^63-1
    Json(double d) : v_(d) {}
    Json(const char* s) : v_(std::string(s)) {}
    Json(std::string_view s) : v_(std::string(s)) {}
    Json(std::string s) : v_(std::move(s)) {}
    Json(Array a) : v_(std::make_unique<Array>(std::move(a))) {}
    Json(Object o);  // of two equal keys the later one stays
    Json(const Json& other);
    Json(Json&&) noexcept = default;
    Json& operator=(const Json& other);
    Json& operator=(Json&&) noexcept = default;
    ~Json() {
        if (v_.index() >= static_cast<size_t>(Type::array)) clear_tree();
    }

    static Json array() { return Json(Array{}); }
    static Json object();
    // Json::object({{"id", id}, {"count", 3}})
    static Json object(std::initializer_list<std::pair<std::string_view, Json>> members);

    // Reads one JSON text. `kWhole` refuses anything behind the value but white space; `kFirst` ignores it, as a
    // request body is read there. Nesting deeper than `depth_max` is refused. Never throws; a failure names the byte.
    enum class Extent { kWhole, kFirst };
    static Result<Json> parse(std::string_view text, Extent extent = Extent::kWhole, int depth_max = 10000);

    Type type() const;
    bool is_null() const { return type() == Type::null; }
    bool is_bool() const { return type() == Type::boolean; }
    bool is_integer() const { return type() == Type::integer; }
    bool is_number() const { return type() == Type::integer || type() == Type::real; }
    bool is_string() const { return type() == Type::string; }
    bool is_array() const { return type() == Type::array; }
    bool is_object() const { return type() == Type::object; }

    // Readers that give `otherwise` when the value is of another type.
    bool as_bool(bool otherwise = false) const;
    // A real with no fraction counts as an integer when it fits 64 bits.
    int64_t as_integer(int64_t otherwise = 0) const;
    double as_real(double otherwise = 0) const;
    const std::string& as_string() const;  // empty when not a string
    // Elements / members; empty when of another type.
    const Array& items() const;
    const Object& members() const;
    // Changing the elements: turns a null into an empty array / object first; asserts on other types.
    Array& mutable_items();
    Object& mutable_members();
    std::string& mutable_string();

    size_t size() const;  // elements or members; 0 for anything else
    // The member of that name, or nullptr. Linear: objects are small. `find_any_case` gives the last member whose name
    // differs at most in ASCII case, as request bodies are read there (golden "exact key before other case").
    const Json* find(std::string_view key) const;
    Json* find(std::string_view key);
    const Json* find_any_case(std::string_view key) const;
    // The member, or a null value when absent.
    const Json& operator[](std::string_view key) const;
    // Sets (adds or replaces) a member; turns a null into an object first.
    Json& set(std::string_view key, Json value);
    // Removes a member; says whether it was there.
    bool erase(std::string_view key);
    void push(Json value) { mutable_items().push_back(std::move(value)); }

    std::string dump() const;  // compact text
    // No fewer bytes than dump() has, counted without making it.
    size_t dump_bytes_at_most() const;
    void dump_to(std::string& out) const;
    // Compact text with the keys of every object sorted: equal values give equal text.
    std::string dump_sorted() const;
    // Objects compare without regard to order; an integer equals a real that it is the nearest double to: 1 equals 1.0.
    bool operator==(const Json& other) const;

  private:
    void clear_tree();
    std::variant<std::nullptr_t, bool, int64_t, double, std::string, std::unique_ptr<Array>, std::unique_ptr<Object>>
        v_;
};

struct Json::Member {
    std::string key;
    Json value;
    bool operator==(const Member&) const = default;
};

// Appends `text` as a quoted JSON string. `<`, `>`, `&`, U+2028 and U+2029 are written as escapes, so that a body is
// harmless inside HTML, as there; malformed UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);
// The shortest text that reads back as `value`, laid out as Go lays it out: 100, 0.5, 1e+21, 1e-7. What no JSON number
// can hold (infinite, not a number) becomes null.
void append_json_number(std::string& out, double value);

// Writes JSON straight into a string: no tree, no allocation but the string's own.
//     JsonWriter w(out); w.begin_object().field("id", id).key("list").begin_array().value(1).end_array().end_object();
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out) {}
    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view s);
    JsonWriter& value(const std::string& s) { return value(std::string_view(s)); }
    JsonWriter& value(const char* s) { return value(std::string_view(s)); }
    JsonWriter& value(std::nullptr_t) { return null(); }
    JsonWriter& value(bool b);
    JsonWriter& value(int i) { return value(static_cast<int64_t>(i)); }
    JsonWriter& value(int64_t i);
    JsonWriter& value(uint64_t i) { return value(static_cast<int64_t>(i)); }
    JsonWriter& value(double d);
    JsonWriter& value(const Json& j);
    JsonWriter& null();
    // Text that is JSON already.
    JsonWriter& raw(std::string_view json);
    template <class T>
    JsonWriter& field(std::string_view name, const T& v) {
        key(name);
        return value(v);
    }

  private:
    JsonWriter& open(char c);
    JsonWriter& close(char c);
    void comma();
    std::string& out_;
    bool need_comma_ = false;
};

}  // namespace rk
