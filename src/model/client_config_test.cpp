#include "model/client_config.h"

#include <doctest/doctest.h>

#include <set>

#include "base/strings.h"
#include "model/settings.h"

using namespace rk;

namespace {

const ServerFacts kFacts{"diagnosticid", "c2lnbmluZyBrZXk=", "", true, 16383, 42, 1700000000000};

// The settings that the recorded answers were given under, where they differ from the defaults.
Config recorded_config() {
    Config config = default_config();
    config.ServiceSettings.SiteURL = "http://127.0.0.1:8065/";
    config.ServiceSettings.EnableBotAccountCreation = true;
    config.TeamSettings.EnableOpenServer = true;
    return config;
}

struct Row {
    const char* key;
    const char* value;
};

// golden 11.6 system "client config": what nobody in particular is told, whole but for what differs from run to run.
const Row kEverybody[] = {
    {"AboutLink", "https://mattermost.com/pl/about-mattermost"},
    {"AllowDownloadLogs", "true"},
    {"AndroidAppDownloadLink", "https://mattermost.com/pl/android-app/"},
    {"AndroidLatestVersion", ""},
    {"AndroidMinVersion", ""},
    {"AppDownloadLink", "https://mattermost.com/pl/download-apps"},
    {"AppsPluginEnabled", "false"},
    {"BuildDate", ""},
    {"BuildEnterpriseReady", "false"},
    {"BuildHash", ""},
    {"BuildHashEnterprise", ""},
    {"CWSURL", ""},
    {"CustomBrandText", ""},
    {"CustomDescriptionText", ""},
    {"DefaultClientLocale", "en"},
    {"DiagnosticsEnabled", "false"},
    {"EmailLoginButtonBorderColor", "#2389D7"},
    {"EmailLoginButtonColor", "#0000"},
    {"EmailLoginButtonTextColor", "#2389D7"},
    {"EnableAskCommunityLink", "true"},
    {"EnableBotAccountCreation", "true"},
    {"EnableClientMetrics", "true"},
    {"EnableComplianceExport", "false"},
    {"EnableCustomBrand", "false"},
    {"EnableCustomEmoji", "true"},
    {"EnableDesktopLandingPage", "true"},
    {"EnableDiagnostics", "false"},
    {"EnableFile", "true"},
    {"EnableGuestAccounts", "false"},
    {"EnableGuestMagicLink", "false"},
    {"EnableJoinLeaveMessageByDefault", "true"},
    {"EnableLdap", "false"},
    {"EnableMultifactorAuthentication", "false"},
    {"EnableOpenServer", "true"},
    {"EnableSaml", "false"},
    {"EnableSignInWithEmail", "true"},
    {"EnableSignInWithUsername", "true"},
    {"EnableSignUpWithEmail", "true"},
    {"EnableSignUpWithGoogle", "false"},
    {"EnableSignUpWithOffice365", "false"},
    {"EnableSignUpWithOpenId", "false"},
    {"EnableUserCreation", "true"},
    {"EnableUserStatuses", "true"},
    {"EnforceMultifactorAuthentication", "false"},
    {"FeatureFlagAppsEnabled", "false"},
    {"FeatureFlagAttributeBasedAccessControl", "true"},
    {"FeatureFlagAutoTranslation", "true"},
    {"FeatureFlagBurnOnRead", "true"},
    {"FeatureFlagCJKSearch", "false"},
    {"FeatureFlagChannelBookmarks", "true"},
    {"FeatureFlagCloudAnnualRenewals", "false"},
    {"FeatureFlagCloudDedicatedExportUI", "false"},
    {"FeatureFlagCloudIPFiltering", "false"},
    {"FeatureFlagConsumePostHook", "false"},
    {"FeatureFlagContentFlagging", "true"},
    {"FeatureFlagCustomProfileAttributes", "true"},
    {"FeatureFlagDeprecateCloudFree", "false"},
    {"FeatureFlagEnableAIPluginBridge", "false"},
    {"FeatureFlagEnableAIRecaps", "false"},
    {"FeatureFlagEnableExportDirectDownload", "false"},
    {"FeatureFlagEnableMattermostEntry", "true"},
    {"FeatureFlagEnableRemoteClusterService", "false"},
    {"FeatureFlagEnableSharedChannelsDMs", "false"},
    {"FeatureFlagEnableSharedChannelsMemberSync", "false"},
    {"FeatureFlagEnableSharedChannelsPlugins", "true"},
    {"FeatureFlagEnableSyncAllUsersForRemoteCluster", "false"},
    {"FeatureFlagExperimentalAuditSettingsSystemConsoleUI", "true"},
    {"FeatureFlagInteractiveDialogAppsForm", "true"},
    {"FeatureFlagMobileSSOCodeExchange", "false"},
    {"FeatureFlagMoveThreadsEnabled", "false"},
    {"FeatureFlagNormalizeLdapDNs", "false"},
    {"FeatureFlagNotificationMonitoring", "true"},
    {"FeatureFlagOnboardingTourTips", "true"},
    {"FeatureFlagPermalinkPreviews", "false"},
    {"FeatureFlagStreamlinedMarketplace", "true"},
    {"FeatureFlagTestBoolFeature", "false"},
    {"FeatureFlagTestFeature", "off"},
    {"FeatureFlagWebSocketEventScope", "true"},
    {"FeatureFlagWysiwygEditor", "false"},
    {"FileLevel", "INFO"},
    {"ForgotPasswordLink", ""},
    {"GuestAccountsEnforceMultifactorAuthentication", "false"},
    {"HasImageProxy", "false"},
    {"HelpLink", "https://mattermost.com/pl/help/"},
    {"HideGuestTags", "false"},
    {"IosAppDownloadLink", "https://mattermost.com/pl/ios-app/"},
    {"IosLatestVersion", ""},
    {"IosMinVersion", ""},
    {"IsFipsEnabled", "false"},
    {"LdapLoginButtonBorderColor", ""},
    {"LdapLoginButtonColor", ""},
    {"LdapLoginButtonTextColor", ""},
    {"LdapLoginFieldName", ""},
    {"MobileExternalBrowser", "false"},
    {"NoAccounts", "false"},
    {"OpenIdButtonColor", ""},
    {"OpenIdButtonText", ""},
    {"PasswordEnableForgotLink", "true"},
    {"PasswordMinimumLength", "8"},
    {"PasswordRequireLowercase", "false"},
    {"PasswordRequireNumber", "false"},
    {"PasswordRequireSymbol", "false"},
    {"PasswordRequireUppercase", "false"},
    {"PluginsEnabled", "true"},
    {"PrivacyPolicyLink", "https://mattermost.com/pl/privacy-policy/"},
    {"ReportAProblemLink", "https://mattermost.com/pl/report-a-bug"},
    {"ReportAProblemMail", ""},
    {"ReportAProblemType", "default"},
    {"SamlLoginButtonBorderColor", ""},
    {"SamlLoginButtonColor", ""},
    {"SamlLoginButtonText", ""},
    {"SamlLoginButtonTextColor", ""},
    {"ServiceEnvironment", "test"},
    {"SiteName", "Mattermost"},
    {"SupportEmail", ""},
    {"TermsOfServiceLink", "https://mattermost.com/pl/terms-of-use/"},
    {"WebsocketPort", "80"},
    {"WebsocketSecurePort", "443"},
    {"WebsocketURL", ""},
};

// The same for somebody logged in.
const Row kMembers[] = {
    {"AllowedThemes", ""},
    {"CollapsedThreads", "always_on"},
    {"DefaultTheme", ""},
    {"EnableChannelViewedMessages", "true"},
    {"EnableCommands", "true"},
    {"EnableConfirmNotificationsToChannel", "true"},
    {"EnableDeveloper", "false"},
    {"EnableEmailBatching", "false"},
    {"EnableEmojiPicker", "true"},
    {"EnableGifPicker", "true"},
    {"EnableIncomingWebhooks", "true"},
    {"EnableOAuthServiceProvider", "true"},
    {"EnableOutgoingWebhooks", "true"},
    {"EnableTesting", "false"},
    {"EnableThemeSelection", "true"},
    {"EnableTutorial", "true"},
    {"EnableUserTypingMessages", "true"},
    {"LockTeammateNameDisplay", "false"},
    {"MaxFileSize", "104857600"},
    {"MaxPostSize", "16383"},
    {"PostEditTimeLimit", "-1"},
    {"RequireEmailVerification", "false"},
    {"RestrictDirectMessage", "any"},
    {"ShowEmailAddress", "true"},
    {"ShowFullName", "true"},
    {"TeammateNameDisplay", "username"},
    {"TimeBetweenUserTypingUpdatesMilliseconds", "5000"},
};

// The keys that the clients' own types name.
constexpr std::string_view kKnownToClients =
    "AboutLink AllowBannerDismissal AllowCustomThemes AllowDownloadLogs AllowPersistentNotifications "
    "AllowPersistentNotificationsForGuests AllowSyncedDrafts AllowedThemes AndroidAppDownloadLink "
    "AndroidLatestVersion AndroidMinVersion AppDownloadLink AppsPluginEnabled AsymmetricSigningPublicKey "
    "AutoTranslationLanguages AvailableLocales BannerColor BannerText BannerTextColor BuildDate "
    "BuildEnterpriseReady BuildHash BuildHashEnterprise BuildNumber BurnOnReadDurationSeconds "
    "BurnOnReadMaximumTimeToLiveSeconds CWSMock CWSURL CollapsedThreads ContentFlaggingEnabled "
    "CustomBrandText CustomDescriptionText CustomUrlSchemes DataRetentionEnableFileDeletion "
    "DataRetentionEnableMessageDeletion DataRetentionFileRetentionHours "
    "DataRetentionMessageRetentionHours DefaultClientLocale DefaultTheme DelayChannelAutocomplete "
    "DeleteAccountLink DiagnosticId DiagnosticsEnabled DisableAppBar DisableRefetchingOnBrowserFocus "
    "DisableWakeUpReconnectHandler EmailLoginButtonBorderColor EmailLoginButtonColor "
    "EmailLoginButtonTextColor EmailNotificationContentsType EnableAskCommunityLink "
    "EnableAttributeBasedAccessControl EnableAutoTranslation EnableBanner EnableBotAccountCreation "
    "EnableBurnOnRead EnableChannelViewedMessages EnableClientMetrics EnableClientPerformanceDebugging "
    "EnableCluster EnableCommands EnableCompliance EnableComplianceExport "
    "EnableConfirmNotificationsToChannel EnableCrossTeamSearch EnableCustomBrand EnableCustomEmoji "
    "EnableCustomGroups EnableCustomUserStatuses EnableDesktopLandingPage EnableDeveloper "
    "EnableDiagnostics EnableEmailBatching EnableEmailInvitations EnableEmojiPicker "
    "EnableExperimentalLocales EnableFile EnableFileAttachments EnableGifPicker EnableGuestAccounts "
    "EnableGuestMagicLink EnableIncomingWebhooks EnableInlineLatex EnableJoinLeaveMessageByDefault "
    "EnableLastActiveTime EnableLatex EnableLdap EnableLinkPreviews EnableMarketplace EnableMetrics "
    "EnableMobileFileDownload EnableMobileFileUpload EnableMultifactorAuthentication "
    "EnableOAuthServiceProvider EnableOnboardingFlow EnableOpenServer EnableOutgoingOAuthConnections "
    "EnableOutgoingWebhooks EnablePostIconOverride EnablePostUsernameOverride EnablePreviewModeBanner "
    "EnablePublicLink EnableReliableWebSockets EnableSVGs EnableSaml EnableSignInWithEmail "
    "EnableSignInWithUsername EnableSignUpWithEmail EnableSignUpWithGitLab EnableSignUpWithGoogle "
    "EnableSignUpWithOffice365 EnableSignUpWithOpenId EnableTesting EnableThemeSelection EnableTutorial "
    "EnableUserAccessTokens EnableUserCreation EnableUserDeactivation EnableUserManagedAttributes "
    "EnableUserStatuses EnableUserTypingMessages EnforceMultifactorAuthentication "
    "ExperimentalChannelCategorySorting ExperimentalEnableAuthenticationTransfer "
    "ExperimentalEnableAutomaticReplies ExperimentalEnableDefaultChannelLeaveJoinMessages "
    "ExperimentalEnablePostMetadata ExperimentalGroupUnreadChannels ExperimentalPrimaryTeam "
    "ExperimentalSharedChannels FeatureFlagAppsEnabled FeatureFlagAttributeBasedAccessControl "
    "FeatureFlagContentFlagging FeatureFlagCustomProfileAttributes FeatureFlagInteractiveDialogAppsForm "
    "FeatureFlagWebSocketEventScope FileLevel ForgotPasswordLink GiphySdkKey GitLabButtonColor "
    "GitLabButtonText GoogleDeveloperKey GuestAccountsEnforceMultifactorAuthentication HasImageProxy "
    "HelpLink HideGuestTags InstallationDate IosAppDownloadLink IosLatestVersion IosMinVersion "
    "IsDefaultMarketplace IsFipsEnabled LdapFirstNameAttributeSet LdapLastNameAttributeSet "
    "LdapLoginButtonBorderColor LdapLoginButtonColor LdapLoginButtonTextColor LdapLoginFieldName "
    "LdapNicknameAttributeSet LdapPictureAttributeSet LdapPositionAttributeSet LockTeammateNameDisplay "
    "ManagedResourcePaths MaxFileSize MaxNotificationsPerChannel MaxPostSize MinimumHashtagLength "
    "NoAccounts OpenIdButtonColor OpenIdButtonText PasswordEnableForgotLink PasswordMinimumLength "
    "PasswordRequireLowercase PasswordRequireNumber PasswordRequireSymbol PasswordRequireUppercase "
    "PersistentNotificationIntervalMinutes PersistentNotificationMaxRecipients PluginsEnabled "
    "PostAcknowledgements PostEditTimeLimit PostPriority PrivacyPolicyLink ReportAProblemLink "
    "ReportAProblemMail ReportAProblemType RequireEmailVerification RestrictDMAndGMAutotranslation "
    "RestrictDirectMessage RunJobs SQLDriverName SamlFirstNameAttributeSet SamlLastNameAttributeSet "
    "SamlLoginButtonBorderColor SamlLoginButtonColor SamlLoginButtonText SamlLoginButtonTextColor "
    "SamlNicknameAttributeSet SamlPositionAttributeSet ScheduledPosts SchemaVersion "
    "SendEmailNotifications SendPushNotifications ServiceEnvironment ShowEmailAddress ShowFullName "
    "SiteName SiteURL SupportEmail TeammateNameDisplay TelemetryId TermsOfServiceLink "
    "TimeBetweenUserTypingUpdatesMilliseconds UniqueEmojiReactionLimitPerPost UpgradedFromTE "
    "UseAnonymousURLs UsersStatusAndProfileFetchingPollIntervalMilliseconds Version WebsocketPort "
    "WebsocketSecurePort WebsocketURL WranglerAllowedEmailDomain "
    "WranglerMoveThreadFromDirectMessageChannelEnable WranglerMoveThreadFromGroupMessageChannelEnable "
    "WranglerMoveThreadFromPrivateChannelEnable WranglerMoveThreadMaxCount "
    "WranglerPermittedWranglerRoles YoutubeReferrerPolicy";

}  // namespace

TEST_CASE("client config: everybody is told what was recorded") {
    Config config = recorded_config();
    Json told = client_config(config, kFacts, false);
    for (const auto& row : kEverybody) {
        CAPTURE(row.key);
        CHECK(told[row.key].as_string() == row.value);
        CHECK(told.find(row.key) != nullptr);
    }
    CHECK(told["Version"].as_string() == "10.11.0");
    CHECK(told["SiteURL"].as_string() == "http://127.0.0.1:8065");
    CHECK(told["DiagnosticId"].as_string() == "diagnosticid");
    CHECK(told["AsymmetricSigningPublicKey"].as_string() == "c2lnbmluZyBrZXk=");
    for (const char* hidden : {"EnableGifPicker", "MaxFileSize", "ShowEmailAddress", "EnableThemeSelection",
                               "PostEditTimeLimit", "CustomUrlSchemes", "BannerText", "SQLDriverName", "SchemaVersion"})
        CHECK(told.find(hidden) == nullptr);
}

TEST_CASE("client config: members are told everything clients know of") {
    Config config = recorded_config();
    Json told = client_config(config, kFacts, true);
    for (const auto& row : kEverybody) CHECK(told[row.key].as_string() == row.value);
    for (const auto& row : kMembers) {
        CAPTURE(row.key);
        CHECK(told[row.key].as_string() == row.value);
    }
    for (const auto& key : split_words(kKnownToClients)) {
        CAPTURE(key);
        CHECK(told.find(key) != nullptr);
    }
    std::set<std::string> keys;
    for (const auto& member : told.members()) {
        CHECK(keys.insert(member.key).second);
        CHECK(member.value.is_string());
    }
    CHECK(told["MaxPostSize"].as_string() == "16383");
    CHECK(told["SchemaVersion"].as_string() == "42");
    CHECK(told["InstallationDate"].as_string() == "1700000000000");
}

TEST_CASE("client config: it follows the settings") {  // golden admin_config "client config follows"
    Config config = default_config();
    config.ServiceSettings.EnableCustomEmoji = false;
    config.TeamSettings.CustomBrandText = "hi";
    config.PasswordSettings.MinimumLength = 9;
    config.DisplaySettings.CustomURLSchemes = {"git", "smtp"};
    config.ThemeSettings.EnableThemeSelection = false;
    config.AnnouncementSettings.BannerText = "b";
    config.FeatureFlags.TestFeature = "on";
    Json told = client_config(config, kFacts, true);
    CHECK(told["EnableCustomEmoji"].as_string() == "false");
    CHECK(told["CustomBrandText"].as_string() == "hi");
    CHECK(told["PasswordMinimumLength"].as_string() == "9");
    CHECK(told["CustomUrlSchemes"].as_string() == "git,smtp");
    CHECK(told["EnableThemeSelection"].as_string() == "true");
    CHECK(told["BannerText"].as_string() == "");
    CHECK(told["FeatureFlagTestFeature"].as_string() == "on");

    ServerFacts empty{kFacts.diagnostic_id, kFacts.signing_public_key};
    empty.has_accounts = false;
    CHECK(client_config(config, empty, false)["NoAccounts"].as_string() == "true");
    CHECK(client_license().dump() == R"({"IsLicensed":"false"})");
}

TEST_CASE("client config: the version id changes with what clients are told, and with nothing else") {
    Config config = default_config();
    std::string id = version_id(config, kFacts);
    CHECK(id.starts_with("10.11.0.10.11.0."));
    CHECK(id.ends_with(".false"));
    CHECK(id.size() == std::string("10.11.0.10.11.0..false").size() + 64);
    config.SqlSettings.Trace = true;
    CHECK(version_id(config, kFacts) == id);
    config.TeamSettings.SiteName = "Other";
    CHECK(version_id(config, kFacts) != id);
    config = default_config();
    config.RenkeiSettings.AnnouncedVersion = "11.6.0";
    CHECK(version_id(config, kFacts).starts_with("11.6.0.11.6.0."));
}
