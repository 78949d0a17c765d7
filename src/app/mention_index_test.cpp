#include "app/mention_index.h"

#include <doctest/doctest.h>

namespace rk {

namespace {
User user(const std::string& id, StringMap notify_props, const std::string& first_name = "") {
    User u;
    u.id = id;
    u.username = "name-of-" + id;
    u.first_name = first_name;
    u.notify_props = std::move(notify_props);
    return u;
}
std::vector<std::string> found(const MentionIndex& index, std::string_view word) {
    std::vector<std::string> ids;
    index.find(word, ids);
    return ids;
}
std::vector<std::string> inside(const MentionIndex& index, std::string_view text) {
    std::vector<std::string> ids;
    index.find_inside(text, ids);
    return ids;
}
using Ids = std::vector<std::string>;
}  // namespace

TEST_CASE("own words mention in any case, first names as they are written") {
    MentionIndex index;
    CHECK_FALSE(index.has_words());
    index.set(user("bob", {{"mention_keys", "zebra, Quagga,,@name-of-bob"}, {"first_name", "true"}}, "Robert"));
    CHECK(index.has_words());
    CHECK(found(index, "ZEBRA") == Ids{"bob"});
    CHECK(found(index, "quagga") == Ids{"bob"});
    CHECK(found(index, "Robert") == Ids{"bob"});
    CHECK(found(index, "robert").empty());
    CHECK(found(index, "zebras").empty());
    CHECK(found(index, "@name-of-bob").empty());
}

TEST_CASE("a change of an account takes the place of what was") {
    MentionIndex index;
    index.set(user("bob", {{"mention_keys", "zebra,会議"}}));
    index.set(user("ann", {{"mention_keys", "zebra"}}));
    CHECK(found(index, "zebra") == Ids{"bob", "ann"});
    index.set(user("bob", {{"mention_keys", "horse"}}));
    CHECK(found(index, "zebra") == Ids{"ann"});
    CHECK(inside(index, "今日の会議です").empty());
    User gone = user("ann", {{"mention_keys", "zebra"}});
    gone.delete_at = 1;
    index.set(gone);
    index.forget("bob");
    CHECK_FALSE(index.has_words());
}

TEST_CASE("words of scripts without spaces are found inside a text") {
    MentionIndex index;
    index.set(user("bob", {{"mention_keys", "会議,デプロイ,ﾊﾞｸﾞ"}, {"first_name", "true"}}, "太郎"));
    CHECK(inside(index, "今日の会議です") == Ids{"bob"});
    CHECK(inside(index, "デプロイしました") == Ids{"bob"});
    CHECK(inside(index, "太郎さん") == Ids{"bob"});
    CHECK(inside(index, "バグ").empty());
    CHECK(inside(index, "関係ない話").empty());
    CHECK(has_cjk("ab会"));
    CHECK_FALSE(has_cjk("abc é"));
}

TEST_CASE("what somebody wishes to hear of") {
    MentionIndex index;
    CHECK(index.wishes_of("bob").channel_wide);
    CHECK(index.wishes_of("bob").comments == MentionIndex::Comments::never);
    index.set(user("bob", {{"channel", "false"}, {"comments", "any"}}));
    CHECK_FALSE(index.wishes_of("bob").channel_wide);
    CHECK(index.wishes_of("bob").comments == MentionIndex::Comments::any);
    CHECK_FALSE(index.has_words());
}

}  // namespace rk
