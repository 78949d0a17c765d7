#include "model/incoming_payload.h"

#include <algorithm>

#include "base/http.h"
#include "base/strings.h"
#include "model/attachments.h"

namespace rk {
namespace {

constexpr std::string_view kParseForm = "web.incoming_webhook.parse_form.app_error";
constexpr std::string_view kParseMultipart = "web.incoming_webhook.parse_multipart.app_error";
constexpr std::string_view kDecode = "web.incoming_webhook.decode.app_error";

bool is_token_character(char c) {
    return c > 0x20 && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

std::string_view take_token(std::string_view& s) {
    size_t n = 0;
    while (n < s.size() && is_token_character(s[n])) n++;
    std::string_view token = s.substr(0, n);
    s.remove_prefix(n);
    return token;
}

void skip_spaces(std::string_view& s) {
    while (!s.empty() && (s[0] == ' ' || s[0] == '\t' || s[0] == '\r' || s[0] == '\n')) s.remove_prefix(1);
}

// A quoted string at the front of `s`, without quotes; false when it does not end.
bool take_quoted(std::string_view& s, std::string& out) {
    s.remove_prefix(1);
    while (!s.empty() && s[0] != '"') {
        if (s[0] == '\\' && s.size() > 1 && !is_token_character(s[1])) s.remove_prefix(1);
        out += s[0];
        s.remove_prefix(1);
    }
    if (s.empty()) return false;
    s.remove_prefix(1);
    return true;
}

// Whether a query or form text is one that Go parses: whole escapes, no semicolons.
bool is_clean_form(std::string_view text) {
    auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == ';') return false;
        if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) return false;
    }
    return true;
}

bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Escapes raw line breaks and tabs in the values of the keys that senders fill by hand; what Mattermost does before it
// gives a body up. A value ends at its first quote without a backslash before it.
std::string escape_raw_breaks(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 64);
    size_t at = 0;
    while (at < text.size()) {
        size_t quote = text.find('"', at);
        out.append(text.substr(at, quote - at));
        if (quote == std::string_view::npos) break;
        std::string_view rest = text.substr(quote + 1);
        size_t key_length = 0;
        for (std::string_view key : {"text", "fallback", "pretext", "author_name", "title", "value"})
            if (rest.size() > key.size() && rest.substr(0, key.size()) == key && rest[key.size()] == '"')
                key_length = key.size();
        size_t i = quote + 1 + key_length + 1;
        while (key_length > 0 && i < text.size() && is_json_space(text[i])) i++;
        if (key_length > 0 && i < text.size() && text[i] == ':') {
            for (i++; i < text.size() && is_json_space(text[i]);) i++;
            if (i < text.size() && text[i] == '"') {
                size_t end = i + 1;
                while (end < text.size() && text[end] != '"') end += text[end] == '\\' && end + 1 < text.size() ? 2 : 1;
                end = std::min(end + 1, text.size());
                out.append(text.substr(quote, i - quote));
                for (char c : text.substr(i, end - i)) {
                    if (c == '\n') out += "\\n";
                    else if (c == '\r') out += "\\r";
                    else if (c == '\t') out += "\\t";
                    else out += c;
                }
                at = end;
                continue;
            }
        }
        out += '"';
        at = quote + 1;
    }
    return out;
}

class PayloadReader {
  public:
    explicit PayloadReader(const Json& object) : object_(object) {}
    const Json* find(std::string_view key) const {
        const Json* found = object_.find_any_case(key);
        return found && !found->is_null() ? found : nullptr;
    }
    void text(std::string_view key, std::string& into) {
        const Json* found = find(key);
        if (!found) return;
        if (found->is_string()) into = found->as_string();
        else refuse(key, "a string");
    }
    // Keys that Mattermost's hooks do not have: a wrong type is passed over there, so it is here.
    void lenient_bool(std::string_view key, bool& into) const {
        const Json* found = find(key);
        if (!found) return;
        if (found->is_bool()) into = found->as_bool();
        else if (found->is_number()) into = found->as_real() != 0;
        else if (found->is_string()) into = equal_ignore_case(found->as_string(), "true") || found->as_string() == "1";
    }
    void refuse(std::string_view key, std::string_view expected) {
        if (failure.empty()) failure = std::string(key) + " must be " + std::string(expected);
    }
    std::string failure;

  private:
    const Json& object_;
};

void read_priority(PayloadReader& reader, IncomingPayload& payload) {
    const Json* found = reader.find("priority");
    if (!found) return;
    if (!found->is_object()) return reader.refuse("priority", "an object");
    IncomingPriority priority;
    if (const Json* p = found->find_any_case("priority"); p && !p->is_null()) {
        if (!p->is_string()) return reader.refuse("priority.priority", "a string");
        priority.priority = p->as_string();
    }
    for (auto [key, into] : {std::pair{"requested_ack", &priority.requested_ack},
                             std::pair{"persistent_notifications", &priority.persistent_notifications}}) {
        const Json* flag = found->find_any_case(key);
        if (!flag || flag->is_null()) continue;
        if (!flag->is_bool()) return reader.refuse("priority." + std::string(key), "true or false");
        *into = flag->as_bool();
    }
    payload.priority = std::move(priority);
}

std::variant<IncomingPayload, PayloadFailure> read_payload_object(const Json& object) {
    IncomingPayload payload;
    payload.attachments = Json::array();
    if (object.is_null()) return payload;  // golden "broken bodies": null is a payload without a text
    if (!object.is_object()) return PayloadFailure{kDecode, "the payload must be a JSON object"};
    PayloadReader reader(object);
    reader.text("text", payload.text);
    reader.text("username", payload.username);
    reader.text("icon_url", payload.icon_url);
    reader.text("icon_emoji", payload.icon_emoji);
    reader.text("channel", payload.channel);
    reader.text("type", payload.type);
    reader.text("root_id", payload.root_id);
    if (const Json* props = reader.find("props")) {
        if (props->is_object()) payload.props = *props;
        else reader.refuse("props", "an object");
    }
    read_priority(reader, payload);
    if (const Json* attachments = reader.find("attachments")) {
        Result<Json> read = read_attachments(*attachments);
        if (read) {
            payload.attachments = std::move(*read);
            payload.has_attachments = true;
            for (size_t i = 0; i < attachments->size(); i++)
                if (!attachments->items()[i]["blocks"].is_null())
                    payload.ignored.push_back("attachments[" + std::to_string(i) + "].blocks");
        }
        if (!read && reader.failure.empty()) reader.failure = read.error();
    }
    if (const Json* key = reader.find("key"); key && key->is_string()) payload.key = key->as_string();
    if (const Json* parse = reader.find("parse"); parse && parse->is_string()) payload.parse = parse->as_string();
    if (const Json* blocks = reader.find("blocks")) payload.blocks = *blocks;
    reader.lenient_bool("silent", payload.silent);
    reader.lenient_bool("skip_slack_parsing", payload.skip_slack_parsing);
    reader.lenient_bool("mrkdwn", payload.mrkdwn);
    reader.lenient_bool("link_names", payload.link_names);
    if (!reader.failure.empty()) return PayloadFailure{kDecode, reader.failure};
    return payload;
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters)
        if (key == name) return value;
    return {};
}

Result<MediaType> read_media_type(std::string_view header) {
    size_t semicolon = header.find(';');
    std::string_view rest = trim(header.substr(0, semicolon));
    MediaType out;
    out.type = to_lower_ascii(rest);
    if (take_token(rest).empty()) return Failure{"no media type"};
    if (!rest.empty()) {
        if (rest[0] != '/') return Failure{"unexpected content in the media type"};
        rest.remove_prefix(1);
        if (take_token(rest).empty()) return Failure{"no media subtype"};
        if (!rest.empty()) return Failure{"unexpected content behind the media subtype"};
    }
    std::string_view parameters = semicolon == std::string_view::npos ? "" : header.substr(semicolon);
    while (true) {
        skip_spaces(parameters);
        if (parameters.empty()) return out;
        if (parameters[0] != ';') return Failure{"invalid media parameter"};
        parameters.remove_prefix(1);
        skip_spaces(parameters);
        if (parameters.empty()) return out;
        std::string name = to_lower_ascii(take_token(parameters));
        if (name.empty()) return Failure{"invalid media parameter"};
        skip_spaces(parameters);
        if (parameters.empty() || parameters[0] != '=') return Failure{"invalid media parameter"};
        parameters.remove_prefix(1);
        skip_spaces(parameters);
        std::string value;
        if (!parameters.empty() && parameters[0] == '"') {
            if (!take_quoted(parameters, value)) return Failure{"invalid media parameter"};
        } else {
            value = take_token(parameters);
            if (value.empty()) return Failure{"invalid media parameter"};
        }
        for (const auto& [known, unused] : out.parameters)
            if (known == name) return Failure{"duplicate media parameter"};
        out.parameters.emplace_back(std::move(name), std::move(value));
    }
}

Result<std::vector<FormField>> read_multipart_fields(std::string_view body, std::string_view boundary) {
    if (boundary.empty() || boundary.size() > 70) return Failure{"no multipart boundary"};
    const std::string delimiter = "--" + std::string(boundary);
    std::vector<FormField> fields;
    // The first delimiter may stand at the start; later ones follow a line break that belongs to them.
    size_t at = body.substr(0, delimiter.size()) == delimiter ? 0 : body.find("\n" + delimiter);
    if (at == std::string_view::npos) return Failure{"no multipart delimiter"};
    if (body[at] == '\n') at++;
    const std::string inner = "\n" + delimiter;
    while (true) {
        at += delimiter.size();
        if (body.substr(at, 2) == "--") return fields;
        size_t line_end = body.find('\n', at);
        if (line_end == std::string_view::npos) return Failure{"multipart body ends early"};
        if (!trim(body.substr(at, line_end - at)).empty()) return Failure{"malformed multipart delimiter"};
        at = line_end + 1;
        FormField field;
        bool is_file = false, is_field = false;
        while (true) {
            line_end = body.find('\n', at);
            if (line_end == std::string_view::npos) return Failure{"multipart header ends early"};
            std::string_view line = trim(body.substr(at, line_end - at));
            at = line_end + 1;
            if (line.empty()) break;
            size_t colon = line.find(':');
            if (colon == std::string_view::npos) return Failure{"malformed multipart header"};
            if (!equal_ignore_case(trim(line.substr(0, colon)), "content-disposition")) continue;
            Result<MediaType> disposition = read_media_type(trim(line.substr(colon + 1)));
            if (!disposition || disposition->type != "form-data") continue;
            for (const auto& [name, value] : disposition->parameters) {
                if (name == "name") {
                    field.name = value;
                    is_field = true;
                }
                if (name == "filename") is_file = true;
            }
        }
        // An empty part's delimiter follows its header at once.
        size_t end = body.substr(at - 1, inner.size()) == inner ? at - 1 : body.find(inner, at);
        if (end == std::string_view::npos) return Failure{"multipart body ends early"};
        if (is_field && !is_file && end >= at) {
            std::string_view value = body.substr(at, end - at);
            if (!value.empty() && value.back() == '\r') value.remove_suffix(1);
            field.value = value;
        }
        if (is_field && !is_file) fields.push_back(std::move(field));
        at = end + 1;
    }
}

Result<Json> parse_forgiving(std::string_view text) {
    Result<Json> parsed = Json::parse(text, Json::Extent::kFirst);
    if (parsed) return parsed;
    Result<Json> again = Json::parse(escape_raw_breaks(text), Json::Extent::kFirst);
    if (again) return again;
    return Failure{parsed.error()};
}

std::variant<PayloadText, PayloadFailure> find_payload_text(std::string_view content_type, std::string_view body,
                                                            std::string_view query) {
    MediaType media;
    if (!content_type.empty()) {
        Result<MediaType> read = read_media_type(content_type);
        if (!read) return PayloadFailure{kParseForm, "Content-Type: " + read.error()};
        media = std::move(*read);
    }
    if (!is_clean_form(query)) return PayloadFailure{kParseForm, "the query cannot be parsed"};
    PayloadText out;
    if (media.type == "application/x-www-form-urlencoded") {
        if (!is_clean_form(body)) return PayloadFailure{kParseForm, "the form cannot be parsed"};
        for (std::string_view source : {body, query})
            for (Header& pair : parse_form(source))
                if (pair.name == "payload") {
                    out.json = std::move(pair.value);
                    return out;
                }
        return out;
    }
    if (media.type == "multipart/form-data") {
        Result<std::vector<FormField>> fields = read_multipart_fields(body, media.parameter("boundary"));
        if (!fields) return PayloadFailure{kParseMultipart, fields.error()};
        for (FormField& field : *fields)
            if (field.name == "payload") {
                out.json = std::move(field.value);
                return out;
            }
        out.fields = std::move(*fields);
        return out;
    }
    out.json = body;
    return out;
}

std::variant<IncomingPayload, PayloadFailure> read_incoming_payload(std::string_view content_type,
                                                                    std::string_view body, std::string_view query) {
    auto found = find_payload_text(content_type, body, query);
    if (auto* failure = std::get_if<PayloadFailure>(&found)) return *failure;
    PayloadText& text = std::get<PayloadText>(found);
    if (!text.fields.empty()) {
        Json object = Json::object();
        for (FormField& field : text.fields) {
            bool is_json = false;
            for (std::string_view key : {"attachments", "props", "priority", "blocks"})
                is_json = is_json || equal_ignore_case(field.name, key);
            if (!is_json) {
                object.set(field.name, std::move(field.value));
                continue;
            }
            if (field.value.empty()) continue;
            Result<Json> value = parse_forgiving(field.value);
            if (!value) return PayloadFailure{kDecode, field.name + ": " + value.error()};
            object.set(field.name, std::move(*value));
        }
        return read_payload_object(object);
    }
    Result<Json> json = parse_forgiving(text.json);
    if (!json) return PayloadFailure{kDecode, json.error()};
    return read_payload_object(*json);
}

}  // namespace rk
