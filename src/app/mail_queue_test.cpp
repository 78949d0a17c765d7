#include "app/mail_queue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

using namespace rk;

namespace {

struct FailingMailer : Mailer {
    std::mutex mutex;
    int failures = 0;  // so many sends fail first
    std::vector<std::string> sent;
    std::optional<Failure> send(const Mail& mail) override {
        std::lock_guard lock(mutex);
        if (failures-- > 0) return Failure{"down"};
        sent.push_back(mail.to);
        return std::nullopt;
    }
    std::optional<Failure> send_by(const MailServer&, const Mail& mail) override { return send(mail); }
    std::optional<Failure> check(const MailServer&) override { return std::nullopt; }
};

Mail to(const char* address) {
    Mail mail;
    mail.to = address;
    return mail;
}

}  // namespace

TEST_CASE("mail queue: a mail that fails is tried again") {
    FailingMailer mailer;
    mailer.failures = 1;
    MailQueue queue(mailer, {1, 1});
    queue.add(to("first"));
    queue.add(to("second"));
    queue.flush();
    queue.stop();
    std::sort(mailer.sent.begin(), mailer.sent.end());
    CHECK(mailer.sent == std::vector<std::string>{"first", "second"});
}

TEST_CASE("mail queue: what is due is sent before it stops, what waits is dropped") {
    FailingMailer mailer;
    mailer.failures = 1;
    MailQueue queue(mailer, {3'600'000});
    queue.add(to("fails"));
    queue.add(to("arrives"));
    queue.stop();
    CHECK(mailer.sent == std::vector<std::string>{"arrives"});
    queue.add(to("too late"));
    CHECK(mailer.sent.size() == 1);
}
