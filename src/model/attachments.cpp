#include "model/attachments.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/strings.h"

namespace rk {
namespace {

// A float64 as Go's %v: the shortest digits, with an exponent below -4 and from 6 on.
void append_go_float(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += std::isnan(value) ? "NaN" : value < 0 ? "-Inf" : "+Inf";
        return;
    }
    char buffer[64];
    const char* end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    std::string_view text(buffer, static_cast<size_t>(end - buffer));
    size_t e = text.find('e');
    int exponent = 0;
    std::from_chars(buffer + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
    std::string digits;
    for (char c : text.substr(0, e)) {
        if (c == '-') out += '-';
        else if (c != '.') digits += c;
    }
    if (exponent < -4 || exponent >= 6) {
        out += digits[0];
        if (digits.size() > 1) (out += '.').append(digits, 1);
        out += exponent < 0 ? "e-" : "e+";
        int magnitude = std::abs(exponent);
        if (magnitude < 10) out += '0';
        out += std::to_string(magnitude);
    } else if (exponent < 0) {
        out += "0.";
        out.append(static_cast<size_t>(-exponent - 1), '0');
        out += digits;
    } else {
        size_t whole = static_cast<size_t>(exponent) + 1;
        if (digits.size() < whole) digits.append(whole - digits.size(), '0');
        out.append(digits, 0, whole);
        if (digits.size() > whole) (out += '.').append(digits, whole);
    }
}

void append_go(std::string& out, const Json& value) {
    switch (value.type()) {
        case Json::Type::null: out += "<nil>"; break;
        case Json::Type::boolean: out += value.as_bool() ? "true" : "false"; break;
        // Every JSON number is a float64 there.
        case Json::Type::integer: append_go_float(out, static_cast<double>(value.as_integer())); break;
        case Json::Type::real: append_go_float(out, value.as_real()); break;
        case Json::Type::string: out += value.as_string(); break;
        case Json::Type::array: {
            out += '[';
            bool first = true;
            for (const Json& item : value.items()) {
                if (!first) out += ' ';
                first = false;
                append_go(out, item);
            }
            out += ']';
            break;
        }
        case Json::Type::object: {
            std::vector<const Json::Member*> sorted;
            for (const Json::Member& m : value.members()) sorted.push_back(&m);
            std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->key < b->key; });
            out += "map[";
            for (size_t i = 0; i < sorted.size(); i++) {
                if (i > 0) out += ' ';
                out += sorted[i]->key;
                out += ':';
                append_go(out, sorted[i]->value);
            }
            out += ']';
            break;
        }
    }
}

// Reads the members of one object; remembers the first that has a wrong type.
class Reader {
  public:
    Reader(const Json& object, std::string path) : object_(object), path_(std::move(path)) {}
    const Json* find(std::string_view key) const {
        const Json* found = object_.find_any_case(key);
        return found && !found->is_null() ? found : nullptr;
    }
    std::string text(std::string_view key) {
        const Json* found = find(key);
        if (!found) return {};
        if (!found->is_string()) refuse(key, "a string");
        return found->as_string();
    }
    bool boolean(std::string_view key) {
        const Json* found = find(key);
        if (!found) return false;
        if (!found->is_bool()) refuse(key, "true or false");
        return found->as_bool();
    }
    void refuse(std::string_view key, std::string_view expected) {
        if (failure.empty()) failure = path_ + "." + std::string(key) + " must be " + std::string(expected);
    }
    const std::string& path() const { return path_; }
    std::string failure;

  private:
    const Json& object_;
    std::string path_;
};

std::string indexed(const std::string& path, std::string_view key, size_t i) {
    return path + "." + std::string(key) + "[" + std::to_string(i) + "]";
}

void set_unless_empty(Json& object, std::string_view key, std::string text) {
    if (!text.empty()) object.set(key, Json(std::move(text)));
}

// Slack sends `short` as a word too. Golden "the short flag in other shapes": null is refused, unlike elsewhere.
bool read_short(const Json& field, Reader& reader) {
    const Json* found = field.find_any_case("short");
    if (!found) return false;
    if (found->is_bool()) return found->as_bool();
    if (found->is_string() && equal_ignore_case(found->as_string(), "true")) return true;
    if (!found->is_string() || !equal_ignore_case(found->as_string(), "false")) reader.refuse("short", "true or false");
    return false;
}

Json read_fields(Reader& reader, FieldValues values) {
    const Json* fields = reader.find("fields");
    if (!fields) return nullptr;
    if (!fields->is_array()) {
        reader.refuse("fields", "an array");
        return nullptr;
    }
    Json out;
    for (size_t i = 0; i < fields->size(); i++) {
        const Json& field = fields->items()[i];
        if (field.is_null()) continue;
        if (!field.is_object()) {
            reader.refuse("fields[" + std::to_string(i) + "]", "an object");
            break;
        }
        Reader inner(field, indexed(reader.path(), "fields", i));
        const Json* value = inner.find("value");
        Json shown = !value ? Json() : values == FieldValues::kText ? Json(go_format(*value)) : *value;
        Json made = Json::object(
            {{"title", inner.text("title")}, {"value", std::move(shown)}, {"short", read_short(field, inner)}});
        if (!inner.failure.empty()) {
            reader.failure = reader.failure.empty() ? inner.failure : reader.failure;
            break;
        }
        out.push(std::move(made));
    }
    return out;  // null when nothing is left, as there
}

Json read_options(Reader& reader) {
    Json out;
    const Json* options = reader.find("options");
    if (!options) return out;
    if (!options->is_array()) reader.refuse("options", "an array");
    for (size_t i = 0; i < options->size(); i++) {
        const Json& option = options->items()[i];
        if (option.is_null()) continue;
        Reader inner(option, indexed(reader.path(), "options", i));
        if (!option.is_object()) {
            reader.refuse("options[" + std::to_string(i) + "]", "an object");
            break;
        }
        out.push(Json::object({{"text", inner.text("text")}, {"value", inner.text("value")}}));
        if (!inner.failure.empty() && reader.failure.empty()) reader.failure = inner.failure;
    }
    return out;
}

Json read_action(const Json& action, Reader& reader) {
    Json out = Json::object();
    set_unless_empty(out, "id", reader.text("id"));
    set_unless_empty(out, "type", reader.text("type"));
    set_unless_empty(out, "name", reader.text("name"));
    if (reader.boolean("disabled")) out.set("disabled", true);
    set_unless_empty(out, "style", reader.text("style"));
    set_unless_empty(out, "tooltip", reader.text("tooltip"));
    set_unless_empty(out, "data_source", reader.text("data_source"));
    Json options = read_options(reader);
    if (options.size() > 0) out.set("options", std::move(options));
    set_unless_empty(out, "default_option", reader.text("default_option"));
    if (const Json* integration = action.find_any_case("integration"); integration && !integration->is_null()) {
        if (!integration->is_object()) {
            reader.refuse("integration", "an object");
            return out;
        }
        Reader inner(*integration, reader.path() + ".integration");
        Json made = Json::object();
        set_unless_empty(made, "url", inner.text("url"));
        const Json* context = inner.find("context");
        if (context && !context->is_object()) inner.refuse("context", "an object");
        if (context && context->size() > 0) made.set("context", *context);
        if (!inner.failure.empty() && reader.failure.empty()) reader.failure = inner.failure;
        out.set("integration", std::move(made));
    }
    return out;
}

Json read_attachment(const Json& attachment, Reader& reader, FieldValues values) {
    Json out = Json::object();
    const Json* id = reader.find("id");
    if (id && (!id->is_number() || id->as_integer(-1) != id->as_integer(-2))) reader.refuse("id", "an integer");
    out.set("id", id ? id->as_integer() : int64_t{0});
    for (std::string_view key :
         {"fallback", "color", "pretext", "author_name", "author_link", "author_icon", "title", "title_link", "text"})
        out.set(key, reader.text(key));
    out.set("fields", read_fields(reader, values));
    for (std::string_view key : {"image_url", "thumb_url", "footer", "footer_icon"}) out.set(key, reader.text(key));
    const Json* ts = attachment.find_any_case("ts");  // any type goes: golden "time stamps"
    out.set("ts", ts ? *ts : Json());
    if (const Json* actions = reader.find("actions")) {
        if (!actions->is_array()) {
            reader.refuse("actions", "an array");
            return out;
        }
        Json list;
        for (size_t i = 0; i < actions->size() && reader.failure.empty(); i++) {
            const Json& action = actions->items()[i];
            if (action.is_null()) continue;
            if (!action.is_object()) {
                reader.refuse("actions[" + std::to_string(i) + "]", "an object");
                break;
            }
            Reader inner(action, indexed(reader.path(), "actions", i));
            list.push(read_action(action, inner));
            reader.failure = inner.failure;
        }
        if (list.size() > 0) out.set("actions", std::move(list));
    }
    return out;
}

bool is_id_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

size_t props_length(const Json& props, const Json& attachments) {
    if (attachments.size() == 0) return props.is_object() ? utf8_length(props.dump()) : 2;
    Json all = props.is_object() ? props : Json::object();
    all.set("attachments", attachments);
    return utf8_length(all.dump());
}

}  // namespace

std::string go_format(const Json& value) {
    std::string out;
    append_go(out, value);
    return out;
}

Result<Json> read_attachments(const Json& attachments, FieldValues values) {
    Json out = Json::array();
    if (attachments.is_null()) return out;
    if (!attachments.is_array()) return Failure{"attachments must be an array"};
    for (size_t i = 0; i < attachments.size(); i++) {
        const Json& attachment = attachments.items()[i];
        if (attachment.is_null()) continue;
        std::string path = "attachments[" + std::to_string(i) + "]";
        if (!attachment.is_object()) return Failure{path + " must be an object"};
        Reader reader(attachment, path);
        Json made = read_attachment(attachment, reader, values);
        if (!reader.failure.empty()) return Failure{reader.failure};
        out.push(std::move(made));
    }
    return out;
}

Json readable_attachments(const Json& attachments) {
    Json out;
    for (const Json& attachment : attachments.items()) {
        if (!attachment.is_object()) continue;
        Reader reader(attachment, "attachment");
        Json made = read_attachment(attachment, reader, FieldValues::kKept);
        if (reader.failure.empty()) out.push(std::move(made));
    }
    return out;
}

void add_action_ids(Json& attachments, std::string (*make_id)()) {
    if (!attachments.is_array()) return;
    for (Json& attachment : attachments.mutable_items()) {
        Json* actions = attachment.find("actions");
        if (!actions || !actions->is_array()) continue;
        for (Json& action : actions->mutable_items())
            if (action.is_object() && action["id"].as_string().empty()) action.set("id", make_id());
    }
}

Json without_integrations(Json attachments) {
    if (!attachments.is_array()) return attachments;
    for (Json& attachment : attachments.mutable_items()) {
        Json* actions = attachment.find("actions");
        if (!actions || !actions->is_array()) continue;
        for (Json& action : actions->mutable_items()) action.erase("integration");
    }
    return attachments;
}

std::string mattermost_mentions(std::string_view text, const NameLookup& lookup) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        size_t open = text.find('<', at);
        out.append(text.substr(at, open - at));
        if (open == std::string_view::npos) break;
        std::string_view rest = text.substr(open);
        at = open + 1;
        if (rest.substr(0, 10) == "<!channel>") {
            out += "@channel";
            at = open + 10;
        } else if (rest.substr(0, 7) == "<!here>") {
            out += "@here";
            at = open + 7;
        } else if (rest.substr(0, 6) == "<!all>") {
            out += "@all";
            at = open + 6;
        } else if (rest.size() >= 29 && rest[1] == '@' && rest[28] == '>' &&
                   std::all_of(rest.begin() + 2, rest.begin() + 28, is_id_character)) {
            std::optional<std::string> name = lookup.username(rest.substr(2, 26));
            if (name) (out += '@') += *name;
            else out.append(rest.substr(0, 29));
            at = open + 29;
        } else {
            out += '<';
        }
    }
    return out;
}

// There: <([^\n<|>]+)\|([^|\n>]+)>  replaced from the left. Each character is looked at a bounded number of times,
// because the first part stops at '<' and the second at '|'.
std::string mattermost_links(std::string_view text) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        size_t open = text.find('<', at);
        out.append(text.substr(at, open - at));
        if (open == std::string_view::npos) break;
        size_t bar = text.find_first_of("\n<|>", open + 1);
        if (bar != std::string_view::npos && bar > open + 1 && text[bar] == '|') {
            size_t close = text.find_first_of("\n|>", bar + 1);
            if (close != std::string_view::npos && close > bar + 1 && text[close] == '>') {
                out += '[';
                out.append(text.substr(bar + 1, close - bar - 1));
                out += "](";
                out.append(text.substr(open + 1, bar - open - 1));
                out += ')';
                at = close + 1;
                continue;
            }
        }
        out += '<';
        at = open + 1;
    }
    return out;
}

std::string mattermost_slack_text(std::string_view text, const NameLookup& lookup) {
    if (text.find('<') == std::string_view::npos) return std::string(text);
    return mattermost_links(mattermost_mentions(text, lookup));
}

namespace {

// Calls `change` with the texts that may hold Slack's forms: text, pretext, values of fields.
template <class Fn>
void each_text(Json& attachments, Fn&& change) {
    if (!attachments.is_array()) return;
    for (Json& attachment : attachments.mutable_items()) {
        for (std::string_view key : {"text", "pretext"})
            if (Json* text = attachment.find(key); text && text->is_string()) change(*text);
        Json* fields = attachment.find("fields");
        if (!fields || !fields->is_array()) continue;
        for (Json& field : fields->mutable_items())
            if (Json* value = field.find("value"); value && value->is_string()) change(*value);
    }
}

}  // namespace

void translate_attachments(Json& attachments, const NameLookup& lookup) {
    each_text(attachments, [&](Json& text) { text = mattermost_slack_text(text.as_string(), lookup); });
    if (!attachments.is_array()) return;
    for (Json& attachment : attachments.mutable_items())
        if (Json* title = attachment.find("title"); title && title->is_string())
            *title = mattermost_mentions(title->as_string(), lookup);
}

void translate_attachment_links(Json& attachments) {
    each_text(attachments, [](Json& text) { text = mattermost_links(text.as_string()); });
}

std::vector<std::string> split_message(std::string_view text, size_t limit, SplitAt at) {
    std::vector<std::string> parts;
    limit = std::max<size_t>(limit, 1);
    while (utf8_length(text.substr(0, std::min(text.size(), limit * 4 + 4))) > limit) {
        std::string_view part = utf8_prefix(text, limit);
        if (at == SplitAt::kLines) {
            size_t line_break = part.rfind('\n');
            if (line_break != std::string_view::npos && line_break >= part.size() / 2)
                part = part.substr(0, line_break + 1);
        }
        parts.emplace_back(part);
        text.remove_prefix(part.size());
    }
    parts.emplace_back(text);
    return parts;
}

Result<std::vector<WebhookPart>> split_webhook(std::string_view text, const Json& props, const Json& attachments,
                                               size_t message_limit, size_t props_limit, SplitAt at) {
    std::vector<WebhookPart> parts;
    for (std::string& part : split_message(text, message_limit, at)) parts.push_back({std::move(part), Json()});
    if (attachments.size() == 0 && props.dump_bytes_at_most() <= props_limit) return parts;
    const Failure too_long{"the props of a post may have " + std::to_string(props_limit) + " characters"};
    const size_t base_length = props_length(props, Json());
    if (base_length > props_limit) return too_long;
    if (attachments.size() == 0) return parts;
    // One attachment more costs its own text and a comma; counted once each, so that many attachments stay cheap.
    const size_t frame = props_length(props, Json(Json::Array{Json(0)})) - base_length - 1;
    size_t used = 0;
    for (const Json& attachment : attachments.items()) {
        size_t length = utf8_length(attachment.dump());
        if (parts.back().attachments.size() > 0 && base_length + frame + used + 1 + length > props_limit) {
            parts.push_back({});
            used = 0;
        }
        Json placed = attachment;
        const size_t whole = base_length + frame + used + (used > 0 ? 1 : 0) + length;
        if (whole > props_limit) {
            const size_t over = whole - props_limit;
            const std::string& own = attachment["text"].as_string();
            const size_t own_length = utf8_length(own);
            if (own_length < over) return too_long;
            placed.set("text", std::string(utf8_prefix(own, own_length - over)));
            length = utf8_length(placed.dump());
        }
        used += (used > 0 ? 1 : 0) + length;
        parts.back().attachments.push(std::move(placed));
    }
    return parts;
}

}  // namespace rk
