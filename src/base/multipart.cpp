#include "base/multipart.h"

#include "base/strings.h"

namespace rk::multipart {

namespace {

constexpr size_t kPartsMax = 1000, kBoundaryMax = 200;

// The value of `name` in "form-data; name=\"a\"; filename=b": quoted with \ before a quote, or bare. False when absent.
bool parameter(std::string_view line, std::string_view name, std::string& value) {
    value.clear();
    while (true) {
        size_t semicolon = line.find(';');
        if (semicolon == std::string_view::npos) return false;
        line = line.substr(semicolon + 1);
        std::string_view item = trim(line);
        size_t equals = item.find('=');
        if (equals == std::string_view::npos) continue;
        bool wanted = equal_ignore_case(trim(item.substr(0, equals)), name);
        std::string_view rest = item.substr(equals + 1);
        if (!rest.starts_with('"')) {
            if (wanted) return value = trim(rest.substr(0, rest.find(';'))), true;
            continue;
        }
        size_t i = 1;
        std::string text;
        for (; i < rest.size() && rest[i] != '"'; ++i) {
            if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
            text += rest[i];
        }
        if (wanted) return value = std::move(text), true;
        line = rest.substr(std::min(i + 1, rest.size()));
    }
}

void read_head(std::string_view head, Part& part) {
    while (!head.empty()) {
        size_t end = std::min(head.find("\r\n"), head.size());
        std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        std::string_view name = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
        if (equal_ignore_case(name, "Content-Type")) part.content_type = value;
        if (!equal_ignore_case(name, "Content-Disposition")) continue;
        parameter(value, "name", part.name);
        part.is_file = parameter(value, "filename", part.filename);
    }
}

const Part* find(const std::vector<Part>& form, std::string_view name, bool file) {
    for (const Part& part : form)
        if (part.name == name && part.is_file == file) return &part;
    return nullptr;
}

}  // namespace

Result<std::vector<Part>> parse(std::string_view content_type, std::string_view body) {
    std::string boundary;
    if (!equal_ignore_case(trim(content_type.substr(0, content_type.find(';'))), "multipart/form-data"))
        return Failure{"the body is no form of several parts"};
    if (!parameter(content_type, "boundary", boundary) || boundary.empty() || boundary.size() > kBoundaryMax)
        return Failure{"the form names no boundary"};
    const std::string fence = "--" + boundary, next_fence = "\r\n" + fence;
    size_t at = body.find(fence);
    if (at == std::string_view::npos || (at != 0 && (at < 2 || body.substr(at - 2, 2) != "\r\n")))
        return Failure{"the form has no part"};
    std::vector<Part> parts;
    at += fence.size();
    while (body.substr(at, 2) != "--") {
        if (parts.size() == kPartsMax) return Failure{"the form has too many parts"};
        size_t line_end = body.find("\r\n", at);
        if (line_end == std::string_view::npos || !trim(body.substr(at, line_end - at)).empty())
            return Failure{"a boundary does not end its line"};
        size_t head = line_end + 2;
        bool no_head = body.substr(head, 2) == "\r\n";
        size_t head_end = no_head ? head : body.find("\r\n\r\n", head);
        if (head_end == std::string_view::npos) return Failure{"a part's head does not end"};
        size_t content = head_end + (no_head ? 2 : 4);
        // An empty part's content ends where the fence's own line break begins.
        size_t end = body.find(next_fence, content >= 2 ? content - 2 : content);
        if (end == std::string_view::npos) return Failure{"the form is cut short"};
        Part part;
        read_head(body.substr(head, head_end - head), part);
        if (end >= content) part.content = body.substr(content, end - content);
        parts.push_back(std::move(part));
        at = end + next_fence.size();
    }
    return parts;
}

const Part* find_file(const std::vector<Part>& form, std::string_view name) { return find(form, name, true); }
const Part* find_field(const std::vector<Part>& form, std::string_view name) { return find(form, name, false); }

}  // namespace rk::multipart
