// Mail over SMTP, by libcurl.
#pragma once
#include <functional>

#include "base/ports.h"

namespace rk {

// One connection a mail, as Mattermost does it: mails are rare, and a connection that is kept gets stale. Thread-safe.
class SmtpMailer : public Mailer {
  public:
    // `current` gives the configured server at each send, so a changed setting counts from the next mail on. It is
    // called from any thread.
    explicit SmtpMailer(std::function<MailServer()> current);

    std::optional<Failure> send(const Mail& mail) override;
    std::optional<Failure> send_by(const MailServer& server, const Mail& mail) override;
    std::optional<Failure> check(const MailServer& server) override;

  private:
    const std::function<MailServer()> current_;
};

}  // namespace rk
