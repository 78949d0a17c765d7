// An integration for tests of this folder.
#pragma once
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/ports.h"

namespace rk {

// Keeps what it was asked, answers what the test says.
struct FakeIntegration : HttpClient {
    std::vector<HttpCall> calls;
    HttpReply reply;
    std::string failure;
    void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override {
        calls.push_back(std::move(call));
        if (!failure.empty()) done(Failure{failure});
        else done(reply);
    }
    void answers(std::string body, int status = 200) {
        failure.clear();
        reply.status = status;
        reply.headers = {{"Content-Type", "application/json"}};
        reply.body = std::move(body);
    }
    Json asked() {
        REQUIRE(!calls.empty());
        auto json = Json::parse(calls.back().body);
        REQUIRE(json);
        return *json;
    }
};

}  // namespace rk
