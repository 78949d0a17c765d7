#include "net/mail_message.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/crypto.h"
#include "base/strings.h"

namespace rk {
namespace {

constexpr size_t kLineMax = 76;

bool is_plain_ascii(std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

// One line of text: line breaks and control characters become spaces.
std::string one_line(std::string_view s) {
    std::string out = to_valid_utf8(s);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return out;
}

// "=?UTF-8?B?…?=" words, none of which splits a character.
std::string encoded_words(std::string_view text) {
    constexpr size_t kBytesMax = 39;  // 52 letters of base64: a word of 64 behind "Subject: "
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        for (size_t next = at; next < text.size();) {
            utf8_next(text, next);
            if (next - at > kBytesMax) break;
            end = next;
        }
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + base64_encode(text.substr(at, end - at)) + "?=";
        at = end;
    }
    return out;
}

// Free text as a header's value. What looks like an encoded word already is encoded too, so that it is shown as
// written.
std::string header_text(std::string_view raw) {
    const std::string text = one_line(raw);
    const bool plain = is_plain_ascii(text) && text.size() <= 900 && text.find("=?") == std::string::npos;
    return plain ? text : encoded_words(text);
}

// A name in front of an address.
std::string phrase(std::string_view raw) {
    const std::string text = one_line(raw);
    if (!is_plain_ascii(text) || text.size() > 70) return encoded_words(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string mailbox(std::string_view name, std::string_view address) {
    if (trim(name).empty()) return one_line(address);
    return phrase(trim(name)) + " <" + one_line(address) + ">";
}

// Breaks a header line at spaces where it is too long; a word that is too long by itself stays.
void append_header(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ':';
    size_t column = name.size() + 1;
    while (!value.empty()) {
        if (value.starts_with("\r\n ")) {  // folded already, by encoded_words
            out += "\r\n";
            column = 0;
            value.remove_prefix(3);
        }
        const size_t end = std::min(value.find(' '), value.find("\r\n"));
        const std::string_view word = value.substr(0, end);
        if (column + 1 + word.size() > kLineMax && column > name.size() + 1) {
            out += "\r\n";
            column = 0;
        }
        out += ' ';
        out += word;
        column += 1 + word.size();
        value.remove_prefix(word.size());
        if (value.starts_with(' ')) value.remove_prefix(1);
    }
    out += "\r\n";
}

std::string quoted_printable(std::string_view text) {
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    size_t column = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool line_ends = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool plain = (c > ' ' && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !line_ends);
        if (column + (plain ? 1 : 3) > kLineMax - 1) {
            out += "=\r\n";
            column = 0;
        }
        if (plain) {
            out += c;
            column += 1;
        } else {
            out += '=';
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 15];
            column += 3;
        }
    }
    return out;
}

std::string base64_lines(std::string_view text) {
    std::string crlf;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) crlf += '\r';
        crlf += text[i];
    }
    const std::string letters = base64_encode(crlf);
    std::string out;
    for (size_t at = 0; at < letters.size(); at += kLineMax) {
        if (at != 0) out += "\r\n";
        out.append(letters, at, kLineMax);
    }
    return out;
}

void append_part(std::string& out, std::string_view type, std::string_view raw) {
    const std::string text = to_valid_utf8(raw);
    const auto strange = static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x7F || c == '='; }));
    const bool base64 = strange * 6 > text.size();  // quoted-printable triples them, base64 adds a third to everything
    out += "Content-Type: ";
    out += type;
    out += "; charset=UTF-8\r\nContent-Transfer-Encoding: ";
    out += base64 ? "base64\r\n\r\n" : "quoted-printable\r\n\r\n";
    out += base64 ? base64_lines(text) : quoted_printable(text);
    out += "\r\n";
}

// "Mon, 02 Jan 2006 15:04:05 +0000", in English whatever the locale.
std::string mail_date(Millis now) {
    constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = static_cast<time_t>(now / 1000);
    tm utc{};
    ::gmtime_r(&seconds, &utc);
    char text[64];
    std::string out = kDays[static_cast<size_t>(utc.tm_wday)];
    out.append(text, std::strftime(text, sizeof text, ", %d ", &utc));
    out += kMonths[static_cast<size_t>(utc.tm_mon)];
    out.append(text, std::strftime(text, sizeof text, " %Y %H:%M:%S +0000", &utc));
    return out;
}

bool is_header_name(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

}  // namespace

bool is_mail_address(std::string_view address) {
    const size_t at = address.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() && address.size() <= 254 &&
           is_valid_utf8(address) && std::none_of(address.begin(), address.end(), [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>';
           });
}

std::string mail_message(const MailServer& server, const Mail& mail, Millis now, std::string_view unique) {
    std::string out;
    append_header(out, "From", mailbox(server.from_name, server.from_address));
    append_header(out, "To", one_line(mail.to));
    append_header(out, "Subject", header_text(mail.subject));
    append_header(out, "Date", mail_date(now));
    const std::string_view reply_to = mail.reply_to.empty() ? server.reply_to_address : mail.reply_to;
    if (!reply_to.empty()) {
        append_header(out, "Reply-To", mailbox(mail.reply_to.empty() ? server.from_name : "", reply_to));
    }
    bool has_id = false;
    for (const auto& [name, value] : mail.headers) {
        if (!is_header_name(name)) continue;
        has_id = has_id || equal_ignore_case(name, "Message-ID");
        append_header(out, name, header_text(value));
    }
    if (!has_id) {
        const std::string host = server.hello_name.empty() ? "localhost" : one_line(server.hello_name);
        append_header(out, "Message-ID", "<" + std::string(unique) + "@" + host + ">");
    }
    out += "Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nMIME-Version: 1.0\r\n";
    if (mail.html.empty() || mail.text.empty()) {
        const bool html = mail.text.empty();
        append_part(out, html ? "text/html" : "text/plain", html ? mail.html : mail.text);
        return out;
    }
    // '=' and '_' cannot follow each other in either encoding, so no line of a part looks like the boundary.
    const std::string boundary = "=_" + std::string(unique);
    out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
    out += "--" + boundary + "\r\n";
    append_part(out, "text/plain", mail.text);
    out += "--" + boundary + "\r\n";
    append_part(out, "text/html", mail.html);
    out += "--" + boundary + "--\r\n";
    return out;
}

}  // namespace rk
