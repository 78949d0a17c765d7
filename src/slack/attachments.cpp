#include "slack/attachments.h"

#include <algorithm>

#include "base/strings.h"
#include "slack/blocks.h"

namespace rk::slack {
namespace {

std::string word(const Json& value) {
    if (value.is_string()) return value.as_string();
    if (value.is_number() || value.is_bool()) return value.dump();
    return {};
}

bool truth(const Json& value) {
    if (value.is_string()) return equal_ignore_case(value.as_string(), "true") || value.as_string() == "1";
    return value.as_bool() || (value.is_number() && value.as_real() != 0);
}

// "36a64f" means "#36a64f"; good, warning and danger are words that clients know.
std::string color(std::string color) {
    const bool hex = (color.size() == 6 || color.size() == 3) &&
                     color.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    return hex ? "#" + color : color;
}

// Seconds. Slack takes "1600000000.25" as well.
Json time_stamp(const Json& ts) {
    if (!ts.is_string()) return ts.is_number() ? ts : Json();
    int64_t seconds = 0;
    if (parse_int(std::string_view(ts.as_string()).substr(0, ts.as_string().find('.')), seconds)) return seconds;
    return nullptr;
}

class Converter {
  public:
    explicit Converter(const TextOptions& options) : options_(options) {}

    Result<ConvertedAttachments> convert(const Json& list) {
        if (list.is_null()) return std::move(out_);
        if (!list.is_array()) return Failure{"invalid_payload"};
        if (list.size() > kAttachmentsMax) return Failure{"too_many_attachments"};
        for (size_t i = 0; i < list.size(); i++) {
            const Json& attachment = list.items()[i];
            if (attachment.is_null()) continue;
            if (!attachment.is_object()) return Failure{"invalid_payload"};
            std::string error = one(attachment, "attachments[" + std::to_string(i) + "]");
            if (!error.empty()) return Failure{error};
        }
        return std::move(out_);
    }

  private:
    std::string marked(const std::string& text, bool markup) const {
        TextOptions options = options_;
        options.markup = options.markup && markup;
        return to_markdown(text, options);
    }
    std::string plain(const Json& value) const { return to_plain_text(word(value), options_); }

    std::string one(const Json& attachment, const std::string& path) {
        bool in_text = false, in_pretext = false, in_fields = false;
        for (const Json& name : attachment["mrkdwn_in"].items()) {
            in_text = in_text || name.as_string() == "text";
            in_pretext = in_pretext || name.as_string() == "pretext";
            in_fields = in_fields || name.as_string() == "fields";
        }
        std::string text = marked(word(attachment["text"]), in_text);
        auto add_to_text = [&](const std::string& more) {
            if (more.empty()) return;
            if (!text.empty()) text += "\n\n";
            text += more;
        };
        if (const Json& blocks = attachment["blocks"]; !blocks.is_null()) {
            Result<RenderedBlocks> rendered = render_blocks(blocks, options_, path + ".blocks");
            if (!rendered) return rendered.error();
            add_to_text(rendered->markdown);
            out_.ignored.insert(out_.ignored.end(), rendered->ignored.begin(), rendered->ignored.end());
            out_.blocks.set(std::to_string(out_.attachments.size()), blocks);
        }
        add_to_text(actions(attachment["actions"], path));

        Json fields;
        if (!attachment["fields"].is_null() && !attachment["fields"].is_array()) return "invalid_payload";
        for (const Json& field : attachment["fields"].items()) {
            if (field.is_null()) continue;
            if (!field.is_object()) return "invalid_payload";
            fields.push(Json::object({{"title", plain(field["title"])},
                                      {"value", marked(word(field["value"]), in_fields)},
                                      {"short", truth(field["short"])}}));
        }
        std::string title = word(attachment["title"]);
        const std::string title_link = word(attachment["title_link"]);
        // A title with a link is drawn as words, one without as Markdown.
        title = title_link.empty() ? marked(title, false) : to_plain_text(title, options_);
        std::string author = plain(attachment["author_name"]);
        if (std::string sub = plain(attachment["author_subname"]); !sub.empty())
            author += author.empty() ? sub : " (" + sub + ")";
        for (std::string_view key : {"video_html", "video_url", "audio_html"})
            if (!word(attachment[key]).empty()) out_.ignored.push_back(path + ":" + std::string(key));

        out_.attachments.push(Json::object({{"id", int64_t{0}},
                                            {"fallback", plain(attachment["fallback"])},
                                            {"color", color(word(attachment["color"]))},
                                            {"pretext", marked(word(attachment["pretext"]), in_pretext)},
                                            {"author_name", author},
                                            {"author_link", word(attachment["author_link"])},
                                            {"author_icon", word(attachment["author_icon"])},
                                            {"title", title},
                                            {"title_link", title_link},
                                            {"text", text},
                                            {"fields", fields},
                                            {"image_url", word(attachment["image_url"])},
                                            {"thumb_url", word(attachment["thumb_url"])},
                                            {"footer", plain(attachment["footer"])},
                                            {"footer_icon", word(attachment["footer_icon"])},
                                            {"ts", time_stamp(attachment["ts"])}}));
        return {};
    }

    std::string actions(const Json& actions, const std::string& path) {
        std::vector<std::string> shown;
        for (size_t i = 0; i < actions.size() && actions.is_array(); i++) {
            const Json& action = actions.items()[i];
            if (!action.is_object()) continue;
            std::string label = word(action["text"]);
            if (label.empty()) label = word(action["name"]);
            label = unescape_entities(label);
            const std::string url = word(action["url"]);
            if (!url.empty()) {
                shown.push_back(markdown_link(unescape_entities(url), label));
                continue;
            }
            std::string type = word(action["type"]);
            out_.ignored.push_back(path + ".actions[" + std::to_string(i) + "]:" + (type.empty() ? "action" : type));
            std::string options;
            for (const Json& option : action["options"].items())
                options += (options.empty() ? ": " : ", ") + escape_markdown(word(option["text"]), false);
            shown.push_back("[" + escape_markdown(label, false) + options + "]");
        }
        return join(shown, " ");
    }

    const TextOptions& options_;
    ConvertedAttachments out_;
};

}  // namespace

Result<ConvertedAttachments> convert_attachments(const Json& attachments, const TextOptions& options) {
    return Converter(options).convert(attachments);
}

}  // namespace rk::slack
