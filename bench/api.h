// The API as a setting-up program uses it: one blocking connection, one call after the other.
#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "bench/net.h"

namespace rk::bench {

struct ApiAnswer {
    int status = 0;
    std::string text;
    Json json;          // null when the body is none
    std::string token;  // of a login
    std::string version;
    bool ok() const { return status >= 200 && status < 300; }
};

class Api {
  public:
    explicit Api(const Target& target) : target_(target) {}
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    const Target& target() const { return target_; }
    // Any answer; throws Trouble when there is none.
    ApiAnswer call(std::string_view method, const std::string& path, std::string_view token, const Json& body = Json());
    // An answer that must be 2xx; throws Trouble with what the server said otherwise.
    ApiAnswer must(std::string_view method, const std::string& path, std::string_view token, const Json& body = Json());

  private:
    bool exchange(const std::string& request, ApiAnswer& answer);
    const Target& target_;
    int fd_ = -1;
};

}  // namespace rk::bench
