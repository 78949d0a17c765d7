// What clients are told of the settings, and the version they are told.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "base/json.h"

namespace rk {

struct Config;

// What the answer holds beside settings. The server knows it at start; `has_accounts` turns once.
struct ServerFacts {
    std::string diagnostic_id;       // an id of this server, never empty: mobile apps tell servers apart by it
    std::string signing_public_key;  // the server's ECDSA P-256 key as base64 of its DER form
    std::string action_secret;       // 32 bytes: seals the cookies of buttons, signs triggers; of all nodes the same
    std::atomic<bool> has_accounts = true;
    int64_t max_post_size = 16383;  // characters
    int64_t schema_version = 0;     // the last migration that has run
    int64_t installed_at = 0;       // milliseconds since 1970
};

// The answer of GET config/client: an object of strings. Those who are not logged in are told less.
Json client_config(const Config& config, const ServerFacts& facts, bool logged_in);
// The answer of GET license/client: there is none.
Json client_license();
// The header X-Version-Id and the version in hello: version, build, a hash that changes with what clients are told, and
// whether there is a licence; e.g. "10.11.0.10.11.0.<64 hex digits>.false".
std::string version_id(const Config& config, const ServerFacts& facts);

}  // namespace rk
