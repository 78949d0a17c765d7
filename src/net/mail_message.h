// A mail as its bytes: RFC 5322 header lines and a MIME body.
#pragma once
#include <string>
#include <string_view>

#include "base/ports.h"
#include "base/time.h"

namespace rk {

// Lines end in CRLF and hold at most 998 bytes; header lines are folded at 76. Text beyond ASCII stands in RFC 2047
// words in the header, and in quoted-printable or base64 in the body, whichever is shorter. A line break in a value
// cannot begin another header line. Mails say that no person wrote them (Auto-Submitted, Precedence), as Mattermost's
// do. `unique` names this mail: boundary and Message-ID are made of it.
std::string mail_message(const MailServer& server, const Mail& mail, Millis now, std::string_view unique);

// Whether `address` can stand in an SMTP command: "name@host" without white space, brackets or control characters.
bool is_mail_address(std::string_view address);

}  // namespace rk
