#include "model/dialog.h"

#include <doctest/doctest.h>

using namespace rk;

namespace {

// What is wrong with a dialog that has a title and this element.
std::vector<std::string> faults(const std::string& element) {
    auto json = Json::parse(R"({"title": "T", "elements": [)" + element + "]}");
    REQUIRE(json);
    auto dialog = read_dialog(*json);
    REQUIRE(dialog);
    return faults_of(*dialog);
}
std::string element(const char* type, const std::string& more = "") {
    return std::string(R"({"name": "n", "display_name": "N", "type": ")") + type + "\"" +
           (more.empty() ? "" : ", " + more) + "}";
}

}  // namespace

TEST_CASE("a dialog's elements have every key, and new ones only when they say something") {
    auto dialog = read_dialog(*Json::parse(
        R"({"title": "T", "elements": [{"NAME": "n", "default": "d", "refresh": false, "time_interval": 7, "odd": 1,
            "options": [{"text": "A", "value": "a", "odd": 1}, null]}]})"));
    REQUIRE(dialog);
    CHECK(dialog->elements.items()[0] == *Json::parse(R"({"display_name": "", "name": "n", "type": "", "subtype": "",
        "default": "d", "placeholder": "", "help_text": "", "optional": false, "min_length": 0, "max_length": 0,
        "data_source": "", "options": [{"text": "A", "value": "a"}], "multiselect": false, "time_interval": 7})"));
    for (const char* bad :
         {"5", "[]", R"({"title": 5})", R"({"elements": {}})", R"({"elements": [5]})", R"({"elements": [null]})",
          R"({"elements": [{"optional": "yes"}]})", R"({"elements": [{"max_length": 1.5}]})",
          R"({"elements": [{"options": {}}]})", R"({"elements": [{"options": [{"text": 1}]}]})"}) {
        CAPTURE(bad);
        CHECK_FALSE(read_dialog(*Json::parse(bad)));
    }
}

TEST_CASE("a dialog's faults are named") {
    for (const std::string& good :
         {element("text", R"("subtype": "email", "min_length": 2, "max_length": 40)"), element("textarea"),
          element("bool"), element("bool", R"("default": "true")"),
          element("radio", R"("options": [{"text": "A", "value": "a"}], "default": "a")"),
          element("select", R"("data_source": "users")"),
          element("select", R"("data_source": "dynamic", "data_source_url": "https://x.test/")"),
          element("select", R"("multiselect": true, "default": "a, b", "options": [{"value": "a"}, {"value": "b"}])"),
          element("date", R"("default": "2026-01-31", "min_date": "today", "max_date": "+30d")"),
          element("datetime", R"("default": "2026-01-31T10:00:00+09:00", "time_interval": 30)"),
          element("datetime", R"("default": "2026-01-31T10:00")")}) {
        CAPTURE(good);
        CHECK(faults(good).empty());
    }
    for (const std::string& bad :
         {element("strange"), element("text", R"("multiselect": true)"), element("text", R"("subtype": "odd")"),
          element("text", R"("min_length": 5, "max_length": 4)"), element("text", R"("min_length": -1)"),
          element("text", "\"default\": \"" + std::string(151, 'x') + "\""), element("bool", R"("default": "maybe")"),
          element("radio", R"("default": "x")"), element("select", R"("data_source": "odd")"),
          element("select", R"("data_source": "dynamic")"), element("select", R"("default": "a")"),
          element("select", R"("multiselect": true, "default": "a,c", "options": [{"value": "a"}])"),
          element("date", R"("default": "soon")"), element("date", R"("min_date": "+1y")"),
          element("date", R"("default": "2026-01-31T10:00")"), element("datetime", R"("default": "2026-01-31")"),
          element("datetime", R"("time_interval": 7)"), element("datetime", R"("time_interval": -30)")}) {
        CAPTURE(bad);
        CHECK(faults(bad).size() == 1);
    }
    CHECK(faults(element("text") + "," + element("text")).size() == 1);
    CHECK(faults_of(Dialog{}).size() == 1);
}
