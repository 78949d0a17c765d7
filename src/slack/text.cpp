#include "slack/text.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "slack/ids.h"

namespace rk::slack {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// Letters and digits of any script; symbols, punctuation and pictures are none. `at` is where a character begins.
bool is_word_at(std::string_view text, size_t at) {
    if (static_cast<unsigned char>(text[at]) < 0x80) return is_alnum(text[at]);
    char32_t c = utf8_next(text, at);
    if (c < 0xC0 || c == 0xD7 || c == 0xF7) return false;
    if (c >= 0x2000 && c <= 0x2BFF) return false;
    if (c >= 0x3000 && c <= 0x3020) return false;
    if (c >= 0xFE00 && c <= 0xFE6F) return false;
    if ((c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || c == 0xFFFD) return false;
    return !(c >= 0x1F000 && c <= 0x1FAFF);
}

// The same for the character that ends before `at`.
bool is_word_before(std::string_view text, size_t at) {
    if (at == 0) return false;
    size_t begin = at - 1;
    for (int i = 0; i < 3 && begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80; i++) begin--;
    return is_word_at(text, begin);
}

// Escapes for one literal stretch inside a line. `before` and `after` are the characters around it, 0 for none.
// `reference` is set when the line begins with '[': there `]:` would make the line a link definition, which is not
// drawn at all.
void append_literal(std::string& out, std::string_view text, char before, char after, bool reference) {
    for (size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        const char last = i > 0 ? text[i - 1] : before;
        const char next = i + 1 < text.size() ? text[i + 1] : after;
        const bool space_before = last == 0 || is_space(last) || last == '\n';
        const bool space_after = next == 0 || is_space(next) || next == '\n';
        bool escape = false;
        switch (c) {
            case '\\': escape = next == 0 || next == '\n' || is_punctuation(next); break;
            case '*': escape = !(space_before && space_after); break;
            case '_': {
                const bool word_before = is_alnum(last) || (static_cast<unsigned char>(last) & 0x80);
                const bool word_after = is_alnum(next) || (static_cast<unsigned char>(next) & 0x80);
                escape = !(space_before && space_after) && !(word_before && word_after);
                break;
            }
            case '~': escape = last == '~' || next == '~' || is_alnum(next); break;
            case '`': escape = true; break;
            case ']': escape = next == '(' || next == '[' || (next == ':' && reference); break;
            case '!': escape = next == '['; break;
            case '&': {
                // Markdown knows entities by name; Slack does not.
                size_t end = i + 1;
                if (end < text.size() && text[end] == '#') end++;
                size_t begin = end;
                while (end < text.size() && end - begin < 32 && is_alnum(text[end])) end++;
                if (end > begin && end < text.size() && text[end] == ';') {
                    out += "&amp;";
                    continue;
                }
                break;
            }
            default: break;
        }
        if (escape) out += '\\';
        out += c;
    }
}

// What the beginning of a line would mean to Markdown, defused. `line` is literal text without its line break.
// Returns how many bytes of the line have been written already.
size_t defuse_line_start(std::string& out, std::string_view line) {
    size_t spaces = 0, columns = 0;
    while (spaces < line.size() && (line[spaces] == ' ' || line[spaces] == '\t')) {
        columns += line[spaces] == '\t' ? 4 : 1;
        spaces++;
    }
    if (spaces == line.size()) return 0;
    if (columns >= 4) {
        // Four blanks would begin a code block; no-break spaces look the same.
        for (size_t i = 0; i < columns; i++) out += "\xC2\xA0";
        return spaces;
    }
    out.append(line.substr(0, spaces));
    std::string_view rest = line.substr(spaces);
    if (rest[0] == '#') {
        size_t run = rest.find_first_not_of('#');
        if (run == kNone || run > 1 || is_space(rest[run])) {
            out += "\\#";
            return spaces + 1;
        }
    }
    bool dashes = false, bars = false, equals = false, other = false;
    for (char c : rest) {
        if (c == '-') dashes = true;
        else if (c == '|') bars = true;
        else if (c == '=') equals = true;
        else if (c != ':' && !is_space(c)) other = true;
        if (other) break;
    }
    if (!other && dashes && bars && !equals) {
        // The second line of a table.
        for (char c : rest) {
            if (c == '|') out += '\\';
            out += c;
        }
        return line.size();
    }
    if (!other && dashes && !bars && !equals && rest.find(':') == kNone) {
        out += '\\';  // a rule, or the line that makes a heading of the one above
        return spaces;
    }
    if (!other && equals && !dashes && !bars && out.size() > spaces) {
        size_t line_begin = out.size() - spaces;
        if (out[line_begin - 1] == '\n' && (line_begin < 2 || out[line_begin - 2] != '\n'))
            out.insert(line_begin, "\n");
        return spaces;
    }
    if ((rest[0] == '*' || rest[0] == '_') && rest.find_first_not_of("*_ \t\r") == kNone &&
        rest.find_first_of(" \t") != kNone) {
        out += '\\';
        out += rest[0];
        return spaces + 1;
    }
    return spaces;
}

// ---- `<…>` ----

struct Token {
    std::string_view body;  // between the brackets, before the first '|'
    std::string_view label;
    bool has_label = false;
    size_t end = 0;  // behind the '>'
};

// A token that begins at text[at] == '<' and ends on the same line.
std::optional<Token> find_token(std::string_view text, size_t at) {
    size_t close = text.find_first_of("<>\n", at + 1);
    if (close == kNone || text[close] != '>' || close == at + 1) return std::nullopt;
    Token token;
    token.body = text.substr(at + 1, close - at - 1);
    token.end = close + 1;
    size_t bar = token.body.find('|');
    if (bar != kNone) {
        token.label = token.body.substr(bar + 1);
        token.body = token.body.substr(0, bar);
        token.has_label = !token.label.empty();
    }
    return token;
}

bool has_scheme(std::string_view url) {
    size_t colon = url.find(':');
    if (colon == kNone || colon == 0 || colon + 1 == url.size()) return false;
    for (size_t i = 0; i < colon; i++)
        if (!is_alnum(url[i]) && (i == 0 || (url[i] != '+' && url[i] != '-' && url[i] != '.'))) return false;
    return !(url[0] >= '0' && url[0] <= '9');
}

bool runs_code(std::string_view url) {
    std::string scheme;
    for (char c : url) {
        if (c == ':') break;
        if (static_cast<unsigned char>(c) > 0x20) scheme += c;
        if (scheme.size() > 16) break;
    }
    scheme = to_lower_ascii(scheme);
    return scheme == "javascript" || scheme == "vbscript" || scheme == "data";
}

// A URL that Markdown links by itself, whole, when it stands alone in a text.
bool links_by_itself(std::string_view url) {
    if (url.substr(0, 7) != "http://" && url.substr(0, 8) != "https://") return false;
    for (char c : url)
        if (!is_alnum(c) && std::string_view("-._:/?#=&%+@,;").find(c) == kNone) return false;
    return is_alnum(url.back()) || url.back() == '/';
}

std::string safe_url(std::string_view url) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (char c : url) {
        auto b = static_cast<unsigned char>(c);
        if (b <= 0x20 || b == 0x7f || c == '(' || c == ')' || c == '<' || c == '>' || c == '\\' || c == '"' ||
            c == '`') {
            out += '%';
            out += kHex[b >> 4];
            out += kHex[b & 15];
        } else {
            out += c;
        }
    }
    return out;
}

std::string label_text(std::string_view literal) {
    std::string out;
    for (char c : literal) {
        if (std::string_view("\\[]*_~`").find(c) != kNone) out += '\\';
        if (c == '\n' || c == '\r') out += ' ';
        else out += c;
    }
    return out;
}

std::string with_sign(char sign, std::string_view label) {
    return !label.empty() && label[0] == sign ? std::string(label) : sign + std::string(label);
}

enum class Form { kMarkdown, kPlain };

std::string literal(std::string_view text, Form form) {
    return form == Form::kPlain ? std::string(text) : escape_markdown(text, false);
}

// The name that a mention stands for, or what is shown in its place.
std::string mention(char sign, const std::optional<std::string>& name, std::string_view id, std::string_view label,
                    Form form) {
    if (name) return sign + *name;
    if (label.empty()) return literal(sign + std::string(id), form);
    return literal(with_sign(sign == '~' ? '#' : sign, unescape_entities(label)), form);
}

std::string render_user(std::string_view id, std::string_view label, const TextOptions& options, Form form) {
    std::optional<std::string> name;
    if (auto ours = our_id(id, "UW"); ours && options.names) name = options.names->username(*ours);
    return mention('@', name, id, label, form);
}

std::string render_channel(std::string_view id, std::string_view label, const TextOptions& options, Form form) {
    std::optional<std::string> name;
    if (auto ours = our_id(id, "CGD"); ours && options.names) name = options.names->channel_name(*ours);
    if (name) return (form == Form::kPlain ? "#" : "~") + *name;
    return literal(with_sign('#', label.empty() ? std::string(id) : unescape_entities(label)), form);
}

std::string render_group(std::string_view id, std::string_view label, const TextOptions& options, Form form) {
    std::optional<std::string> name;
    if (auto ours = our_id(id, "S"); ours && options.names) name = options.names->group_name(*ours);
    return mention('@', name, id, label, form);
}

std::string render_date(std::string_view body, std::string_view label, const TextOptions& options, Form form) {
    // !date^unix^format^link
    std::array<std::string_view, 4> parts{};
    for (size_t i = 0; i < parts.size(); i++) {
        size_t caret = i + 1 < parts.size() ? body.find('^') : kNone;
        parts[i] = body.substr(0, caret);
        body = caret == kNone ? std::string_view() : body.substr(caret + 1);
    }
    int64_t seconds = 0;
    std::optional<std::string> text;
    if (parse_int(parts[1], seconds) && !parts[2].empty())
        text = format_date(seconds, unescape_entities(parts[2]), options.zone);
    if (!text) text = label.empty() ? std::string(parts[1]) : unescape_entities(label);
    if (!parts[3].empty() && form == Form::kMarkdown) return markdown_link(unescape_entities(parts[3]), *text);
    return literal(*text, form);
}

std::string render_url(const Token& token, Form form, char next) {
    const std::string url = unescape_entities(token.body);
    if (form == Form::kPlain) {
        if (token.has_label) return unescape_entities(token.label);
        return url.substr(0, 7) == "mailto:" ? url.substr(7) : url;
    }
    if (token.has_label) return markdown_link(url, unescape_entities(token.label));
    if (runs_code(url)) return escape_markdown(url, false);
    if (url.substr(0, 7) == "mailto:") return markdown_link(url, std::string_view(url).substr(7));
    const bool alone = next == 0 || is_space(next) || next == '\n';
    if (alone && links_by_itself(url)) return url;
    if (url.find_first_of(" \t<>") == kNone) return "<" + url + ">";
    return markdown_link(url, url);
}

// Whether `rendered` is a mention that a letter right beside it would swallow.
bool is_mention(std::string_view rendered) { return !rendered.empty() && (rendered[0] == '@' || rendered[0] == '~'); }

// What a token is shown as; nothing when it is no token but text.
std::optional<std::string> render_token(const Token& token, const TextOptions& options, Form form, char next) {
    std::string_view body = token.body;
    if (body.empty()) return std::nullopt;
    if (body[0] == '@') return render_user(body.substr(1), token.label, options, form);
    if (body[0] == '#') return render_channel(body.substr(1), token.label, options, form);
    if (body[0] == '!') {
        body.remove_prefix(1);
        if (body == "here") return "@here";
        if (body == "channel" || body == "group") return "@channel";
        if (body == "everyone" || body == "all") return "@all";
        if (body.substr(0, 8) == "subteam^") return render_group(body.substr(8), token.label, options, form);
        if (body.substr(0, 5) == "date^") return render_date(body, token.label, options, form);
        if (token.has_label) return literal(unescape_entities(token.label), form);
        return std::nullopt;
    }
    if (has_scheme(body)) return render_url(token, form, next);
    if (token.has_label && body.find('.') != kNone) {
        // Slack takes `<example.com|x>` as a link as well.
        if (form == Form::kPlain) return unescape_entities(token.label);
        return markdown_link("http://" + unescape_entities(body), unescape_entities(token.label));
    }
    return std::nullopt;
}

// ---- inline text of one line ----

struct Piece {
    enum class Kind : uint8_t { literal, delimiter, done } kind = Kind::literal;
    std::string text;  // literal: unescaped text; done: Markdown
    char sign = 0;     // delimiter: * _ ~
    bool matched = false;
};

class Line {
  public:
    Line(std::string_view text, const TextOptions& options) : text_(text), options_(options) {}

    void append_to(std::string& out) {
        scan();
        emit(out);
    }

  private:
    void literal_char(char c) {
        if (pieces_.empty() || pieces_.back().kind != Piece::Kind::literal) pieces_.push_back({});
        pieces_.back().text += c;
    }
    void done(std::string text) { pieces_.push_back({Piece::Kind::done, std::move(text)}); }
    char last_char() const {
        return pieces_.empty() || pieces_.back().text.empty() ? char{0} : pieces_.back().text.back();
    }

    void scan() {
        size_t at = 0;
        while (at < text_.size()) {
            const char c = text_[at];
            if (c == '<') {
                if (auto token = find_token(text_, at)) {
                    const char next = token->end < text_.size() ? text_[token->end] : char{0};
                    if (auto shown = render_token(*token, options_, Form::kMarkdown, next)) {
                        const bool joined = is_mention(*shown);
                        if (joined && is_word_before(text_, at)) literal_char(' ');
                        done(std::move(*shown));
                        at = token->end;
                        if (joined && at < text_.size() && is_word_at(text_, at)) literal_char(' ');
                        continue;
                    }
                }
            } else if (c == '&') {
                at += entity(at);
                continue;
            } else if (options_.markup && c == '`') {
                if (size_t end = code_end(at)) {
                    done("`" + unescape_entities(text_.substr(at + 1, end - at - 1)) + "`");
                    at = end + 1;
                    continue;
                }
            } else if (options_.markup && (c == '*' || c == '_' || c == '~')) {
                if (delimiter(at)) {
                    at++;
                    continue;
                }
            } else if (c == ':') {
                if (size_t end = emoji(at)) {
                    at = end;
                    continue;
                }
            } else if ((c == 'h' || c == 'H' || c == 'f') && !is_word_before(text_, at)) {
                if (size_t end = bare_url(at)) {
                    at = end;
                    continue;
                }
            } else if (c == '#' && options_.link_names && options_.names && !is_word_before(text_, at)) {
                size_t end = at + 1;
                while (end < text_.size() && end - at <= 64 &&
                       (is_alnum(text_[end]) || text_[end] == '-' || text_[end] == '_'))
                    end++;
                std::string_view name = text_.substr(at + 1, end - at - 1);
                if (!name.empty() && options_.names->has_channel(name)) {
                    done("~" + std::string(name));
                    at = end;
                    continue;
                }
            }
            literal_char(c);
            at++;
        }
    }

    // Appends the character behind an entity (or the '&' itself); returns the bytes taken.
    size_t entity(size_t at) {
        std::string_view rest = text_.substr(at, 5);
        if (rest == "&amp;") return literal_char('&'), 5;
        if (rest.substr(0, 4) == "&lt;") return literal_char('<'), 4;
        if (rest.substr(0, 4) == "&gt;") return literal_char('>'), 4;
        literal_char('&');
        return 1;
    }

    // Where the code span that begins at `at` ends, 0 for none. One look ahead per line: without a later backtick
    // there is none for any further one.
    size_t code_end(size_t at) {
        size_t end = text_.find('`', at + 1);
        return end == kNone || end == at + 1 ? 0 : end;
    }

    // Slack's rule: a sign counts beside a non-word character outside and a non-blank inside.
    bool delimiter(size_t at) {
        const char c = text_[at];
        const char last = at > 0 ? text_[at - 1] : char{0};
        const char next = at + 1 < text_.size() ? text_[at + 1] : char{0};
        if (last == c || next == c) return false;
        const size_t kind = c == '*' ? 0 : c == '_' ? 1 : 2;
        const bool can_close = last != 0 && !is_space(last) && (next == 0 || !is_word_at(text_, at + 1));
        if (can_close && open_count_[kind] > 0) {
            while (true) {
                size_t index = open_.back();
                open_.pop_back();
                const char sign = pieces_[index].sign;
                open_count_[sign == '*' ? 0 : sign == '_' ? 1 : 2]--;
                if (sign != c) continue;
                pieces_[index].matched = true;
                break;
            }
            pieces_.push_back({Piece::Kind::delimiter, std::string(1, c), c, true});
            return true;
        }
        if (next == 0 || is_space(next) || is_word_before(text_, at)) return false;
        open_.push_back(pieces_.size());
        open_count_[kind]++;
        pieces_.push_back({Piece::Kind::delimiter, std::string(1, c), c, false});
        return true;
    }

    static bool is_emoji_character(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '+'; }
    // `:name:` or `:name::skin-tone-2:`; 0 when it is neither.
    size_t emoji(size_t at) {
        size_t end = at + 1;
        while (end < text_.size() && end - at <= 100 && is_emoji_character(text_[end])) end++;
        if (end == at + 1 || end >= text_.size() || text_[end] != ':') return 0;
        if (is_word_before(text_, at) && end + 1 < text_.size() && is_word_at(text_, end + 1)) return 0;  // 10:20:30
        std::string_view name = text_.substr(at + 1, end - at - 1);
        bool digits = true;
        for (char c : name) digits = digits && c >= '0' && c <= '9';
        if (digits && name != "100" && name != "1234") return 0;
        constexpr std::string_view kTone = ":skin-tone-";
        if (text_.substr(end + 1, kTone.size()) == kTone) {
            size_t tone_end = text_.find(':', end + 1 + kTone.size());
            if (tone_end == end + 1 + kTone.size() + 1) {
                done(emoji_name(text_.substr(at + 1, tone_end - at - 1)));
                return tone_end + 1;
            }
        }
        done(":" + std::string(name) + ":");
        return end + 1;
    }

    // A URL that stands in the text as it is: taken whole, so that its signs are not read as markup.
    size_t bare_url(size_t at) {
        std::string_view rest = text_.substr(at);
        size_t scheme = 0;
        for (std::string_view known : {"https://", "http://", "ftp://"})
            if (equal_ignore_case(rest.substr(0, known.size()), known)) scheme = known.size();
        if (scheme == 0) return 0;
        // Brackets end it: in Markdown they could make a link of it that the sender did not write.
        size_t end = rest.find_first_of(" \t\r\n<>|`\"[]", scheme);
        std::string_view url = rest.substr(0, end);
        for (size_t cut : {url.find("&lt;"), url.find("&gt;")}) url = url.substr(0, cut);
        size_t opened = 0, closed = 0;
        for (char c : url) opened += c == '(', closed += c == ')';
        while (url.size() > scheme) {
            const char c = url.back();
            const bool surplus = c == ')' && closed > opened;
            // A sign at the end belongs to the URL unless it closes something.
            const bool closes = (c == '*' && open_count_[0] > 0) || (c == '_' && open_count_[1] > 0) ||
                                (c == '~' && open_count_[2] > 0);
            if (!surplus && !closes && std::string_view(".,;:!?'\"]}").find(c) == kNone) break;
            if (c == ';' && url.size() >= 5 && url.substr(url.size() - 5) == "&amp;") break;
            if (surplus) closed--;
            url.remove_suffix(1);
        }
        if (url.size() <= scheme) return 0;
        done(unescape_entities(url));
        return at + url.size();
    }

    void emit(std::string& out) {
        const bool reference =
            !pieces_.empty() && pieces_[0].kind == Piece::Kind::literal && trim(pieces_[0].text).substr(0, 1) == "[";
        for (size_t i = 0; i < pieces_.size(); i++) {
            Piece& piece = pieces_[i];
            if (piece.kind == Piece::Kind::done) {
                out += piece.text;
                continue;
            }
            if (piece.kind == Piece::Kind::delimiter && piece.matched) {
                out += piece.sign == '*' ? "**" : piece.sign == '~' ? "~~" : "_";
                continue;
            }
            // Literals and signs without a partner that stand side by side are one stretch.
            std::string stretch = std::move(piece.text);
            size_t last = i;
            while (last + 1 < pieces_.size() && pieces_[last + 1].kind != Piece::Kind::done &&
                   !(pieces_[last + 1].kind == Piece::Kind::delimiter && pieces_[last + 1].matched))
                stretch += pieces_[++last].text;
            const char before = i > 0 ? pieces_[i - 1].text.empty() ? 'x' : pieces_[i - 1].text.back() : char{0};
            const char after =
                last + 1 < pieces_.size() ? pieces_[last + 1].text.empty() ? 'x' : pieces_[last + 1].text[0] : char{0};
            size_t begin = 0;
            if (i == 0) begin = defuse_line_start(out, last + 1 == pieces_.size() ? stretch : stretch + "x");
            if (i == 0 && begin < stretch.size() && stretch[begin] == '>') out += '\\';
            if (begin < stretch.size())
                append_literal(out, std::string_view(stretch).substr(begin), begin > 0 ? stretch[begin - 1] : before,
                               after, reference);
            i = last;
        }
    }

    std::string_view text_;
    const TextOptions& options_;
    std::vector<Piece> pieces_;
    std::vector<size_t> open_;  // indexes of delimiters that wait for a partner
    std::array<size_t, 3> open_count_{};
};

// ---- blocks: lines, quotes, code ----

class Document {
  public:
    Document(std::string_view text, const TextOptions& options) : text_(text), options_(options) {}

    std::string convert() {
        size_t at = 0;
        while (at < text_.size()) {
            // The next block: a fence, something, a fence. An empty block is text.
            size_t open = kNone, close = kNone;
            for (size_t from = at; options_.markup; from = close) {
                open = text_.find("```", from);
                close = open == kNone ? kNone : text_.find("```", open + 3);
                if (close == kNone) {
                    open = kNone;
                    break;
                }
                if (!trim(text_.substr(open + 3, close - open - 3)).empty()) break;
            }
            lines(text_.substr(at, open - at));
            if (open == kNone) break;
            code(text_.substr(open + 3, close - open - 3));
            at = close + 3;
            while (at < text_.size() && is_space(text_[at])) at++;
            if (at < text_.size() && text_[at] == '\n') at++;
        }
        if (ended_by_fence_) out_.pop_back();
        return std::move(out_);
    }

  private:
    void lines(std::string_view text) {
        for (size_t at = 0; at < text.size();) {
            size_t end = text.find('\n', at);
            line(text.substr(at, end - at));
            if (end == kNone) break;
            out_ += '\n';
            line_open_ = false;
            at = end + 1;
        }
    }

    // Whether the line begins a quote; takes the sign away.
    bool take_quote(std::string_view& text) {
        if (!options_.markup || rest_quoted_) return rest_quoted_;
        size_t count = 0, at = 0;
        while (count < 3) {
            if (text.substr(at, 1) == ">") at += 1;
            else if (text.substr(at, 4) == "&gt;") at += 4;
            else break;
            count++;
        }
        if (count == 0) return false;
        if (count == 3) {
            rest_quoted_ = true;
            text.remove_prefix(at);
        } else {
            text.remove_prefix(text[0] == '>' ? 1 : 4);  // `>>` is a quoted '>'
        }
        if (!text.empty() && text[0] == ' ') text.remove_prefix(1);
        return true;
    }

    void line(std::string_view text) {
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (!line_open_) {
            const bool quoted = take_quote(text);
            // Markdown would take the line behind a quote into it.
            if (!quoted && was_quoted_ && !trim(text).empty()) out_ += '\n';
            if (quoted) out_ += text.empty() ? ">" : "> ";
            was_quoted_ = quoted;
            line_open_ = quoted || !text.empty();
        }
        ended_by_fence_ = false;
        if (text.empty()) return;
        Line(text, options_).append_to(out_);
    }

    void code(std::string_view text) {
        if (!text.empty() && text[0] == '\n') text.remove_prefix(1);
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
        was_quoted_ = rest_quoted_ || (was_quoted_ && line_open_);
        const std::string_view prefix = was_quoted_ ? "> " : "";
        if (line_open_) {
            while (!out_.empty() && is_space(out_.back())) out_.pop_back();
            const bool bare_quote = was_quoted_ && (out_ == ">" || out_.ends_with("\n>"));
            if (bare_quote) out_.pop_back();
            else if (!out_.empty() && out_.back() != '\n') out_ += '\n';
        }
        (out_ += prefix) += "```\n";
        const std::string body = unescape_entities(text);
        for (size_t at = 0; at <= body.size();) {
            size_t end = body.find('\n', at);
            if (end == kNone) end = body.size();
            out_ += prefix;
            out_.append(body, at, end - at);
            out_ += '\n';
            at = end + 1;
        }
        (out_ += prefix) += "```\n";
        ended_by_fence_ = true;
        line_open_ = false;
    }

    std::string_view text_;
    const TextOptions& options_;
    std::string out_;
    bool rest_quoted_ = false;  // behind `>>>`
    bool was_quoted_ = false;   // the line before
    bool line_open_ = false;    // something stands on the current line
    bool ended_by_fence_ = false;
};

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

struct CivilTime {
    int year, month, day, weekday, hour, minute, second;  // month 0-11, weekday 1 is Sunday
    std::string zone;
};

std::optional<CivilTime> civil_time(int64_t seconds, const std::string& zone) {
    if (seconds < -62135596800 || seconds > 253402300799) return std::nullopt;
    std::u16string name(zone.begin(), zone.end());
    if (name.empty()) name = u"UTC";
    UErrorCode status = U_ZERO_ERROR;
    UCalendar* calendar = ucal_open(reinterpret_cast<const UChar*>(name.data()), static_cast<int32_t>(name.size()),
                                    "en_US", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return std::nullopt;
    ucal_setMillis(calendar, static_cast<double>(seconds) * 1000, &status);
    auto get = [&](UCalendarDateFields field) { return static_cast<int>(ucal_get(calendar, field, &status)); };
    CivilTime t{get(UCAL_YEAR),        get(UCAL_MONTH),  get(UCAL_DATE),   get(UCAL_DAY_OF_WEEK),
                get(UCAL_HOUR_OF_DAY), get(UCAL_MINUTE), get(UCAL_SECOND), {}};
    const bool summer = get(UCAL_DST_OFFSET) != 0;
    UChar display[64];
    int32_t length = ucal_getTimeZoneDisplayName(calendar, summer ? UCAL_SHORT_DST : UCAL_SHORT_STANDARD, "en_US",
                                                 display, 64, &status);
    ucal_close(calendar);
    if (U_FAILURE(status)) return std::nullopt;
    for (int32_t i = 0; i < length && i < 64; i++) t.zone += static_cast<char>(display[i]);
    if (t.zone == "GMT" && (zone.empty() || zone == "UTC")) t.zone = "UTC";
    return t;
}

std::string_view ordinal(int day) {
    if (day / 10 == 1) return "th";
    return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

std::string format_token(std::string_view token, const CivilTime& t) {
    static constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
    static constexpr std::string_view kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                 "Thursday", "Friday", "Saturday"};
    if (token.size() > 7 && token.substr(token.size() - 7) == "_pretty") token.remove_suffix(7);
    const std::string month(kMonths[t.month]);
    const std::string day = std::to_string(t.day), year = std::to_string(t.year);
    const int twelve = t.hour % 12 == 0 ? 12 : t.hour % 12;
    const std::string half = (t.hour < 12 ? " AM " : " PM ") + t.zone;
    const std::string clock = std::to_string(twelve) + ":" + two_digits(t.minute);
    const std::string date = month + " " + day + std::string(ordinal(t.day)) + ", " + year;
    if (token == "date_num") return year + "-" + two_digits(t.month + 1) + "-" + two_digits(t.day);
    if (token == "date_slash") return two_digits(t.month + 1) + "/" + two_digits(t.day) + "/" + year;
    if (token == "date") return date;
    if (token == "date_short") return month.substr(0, 3) + " " + day + ", " + year;
    if (token == "date_long" || token == "day_divider") return std::string(kDays[t.weekday - 1]) + ", " + date;
    if (token == "time") return clock + half;
    if (token == "time_secs") return clock + ":" + two_digits(t.second) + half;
    if (token == "ago") return date + " at " + clock + half;
    return "{" + std::string(token) + "}";
}

}  // namespace

std::string unescape_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] != '&') {
            out += text[i];
        } else if (text.substr(i, 5) == "&amp;") {
            out += '&';
            i += 4;
        } else if (text.substr(i, 4) == "&lt;") {
            out += '<';
            i += 3;
        } else if (text.substr(i, 4) == "&gt;") {
            out += '>';
            i += 3;
        } else {
            out += '&';
        }
    }
    return out;
}

std::string markdown_link(std::string_view url, std::string_view label) {
    if (runs_code(url)) return escape_markdown(label, false);
    if (trim(label).empty()) label = url;
    return "[" + label_text(label) + "](" + safe_url(url) + ")";
}

std::string markdown_image(std::string_view url, std::string_view label, std::string_view size) {
    if (runs_code(url)) return escape_markdown(label, false);
    return "![" + label_text(label) + "](" + safe_url(url) + (size.empty() ? "" : " =") + std::string(size) + ")";
}

std::string emoji_name(std::string_view name) {
    static constexpr std::string_view kTones[] = {"light", "medium_light", "medium", "medium_dark", "dark"};
    constexpr std::string_view kTone = "::skin-tone-";
    size_t at = name.find(kTone);
    if (at == kNone) return ":" + std::string(name) + ":";
    std::string base(name.substr(0, at));
    std::string_view digit = name.substr(at + kTone.size());
    if (digit.size() != 1 || digit[0] < '2' || digit[0] > '6') return ":" + base + ":";
    return ":" + base + "_" + std::string(kTones[digit[0] - '2']) + "_skin_tone:";
}

std::string escape_markdown(std::string_view text, bool line_start) {
    std::string out;
    for (size_t at = 0; at <= text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        size_t begin = 0;
        if (line_start || at > 0) {
            begin = defuse_line_start(out, line);
            if (begin < line.size() && line[begin] == '>') out += '\\';
        }
        if (begin < line.size())
            append_literal(out, line.substr(begin), begin > 0 ? line[begin - 1] : char{0}, 0,
                           trim(line).substr(0, 1) == "[");
        if (end < text.size()) out += '\n';
        at = end + 1;
    }
    return out;
}

std::string to_markdown(std::string_view mrkdwn, const TextOptions& options) {
    return Document(mrkdwn, options).convert();
}

std::string to_plain_text(std::string_view mrkdwn, const TextOptions& options) {
    std::string out;
    for (size_t at = 0; at < mrkdwn.size();) {
        if (mrkdwn[at] == '<') {
            if (auto token = find_token(mrkdwn, at)) {
                if (auto shown = render_token(*token, options, Form::kPlain, 0)) {
                    out += *shown;
                    at = token->end;
                    continue;
                }
            }
        }
        size_t end = mrkdwn.find('<', at + 1);
        out += unescape_entities(mrkdwn.substr(at, end - at));
        at = end == kNone ? mrkdwn.size() : end;
    }
    return out;
}

std::optional<std::string> format_date(int64_t unix_seconds, std::string_view format, const std::string& zone) {
    std::optional<CivilTime> t = civil_time(unix_seconds, zone);
    if (!t) return std::nullopt;
    std::string out;
    while (!format.empty()) {
        size_t open = format.find('{');
        out.append(format.substr(0, open));
        if (open == kNone) break;
        size_t close = format.find_first_of("{}", open + 1);
        if (close == kNone) {
            out.append(format.substr(open));
            break;
        }
        if (format[close] == '{') {
            out.append(format.substr(open, close - open));
            format.remove_prefix(close);
            continue;
        }
        out += format_token(format.substr(open + 1, close - open - 1), *t);
        format.remove_prefix(close + 1);
    }
    return out;
}

std::string user_mention(std::string_view id, std::string_view label, const TextOptions& options) {
    return render_user(id, label, options, Form::kMarkdown);
}
std::string channel_mention(std::string_view id, std::string_view label, const TextOptions& options) {
    return render_channel(id, label, options, Form::kMarkdown);
}
std::string group_mention(std::string_view id, std::string_view label, const TextOptions& options) {
    return render_group(id, label, options, Form::kMarkdown);
}

}  // namespace rk::slack
