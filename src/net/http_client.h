// HTTP to other servers: libcurl's multi interface on a thread of its own.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"
#include "net/ip_address.h"

namespace rk::net {

// What AllowedUntrustedInternalConnections lists: host names, addresses and ranges, separated by white space or commas.
struct AllowedInternal {
    std::vector<std::string> hosts;  // lower case
    std::vector<IpRange> ranges;

    static AllowedInternal parse(std::string_view setting);
};

// No address of the public internet: private, loopback, link-local, shared (CGNAT), multicast, documentation and other reserved
// ranges, and IPv6 ranges that wrap IPv4 addresses (NAT64, 6to4, Teredo).
bool is_reserved_address(const IpAddress& address);
// An address of one of this machine's interfaces.
bool is_own_address(const IpAddress& address);

struct HttpClientOptions {
    std::string allowed_internal;        // AllowedUntrustedInternalConnections
    std::string user_agent = "Renkei";   // unless the call has its own
    bool proxy_from_environment = true;  // http_proxy, https_proxy, no_proxy
    int connections_max = 1024;
    int connections_per_host_max = 32;
    std::string certificate_authorities;  // PEM file; "": the system's
    // Addresses of a name, asked anew for each request; null: the system's resolver. For tests.
    std::function<std::vector<std::string>(const std::string& host)> resolve;
};

class CurlClient final : public HttpClient {
  public:
    explicit CurlClient(HttpClientOptions options);
    ~CurlClient() override;  // what is under way fails
    void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override;
    // From any thread; holds for requests from now on, reused connections included.
    void set_allowed_internal(std::string_view setting);

  private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace rk::net
