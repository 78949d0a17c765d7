#include "base/ports.h"

#include <future>
#include <memory>

namespace rk {

std::string_view HttpReply::header(std::string_view name) const {
    for (const Header& h : headers) {
        if (same_name(h.name, name)) return h.value;
    }
    return {};
}

Result<HttpReply> HttpClient::fetch(HttpCall call) {
    auto result = std::make_shared<std::promise<Result<HttpReply>>>();
    std::future<Result<HttpReply>> future = result->get_future();
    send(std::move(call), [result](Result<HttpReply> reply) { result->set_value(std::move(reply)); });
    return future.get();
}

}  // namespace rk
