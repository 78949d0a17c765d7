// What the features reach outside through. net/ and base/ implement these, main supplies them, tests supply fakes.
// All of it may wait for a disk or another machine: slow lane and workers only, never with a Tx open. Every method may
// be called from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.h"
#include "base/result.h"

namespace rk {

// ---------------------------------------------------------------- HTTP

// A request to another server, http:// or https:// only.
struct HttpCall {
    std::string method = "GET";
    std::string url;
    std::vector<Header> headers;
    std::string body;
    int timeout_ms = 30'000;         // for everything, redirects included
    size_t bytes_max = 1024 * 1024;  // of the answer's body, unpacked; a larger one is a failure
    int redirects_max = 0;           // followed; the first one beyond is given as it came
    // The address comes from the administrator's settings, not from a user: it may be internal.
    bool trusted = false;
    bool skip_certificate_verification = false;  // ServiceSettings.EnableInsecureOutgoingConnections
};

struct HttpReply {
    int status = 0;  // any: 404 is a reply, not a failure
    std::vector<Header> headers;
    std::string body;
    std::string url;  // where it came from, after redirects
    // "" when absent.
    std::string_view header(std::string_view name) const;
};

// Calls other servers. Unless `trusted`, addresses are checked after name resolution, on every redirect too: this machine's own,
// private, link-local, shared, multicast and reserved ranges are refused unless ServiceSettings.AllowedUntrustedInternalConnections
// lists them. A failure says what went wrong in words that an integration's author may read.
class HttpClient {
  public:
    virtual ~HttpClient() = default;
    // Returns at once; `done` is called exactly once, on the client's own thread, and must not wait.
    virtual void send(HttpCall call, std::function<void(Result<HttpReply>)> done) = 0;
    // The same, waiting.
    Result<HttpReply> fetch(HttpCall call);
};

// ---------------------------------------------------------------- mail

struct Mail {
    std::string to;  // one plain address
    std::string subject;
    std::string text, html;  // either may be empty, not both; with both it is multipart/alternative
    std::string reply_to;    // plain address; empty: the server's
    // More header lines, e.g. {"In-Reply-To", "<…>"}. One of them may be the Message-ID, else a random one is made.
    std::vector<std::pair<std::string, std::string>> headers;
};

// EmailSettings, as far as sending needs them.
struct MailServer {
    enum class Security { open, tls, starttls };
    std::string host;  // empty: mail is not set up, and sending does nothing
    uint16_t port = 25;
    Security security = Security::open;
    bool skip_certificate_verification = false;
    bool log_in = false;  // PLAIN or LOGIN; refused over an open connection to another machine
    std::string user_name, password;
    int timeout_ms = 10'000;  // for connecting, and again for everything
    std::string hello_name;   // this server's own name, for EHLO and the Message-ID; empty: "localhost"
    std::string from_name, from_address, reply_to_address;
};

class Mailer {
  public:
    virtual ~Mailer() = default;
    // Hands the mail to the configured server, or says why not. None: it was accepted, or mail is not set up.
    virtual std::optional<Failure> send(const Mail& mail) = 0;
    // The same by a server that is not (yet) the configured one.
    virtual std::optional<Failure> send_by(const MailServer& server, const Mail& mail) = 0;
    // Connects and logs in, without a mail.
    virtual std::optional<Failure> check(const MailServer& server) = 0;
};

// ---------------------------------------------------------------- files

// Uploaded files, pictures and exports, by Mattermost's paths: "20260131/teams/noteam/channels/…/name.png". A path is
// relative, at most 1024 bytes, its parts separated by one '/', none of them empty, "." or ".."; any other path is a
// failure of every method (and `exists` is false).
class FileStore {
  public:
    virtual ~FileStore() = default;
    virtual Result<std::string> read(std::string_view path) = 0;
    // At most `bytes` bytes from `offset`; fewer at the end.
    virtual Result<std::string> read_range(std::string_view path, uint64_t offset, size_t bytes) = 0;
    // Writes the whole file and makes its folders. Whoever reads sees the old content or the new, never a part; after
    // success it survives a power cut.
    virtual std::optional<Failure> write(std::string_view path, std::string_view bytes) = 0;
    // Takes over a file of this machine, such as a request's spooled body. `local_file` is gone after success.
    virtual std::optional<Failure> take(std::string_view path, const std::string& local_file) = 0;
    // Adds to the end of a file, which is made if need be; for uploads that come in pieces. The file holds exactly
    // `offset` bytes before, otherwise it is a failure: a piece that is sent twice does not count twice.
    virtual std::optional<Failure> append(std::string_view path, uint64_t offset, std::string_view bytes) = 0;
    virtual std::optional<Failure> move(std::string_view from, std::string_view to) = 0;
    // Removing what is not there succeeds.
    virtual std::optional<Failure> remove(std::string_view path) = 0;
    virtual bool exists(std::string_view path) = 0;
    virtual Result<uint64_t> size(std::string_view path) = 0;
    // Every file below that folder at any depth, sorted; all files for "". A folder that is not there is empty.
    virtual Result<std::vector<std::string>> list(std::string_view folder) = 0;
    // Where the file lies on this machine, to be sent from there (Response::File); none when it lies elsewhere.
    virtual std::optional<std::string> local_path(std::string_view path) = 0;
};

// Whether `path` has the form that FileStore asks for.
bool is_store_path(std::string_view path);

}  // namespace rk
