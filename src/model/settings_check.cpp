// What Mattermost refuses in a configuration, and what it mends.
#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>

#include "base/strings.h"
#include "model/settings.h"

namespace rk {

namespace {

bool is_one_of(std::string_view value, std::string_view choices) {
    for (size_t start = 0;;) {
        size_t end = choices.find('|', start);
        if (choices.substr(start, end == std::string_view::npos ? end : end - start) == value) return true;
        if (end == std::string_view::npos) return false;
        start = end + 1;
    }
}

// 15:04, the hour with one digit or two.
bool is_time_of_day(std::string_view text) {
    size_t colon = text.find(':');
    if (colon != 1 && colon != 2) return false;
    if (text.size() != colon + 3) return false;
    int64_t hour = 0;
    int64_t minute = 0;
    for (char c : text)
        if (c != ':' && (c < '0' || c > '9')) return false;
    return parse_int(text.substr(0, colon), hour) && parse_int(text.substr(colon + 1), minute) && hour < 24 &&
           minute < 60;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// A scheme as in links: a letter, then letters, digits, '+', '-', '.'. Blanks around it are allowed.
bool is_url_scheme(std::string_view text) {
    text = trim(text);
    if (text.empty() || !is_letter(text.front())) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

// An absolute address or path, judged as leniently as there: "ftp://x" is one, "no url" is not (golden admin_config).
bool is_request_uri(std::string_view text) {
    if (text.empty()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f) return false;
        if (text[i] == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) return false;
    }
    if (text.front() == '/') return true;
    size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    std::string_view scheme = text.substr(0, colon);
    if (scheme.find(' ') != std::string_view::npos || !is_url_scheme(scheme)) return false;
    std::string_view rest = text.substr(colon + 1);
    if (!rest.starts_with("//")) return true;
    std::string_view host = rest.substr(2, rest.find('/', 2) - 2);
    if (size_t at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    size_t port = std::string_view::npos;
    if (host.starts_with("[")) {
        size_t close = host.find(']');
        if (close == std::string_view::npos) return false;
        if (close + 1 < host.size() && host[close + 1] != ':') return false;
        if (close + 1 < host.size()) port = close + 1;
    } else {
        port = host.rfind(':');
    }
    if (port != std::string_view::npos) {
        std::string_view digits = host.substr(port + 1);
        if (!std::all_of(digits.begin(), digits.end(), is_digit)) return false;
        host = host.substr(0, port);
    }
    return host.find_first_of(" <>\"\\^`{|}") == std::string_view::npos;
}

bool is_http_url(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) && is_request_uri(text);
}

bool is_ip_address(const std::string& text) {
    unsigned char buffer[sizeof(in6_addr)];
    return inet_pton(AF_INET, text.c_str(), buffer) == 1 || inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

bool is_domain_name(std::string_view text) {
    if (text.empty() || text.size() > 255) return false;
    bool has_letter = false;
    for (const auto& label : split(text.ends_with(".") ? text.substr(0, text.size() - 1) : text, '.')) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        for (char c : label) {
            if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_') return false;
            has_letter = has_letter || !is_digit(c);
        }
    }
    return has_letter;
}

// host:port, the host empty, an address or a name.
bool is_listen_address(const std::string& text) {
    size_t colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    std::string host = text.substr(0, colon);
    int64_t port = 0;
    if (!parse_int(std::string_view(text).substr(colon + 1), port) || port < 0 || port > 65535) return false;
    if (host.empty()) return true;
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string::npos) return false;
    return is_ip_address(host) || is_domain_name(host);
}

// domain.tld as AllowedEmailDomain wants it.
bool is_mail_domain(std::string_view text) {
    if (text == "localhost") return true;
    return text.find('.') != std::string_view::npos && !text.ends_with(".") && is_domain_name(text) &&
           is_letter(text.back());
}

constexpr std::string_view kCiphers[] = {
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
};

bool within(const settings::Bound& bound, const Config& config) {
    using Kind = settings::Bound::Kind;
    if (bound.kind == Kind::range) {
        int64_t value = *static_cast<const int64_t*>(bound.at(config));
        return value >= bound.min && value <= bound.max;
    }
    const std::string& value = *static_cast<const std::string*>(bound.at(config));
    auto bytes = static_cast<int64_t>(value.size());
    switch (bound.kind) {
        case Kind::bytes: return bytes >= bound.min && bytes <= bound.max;
        case Kind::empty_or_bytes: return value.empty() || (bytes >= bound.min && bytes <= bound.max);
        case Kind::one_of: return is_one_of(value, bound.choices);
        case Kind::time_of_day: return is_time_of_day(value);
        case Kind::range: break;
    }
    return true;
}

// The rules that look at more than one setting. Each line: what is wrong, the error, the setting to show.
struct Problems {
    std::vector<ConfigProblem>& out;
    void when(bool wrong, std::string_view error, std::string_view setting) {
        if (wrong) out.push_back({"model.config.is_valid." + std::string(error) + ".app_error", std::string(setting)});
    }
    // Some of Mattermost's ids lack the usual end.
    void when_exactly(bool wrong, std::string_view error, std::string_view setting) {
        if (wrong) out.push_back({"model.config.is_valid." + std::string(error), std::string(setting)});
    }
};

void check_service(const Config& config, Problems& problems) {
    const auto& service = config.ServiceSettings;
    problems.when(service.SiteURL.empty() && config.EmailSettings.EnableEmailBatching, "site_url_email_batching",
                  "ServiceSettings.SiteURL");
    problems.when(config.ClusterSettings.Enable && config.EmailSettings.EnableEmailBatching, "cluster_email_batching",
                  "EmailSettings.EnableEmailBatching");
    problems.when(service.SiteURL.empty() && service.AllowCookiesForSubdomains, "allow_cookies_for_subdomains",
                  "ServiceSettings.AllowCookiesForSubdomains");
    problems.when(!service.SiteURL.empty() && !is_request_uri(service.SiteURL), "site_url", "ServiceSettings.SiteURL");
    problems.when(!service.WebsocketURL.empty() && !is_request_uri(service.WebsocketURL), "websocket_url",
                  "ServiceSettings.WebsocketURL");
    problems.when(!is_listen_address(service.ListenAddress), "listen_address", "ServiceSettings.ListenAddress");
    if (service.ConnectionSecurity == "TLS" && !service.UseLetsEncrypt) {
        problems.when(access(service.TLSCertFile.c_str(), F_OK) != 0, "tls_cert_file_missing",
                      "ServiceSettings.TLSCertFile");
        problems.when(access(service.TLSKeyFile.c_str(), F_OK) != 0, "tls_key_file_missing",
                      "ServiceSettings.TLSKeyFile");
    }
    for (const auto& cipher : service.TLSOverwriteCiphers)
        problems.when(std::find(std::begin(kCiphers), std::end(kCiphers), cipher) == std::end(kCiphers),
                      "tls_overwrite_cipher", "ServiceSettings.TLSOverwriteCiphers");
    problems.when(service.CollapsedThreads != "disabled" && !service.ThreadAutoFollow, "collapsed_threads.autofollow",
                  "ServiceSettings.ThreadAutoFollow");
    if (service.EnableLocalMode) {
        size_t slash = service.LocalModeSocketLocation.rfind('/');
        std::string folder = slash == std::string::npos ? "." : service.LocalModeSocketLocation.substr(0, slash + 1);
        problems.when(access(folder.c_str(), F_OK) != 0, "local_mode_socket",
                      "ServiceSettings.LocalModeSocketLocation");
    }
}

void check_stores(const Config& config, Problems& problems) {
    // SQLite has a place of its own for an empty DataSource, unlike Mattermost's engines.
    problems.when(config.SqlSettings.DriverName == "postgres" && config.SqlSettings.DataSource.empty(), "sql_data_src",
                  "SqlSettings.DataSource");
    problems.when(config.FileSettings.MaxImageDecoderConcurrency == 0, "image_decoder_concurrency",
                  "FileSettings.MaxImageDecoderConcurrency");
    const auto& cache = config.CacheSettings;
    problems.when(cache.CacheType == "redis" && cache.RedisAddress.empty(), "empty_redis_address",
                  "CacheSettings.RedisAddress");
    problems.when(cache.CacheType == "redis" && cache.RedisDB < 0, "invalid_redis_db", "CacheSettings.RedisDB");
    const auto& elastic = config.ElasticsearchSettings;
    problems.when(elastic.EnableIndexing && elastic.ConnectionURL.empty(), "elastic_search.connection_url",
                  "ElasticsearchSettings.ConnectionURL");
    problems.when(elastic.EnableSearching && !elastic.EnableIndexing, "elastic_search.enable_searching",
                  "ElasticsearchSettings.EnableSearching");
    problems.when(elastic.EnableAutocomplete && !elastic.EnableIndexing, "elastic_search.enable_autocomplete",
                  "ElasticsearchSettings.EnableAutocomplete");
    if (!elastic.IgnoredPurgeIndexes.empty())
        for (const auto& index : split(elastic.IgnoredPurgeIndexes, ','))
            problems.when(index.starts_with("-"), "elastic_search.ignored_indexes_dash_prefix",
                          "ElasticsearchSettings.IgnoredPurgeIndexes");
    const auto& bleve = config.BleveSettings;
    problems.when(bleve.EnableIndexing && bleve.IndexDir.empty(), "bleve_search.filename", "BleveSettings.IndexDir");
    problems.when(!bleve.EnableIndexing && bleve.EnableSearching, "bleve_search.enable_searching",
                  "BleveSettings.EnableSearching");
    problems.when(!bleve.EnableIndexing && bleve.EnableAutocomplete, "bleve_search.enable_autocomplete",
                  "BleveSettings.EnableAutocomplete");
}

void check_compliance(const Config& config, Problems& problems) {
    const auto& retention = config.DataRetentionSettings;
    problems.when(retention.MessageRetentionDays > 0 && retention.MessageRetentionHours > 0,
                  "data_retention.message_retention_misconfiguration", "DataRetentionSettings.MessageRetentionHours");
    problems.when(retention.FileRetentionDays > 0 && retention.FileRetentionHours > 0,
                  "data_retention.file_retention_misconfiguration", "DataRetentionSettings.FileRetentionHours");
    problems.when(retention.MessageRetentionDays == 0 && retention.MessageRetentionHours == 0,
                  "data_retention.message_retention_both_zero", "DataRetentionSettings.MessageRetentionDays");
    problems.when(retention.FileRetentionDays == 0 && retention.FileRetentionHours == 0,
                  "data_retention.file_retention_both_zero", "DataRetentionSettings.FileRetentionDays");
    const auto& message_export = config.MessageExportSettings;
    if (!message_export.EnableExport) return;
    problems.when(message_export.ExportFromTimestamp < 0, "message_export.export_from",
                  "MessageExportSettings.ExportFromTimestamp");
    problems.when(!is_time_of_day(message_export.DailyRunTime), "message_export.daily_runtime",
                  "MessageExportSettings.DailyRunTime");
    problems.when(message_export.BatchSize < 0, "message_export.batch_size", "MessageExportSettings.BatchSize");
    problems.when(!is_one_of(message_export.ExportFormat, "actiance|globalrelay|csv"), "message_export.export_type",
                  "MessageExportSettings.ExportFormat");
    if (message_export.ExportFormat != "globalrelay") return;
    const Json& relay = message_export.GlobalRelaySettings;
    constexpr std::string_view kRelay = "MessageExportSettings.GlobalRelaySettings";
    const std::string& customer = relay["CustomerType"].as_string();
    problems.when(!is_one_of(customer, "A9|A10|CUSTOM"), "message_export.global_relay.customer_type", kRelay);
    problems.when(customer == "CUSTOM" && (relay["CustomSMTPServerName"].as_string().empty() ||
                                           relay["CustomSMTPPort"].as_string().empty()),
                  "message_export.global_relay.customer_type_custom", kRelay);
    problems.when(relay["EmailAddress"].as_string().find('@') == std::string::npos,
                  "message_export.global_relay.email_address", kRelay);
    problems.when(relay["SMTPUsername"].as_string().empty(), "message_export.global_relay.smtp_username", kRelay);
    problems.when(relay["SMTPPassword"].as_string().empty(), "message_export.global_relay.smtp_password", kRelay);
}

void check_sign_on(const Config& config, Problems& problems) {
    const auto& ldap = config.LdapSettings;
    if (ldap.Enable) {
        problems.when_exactly(ldap.LdapServer.empty(), "ldap_server", "LdapSettings.LdapServer");
        problems.when_exactly(ldap.BaseDN.empty(), "ldap_basedn", "LdapSettings.BaseDN");
        problems.when_exactly(ldap.EmailAttribute.empty(), "ldap_email", "LdapSettings.EmailAttribute");
        problems.when_exactly(ldap.UsernameAttribute.empty(), "ldap_username", "LdapSettings.UsernameAttribute");
        problems.when_exactly(ldap.IdAttribute.empty(), "ldap_id", "LdapSettings.IdAttribute");
        problems.when_exactly(ldap.LoginIdAttribute.empty(), "ldap_login_id", "LdapSettings.LoginIdAttribute");
    }
    const auto& saml = config.SamlSettings;
    if (!saml.Enable) return;
    auto is_pair = [](const std::string& text) {
        return text.empty() || std::count(text.begin(), text.end(), '=') == 1;
    };
    problems.when(!is_http_url(saml.IdpURL), "saml_idp_url", "SamlSettings.IdpURL");
    problems.when(saml.IdpDescriptorURL.empty(), "saml_idp_descriptor_url", "SamlSettings.IdpDescriptorURL");
    problems.when(saml.IdpCertificateFile.empty(), "saml_idp_cert", "SamlSettings.IdpCertificateFile");
    problems.when(saml.EmailAttribute.empty(), "saml_email_attribute", "SamlSettings.EmailAttribute");
    problems.when(saml.UsernameAttribute.empty(), "saml_username_attribute", "SamlSettings.UsernameAttribute");
    problems.when(saml.ServiceProviderIdentifier.empty(), "saml_spidentifier_attribute",
                  "SamlSettings.ServiceProviderIdentifier");
    problems.when(saml.Verify && !is_http_url(saml.AssertionConsumerServiceURL), "saml_assertion_consumer_service_url",
                  "SamlSettings.AssertionConsumerServiceURL");
    problems.when(saml.Encrypt && saml.PrivateKeyFile.empty(), "saml_private_key", "SamlSettings.PrivateKeyFile");
    problems.when(saml.Encrypt && saml.PublicCertificateFile.empty(), "saml_public_cert",
                  "SamlSettings.PublicCertificateFile");
    problems.when(!is_one_of(saml.SignatureAlgorithm, "RSAwithSHA1|RSAwithSHA256|RSAwithSHA512"),
                  "saml_signature_algorithm", "SamlSettings.SignatureAlgorithm");
    problems.when(!is_one_of(saml.CanonicalAlgorithm, "Canonical1.0|Canonical1.1"), "saml_canonical_algorithm",
                  "SamlSettings.CanonicalAlgorithm");
    problems.when(!is_pair(saml.GuestAttribute), "saml_guest_attribute", "SamlSettings.GuestAttribute");
    problems.when(!is_pair(saml.AdminAttribute), "saml_admin_attribute", "SamlSettings.AdminAttribute");
}

void check_clients(const Config& config, Problems& problems) {
    const auto& locales = config.LocalizationSettings;
    problems.when(!locales.AvailableLocales.empty() &&
                      locales.AvailableLocales.find(locales.DefaultClientLocale) == std::string::npos,
                  "localization.available_locales", "LocalizationSettings.AvailableLocales");
    for (const auto& scheme : config.DisplaySettings.CustomURLSchemes)
        problems.when(!is_url_scheme(scheme), "display.custom_url_schemes", "DisplaySettings.CustomURLSchemes");
    const auto& proxy = config.ImageProxySettings;
    if (proxy.Enable) {
        bool remote = proxy.ImageProxyType == "atmos/camo";
        problems.when(!remote && proxy.ImageProxyType != "local", "image_proxy_type",
                      "ImageProxySettings.ImageProxyType");
        problems.when(remote && proxy.RemoteImageProxyURL.empty(), "atmos_camo_image_proxy_url",
                      "ImageProxySettings.RemoteImageProxyURL");
        problems.when(remote && proxy.RemoteImageProxyOptions.empty(), "atmos_camo_image_proxy_options",
                      "ImageProxySettings.RemoteImageProxyOptions");
    }
    for (const auto& domain : config.WranglerSettings.AllowedEmailDomain)
        problems.when(!is_mail_domain(domain), "move_thread.domain_invalid", "WranglerSettings.AllowedEmailDomain");
    std::vector<std::string> parts = split(config.RenkeiSettings.AnnouncedVersion, '.');
    bool is_version = parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
                          return !part.empty() && part.size() < 6 && std::all_of(part.begin(), part.end(), is_digit);
                      });
    problems.when(!is_version, "renkei.announced_version", "RenkeiSettings.AnnouncedVersion");
    for (const auto& network : config.RenkeiSettings.TrustedProxyCidrs) {
        size_t slash = network.find('/');
        std::string address = network.substr(0, slash);
        int64_t bits = 0;
        bool good = is_ip_address(address);
        if (slash != std::string::npos)
            good = good && parse_int(std::string_view(network).substr(slash + 1), bits) && bits >= 0 &&
                   bits <= (address.find(':') == std::string::npos ? 32 : 128);
        problems.when(!good, "renkei.trusted_proxy_cidrs", "RenkeiSettings.TrustedProxyCidrs");
    }
}

// Languages that Mattermost has server texts in, each between blanks.
constexpr std::string_view kLocales =
    " am ar be bg br ca cs da de el en en-AU es et eu fa fi fr gl gu he hi hr hu id it ja ka kk km ko "
    "lo lt mk ml mn nb-NO ne nl pl pt pt-BR ro ru si sl sq sr sv th tr uk vi zh-CN zh-TW ";

bool is_locale(std::string_view text) {
    return !text.empty() && kLocales.find(' ' + std::string(text) + ' ') != std::string_view::npos;
}

void replace_empty(std::string& value, const std::string& otherwise) {
    if (value.empty()) value = otherwise;
}

}  // namespace

std::vector<ConfigProblem> check_config(const Config& config) {
    std::vector<ConfigProblem> found;
    Problems problems{found};
    check_service(config, problems);
    for (const auto& bound : settings::bounds())
        problems.when(!within(bound, config), bound.error, std::string(bound.section) + '.' + bound.name);
    check_stores(config, problems);
    check_sign_on(config, problems);
    check_compliance(config, problems);
    check_clients(config, problems);
    return found;
}

void fix_config(Config& config) {
    const Config defaults;
    auto& service = config.ServiceSettings;
    while (service.SiteURL.ends_with("/")) service.SiteURL.pop_back();
    if (service.WebserverMode == "regular") service.WebserverMode = "gzip";
    if (service.ExperimentalGroupUnreadChannels == "0") service.ExperimentalGroupUnreadChannels = "disabled";
    if (service.ExperimentalGroupUnreadChannels == "1") service.ExperimentalGroupUnreadChannels = "default_on";
    service.UniqueEmojiReactionLimitPerPost = std::min<int64_t>(service.UniqueEmojiReactionLimitPerPost, 500);
    replace_empty(config.TeamSettings.SiteName, defaults.TeamSettings.SiteName);
    auto& mail = config.EmailSettings;
    replace_empty(mail.SMTPServer, defaults.EmailSettings.SMTPServer);
    replace_empty(mail.SMTPPort, defaults.EmailSettings.SMTPPort);
    if (mail.SMTPServerTimeout == 0) mail.SMTPServerTimeout = defaults.EmailSettings.SMTPServerTimeout;
    if (mail.ConnectionSecurity == "PLAIN") mail.ConnectionSecurity.clear();
    auto& files = config.FileSettings;
    replace_empty(files.Directory, defaults.FileSettings.Directory);
    if (files.DriverName == "local" && !files.Directory.ends_with("/")) files.Directory += '/';
    replace_empty(files.AmazonS3Endpoint, defaults.FileSettings.AmazonS3Endpoint);
    replace_empty(files.ExportDirectory, defaults.FileSettings.ExportDirectory);
    replace_empty(files.ExportAmazonS3Endpoint, defaults.FileSettings.ExportAmazonS3Endpoint);
    replace_empty(config.ImportSettings.Directory, defaults.ImportSettings.Directory);
    replace_empty(config.ExportSettings.Directory, defaults.ExportSettings.Directory);
    replace_empty(config.SamlSettings.LoginButtonText, defaults.SamlSettings.LoginButtonText);
    auto& plugins = config.PluginSettings;
    replace_empty(plugins.Directory, defaults.PluginSettings.Directory);
    replace_empty(plugins.ClientDirectory, defaults.PluginSettings.ClientDirectory);
    replace_empty(plugins.MarketplaceURL, defaults.PluginSettings.MarketplaceURL);
    auto& locales = config.LocalizationSettings;
    if (!is_locale(locales.DefaultServerLocale))
        locales.DefaultServerLocale = defaults.LocalizationSettings.DefaultServerLocale;
    if (!is_locale(locales.DefaultClientLocale))
        locales.DefaultClientLocale = defaults.LocalizationSettings.DefaultClientLocale;
    if (!locales.AvailableLocales.empty()) {
        std::vector<std::string> available = split(locales.AvailableLocales, ',');
        if (!std::all_of(available.begin(), available.end(), is_locale)) locales.AvailableLocales.clear();
        else if (!contains(available, locales.DefaultClientLocale))
            locales.AvailableLocales += ',' + locales.DefaultClientLocale;
    }
}

}  // namespace rk
