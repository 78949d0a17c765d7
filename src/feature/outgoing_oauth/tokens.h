// The connections in memory, and the tokens that they have got. Thread-safe; changed after the commit of what changes a
// connection.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"
#include "base/time.h"
#include "model/oauth.h"

namespace rk {

struct Services;

class OutgoingConnections {
  public:
    using Connection = std::shared_ptr<const OutgoingOAuthConnection>;
    using GotToken = std::function<void(Result<std::string>)>;  // the Authorization header's value

    // All of them anew. Tokens of those that changed are forgotten.
    void put_all(std::vector<OutgoingOAuthConnection> connections);
    // The connection for that address; null when there is none.
    Connection find(std::string_view url) const;

    // A token that is kept, or a new one. `got` is called exactly once, perhaps before this returns.
    void get_token(Services& services, Connection connection, int timeout_ms, GotToken got);
    // That value was refused.
    void forget_token(const OutgoingOAuthConnection& connection, std::string_view header);

    // Asks for a token and keeps nothing.
    struct Token {
        std::string header;
        Millis lives_ms = 0;
    };
    static void ask(Services& services, const OutgoingOAuthConnection& connection, int timeout_ms,
                    std::function<void(Result<Token>)> got);

  private:
    struct Kept {
        std::string header;
        Millis update_at = 0;  // of the connection
        Millis until = 0;      // by monotonic_ms()
    };
    mutable std::mutex mutex_;  // guards all below
    std::vector<Connection> connections_;
    std::map<std::string, Kept, std::less<>> tokens_;  // by connection
};

}  // namespace rk
