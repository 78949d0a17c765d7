#include "slack/blocks.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/strings.h"

namespace rk::slack {
namespace {

constexpr int kDepthMax = 8;  // containers in containers

bool one_of(std::string_view item, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_menu(std::string_view type) {
    return one_of(type, {"static_select", "external_select", "users_select", "conversations_select", "channels_select",
                         "multi_static_select", "multi_external_select", "multi_users_select",
                         "multi_conversations_select", "multi_channels_select"});
}
bool is_picker(std::string_view type) { return one_of(type, {"datepicker", "timepicker", "datetimepicker"}); }
bool is_choice(std::string_view type) { return one_of(type, {"checkboxes", "radio_buttons"}); }
bool is_input(std::string_view type) {
    return one_of(type, {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input",
                         "file_input"});
}

// ---- rich_text leaves ----

struct Style {
    bool bold = false, italic = false, strike = false, code = false;
    bool operator==(const Style&) const = default;
    bool plain() const { return !bold && !italic && !strike && !code; }
};

struct Run {
    std::string text;  // literal, or Markdown when `done`
    bool done = false;
    Style style;
};

std::string fence(std::string_view text, std::string_view language) {
    size_t longest = 2, run = 0;
    for (char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    std::string marks(longest + 1, '`');
    std::string name;
    for (char c : language)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-')
            name += c;
    std::string out = marks + name + "\n";
    out += text;
    if (text.empty() || text.back() != '\n') out += '\n';
    return out + marks;
}

std::string code_span(std::string_view text) {
    size_t longest = 0, run = 0;
    for (char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    std::string marks(longest + 1, '`');
    const bool pad = longest > 0 && (text.front() == '`' || text.back() == '`');
    return marks + (pad ? " " : "") + std::string(text) + (pad ? " " : "") + marks;
}

void append_styled(std::string& out, const Run& run, bool beside) {
    // Signs must touch the words, and a style ends with its line.
    for (size_t at = 0; at <= run.text.size();) {
        size_t end = std::min(run.text.find('\n', at), run.text.size());
        std::string_view line = std::string_view(run.text).substr(at, end - at);
        size_t first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t");
        if (first == std::string_view::npos) {
            out += line;
        } else {
            out += line.substr(0, first);
            std::string_view core = line.substr(first, last - first + 1);
            // Two styles side by side: a zero-width space keeps their signs apart.
            if (beside && at == 0 && first == 0 && !run.style.code) out += "\xE2\x80\x8B";
            std::string open;
            if (run.style.bold) open += "**";
            if (run.style.italic) open += "*";
            if (run.style.strike) open += "~~";
            out += open;
            if (run.done) out += core;
            else if (run.style.code) out += code_span(core);
            else out += escape_markdown(core, open.empty() && (out.empty() || out.back() == '\n'));
            std::reverse(open.begin(), open.end());
            out += open;
            out += line.substr(last + 1);
        }
        if (end < run.text.size()) out += '\n';
        at = end + 1;
    }
}

// ---- the renderer ----

class Renderer {
  public:
    Renderer(const TextOptions& options, const std::string& path) : options_(options), path_(path) {
        options_.markup = true;
    }

    Result<RenderedBlocks> render(const Json& blocks) {
        if (!blocks.is_array()) return Failure{"invalid_blocks_format"};
        if (blocks.size() > kBlocksMax) return Failure{"invalid_blocks"};
        std::string out = block_list(blocks, path_, 0);
        if (!error_.empty()) return Failure{error_};
        if (characters_ > kBlocksTextMax || markdown_characters_ > kMarkdownBlocksTextMax)
            return Failure{"msg_blocks_too_long"};
        return RenderedBlocks{std::move(out), std::move(ignored_)};
    }

  private:
    void refuse(std::string_view error = "invalid_blocks") {
        if (error_.empty()) error_ = error;
    }
    void ignore(const std::string& path, std::string_view what) { ignored_.push_back(path + ":" + std::string(what)); }

    static std::string indexed(const std::string& path, std::string_view key, size_t i) {
        return path + "." + std::string(key) + "[" + std::to_string(i) + "]";
    }

    std::string block_list(const Json& blocks, const std::string& path, int depth) {
        std::string out;
        if (depth > kDepthMax) {
            refuse();
            return out;
        }
        for (size_t i = 0; i < blocks.size() && error_.empty(); i++) {
            const Json& item = blocks.items()[i];
            if (!item.is_object()) {
                refuse("invalid_blocks_format");
                break;
            }
            std::string made = block(item, path + "[" + std::to_string(i) + "]", depth);
            if (made.empty()) continue;
            if (!out.empty()) out += "\n\n";
            out += made;
        }
        return out;
    }

    // A string of 1 to `limit` characters; "" when absent.
    std::string string_of(const Json& object, std::string_view key, size_t limit, bool required = false) {
        const Json& value = object[key];
        if (value.is_null()) {
            if (required) refuse();
            return {};
        }
        if (!value.is_string() || (required && value.as_string().empty()) || utf8_length(value.as_string()) > limit) {
            refuse();
            return {};
        }
        return value.as_string();
    }

    void count(std::string_view text) { characters_ += utf8_length(text); }

    // A text object as Markdown. `mrkdwn_allowed` is false where Slack takes plain_text only.
    std::string text_object(const Json& text, size_t limit, bool mrkdwn_allowed, bool required) {
        if (text.is_null()) {
            if (required) refuse();
            return {};
        }
        if (!text.is_object()) {
            refuse();
            return {};
        }
        const std::string& type = text["type"].as_string();
        std::string content = string_of(text, "text", limit, true);
        count(content);
        if (type == "plain_text") return plain(content);
        if (type != "mrkdwn" || !mrkdwn_allowed) refuse();
        return to_markdown(content, options_);
    }

    // plain_text: literal, but for emoji.
    std::string plain(std::string_view text) {
        std::string out, literal;
        const std::string words = unescape_entities(text);
        for (size_t at = 0; at < words.size();) {
            size_t end = at + 1;
            if (words[at] == ':') {
                while (end < words.size() && end - at < 64 &&
                       (std::isalnum(static_cast<unsigned char>(words[end])) || words[end] == '_' ||
                        words[end] == '-' || words[end] == '+'))
                    end++;
                if (end > at + 1 && end < words.size() && words[end] == ':') {
                    out += escape_markdown(literal, out.empty());
                    literal.clear();
                    out.append(words, at, end + 1 - at);
                    at = end + 1;
                    continue;
                }
            }
            literal += words[at++];
        }
        return out + escape_markdown(literal, out.empty());
    }

    // The words of a text object for a label, on one line; for elements that are named in `ignored` as well.
    std::string label(const Json& text, size_t limit, bool required) {
        return replace_all(text_object(text, limit, true, required), "\n", " ");
    }

    std::string image_source(const Json& image, const std::string& path, std::string_view size) {
        std::string alt = string_of(image, "alt_text", 2000, true);
        count(alt);
        std::string url = string_of(image, "image_url", 3000);
        if (!url.empty()) return markdown_image(url, alt, size);
        const Json& file = image["slack_file"];
        if (!file.is_object() || (file["id"].is_null() && file["url"].is_null())) {
            refuse();
            return {};
        }
        if (file["url"].is_string()) return markdown_image(file["url"].as_string(), alt, size);
        ignore(path, "slack_file");
        return escape_markdown(alt, false);
    }

    std::string option_label(const Json& option) {
        if (!option.is_object()) {
            refuse();
            return {};
        }
        std::string out = label(option["text"], 75, true);
        string_of(option, "value", 150);
        if (!option["description"].is_null()) out += " (" + label(option["description"], 75, false) + ")";
        std::string url = string_of(option, "url", 3000);
        return url.empty() ? out : link(url, out);
    }

    // A link whose label is Markdown already.
    static std::string link(std::string_view url, const std::string& markdown_label) {
        std::string made = markdown_link(url, "x");
        if (made[0] != '[') return markdown_label;
        std::string inner;
        for (size_t i = 0; i < markdown_label.size(); i++) {
            const char c = markdown_label[i];
            if ((c == '[' || c == ']') && (i == 0 || markdown_label[i - 1] != '\\')) inner += '\\';
            inner += c;
        }
        return "[" + inner + made.substr(2);
    }

    std::string options_of(const Json& element, size_t limit) {
        std::vector<std::string> labels;
        const Json& groups = element["option_groups"];
        if (!groups.is_null()) {
            if (!groups.is_array() || groups.size() == 0 || groups.size() > 100) refuse();
            for (const Json& group : groups.items()) {
                if (!group.is_object() || group["options"].size() > limit) refuse();
                label(group["label"], 75, true);
                for (const Json& option : group["options"].items()) labels.push_back(option_label(option));
            }
        } else {
            const Json& options = element["options"];
            if (!options.is_array() || options.size() == 0 || options.size() > limit) refuse();
            for (const Json& option : options.items()) labels.push_back(option_label(option));
        }
        return join(labels, ", ");
    }

    static bool is_chosen(const Json& element, const Json& option) {
        const Json& value = option["value"];
        if (element["initial_option"]["value"] == value && !value.is_null()) return true;
        for (const Json& chosen : element["initial_options"].items())
            if (chosen["value"] == value && !value.is_null()) return true;
        return false;
    }

    // One element as its label. Buttons with a URL are links; nothing else can be pressed, so it is named.
    std::string element(const Json& item, const std::string& path) {
        if (!item.is_object()) {
            refuse();
            return {};
        }
        const std::string& type = item["type"].as_string();
        string_of(item, "action_id", 255);
        if (type == "image") return image_source(item, path, {});
        if (type == "button" || type == "workflow_button" || type == "icon_button") {
            std::string name = label(item["text"], 75, true);
            std::string url = string_of(item, "url", 3000);
            string_of(item, "value", 2000);
            if (type == "workflow_button" && item["workflow"]["trigger"]["url"].is_string())
                url = item["workflow"]["trigger"]["url"].as_string();
            if (!url.empty()) return link(url, name);
            ignore(path, type);
            return "[" + name + "]";
        }
        if (type == "feedback_buttons") {
            ignore(path, type);
            return "[" + label(item["positive_button"]["text"], 75, true) + "] [" +
                   label(item["negative_button"]["text"], 75, true) + "]";
        }
        if (type == "overflow") {
            ignore(path, type);
            return "[… " + options_of(item, 5) + "]";
        }
        if (is_menu(type)) {
            ignore(path, type);
            std::string name = label(item["placeholder"], 150, false);
            if (one_of(type, {"static_select", "multi_static_select"})) {
                std::string options = options_of(item, 100);
                return "[" + (name.empty() ? options : name + ": " + options) + "]";
            }
            return name.empty() ? std::string() : "[" + name + "]";
        }
        if (is_picker(type)) {
            ignore(path, type);
            std::string name = label(item["placeholder"], 150, false);
            for (std::string_view key : {"initial_date", "initial_time"})
                if (item[key].is_string())
                    name += (name.empty() ? "" : ": ") + escape_markdown(item[key].as_string(), false);
            if (item["initial_date_time"].is_integer())
                if (auto date = format_date(item["initial_date_time"].as_integer(), "{date} {time}", options_.zone))
                    name += (name.empty() ? "" : ": ") + *date;
            return name.empty() ? std::string() : "[" + name + "]";
        }
        if (is_choice(type)) {
            ignore(path, type);
            const Json& options = item["options"];
            if (!options.is_array() || options.size() == 0 || options.size() > 10) refuse();
            std::string out;
            for (const Json& option : options.items()) {
                if (!out.empty()) out += '\n';
                out += is_chosen(item, option) ? "- [x] " : "- [ ] ";
                out += option_label(option);
            }
            return out;
        }
        if (is_input(type)) {
            ignore(path, type);
            std::string name = label(item["placeholder"], 150, false);
            if (item["initial_value"].is_string())
                name += (name.empty() ? "" : ": ") + escape_markdown(item["initial_value"].as_string(), false);
            return name.empty() ? std::string() : "[" + name + "]";
        }
        if (type == "url") {  // a source of a task_card
            std::string url = string_of(item, "url", 3000, true);
            std::string text = string_of(item, "text", 3000);
            count(text);
            return markdown_link(url, text);
        }
        refuse();
        return {};
    }

    // Elements of a block side by side; choices stand on lines of their own.
    std::string elements(const Json& list, const std::string& path, size_t limit,
                         std::initializer_list<std::string_view> refused) {
        if (!list.is_array() || list.size() == 0 || list.size() > limit) {
            refuse();
            return {};
        }
        std::string out;
        bool tall = false;
        for (size_t i = 0; i < list.size() && error_.empty(); i++) {
            const Json& item = list.items()[i];
            const std::string& type = item["type"].as_string();
            if (is_input(type) || one_of(type, refused)) refuse();
            std::string made = element(item, indexed(path, "elements", i));
            if (made.empty()) continue;
            if (!out.empty()) out += tall || is_choice(type) ? "\n\n" : " ";
            tall = is_choice(type);
            out += made;
        }
        return out;
    }

    std::string block(const Json& item, const std::string& path, int depth) {
        const std::string& type = item["type"].as_string();
        if (const Json& id = item["block_id"]; !id.is_null()) {
            if (!id.is_string() || utf8_length(id.as_string()) > 255) refuse();
            else if (!id.as_string().empty() && !block_ids_.insert(id.as_string()).second) refuse();
        }
        if (type == "section") return section(item, path);
        if (type == "header") return heading(label_plain(item["text"], 150));
        if (type == "divider") return "---";
        if (type == "context") return context(item, path);
        if (type == "image") {
            std::string title = text_object(item["title"], 2000, false, false);
            std::string image = image_source(item, path, {});
            return title.empty() ? image : strong(title) + "\n" + image;
        }
        if (type == "actions") return elements(item["elements"], path, 25, {"image", "url", "feedback_buttons"});
        if (type == "context_actions") {
            for (const Json& e : item["elements"].items())
                if (!one_of(e["type"].as_string(), {"feedback_buttons", "icon_button"})) refuse();
            return elements(item["elements"], path, 5, {});
        }
        if (type == "input") return input(item, path);
        if (type == "rich_text") return rich_text(item, path);
        if (type == "markdown") {
            std::string text = string_of(item, "text", kMarkdownBlocksTextMax, true);
            markdown_characters_ += utf8_length(text);
            return text;
        }
        if (type == "file") {
            ignore(path, "file");
            return "[" + escape_markdown(string_of(item, "external_id", 255, true), false) + "]";
        }
        if (type == "video") return video(item);
        if (type == "table" || type == "data_table") return table(item, path);
        if (type == "task_card") return task_card(item, path, "");
        if (type == "plan") return plan(item, path);
        if (type == "alert") return alert(item);
        if (type == "card") return card(item, path);
        if (type == "carousel") return carousel(item, path);
        if (type == "container") return container(item, path, depth);
        if (one_of(type, {"call", "data_visualization", "layout", "auth_provider"})) {
            ignore(path, type);
            return texts_inside(item, 0);
        }
        refuse();
        return {};
    }

    static std::string strong(const std::string& markdown) { return markdown.empty() ? "" : "**" + markdown + "**"; }
    static std::string heading(const std::string& markdown) { return markdown.empty() ? "" : "### " + markdown; }
    std::string label_plain(const Json& text, size_t limit) {
        return replace_all(text_object(text, limit, false, true), "\n", " ");
    }

    std::string section(const Json& item, const std::string& path) {
        std::string out;
        const Json& fields = item["fields"];
        if (item["text"].is_null() && fields.is_null()) refuse();
        if (!item["text"].is_null()) out = text_object(item["text"], 3000, true, true);
        if (!fields.is_null()) {
            if (!fields.is_array() || fields.size() == 0 || fields.size() > 10) refuse();
            for (const Json& field : fields.items()) {
                std::string made = text_object(field, 2000, true, true);
                // "*Name:*\nvalue" reads well on one line.
                size_t line_break = made.find('\n');
                if (line_break != std::string::npos && made.find('\n', line_break + 1) == std::string::npos &&
                    made.find("```") == std::string::npos && made[0] != '>')
                    made[line_break] = ' ';
                if (!out.empty()) out += '\n';
                out += made;
            }
        }
        if (const Json& accessory = item["accessory"]; !accessory.is_null()) {
            if (is_input(accessory["type"].as_string())) refuse();
            std::string made = element(accessory, path + ".accessory");
            if (!made.empty()) out += (out.empty() ? "" : "\n") + made;
        }
        return out;
    }

    std::string context(const Json& item, const std::string& path) {
        const Json& list = item["elements"];
        if (!list.is_array() || list.size() == 0 || list.size() > 10) {
            refuse();
            return {};
        }
        std::string out;
        for (size_t i = 0; i < list.size() && error_.empty(); i++) {
            const Json& e = list.items()[i];
            std::string made = e["type"].as_string() == "image" ? image_source(e, indexed(path, "elements", i), "16x16")
                                                                : text_object(e, 3000, true, true);
            if (made.empty()) continue;
            if (!out.empty()) out += out.find('\n') == std::string::npos ? " " : "\n";
            out += made;
        }
        return out;
    }

    std::string input(const Json& item, const std::string& path) {
        std::string out = strong(label_plain(item["label"], 2000));
        if (!item["element"].is_object()) refuse();
        std::string made = element(item["element"], path + ".element");
        if (!made.empty()) out += "\n" + made;
        std::string hint = text_object(item["hint"], 2000, false, false);
        if (!hint.empty()) out += "\n" + hint;
        return out;
    }

    std::string video(const Json& item) {
        std::string title = label_plain(item["title"], 200);
        std::string url = string_of(item, "video_url", 3000, true);
        string_of(item, "alt_text", 2000, true);
        string_of(item, "thumbnail_url", 3000, true);
        std::string page = string_of(item, "title_url", 3000);
        std::string out = link(page.empty() ? url : page, title);
        std::string author = string_of(item, "author_name", 50), provider = string_of(item, "provider_name", 50);
        for (const std::string& name : {author, provider})
            if (!name.empty()) out += " · " + escape_markdown(name, false);
        std::string description = text_object(item["description"], 200, false, false);
        if (!description.empty()) out += "\n" + description;
        return out;
    }

    std::string cell(const Json& value, const std::string& path) {
        std::string made;
        if (value.is_null()) return made;
        const std::string& type = value["type"].as_string();
        if (type == "raw_text") {
            count(value["text"].as_string());
            made = escape_markdown(value["text"].as_string(), false);
        } else if (type == "raw_number") {
            const Json& shown = value["text"].is_null() ? value["value"] : value["text"];
            made = shown.is_string() ? escape_markdown(shown.as_string(), false) : shown.dump();
        } else if (type == "rich_text") {
            made = rich_text(value, path);
        } else {
            refuse();
        }
        std::string out;
        for (char c : made) {
            if (c == '\n') out += ' ';
            else if (c == '|') out += "\\|";
            else out += c;
        }
        return out;
    }

    std::string table(const Json& item, const std::string& path) {
        const Json& rows = item["rows"];
        if (!rows.is_array() || rows.size() == 0 || rows.size() > 100) {
            refuse();
            return {};
        }
        if (item["type"].as_string() == "table" && tables_++ > 0) refuse();
        size_t columns = 0;
        for (const Json& row : rows.items()) {
            if (!row.is_array() || row.size() == 0 || row.size() > 20) refuse();
            columns = std::max(columns, row.size());
        }
        std::string out;
        if (const std::string& caption = item["caption"].as_string(); !caption.empty()) {
            count(caption);
            out += strong(escape_markdown(caption, false)) + "\n\n";
        }
        for (size_t r = 0; r < rows.size() && error_.empty(); r++) {
            if (r > 0) out += '\n';
            for (size_t c = 0; c < columns; c++) {
                const Json::Array& row = rows.items()[r].items();
                out += c == 0 ? "| " : " | ";
                if (c < row.size())
                    out += cell(row[c], path + ".rows[" + std::to_string(r) + "][" + std::to_string(c) + "]");
            }
            out += " |";
            if (r > 0) continue;
            out += "\n|";
            const Json::Array& settings = item["column_settings"].items();
            for (size_t c = 0; c < columns; c++) {
                std::string_view align = c < settings.size() ? settings[c]["align"].as_string() : std::string_view();
                out += align == "center" ? " :---: |" : align == "right" ? " ---: |" : " --- |";
            }
        }
        return out;
    }

    std::string task_card(const Json& item, const std::string& path, const std::string& indent) {
        const std::string& status = item["status"].as_string();
        std::string_view sign = status == "complete"      ? ":white_check_mark:"
                                : status == "in_progress" ? ":hourglass_flowing_sand:"
                                : status == "error"       ? ":x:"
                                                          : ":white_circle:";
        if (!status.empty() && !one_of(status, {"pending", "in_progress", "complete", "error"})) refuse();
        std::string title = string_of(item, "title", 3000, true);
        count(title);
        std::string out = indent + "- " + std::string(sign) + " " + escape_markdown(title, false);
        auto indented = [&](const std::string& text) {
            return "\n" + indent + "  " + replace_all(text, "\n", "\n" + indent + "  ");
        };
        for (std::string_view key : {"details", "output"})
            if (item[key].is_object()) out += indented(rich_text(item[key], path + "." + std::string(key)));
        std::vector<std::string> sources;
        for (size_t i = 0; i < item["sources"].size(); i++)
            sources.push_back(element(item["sources"].items()[i], indexed(path, "sources", i)));
        if (!sources.empty()) out += indented(join(sources, ", "));
        return out;
    }

    std::string plan(const Json& item, const std::string& path) {
        std::string title = item["title"].is_object() ? label(item["title"], 3000, true)
                                                      : escape_markdown(string_of(item, "title", 3000, true), false);
        std::string out = strong(title);
        for (size_t i = 0; i < item["tasks"].size() && error_.empty(); i++)
            out += "\n" + task_card(item["tasks"].items()[i], indexed(path, "tasks", i), "");
        return out;
    }

    static std::string quoted(const std::string& text) { return "> " + replace_all(text, "\n", "\n> "); }

    std::string any_text(const Json& value, size_t limit, bool required) {
        if (value.is_string()) {
            if (utf8_length(value.as_string()) > limit) refuse();
            count(value.as_string());
            return escape_markdown(value.as_string(), false);
        }
        return text_object(value, limit, true, required);
    }

    std::string alert(const Json& item) {
        const std::string& level = item["level"].as_string();
        std::string_view sign = level == "warning"   ? ":warning: "
                                : level == "error"   ? ":x: "
                                : level == "success" ? ":white_check_mark: "
                                : level == "info"    ? ":information_source: "
                                                     : "";
        if (!level.empty() && !one_of(level, {"default", "info", "warning", "error", "success"})) refuse();
        return quoted(std::string(sign) + any_text(item["text"], 3000, true));
    }

    std::string card(const Json& item, const std::string& path) {
        if (item["hero_image"].is_null() && item["title"].is_null() && item["body"].is_null() &&
            item["actions"].is_null())
            refuse();
        std::vector<std::string> parts;
        auto add = [&](std::string text) {
            if (!text.empty()) parts.push_back(std::move(text));
        };
        add(strong(any_text(item["title"], 150, false)));
        add(any_text(item["subtitle"], 150, false));
        if (item["hero_image"].is_object()) add(image_source(item["hero_image"], path + ".hero_image", {}));
        add(any_text(item["body"], 200, false));
        std::vector<std::string> buttons;
        for (size_t i = 0; i < item["actions"].size() && error_.empty(); i++)
            buttons.push_back(element(item["actions"].items()[i], indexed(path, "actions", i)));
        add(join(buttons, " "));
        return join(parts, "\n");
    }

    std::string carousel(const Json& item, const std::string& path) {
        const Json& cards = item["elements"];
        if (!cards.is_array() || cards.size() == 0 || cards.size() > 10) refuse();
        std::string out;
        for (size_t i = 0; i < cards.size() && error_.empty(); i++) {
            if (cards.items()[i]["type"].as_string() != "card") refuse();
            if (i > 0) out += "\n\n";
            out += card(cards.items()[i], indexed(path, "elements", i));
        }
        return out;
    }

    std::string container(const Json& item, const std::string& path, int depth) {
        const Json& children = item["child_blocks"];
        if (!children.is_array() || children.size() > 10) refuse();
        std::vector<std::string> parts;
        std::string title = item["rich_text_title"].is_object()
                                ? rich_text(item["rich_text_title"], path + ".rich_text_title")
                                : strong(any_text(item["title"], 150, false));
        if (!title.empty()) parts.push_back(title);
        std::string subtitle = any_text(item["subtitle"], 150, false);
        if (!subtitle.empty()) parts.push_back(subtitle);
        std::string inner = block_list(children, path + ".child_blocks", depth + 1);
        if (!inner.empty()) parts.push_back(inner);
        return join(parts, "\n\n");
    }

    // The words of a block whose form is not known here.
    std::string texts_inside(const Json& value, int depth) {
        std::string out;
        if (depth > kDepthMax) return out;
        auto add = [&](const std::string& text) {
            if (text.empty()) return;
            if (!out.empty()) out += '\n';
            out += text;
        };
        for (const Json::Member& m : value.members()) {
            if (m.value.is_string() && one_of(m.key, {"text", "title", "name", "label", "description"})) {
                count(m.value.as_string());
                add(escape_markdown(m.value.as_string()));
            } else {
                add(texts_inside(m.value, depth + 1));
            }
        }
        for (const Json& item : value.items()) add(texts_inside(item, depth + 1));
        return out;
    }

    // ---- rich_text ----

    std::string rich_text(const Json& item, const std::string& path) {
        const Json& list = item["elements"];
        if (!list.is_array()) {
            refuse();
            return {};
        }
        std::string out;
        std::string_view last;
        for (size_t i = 0; i < list.size() && error_.empty(); i++) {
            const Json& e = list.items()[i];
            const std::string& type = e["type"].as_string();
            const std::string here = indexed(path, "elements", i);
            std::string made;
            if (type == "rich_text_section") made = inline_text(e, here);
            else if (type == "rich_text_list") made = rich_list(e, here);
            else if (type == "rich_text_preformatted") made = preformatted(e, here);
            else if (type == "rich_text_quote") made = quoted(inline_text(e, here));
            else refuse();
            while (!made.empty() && made.back() == '\n') made.pop_back();
            if (made.empty()) continue;
            if (!out.empty()) {
                // Markdown would draw a paragraph behind a list or a quote into it.
                const bool apart = (last == "rich_text_list" && type != "rich_text_list") || last == "rich_text_quote";
                out += apart ? "\n\n" : "\n";
            }
            out += made;
            last = type;
        }
        return out;
    }

    std::string rich_list(const Json& list, const std::string& path) {
        const std::string& style = list["style"].as_string();
        if (!one_of(style, {"bullet", "ordered"}) || !list["elements"].is_array()) refuse();
        const int64_t indent = list["indent"].as_integer(0), offset = list["offset"].as_integer(0);
        if (indent < 0 || indent > 8 || offset < 0 || offset > 1000000) {
            refuse();
            return {};
        }
        const std::string margin(static_cast<size_t>(indent) * 4, ' ');
        std::string out;
        for (size_t i = 0; i < list["elements"].size() && error_.empty(); i++) {
            const Json& item = list["elements"].items()[i];
            if (item["type"].as_string() != "rich_text_section") refuse();
            std::string mark = style == "ordered" ? std::to_string(static_cast<size_t>(offset) + i + 1) + ". " : "- ";
            std::string text = inline_text(item, indexed(path, "elements", i));
            while (!text.empty() && text.back() == '\n') text.pop_back();
            if (!out.empty()) out += '\n';
            out += margin + mark + replace_all(text, "\n", "\n" + margin + std::string(mark.size(), ' '));
        }
        return out;
    }

    std::string preformatted(const Json& item, const std::string& path) {
        std::string text;
        for (size_t i = 0; i < item["elements"].size(); i++) {
            const Json& leaf = item["elements"].items()[i];
            const std::string& type = leaf["type"].as_string();
            if (type == "text") text += leaf["text"].as_string();
            else if (type == "link")
                text += leaf["text"].is_string() ? leaf["text"].as_string() : leaf["url"].as_string();
            else if (type == "emoji") text += emoji_name(leaf["name"].as_string());
            else if (one_of(type, {"user", "channel", "usergroup", "broadcast", "date", "color", "team"}))
                text += run_of(leaf, indexed(path, "elements", i)).text;
            else refuse();
        }
        count(text);
        return fence(text, item["language"].as_string());
    }

    static std::string hex_character(std::string_view unicode) {
        // "1f44b-1f3fd"
        std::string out;
        for (const std::string& part : split(unicode, '-')) {
            uint32_t code = 0;
            auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), code, 16);
            if (error != std::errc() || end != part.data() + part.size() || code < 0x20 || code > 0x10FFFF ||
                (code >= 0xD800 && code <= 0xDFFF))
                return {};
            utf8_append(out, code);
        }
        return out;
    }

    Run run_of(const Json& leaf, const std::string& path) {
        const std::string& type = leaf["type"].as_string();
        Run run;
        const Json& style = leaf["style"];
        run.style = {style["bold"].as_bool(), style["italic"].as_bool(), style["strike"].as_bool(),
                     style["code"].as_bool()};
        auto done = [&](std::string markdown) {
            run.text = std::move(markdown);
            run.done = true;
            run.style.code = false;
        };
        if (type == "text") {
            if (!leaf["text"].is_string()) refuse();
            run.text = leaf["text"].as_string();
        } else if (type == "link") {
            if (!leaf["url"].is_string()) refuse();
            const std::string& url = leaf["url"].as_string();
            const std::string& text = leaf["text"].as_string();
            count(text);
            if (text.empty() || text == url) done(to_markdown("<" + url + ">", options_));
            else if (run.style.code) done(link(url, code_span(text)));
            else done(markdown_link(url, text));
        } else if (type == "user") {
            done(user_mention(leaf["user_id"].as_string(), {}, options_));
        } else if (type == "channel") {
            done(channel_mention(leaf["channel_id"].as_string(), {}, options_));
        } else if (type == "usergroup") {
            done(group_mention(leaf["usergroup_id"].as_string(), {}, options_));
        } else if (type == "broadcast") {
            const std::string& range = leaf["range"].as_string();
            if (!one_of(range, {"here", "channel", "everyone"})) refuse();
            done(range == "everyone" ? "@all" : "@" + range);
        } else if (type == "emoji") {
            const Json& tone = leaf["skin_tone"];
            std::string name = leaf["name"].as_string();
            if (tone.is_integer()) name += "::skin-tone-" + std::to_string(tone.as_integer());
            std::string drawn;
            if (name.empty()) drawn = hex_character(leaf["unicode"].as_string());
            done(drawn.empty() ? emoji_name(name) : drawn);
        } else if (type == "date") {
            std::optional<std::string> text;
            if (leaf["timestamp"].is_integer())
                text = format_date(leaf["timestamp"].as_integer(), leaf["format"].as_string(), options_.zone);
            if (!text) text = leaf["fallback"].as_string();
            if (leaf["url"].is_string() && !leaf["url"].as_string().empty())
                done(markdown_link(leaf["url"].as_string(), *text));
            else run.text = *text;
        } else if (type == "color") {
            run.text = leaf["value"].as_string();
        } else if (type == "team") {
            ignore(path, type);
            run.text = leaf["team_id"].as_string();
        } else if (one_of(type, {"canvas", "citation", "file", "list_record", "message_mention", "tag", "workflow",
                                 "salesforce_record"})) {
            ignore(path, type);
            for (std::string_view key : {"text", "title", "name", "label"})
                if (run.text.empty()) run.text = leaf[key].as_string();
        } else {
            refuse();
        }
        if (!run.done) count(run.text);
        return run;
    }

    std::string inline_text(const Json& section, const std::string& path) {
        const Json& leaves = section["elements"];
        if (!leaves.is_array()) {
            refuse();
            return {};
        }
        std::vector<Run> runs;
        for (size_t i = 0; i < leaves.size() && error_.empty(); i++) {
            if (!leaves.items()[i].is_object()) {
                refuse();
                break;
            }
            Run run = run_of(leaves.items()[i], indexed(path, "elements", i));
            if (run.text.empty()) continue;
            if (!runs.empty() && !runs.back().done && !run.done && runs.back().style == run.style)
                runs.back().text += run.text;
            else runs.push_back(std::move(run));
        }
        std::string out;
        for (size_t i = 0; i < runs.size(); i++) {
            const bool beside = i > 0 && !runs[i].style.plain() && !runs[i - 1].style.plain() &&
                                runs[i - 1].text.back() != ' ' && runs[i - 1].text.back() != '\n';
            append_styled(out, runs[i], beside);
        }
        return out;
    }

    TextOptions options_;
    std::string path_;
    std::string error_;
    std::vector<std::string> ignored_;
    std::unordered_set<std::string> block_ids_;
    size_t characters_ = 0, markdown_characters_ = 0;
    int tables_ = 0;
};

}  // namespace

Result<RenderedBlocks> render_blocks(const Json& blocks, const TextOptions& options, const std::string& path) {
    if (blocks.is_null()) return RenderedBlocks{};
    if (blocks.is_string()) {
        Result<Json> parsed = Json::parse(blocks.as_string());
        if (!parsed) return Failure{"invalid_blocks_format"};
        return Renderer(options, path).render(*parsed);
    }
    return Renderer(options, path).render(blocks);
}

}  // namespace rk::slack
