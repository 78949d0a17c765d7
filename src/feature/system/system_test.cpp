#include <doctest/doctest.h>

#include <unistd.h>

#include <fstream>

#include "app/metrics.h"
#include "app/server_state.h"
#include "app/services.h"
#include "base/log.h"
#include "base/picture.h"
#include "feature/system/logs.h"
#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

// A line of the answer of /metrics.
std::string value_of(const std::string& text, const std::string& name) {
    size_t at = text.find("\n" + name + " ");
    if (at == std::string::npos) return {};
    at += name.size() + 2;
    return text.substr(at, text.find('\n', at) - at);
}

Json form(TestApp& app, const TestUser& who, const std::string& name, const std::string& bytes, int expected) {
    std::string body = "--b\r\nContent-Disposition: form-data; name=\"" + name +
                       "\"; filename=\"b.png\"\r\nContent-Type: image/png\r\n\r\n" + bytes + "\r\n--b--\r\n";
    auto answer =
        app.call(&who, "POST", "/api/v4/brand/image", body, {{"Content-Type", "multipart/form-data; boundary=b"}});
    CHECK(answer.status == expected);
    return answer.json;
}

struct TemporaryFile {
    std::string path = "/tmp/renkei-log-" + std::to_string(::getpid()) + ".log";
    ~TemporaryFile() { std::remove(path.c_str()); }
};

}  // namespace

TEST_CASE("ping says whether store and files are well") {
    TestApp app;
    auto short_answer = app.call(nullptr, "GET", "/api/v4/system/ping");
    CHECK(short_answer.status == 200);
    CHECK(short_answer.json["status"].as_string() == "OK");
    auto full = app.call(nullptr, "GET", "/api/v4/system/ping?get_server_status=true");
    CHECK(full.json["database_status"].as_string() == "OK");
    CHECK(full.json["filestore_status"].as_string() == "OK");
}

TEST_CASE("strangers are told the client settings, but not all settings") {
    TestApp app;
    auto client = app.call(nullptr, "GET", "/api/v4/config/client?format=old");
    CHECK(client.status == 200);
    CHECK(client.json["Version"].as_string().starts_with("10.11"));
    CHECK(app.call(nullptr, "GET", "/api/v4/license/client?format=old").json["IsLicensed"].as_string() == "false");
    CHECK(app.call(nullptr, "GET", "/api/v4/license/client").error_id() == "api.license.client.old_format.app_error");
    auto all = app.call(nullptr, "GET", "/api/v4/config");
    CHECK(all.status == 401);
    CHECK(all.error_id() == "api.context.session_expired.app_error");
}

TEST_CASE("while the server is marked as busy, what is not essential is refused") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    CHECK(app.call(&bob, "POST", "/api/v4/server_busy?seconds=60").status == 403);
    for (const char* seconds : {"0", "-1", "86401", "x"})
        CHECK(app.call(&admin, "POST", std::string("/api/v4/server_busy?seconds=") + seconds).status == 400);
    CHECK(!app.get(admin, "/api/v4/server_busy").json["busy"].as_bool(true));
    CHECK(app.call(&admin, "POST", "/api/v4/server_busy?seconds=60").status == 200);
    CHECK(app.get(admin, "/api/v4/server_busy").json["busy"].as_bool());
    CHECK(app.call(&bob, "POST", "/api/v4/users/search", R"({"term":"b"})").error_id() ==
          "api.context.server_busy.app_error");
    CHECK(app.get(bob, "/api/v4/users/me").status == 200);
    app.advance(61'000);
    CHECK(app.call(&bob, "POST", "/api/v4/users/search", R"({"term":"b"})").status != 503);
    app.call(&admin, "POST", "/api/v4/server_busy");
    CHECK(app.services().state->is_busy(app.now()));
    CHECK(app.remove(admin, "/api/v4/server_busy").status == 200);
    CHECK(!app.services().state->is_busy(app.now()));
}

TEST_CASE("switches of administrators, and what everybody may ask") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    for (const char* path : {"/api/v4/caches/invalidate", "/api/v4/database/recycle"}) {
        CHECK(app.call(&bob, "POST", path).status == 403);
        CHECK(app.call(&admin, "POST", path).text == R"({"status":"OK"})");
    }
    CHECK(app.get(bob, "/api/v4/users/me").status == 200);  // with empty caches
    auto zones = app.get(bob, "/api/v4/system/timezones");
    CHECK(zones.text.find("\"Asia/Tokyo\"") != std::string::npos);
    CHECK(zones.text.find("\"Europe/Berlin\"") != std::string::npos);
    CHECK(app.call(nullptr, "GET", "/api/v4/system/timezones").status == 401);
    std::string team = std::string(26, 'z');
    CHECK(app.get(bob, "/api/v4/system/notices/" + team + "?client=web").text == "[]");
    CHECK(app.get(bob, "/api/v4/system/notices/" + team + "?client=odd").error_id() ==
          "api.context.invalid_body_param.app_error");
    CHECK(app.call(&bob, "PUT", "/api/v4/system/notices/view", "[]").status == 200);
    CHECK(app.call(&bob, "PUT", "/api/v4/system/notices/view", "{}").error_id() == "api.payload.parse.error");
    CHECK(app.get(admin, "/api/v4/system/schema/version").json.items().front()["version"].as_integer() == 1);
    CHECK(app.get(bob, "/api/v4/system/schema/version").status == 403);
    CHECK(app.remove(admin, "/api/v4/license").status == 200);
    CHECK(app.remove(bob, "/api/v4/license").status == 403);
}

TEST_CASE("the first steps are done once an administrator says so, with the organization's name") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    std::string path = "/api/v4/system/onboarding/complete";
    CHECK(app.get(admin, path).json["value"].as_string() == "false");
    CHECK(app.call(&bob, "POST", path, "{}").error_id() == "app.system.complete_onboarding_request.no_first_user");
    CHECK(app.call(&admin, "POST", path, "{").status == 400);
    CHECK(app.call(&admin, "POST", path, R"({"install_plugins":[]})").error_id() ==
          "api.error_no_organization_name_provided_for_self_hosted_onboarding");
    CHECK(app.call(&admin, "POST", path, R"({"organization":"Example"})").status == 200);
    CHECK(app.get(admin, path).json["value"].as_string() == "true");
}

TEST_CASE("a client's line goes into the log, cut to length") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto logged = app.call(&admin, "POST", "/api/v4/logs", R"({"level":"ERROR","message":"oops","n":7})");
    CHECK(logged.json["message"].as_string() == "Client Logs API Endpoint Message: oops");
    CHECK(logged.json["level"].as_string() == "ERROR");
    CHECK(app.call(&admin, "POST", "/api/v4/logs", R"({"message":")" + std::string(1000, 'm') + "\"}")
              .json["message"]
              .as_string()
              .size() == 34 + 399);
    CHECK(app.call(&admin, "POST", "/api/v4/logs", "{}").json["message"].as_string() ==
          "Client Logs API Endpoint Message: ");
    CHECK(app.call(nullptr, "POST", "/api/v4/logs", "{}").error_id() == "api.context.permissions.app_error");
    app.configure([](Config& c) { c.ServiceSettings.EnableDeveloper = true; });
    CHECK(app.call(nullptr, "POST", "/api/v4/logs", "{}").status == 200);
}

TEST_CASE("the end of a file is read in whole lines") {
    TemporaryFile file;
    {
        std::ofstream out(file.path);
        for (int i = 0; i < 20'000; ++i) out << "line " << i << " " << std::string(i % 50, 'x') << "\n";
    }
    auto last = system::tail_lines(file.path, 0, 3);
    REQUIRE(last.size() == 3);
    CHECK(last[2].starts_with("line 19999 "));
    CHECK(last[0].starts_with("line 19997 "));
    CHECK(system::tail_lines(file.path, 3, 2)[1].starts_with("line 19996 "));
    CHECK(system::tail_lines(file.path, 0, 100'000).size() == 20'000);
    CHECK(system::tail_lines(file.path, 19'999, 10).size() == 1);
    CHECK(system::tail_lines(file.path, 30'000, 10).empty());
    CHECK(system::tail_lines("/no/such/file", 0, 10).empty());
}

TEST_CASE("administrators read the log, by page, by level, and as a file") {
    TemporaryFile file;
    log::Options options;
    options.console = false;
    options.file = true;
    options.file_path = file.path;
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    log::configure(options);
    log::info("first of the test");
    log::warn("second of the test");
    auto lines = app.get(admin, "/api/v4/logs?logs_per_page=2");
    CHECK(lines.json.size() == 2);
    CHECK(lines.text.find("second of the test") != std::string::npos);
    auto found = app.call(&admin, "POST", "/api/v4/logs/query", R"({"log_levels":["warn"],"date_from":"2020-01-01"})");
    CHECK(found.json["default"].size() == 1);
    CHECK(app.call(&admin, "POST", "/api/v4/logs/query", R"({"date_from":"2999-01-01 00:00:00"})")
              .json["default"]
              .size() == 0);
    CHECK(app.call(&admin, "POST", "/api/v4/logs/query", "[").status == 400);
    auto whole = app.get(admin, "/api/v4/logs/download");
    CHECK(whole.status == 200);
    CHECK(whole.header("Content-Disposition").find("renkei.log") != std::string::npos);
    CHECK(app.get(bob, "/api/v4/logs").status == 403);
    CHECK(app.get(bob, "/api/v4/logs/download").status == 403);
    CHECK(app.call(&bob, "POST", "/api/v4/logs/query", "{}").status == 403);
    log::configure({});
}

TEST_CASE("analytics count what there is") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto value = [](const Json& rows, std::string_view name) {
        for (const Json& row : rows.items())
            if (row["name"].as_string() == name) return row["value"].as_integer();
        return int64_t{-99};
    };
    auto standard = app.get(admin, "/api/v4/analytics/old").json;
    CHECK(value(standard, "unique_user_count") == 2);
    CHECK(value(standard, "inactive_user_count") == 0);
    auto further = app.get(admin, "/api/v4/analytics/old?name=extra_counts").json;
    CHECK(value(further, "session_count") == 2);
    CHECK(value(further, "incoming_webhook_count") == 0);
    app.db().write([&](Tx& tx) { users::set_active(tx, users::get(tx, bob.id), false); });
    CHECK(value(app.get(admin, "/api/v4/analytics/old").json, "inactive_user_count") == 1);
    CHECK(app.get(admin, "/api/v4/analytics/old?name=odd").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.get(admin, "/api/v4/analytics/old?name=post_counts_day").text == "[]");
    CHECK(app.get(admin, "/api/v4/limits/server").json["activeUserCount"].as_integer() == 1);
    CHECK(app.get(admin, "/api/v4/usage/posts").json["count"].as_integer() == 0);
    CHECK(app.call(nullptr, "GET", "/api/v4/usage/posts").status == 401);
}

TEST_CASE("a job is asked for, seen and cancelled by those who may") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto made =
        app.call(&admin, "POST", "/api/v4/jobs", R"({"type":"export_process","data":{"a":"b"},"status":"success"})");
    CHECK(made.status == 201);
    CHECK(made.json["status"].as_string() == "pending");
    CHECK(made.json["data"]["a"].as_string() == "b");
    std::string url = "/api/v4/jobs/" + made.json["id"].as_string();
    CHECK(app.get(admin, url).json == made.json);
    CHECK(app.get(admin, "/api/v4/jobs").json.size() == 1);
    CHECK(app.get(admin, "/api/v4/jobs?job_type=migrations").json.size() == 0);
    CHECK(app.get(admin, "/api/v4/jobs?status=pending&job_type=export_process").json.size() == 1);
    CHECK(app.get(admin, "/api/v4/jobs/type/export_process").json.size() == 1);
    CHECK(app.get(bob, url).status == 403);
    CHECK(app.get(bob, "/api/v4/jobs").status == 403);
    CHECK(app.call(&bob, "POST", url + "/cancel").status == 403);
    CHECK(app.call(&bob, "POST", "/api/v4/jobs", R"({"type":"plugins"})").status == 403);
    CHECK(app.get(admin, "/api/v4/jobs/type/no_such").error_id() == "api.job.retrieve.nopermissions");
    CHECK(app.call(&admin, "POST", "/api/v4/jobs", "{}").error_id() ==
          "api.job.unable_to_create_job.incorrect_job_type");
    CHECK(app.call(&admin, "PATCH", url + "/status", R"({"status":"success"})").error_id() == "api.job.status.invalid");
    CHECK(app.call(&admin, "POST", url + "/cancel").status == 200);
    CHECK(app.get(admin, url).json["status"].as_string() == "canceled");
    CHECK(app.call(&admin, "POST", url + "/cancel").error_id() == "jobs.request_cancellation.status.error");
    CHECK(app.call(&admin, "PATCH", url + "/status", R"({"status":"pending","force":true})").status == 200);
    CHECK(app.get(admin, url).json["status"].as_string() == "pending");
    CHECK(app.get(admin, "/api/v4/jobs/" + std::string(26, 'z')).error_id() == "app.job.get.app_error");
    CHECK(app.get(admin, url + "/download").status == 501);
}

TEST_CASE("the brand image is set by an administrator, shown to everybody, and removed") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    std::string png = initial_png("R", "renkei", 64);
    CHECK(app.call(nullptr, "GET", "/api/v4/brand/image").status == 404);
    CHECK(app.remove(admin, "/api/v4/brand/image").error_id() == "api.admin.delete_brand_image.storage.not_found");
    form(app, bob, "image", png, 403);
    CHECK(form(app, admin, "image", "no picture", 400)["id"].as_string() ==
          "brand.save_brand_image.check_image_limits.app_error");
    CHECK(form(app, admin, "other", png, 400)["id"].as_string() == "api.admin.upload_brand_image.no_file.app_error");
    CHECK(app.call(&admin, "POST", "/api/v4/brand/image", "x").error_id() ==
          "api.admin.upload_brand_image.parse.app_error");
    form(app, admin, "image", png, 201);
    form(app, admin, "image", png, 201);  // in place of the first
    auto shown = app.call(nullptr, "GET", "/api/v4/brand/image");
    CHECK(shown.status == 200);
    CHECK(shown.content_type == "image/png");
    CHECK(picture_info(shown.text)->width == 64);
    CHECK(app.remove(bob, "/api/v4/brand/image").status == 403);
    CHECK(app.remove(admin, "/api/v4/brand/image").status == 200);
    CHECK(app.call(nullptr, "GET", "/api/v4/brand/image").status == 404);
}

TEST_CASE("settings are tried out by those who may") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    app.take_mails();
    app.configure([](Config& c) { c.EmailSettings.SMTPServer = "mail.example.com"; });
    Json config = app.get(admin, "/api/v4/config").json;
    CHECK(app.post(bob, "/api/v4/email/test", config).status == 403);
    CHECK(app.post(admin, "/api/v4/email/test", config).status == 200);
    auto mails = app.take_mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to == "admin@example.com");
    CHECK(app.post(admin, "/api/v4/email/test", Json::object({{"EmailSettings", Json::object({{"SMTPPort", "1"}})}}))
              .error_id() == "api.file.test_connection_email_settings_nil.app_error");
    config.find("EmailSettings")->set("SMTPServer", "");
    CHECK(app.post(admin, "/api/v4/email/test", config).error_id() == "api.admin.test_email.missing_server");
    CHECK(app.take_mails().empty());
    CHECK(app.post(admin, "/api/v4/file/s3_test", config).status == 200);
    CHECK(app.post(bob, "/api/v4/file/s3_test", config).status == 403);
    config.find("FileSettings")->set("DriverName", "amazons3");
    CHECK(app.post(admin, "/api/v4/file/s3_test", config).error_id() == "api.file.no_driver.app_error");
    CHECK(app.call(&admin, "POST", "/api/v4/site_url/test", "{}").error_id() ==
          "api.context.invalid_body_param.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/site_url/test", R"({"site_url":"http://127.0.0.1:1"})").status == 403);
}

TEST_CASE("parts that are not here answer lists and states that clients can read") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    CHECK(app.get(bob, "/api/v4/agents").text == "[]");
    CHECK(!app.get(bob, "/api/v4/agents/status").json["available"].as_bool(true));
    CHECK(app.call(nullptr, "GET", "/api/v4/plugins/webapp").text == "[]");
    CHECK(app.get(admin, "/api/v4/plugins").json["active"].is_array());
    CHECK(app.get(bob, "/api/v4/plugins").status == 403);
    CHECK(app.call(&admin, "POST", "/api/v4/plugins/com.example.x/enable").error_id() ==
          "app.plugin.not_installed.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/plugins").error_id() == "app.plugin.upload_disabled.app_error");
    app.configure([](Config& c) { c.PluginSettings.Enable = false; });
    CHECK(app.get(admin, "/api/v4/plugins").error_id() == "app.plugin.disabled.app_error");
    CHECK(app.get(admin, "/api/v4/exports").text == "[]");
    CHECK(app.get(bob, "/api/v4/exports").status == 403);
    CHECK(app.remove(admin, "/api/v4/exports/none.zip").status == 200);
    CHECK(app.get(admin, "/api/v4/exports/none.zip").status == 404);
    CHECK(app.get(bob, "/api/v4/image?url=").error_id() == "api.image.get.app_error");
    CHECK(app.get(bob, "/api/v4/image?url=javascript:alert(1)").status == 400);
    auto moved = app.get(bob, "/api/v4/image?url=https://example.com/a.png");
    CHECK(moved.status == 302);
    CHECK(moved.header("Location") == "https://example.com/a.png");
    app.configure([](Config& c) { c.ServiceSettings.EnableLinkPreviews = false; });
    CHECK(app.get(bob, "/api/v4/redirect_location?url=").json["location"].as_string().empty());
    CHECK(app.call(&bob, "PUT", "/api/v4/access_control_policies", "{}").error_id() ==
          "api.context.invalid_body_param.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/client_perf", "{").text.empty());
}

TEST_CASE("metrics are for callers on the machine and administrators, unless the settings show them to all") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto local = app.call(nullptr, "GET", "/metrics");  // TestApp calls from 127.0.0.1
    CHECK(local.status == 200);
    CHECK(local.content_type == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(value_of(local.text, "renkei_store_healthy") == "1");
    CHECK(std::stod(value_of(local.text, "process_resident_memory_bytes")) > 1'000'000);
    CHECK(local.text.find("renkei_http_requests_total{method=\"POST\",path=\"/api/v4/users\",status=\"201\"} 2") !=
          std::string::npos);
    auto proxied = [&](const TestUser* who) {
        return app.call(who, "GET", "/metrics", "", {{"X-Forwarded-For", "203.0.113.7"}});
    };
    CHECK(proxied(nullptr).error_id() == "renkei.metrics.not_allowed.app_error");
    CHECK(proxied(&bob).status == 403);
    CHECK(proxied(&admin).status == 200);
    app.configure([](Config& c) { c.RenkeiSettings.MetricsPublic = true; });
    CHECK(proxied(nullptr).status == 200);
}

TEST_CASE("administrators list accounts by filter, order and page") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob"), carol = app.user("carol");
    app.db().write([&](Tx& tx) { users::set_active(tx, users::get(tx, carol.id), false); });
    auto names = [&](const std::string& query) {
        std::string all;
        auto answer = app.get(admin, "/api/v4/reports/users" + query);
        CHECK(answer.status == 200);
        for (const Json& user : answer.json.items()) all += user["username"].as_string() + " ";
        return all;
    };
    CHECK(names("") == "admin bob carol ");
    CHECK(names("?sort_direction=desc") == "carol bob admin ");
    CHECK(names("?hide_inactive=true") == "admin bob ");
    CHECK(names("?hide_active=true") == "carol ");
    CHECK(names("?role_filter=system_admin") == "admin ");
    CHECK(names("?search_term=CAR") == "carol ");
    CHECK(names("?search_term=%25").empty());
    CHECK(names("?has_no_team=true&page_size=2") == "admin bob ");
    CHECK(names("?page_size=2&from_column_value=bob&from_id=" + bob.id) == "carol ");
    CHECK(names("?direction=up&from_column_value=bob&from_id=" + bob.id) == "admin ");
    CHECK(app.get(admin, "/api/v4/reports/users/count").text == "3");
    CHECK(app.get(admin, "/api/v4/reports/users?page_size=101").error_id() ==
          "api.getUsersForReporting.invalid_page_size");
    CHECK(app.get(admin, "/api/v4/reports/users?team_filter=x").status == 400);
    CHECK(app.get(admin, "/api/v4/reports/users?hide_active=true&hide_inactive=true").status == 400);
    CHECK(app.get(bob, "/api/v4/reports/users").status == 403);
    CHECK(app.get(bob, "/api/v4/reports/users/count").status == 403);
}
