// Routes: what is served where, in which lane, for whom; and what a handler is given.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "db/db.h"
#include "model/errors.h"
#include "model/user.h"

namespace rk {

struct Config;
struct Services;
class Ctx;

using Reply = Response;

// Where a handler runs.
//   read   short indexed queries, in place where the engine is quick enough; the Tx is a snapshot
//   write  in the writer; answered after the commit
//   slow   on a worker; opens c.db().read / .write around its waits: hashing, mail, calls to elsewhere, large answers
enum class Lane : uint8_t { read, write, slow };

// Who may call. What they may do to the thing named in the path is the feature's to check.
//   open              anybody; c.session() may be null
//   session           a logged-in account that has done what the server demands (multi-factor)
//   session_before_mfa  a logged-in account that may still have to set that up
enum class Access : uint8_t { open, session, session_before_mfa };

enum class Method : uint8_t { GET, POST, PUT, PATCH, DELETE };
const char* method_name(Method method);

using TxHandler = Reply (*)(Ctx&, Tx&);
using SlowHandler = Reply (*)(Ctx&);

// One line of a feature's route table. `path` has {params}; what a param may hold follows from its name (router.cpp).
struct Route {
    Method method;
    const char* path;
    Lane lane;
    Access access;
    TxHandler tx_handler = nullptr;
    SlowHandler slow_handler = nullptr;
    const char* doc;
    uint64_t body_bytes_max =
        0;  // 0: the general limit; kBodyOfFileSize: FileSettings.MaxFileSize and room for the form

    constexpr Route(Method m, const char* p, Lane l, Access a, TxHandler h, const char* d, uint64_t max = 0)
        : method(m), path(p), lane(l), access(a), tx_handler(h), doc(d), body_bytes_max(max) {}
    constexpr Route(Method m, const char* p, Lane l, Access a, SlowHandler h, const char* d, uint64_t max = 0)
        : method(m), path(p), lane(l), access(a), slow_handler(h), doc(d), body_bytes_max(max) {}
};
inline constexpr uint64_t kBodyOfFileSize = UINT64_MAX;
using enum Method;

// A session as requests see it, shared by all requests of one token.
using SessionPtr = std::shared_ptr<const Session>;

// On whose behalf feature code acts.
struct Actor {
    std::string user_id;  // "" for the server itself and for strangers
    SessionPtr session;   // null for the server itself, hooks and strangers
    std::string roles;    // the account's roles, words between spaces
    std::string ip_address;
    bool is_server = false;  // start-up, jobs, the command line: may do everything
    const std::string& session_id() const {
        static const std::string nothing;
        return session ? session->id : nothing;
    }
};

// What a handler is given besides its Tx.
class Ctx {
  public:
    Ctx(Services& services, Request& request, const Route& route)
        : request_(request), services_(services), route_(route) {}

    const Request& request() const { return request_; }
    Request& mutable_request() { return request_; }
    Services& services() const { return services_; }
    Database& db() const;
    std::shared_ptr<const Config> config() const;
    const Route& route() const { return route_; }
    const std::string& request_id() const { return request_id_; }
    const SessionPtr& session() const { return actor_.session; }
    const Actor& actor() const { return actor_; }
    const std::string& user_id() const { return actor_.user_id; }
    std::string_view header(std::string_view name) const { return request_.header(name); }
    // "ja" or "en", from the account or Accept-Language.
    std::string locale() const;

    // A {param} of the path, decoded.
    std::string param(std::string_view name) const;
    // A {…_id} of the path: 26 characters, or Err::invalid_url_param. For user_id, "me" means the caller.
    std::string id(std::string_view name) const;

    // Query string. Numbers that are none, or negative, count as absent, as there.
    bool has_query(std::string_view name) const;
    std::string query(std::string_view name) const;
    int64_t query_int(std::string_view name, int64_t otherwise) const;
    bool query_bool(std::string_view name) const;  // true, 1, t, T, TRUE, True
    // At most a billion: times a page's length it stays a number.
    int64_t page() const {
        constexpr int64_t kMost = 1'000'000'000;
        int64_t asked = query_int("page", 0);
        return asked < kMost ? asked : kMost;
    }
    int64_t per_page(int64_t otherwise = 60, int64_t most = 200) const;

    // The body as JSON: Err::invalid_body_param naming `what` when it is none.
    Json body_json(std::string_view what) const;
    // The body as an object; a `null` counts as an empty one.
    Json body_object(std::string_view what) const;
    // The body as a model.
    template <class M>
    M body(std::string_view what) const {
        M m;
        read_body(what, M::info(), &m);
        return m;
    }
    // The body as a list of texts.
    std::vector<std::string> body_list(std::string_view what) const;

    // For App.
    std::vector<std::pair<std::string_view, std::string>> params;
    Actor actor_;
    std::string request_id_;

  private:
    void read_body(std::string_view what, const ModelInfo& info, void* object) const;
    const std::vector<Header>& query_pairs() const;
    Request& request_;
    Services& services_;
    const Route& route_;
    mutable std::optional<std::vector<Header>> query_;
};

// Answers.
namespace reply {
Reply json(int status, std::string text);
template <class M>
Reply model(int status, const M& m) {
    return json(status, to_json(m));
}
Reply ok();  // {"status":"OK"}
// With an entity tag: 304 without body when the request's If-None-Match is the same. `etag` without quotes, as there.
Reply with_etag(const Ctx& c, std::string etag, Reply reply);
// Whether the request has that tag already (so that the answer need not be made).
bool has_etag(const Ctx& c, std::string_view etag);
Reply not_modified(std::string etag);
}  // namespace reply

// An error as the JSON that clients know.
Reply error_reply(const ApiError& error, std::string_view request_id, std::string_view locale, bool show_detail);
// The same as a page, for what people open in a browser.
Reply error_page(const ApiError& error, std::string_view locale);

}  // namespace rk
