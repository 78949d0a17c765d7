#include "model/model.h"

#include <new>

#include "base/strings.h"

namespace rk {

namespace {

// The field inside the object.
template <class T>
const T& get(const FieldInfo& f, const void* object) {
    return *reinterpret_cast<const T*>(static_cast<const char*>(object) + f.offset);
}
template <class T>
T& get(const FieldInfo& f, void* object) {
    return *reinterpret_cast<T*>(static_cast<char*>(object) + f.offset);
}

bool is_empty_json(const Json& j) {
    return j.is_null() || ((j.is_object() || j.is_array()) && j.size() == 0) ||
           (j.is_string() && j.as_string().empty());
}

const FieldInfo* find_field(const ModelInfo& info, std::string_view key) {
    for (const FieldInfo& f : info.fields) {
        if (key == f.name) return &f;
    }
    for (const FieldInfo& f : info.fields) {
        if (equal_ignore_case(key, f.name)) return &f;
    }
    return nullptr;
}

bool read_field(const Json& json, const FieldInfo& f, void* object) {
    switch (f.kind) {
        case FieldKind::string:
            if (!json.is_string()) return false;
            get<String>(f, object) = json.as_string();
            return true;
        case FieldKind::integer:
            if (!json.is_integer()) return false;
            get<Int>(f, object) = json.as_integer();
            return true;
        case FieldKind::boolean:
            if (!json.is_bool()) return false;
            get<Bool>(f, object) = json.as_bool();
            return true;
        case FieldKind::opt_string:
            if (!json.is_string()) return false;
            get<OptString>(f, object) = json.as_string();
            return true;
        case FieldKind::opt_integer:
            if (!json.is_integer()) return false;
            get<OptInt>(f, object) = json.as_integer();
            return true;
        case FieldKind::opt_boolean:
            if (!json.is_bool()) return false;
            get<OptBool>(f, object) = json.as_bool();
            return true;
        case FieldKind::map: {
            if (!json.is_object()) return false;
            StringMap map;
            for (const Json::Member& m : json.members()) {
                if (!m.value.is_string() && !m.value.is_null()) return false;
                map[m.key] = m.value.as_string();  // null: ""
            }
            get<StringMap>(f, object) = std::move(map);
            return true;
        }
        case FieldKind::list: {
            if (!json.is_array()) return false;
            StringList list;
            list.reserve(json.size());
            for (const Json& item : json.items()) {
                if (!item.is_string() && !item.is_null()) return false;
                list.push_back(item.as_string());  // null: ""
            }
            get<StringList>(f, object) = std::move(list);
            return true;
        }
        case FieldKind::json: get<Json>(f, object) = json; return true;
    }
    return false;
}

void write_field(JsonWriter& w, const FieldInfo& f, const void* object) {
    switch (f.kind) {
        case FieldKind::string: w.value(get<String>(f, object)); break;
        case FieldKind::integer: w.value(get<Int>(f, object)); break;
        case FieldKind::boolean: w.value(get<Bool>(f, object)); break;
        case FieldKind::opt_string:
            if (const auto& v = get<OptString>(f, object)) w.value(*v);
            else w.null();
            break;
        case FieldKind::opt_integer:
            if (const auto& v = get<OptInt>(f, object)) w.value(*v);
            else w.null();
            break;
        case FieldKind::opt_boolean:
            if (const auto& v = get<OptBool>(f, object)) w.value(*v);
            else w.null();
            break;
        case FieldKind::map:
            w.begin_object();
            for (const auto& [key, value] : get<StringMap>(f, object)) w.field(key, value);
            w.end_object();
            break;
        case FieldKind::list:
            w.begin_array();
            for (const std::string& item : get<StringList>(f, object)) w.value(item);
            w.end_array();
            break;
        case FieldKind::json: w.value(get<Json>(f, object)); break;
    }
}

Json field_tree(const FieldInfo& f, const void* object) {
    switch (f.kind) {
        case FieldKind::string: return Json(get<String>(f, object));
        case FieldKind::integer: return Json(get<Int>(f, object));
        case FieldKind::boolean: return Json(get<Bool>(f, object));
        case FieldKind::opt_string: {
            const auto& v = get<OptString>(f, object);
            return v ? Json(*v) : Json();
        }
        case FieldKind::opt_integer: {
            const auto& v = get<OptInt>(f, object);
            return v ? Json(*v) : Json();
        }
        case FieldKind::opt_boolean: {
            const auto& v = get<OptBool>(f, object);
            return v ? Json(*v) : Json();
        }
        case FieldKind::map: {
            Json tree = Json::object();
            for (const auto& [key, value] : get<StringMap>(f, object)) tree.set(key, value);
            return tree;
        }
        case FieldKind::list: {
            Json tree = Json::array();
            for (const std::string& item : get<StringList>(f, object)) tree.push(item);
            return tree;
        }
        case FieldKind::json: return get<Json>(f, object);
    }
    return {};
}

bool is_null_field(const FieldInfo& f, const void* object) {
    if (f.kind == FieldKind::json) return get<Json>(f, object).is_null();
    return is_empty_field(f, object);
}

}  // namespace

bool is_empty_field(const FieldInfo& f, const void* object) {
    switch (f.kind) {
        case FieldKind::string: return get<String>(f, object).empty();
        case FieldKind::integer: return get<Int>(f, object) == 0;
        case FieldKind::boolean: return !get<Bool>(f, object);
        // A value that is there is written even when it is "", 0 or false: that is what the option is for.
        case FieldKind::opt_string: return !get<OptString>(f, object);
        case FieldKind::opt_integer: return !get<OptInt>(f, object);
        case FieldKind::opt_boolean: return !get<OptBool>(f, object);
        case FieldKind::map: return get<StringMap>(f, object).empty();
        case FieldKind::list: return get<StringList>(f, object).empty();
        case FieldKind::json: return is_empty_json(get<Json>(f, object));
    }
    return true;
}

size_t ModelInfo::columns() const {
    size_t count = 0;
    for (const FieldInfo& f : fields) count += !f.has(no_db);
    return count;
}

std::string ModelInfo::column_name(const FieldInfo& field) {
    std::string name;
    if (field.column) {
        name = field.column;
    } else {
        for (const char* c = field.name; *c; ++c) {
            if (*c != '_') name += *c;
        }
    }
    if (name == "desc") return "\"desc\"";  // the one column of the schema that is a reserved word
    return name;
}

std::string ModelInfo::column_list(std::string_view prefix) const {
    std::string list;
    for (const FieldInfo& f : fields) {
        if (f.has(no_db)) continue;
        if (!list.empty()) list += ", ";
        list += prefix;
        list += column_name(f);
    }
    return list;
}

void write_model(std::string& out, const ModelInfo& info, const void* object) {
    JsonWriter w(out);
    w.begin_object();
    for (const FieldInfo& f : info.fields) {
        if (f.has(no_json) || f.has(input_only) || (f.has(omit_null) && is_null_field(f, object))) continue;
        if ((f.flags & (omit_empty.flags | null_empty.flags)) && is_empty_field(f, object)) {
            if (f.has(omit_empty)) continue;
            w.key(f.name).null();
            continue;
        }
        w.key(f.name);
        write_field(w, f, object);
    }
    w.end_object();
}

bool read_model(const Json& json, const ModelInfo& info, void* object, std::string& wrong_field) {
    if (json.is_null()) return true;
    if (!json.is_object()) {
        wrong_field.clear();
        return false;
    }
    for (const Json::Member& m : json.members()) {
        if (m.value.is_null()) continue;
        const FieldInfo* f = find_field(info, m.key);
        if (!f || f->has(no_json) || f->has(read_only)) continue;
        if (!read_field(m.value, *f, object)) {
            wrong_field = f->name;
            return false;
        }
    }
    return true;
}

Json model_to_tree(const ModelInfo& info, const void* object) {
    Json tree = Json::object();
    for (const FieldInfo& f : info.fields) {
        if (f.has(no_json) || f.has(input_only) || (f.has(omit_null) && is_null_field(f, object))) continue;
        bool skip = (f.flags & (omit_empty.flags | null_empty.flags)) && is_empty_field(f, object);
        if (!skip) tree.set(f.name, field_tree(f, object));
        else if (!f.has(omit_empty)) tree.set(f.name, Json());
    }
    return tree;
}

}  // namespace rk
