// Logs, limits, metrics, jobs, clusters, plugins: what operators set. Form: model/settings.h.
// clang-format off
SECTION(LogSettings)
SET(LogSettings, EnableConsole, Bool, true, restricted, "environment_logging",
    "Write log lines to the standard output.")
SET(LogSettings, ConsoleLevel, String, "DEBUG", restricted, "environment_logging",
    "Lowest level on the standard output.")
SET(LogSettings, ConsoleJson, Bool, true, restricted, "environment_logging", "Log lines there as JSON.")
SET(LogSettings, EnableColor, Bool, false, restricted, "environment_logging", "Colour log lines there.")
SET(LogSettings, EnableFile, Bool, true, restricted, "environment_logging", "Write log lines to a file.")
SET(LogSettings, FileLevel, String, "INFO", restricted, "environment_logging", "Lowest level in the file.")
SET(LogSettings, FileJson, Bool, true, restricted, "environment_logging", "Log lines in the file as JSON.")
SET(LogSettings, FileLocation, String, "", restricted, "environment_logging", "Directory of the log file.")
SET(LogSettings, EnableWebhookDebugging, Bool, true, restricted, "environment_logging",
    "Log the bodies of incoming webhooks at debug level.")
SET(LogSettings, EnableDiagnostics, Bool, true, restricted | inert, "environment_logging",
    "Report usage to Mattermost; Renkei never calls home, clients are told false.")
SET(LogSettings, VerboseDiagnostics, Bool, false, restricted | inert, "environment_logging",
    "Report more of it; no meaning here.")
SET(LogSettings, EnableSentry, Bool, true, restricted | inert, "environment_logging",
    "Report crashes to Mattermost; no meaning here.")
SET(LogSettings, AdvancedLoggingJSON, Blob, BLOB(R"({})"), restricted | inert, "environment_logging",
    "Further log targets in Mattermost's form.")
SET(LogSettings, MaxFieldSize, Int, 2048, restricted, "environment_logging",
    "Bytes that one field of a log line may have.")
END(LogSettings)

SECTION(ExperimentalAuditSettings)
SET(ExperimentalAuditSettings, FileEnabled, Bool, false, restricted, "experimental_features",
    "Write the audit log to a file.")
SET(ExperimentalAuditSettings, FileName, String, "", restricted, "experimental_features", "Path of the audit file.")
SET(ExperimentalAuditSettings, FileMaxSizeMB, Int, 100, restricted, "experimental_features",
    "Megabytes until the audit file is turned over.")
SET(ExperimentalAuditSettings, FileMaxAgeDays, Int, 0, restricted, "experimental_features",
    "Days that old audit files are kept; 0 for ever.")
SET(ExperimentalAuditSettings, FileMaxBackups, Int, 0, restricted, "experimental_features",
    "Old audit files kept; 0 for all.")
SET(ExperimentalAuditSettings, FileCompress, Bool, false, restricted, "experimental_features",
    "Compress old audit files.")
SET(ExperimentalAuditSettings, FileMaxQueueSize, Int, 1000, restricted, "experimental_features",
    "Audit records that may wait to be written.")
SET(ExperimentalAuditSettings, AdvancedLoggingJSON, Blob, BLOB(R"({})"), restricted | inert, "experimental_features",
    "Further audit targets in Mattermost's form.")
SET(ExperimentalAuditSettings, Certificate, String, "", restricted, "experimental_features",
    "File with a certificate for remote audit targets.")
END(ExperimentalAuditSettings)

SECTION(NotificationLogSettings)
SET(NotificationLogSettings, EnableConsole, Bool, true, restricted | inert, "",
    "Write Mattermost's log of notifications to the standard output.")
SET(NotificationLogSettings, ConsoleLevel, String, "DEBUG", restricted | inert, "", "Lowest level of it there.")
SET(NotificationLogSettings, ConsoleJson, Bool, true, restricted | inert, "", "Lines of it there as JSON.")
SET(NotificationLogSettings, EnableColor, Bool, false, restricted | inert, "", "Colour lines of it there.")
SET(NotificationLogSettings, EnableFile, Bool, true, restricted | inert, "", "Write it to a file.")
SET(NotificationLogSettings, FileLevel, String, "INFO", restricted | inert, "", "Lowest level of it in the file.")
SET(NotificationLogSettings, FileJson, Bool, true, restricted | inert, "", "Lines of it in the file as JSON.")
SET(NotificationLogSettings, FileLocation, String, "", restricted | inert, "", "Directory of that file.")
SET(NotificationLogSettings, AdvancedLoggingJSON, Blob, BLOB(R"({})"), restricted | inert, "", "Further targets of it.")
END(NotificationLogSettings)

SECTION(RateLimitSettings)
SET(RateLimitSettings, Enable, Bool, false, restricted | restart, "environment_rate_limiting",
    "Limit how fast requests may come.")
SET(RateLimitSettings, PerSec, Int, 10, restricted | restart, "environment_rate_limiting",
    "Requests a second that one caller may send.")
SET(RateLimitSettings, MaxBurst, Int, 100, restricted | restart, "environment_rate_limiting",
    "Requests beyond that which may come at once.")
SET(RateLimitSettings, MemoryStoreSize, Int, 10000, restricted | restart, "environment_rate_limiting",
    "Callers remembered at once.")
SET(RateLimitSettings, VaryByRemoteAddr, Bool, true, restricted | restart, "environment_rate_limiting",
    "Count by the caller's address.")
SET(RateLimitSettings, VaryByUser, Bool, false, restricted | restart, "environment_rate_limiting",
    "Count by the session's token.")
SET(RateLimitSettings, VaryByHeader, String, "", restricted | restart, "environment_rate_limiting",
    "Count by the value of this request header too.")
END(RateLimitSettings)

SECTION(ClusterSettings)
SET(ClusterSettings, Enable, Bool, false, restricted | restart, "environment_high_availability",
    "Run as one of several nodes.")
SET(ClusterSettings, ClusterName, String, "", restricted | restart, "environment_high_availability",
    "Name that nodes of one cluster share.")
SET(ClusterSettings, OverrideHostname, String, "", restricted | restart, "environment_high_availability",
    "Host name to announce to other nodes.")
SET(ClusterSettings, NetworkInterface, String, "", restricted | restart, "environment_high_availability",
    "Network interface for traffic between nodes.")
SET(ClusterSettings, BindAddress, String, "", restricted | restart, "environment_high_availability",
    "Address to listen on for other nodes.")
SET(ClusterSettings, AdvertiseAddress, String, "", restricted | restart, "environment_high_availability",
    "Address that other nodes reach this one at.")
SET(ClusterSettings, UseIPAddress, Bool, true, restricted | restart, "environment_high_availability",
    "Name nodes by address rather than by host name.")
SET(ClusterSettings, EnableGossipCompression, Bool, true, restricted | restart, "environment_high_availability",
    "Compress traffic between nodes.")
SET(ClusterSettings, EnableExperimentalGossipEncryption, Bool, false, restricted | restart,
    "environment_high_availability", "Former name of EnableGossipEncryption.")
SET(ClusterSettings, EnableGossipEncryption, Bool, false, restricted | restart, "environment_high_availability",
    "Encrypt traffic between nodes.")
SET(ClusterSettings, ReadOnlyConfig, Bool, true, restricted | restart, "environment_high_availability",
    "Forbid changing settings through the API while clustered.")
SET(ClusterSettings, GossipPort, Int, 8074, restricted | restart, "environment_high_availability",
    "Port for traffic between nodes.")
END(ClusterSettings)

SECTION(MetricsSettings)
SET(MetricsSettings, Enable, Bool, false, restricted | restart, "environment_performance_monitoring",
    "Serve metrics on an address of their own too.")
SET(MetricsSettings, BlockProfileRate, Int, 0, restricted | restart | inert, "environment_performance_monitoring",
    "Rate of Go's block profile; no meaning here.")
SET(MetricsSettings, ListenAddress, String, ":8067", restricted | restart, "environment_performance_monitoring",
    "That address.")
SET(MetricsSettings, EnableClientMetrics, Bool, true, restricted, "environment_performance_monitoring",
    "Let clients report their performance.")
SET(MetricsSettings, EnableNotificationMetrics, Bool, true, restricted, "environment_performance_monitoring",
    "Count how notifications fare.")
SET(MetricsSettings, ClientSideUserIds, List, LIST(), restricted, "environment_performance_monitoring",
    "Users whose client reports are labelled with their id.")
END(MetricsSettings)

SECTION(AnalyticsSettings)
SET(AnalyticsSettings, MaxUsersForStatistics, Int, 2500, restricted, "",
    "Users beyond which costly statistics are left out.")
END(AnalyticsSettings)

SECTION(JobSettings)
SET(JobSettings, RunJobs, Bool, true, restricted | restart, "", "Run background jobs on this node.")
SET(JobSettings, RunScheduler, Bool, true, restricted | restart, "", "Plan background jobs on this node.")
SET(JobSettings, CleanupJobsThresholdDays, Int, -1, restricted, "",
    "Days until finished jobs are deleted; -1 for never.")
SET(JobSettings, CleanupConfigThresholdDays, Int, -1, restricted, "",
    "Days until old versions of the settings are deleted; -1 for never.")
END(JobSettings)

SECTION(PluginSettings)
SET(PluginSettings, Enable, Bool, true, restricted, "plugins", "Run plugins.")
SET(PluginSettings, EnableUploads, Bool, false, restricted | file_only, "plugins", "Let administrators upload plugins.")
SET(PluginSettings, AllowInsecureDownloadURL, Bool, false, restricted, "plugins",
    "Let plugins be fetched over plain HTTP.")
SET(PluginSettings, EnableHealthCheck, Bool, true, restricted, "plugins", "Restart plugins that stopped answering.")
SET(PluginSettings, Directory, String, "./plugins", restricted | restart, "plugins", "Directory of installed plugins.")
SET(PluginSettings, ClientDirectory, String, "./client/plugins", restricted | restart, "plugins",
    "Directory of the plugins' web parts.")
SET(PluginSettings, Plugins, Blob, BLOB(R"({})"), none, "plugins", "Each plugin's own settings, by its id.")
SET(PluginSettings, PluginStates, Blob, BLOB(R"({})"), none, "plugins", "Which plugins are enabled, by their id.")
SET(PluginSettings, EnableMarketplace, Bool, true, restricted, "plugins", "Offer the marketplace.")
SET(PluginSettings, EnableRemoteMarketplace, Bool, true, restricted, "plugins",
    "Ask the marketplace server for what it offers.")
SET(PluginSettings, AutomaticPrepackagedPlugins, Bool, true, restricted | inert, "plugins",
    "Install plugins that came with the server.")
SET(PluginSettings, RequirePluginSignature, Bool, false, restricted, "plugins", "Accept only signed plugins.")
SET(PluginSettings, MarketplaceURL, String, "https://api.integrations.mattermost.com", restricted, "plugins",
    "Address of the marketplace server.")
SET(PluginSettings, SignaturePublicKeyFiles, List, LIST(), restricted | api_keeps, "plugins",
    "Files with keys that plugin signatures are checked against.")
SET(PluginSettings, ChimeraOAuthProxyURL, String, "", restricted | inert, "plugins",
    "Address of a proxy for plugins' OAuth applications.")
END(PluginSettings)

SECTION(CloudSettings)
SET(CloudSettings, CWSURL, String, "", restricted | inert, "",
    "Address of Mattermost's customer portal; no meaning here.")
SET(CloudSettings, CWSAPIURL, String, "", restricted | inert, "", "Address of that portal's API; no meaning here.")
SET(CloudSettings, CWSMock, Bool, false, restricted | inert, "", "Stand-in for that portal; no meaning here.")
SET(CloudSettings, Disable, Bool, false, restricted | inert, "", "Switches the portal off; no meaning here.")
SET(CloudSettings, PreviewModalBucketURL, String, "", restricted | inert, "",
    "Address of the portal's pictures; no meaning here.")
END(CloudSettings)

SECTION(RenkeiSettings)
SET(RenkeiSettings, AnnouncedVersion, String, "10.11.0", restricted | restart, "",
    "Mattermost version told to clients; 10.11 is the one that every known client accepts.")
SET(RenkeiSettings, IoThreads, Int, 0, restricted | restart, "",
    "Threads that serve connections; 0 for one a core, at most 4.")
SET(RenkeiSettings, HeaderBytesMax, Int, 32768, restricted | restart, "", "Bytes that the head of a request may have.")
SET(RenkeiSettings, PipelinedMax, Int, 32, restricted | restart, "",
    "Requests that a connection may send ahead of their answers.")
SET(RenkeiSettings, ConnectionsMax, Int, 20000, restricted | restart, "",
    "Connections open at once; more are turned away.")
SET(RenkeiSettings, HeaderTimeoutSeconds, Int, 15, restricted | restart, "",
    "Seconds that a client may take to send the head of a request.")
SET(RenkeiSettings, TrustedProxyCidrs, List, LIST(), restricted, "",
    "Networks of proxies whose X-Forwarded-For and X-Real-IP are believed.")
SET(RenkeiSettings, WebhookCallsKept, Int, 1000, none, "", "Calls remembered of each incoming webhook; 0 for none.")
SET(RenkeiSettings, WebhookCallsDays, Int, 7, none, "", "Days that calls of incoming webhooks are remembered.")
SET(RenkeiSettings, DeliveryDays, Int, 7, none, "",
    "Days that deliveries to other services are remembered once they are done or given up.")
SET(RenkeiSettings, DeliveryPauseDays, Int, 5, none, "",
    "Days that a target of deliveries may fail before it is paused and its owner told.")
SET(RenkeiSettings, ShutdownSeconds, Int, 10, restricted, "",
    "Seconds that running requests get to finish at shutdown.")
SET(RenkeiSettings, EnforceMultifactorAuthentication, Bool, false, none, "",
    "Let accounts do nothing until they have set up multi-factor authentication. Mattermost's setting of that name asks"
    " for a licence and changes nothing without one, so it changes nothing here.")
SET(RenkeiSettings, PasswordHashWork, Int, 600000, restricted, "",
    "Iterations of PBKDF2 for new password hashes; Mattermost takes 600000, tests take few.")
SET(RenkeiSettings, MetricsPublic, Bool, false, restricted, "",
    "Serve /metrics to anybody, not only to administrators and callers on this machine.")
END(RenkeiSettings)
