#include "main/server.h"

#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/access.h"
#include "app/app.h"
#include "app/config_store.h"
#include "app/filters.h"
#include "app/hub.h"
#include "app/metrics.h"
#include "app/session_store.h"
#include "app/ticker.h"
#include "app/workers.h"
#include "base/file_store_local.h"
#include "base/log.h"
#include "base/strings.h"
#include "db/db.h"
#include "feature/all_routes.h"
#include "feature/deliveries/deliveries.h"
#include "feature/status/status.h"
#include "main/data_lock.h"
#include "model/client_config.h"
#include "net/http_client.h"
#include "net/server.h"
#include "net/smtp.h"
#include "slack/hook_reader.h"

namespace rk {

namespace {

// Most of an idle server's memory is code, and much of it only the start ran. Those pages are let go; what is needed again
// the kernel still has. Nothing else than segments of code, which nobody writes to.
void let_go_of_code() {
    dl_iterate_phdr(
        [](dl_phdr_info* object, size_t, void*) {
            if (std::string_view(object->dlpi_name).find("vdso") != std::string_view::npos) return 0;
            const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
            for (size_t i = 0; i < object->dlpi_phnum; ++i) {
                const auto& segment = object->dlpi_phdr[i];
                if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X) || (segment.p_flags & PF_W)) continue;
                const uintptr_t begin = object->dlpi_addr + segment.p_vaddr, end = begin + segment.p_memsz;
                const uintptr_t first = (begin + page - 1) / page * page, behind = end / page * page;
                // Only a saving: when it is refused, the pages stay.
                if (behind > first) madvise(reinterpret_cast<void*>(first), behind - first, MADV_DONTNEED);
            }
            return 0;
        },
        nullptr);
}

struct SystemClock : Clock {
    Millis now() override { return now_ms(); }
};

log::Level log_level(const std::string& name) {
    if (name == "DEBUG" || name == "debug" || name == "trace" || name == "TRACE") return log::Level::debug;
    if (name == "WARN" || name == "warn") return log::Level::warn;
    if (name == "ERROR" || name == "error") return log::Level::error;
    return log::Level::info;
}

void configure_log(const Config& config, const std::string& data_dir) {
    const auto& from = config.LogSettings;
    log::Options to;
    to.console = from.EnableConsole;
    to.console_json = from.ConsoleJson;
    to.console_level = log_level(from.ConsoleLevel);
    to.file = from.EnableFile;
    to.file_json = from.FileJson;
    to.file_level = log_level(from.FileLevel);
    std::string directory = from.FileLocation.empty() ? data_dir + "/logs" : from.FileLocation;
    to.file_path = directory + "/renkei.log";
    log::configure(to);
}

net::ServerOptions server_options(const Config& config, const ServerArguments& arguments) {
    net::ServerOptions o;
    o.listen = arguments.listen.empty() ? config.ServiceSettings.ListenAddress : arguments.listen;
    o.io_threads = static_cast<int>(config.RenkeiSettings.IoThreads);
    if (config.ServiceSettings.ConnectionSecurity == "TLS") {
        o.tls.certificate_file = config.ServiceSettings.TLSCertFile;
        o.tls.key_file = config.ServiceSettings.TLSKeyFile;
        if (config.ServiceSettings.TLSMinVer == "1.3") o.tls.minimum_minor = 3;
    }
    o.client_ip_headers = config.ServiceSettings.TrustedProxyIPHeader;
    for (const std::string& cidr : config.RenkeiSettings.TrustedProxyCidrs)
        if (auto range = net::parse_ip_range(cidr)) o.trusted_proxies.push_back(*range);
    o.parser.head_bytes = o.parser.line_bytes = static_cast<size_t>(config.RenkeiSettings.HeaderBytesMax);
    o.connections_max = static_cast<size_t>(config.RenkeiSettings.ConnectionsMax);
    o.pipeline_max = static_cast<int>(config.RenkeiSettings.PipelinedMax);
    o.head_timeout_ms = config.RenkeiSettings.HeaderTimeoutSeconds * 1000;
    o.idle_timeout_ms = config.ServiceSettings.IdleTimeout * 1000;
    o.spool_dir = arguments.data_dir + "/tmp";
    return o;
}

// FileSettings.Directory, where a server that came from Mattermost has its files; without it beside the database.
std::string files_folder(const Config& config, const ServerArguments& arguments) {
    std::string folder = config.FileSettings.Directory;
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    return folder.empty() || folder == "./data" ? arguments.data_dir + "/files" : folder;
}

MailServer mail_server(const Config& config) {
    const auto& from = config.EmailSettings;
    MailServer to;
    to.host = from.SMTPServer;
    int64_t port = 25;
    if (parse_int(from.SMTPPort, port)) to.port = static_cast<uint16_t>(port);
    to.security = from.ConnectionSecurity == "TLS"        ? MailServer::Security::tls
                  : from.ConnectionSecurity == "STARTTLS" ? MailServer::Security::starttls
                                                          : MailServer::Security::open;
    to.skip_certificate_verification = from.SkipServerCertificateVerification;
    to.log_in = from.EnableSMTPAuth;
    to.user_name = from.SMTPUsername;
    to.password = from.SMTPPassword;
    to.timeout_ms = static_cast<int>(from.SMTPServerTimeout) * 1000;
    to.from_name = from.FeedbackName;
    to.from_address = from.FeedbackEmail;
    to.reply_to_address = from.ReplyToAddress;
    return to;
}

}  // namespace

DatabaseOptions database_options(const Config& config, const ServerArguments& arguments) {
    DatabaseOptions o;
    const std::string& source = config.SqlSettings.DataSource;
    if (config.SqlSettings.DriverName == "postgres") o.postgres_url = source;
    else o.sqlite_path = source.empty() ? arguments.data_dir + "/renkei.db" : source;
    o.postgres_connections = static_cast<int>(std::min<int64_t>(config.SqlSettings.MaxOpenConns, 16));
    return o;
}

struct Parts::Impl {
    Impl(LoadedConfig loaded, const ServerArguments& a) : arguments(a), config(std::move(loaded.config)) {
        config.environment_overrides = std::move(loaded.environment_overrides);
        config.file_path = std::move(loaded.file);
    }
    ServerArguments arguments;
    SystemClock clock;
    ConfigStore config;
    Metrics metrics;
    StandardHeaders headers;
    slack::HookReader slack_hooks;
    ServerFacts facts;
    RoleStore roles;
    SessionStore sessions;
    std::unique_ptr<Workers> workers;
    std::unique_ptr<FileStore> files;
    std::unique_ptr<Mailer> mailer;
    std::unique_ptr<net::CurlClient> http;
    std::unique_ptr<Database> db;
    std::unique_ptr<StatusStore> statuses;
    std::unique_ptr<Hub> hub;
    Ticker ticker;
};

Parts::Parts(LoadedConfig loaded, const ServerArguments& arguments)
    : impl_(std::make_unique<Impl>(std::move(loaded), arguments)) {
    Impl& p = *impl_;
    Services& s = services_;
    auto config = p.config.get();
    std::error_code ignored;  // a directory that cannot be made shows itself when something is put there
    std::filesystem::create_directories(arguments.data_dir + "/tmp", ignored);
    std::filesystem::create_directories(arguments.data_dir + "/logs", ignored);
    p.config.set_saver([&p](const Config& changed) {
        auto saved = save_config(changed, p.config.file_path, p.config.environment_overrides);
        if (!saved) throw Err::internal_error.because(saved.error());
    });
    p.config.set_loader([&p]() -> Result<Config> {
        auto again = load_config(p.arguments);
        if (!again) return Failure{again.error()};
        return std::move(again->config);
    });
    p.config.on_change([&p](const Config& before, const Config& after) {
        auto is_of_log = [](const auto* setting) { return std::string_view(setting->section) == "LogSettings"; };
        auto changed = changed_settings(before, after);
        if (std::any_of(changed.begin(), changed.end(), is_of_log)) configure_log(after, p.arguments.data_dir);
    });
    s.clock = &p.clock;
    s.config = &p.config;
    s.metrics = &p.metrics;
    s.headers = &p.headers;
    s.slack_hooks = &p.slack_hooks;
    s.facts = &p.facts;
    s.roles = &p.roles;
    s.sessions = &p.sessions;
    p.files = std::make_unique<LocalFileStore>(files_folder(*config, arguments));
    s.files = p.files.get();
    p.workers = std::make_unique<Workers>(8, 4096);
    s.workers = p.workers.get();
    p.mailer = std::make_unique<SmtpMailer>([&s] { return mail_server(*config_of(s)); });
    s.mailer = p.mailer.get();
    net::HttpClientOptions calls;
    calls.allowed_internal = config->ServiceSettings.AllowedUntrustedInternalConnections;
    p.http = std::make_unique<net::CurlClient>(std::move(calls));
    s.http = p.http.get();
    p.config.on_change([&p](const Config& before, const Config& after) {
        const std::string& allowed = after.ServiceSettings.AllowedUntrustedInternalConnections;
        if (allowed != before.ServiceSettings.AllowedUntrustedInternalConnections)
            p.http->set_allowed_internal(allowed);
    });

    DatabaseOptions options = database_options(*config, arguments);
    EventSink sink = [&s](std::vector<Event>&& events) {
        if (s.hub) s.hub->publish(std::move(events));
    };
    p.db = open_database(options, &s, p.clock, std::move(sink));
    s.db = p.db.get();
    p.db->write([](Tx& tx) { access::add_default_roles(tx); });
    p.db->read([&](Tx& tx) { p.roles.load(tx); });
    p.statuses = std::make_unique<StatusStore>(s);
    s.statuses = p.statuses.get();
    s.ticker = &p.ticker;
}

Parts::~Parts() {
    Impl& p = *impl_;
    p.ticker.stop();
    if (p.workers) p.workers->stop();
    if (p.statuses) p.statuses->flush();
    if (p.db) p.db->stop();
    services_.hub = nullptr;
}

int serve(const ServerArguments& arguments) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // every thread made from here on inherits it
    signal(SIGPIPE, SIG_IGN);
    // A heap for each thread keeps what the largest request of each once took: 40 MB after some searches in 10,000 channels.
    // With two, nothing measured was slower (docs/performance.md).
    mallopt(M_ARENA_MAX, 2);

    auto loaded = load_config(arguments);
    if (!loaded) {
        log::error(loaded.error());
        return 1;
    }
    configure_log(loaded->config, arguments.data_dir);
    DataLock lock;  // so that commands that must be alone on the data know of this server
    if (const DatabaseOptions options = database_options(loaded->config, arguments); !options.sqlite_path.empty()) {
        auto shared = DataLock::share(options.sqlite_path);
        if (!shared) {
            log::error(shared.error());
            return 1;
        }
        lock = std::move(*shared);
    }
    std::unique_ptr<Parts> parts;
    try {
        parts = std::make_unique<Parts>(std::move(*loaded), arguments);
    } catch (const DbError& failure) {
        log::error("The database cannot be opened", {{"why", failure.message}});
        return 1;
    }
    Parts::Impl& p = *parts->impl_;
    Services& s = parts->services();

    App app(s);
    for (auto routes : all_routes()) app.add_routes(routes);
    net::Server server(server_options(*p.config.get(), arguments), app);
    p.hub = std::make_unique<Hub>(s, server.io_threads(),
                                  [&server](int loop, std::function<void()> fn) { server.post(loop, std::move(fn)); });
    s.hub = p.hub.get();
    p.ticker.every(1000, [&p] { p.hub->tick(); });
    start_features(s);

    auto started = server.start();
    if (!started) {
        log::error("The server cannot listen", {{"why", started.error()}});
        return 1;
    }
    deliveries::run(s);
    p.ticker.start();
    malloc_trim(0);  // what starting took and gave back
    let_go_of_code();
    log::info("Server is listening", {{"port", server.port()},
                                      {"data", arguments.data_dir},
                                      {"engine", p.db->engine() == Engine::sqlite ? "sqlite" : "postgres"}});
    for (;;) {
        int signal_number = 0;
        sigwait(&signals, &signal_number);
        if (signal_number != SIGHUP) break;
        if (auto reloaded = server.reload_tls(); !reloaded)
            log::error("Certificate not reloaded", {{"why", reloaded.error()}});
    }
    log::info("Server is stopping");
    p.ticker.stop();
    p.hub->stop();
    server.stop(p.config.get()->RenkeiSettings.ShutdownSeconds * 1000);
    p.workers->stop();
    stop_features(s);
    parts.reset();
    log::info("Server has stopped");
    return 0;
}

}  // namespace rk
