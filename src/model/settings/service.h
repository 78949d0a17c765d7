// Addresses, limits and switches of the server itself. Form: model/settings.h.
// clang-format off
SECTION(ServiceSettings)
SET(ServiceSettings, SiteURL, String, "", restricted, "environment_web_server authentication_saml",
    "Public address of this server, with scheme; links in mails and answers start with it.")
SET(ServiceSettings, WebsocketURL, String, "", restricted, "",
    "Address that clients open their WebSocket at when it differs from SiteURL.")
SET(ServiceSettings, LicenseFileLocation, String, "", restricted | inert, "",
    "Where a Mattermost licence file lies; Renkei needs none.")
SET(ServiceSettings, ListenAddress, String, ":8065", restricted | restart, "environment_web_server",
    "Address and port to listen on; an empty host means every interface.")
SET(ServiceSettings, ConnectionSecurity, String, "", restricted | restart, "environment_web_server",
    "Empty for plain HTTP, TLS to serve HTTPS with the certificate below.")
SET(ServiceSettings, TLSCertFile, String, "", restricted | restart, "environment_web_server",
    "PEM file with the certificate chain.")
SET(ServiceSettings, TLSKeyFile, String, "", restricted | restart, "environment_web_server",
    "PEM file with the certificate's private key.")
SET(ServiceSettings, TLSMinVer, String, "1.2", restricted | restart, "", "Lowest TLS version accepted: 1.2 or 1.3. Older ones are never accepted.")
SET(ServiceSettings, TLSStrictTransport, Bool, false, restricted, "",
    "Send Strict-Transport-Security with every answer.")
SET(ServiceSettings, TLSStrictTransportMaxAge, Int, 63072000, restricted, "",
    "Seconds that browsers remember Strict-Transport-Security.")
SET(ServiceSettings, TLSOverwriteCiphers, List, LIST(), restricted | restart, "",
    "Cipher suites to allow instead of the built-in choice.")
SET(ServiceSettings, UseLetsEncrypt, Bool, false, restricted | restart | inert, "environment_web_server",
    "Fetch certificates from Let's Encrypt.")
SET(ServiceSettings, LetsEncryptCertificateCacheFile,
    String, "./config/letsencrypt.cache", restricted | restart | inert,
    "environment_web_server", "Where certificates from Let's Encrypt are kept.")
SET(ServiceSettings, Forward80To443, Bool, false, restricted | restart | inert, "environment_web_server",
    "Mattermost also listens on port 80 and redirects to HTTPS; here that is left to what stands in front.")
SET(ServiceSettings, TrustedProxyIPHeader, List, LIST(), restricted, "",
    "Headers, in order, that carry the client's address when a trusted proxy forwards the request.")
SET(ServiceSettings, ReadTimeout, Int, 300, restricted | restart, "environment_web_server",
    "Seconds a client may take to send a request.")
SET(ServiceSettings, WriteTimeout, Int, 300, restricted | restart, "environment_web_server",
    "Seconds a client may take to receive an answer.")
SET(ServiceSettings, IdleTimeout, Int, 60, restricted | restart, "",
    "Seconds an idle kept-alive connection stays open.")
SET(ServiceSettings, MaximumLoginAttempts, Int, 10, restricted, "authentication_password",
    "Failed log-ins before an account is locked until its password is reset.")
SET(ServiceSettings, GoroutineHealthThreshold, Int, -1, restricted | inert, "",
    "Threshold of Mattermost's health check; no meaning here.")
SET(ServiceSettings, EnableOAuthServiceProvider, Bool, true, none, "integrations_integration_management",
    "Let other applications log users in through OAuth 2.0 here.")
SET(ServiceSettings, EnableDynamicClientRegistration, Bool, false, none, "integrations_integration_management",
    "Let OAuth clients register themselves.")
SET(ServiceSettings, DCRRedirectURIAllowlist, List, LIST(), none, "integrations_integration_management",
    "Patterns of redirect addresses that self-registered OAuth clients may use; empty allows all.")
SET(ServiceSettings, EnableIncomingWebhooks, Bool, true, none, "integrations_integration_management",
    "Accept posts through incoming webhooks.")
SET(ServiceSettings, EnableOutgoingWebhooks, Bool, true, none, "integrations_integration_management",
    "Send posts to outgoing webhooks.")
SET(ServiceSettings, EnableOutgoingOAuthConnections, Bool, false, none, "integrations_integration_management",
    "Let outgoing webhooks and commands authenticate by stored OAuth connections.")
SET(ServiceSettings, EnableCommands, Bool, true, none, "integrations_integration_management",
    "Allow custom slash commands.")
SET(ServiceSettings, OutgoingIntegrationRequestsTimeout, Int, 30, none, "integrations_integration_management",
    "Seconds to wait for the answer of an integration.")
SET(ServiceSettings, EnablePostUsernameOverride, Bool, false, none, "integrations_integration_management",
    "Let integrations choose the name shown at their posts.")
SET(ServiceSettings, EnablePostIconOverride, Bool, false, none, "integrations_integration_management",
    "Let integrations choose the picture shown at their posts.")
SET(ServiceSettings, GoogleDeveloperKey, String, "", restricted, "site_posts",
    "Key for titles of YouTube previews in clients.")
SET(ServiceSettings, EnableLinkPreviews, Bool, true, none, "site_posts", "Show previews of linked pages below posts.")
SET(ServiceSettings, EnablePermalinkPreviews, Bool, true, none, "site_posts", "Show previews of linked posts.")
SET(ServiceSettings, RestrictLinkPreviews, String, "", none, "site_posts",
    "Domains, separated by commas, that get no previews.")
SET(ServiceSettings, EnableTesting, Bool, false, restricted, "environment_developer", "Enable the /test commands.")
SET(ServiceSettings, EnableDeveloper, Bool, false, restricted, "environment_developer",
    "Developer mode: more detailed errors in clients.")
SET(ServiceSettings, DeveloperFlags, String, "", none, "environment_developer",
    "Flags for developers of clients, as name=value pairs.")
SET(ServiceSettings, EnableClientPerformanceDebugging, Bool, false, restricted, "environment_developer",
    "Offer performance switches in the web client's settings.")
SET(ServiceSettings, EnableSecurityFixAlert, Bool, true, restricted | inert, "environment_smtp",
    "Ask Mattermost's server for security notices; Renkei never calls home.")
SET(ServiceSettings, EnableInsecureOutgoingConnections, Bool, false, restricted, "environment_web_server",
    "Accept any certificate on outgoing HTTPS requests.")
SET(ServiceSettings, AllowedUntrustedInternalConnections, String, "", restricted, "environment_web_server",
    "Private hosts and networks that outgoing requests may reach, separated by spaces or commas.")
SET(ServiceSettings, EnableMultifactorAuthentication, Bool, false, none, "authentication_mfa",
    "Let users protect their log-in with one-time passwords.")
SET(ServiceSettings, EnforceMultifactorAuthentication, Bool, false, inert, "authentication_mfa",
    "Demand one-time passwords of everybody.")
SET(ServiceSettings, EnableUserAccessTokens, Bool, false, none, "integrations_integration_management",
    "Let users with the permission create personal access tokens.")
SET(ServiceSettings, AllowCorsFrom, String, "", restricted, "integrations_cors",
    "Origins, separated by spaces, that browsers may call the API from; * for any.")
SET(ServiceSettings, CorsExposedHeaders, String, "", restricted, "integrations_cors",
    "Answer headers that scripts of other origins may read.")
SET(ServiceSettings, CorsAllowCredentials, Bool, false, restricted, "integrations_cors",
    "Let requests of other origins carry cookies.")
SET(ServiceSettings, CorsDebug, Bool, false, restricted, "integrations_cors",
    "Log decisions about requests of other origins.")
SET(ServiceSettings, AllowCookiesForSubdomains, Bool, false, restricted, "",
    "Set the session cookie for subdomains of SiteURL too.")
SET(ServiceSettings, ExtendSessionLengthWithActivity, Bool, true, restricted, "environment_session_lengths",
    "Prolong a session whenever it is used.")
SET(ServiceSettings, TerminateSessionsOnPasswordChange, Bool, false, restricted, "environment_session_lengths",
    "End a user's other sessions when the password changes.")
SET(ServiceSettings, SessionLengthWebInDays, Int, 30, restricted | inert, "environment_session_lengths",
    "Older form of SessionLengthWebInHours.")
SET(ServiceSettings, SessionLengthWebInHours, Int, 720, restricted, "environment_session_lengths",
    "Hours until a browser session ends.")
SET(ServiceSettings, SessionLengthMobileInDays, Int, 30, restricted | inert, "environment_session_lengths",
    "Older form of SessionLengthMobileInHours.")
SET(ServiceSettings, SessionLengthMobileInHours, Int, 720, restricted, "environment_session_lengths",
    "Hours until a mobile session ends.")
SET(ServiceSettings, SessionLengthSSOInDays, Int, 30, restricted | inert, "environment_session_lengths",
    "Older form of SessionLengthSSOInHours.")
SET(ServiceSettings, SessionLengthSSOInHours, Int, 720, restricted, "environment_session_lengths",
    "Hours until a session from single sign-on ends.")
SET(ServiceSettings, SessionCacheInMinutes, Int, 10, restricted, "environment_session_lengths",
    "Minutes that a session may be answered from memory.")
SET(ServiceSettings, SessionIdleTimeoutInMinutes, Int, 43200, restricted, "environment_session_lengths",
    "Minutes without activity that end a session; 0 for never.")
SET(ServiceSettings, WebsocketSecurePort, Int, 443, restricted, "",
    "Port that clients use for wss when SiteURL names none.")
SET(ServiceSettings, WebsocketPort, Int, 80, restricted, "", "Port that clients use for ws when SiteURL names none.")
SET(ServiceSettings, WebserverMode, String, "gzip", restricted, "environment_web_server",
    "gzip to compress answers, uncompressed, or disabled.")
SET(ServiceSettings, EnableGifPicker, Bool, true, none, "integrations_gif", "Offer the GIF picker in clients.")
SET(ServiceSettings, GiphySdkKey, String, "", none, "integrations_gif", "Key for the GIF picker.")
SET(ServiceSettings, EnableCustomEmoji, Bool, true, none, "site_emoji", "Let users add emoji of their own.")
SET(ServiceSettings, EnableEmojiPicker, Bool, true, none, "site_emoji", "Offer the emoji picker in clients.")
SET(ServiceSettings, PostEditTimeLimit, Int, -1, none, "user_management_permissions",
    "Seconds that a post may be edited for; -1 for ever.")
SET(ServiceSettings, TimeBetweenUserTypingUpdatesMilliseconds, Int, 5000, restricted, "experimental_features",
    "Milliseconds between two typing events of one client.")
SET(ServiceSettings, EnableCrossTeamSearch, Bool, true, restricted, "", "Let a search cover all teams of a user.")
SET(ServiceSettings, EnablePostSearch, Bool, true, restricted, "", "Allow searching posts.")
SET(ServiceSettings, EnableFileSearch, Bool, true, restricted, "", "Allow searching files.")
SET(ServiceSettings, MinimumHashtagLength, Int, 3, restricted, "environment_database",
    "Characters that a hashtag has at least.")
SET(ServiceSettings, EnableUserTypingMessages, Bool, true, restricted, "experimental_features",
    "Tell others who is typing.")
SET(ServiceSettings, EnableChannelViewedMessages, Bool, true, restricted, "experimental_features",
    "Tell a user's other clients which channel was read.")
SET(ServiceSettings, EnableUserStatuses, Bool, true, restricted, "", "Track who is online and away.")
SET(ServiceSettings, ExperimentalEnableAuthenticationTransfer, Bool, true, none, "experimental_features",
    "Let users change their way of logging in.")
SET(ServiceSettings, ClusterLogTimeoutMilliseconds, Int, 2000, restricted | inert, "",
    "Milliseconds to wait for another node's log.")
SET(ServiceSettings, EnableTutorial, Bool, true, none, "experimental_features",
    "Show the tour to new users in the web client.")
SET(ServiceSettings, EnableOnboardingFlow, Bool, true, none, "experimental_features",
    "Show the first steps to new users in the web client.")
SET(ServiceSettings, ExperimentalEnableDefaultChannelLeaveJoinMessages, Bool, true, none, "experimental_features",
    "Post joins and leaves in the default channel.")
SET(ServiceSettings, ExperimentalGroupUnreadChannels, String, "disabled", none, "experimental_features",
    "Whether clients gather unread channels: disabled, default_on or default_off.")
SET(ServiceSettings, EnableAPITeamDeletion, Bool, false, none, "", "Allow deleting a team for good through the API.")
SET(ServiceSettings, EnableAPITriggerAdminNotifications, Bool, false, none, "",
    "Allow triggering notices to administrators through the API.")
SET(ServiceSettings, EnableAPIUserDeletion, Bool, false, none, "", "Allow deleting a user for good through the API.")
SET(ServiceSettings, EnableAPIPostDeletion, Bool, false, none, "", "Allow deleting a post for good through the API.")
SET(ServiceSettings, EnableDesktopLandingPage, Bool, true, none, "",
    "Offer the desktop app before the web client opens.")
SET(ServiceSettings, ExperimentalEnableHardenedMode, Bool, false, none, "experimental_features",
    "Refuse post properties that only integrations may set.")
SET(ServiceSettings, ExperimentalStrictCSRFEnforcement, Bool, false, restricted, "experimental_features",
    "Refuse cookie requests without a CSRF token instead of only logging them.")
SET(ServiceSettings, EnableEmailInvitations, Bool, true, none, "authentication_signup",
    "Allow inviting people by mail.")
SET(ServiceSettings, DisableBotsWhenOwnerIsDeactivated, Bool, true, none, "integrations_bot_accounts",
    "Disable a user's bots together with the user.")
SET(ServiceSettings, EnableBotAccountCreation, Bool, false, none, "integrations_bot_accounts",
    "Allow creating bot accounts through the API.")
SET(ServiceSettings, EnableSVGs, Bool, true, none, "site_posts", "Show SVG pictures in posts.")
SET(ServiceSettings, EnableLatex, Bool, true, none, "site_posts", "Render LaTeX blocks in posts.")
SET(ServiceSettings, EnableInlineLatex, Bool, true, none, "site_posts", "Render LaTeX within a line.")
SET(ServiceSettings, PostPriority, Bool, true, none, "site_posts", "Allow marking posts as important or urgent.")
SET(ServiceSettings, AllowPersistentNotifications, Bool, true, none, "site_posts",
    "Allow urgent posts that notify until they are acknowledged.")
SET(ServiceSettings, AllowPersistentNotificationsForGuests, Bool, false, none, "site_posts",
    "Let guests send persistent notifications too.")
SET(ServiceSettings, PersistentNotificationIntervalMinutes, Int, 5, none, "site_posts",
    "Minutes between two persistent notifications.")
SET(ServiceSettings, PersistentNotificationMaxCount, Int, 6, none, "site_posts",
    "How often a persistent notification is repeated.")
SET(ServiceSettings, PersistentNotificationMaxRecipients, Int, 5, none, "site_posts",
    "People that one persistent notification may mention.")
SET(ServiceSettings, EnableBurnOnRead, Bool, true, none, "site_posts", "Allow posts that vanish after they were read.")
SET(ServiceSettings, BurnOnReadDurationSeconds, Int, 600, none, "site_posts",
    "Seconds until a read post vanishes for its reader.")
SET(ServiceSettings, BurnOnReadMaximumTimeToLiveSeconds, Int, 604800, none, "site_posts",
    "Seconds until such a post vanishes unread.")
SET(ServiceSettings, BurnOnReadSchedulerFrequencySeconds, Int, 600, none, "site_posts",
    "Seconds between two sweeps for posts that must vanish.")
SET(ServiceSettings, EnableAPIChannelDeletion, Bool, false, none, "",
    "Allow deleting a channel for good through the API.")
SET(ServiceSettings, EnableLocalMode, Bool, false, restart, "",
    "Accept administration without log-in over a local socket.")
SET(ServiceSettings, LocalModeSocketLocation, String, "/var/tmp/mattermost_local.socket", restart, "",
    "Path of the socket for local mode.")
SET(ServiceSettings, EnableAWSMetering, Bool, false, inert, "",
    "Usage reports to the AWS marketplace; no meaning here.")
SET(ServiceSettings, AWSMeteringTimeoutSeconds, Int, 30, inert, "", "Time limit of those reports; no meaning here.")
SET(ServiceSettings, SplitKey, String, "", restricted | always_masked | inert, "experimental_feature_flags",
    "Key of a feature flag service; no meaning here.")
SET(ServiceSettings, FeatureFlagSyncIntervalSeconds, Int, 30, restricted | inert, "experimental_feature_flags",
    "Seconds between two calls to that service; no meaning here.")
SET(ServiceSettings, DebugSplit, Bool, false, restricted | inert, "experimental_feature_flags",
    "Log of that service; no meaning here.")
SET(ServiceSettings, ThreadAutoFollow, Bool, true, none, "experimental_features",
    "Follow threads that one takes part in or is mentioned in.")
SET(ServiceSettings, CollapsedThreads, String, "always_on", none, "experimental_features",
    "Whether replies are gathered in threads: disabled, default_off, default_on or always_on.")
SET(ServiceSettings, ManagedResourcePaths, String, "", restricted, "environment_web_server",
    "Paths below SiteURL that another service answers, separated by commas; clients leave the app there.")
SET(ServiceSettings, EnableCustomGroups, Bool, true, inert, "site_users_and_teams",
    "Groups made by users; needs a licence in Mattermost.")
SET(ServiceSettings, AllowSyncedDrafts, Bool, true, none, "site_posts",
    "Keep drafts on the server so that every client of a user sees them.")
SET(ServiceSettings, UniqueEmojiReactionLimitPerPost, Int, 50, none, "site_posts",
    "Different emoji that may react to one post; at most 500.")
SET(ServiceSettings, RefreshPostStatsRunTime, String, "00:00", none, "site_users_and_teams",
    "Time of day when post statistics are gathered.")
SET(ServiceSettings, MaximumPayloadSizeBytes, Int, 300000, restricted, "environment_file_storage",
    "Bytes that the body of an API request may have, uploads apart.")
SET(ServiceSettings, MaximumURLLength, Int, 2048, restricted, "environment_file_storage",
    "Characters that a request's address may have.")
SET(ServiceSettings, ScheduledPosts, Bool, true, none, "site_posts", "Allow sending posts later.")
SET(ServiceSettings, EnableWebHubChannelIteration, Bool, false, restricted, "",
    "Mattermost's choice of how events find their sockets; no meaning here.")
SET(ServiceSettings, FrameAncestors, String, "", restricted, "integrations_cors",
    "Origins that may show the web client in a frame.")
SET(ServiceSettings, DeleteAccountLink, String, "", none, "site_users_and_teams",
    "Page where users ask for the deletion of their account.")
SET(ServiceSettings, MinimumDesktopAppVersion, String, "", restricted, "", "Oldest desktop app that may connect.")
END(ServiceSettings)
