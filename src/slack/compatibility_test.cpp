// Runs the examples of docs/slack-compatibility.md, so that the document says what the code does.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/strings.h"
#include "slack/payload.h"
#include "slack/test_names.h"
#include "slack/text.h"

using namespace rk;
using namespace rk::slack;

namespace {

struct Row {
    std::string section, feature, sent, shown, status, remark;
};

std::string read_document() {
    for (const char* path :
         {"docs/slack-compatibility.md", "../docs/slack-compatibility.md", "../../docs/slack-compatibility.md"}) {
        std::ifstream file(path);
        if (!file) continue;
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    FAIL("docs/slack-compatibility.md is not there: run the tests in the tree");
    return {};
}

// The cells of a table's line; `\|` is a bar inside of one.
std::vector<std::string> cells(const std::string& line) {
    std::vector<std::string> out(1);
    for (size_t i = 1; i < line.size(); i++) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
            out.back() += '|';
            i++;
        } else if (line[i] == '|') {
            out.back() = trim(out.back());
            out.emplace_back();
        } else {
            out.back() += line[i];
        }
    }
    out.pop_back();
    return out;
}

// The text inside a code span, with the sign for a line break read as one.
std::string code(const std::string& cell) {
    size_t marks = cell.find_first_not_of('`');
    if (marks == std::string::npos || marks == 0 || cell.size() < 2 * marks) return {};
    std::string inner = cell.substr(marks, cell.size() - 2 * marks);
    if (marks > 1) inner = trim(inner);
    return replace_all(inner, "⏎", "\n");
}

std::vector<Row> rows() {
    std::vector<Row> out;
    std::string section;
    for (const std::string& line : split(read_document(), '\n')) {
        if (line.starts_with("## ")) section = line.substr(3);
        if (!line.starts_with("| ") || line.starts_with("| Slack feature") || line.starts_with("| ---")) continue;
        std::vector<std::string> c = cells(line);
        INFO(line);
        REQUIRE(c.size() == 5);
        out.push_back({section, c[0], code(c[1]), code(c[2]), c[3], c[4]});
    }
    return out;
}

}  // namespace

TEST_CASE("docs/slack-compatibility.md: every row is true") {
    const TestNames names;
    std::map<std::string, int> seen;
    for (const Row& row : rows()) {
        INFO(row.section, ": ", row.feature);
        std::string payload = row.sent;
        if (row.section == "Text") payload = Json::object({{"text", row.sent}}).dump();
        else if (row.section == "Blocks") payload = "{\"blocks\":[" + row.sent + "]}";
        else if (row.section == "Attachments") payload = "{\"attachments\":[" + row.sent + "]}";
        auto made = read_webhook("application/json", payload, {}, &names, "");
        std::string shown, ignored;
        if (auto* refused = std::get_if<WebhookRefusal>(&made)) {
            shown = std::to_string(refused->status) + " " + refused->error;
        } else {
            const auto& message = std::get<WebhookMessage>(made);
            shown = row.section == "Attachments" ? message.attachments.items().at(0)["text"].as_string() : message.text;
            ignored = ignored_header(message.ignored);
        }
        CHECK_FALSE(row.sent.empty());
        CHECK(shown == row.shown);
        const bool known = row.status == "same" || row.status == "differs" || row.status == "missing";
        CHECK(known);
        // What is missing is named in the header, and nothing else is.
        CHECK((row.status == "missing") == !ignored.empty());
        if (row.status == "missing") CHECK(code(row.remark) == ignored);
        if (row.status == "differs") CHECK_FALSE(row.remark.empty());
        seen[row.section]++;
    }
    CHECK(seen["Text"] > 30);
    CHECK(seen["Blocks"] > 30);
    CHECK(seen["Attachments"] > 5);
    CHECK(seen["Messages"] > 10);
}
