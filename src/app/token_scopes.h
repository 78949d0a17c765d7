// What an access token with scopes may do: the one place that says so. A token without scopes may what its account may.
//
//     read                 everything that its account may read, but for secrets, sessions and what administrators see
//     post:<channel id>    write, change and delete own posts in that channel, react, upload, type
//     admin                what takes a permission that is neither of the two: settings, people, channels, integrations
//
// Three nets, each refusing what no scope names: the route that is called (a table here; a route that is not in it is
// refused), the permission that a feature asks for (app/access.h), and the events and actions of a WebSocket. Nothing
// that opens a session or makes a token is in the table, so no scoped token leads to one that may more.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "base/json.h"
#include "base/result.h"
#include "model/permissions.h"

namespace rk::token_scopes {

enum class Needs : uint8_t {
    nothing_scoped,  // refused to every token with scopes
    any,             // served to each of them
    own,             // the same, as far as {user_id} is the token's own account; for others it takes `read`
    read,
    post,  // the channel is looked at where the feature asks for its permission
    admin,
};

struct Rule {
    Method method;
    std::string_view path;
    Needs needs;
};
std::span<const Rule> rules();
Needs needs_of(Method method, std::string_view path);
Needs needs_of(Permission permission);

inline bool is_scoped(const Session& session) { return !session.scopes.empty(); }
// For sessions of any kind: those without scopes may.
bool may_call(const Session& session, const Ctx& c);
bool may_use(const Session& session, Permission permission, std::string_view channel_id = "");
bool may_hear(const Session& session);  // events
bool may_act(const Session& session, std::string_view ws_action);

// The scopes that a token is asked for, as stored: words between spaces, sorted, each once. Failure: what is wrong, for
// people. An empty list is one, lest it be taken for "everything".
Result<std::string> read_scopes(const Json& list);
constexpr size_t kScopesMax = 100;

}  // namespace rk::token_scopes
