// Mail, notifications, and what clients show. Form: model/settings.h.
// clang-format off
SECTION(EmailSettings)
SET(EmailSettings, EnableSignUpWithEmail, Bool, true, none, "authentication_email",
    "Allow accounts with mail address and password.")
SET(EmailSettings, EnableSignInWithEmail, Bool, true, none, "authentication_email",
    "Allow logging in with the mail address.")
SET(EmailSettings, EnableSignInWithUsername, Bool, true, none, "authentication_email",
    "Allow logging in with the user name.")
SET(EmailSettings, SendEmailNotifications, Bool, true, none, "site_notifications", "Send notifications by mail.")
SET(EmailSettings, UseChannelInEmailNotifications, Bool, false, none, "experimental_features",
    "Name channel and team in the subject of notifications.")
SET(EmailSettings, RequireEmailVerification, Bool, false, none, "authentication_email",
    "Demand that a new account confirms its mail address.")
SET(EmailSettings, FeedbackName, String, "", none, "site_notifications", "Name that mails come from.")
SET(EmailSettings, FeedbackEmail, String, "test@example.com", none, "site_notifications",
    "Address that mails come from.")
SET(EmailSettings, ReplyToAddress, String, "test@example.com", none, "site_notifications",
    "Address that replies go to.")
SET(EmailSettings, FeedbackOrganization, String, "", none, "site_notifications", "Organisation in the foot of mails.")
SET(EmailSettings, EnableSMTPAuth, Bool, false, restricted, "environment_smtp", "Log in to the mail server.")
SET(EmailSettings, SMTPUsername, String, "", restricted, "environment_smtp", "Account at the mail server.")
SET(EmailSettings, SMTPPassword, String, "", restricted | secret, "environment_smtp", "Password of that account.")
SET(EmailSettings, SMTPServer, String, "localhost", restricted, "environment_smtp", "Host of the mail server.")
SET(EmailSettings, SMTPPort, String, "10025", restricted, "environment_smtp", "Port of the mail server.")
SET(EmailSettings, SMTPServerTimeout, Int, 10, none, "", "Seconds that talking to the mail server may take.")
SET(EmailSettings, ConnectionSecurity, String, "", restricted, "environment_smtp", "Empty, TLS or STARTTLS.")
SET(EmailSettings, SendPushNotifications, Bool, true, none, "environment_push_notification_server",
    "Send push notifications to mobile apps.")
SET(EmailSettings, PushNotificationServer, String, "", none, "environment_push_notification_server",
    "Address of the push proxy.")
SET(EmailSettings, PushNotificationServerType, String, "custom", none, "environment_push_notification_server",
    "Kind of push proxy: off, mhpns, mtpns or custom.")
SET(EmailSettings, PushNotificationServerLocation, String, "us", none, "environment_push_notification_server",
    "Region of a hosted push proxy.")
SET(EmailSettings, PushNotificationContents, String, "full", none, "site_notifications",
    "What push notifications say: full, generic, generic_no_channel or id_loaded.")
SET(EmailSettings, PushNotificationBuffer, Int, 1000, none, "", "Push notifications that may wait to be sent.")
SET(EmailSettings, EnableEmailBatching, Bool, false, none, "site_notifications", "Gather notifications into one mail.")
SET(EmailSettings, EmailBatchingBufferSize, Int, 256, none, "experimental_features",
    "Notifications that may wait to be gathered.")
SET(EmailSettings, EmailBatchingInterval, Int, 30, none, "experimental_features", "Seconds between two gathered mails.")
SET(EmailSettings, EnablePreviewModeBanner, Bool, true, none, "site_notifications",
    "Remind administrators that mail is not set up.")
SET(EmailSettings, SkipServerCertificateVerification, Bool, false, restricted, "environment_smtp",
    "Accept any certificate of the mail server.")
SET(EmailSettings, EmailNotificationContentsType, String, "full", none, "site_notifications",
    "Whether mails quote the post: full or generic.")
SET(EmailSettings, LoginButtonColor, String, "#0000", none, "experimental_features", "Colour of the log-in button.")
SET(EmailSettings, LoginButtonBorderColor, String, "#2389D7", none, "experimental_features",
    "Colour of that button's border.")
SET(EmailSettings, LoginButtonTextColor, String, "#2389D7", none, "experimental_features",
    "Colour of that button's text.")
END(EmailSettings)

SECTION(SupportSettings)
SET(SupportSettings, TermsOfServiceLink, String, "https://mattermost.com/pl/terms-of-use/", restricted,
    "site_customization", "Page with the terms of service.")
SET(SupportSettings, PrivacyPolicyLink, String, "https://mattermost.com/pl/privacy-policy/", restricted,
    "site_customization", "Page with the privacy policy.")
SET(SupportSettings, AboutLink, String, "https://mattermost.com/pl/about-mattermost", restricted, "site_customization",
    "Page about the product.")
SET(SupportSettings, HelpLink, String, "https://mattermost.com/pl/help/", none, "site_customization", "Page with help.")
SET(SupportSettings, ReportAProblemLink, String, "https://mattermost.com/pl/report-a-bug", restricted,
    "site_customization", "Page to report a problem at.")
SET(SupportSettings, ReportAProblemType, String, "default", restricted, "site_customization",
    "How problems are reported: default, link, mail or hidden.")
SET(SupportSettings, ReportAProblemMail, String, "", restricted, "site_customization", "Address for reports by mail.")
SET(SupportSettings, AllowDownloadLogs, Bool, true, restricted, "site_customization",
    "Let users download the logs of their app.")
SET(SupportSettings, ForgotPasswordLink, String, "", restricted, "site_customization",
    "Page for forgotten passwords in place of the built-in one.")
SET(SupportSettings, SupportEmail, String, "", none, "site_notifications", "Address for questions, shown in mails.")
SET(SupportSettings, CustomTermsOfServiceEnabled, Bool, false, inert, "compliance_custom_terms_of_service",
    "Ask users to accept terms; needs a licence in Mattermost.")
SET(SupportSettings, CustomTermsOfServiceReAcceptancePeriod, Int, 365, inert, "compliance_custom_terms_of_service",
    "Days until they are asked again.")
SET(SupportSettings, EnableAskCommunityLink, Bool, true, none, "site_customization",
    "Show a link to Mattermost's community.")
END(SupportSettings)

SECTION(AnnouncementSettings)
SET(AnnouncementSettings, EnableBanner, Bool, false, none, "site_announcement_banner",
    "Show a banner on top of clients; needs a licence in Mattermost.")
SET(AnnouncementSettings, BannerText, String, "", none, "site_announcement_banner", "Text of the banner.")
SET(AnnouncementSettings, BannerColor, String, "#f2a93b", none, "site_announcement_banner", "Colour of the banner.")
SET(AnnouncementSettings, BannerTextColor, String, "#333333", none, "site_announcement_banner", "Colour of its text.")
SET(AnnouncementSettings, AllowBannerDismissal, Bool, true, none, "site_announcement_banner", "Let users close it.")
SET(AnnouncementSettings, AdminNoticesEnabled, Bool, true, inert, "site_notices",
    "Show product notices to administrators; Renkei fetches none.")
SET(AnnouncementSettings, UserNoticesEnabled, Bool, true, inert, "site_notices",
    "Show product notices to users; Renkei fetches none.")
SET(AnnouncementSettings, NoticesURL, String, "https://notices.mattermost.com/", restricted | inert, "site_notices",
    "Where notices come from.")
SET(AnnouncementSettings, NoticesFetchFrequency, Int, 3600, restricted | inert, "site_notices",
    "Seconds between two looks for notices.")
SET(AnnouncementSettings, NoticesSkipCache, Bool, false, restricted | inert, "site_notices",
    "Look for notices past the cache.")
END(AnnouncementSettings)

SECTION(ThemeSettings)
SET(ThemeSettings, EnableThemeSelection, Bool, true, none, "experimental_features", "Let users choose a theme.")
SET(ThemeSettings, DefaultTheme, String, "default", none, "experimental_features", "Theme of new users.")
SET(ThemeSettings, AllowCustomThemes, Bool, true, none, "experimental_features", "Let users make themes.")
SET(ThemeSettings, AllowedThemes, List, LIST(), none, "", "Themes to choose from; empty for all.")
END(ThemeSettings)

SECTION(LocalizationSettings)
SET(LocalizationSettings, DefaultServerLocale, String, "en", none, "site_localization",
    "Language of the server's own texts and log.")
SET(LocalizationSettings, DefaultClientLocale, String, "en", none, "site_localization",
    "Language of new users and of the log-in page.")
SET(LocalizationSettings, AvailableLocales, String, "", none, "site_localization",
    "Languages that users may choose, separated by commas; empty for all.")
SET(LocalizationSettings, EnableExperimentalLocales, Bool, false, none, "site_localization",
    "Offer languages whose translation is young.")
END(LocalizationSettings)

SECTION(DisplaySettings)
SET(DisplaySettings, CustomURLSchemes, List, LIST(), none, "site_posts",
    "Link schemes besides the usual ones that clients turn into links.")
SET(DisplaySettings, MaxMarkdownNodes, Int, 0, none, "site_posts",
    "Nodes that a rendered message may have; 0 for the clients' own limit.")
END(DisplaySettings)

SECTION(NativeAppSettings)
SET(NativeAppSettings, AppCustomURLSchemes, List, LIST("mmauth://", "mmauthbeta://"), restricted, "site_customization",
    "Schemes that apps may be called back with.")
SET(NativeAppSettings, AppDownloadLink, String, "https://mattermost.com/pl/download-apps", restricted,
    "site_customization", "Page with the apps.")
SET(NativeAppSettings, AndroidAppDownloadLink, String, "https://mattermost.com/pl/android-app/", restricted,
    "site_customization", "Page with the Android app.")
SET(NativeAppSettings, IosAppDownloadLink, String, "https://mattermost.com/pl/ios-app/", restricted,
    "site_customization", "Page with the iOS app.")
SET(NativeAppSettings, MobileExternalBrowser, Bool, false, none, "site_customization",
    "Open single sign-on in the phone's own browser.")
SET(NativeAppSettings, MobileEnableBiometrics, Bool, false, restricted | inert, "environment_mobile_security",
    "Ask for a fingerprint before the app opens; needs a licence in Mattermost.")
SET(NativeAppSettings, MobilePreventScreenCapture, Bool, false, restricted | inert, "environment_mobile_security",
    "Forbid pictures of the app's screen; needs a licence in Mattermost.")
SET(NativeAppSettings, MobileJailbreakProtection, Bool, false, restricted | inert, "environment_mobile_security",
    "Refuse phones that were broken open; needs a licence in Mattermost.")
SET(NativeAppSettings, MobileEnableSecureFilePreview, Bool, false, restricted | inert, "environment_mobile_security",
    "Show files in the app only; needs a licence in Mattermost.")
SET(NativeAppSettings, MobileAllowPdfLinkNavigation, Bool, false, restricted | inert, "environment_mobile_security",
    "Follow links in shown PDF files; needs a licence in Mattermost.")
SET(NativeAppSettings, EnableIntuneMAM, Bool, false, restricted | inert, "environment_mobile_security",
    "Put the app under Intune's management; needs a licence in Mattermost.")
END(NativeAppSettings)

SECTION(ImageProxySettings)
SET(ImageProxySettings, Enable, Bool, false, none, "environment_image_proxy",
    "Fetch pictures in posts through a proxy.")
SET(ImageProxySettings, ImageProxyType, String, "local", none, "environment_image_proxy",
    "Kind of proxy: local or atmos/camo.")
SET(ImageProxySettings, RemoteImageProxyURL, String, "", none, "environment_image_proxy", "Address of a remote proxy.")
SET(ImageProxySettings, RemoteImageProxyOptions, String, "", none, "environment_image_proxy",
    "Key shared with a remote proxy.")
END(ImageProxySettings)
