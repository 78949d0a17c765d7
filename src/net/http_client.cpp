#include "net/http_client.h"

#include <curl/curl.h>
#include <ifaddrs.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "base/assert.h"
#include "base/strings.h"
#include "net/event_loop.h"

namespace rk::net {
namespace {

constexpr size_t kHeaderBytesMax = 128 * 1024;

bool has_control(std::string_view s) {
    return std::any_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_clean_header(const Header& h) {
    return !h.name.empty() && !has_control(h.name) && h.name.find_first_of(": ") == std::string::npos &&
           std::none_of(h.value.begin(), h.value.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

struct ParsedUrl {
    std::string scheme, host, port;
    bool operator==(const ParsedUrl&) const = default;
};

// Nothing when it is no http or https URL with a host.
std::optional<ParsedUrl> parse_url(const std::string& url) {
    std::unique_ptr<CURLU, void (*)(CURLU*)> u(curl_url(), curl_url_cleanup);
    if (has_control(url) || curl_url_set(u.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
    auto part = [&](CURLUPart what) {
        char* text = nullptr;
        std::string value;
        if (curl_url_get(u.get(), what, &text, CURLU_DEFAULT_PORT) == CURLUE_OK) value = text;
        curl_free(text);
        return value;
    };
    ParsedUrl parsed{to_lower_ascii(part(CURLUPART_SCHEME)), to_lower_ascii(part(CURLUPART_HOST)),
                     part(CURLUPART_PORT)};
    if ((parsed.scheme != "http" && parsed.scheme != "https") || parsed.host.empty()) return std::nullopt;
    return parsed;
}

}  // namespace

AllowedInternal AllowedInternal::parse(std::string_view setting) {
    AllowedInternal allowed;
    std::string spaced(setting);
    std::replace(spaced.begin(), spaced.end(), ',', ' ');
    for (const std::string& item : split_words(spaced)) {
        if (auto range = parse_ip_range(item)) {
            allowed.ranges.push_back(*range);
        } else {
            allowed.hosts.push_back(to_lower_ascii(item));
        }
    }
    return allowed;
}

bool is_reserved_address(const IpAddress& address) {
    static const std::vector<IpRange> kReserved = [] {
        std::vector<IpRange> ranges;
        for (const char* text :
             {"0.0.0.0/8",      "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
              "192.0.0.0/24",   "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
              "203.0.113.0/24", "224.0.0.0/4",  "240.0.0.0/4",    "::/96",          "64:ff9b::/96",   "64:ff9b:1::/48",
              "100::/64",       "2001::/23",    "2001:db8::/32",  "2002::/16",      "3fff::/20",      "5f00::/16",
              "fc00::/7",       "fe80::/10",    "fec0::/10",      "ff00::/8"}) {
            ranges.push_back(*parse_ip_range(text));
        }
        return ranges;
    }();
    return in_any(kReserved, address);
}

bool is_own_address(const IpAddress& address) {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return true;  // not knowing, rather no
    bool own = false;
    for (ifaddrs* i = list; i && !own; i = i->ifa_next) {
        if (!i->ifa_addr) continue;
        auto ip = ip_of(i->ifa_addr);
        own = ip && *ip == address;
    }
    freeifaddrs(list);
    return own;
}

class CurlClient::Parts {
  public:
    struct Transfer {
        Parts& parts;
        HttpCall call;
        std::function<void(Result<HttpReply>)> done;
        HttpReply reply;
        ParsedUrl target;
        std::shared_ptr<const AllowedInternal> allowed;
        int64_t deadline_ms = 0;
        int redirects = 0;
        size_t header_bytes = 0;
        std::string refused;  // why we ended it ourselves
        CURL* easy = nullptr;
        curl_slist *headers = nullptr, *addresses = nullptr;
        char error[CURL_ERROR_SIZE] = {};

        Transfer(Parts& p, HttpCall c, std::function<void(Result<HttpReply>)> d)
            : parts(p), call(std::move(c)), done(std::move(d)) {}
        ~Transfer() {
            if (easy) curl_easy_cleanup(easy);
            curl_slist_free_all(headers);
            curl_slist_free_all(addresses);
        }
        bool may_connect(const IpAddress& ip);
    };

    explicit Parts(HttpClientOptions o) : options(std::move(o)) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        allowed = std::make_shared<const AllowedInternal>(AllowedInternal::parse(options.allowed_internal));
        multi = curl_multi_init();
        RK_ASSERT(multi);
        curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options.connections_max));
        curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(options.connections_per_host_max));
        thread = std::thread([this] { run(); });
    }
    ~Parts() {
        {
            std::lock_guard lock(mutex);
            ending = true;
        }
        curl_multi_wakeup(multi);
        thread.join();
        curl_multi_cleanup(multi);
    }

    void run();
    void resolve_by_option(Transfer& t);
    void begin(std::unique_ptr<Transfer> transfer);
    bool prepare(Transfer& t);
    void end(CURL* easy, CURLcode code);
    bool follow(Transfer& t, long status);

    const HttpClientOptions options;
    CURLM* multi = nullptr;
    std::thread thread;
    std::vector<std::unique_ptr<Transfer>> running;  // the thread's own

    std::mutex mutex;  // guards the next three
    std::vector<std::unique_ptr<Transfer>> waiting;
    std::shared_ptr<const AllowedInternal> allowed;
    bool ending = false;
};

bool CurlClient::Parts::Transfer::may_connect(const IpAddress& ip) {
    if (call.trusted) return true;
    if (contains(allowed->hosts, target.host) || in_any(allowed->ranges, ip)) return true;
    if (!is_reserved_address(ip) && !is_own_address(ip)) return true;
    refused = "the address " + ip.text() + " of " + target.host +
              " is internal; an administrator can allow it in ServiceSettings.AllowedUntrustedInternalConnections";
    return false;
}

void CurlClient::Parts::resolve_by_option(Transfer& t) {
    curl_slist_free_all(t.addresses);
    t.addresses = nullptr;
    if (!options.resolve || parse_ip(t.target.host)) return;
    std::string line = t.target.host + ":" + t.target.port + ":" + join(options.resolve(t.target.host), ",");
    t.addresses = curl_slist_append(t.addresses, ("-" + t.target.host + ":" + t.target.port).c_str());
    t.addresses = curl_slist_append(t.addresses, line.c_str());
    curl_easy_setopt(t.easy, CURLOPT_RESOLVE, t.addresses);
}

bool CurlClient::Parts::prepare(Transfer& t) {
    auto target = parse_url(t.call.url);
    if (!target) {
        t.refused = "not an http or https address: " + t.call.url.substr(0, 200);
        return false;
    }
    t.target = *target;
    // An address written out, in whatever form, is refused here already: a proxy would connect where we cannot look.
    if (auto written = parse_ip(t.target.host); written && !t.may_connect(*written)) return false;
    if (t.call.method.empty() || has_control(t.call.method) || t.call.method.find(' ') != std::string::npos ||
        !std::all_of(t.call.headers.begin(), t.call.headers.end(), is_clean_header)) {
        t.refused = "a method or header that cannot be sent";
        return false;
    }
    int64_t left = t.deadline_ms - monotonic_now_ms();
    if (left <= 0) {
        t.refused = "no answer within " + std::to_string(t.call.timeout_ms) + " ms";
        return false;
    }
    t.reply = HttpReply();
    t.refused.clear();
    t.header_bytes = 0;
    t.error[0] = 0;
    if (!t.easy) t.easy = curl_easy_init();
    curl_easy_reset(t.easy);
    curl_slist_free_all(t.headers);
    t.headers = nullptr;
    CURL* e = t.easy;
    curl_easy_setopt(e, CURLOPT_PRIVATE, &t);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t.error);
    curl_easy_setopt(e, CURLOPT_URL, t.call.url.c_str());
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    resolve_by_option(t);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    if (!options.proxy_from_environment) curl_easy_setopt(e, CURLOPT_PROXY, "");
    if (!options.certificate_authorities.empty())
        curl_easy_setopt(e, CURLOPT_CAINFO, options.certificate_authorities.c_str());
    if (t.call.skip_certificate_verification) {
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
    }

    if (t.call.method == "HEAD") {
        curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
    } else if (t.call.method != "GET" || !t.call.body.empty()) {
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t.call.body.size()));
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, t.call.body.c_str());
        curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, t.call.method.c_str());
    }
    bool typed = false, agent = false;
    for (const Header& h : t.call.headers) {
        // "Name;" is how libcurl is told to send an empty value.
        std::string line = h.value.empty() ? h.name + ";" : h.name + ": " + h.value;
        t.headers = curl_slist_append(t.headers, line.c_str());
        typed = typed || same_name(h.name, "Content-Type");
        agent = agent || same_name(h.name, "User-Agent");
    }
    if (!typed) t.headers = curl_slist_append(t.headers, "Content-Type:");  // no type of libcurl's choice
    t.headers = curl_slist_append(t.headers, "Expect:");
    if (!agent) curl_easy_setopt(e, CURLOPT_USERAGENT, options.user_agent.c_str());
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, t.headers);

    // The check is made on the very address that is about to be connected to, so no second resolution can slip in between...
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, &t);
    curl_easy_setopt(
        e, CURLOPT_OPENSOCKETFUNCTION, +[](void* data, curlsocktype, curl_sockaddr* a) -> curl_socket_t {
            auto& transfer = *static_cast<Parts::Transfer*>(data);
            auto ip = ip_of(&a->addr);
            if (!ip || !transfer.may_connect(*ip)) return CURL_SOCKET_BAD;
            return ::socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
        });
    // ...and again on a connection that is used a second time, for which the rules may have been others.
    curl_easy_setopt(e, CURLOPT_PREREQDATA, &t);
    curl_easy_setopt(
        e, CURLOPT_PREREQFUNCTION, +[](void* data, char* primary_ip, char*, int, int) -> int {
            auto& transfer = *static_cast<Parts::Transfer*>(data);
            auto ip = parse_ip(primary_ip);
            if (!ip || !transfer.may_connect(*ip)) return CURL_PREREQFUNC_ABORT;
            transfer.refused.clear();  // of another address of the same name
            return CURL_PREREQFUNC_OK;
        });
    curl_easy_setopt(e, CURLOPT_WRITEDATA, &t);
    curl_easy_setopt(
        e, CURLOPT_WRITEFUNCTION, +[](char* bytes, size_t, size_t count, void* data) -> size_t {
            auto& transfer = *static_cast<Parts::Transfer*>(data);
            if (transfer.reply.body.size() + count > transfer.call.bytes_max) {
                transfer.refused = "the answer is larger than " + std::to_string(transfer.call.bytes_max) + " bytes";
                return count ? 0 : 1;
            }
            transfer.reply.body.append(bytes, count);
            return count;
        });
    curl_easy_setopt(e, CURLOPT_HEADERDATA, &t);
    curl_easy_setopt(
        e, CURLOPT_HEADERFUNCTION, +[](char* bytes, size_t, size_t count, void* data) -> size_t {
            auto& transfer = *static_cast<Parts::Transfer*>(data);
            transfer.header_bytes += count;
            if (transfer.header_bytes > kHeaderBytesMax) {
                transfer.refused = "the answer's headers are too large";
                return 0;
            }
            std::string_view line(bytes, count);
            if (line.substr(0, 5) == "HTTP/") {
                transfer.reply.headers.clear();  // what came before was an interim answer
            } else if (size_t colon = line.find(':'); colon != std::string_view::npos) {
                transfer.reply.headers.push_back(
                    {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
            }
            return count;
        });
    return true;
}

void CurlClient::Parts::begin(std::unique_ptr<Transfer> transfer) {
    Transfer& t = *transfer;
    if (!prepare(t)) {
        t.done(Failure{t.refused});
        return;
    }
    curl_multi_add_handle(multi, t.easy);
    running.push_back(std::move(transfer));
}

// Whether the reply is a redirect that is followed; `t` is then the next request.
bool CurlClient::Parts::follow(Transfer& t, long status) {
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) return false;
    if (t.redirects >= t.call.redirects_max) return false;
    char* next = nullptr;
    curl_easy_getinfo(t.easy, CURLINFO_REDIRECT_URL, &next);
    if (!next) return false;
    std::string url = next;
    ++t.redirects;
    auto target = parse_url(url);
    bool same_place = target && *target == t.target;
    if (!same_place) {
        // What names or proves the caller is for the first address only.
        std::erase_if(t.call.headers, [](const Header& h) {
            return same_name(h.name, "Authorization") || same_name(h.name, "Cookie") ||
                   same_name(h.name, "Proxy-Authorization");
        });
        t.call.trusted = false;
    }
    // RFC 9110 15.4: 307 and 308 repeat the request; the others are followed with GET, as browsers do.
    if (status != 307 && status != 308 && t.call.method != "GET" && t.call.method != "HEAD") {
        t.call.method = "GET";
        t.call.body.clear();
        std::erase_if(t.call.headers, [](const Header& h) { return same_name(h.name, "Content-Type"); });
    }
    t.call.url = std::move(url);
    return true;
}

void CurlClient::Parts::end(CURL* easy, CURLcode code) {
    curl_multi_remove_handle(multi, easy);
    auto found = std::find_if(running.begin(), running.end(), [&](const auto& t) { return t->easy == easy; });
    RK_ASSERT(found != running.end());
    std::unique_ptr<Transfer> transfer = std::move(*found);
    running.erase(found);
    Transfer& t = *transfer;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (follow(t, status)) return begin(std::move(transfer));
        t.reply.status = static_cast<int>(status);
        t.reply.url = t.call.url;
        t.done(std::move(t.reply));
        return;
    }
    std::string why = t.refused;
    if (why.empty() && code == CURLE_OPERATION_TIMEDOUT)
        why = "no answer within " + std::to_string(t.call.timeout_ms) + " ms";
    if (why.empty()) why = t.error[0] ? t.error : curl_easy_strerror(code);
    t.done(Failure{why});
}

void CurlClient::Parts::run() {
    while (true) {
        std::vector<std::unique_ptr<Transfer>> fresh;
        std::shared_ptr<const AllowedInternal> rules;
        bool stop;
        {
            std::lock_guard lock(mutex);
            fresh.swap(waiting);
            rules = allowed;
            stop = ending;
        }
        for (auto& t : fresh) {
            t->allowed = rules;
            begin(std::move(t));
        }
        if (stop) break;
        int still = 0;
        curl_multi_perform(multi, &still);
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
        }
        curl_multi_poll(multi, nullptr, 0, 60'000, nullptr);
    }
    for (auto& t : running) {
        curl_multi_remove_handle(multi, t->easy);
        t->done(Failure{"the server is stopping"});
    }
    running.clear();
}

CurlClient::CurlClient(HttpClientOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}

CurlClient::~CurlClient() = default;

void CurlClient::send(HttpCall call, std::function<void(Result<HttpReply>)> done) {
    auto transfer = std::make_unique<Parts::Transfer>(*parts_, std::move(call), std::move(done));
    transfer->deadline_ms = monotonic_now_ms() + transfer->call.timeout_ms;
    {
        std::lock_guard lock(parts_->mutex);
        parts_->waiting.push_back(std::move(transfer));
    }
    curl_multi_wakeup(parts_->multi);
}

void CurlClient::set_allowed_internal(std::string_view setting) {
    auto rules = std::make_shared<const AllowedInternal>(AllowedInternal::parse(setting));
    std::lock_guard lock(parts_->mutex);
    parts_->allowed = std::move(rules);
}

}  // namespace rk::net
