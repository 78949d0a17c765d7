#include "app/router.h"

#include <array>

#include "base/assert.h"
#include "base/log.h"

namespace rk {

namespace {

constexpr std::array<const char*, 5> kMethodNames = {"GET", "POST", "PUT", "PATCH", "DELETE"};

// Which characters a {param} takes; a segment with others is another path, so a 404 (golden admin_http).
enum class ParamKind { id, name, user_name, email, category_id, emoji, anything };

ParamKind kind_of(std::string_view param) {
    if (param == "username" || param == "bot_username") return ParamKind::user_name;
    if (param == "email") return ParamKind::email;
    if (param == "category_id") return ParamKind::category_id;
    if (param == "emoji_name") return ParamKind::emoji;
    if (param == "plugin_id" || param == "filename" || param == "rest" || param == "term" || param == "thread_ts")
        return ParamKind::anything;
    if (param == "action_id") return ParamKind::name;  // of props.mm_blocks_actions
    if (param.ends_with("_id")) return ParamKind::id;
    return ParamKind::name;
}

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool fits(ParamKind kind, std::string_view segment) {
    if (segment.empty()) return false;
    for (char c : segment) {
        if (is_alnum(c)) continue;
        switch (kind) {
            case ParamKind::id: return false;
            case ParamKind::name:
            case ParamKind::category_id:
                if (c != '_' && c != '-') return false;
                break;
            case ParamKind::user_name:
                if (c != '_' && c != '-' && c != '.') return false;
                break;
            case ParamKind::emoji:
                if (c != '_' && c != '-' && c != '+') return false;
                break;
            case ParamKind::email:
            case ParamKind::anything: break;
        }
    }
    return true;
}

}  // namespace

const char* method_name(Method method) { return kMethodNames[static_cast<size_t>(method)]; }

struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> words;
    struct Param {
        std::string_view name;
        ParamKind kind;
        std::unique_ptr<Node> node;
    };
    std::vector<Param> params;
    std::array<const Route*, kMethodNames.size()> routes{};
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::span<const Route> routes) {
    for (const Route& route : routes) {
        Node* node = root_.get();
        std::string_view rest = route.path;
        RK_ASSERT(rest.starts_with('/'));
        while (!rest.empty()) {
            rest.remove_prefix(1);
            std::string_view segment = rest.substr(0, rest.find('/'));
            rest.remove_prefix(segment.size());
            Node* next = nullptr;
            if (segment.starts_with('{')) {
                std::string_view name = segment.substr(1, segment.size() - 2);
                for (auto& p : node->params)
                    if (p.name == name) next = p.node.get();
                if (!next) {
                    node->params.push_back({name, kind_of(name), std::make_unique<Node>()});
                    next = node->params.back().node.get();
                }
            } else {
                for (auto& [word, child] : node->words)
                    if (word == segment) next = child.get();
                if (!next) {
                    node->words.emplace_back(std::string(segment), std::make_unique<Node>());
                    next = node->words.back().second.get();
                }
            }
            node = next;
        }
        const Route*& slot = node->routes[static_cast<size_t>(route.method)];
        if (slot)
            log::error("Two routes share method and path",
                       {{"method", method_name(route.method)}, {"path", route.path}});
        RK_ASSERT(slot == nullptr);
        slot = &route;
        all_.push_back(&route);
    }
}

bool Router::walk(const Node& node, std::string_view rest, size_t method, Match& match) const {
    if (rest.empty()) {
        match.route = node.routes[method];
        return match.route != nullptr;
    }
    rest.remove_prefix(1);
    std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    for (const auto& [word, child] : node.words)
        if (word == segment && walk(*child, rest, method, match)) return true;
    for (const auto& param : node.params) {
        if (!fits(param.kind, segment)) continue;
        match.params.emplace_back(param.name, std::string(segment));
        if (walk(*param.node, rest, method, match)) return true;
        match.params.pop_back();
    }
    return false;
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match match;
    for (size_t i = 0; i < kMethodNames.size(); ++i)
        if (method == kMethodNames[i]) {
            if (path.starts_with('/')) walk(*root_, path, i, match);
            break;
        }
    return match;
}

CleanPath clean_path(std::string_view raw) {
    CleanPath result;
    bool plain = raw.find('%') == std::string_view::npos;
    std::string decoded;
    if (plain) {
        decoded = raw;
    } else {
        auto digit = [](char c) {
            return c >= '0' && c <= '9'   ? c - '0'
                   : c >= 'a' && c <= 'f' ? c - 'a' + 10
                   : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                          : -1;
        };
        for (size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '%') {
                decoded += raw[i];
                continue;
            }
            int high = i + 2 < raw.size() ? digit(raw[i + 1]) : -1, low = i + 2 < raw.size() ? digit(raw[i + 2]) : -1;
            if (high < 0 || low < 0) {
                result.kind = CleanPath::Kind::malformed;
                return result;
            }
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    // The usual path needs nothing: no "//", no segment that starts with a dot.
    if (decoded.find("//") == std::string::npos && decoded.find("/.") == std::string::npos) {
        result.path = std::move(decoded);
        return result;
    }
    std::vector<std::string_view> kept;
    std::string_view rest = decoded;
    bool trailing = false;
    while (!rest.empty()) {
        if (rest.front() == '/') {
            rest.remove_prefix(1);
            trailing = rest.empty();
            continue;
        }
        std::string_view segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        if (segment == ".") continue;
        if (segment == "..") {
            if (!kept.empty()) kept.pop_back();
        } else {
            kept.push_back(segment);
        }
    }
    std::string clean;
    for (std::string_view segment : kept) clean.append("/").append(segment);
    if (clean.empty() || trailing) clean += '/';
    if (clean != decoded) result.kind = CleanPath::Kind::redirect;
    result.path = std::move(clean);
    return result;
}

}  // namespace rk
