#include "model/settings.h"

#include <doctest/doctest.h>

#include <set>

using namespace rk;

namespace {

Json parse(std::string_view text) {
    auto json = Json::parse(text);
    REQUIRE(json);
    return *json;
}

// The error that a valid configuration with this one value gets; empty when it is taken.
std::string refusal(std::string_view path, std::string_view json_value) {
    Config config = default_config();
    const settings::Setting* setting = settings::find_setting(path);
    REQUIRE(setting);
    REQUIRE(settings::set_value(config, *setting, parse(json_value)));
    auto problems = check_config(config);
    if (problems.empty()) return "";
    CHECK(problems.front().setting == path);
    return problems.front().error_id;
}

}  // namespace

TEST_CASE("settings: the defaults are sound and Mattermost's") {
    Config config = default_config();
    CHECK(check_config(config).empty());
    CHECK(config.ServiceSettings.SiteURL.empty());
    CHECK(config.ServiceSettings.ListenAddress == ":8065");
    CHECK(config.ServiceSettings.MaximumLoginAttempts == 10);
    CHECK(config.ServiceSettings.CollapsedThreads == "always_on");
    CHECK(config.TeamSettings.SiteName == "Mattermost");
    CHECK(config.TeamSettings.MaxUsersPerTeam == 50);
    CHECK(config.SqlSettings.DriverName == "sqlite");
    CHECK(config.PasswordSettings.MinimumLength == 8);
    CHECK(config.FileSettings.MaxFileSize == 104857600);
    CHECK(config.NativeAppSettings.AppCustomURLSchemes == std::vector<std::string>{"mmauth://", "mmauthbeta://"});
    CHECK(config.MessageExportSettings.GlobalRelaySettings["SMTPServerTimeout"].as_integer() == 1800);
    CHECK(config.RenkeiSettings.AnnouncedVersion == "10.11.0");
    CHECK(config.FeatureFlags.TestFeature == "off");
}

TEST_CASE("settings: every one has a name of its own, a doc sentence, and a section in one place") {
    std::set<std::string> paths;
    std::set<std::string> environment_names;
    std::set<std::string> closed_sections;
    std::string section;
    for (const auto& setting : settings::list()) {
        CAPTURE(setting.path());
        CHECK(paths.insert(setting.path()).second);
        CHECK(environment_names.insert(environment_name(setting)).second);
        CHECK(std::string_view(setting.doc).ends_with("."));
        if (section != setting.section) {
            CHECK(closed_sections.insert(setting.section).second);
            section = setting.section;
        }
        if (setting.is(settings::generated)) CHECK(setting.type == settings::Type::String);
        if (setting.type == settings::Type::Blob) {
            Json value = settings::value_of(default_config(), setting);
            CHECK((value.is_object() || value.is_array()));
        }
    }
    for (const auto& bound : settings::bounds()) CHECK(paths.contains(std::string(bound.section) + '.' + bound.name));
    CHECK(describe_settings().size() == paths.size());
}

TEST_CASE("settings: JSON and back gives the same") {
    Config config = default_config();
    config.ServiceSettings.SiteURL = "https://chat.example.com";
    config.DisplaySettings.CustomURLSchemes = {"git", "smtp"};
    config.PluginSettings.PluginStates = parse(R"({"a.b":{"Enable":true}})");
    auto again = config_from_json(config_to_json(config), default_config());
    REQUIRE(again);
    CHECK(changed_settings(config, *again).empty());
    CHECK(config_to_json(*again).dump() == config_to_json(config).dump());
}

TEST_CASE("settings: what JSON does not name stays, what it misnames is ignored, a wrong type is refused") {
    Config base = default_config();
    base.TeamSettings.SiteName = "Base";
    auto some = config_from_json(
        parse(R"({"TeamSettings":{"MaxUsersPerTeam":7,"SiteName":null,"NoSuch":1},"NoSuchSettings":{"A":1},
                  "ServiceSettings":null,"SqlSettings":{"MaxIdleConns":3.0}})"),
        base);
    REQUIRE(some);
    CHECK(some->TeamSettings.SiteName == "Base");
    CHECK(some->TeamSettings.MaxUsersPerTeam == 7);
    CHECK(some->SqlSettings.MaxIdleConns == 3);
    CHECK(changed_settings(base, *some).size() == 2);

    auto error = [&](std::string_view text) {
        auto result = config_from_json(parse(text), base);
        return result ? std::string() : result.error();
    };
    CHECK(error("[]") == "the configuration must be an object");
    CHECK(error(R"({"TeamSettings":3})") == "TeamSettings must be an object");
    CHECK(error(R"({"TeamSettings":{"SiteName":3}})") == "TeamSettings.SiteName must be a string");
    CHECK(error(R"({"TeamSettings":{"MaxUsersPerTeam":"3"}})") ==
          "TeamSettings.MaxUsersPerTeam must be a whole number");
    CHECK(error(R"({"TeamSettings":{"MaxUsersPerTeam":1.5}})") ==
          "TeamSettings.MaxUsersPerTeam must be a whole number");
    CHECK(error(R"({"TeamSettings":{"EnableOpenServer":1}})") == "TeamSettings.EnableOpenServer must be a boolean");
    CHECK(error(R"({"DisplaySettings":{"CustomURLSchemes":["a",1]}})") ==
          "DisplaySettings.CustomURLSchemes must be a list of strings");
    CHECK(error(R"({"PluginSettings":{"Plugins":"x"}})") == "PluginSettings.Plugins must be a JSON object or list");
}

TEST_CASE("settings: secrets are masked, and a mask sent back changes nothing") {
    Config config = default_config();
    Json plain = masked(config);
    // Masked though empty: golden admin_config "secrets are masked".
    CHECK(plain["SqlSettings"]["DataSource"].as_string() == kMask);
    CHECK(plain["SqlSettings"]["AtRestEncryptKey"].as_string() == kMask);
    CHECK(plain["FileSettings"]["PublicLinkSalt"].as_string() == kMask);
    CHECK(plain["EmailSettings"]["SMTPPassword"].as_string() == "");
    CHECK(plain["SqlSettings"]["DataSourceReplicas"].size() == 0);

    fill_generated(config);
    config.SqlSettings.DataSource = "postgres://u:p@h/d";
    config.SqlSettings.DataSourceReplicas = {"one", "two"};
    config.SqlSettings.ReplicaLagSettings = parse(R"([{"DataSource":"lag","QueryTimeLag":"q"}])");
    config.FileSettings.AmazonS3SecretAccessKey = "s3-secret";
    config.EmailSettings.SMTPPassword = "smtp-secret";
    config.GitLabSettings.Secret = "gl-secret";
    config.LdapSettings.BindPassword = "ldap-secret";
    config.MessageExportSettings.GlobalRelaySettings.set("SMTPPassword", Json("relay-secret"));
    Json sent = masked(config);
    CHECK(sent.dump().find("-secret") == std::string::npos);
    CHECK(sent.dump().find("postgres://") == std::string::npos);
    CHECK(sent["SqlSettings"]["DataSourceReplicas"].items()[1].as_string() == kMask);
    CHECK(sent["MessageExportSettings"]["GlobalRelaySettings"]["SMTPPassword"].as_string() == kMask);

    auto back = config_from_json(sent, default_config());
    REQUIRE(back);
    keep_masked_values(*back, config);
    CHECK(changed_settings(config, *back).empty());

    back->EmailSettings.SMTPPassword.clear();
    keep_masked_values(*back, config);
    CHECK(back->EmailSettings.SMTPPassword.empty());
}

TEST_CASE("settings: generated secrets are long, differ, and stay") {
    Config config = default_config();
    fill_generated(config);
    CHECK(config.FileSettings.PublicLinkSalt.size() == 32);
    CHECK(config.SqlSettings.AtRestEncryptKey.size() == 32);
    CHECK(config.FileSettings.PublicLinkSalt != config.SqlSettings.AtRestEncryptKey);
    Config again = config;
    fill_generated(again);
    CHECK(changed_settings(config, again).empty());
    CHECK(check_config(config).empty());
}

TEST_CASE("settings: impossible values are refused as there") {  // golden admin_config "values that are refused"
    struct Row {
        const char* path;
        const char* value;
        const char* error;
    };
    const Row rows[] = {
        {"TeamSettings.MaxUsersPerTeam", "0", "max_users"},
        {"TeamSettings.MaxChannelsPerTeam", "-1", "max_channels"},
        {"TeamSettings.MaxNotificationsPerChannel", "0", "max_notify_per_channel"},
        {"TeamSettings.SiteName", "\"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\"", "sitename_length"},
        {"TeamSettings.RestrictDirectMessage", "\"some\"", "restrict_direct_message"},
        {"TeamSettings.TeammateNameDisplay", "\"none\"", "teammate_name_display"},
        {"ServiceSettings.SiteURL", "\"no url\"", "site_url"},
        {"ServiceSettings.SiteURL", "\"ftp://x\"", nullptr},
        {"ServiceSettings.SiteURL", "\"https://chat.example.com:8443/sub\"", nullptr},
        {"ServiceSettings.SiteURL", "\"http://[::1]:8065\"", nullptr},
        {"ServiceSettings.SiteURL", "\"http://host:port\"", "site_url"},
        {"ServiceSettings.SiteURL", "\"http://a b\"", "site_url"},
        {"ServiceSettings.ListenAddress", "\"\"", "listen_address"},
        {"ServiceSettings.ListenAddress", "\"127.0.0.1:0\"", nullptr},
        {"ServiceSettings.ListenAddress", "\"[::]:8065\"", nullptr},
        {"ServiceSettings.ListenAddress", "\"localhost:8065\"", nullptr},
        {"ServiceSettings.ListenAddress", "\":70000\"", "listen_address"},
        {"ServiceSettings.MaximumLoginAttempts", "0", "login_attempts"},
        {"ServiceSettings.ReadTimeout", "0", "read_timeout"},
        {"ServiceSettings.WriteTimeout", "-1", "write_timeout"},
        {"ServiceSettings.TimeBetweenUserTypingUpdatesMilliseconds", "10", "time_between_user_typing"},
        {"ServiceSettings.WebsocketURL", "\"http://x\"", nullptr},
        {"ServiceSettings.ConnectionSecurity", "\"odd\"", "webserver_security"},
        {"ServiceSettings.CollapsedThreads", "\"odd\"", "collapsed_threads"},
        {"ServiceSettings.ThreadAutoFollow", "false", "collapsed_threads.autofollow"},
        {"ServiceSettings.AllowCookiesForSubdomains", "true", "allow_cookies_for_subdomains"},
        {"EmailSettings.ConnectionSecurity", "\"odd\"", "email_security"},
        {"EmailSettings.EmailBatchingBufferSize", "0", "email_batching_buffer_size"},
        {"EmailSettings.EmailBatchingInterval", "1", "email_batching_interval"},
        {"EmailSettings.EmailNotificationContentsType", "\"odd\"", "email_notification_contents_type"},
        {"EmailSettings.FeedbackEmail", "\"not an address\"", nullptr},
        {"EmailSettings.SMTPServerTimeout", "0", nullptr},
        {"FileSettings.MaxFileSize", "0", "max_file_size"},
        {"FileSettings.DriverName", "\"odd\"", "file_driver"},
        {"FileSettings.Directory", "\"\"", "directory"},
        {"FileSettings.PublicLinkSalt", "\"short\"", "file_salt"},
        {"FileSettings.MaxImageDecoderConcurrency", "0", "image_decoder_concurrency"},
        {"PasswordSettings.MinimumLength", "1", "password_length"},
        {"PasswordSettings.MinimumLength", "100", "password_length"},
        {"PasswordSettings.MinimumLength", "72", nullptr},
        {"RateLimitSettings.PerSec", "0", "rate_sec"},
        {"RateLimitSettings.MemoryStoreSize", "0", "rate_mem"},
        {"RateLimitSettings.MaxBurst", "0", "max_burst"},
        {"SqlSettings.MaxIdleConns", "0", "sql_idle"},
        {"SqlSettings.MaxOpenConns", "-1", "sql_max_conn"},
        {"SqlSettings.QueryTimeout", "0", "sql_query_timeout"},
        {"SqlSettings.DriverName", "\"mysql\"", "sql_driver"},
        {"LocalizationSettings.DefaultClientLocale", "\"xx\"", nullptr},
        {"LocalizationSettings.AvailableLocales", "\"de,xx\"", "localization.available_locales"},
        {"LdapSettings.SyncIntervalMinutes", "0", "ldap_sync_interval"},
        {"LdapSettings.MaxPageSize", "-1", "ldap_max_page_size"},
        {"SamlSettings.SignatureAlgorithm", "\"odd\"", nullptr},
        {"ElasticsearchSettings.LiveIndexingBatchSize", "0", "elastic_search.live_indexing_batch_size"},
        {"DataRetentionSettings.MessageRetentionDays", "0", "data_retention.message_retention_both_zero"},
        {"DataRetentionSettings.DeletionJobStartTime", "\"25:00\"", "data_retention.deletion_job_start_time"},
        {"DataRetentionSettings.DeletionJobStartTime", "\"9:05\"", nullptr},
        {"MessageExportSettings.BatchSize", "-1", nullptr},
        {"DisplaySettings.CustomURLSchemes", "[\"1x\"]", "display.custom_url_schemes"},
        {"DisplaySettings.CustomURLSchemes", "[\"git\", \"smtp\"]", nullptr},
        {"DisplaySettings.MaxMarkdownNodes", "-1", nullptr},
        {"ImageProxySettings.ImageProxyType", "\"odd\"", nullptr},
        {"SupportSettings.SupportEmail", "\"no address\"", nullptr},
        {"SupportSettings.CustomTermsOfServiceReAcceptancePeriod", "-1", nullptr},
        {"PluginSettings.SignaturePublicKeyFiles", "[\"/x\"]", nullptr},
        {"ExperimentalSettings.LinkMetadataTimeoutMilliseconds", "0", "link_metadata_timeout"},
        {"ExportSettings.RetentionDays", "-1", nullptr},
        {"ExportSettings.Directory", "\"\"", nullptr},
        {"ImportSettings.RetentionDays", "0", "import.retention_days_too_low"},
        {"RenkeiSettings.AnnouncedVersion", "\"10.11\"", "renkei.announced_version"},
        {"RenkeiSettings.AnnouncedVersion", "\"11.6.0\"", nullptr},
        {"RenkeiSettings.TrustedProxyCidrs", "[\"10.0.0.0/8\", \"::1\"]", nullptr},
        {"RenkeiSettings.TrustedProxyCidrs", "[\"10.0.0.0/33\"]", "renkei.trusted_proxy_cidrs"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CAPTURE(row.value);
        CHECK(refusal(row.path, row.value) ==
              (row.error ? "model.config.is_valid." + std::string(row.error) + ".app_error" : ""));
    }
}

TEST_CASE("settings: rules over several settings") {
    auto first_error = [](const Config& config) {
        auto problems = check_config(config);
        return problems.empty() ? std::string() : problems.front().error_id;
    };
    Config config = default_config();
    config.SqlSettings.DriverName = "postgres";
    CHECK(first_error(config) == "model.config.is_valid.sql_data_src.app_error");
    config = default_config();
    config.ServiceSettings.ConnectionSecurity = "TLS";
    config.ServiceSettings.TLSCertFile = "/no/such/file";
    CHECK(first_error(config) == "model.config.is_valid.tls_cert_file_missing.app_error");
    config = default_config();
    config.EmailSettings.EnableEmailBatching = true;
    CHECK(first_error(config) == "model.config.is_valid.site_url_email_batching.app_error");
    config.ServiceSettings.SiteURL = "http://x";
    CHECK(first_error(config) == "");
    config = default_config();
    config.ImageProxySettings.Enable = true;
    config.ImageProxySettings.ImageProxyType = "odd";
    CHECK(first_error(config) == "model.config.is_valid.image_proxy_type.app_error");
    config = default_config();
    config.LdapSettings.Enable = true;
    CHECK(first_error(config) == "model.config.is_valid.ldap_server");
}

TEST_CASE("settings: small mistakes are mended") {
    Config config = default_config();
    config.ServiceSettings.SiteURL = "https://chat.example.com//";
    config.FileSettings.Directory = "/var/files";
    config.EmailSettings.SMTPServerTimeout = 0;
    config.EmailSettings.ConnectionSecurity = "PLAIN";
    config.LocalizationSettings.DefaultClientLocale = "xx";
    config.LocalizationSettings.AvailableLocales = "de,ja";
    config.ExportSettings.Directory.clear();
    fix_config(config);
    CHECK(config.ServiceSettings.SiteURL == "https://chat.example.com");
    CHECK(config.FileSettings.Directory == "/var/files/");
    CHECK(config.EmailSettings.SMTPServerTimeout == 10);
    CHECK(config.EmailSettings.ConnectionSecurity.empty());
    CHECK(config.LocalizationSettings.DefaultClientLocale == "en");
    CHECK(config.LocalizationSettings.AvailableLocales == "de,ja,en");
    CHECK(config.ExportSettings.Directory == "./export");
    Config untouched = default_config();
    fix_config(untouched);
    CHECK(changed_settings(untouched, default_config()).empty());
}

TEST_CASE("settings: environment variables lie over them") {
    Config config = default_config();
    const std::vector<std::string> environment{
        "PATH=/bin",
        "MM_SERVICESETTINGS_SITEURL=https://a.example.com/x=y",
        "MM_SERVICESETTINGS_ENABLECOMMANDS=false",
        "MM_TEAMSETTINGS_MAXUSERSPERTEAM=12",
        "MM_TEAMSETTINGS_MAXCHANNELSPERTEAM=many",
        "MM_DISPLAYSETTINGS_CUSTOMURLSCHEMES=git smtp",
        "MM_MESSAGEEXPORTSETTINGS_GLOBALRELAYSETTINGS_SMTPPASSWORD=x",
        "MM_PLUGINSETTINGS_PLUGINSTATES={\"a\":{\"Enable\":true}}",
        "MM_FEATUREFLAGS_CJKSEARCH=true",
        "MM_NO_SUCH=1",
    };
    auto overrides = apply_environment(config, environment);
    CHECK(overrides.paths == std::vector<std::string>{"ServiceSettings.SiteURL", "ServiceSettings.EnableCommands",
                                                      "TeamSettings.MaxUsersPerTeam",
                                                      "DisplaySettings.CustomURLSchemes",
                                                      "MessageExportSettings.GlobalRelaySettings",
                                                      "PluginSettings.PluginStates", "FeatureFlags.CJKSearch"});
    CHECK(overrides.problems ==
          std::vector<std::string>{"MM_TEAMSETTINGS_MAXCHANNELSPERTEAM: TeamSettings.MaxChannelsPerTeam must be a "
                                   "whole number"});
    CHECK(config.ServiceSettings.SiteURL == "https://a.example.com/x=y");
    CHECK_FALSE(config.ServiceSettings.EnableCommands);
    CHECK(config.TeamSettings.MaxUsersPerTeam == 12);
    CHECK(config.TeamSettings.MaxChannelsPerTeam == 2000);
    CHECK(config.DisplaySettings.CustomURLSchemes == std::vector<std::string>{"git", "smtp"});
    CHECK(config.MessageExportSettings.GlobalRelaySettings["SMTPPassword"].as_string() == "x");
    CHECK(environment_json({"ServiceSettings.SiteURL", "ServiceSettings.EnableCommands"}) ==
          parse(R"({"ServiceSettings":{"SiteURL":true,"EnableCommands":true}})"));
}

TEST_CASE("settings: parts of the console see their settings only") {
    std::vector<bool> shown;
    for (const auto& setting : settings::list()) shown.push_back(setting.accessible_by("authentication_mfa"));
    CHECK(config_to_json(default_config(), &shown) ==
          parse(R"({"ServiceSettings":{"EnableMultifactorAuthentication":false,
                                       "EnforceMultifactorAuthentication":false}})"));
    CHECK(settings::find_setting("ServiceSettings.SiteURL")->accessible_by("authentication_saml"));
    CHECK_FALSE(settings::find_setting("ServiceSettings.SiteURL")->accessible_by("authentication"));
}
