#include "model/mm_blocks.h"

#include <algorithm>
#include <set>

#include "base/http.h"
#include "base/strings.h"

namespace rk {

namespace {

constexpr size_t kBlocksMax = 100, kDepthMax = 32, kActionsMax = 50, kTextMax = 16'000;
constexpr size_t kIdMax = 64, kEntriesMax = 50, kKeyMax = 128, kValueMax = 2048;
constexpr std::string_view kLink = "mmaction://";

bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}
bool is_action_id(std::string_view id) {
    return !id.empty() && id.size() <= kIdMax && std::all_of(id.begin(), id.end(), is_id_character);
}

// What a message refers to, and how large it is.
struct Found {
    std::set<std::string, std::less<>> used;    // any of these may have an action
    std::set<std::string, std::less<>> needed;  // these must
    size_t blocks = 0, characters = 0;
    bool too_deep = false;
};

void find_links(std::string_view text, std::set<std::string, std::less<>>& ids) {
    for (size_t at = text.find(kLink); at != text.npos; at = text.find(kLink, at)) {
        at += kLink.size();
        size_t end = at;
        while (end < text.size() && is_id_character(text[end])) ++end;
        if (end > at) ids.emplace(text.substr(at, end - at));
    }
}

void walk(const Json& blocks, size_t depth, Found& found) {
    if (depth > kDepthMax) {
        found.too_deep = found.too_deep || blocks.size() > 0;
        return;
    }
    for (const Json& block : blocks.items()) {
        if (!block.is_object()) continue;
        ++found.blocks;
        const std::string& type = block["type"].as_string();
        const bool is_button = type == "button";
        if (type == "text" || is_button) {
            const std::string& text = block["text"].as_string();
            found.characters += utf8_length(text);
            std::set<std::string, std::less<>> ids;
            find_links(text, ids);
            found.used.insert(ids.begin(), ids.end());
            found.needed.insert(ids.begin(), ids.end());
        }
        if (is_button || type == "static_select") {
            const std::string& id = block["action_id"].as_string();
            if (!id.empty()) {
                found.used.insert(id);
                if (!block["disabled"].as_bool()) found.needed.insert(id);
            }
        }
        if (type == "container") walk(block["content"], depth + 1, found);
        if (type == "collapsible") {
            walk(block["header"], depth + 1, found);
            walk(block["content"], depth + 1, found);
        }
        if (type == "column_set")
            for (const Json& column : block["columns"].items())
                if (column["type"].as_string() == "column") {
                    ++found.blocks;
                    walk(column["items"], depth + 2, found);
                }
    }
}

// Slack's blocks and Adaptive Cards name their actions too: action_id, or the id of an Action.….
void find_foreign(const Json& value, size_t depth, std::set<std::string, std::less<>>& ids) {
    if (depth > 2 * kDepthMax) return;
    for (const Json& item : value.items()) find_foreign(item, depth + 1, ids);
    for (const Json::Member& member : value.members()) {
        if (member.key == "action_id" && member.value.is_string()) ids.insert(member.value.as_string());
        if (member.value.is_string()) find_links(member.value.as_string(), ids);
        else find_foreign(member.value, depth + 1, ids);
    }
    if (value["type"].as_string().starts_with("Action.") && value["id"].is_string())
        ids.insert(value["id"].as_string());
}

Found find_all(std::string_view message, const Json& props) {
    Found found;
    walk(props[kMmBlocks], 1, found);
    find_links(message, found.used);
    find_foreign(props["blocks"], 0, found.used);
    find_foreign(props["cards"], 0, found.used);
    return found;
}

bool is_web_address(std::string_view url) {
    return url.size() > 8 && (url.starts_with("http://") || url.starts_with("https://"));
}

// A path inside the server, without detours and not a plugin's.
bool is_inner_path(std::string_view url) {
    std::string_view path = url.substr(0, url.find_first_of("?#"));
    if (!path.starts_with('/') || path.starts_with("//") || path.find('\\') != path.npos) return false;
    for (const std::string& segment : split(url_decode(path, false), '/'))
        if (segment == ".." || segment == ".") return false;
    return path != "/plugins" && !path.starts_with("/plugins/");
}

Result<BlockQuery> read_query(const Json& query, const std::string& whose) {
    BlockQuery read;
    if (query.is_null()) return read;
    if (!query.is_object()) return Failure{whose + "query is no object"};
    if (query.size() > kEntriesMax) return Failure{whose + "query has more than 50 entries"};
    for (const Json::Member& member : query.members()) {
        if (!member.value.is_string()) return Failure{whose + "query has a value that is no text"};
        if (member.key.size() > kKeyMax || member.value.as_string().size() > kValueMax)
            return Failure{whose + "query has a name of more than 128 or a value of more than 2048 characters"};
        read[member.key] = member.value.as_string();
    }
    return read;
}

std::optional<std::string> fault_of_action(const std::string& id, const Json& action) {
    // Ids stand in messages to people: one that is none is shown by its beginning.
    const std::string whose = "action \"" + to_valid_utf8(id.substr(0, kIdMax)) + "\": ";
    if (!is_action_id(id)) return whose + "an id has 1 to 64 letters, digits, _ or -";
    if (!action.is_object()) return whose + "it is no object";
    const std::string& type = action["type"].as_string();
    const std::string& url = action["url"].as_string();
    if (type == "external") {
        if (!is_web_address(url) && !url.starts_with("/plugins/") && !url.starts_with("plugins/"))
            return whose + "the url has to begin with http://, https:// or /plugins/";
    } else if (type == "openURL") {
        if (!is_web_address(url) && !is_inner_path(url))
            return whose + "the url has to begin with http://, https:// or be a path of this server";
    } else {
        return whose + "the type is neither external nor openURL";
    }
    const Json& context = action["context"];
    if (!context.is_null() && !context.is_object() && !context.is_string()) return whose + "the context is no object";
    if (context.size() > kEntriesMax) return whose + "the context has more than 50 entries";
    for (const Json::Member& member : context.members())
        if (member.key.size() > kKeyMax) return whose + "the context has a name of more than 128 characters";
    if (auto query = read_query(action["query"], whose); !query) return query.error();
    return std::nullopt;
}

// The address with these in its query; those that are there already under the same name are replaced.
Result<std::string> with_query(std::string_view url, const BlockQuery& query) {
    if (query.empty()) return std::string(url);
    const size_t fragment_at = std::min(url.find('#'), url.size());
    std::string_view fragment = url.substr(fragment_at), rest = url.substr(0, fragment_at);
    const size_t query_at = std::min(rest.find('?'), rest.size());
    for (char c : rest.substr(0, query_at))
        if (static_cast<unsigned char>(c) <= 0x20) return Failure{"the url is malformed"};
    BlockQuery all;
    if (query_at < rest.size())
        for (const Header& pair : parse_form(rest.substr(query_at + 1))) all[pair.name] = pair.value;
    for (const auto& [name, value] : query) all[name] = value;
    std::string out(rest.substr(0, query_at));
    char mark = '?';
    for (const auto& [name, value] : all) {
        (out += mark) += url_encode(name);
        (out += '=') += url_encode(value);
        mark = '&';
    }
    return out.append(fragment);
}

}  // namespace

std::optional<std::string> fault_of_blocks(std::string_view message, const Json& props) {
    const Json* blocks = props.find(kMmBlocks);
    const Json* actions = props.find(kMmBlocksActions);
    if (!blocks && !actions) return std::nullopt;
    if (blocks && !blocks->is_null() && !blocks->is_array()) return "mm_blocks is no list";
    if (actions && !actions->is_null() && !actions->is_object()) return "mm_blocks_actions is no object";
    const Found found = find_all(message, props);
    if (found.blocks > kBlocksMax) return "there are more than 100 blocks";
    if (found.too_deep) return "blocks are nested deeper than 32";
    if (found.characters > kTextMax) return "the texts have more than 16000 characters together";
    const Json none_given;
    const Json& given = actions ? *actions : none_given;
    if (given.size() > kActionsMax) return "there are more than 50 actions";
    for (const Json::Member& action : given.members()) {
        if (auto fault = fault_of_action(action.key, action.value)) return fault;
        if (!found.used.count(action.key)) return "nothing refers to the action \"" + action.key + "\"";
    }
    for (const std::string& id : found.needed)
        if (!given.find(id)) return "mm_blocks_actions lacks \"" + to_valid_utf8(id.substr(0, kIdMax)) + "\"";
    return std::nullopt;
}

void prune_block_actions(std::string_view message, Json& props) {
    Json* actions = props.find(kMmBlocksActions);
    if (!actions || !actions->is_object()) return;
    const Found found = find_all(message, props);
    Json kept = Json::object();
    for (const Json::Member& action : actions->members())
        if (found.used.count(action.key)) kept.set(action.key, action.value);
    if (kept.size() > 0) *actions = std::move(kept);
    else props.erase(kMmBlocksActions);
}

Result<std::optional<BlockAction>> find_block_action(const Json& props, std::string_view action_id,
                                                     const BlockQuery& sent) {
    const Json* spec = props[kMmBlocksActions].find(action_id);
    if (!spec || !spec->is_object()) return std::optional<BlockAction>();
    BlockAction action;
    action.opens_url = (*spec)["type"].as_string() == "openURL";
    if (!action.opens_url && (*spec)["type"].as_string() != "external") return std::optional<BlockAction>();
    auto own = read_query((*spec)["query"], "");
    if (!own) return Failure{own.error()};
    BlockQuery query = std::move(*own);
    // Where the client goes is the author's to say alone.
    if (!action.opens_url)
        for (const auto& [name, value] : sent) query[name] = value;
    auto url = with_query((*spec)["url"].as_string(), query);
    if (!url) return Failure{url.error()};
    action.url = std::move(*url);
    const Json& context = (*spec)["context"];
    if (context.is_object()) action.context = context;
    else if (context.is_string()) action.context = Json::object({{"context", context}});
    return std::optional<BlockAction>(std::move(action));
}

Result<BlockQuery> read_block_query(const Json& query) { return read_query(query, ""); }

void hide_block_actions(Json& props, std::string_view post_id) {
    Json* actions = props.find(kMmBlocksActions);
    if (!actions || actions->is_string()) return;
    *actions = Json("stored:" + std::string(post_id));
}

}  // namespace rk
