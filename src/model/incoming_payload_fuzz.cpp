// A hook's body: the first line is the content type, the rest the body.
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "model/attachments.h"
#include "model/incoming_payload.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    size_t line = text.find('\n');
    std::string_view type = text.substr(0, line);
    std::string_view body = line == std::string_view::npos ? std::string_view() : text.substr(line + 1);
    auto read = rk::read_incoming_payload(type, body);
    if (auto* failure = std::get_if<rk::PayloadFailure>(&read)) {
        RK_ASSERT(failure->error_id.ends_with(".app_error") && !failure->reason.empty());
        return 0;
    }
    const rk::IncomingPayload& payload = std::get<rk::IncomingPayload>(read);
    rk::Result<rk::Json> again = rk::read_attachments(payload.attachments);
    RK_ASSERT(again && *again == payload.attachments);
    rk::Result<std::vector<rk::WebhookPart>> parts =
        rk::split_webhook(payload.text, payload.props, payload.attachments, 100, 2000);
    if (parts) {
        std::string together;
        for (const rk::WebhookPart& part : *parts) together += part.text;
        RK_ASSERT(together == payload.text);
    }
    return 0;
}
