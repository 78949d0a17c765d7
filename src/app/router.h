// Finds the route of a request. Built once from the features' tables, then read by every thread.
#pragma once
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/route.h"

namespace rk {

class Router {
  public:
    Router();
    ~Router();
    // Adds a table; asserts that no two routes share method and shape.
    void add(std::span<const Route> routes);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::pair<std::string_view, std::string>> params;
    };
    // `path` is decoded and clean (no empty or dot segments). A path that exists under other methods only gives no route,
    // too: there it is a 404 as well (golden system "unknown method on a known path").
    Match find(std::string_view method, std::string_view path) const;
    const std::vector<const Route*>& routes() const { return all_; }

  private:
    struct Node;
    bool walk(const Node& node, std::string_view rest, size_t method, Match& match) const;
    std::unique_ptr<Node> root_;
    std::vector<const Route*> all_;
};

// What becomes of a path before it is looked up.
struct CleanPath {
    enum class Kind { good, redirect, malformed } kind = Kind::good;
    std::string path;  // decoded; for `redirect` where to
};
// Decodes escapes, then resolves "//", "." and ".." segments; when that changes anything, clients are sent there (golden
// admin_http "tricks with paths").
CleanPath clean_path(std::string_view raw_path);

}  // namespace rk
