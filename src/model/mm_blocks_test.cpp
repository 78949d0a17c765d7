#include "model/mm_blocks.h"

#include <doctest/doctest.h>

using namespace rk;

namespace {

Json json(const std::string& text) {
    auto parsed = Json::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

const char* const kGood = R"JSON({
    "mm_blocks": [
        {"type": "text", "text": "Pick [one](mmaction://one?x=1)"
},
        {"type": "container", "content": [{"type": "button", "text": "Go", "action_id": "go"},
            {"type": "static_select", "action_id": "pick", "placeholder": "p", "options": []}]},
        {"type": "collapsible", "header": [], "content": [{"type": "column_set", "columns": [
            {"type": "column", "items": [{"type": "button", "text": "In", "action_id": "inner"}]},
            {"type": "text", "items": [{"type": "button", "text": "No", "action_id": "no_column"}]}]}]},
        {"type": "from the future", "x": 1}, 7],
    "mm_blocks_actions": {
    "one" : {"type" : "external", "url" : "https://app.test/one", "query" : {"a" : "1"}},
            "go" : {"type" : "external", "url" : "http://app.test/go?b=2", "context" : {"secret" : "s"}},
                   "pick" : {"type" : "external", "url" : "/plugins/x/pick"},
                            "inner" : {
        "type" : "openURL", "url" : "/devs/channels/builds?x=y"
    }
}
})JSON";

std::string fault(const Json& props, std::string_view message = "") {
    return fault_of_blocks(message, props).value_or("");
}

}  // namespace

TEST_CASE("blocks and their actions have to fit each other") {
    Json props = json(kGood);
    CHECK(fault(props) == "");
    CHECK(fault(json("{}")) == "");
    CHECK(fault(json(R"({"mm_blocks": [], "mm_blocks_actions": {}})")) == "");
    CHECK(fault(json(R"({"mm_blocks": null, "mm_blocks_actions": null})")) == "");
    CHECK(fault(json(R"({"mm_blocks": {}})")) == "mm_blocks is no list");
    CHECK(fault(json(R"({"mm_blocks_actions": []})")) == "mm_blocks_actions is no object");

    Json lacks = props;
    lacks.find(kMmBlocksActions)->erase("inner");
    CHECK(fault(lacks) == "mm_blocks_actions lacks \"inner\"");
    Json unused = props;
    unused.find(kMmBlocksActions)->set("more", json(R"({"type": "external", "url": "http://app.test"})"));
    CHECK(fault(unused) == "nothing refers to the action \"more\"");
    CHECK(fault(unused, "or [more](mmaction://more)") == "");
    // A link in the text of somebody who knows nothing of actions is only a text.
    CHECK(fault(json("{}"), "[x](mmaction://x)") == "");
    CHECK(fault(json(R"({"mm_blocks": [{"type": "button", "text": "x", "action_id": "x", "disabled": true}]})")) == "");
    // The other forms of interactive messages name their actions too.
    CHECK(fault(json(R"({"blocks": [{"type": "actions", "elements": [{"type": "button", "action_id": "slack"}]}],
        "cards": [{"type": "AdaptiveCard", "actions": [{"type": "Action.Submit", "id": "card"}]}],
        "mm_blocks_actions": {"slack": {"type": "external", "url": "http://a.test/"},
                              "card": {"type": "external", "url": "http://a.test/"}}})")) == "");
}

TEST_CASE("actions that cannot work, or that lead where they must not, are refused") {
    auto with = [](const std::string& action, const std::string& id = "x") {
        return fault(json(R"({"mm_blocks_actions": {")" + id + "\": " + action + "}}"), "mmaction://" + id);
    };
    CHECK(with(R"({"type": "external", "url": "http://app.test/"})") == "");
    CHECK(with(R"({"type": "openURL", "url": "/devs/channels/off-topic"})") == "");
    CHECK(with(R"({"type": "openURL", "url": "https://example.com"})") == "");
    for (const char* wrong :
         {"7", "{}", R"({"type": "later", "url": "http://app.test/"})", R"({"type": "external"})",
          R"({"type": "external", "url": "ftp://app.test/"})", R"({"type": "external", "url": "app.test"})",
          R"({"type": "openURL", "url": "//evil.test/x"})", "{\"type\": \"openURL\", \"url\": \"javascript:alert(1)\"}",
          R"({"type": "openURL", "url": "/plugins/x"})", R"({"type": "openURL", "url": "/a/../plugins/x"})",
          R"({"type": "openURL", "url": "/a/%2e%2e/plugins/x"})", R"({"type": "openURL", "url": "/\\evil.test"})",
          R"({"type": "external", "url": "http://a.test/", "context": 7})",
          R"({"type": "external", "url": "http://a.test/", "query": {"a": 7}})"}) {
        CAPTURE(wrong);
        CHECK(with(wrong) != "");
    }
    const std::string good = R"({"type": "external", "url": "http://app.test/"})";
    CHECK(with(good, "A-z_9") == "");
    CHECK(with(good, "a b") != "");
    CHECK(with(good, std::string(64, 'a')) == "");
    CHECK(with(good, std::string(65, 'a')) != "");
}

TEST_CASE("blocks have limits") {
    auto blocks = [](size_t count, const std::string& one) {
        std::string list;
        for (size_t i = 0; i < count; ++i) list += (i ? "," : "") + one;
        return json("{\"mm_blocks\": [" + list + "]}");
    };
    CHECK(fault(blocks(100, R"({"type": "divider"})")) == "");
    CHECK(fault(blocks(101, R"({"type": "divider"})")) == "there are more than 100 blocks");
    CHECK(fault(blocks(51, R"({"type": "container", "content": [{"type": "divider"}]})")) != "");
    const std::string text(1000, 'x');
    CHECK(fault(blocks(16, R"({"type": "text", "text": ")" + text + "\"}")) == "");
    CHECK(fault(blocks(17, R"({"type": "text", "text": ")" + text + "\"}")) != "");
    std::string deep, end;
    for (int i = 0; i < 40; ++i) deep += R"({"type": "container", "content": [)", end += "]}";
    CHECK(fault(json("{\"mm_blocks\": [" + deep + end + "]}")) == "blocks are nested deeper than 32");
    std::string actions, message;
    for (int i = 0; i < 51; ++i) {
        const std::string id = "a" + std::to_string(i);
        actions += (i ? ",\"" : "\"") + id + R"(": {"type": "external", "url": "http://a.test/"})";
        message += "mmaction://" + id + " ";
    }
    CHECK(fault(json("{\"mm_blocks_actions\": {" + actions + "}}"), message) == "there are more than 50 actions");
}

TEST_CASE("what a press does is found with its address and context") {
    const Json props = json(kGood);
    auto go = find_block_action(props, "go", {{"b", "3"}, {"c", "ä &"}});
    REQUIRE(go);
    REQUIRE(*go);
    CHECK((*go)->url == "http://app.test/go?b=3&c=%C3%A4%20%26");
    CHECK((*go)->context["secret"].as_string() == "s");
    CHECK_FALSE((*go)->opens_url);
    CHECK((*find_block_action(props, "one", {}))->url == "https://app.test/one?a=1");
    auto inner = find_block_action(props, "inner", {{"x", "changed"}});
    CHECK((*inner)->opens_url);
    CHECK((*inner)->url == "/devs/channels/builds?x=y");
    CHECK_FALSE(*find_block_action(props, "Go", {}));
    CHECK_FALSE(*find_block_action(json("{}"), "go", {}));
    CHECK_FALSE(*find_block_action(json(R"({"mm_blocks_actions": "stored:x"})"), "go", {}));

    CHECK(read_block_query(Json()));
    CHECK_FALSE(read_block_query(json("[]")));
    CHECK_FALSE(read_block_query(json(R"({"a": 1})")));
    CHECK_FALSE(read_block_query(Json::object({{std::string(129, 'k'), "v"}})));
    CHECK_FALSE(read_block_query(Json::object({{"k", std::string(2049, 'v')}})));
}

TEST_CASE("actions go with what names them, and clients get a mark in their place") {
    Json props = json(kGood);
    props.set(kMmBlocks, json(R"([{"type": "button", "text": "Go", "action_id": "go"}])"));
    prune_block_actions("", props);
    CHECK(props[kMmBlocksActions].size() == 1);
    CHECK(props[kMmBlocksActions]["go"].is_object());
    hide_block_actions(props, "abc");
    CHECK(props[kMmBlocksActions].as_string() == "stored:abc");
    hide_block_actions(props, "other");
    CHECK(props[kMmBlocksActions].as_string() == "stored:abc");
    Json none = json(R"({"mm_blocks_actions": {"x": {}}})");
    prune_block_actions("", none);
    CHECK(none.find(kMmBlocksActions) == nullptr);
}
