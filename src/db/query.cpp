#include "db/query.h"

#include <cstring>
#include <new>

#include "base/strings.h"

// The bounds of the section that RK_QUERY fills; the linker makes them. Weak: a program without queries has no section.
extern "C" {
extern const rk::Query __start_rk_queries[] __attribute__((weak, visibility("hidden")));
extern const rk::Query __stop_rk_queries[] __attribute__((weak, visibility("hidden")));
}

namespace rk {

// The section is read as an array, so the compiler must not pad between two queries: it aligns objects of 64 bytes and
// more to 64.
static_assert(sizeof(Query) == 64 && alignof(Query) == 64);

std::span<const Query> all_queries() {
    const Query* begin = __start_rk_queries;
    const Query* end = __stop_rk_queries;
    if (!begin) return {};
    return {begin, static_cast<size_t>(end - begin)};
}

size_t query_index(const Query& query) {
    std::span<const Query> all = all_queries();
    auto at = reinterpret_cast<uintptr_t>(&query), begin = reinterpret_cast<uintptr_t>(all.data());
    if (at < begin || at >= begin + all.size_bytes()) return kNoIndex;
    return (at - begin) / sizeof(Query);
}

namespace {

// Writes the engine's text, one piece at a time.
class Expander {
  public:
    Expander(std::string_view sql, Engine engine, ModelFinder finder) : sql_(sql), engine_(engine), finder_(finder) {}

    std::string run() {
        while (at_ < sql_.size()) {
            char c = sql_[at_];
            if (c == '\'' || c == '"') copy_quoted(c);
            else if (c == '?' && at_ + 1 < sql_.size() && is_digit(sql_[at_ + 1])) ++at_, placeholder(number());
            else if (c == '{') extra();
            else out_ += c, ++at_;
        }
        return std::move(out_);
    }

  private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    void copy_quoted(char quote) {
        size_t end = sql_.find(quote, at_ + 1);
        if (end == std::string_view::npos) fail("a quote that is not closed");
        out_ += sql_.substr(at_, end + 1 - at_);
        at_ = end + 1;
    }

    int number() {
        int n = 0;
        while (at_ < sql_.size() && is_digit(sql_[at_])) n = n * 10 + (sql_[at_++] - '0');
        return n;
    }

    void placeholder(int n) {
        out_ += engine_ == Engine::postgres ? '$' : '?';
        out_ += std::to_string(n);
        if (n > last_) last_ = n;
    }

    void extra() {
        size_t end = sql_.find('}', at_);
        if (end == std::string_view::npos) fail("a { that is not closed");
        std::string_view inside = sql_.substr(at_ + 1, end - at_ - 1);
        if (!inside.empty() && inside[0] == '?' && inside.size() > 1 && is_digit(inside[1])) {
            at_ += 2;
            list(number());
        } else if (inside.starts_with('?')) {
            const ModelInfo& model = get(inside.substr(1));
            for (size_t i = 0, n = model.columns(); i < n; ++i) {
                if (i) out_ += ", ";
                placeholder(last_ + 1);
            }
        } else if (inside.starts_with('=')) {
            const ModelInfo& model = get(inside.substr(1));
            int n = last_ + 1;  // the key
            bool first = true;
            for (const FieldInfo& f : model.fields) {
                if (f.has(no_db)) continue;
                if (n++ == last_ + 1 && first) continue;
                if (!first) out_ += ", ";
                first = false;
                out_ += ModelInfo::column_name(f);
                out_ += " = ";
                out_ += engine_ == Engine::postgres ? '$' : '?';
                out_ += std::to_string(n - 1);
            }
            last_ = n - 1;
        } else if (size_t minus = inside.find('-'); minus != std::string_view::npos) {
            const std::vector<std::string> without = split(inside.substr(minus + 1), ',');
            size_t replaced = 0;
            bool first = true;
            for (const FieldInfo& f : get(inside.substr(0, minus)).fields) {
                if (f.has(no_db)) continue;
                if (!std::exchange(first, false)) out_ += ", ";
                const std::string column = ModelInfo::column_name(f);
                const bool is_without = contains(without, column);
                replaced += is_without;
                out_ += is_without ? "0" : column;
            }
            if (replaced != without.size()) fail("a column that is not there");
        } else {
            size_t dot = inside.find('.');
            bool prefixed = dot != std::string_view::npos;
            out_ += get(prefixed ? inside.substr(dot + 1) : inside)
                        .column_list(prefixed ? inside.substr(0, dot + 1) : std::string_view());
        }
        at_ = end + 1;
    }

    // IN {?1} and NOT IN {?1}. PostgreSQL has = ANY and <> ALL for a bound list, SQLite reads a JSON array.
    void list(int n) {
        if (engine_ == Engine::sqlite) {
            out_ += "(SELECT value FROM json_each(";
            placeholder(n);
            out_ += "))";
            return;
        }
        while (out_.ends_with(' ') || out_.ends_with('\n')) out_.pop_back();
        if (!take_word("IN")) fail("{?n} stands only behind IN");
        bool negated = take_word("NOT");
        out_ += negated ? " <> ALL(" : " = ANY(";
        placeholder(n);
        out_ += ')';
    }
    bool take_word(std::string_view word) {
        if (out_.size() <= word.size() || !equal_ignore_case(out_.substr(out_.size() - word.size()), word))
            return false;
        char before = out_[out_.size() - word.size() - 1];
        if (before != ' ' && before != '\n') return false;
        out_.resize(out_.size() - word.size());
        while (out_.ends_with(' ') || out_.ends_with('\n')) out_.pop_back();
        return true;
    }

    const ModelInfo& get(std::string_view name) {
        const ModelInfo* model = finder_(name);
        if (!model) fail("no model is called " + std::string(name));
        return *model;
    }

    [[noreturn]] void fail(const std::string& why) {
        throw DbError(DbError::Kind::other, "SQL text: " + why + ": " + std::string(sql_));
    }

    std::string_view sql_;
    Engine engine_;
    ModelFinder finder_;
    size_t at_ = 0;
    int last_ = 0;  // the highest placeholder so far
    std::string out_;
};

// \u0000 in JSON text goes: jsonb refuses it. An escaped backslash before u0000 is not one.
void remove_nul_escapes(std::string& json) {
    if (json.find("\\u0000") == std::string::npos) return;
    std::string clean;
    clean.reserve(json.size());
    for (size_t i = 0; i < json.size();) {
        if (json[i] != '\\') {
            clean += json[i++];
        } else if (json.compare(i, 6, "\\u0000") == 0) {
            i += 6;
        } else {
            clean += json[i++];
            if (i < json.size()) clean += json[i++];
        }
    }
    json = std::move(clean);
}

template <class T>
const T& get(const FieldInfo& f, const void* object) {
    return *reinterpret_cast<const T*>(static_cast<const char*>(object) + f.offset);
}
template <class T>
T& get(const FieldInfo& f, void* object) {
    return *reinterpret_cast<T*>(static_cast<char*>(object) + f.offset);
}

Json parse_stored(std::string_view text) {
    if (text.empty()) return {};
    Result<Json> json = Json::parse(text);
    return json ? std::move(*json) : Json();
}

}  // namespace

std::string expand_query(std::string_view sql, Engine engine, ModelFinder finder) {
    return Expander(sql, engine, finder).run();
}

std::string_view clean_text(std::string_view text, std::string& scratch) {
    size_t i = 0;
    uint64_t high = 0;
    for (; i + 8 <= text.size(); i += 8) {
        uint64_t word;
        std::memcpy(&word, text.data() + i, 8);
        high |= word;
    }
    for (; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]);
    bool ascii = (high & 0x8080808080808080u) == 0;
    bool nul = !text.empty() && std::memchr(text.data(), 0, text.size());
    if (!nul && (ascii || is_valid_utf8(text))) return text;
    scratch = ascii ? std::string(text) : to_valid_utf8(text);
    std::erase(scratch, '\0');
    return scratch;
}

void append_json_list(std::string& out, const std::vector<std::string>& list) {
    std::string scratch;
    out += '[';
    for (size_t i = 0; i < list.size(); ++i) {
        if (i) out += ',';
        append_json_string(out, clean_text(list[i], scratch));
    }
    out += ']';
}

void append_array_literal(std::string& out, const std::vector<std::string>& list) {
    std::string scratch;
    out += '{';
    for (size_t i = 0; i < list.size(); ++i) {
        if (i) out += ',';
        out += '"';
        for (char c : clean_text(list[i], scratch)) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    out += '}';
}

void Binds::add_owned(std::string text) {
    owned_.push_front(std::move(text));
    values_.emplace_back(owned_.front());
}

void Binds::add_model(const ModelInfo& info, const void* object) {
    values_.reserve(values_.size() + info.fields.size());
    for (const FieldInfo& f : info.fields) {
        if (f.has(no_db)) continue;
        if (f.has(null_db) && is_empty_field(f, object)) {
            values_.emplace_back();
            continue;
        }
        switch (f.kind) {
            case FieldKind::string: values_.emplace_back(get<String>(f, object)); break;
            case FieldKind::integer: values_.emplace_back(get<Int>(f, object)); break;
            case FieldKind::boolean: values_.emplace_back(get<Bool>(f, object)); break;
            case FieldKind::opt_string: values_.emplace_back(get<OptString>(f, object)); break;
            case FieldKind::opt_integer: values_.emplace_back(get<OptInt>(f, object)); break;
            case FieldKind::opt_boolean: values_.emplace_back(get<OptBool>(f, object)); break;
            case FieldKind::map: {
                const StringMap& map = get<StringMap>(f, object);
                if (map.empty()) {
                    values_.emplace_back("{}");
                    break;
                }
                std::string text;
                JsonWriter w(text);
                w.begin_object();
                for (const auto& [key, value] : map) w.field(key, value);
                w.end_object();
                remove_nul_escapes(text);
                add_owned(std::move(text));
                break;
            }
            case FieldKind::list: {
                const StringList& list = get<StringList>(f, object);
                if (f.has(words_db)) {
                    add_owned(join(list, " "));
                } else if (list.empty()) {
                    values_.emplace_back("[]");
                } else {
                    std::string text;
                    append_json_list(text, list);
                    add_owned(std::move(text));
                }
                break;
            }
            case FieldKind::json: {
                const Json& json = get<Json>(f, object);
                if (json.is_null()) {
                    values_.emplace_back();
                } else if (json.is_object() && json.size() == 0) {
                    values_.emplace_back("{}");
                } else {
                    std::string text;
                    json.dump_to(text);
                    remove_nul_escapes(text);
                    add_owned(std::move(text));
                }
                break;
            }
        }
    }
}

int Row::read(const ModelInfo& info, void* object, int first) const {
    int column = first;
    for (const FieldInfo& f : info.fields) {
        if (f.has(no_db)) continue;
        int at = column++;
        switch (f.kind) {
            case FieldKind::string: get<String>(f, object) = text(at); break;
            case FieldKind::integer: get<Int>(f, object) = integer(at); break;
            case FieldKind::boolean: get<Bool>(f, object) = boolean(at); break;
            case FieldKind::opt_string:
                if (is_null(at)) get<OptString>(f, object).reset();
                else get<OptString>(f, object).emplace(text(at));
                break;
            case FieldKind::opt_integer:
                if (is_null(at)) get<OptInt>(f, object).reset();
                else get<OptInt>(f, object) = integer(at);
                break;
            case FieldKind::opt_boolean:
                if (is_null(at)) get<OptBool>(f, object).reset();
                else get<OptBool>(f, object) = boolean(at);
                break;
            case FieldKind::map: {
                StringMap& map = get<StringMap>(f, object);
                map.clear();
                std::string_view t = text(at);
                if (t.size() > 2) {
                    Json json = parse_stored(t);
                    for (const Json::Member& m : json.members()) map[m.key] = m.value.as_string();
                }
                break;
            }
            case FieldKind::list: {
                StringList& list = get<StringList>(f, object);
                list.clear();
                std::string_view t = text(at);
                if (f.has(words_db)) {
                    list = split_words(t);
                } else if (t.size() > 2) {
                    Json json = parse_stored(t);
                    for (const Json& item : json.items()) list.push_back(item.as_string());
                }
                break;
            }
            case FieldKind::json: {
                std::string_view t = text(at);
                get<Json>(f, object) = t == "{}" ? Json::object() : parse_stored(t);
                break;
            }
        }
    }
    return column;
}

}  // namespace rk
