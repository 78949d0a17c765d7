// A model is declared once, as a list of fields, and everything else about it follows from that list: the struct, its
// JSON, its row, later its gob and its TypeScript type.
//
//     REACTION_FIELDS(F), a macro of these lines:
//         F(Id,     user_id,    none)
//         F(Id,     post_id,    none)
//         F(String, emoji_name, none)      /* without colons */
//         F(Millis, create_at,  none)
//         F(String, remote_id,  omit_empty)
//     MODEL(Reaction, REACTION_FIELDS)          // in the header
//     MODEL_INFO(Reaction, REACTION_FIELDS)     // once, in a .cpp
//
// The codecs are ordinary functions over a table of fields (name, kind, offset), so a model costs its users nothing to
// compile.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace rk {

// The types a field may have.
using Id = std::string;
using String = std::string;
using Int = int64_t;
using Bool = bool;
using OptBool = std::optional<bool>;           // null when absent
using OptString = std::optional<std::string>;  // null when absent
using OptInt = std::optional<int64_t>;
using StringMap = std::map<std::string, std::string>;
using StringList = std::vector<std::string>;
using JsonValue = Json;  // any JSON; stored as its text

// What a field's line says beyond type and name. A column is named like the field without underscores unless `col` says
// otherwise.
struct FieldSpec {
    uint16_t flags = 0;
    const char* column = nullptr;
    constexpr FieldSpec operator|(FieldSpec o) const {
        return {static_cast<uint16_t>(flags | o.flags), o.column ? o.column : column};
    }
};
inline constexpr FieldSpec none{};
inline constexpr FieldSpec omit_empty{1, nullptr};    // JSON: not written when "", 0, false, empty or absent
inline constexpr FieldSpec no_json{2, nullptr};       // never on the wire, nor read from it
inline constexpr FieldSpec no_db{4, nullptr};         // not a column
inline constexpr FieldSpec null_empty{8, nullptr};    // JSON: written as null when "", empty or absent
inline constexpr FieldSpec read_only{16, nullptr};    // JSON: written, but what a client sends is ignored
inline constexpr FieldSpec null_db{32, nullptr};      // column: an empty value is stored as NULL
inline constexpr FieldSpec input_only{128, nullptr};  // JSON: read from a client, never written
inline constexpr FieldSpec words_db{64, nullptr};     // column: a list is stored as words between spaces, not as JSON
inline constexpr FieldSpec omit_null{256, nullptr};   // JSON: not written while it is null; {} and [] are written
constexpr FieldSpec col(const char* column) { return {0, column}; }

enum class FieldKind : uint8_t { string, integer, boolean, opt_string, opt_integer, opt_boolean, map, list, json };

struct FieldInfo {
    const char* name;
    FieldKind kind;
    uint16_t flags;
    const char* column;  // nullptr: name without underscores
    size_t offset;
    bool has(FieldSpec spec) const { return (flags & spec.flags) != 0; }
};

struct ModelInfo {
    const char* name;
    std::span<const FieldInfo> fields;
    size_t columns() const;  // how many fields are columns
    // "id, createat, …" with `prefix` ("p.") before each.
    std::string column_list(std::string_view prefix = "") const;
    static std::string column_name(const FieldInfo& field);
};

// Every model, for `renkei describe`.
std::span<const ModelInfo* const> all_models();
// The model of that name, or nullptr: used where SQL says {Post}. The list is in models.cpp.
const ModelInfo* find_model(std::string_view name);

// Whether the field is "", 0, false, absent, or holds no members; an optional that has a value is never empty.
bool is_empty_field(const FieldInfo& field, const void* object);

// Appends the object's JSON.
void write_model(std::string& out, const ModelInfo& info, const void* object);
// Reads the members that the model knows from an object: unknown ones are ignored, null leaves the field as it is, names
// match without regard to case. A value of the wrong type gives false and the field's name in `wrong_field` ("" when
// `json` itself is no object); a number with a fraction, an exponent or more than 64 bits is no integer.
bool read_model(const Json& json, const ModelInfo& info, void* object, std::string& wrong_field);
// The object as a tree, for the few places that rework it.
Json model_to_tree(const ModelInfo& info, const void* object);

template <class M>
std::string to_json(const M& model) {
    std::string out;
    write_model(out, M::info(), &model);
    return out;
}
template <class M>
std::string to_json(const std::vector<M>& models) {
    std::string out = "[";
    for (size_t i = 0; i < models.size(); ++i) {
        if (i) out += ',';
        write_model(out, M::info(), &models[i]);
    }
    out += ']';
    return out;
}
template <class M>
Json to_tree(const M& model) {
    return model_to_tree(M::info(), &model);
}
// From text that we wrote ourselves, such as a stored value; what does not fit is left out.
template <class M>
M from_tree(const Json& json) {
    M m;
    std::string wrong;
    read_model(json, M::info(), &m, wrong);
    return m;
}

template <class T>
constexpr FieldKind field_kind_of() {
    if constexpr (std::is_same_v<T, std::string>) return FieldKind::string;
    else if constexpr (std::is_same_v<T, int64_t>) return FieldKind::integer;
    else if constexpr (std::is_same_v<T, bool>) return FieldKind::boolean;
    else if constexpr (std::is_same_v<T, OptString>) return FieldKind::opt_string;
    else if constexpr (std::is_same_v<T, OptInt>) return FieldKind::opt_integer;
    else if constexpr (std::is_same_v<T, OptBool>) return FieldKind::opt_boolean;
    else if constexpr (std::is_same_v<T, StringMap>) return FieldKind::map;
    else if constexpr (std::is_same_v<T, StringList>) return FieldKind::list;
    else {
        static_assert(std::is_same_v<T, Json>);
        return FieldKind::json;
    }
}

#define RK_FIELD_MEMBER(type, name, spec) type name{};
#define MODEL(Name, FIELDS)             \
    struct Name {                       \
        FIELDS(RK_FIELD_MEMBER)         \
        static const ModelInfo& info(); \
    };
#define RK_FIELD_INFO(type, name, spec) \
    FieldInfo{#name, field_kind_of<type>(), (spec).flags, (spec).column, offsetof(Self, name)},
#define MODEL_INFO(Name, FIELDS)                                                                             \
    const ModelInfo& Name::info() {                                                                          \
        using Self = Name;                                                                                   \
        _Pragma("GCC diagnostic push")                                                                       \
            _Pragma("GCC diagnostic ignored \"-Winvalid-offsetof\"") static constexpr FieldInfo fields[] = { \
                FIELDS(RK_FIELD_INFO)};                                                                      \
        _Pragma("GCC diagnostic pop") static constexpr ModelInfo model{#Name, fields};                       \
        return model;                                                                                        \
    }

}  // namespace rk
