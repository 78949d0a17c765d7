#include "feature/interactive/integration.h"

#include "app/services.h"
#include "base/assert.h"
#include "base/ports.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "model/settings.h"

namespace rk::interactive {

void call_integration(const Ctx& c, const Called& what, const std::string& url, std::string json,
                      const std::function<void(const std::string& body)>& use) {
    auto config = c.config();
    HttpCall call;
    call.method = "POST";
    call.url = url;
    call.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    call.body = json;
    call.timeout_ms = static_cast<int>(config->ServiceSettings.OutgoingIntegrationRequestsTimeout) * 1000;
    call.skip_certificate_verification = config->ServiceSettings.EnableInsecureOutgoingConnections;
    RK_ASSERT(c.services().http);

    deliveries::FinishedCall record;
    record.hook_id = what.owner_id;
    record.event = what.event;
    record.post_id = what.post_id;
    record.url = url;
    record.content_type = "application/json";
    record.body = std::move(json);
    record.began_at = c.services().clock->now();
    std::optional<ApiError> refusal;
    if (auto answer = outgoing_oauth::fetch(c.services(), std::move(call)); !answer) {
        record.failure = answer.error();
        refusal = Err::action_failed.because(answer.error());
    } else {
        record.status = answer->status;
        record.answer = answer->body;
        if (answer->status != 200) {
            record.failure = "HTTP " + std::to_string(answer->status);
            refusal = Err::action_failed.because("status=" + std::to_string(answer->status));
        } else {
            try {
                use(answer->body);
            } catch (const ApiError& error) {
                record.failure = error_text(error, "en") + " " + error.detailed_error;
                refusal = error;
            } catch (const ErrorDef& error) {
                record.failure = error_text(ApiError(error), "en");
                refusal = ApiError(error);
            }
        }
    }
    c.db().write([&](Tx& tx) { deliveries::record(tx, std::move(record)); });
    if (refusal) throw *refusal;
}

}  // namespace rk::interactive
