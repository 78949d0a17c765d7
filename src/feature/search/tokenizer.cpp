#include "feature/search/tokenizer.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/strings.h"

namespace rk::search {

namespace {

enum class Kind : uint8_t { separator, word, pair };

struct Range {
    char32_t first, last;
};
// Letters and marks of scripts without spaces between words, in order.
constexpr Range kPairRanges[] = {
    {0x0E01, 0x0E4E},   {0x0E81, 0x0ECD},   {0x1000, 0x103F}, {0x1050, 0x109D}, {0x1100, 0x11FF}, {0x1780, 0x17D3},
    {0x2E80, 0x2FDF},   {0x3005, 0x3007},   {0x3021, 0x302F}, {0x3031, 0x3035}, {0x3038, 0x303C}, {0x3041, 0x309A},
    {0x309D, 0x309F},   {0x30A1, 0x30FA},   {0x30FC, 0x30FF}, {0x3105, 0x312F}, {0x3131, 0x318E}, {0x31A0, 0x31BF},
    {0x31F0, 0x31FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF}, {0xA960, 0xA97C}, {0xAC00, 0xD7FB}, {0xF900, 0xFAFF},
    {0x1B000, 0x1B16F}, {0x20000, 0x323AF},
};

Kind kind_of(UChar32 c) {
    if (c < 0x80) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        return letter ? Kind::word : Kind::separator;
    }
    auto point = static_cast<char32_t>(c);
    const Range* range = std::upper_bound(std::begin(kPairRanges), std::end(kPairRanges), point,
                                          [](char32_t p, const Range& r) { return p < r.first; });
    if (range != std::begin(kPairRanges) && point <= (range - 1)->last) return Kind::pair;
    // Marks belong to the letter that they stand on.
    if (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) return Kind::word;
    return Kind::separator;
}

bool is_ascii(std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const UNormalizer2* folding() {
    static const UNormalizer2* const normalizer = [] {
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2* n = unorm2_getNFKCCasefoldInstance(&status);
        RK_ASSERT(U_SUCCESS(status));
        return n;
    }();
    return normalizer;
}

// Folds so many UTF-16 units at a time: putting long rows of marks in order takes ICU time in the square of the row.
constexpr int32_t kFoldedAtOnce = 1024;

std::u16string fold(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    std::u16string wide(text.size(), u'\0');  // never longer than the bytes
    int32_t size = 0;
    u_strFromUTF8WithSub(wide.data(), static_cast<int32_t>(wide.size()), &size, text.data(),
                         static_cast<int32_t>(text.size()), 0xFFFD, nullptr, &status);
    RK_ASSERT(U_SUCCESS(status) || status == U_STRING_NOT_TERMINATED_WARNING);
    wide.resize(static_cast<size_t>(size));
    std::u16string out, piece;
    for (int32_t at = 0; at < size;) {
        int32_t end = std::min(at + kFoldedAtOnce, size);
        // Not between a letter and its marks, where that can be helped, nor within a character.
        for (int32_t back = end; end < size && back > end - 64 && back > at; --back) {
            UChar32 c;
            U16_GET(wide.data(), 0, back, size, c);
            if (U16_IS_TRAIL(wide[static_cast<size_t>(back)]) || !unorm2_hasBoundaryBefore(folding(), c)) continue;
            end = back;
            break;
        }
        if (end < size && U16_IS_TRAIL(wide[static_cast<size_t>(end)])) ++end;
        piece.resize(static_cast<size_t>(end - at) * 2 + 32);
        for (;;) {
            status = U_ZERO_ERROR;
            int32_t n = unorm2_normalize(folding(), wide.data() + at, end - at, piece.data(),
                                         static_cast<int32_t>(piece.size()), &status);
            if (status == U_BUFFER_OVERFLOW_ERROR) {
                piece.resize(static_cast<size_t>(n) + 1);
                continue;
            }
            RK_ASSERT(U_SUCCESS(status));
            out.append(piece, 0, static_cast<size_t>(n));
            break;
        }
        at = end;
    }
    return out;
}

bool is_letter(char32_t c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char32_t c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// Where the host that begins at `at` ends; `at` when there is none. `lower(i)` is the character there, in lower case, 0
// behind the end.
template <class Lower>
size_t host_end(Lower lower, size_t at) {
    size_t end = at;
    for (size_t label = at;;) {
        size_t next = label;
        bool letters = true;
        for (; is_alnum(lower(next)) || (next > label && lower(next) == '-'); ++next)
            letters = letters && is_letter(lower(next));
        if (next == label || next - at > kTokenCharactersMax) break;
        end = label > at && letters && next - label >= 2 ? next : at;
        if (lower(next) != '.') break;
        label = next + 1;
    }
    return end;
}

void ascii_tokens(std::string_view text, std::vector<std::string>& tokens) {
    std::string word;
    auto lower = [&](size_t i) {
        char c = i < text.size() ? text[i] : '\0';
        return static_cast<char32_t>(static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    };
    size_t looked = 0;  // up to here no host begins
    for (size_t i = 0; i <= text.size(); ++i) {
        if (word.empty() && i >= looked && is_alnum(lower(i))) {
            if (size_t end = host_end(lower, i); end > i) {
                std::string& host = tokens.emplace_back();
                for (; i < end; ++i) host += static_cast<char>(lower(i));
                if (tokens.size() >= kTokensMax) return;
            } else {
                for (looked = i; is_alnum(lower(looked)) || lower(looked) == '.' || lower(looked) == '-';) ++looked;
            }
        }
        char c = i < text.size() ? text[i] : ' ';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (word.size() < kTokenCharactersMax) word += c;
        } else if (!word.empty()) {
            tokens.push_back(std::exchange(word, {}));
            if (tokens.size() >= kTokensMax) return;
        }
    }
}

void wide_tokens(const std::u16string& text, std::vector<std::string>& tokens) {
    std::string word;       // the word being read
    size_t characters = 0;  // in it
    char32_t previous = 0;  // the character before in a run of pairs
    auto end_run = [&] {
        if (previous) utf8_append(tokens.emplace_back(), previous);
        else if (!word.empty()) tokens.push_back(std::exchange(word, {}));
        previous = 0, characters = 0;
    };
    auto lower = [&](size_t i) { return static_cast<char32_t>(i < text.size() ? text[i] : u'\0'); };  // it is folded
    size_t looked = 0;  // up to here no host begins
    for (size_t at = 0; at < text.size() && tokens.size() < kTokensMax;) {
        if (word.empty() && !previous && at >= looked && is_alnum(lower(at))) {
            if (size_t end = host_end(lower, at); end > at) {
                std::string& host = tokens.emplace_back();
                for (; at < end; ++at) host += static_cast<char>(lower(at));
                continue;
            }
            for (looked = at; is_alnum(lower(looked)) || lower(looked) == '.' || lower(looked) == '-';) ++looked;
        }
        UChar32 c;
        U16_NEXT(text.data(), at, text.size(), c);
        auto point = static_cast<char32_t>(c);
        switch (kind_of(c)) {
            case Kind::separator: end_run(); break;
            case Kind::word:
                if (previous) end_run();
                if (characters++ < kTokenCharactersMax) utf8_append(word, point);
                break;
            case Kind::pair:
                if (previous) {
                    std::string& pair = tokens.emplace_back();
                    utf8_append(pair, previous);
                    utf8_append(pair, point);
                } else {
                    end_run();
                }
                previous = point;
                break;
        }
    }
    if (tokens.size() < kTokensMax) end_run();
}

}  // namespace

std::vector<std::string> tokens_of(std::string_view text) {
    std::vector<std::string> tokens;
    if (is_ascii(text)) ascii_tokens(text, tokens);
    else wide_tokens(fold(text), tokens);
    return tokens;
}

std::string folded(std::string_view text) {
    if (is_ascii(text)) return to_lower_ascii(text);
    std::u16string wide = fold(text);
    std::string out;
    for (size_t at = 0; at < wide.size();) {
        UChar32 c;
        U16_NEXT(wide.data(), at, wide.size(), c);
        utf8_append(out, static_cast<char32_t>(c));
    }
    return out;
}

Phrase phrase_of(std::string_view text, bool wildcard) {
    Phrase phrase{tokens_of(text), false};
    if (phrase.tokens.empty()) return phrase;
    // The last character of a run stands alone only where a text's run ends there too: 会議 must be found in 会議室. Of a
    // run of one character the token is the beginning of a pair.
    const std::string& last = phrase.tokens.back();
    size_t at = 0;
    char32_t only = utf8_next(last, at);
    bool lone = at == last.size() && kind_of(static_cast<UChar32>(only)) == Kind::pair;
    if (!lone) {
        phrase.is_prefix = wildcard;
        return phrase;
    }
    if (phrase.tokens.size() > 1) {
        const std::string& before = phrase.tokens[phrase.tokens.size() - 2];
        size_t second = 0;
        char32_t first = utf8_next(before, second);
        bool same_run = second < before.size() && kind_of(static_cast<UChar32>(first)) == Kind::pair;
        if (same_run) {
            phrase.tokens.pop_back();
            return phrase;
        }
    }
    phrase.is_prefix = true;
    return phrase;
}

bool has_phrase(const std::vector<std::string>& tokens, const Phrase& phrase) {
    size_t n = phrase.tokens.size();
    if (n == 0) return false;
    for (size_t at = 0; at + n <= tokens.size(); ++at) {
        size_t i = 0;
        while (i < n && (tokens[at + i] == phrase.tokens[i] ||
                         (i + 1 == n && phrase.is_prefix && tokens[at + i].starts_with(phrase.tokens[i]))))
            ++i;
        if (i == n) return true;
    }
    return false;
}

}  // namespace rk::search
