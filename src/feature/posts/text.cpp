#include "feature/posts/text.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "base/strings.h"

namespace rk::posts {

namespace {

bool is_letter(char32_t c) {
    return c < 0x80 ? (c | 32) >= 'a' && (c | 32) <= 'z' : u_isalpha(static_cast<UChar32>(c));
}
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_space(char32_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// White space as strings.Fields of the original knows it.
bool is_unicode_space(char32_t c) { return c < 0x80 ? is_space(c) : u_isUWhiteSpace(static_cast<UChar32>(c)); }
bool is_number(char32_t c) {
    if (c < 0x80) return is_digit(c);
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK) != 0;
}
bool is_name_char(char c) {
    return is_letter(static_cast<unsigned char>(c)) || is_digit(static_cast<unsigned char>(c)) || c == '-' || c == '_';
}

struct Codepoint {
    char32_t c;
    size_t begin, end;
};

// A word without the marks around it, as a hashtag; "" when it is none.
std::string hashtag_of(std::string_view word) {
    std::vector<Codepoint> cs;
    for (size_t at = 0; at < word.size();) {
        size_t begin = at;
        char32_t c = utf8_next(word, at);
        cs.push_back({c, begin, at});
    }
    size_t first = 0, last = cs.size();
    auto is_mark = [](char32_t c) { return !is_letter(c) && !is_digit(c); };
    while (first < last && is_mark(cs[first].c) && cs[first].c != '#') ++first;
    while (last > first && is_mark(cs[last - 1].c)) --last;
    if (first >= last || cs[first].c != '#') return {};
    while (first + 1 < last && cs[first + 1].c == '#') ++first;
    if (last - first < 3 || !is_letter(cs[first + 1].c)) return {};
    for (size_t i = first + 2; i < last; ++i) {
        char32_t c = cs[i].c;
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_' && c != '.') return {};
    }
    return std::string(word.substr(cs[first].begin, cs[last - 1].end - cs[first].begin));
}

// The lines of Markdown that are prose, by paragraphs; the inside of a paragraph goes to Inline.
class Inline {
  public:
    Inline(std::string* prose, std::string* link) : prose_(prose), link_(link) {}

    void read(std::string_view s) {
        size_t last_close = std::string_view::npos;  // where the last ) stands, once that was asked
        std::vector<size_t> unclosed;                // sizes of runs of ` that nothing closes
        for (size_t at = 0; at < s.size();) {
            char c = s[at];
            if (c == '\\' && at + 1 < s.size() &&
                std::string_view("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~").find(s[at + 1]) != s.npos) {
                put(s.substr(at + 1, 1));
                at += 2;
            } else if (c == '`') {
                size_t run = s.find_first_not_of('`', at);
                run = (run == s.npos ? s.size() : run) - at;
                const bool known = std::find(unclosed.begin(), unclosed.end(), run) != unclosed.end();
                size_t end = known ? s.npos : find_run(s, at + run, run);
                if (end == s.npos) {
                    if (!known) unclosed.push_back(run);
                    put(s.substr(at, run));
                    at += run;
                } else {
                    put(" ");
                    at = end + run;
                }
            } else if (c == ']' && at + 1 < s.size() && s[at + 1] == '(' && open_) {
                size_t end = s.find(')', at + 2);
                if (end == s.npos) {
                    open_ = false;  // nothing further on can close a link either
                    put("]");
                    ++at;
                } else {
                    std::string_view target = trim(s.substr(at + 2, end - at - 2));
                    target = target.substr(0, target.find_first_of(" \t\n"));
                    if (!image_) link(target);
                    put(" ");
                    at = end + 1;
                    open_ = false;
                }
            } else if (c == '[') {
                if (last_close == s.npos) last_close = s.rfind(')') == s.npos ? 0 : s.rfind(')');
                open_ = at < last_close;
                image_ = at > 0 && s[at - 1] == '!';
                put(" ");
                ++at;
            } else if (size_t size = address_at(s, at)) {
                link(s.substr(at, size));
                put(" ");
                at += size;
            } else {
                put(s.substr(at, 1));
                ++at;
            }
        }
        put("\n");
    }

  private:
    static size_t find_run(std::string_view s, size_t at, size_t size) {
        while ((at = s.find('`', at)) != s.npos) {
            size_t end = s.find_first_not_of('`', at);
            if (end == s.npos) end = s.size();
            if (end - at == size) return at;
            at = end;
        }
        return s.npos;
    }

    // The length of an address that begins here, 0 when none does.
    static size_t address_at(std::string_view s, size_t at) {
        char c = s[at];
        if (c != 'h' && c != 'H' && c != 'w' && c != 'W' && c != 'f' && c != 'F') return 0;
        if (at > 0 &&
            (is_letter(static_cast<unsigned char>(s[at - 1])) || is_digit(static_cast<unsigned char>(s[at - 1]))))
            return 0;
        std::string_view rest = s.substr(at);
        size_t scheme = 0;
        for (std::string_view known : {"http://", "https://", "ftp://", "www."})
            if (rest.size() > known.size() && equal_ignore_case(rest.substr(0, known.size()), known))
                scheme = known.size();
        if (!scheme) return 0;
        size_t end = scheme;
        while (end < rest.size()) {
            size_t next = end;
            char32_t u = utf8_next(rest, next);
            if (is_unicode_space(u) || u == '<') break;
            end = next;
        }
        // Counted once: what people send may end in very many brackets.
        const std::string_view inside = rest.substr(0, end);
        auto unopened = std::count(inside.begin(), inside.end(), ')') - std::count(inside.begin(), inside.end(), '(');
        while (end > scheme) {
            char last = rest[end - 1];
            bool closes = last == ')' && unopened > 0;
            if (std::string_view("?!.,:*_~'\"").find(last) == std::string_view::npos && !closes) break;
            if (last == ')') --unopened;
            --end;
        }
        return end > scheme ? end : 0;
    }

    void put(std::string_view text) {
        if (prose_) prose_->append(text);
    }
    void link(std::string_view target) {
        if (link_ && link_->empty() && !target.empty()) *link_ = target;
    }

    std::string* prose_;
    std::string* link_;
    bool open_ = false, image_ = false;
};

void read_markdown(std::string_view s, std::string* prose, std::string* link) {
    Inline inside(prose, link);
    std::string paragraph;
    char fence = 0;
    size_t fence_size = 0;
    bool after_blank = true;  // an indented line is code only where no paragraph goes on
    auto flush = [&] {
        if (!paragraph.empty()) inside.read(paragraph);
        paragraph.clear();
    };
    while (!s.empty()) {
        size_t end = s.find('\n');
        std::string_view line = s.substr(0, end);
        s.remove_prefix(end == s.npos ? s.size() : end + 1);
        // Quotations may hold code blocks as well.
        std::string_view content = line;
        size_t indent = std::min(content.find_first_not_of(' '), content.size());
        while (indent < 4 && indent < content.size() && content[indent] == '>') {
            content.remove_prefix(indent + 1);
            if (!content.empty() && content.front() == ' ') content.remove_prefix(1);
            indent = std::min(content.find_first_not_of(' '), content.size());
        }
        std::string_view bare = content.substr(indent);
        size_t run = 0;
        if (!bare.empty() && (bare[0] == '`' || bare[0] == '~'))
            run = std::min(bare.find_first_not_of(bare[0]), bare.size());
        if (fence) {
            if (indent < 4 && run >= fence_size && bare[0] == fence && trim(bare.substr(run)).empty())
                fence = 0, after_blank = true;
            continue;
        }
        if (trim(content).empty()) {
            flush();
            after_blank = true;
            continue;
        }
        if (indent < 4 && run >= 3 && (bare[0] == '~' || bare.find('`', run) == bare.npos)) {
            flush();
            fence = bare[0], fence_size = run;
            continue;
        }
        if (after_blank && (indent >= 4 || content[0] == '\t')) continue;
        after_blank = false;
        paragraph.append(content).append("\n");
    }
    flush();
}

}  // namespace

std::string find_hashtags(std::string_view message) {
    std::string all;
    if (message.find('#') == message.npos) return all;
    size_t begin = 0;
    auto take = [&](std::string_view word) {
        if (word.find('#') == word.npos) return;
        std::string tag = hashtag_of(word);
        if (tag.empty()) return;
        if (!all.empty()) all += ' ';
        all += tag;
    };
    for (size_t at = 0; at < message.size();) {
        size_t here = at;
        if (!is_unicode_space(utf8_next(message, at))) continue;
        take(message.substr(begin, here - begin));
        begin = at;
    }
    take(message.substr(begin));
    if (all.size() > 1000) {
        all.resize(999);
        size_t space = all.rfind(' ');
        all.resize(space == all.npos ? 0 : space);
    }
    return all;
}

std::string prose_of(std::string_view markdown) {
    std::string prose;
    prose.reserve(markdown.size() + 8);
    read_markdown(markdown, &prose, nullptr);
    return prose;
}

std::vector<std::string_view> mention_words(std::string_view prose) {
    std::vector<std::string_view> words;
    size_t begin = std::string_view::npos;
    auto end_word = [&](size_t end) {
        if (begin == std::string_view::npos) return;
        std::string_view word = prose.substr(begin, end - begin);
        begin = std::string_view::npos;
        if (word.size() > 2 && word.front() == ':' && word.back() == ':' && word.find_first_of(".@", 1) == word.npos &&
            word.find(':', 1) == word.size() - 1)
            return;
        size_t start = word.find_first_not_of(":.-_");
        if (start == word.npos) return;
        words.push_back(word.substr(start));
    };
    for (size_t at = 0; at < prose.size();) {
        size_t here = at;
        char32_t c = utf8_next(prose, at);
        bool inside = c == ':' || c == '.' || c == '-' || c == '_' || c == '@' || is_letter(c) || is_number(c);
        if (inside && begin == std::string_view::npos) begin = here;
        if (!inside) end_word(here);
    }
    end_word(prose.size());
    return words;
}

std::vector<std::string> channel_names(std::string_view message) {
    std::vector<std::string> names;
    for (size_t at = 0; (at = message.find('~', at)) != message.npos;) {
        bool inside_word = at > 0 && (is_name_char(message[at - 1]) && message[at - 1] != '-');
        size_t end = at + 1;
        while (end < message.size() && is_name_char(message[end])) ++end;
        if (!inside_word && end > at + 1) {
            std::string name = to_lower_ascii(message.substr(at + 1, end - at - 1));
            if (!contains(names, name)) names.push_back(std::move(name));
        }
        at = end;
    }
    return names;
}

std::vector<std::string> emoji_names(std::string_view message) {
    std::vector<std::string> names;
    for (size_t at = 0; (at = message.find(':', at)) != message.npos;) {
        size_t end = at + 1;
        while (end < message.size() && (is_name_char(message[end]) || message[end] == '+')) ++end;
        if (end >= message.size()) break;
        if (message[end] != ':' || end == at + 1 || end - at > 65) {
            at = end;
            continue;
        }
        std::string name(message.substr(at + 1, end - at - 1));
        if (!contains(names, name)) names.push_back(std::move(name));
        at = end + 1;
    }
    return names;
}

std::string first_link(std::string_view message) {
    std::string link;
    if (message.find("](") == message.npos && message.find("://") == message.npos &&
        message.find("www.") == message.npos)
        return link;
    read_markdown(message, nullptr, &link);
    return link;
}

}  // namespace rk::posts
