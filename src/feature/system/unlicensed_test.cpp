#include <doctest/doctest.h>

#include "base/strings.h"
#include "feature/system/system.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

// The route's path with made-up values for its parameters.
std::string filled(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        size_t open = path.find('{');
        out.append(path.substr(0, open));
        if (open == std::string_view::npos) break;
        path.remove_prefix(path.find('}', open) + 1);
        out.append(26, 'z');
    }
    return out;
}

}  // namespace

TEST_CASE("what needs a licence is refused, to strangers as to anybody without a session") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    for (const Route& route : system::unlicensed_routes()) {
        std::string path = filled(route.path);
        CAPTURE(path);
        CAPTURE(method_name(route.method));
        auto by_stranger = app.call(nullptr, method_name(route.method), path, "{}");
        if (route.access == Access::session) {
            CHECK(by_stranger.status == 401);
            CHECK(by_stranger.error_id() == "api.context.session_expired.app_error");
        }
        for (const TestUser* who : {&bob, &admin}) {
            auto refused = app.call(who, method_name(route.method), path, "{}");
            CHECK(refused.status >= 400);
            CHECK(refused.json["status_code"].as_integer() == refused.status);
            CHECK(!refused.error_id().empty());
            CHECK(!refused.json["message"].as_string().empty());
        }
    }
}

TEST_CASE("unlicensed: who may not is told so, who may is told of the licence") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    CHECK(app.get(bob, "/api/v4/groups").error_id() == "api.license_error");
    CHECK(app.get(bob, "/api/v4/ldap/groups").error_id() == "api.context.permissions.app_error");
    CHECK(app.get(admin, "/api/v4/ldap/groups").error_id() == "api.ldap_groups.license_error");
    CHECK(app.call(nullptr, "GET", "/api/v4/saml/metadata").error_id() == "api.admin.saml.not_available.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/schemes", "{").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/schemes", "{}").error_id() == "api.scheme.create_scheme.license.error");
}
