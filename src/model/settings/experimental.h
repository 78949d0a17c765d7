// Experiments, and features that Mattermost keeps for licence holders. Form: model/settings.h.
// clang-format off
SECTION(ExperimentalSettings)
SET(ExperimentalSettings, ClientSideCertEnable, Bool, false, inert, "experimental_features",
    "Ask for client certificates.")
SET(ExperimentalSettings, ClientSideCertCheck, String, "secondary", inert, "experimental_features",
    "What a client certificate is good for: primary or secondary.")
SET(ExperimentalSettings, LinkMetadataTimeoutMilliseconds, Int, 5000, restricted, "experimental_features",
    "Milliseconds that fetching a link preview may take.")
SET(ExperimentalSettings, RestrictSystemAdmin, Bool, false, restricted, "experimental_features",
    "Keep administrators from changing the settings that only the operator should change.")
SET(ExperimentalSettings, EnableSharedChannels, Bool, false, inert, "experimental_features",
    "Former place of ConnectedWorkspacesSettings.EnableSharedChannels.")
SET(ExperimentalSettings, EnableRemoteClusterService, Bool, false, inert, "experimental_features",
    "Former place of ConnectedWorkspacesSettings.EnableRemoteClusterService.")
SET(ExperimentalSettings, DisableAppBar, Bool, false, none, "experimental_features",
    "Put plugin buttons into the channel header again.")
SET(ExperimentalSettings, DisableRefetchingOnBrowserFocus, Bool, false, none, "experimental_features",
    "Keep the web client from reloading data when its window is shown.")
SET(ExperimentalSettings, DelayChannelAutocomplete, Bool, false, none, "experimental_features",
    "Complete channel names only after two letters.")
SET(ExperimentalSettings, DisableWakeUpReconnectHandler, Bool, false, none, "experimental_features",
    "Keep the web client from reconnecting when the computer wakes.")
SET(ExperimentalSettings, UsersStatusAndProfileFetchingPollIntervalMilliseconds, Int, 3000, none,
    "experimental_features", "Milliseconds between two looks of the web client for people it shows.")
SET(ExperimentalSettings, YoutubeReferrerPolicy, Bool, false, none, "experimental_features",
    "Tell YouTube where its videos are shown.")
SET(ExperimentalSettings, ExperimentalChannelCategorySorting, Bool, false, none, "experimental_features",
    "Sort channels into categories by their names' prefix.")
END(ExperimentalSettings)

SECTION(WranglerSettings)
SET(WranglerSettings, PermittedWranglerRoles, List, LIST(), none, "", "Roles that may move threads.")
SET(WranglerSettings, AllowedEmailDomain, List, LIST(), none, "", "Mail domains whose users may move threads.")
SET(WranglerSettings, MoveThreadMaxCount, Int, 100, none, "", "Posts that a moved thread may have.")
SET(WranglerSettings, MoveThreadToAnotherTeamEnable, Bool, false, none, "", "Allow moving to another team.")
SET(WranglerSettings, MoveThreadFromPrivateChannelEnable, Bool, false, none, "",
    "Allow moving out of private channels.")
SET(WranglerSettings, MoveThreadFromDirectMessageChannelEnable, Bool, false, none, "",
    "Allow moving out of direct messages.")
SET(WranglerSettings, MoveThreadFromGroupMessageChannelEnable, Bool, false, none, "",
    "Allow moving out of group messages.")
END(WranglerSettings)

SECTION(ConnectedWorkspacesSettings)
SET(ConnectedWorkspacesSettings, EnableSharedChannels, Bool, false, inert, "", "Share channels with other servers.")
SET(ConnectedWorkspacesSettings, EnableRemoteClusterService, Bool, false, inert, "", "Connect to other servers.")
SET(ConnectedWorkspacesSettings, DisableSharedChannelsStatusSync, Bool, false, inert, "", "Do not share who is online.")
SET(ConnectedWorkspacesSettings, SyncUsersOnConnectionOpen, Bool, false, inert, "",
    "Share all users when a connection opens.")
SET(ConnectedWorkspacesSettings, GlobalUserSyncBatchSize, Int, 25, inert, "", "Users shared at once.")
SET(ConnectedWorkspacesSettings, MaxPostsPerSync, Int, 50, inert, "", "Posts shared at once.")
SET(ConnectedWorkspacesSettings, MemberSyncBatchSize, Int, 20, inert, "", "Members shared at once.")
END(ConnectedWorkspacesSettings)

SECTION(AccessControlSettings)
SET(AccessControlSettings, EnableAttributeBasedAccessControl, Bool, false, inert, "",
    "Decide access by attributes of users.")
SET(AccessControlSettings, EnableChannelScopeAccessControl, Bool, false, inert, "",
    "Let channel administrators write such rules.")
SET(AccessControlSettings, EnableUserManagedAttributes, Bool, false, inert, "",
    "Let users set attributes that rules look at.")
END(AccessControlSettings)

SECTION(ContentFlaggingSettings)
SET(ContentFlaggingSettings, EnableContentFlagging, Bool, false, inert, "", "Let users report posts.")
SET(ContentFlaggingSettings, NotificationSettings, Blob, BLOB(R"({})"), inert, "", "Who is told of a report.")
SET(ContentFlaggingSettings, ReviewerSettings, Blob, BLOB(R"({})"), inert, "", "Who decides on reports.")
SET(ContentFlaggingSettings, AdditionalSettings, Blob, BLOB(R"({})"), inert, "",
    "Reasons to choose from and what must be said.")
END(ContentFlaggingSettings)

SECTION(AutoTranslationSettings)
SET(AutoTranslationSettings, Enable, Bool, false, inert, "site_localization", "Translate posts by machine.")
SET(AutoTranslationSettings, TargetLanguages, List, LIST("en"), inert, "site_localization",
    "Languages to translate into.")
SET(AutoTranslationSettings, Workers, Int, 4, inert, "site_localization", "Translations at once.")
SET(AutoTranslationSettings, Provider, String, "", inert, "site_localization",
    "Who translates: libretranslate or agents.")
SET(AutoTranslationSettings, LibreTranslate, Blob, BLOB(R"({"URL":"","APIKey":""})"), inert, "site_localization",
    "Address and key of a LibreTranslate server.")
SET(AutoTranslationSettings, Agents, Blob, BLOB(R"({"LLMServiceID":""})"), inert, "site_localization",
    "Which language model translates.")
SET(AutoTranslationSettings, TimeoutMs, Int, 5000, inert, "site_localization",
    "Milliseconds that a translation may take.")
SET(AutoTranslationSettings, RestrictDMAndGM, Bool, false, inert, "site_localization",
    "Leave direct and group messages alone.")
END(AutoTranslationSettings)

SECTION(DataRetentionSettings)
SET(DataRetentionSettings, EnableMessageDeletion, Bool, false, inert, "compliance_data_retention_policy",
    "Delete old posts.")
SET(DataRetentionSettings, EnableFileDeletion, Bool, false, inert, "compliance_data_retention_policy",
    "Delete old files.")
SET(DataRetentionSettings, EnableBoardsDeletion, Bool, false, inert, "compliance_data_retention_policy",
    "Delete old boards.")
SET(DataRetentionSettings, MessageRetentionDays, Int, 365, inert, "compliance_data_retention_policy",
    "Days that posts are kept.")
SET(DataRetentionSettings, MessageRetentionHours, Int, 0, inert, "compliance_data_retention_policy",
    "Hours that posts are kept, instead of days.")
SET(DataRetentionSettings, FileRetentionDays, Int, 365, inert, "compliance_data_retention_policy",
    "Days that files are kept.")
SET(DataRetentionSettings, FileRetentionHours, Int, 0, inert, "compliance_data_retention_policy",
    "Hours that files are kept, instead of days.")
SET(DataRetentionSettings, BoardsRetentionDays, Int, 365, inert, "compliance_data_retention_policy",
    "Days that boards are kept.")
SET(DataRetentionSettings, DeletionJobStartTime, String, "02:00", inert, "compliance_data_retention_policy",
    "Time of day when old data is deleted.")
SET(DataRetentionSettings, BatchSize, Int, 3000, inert, "compliance_data_retention_policy", "Rows deleted at once.")
SET(DataRetentionSettings, TimeBetweenBatchesMilliseconds, Int, 100, inert, "compliance_data_retention_policy",
    "Pause between two such deletions.")
SET(DataRetentionSettings, RetentionIdsBatchSize, Int, 100, inert, "compliance_data_retention_policy",
    "Ids noted at once.")
SET(DataRetentionSettings, PreservePinnedPosts, Bool, false, inert, "compliance_data_retention_policy",
    "Keep pinned posts.")
END(DataRetentionSettings)

SECTION(MessageExportSettings)
SET(MessageExportSettings, EnableExport, Bool, false, inert, "compliance_compliance_export",
    "Export messages for compliance.")
SET(MessageExportSettings, ExportFormat, String, "actiance", inert, "compliance_compliance_export",
    "Format of that export: actiance, globalrelay or csv.")
SET(MessageExportSettings, DailyRunTime, String, "01:00", inert, "compliance_compliance_export",
    "Time of day when it runs.")
SET(MessageExportSettings, ExportFromTimestamp, Int, 0, inert, "compliance_compliance_export",
    "Oldest message to export, in seconds.")
SET(MessageExportSettings, BatchSize, Int, 10000, inert, "compliance_compliance_export", "Messages exported at once.")
SET(MessageExportSettings, DownloadExportResults, Bool, false, inert, "compliance_compliance_export",
    "Let administrators download it.")
SET(MessageExportSettings, ChannelBatchSize, Int, 100, inert, "compliance_compliance_export", "Channels read at once.")
SET(MessageExportSettings, ChannelHistoryBatchSize, Int, 10, inert, "compliance_compliance_export",
    "Member histories read at once.")
SET(MessageExportSettings, GlobalRelaySettings, Blob,
    BLOB(R"({"CustomerType":"A9","SMTPUsername":"","SMTPPassword":"","EmailAddress":"",)"
         R"("SMTPServerTimeout":1800,"CustomSMTPServerName":"","CustomSMTPPort":"25"})"),
    inert, "compliance_compliance_export",
    "Where a Global Relay export is sent.")
END(MessageExportSettings)

SECTION(ComplianceSettings)
SET(ComplianceSettings, Enable, Bool, false, inert, "compliance_compliance_monitoring", "Compliance reports on demand.")
SET(ComplianceSettings, Directory, String, "./data/", inert, "compliance_compliance_monitoring",
    "Directory of those reports.")
SET(ComplianceSettings, EnableDaily, Bool, false, inert, "compliance_compliance_monitoring", "Make one every day.")
SET(ComplianceSettings, BatchSize, Int, 30000, inert, "compliance_compliance_monitoring", "Posts read at once.")
END(ComplianceSettings)
