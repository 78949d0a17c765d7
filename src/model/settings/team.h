// Teams, sign-up and what clients must be. Form: model/settings.h.
// clang-format off
SECTION(TeamSettings)
SET(TeamSettings, SiteName, String, "Mattermost", none, "site_customization",
    "Name of the server in clients and mails.")
SET(TeamSettings, MaxUsersPerTeam, Int, 50, none, "site_users_and_teams", "Active members that a team may have.")
SET(TeamSettings, EnableJoinLeaveMessageByDefault, Bool, true, none, "site_users_and_teams",
    "Whether new users see joins and leaves.")
SET(TeamSettings, EnableUserCreation, Bool, true, none, "authentication_signup", "Allow new accounts.")
SET(TeamSettings, EnableOpenServer, Bool, false, none, "authentication_signup",
    "Let anybody sign up without an invitation.")
SET(TeamSettings, EnableUserDeactivation, Bool, false, none, "experimental_features",
    "Let users deactivate their own account.")
SET(TeamSettings, RestrictCreationToDomains, String, "", none, "authentication_signup",
    "Mail domains that accounts may come from, separated by commas; empty for all.")
SET(TeamSettings, EnableCustomUserStatuses, Bool, true, none, "site_users_and_teams",
    "Let users set a status text and emoji.")
SET(TeamSettings, EnableCustomBrand, Bool, false, none, "site_customization",
    "Show the brand picture and text on the log-in page.")
SET(TeamSettings, CustomBrandText, String, "", none, "site_customization", "Text on the log-in page.")
SET(TeamSettings, CustomDescriptionText, String, "", none, "site_customization",
    "One line about the server on the log-in page.")
SET(TeamSettings, RestrictDirectMessage, String, "any", none, "site_users_and_teams",
    "Whom clients offer for direct messages: any user or members of a shared team.")
SET(TeamSettings, EnableLastActiveTime, Bool, true, none, "site_users_and_teams", "Show when a user was active last.")
SET(TeamSettings, UserStatusAwayTimeout, Int, 300, none, "experimental_features",
    "Seconds without activity until a user counts as away.")
SET(TeamSettings, MaxChannelsPerTeam, Int, 2000, none, "site_users_and_teams", "Channels that a team may have.")
SET(TeamSettings, MaxNotificationsPerChannel, Int, 1000, none, "environment_push_notification_server",
    "Members beyond which @all, @channel and @here notify nobody.")
SET(TeamSettings, EnableConfirmNotificationsToChannel, Bool, true, none, "site_notifications",
    "Let clients ask before notifying a whole channel.")
SET(TeamSettings, TeammateNameDisplay, String, "username", none, "site_users_and_teams",
    "How people are named: username, nickname_full_name or full_name.")
SET(TeamSettings, ExperimentalViewArchivedChannels, Bool, true, none, "experimental_features site_users_and_teams",
    "Let members read archived channels.")
SET(TeamSettings, ExperimentalEnableAutomaticReplies, Bool, false, none, "experimental_features",
    "Let users set a reply for while they are away.")
SET(TeamSettings, LockTeammateNameDisplay, Bool, false, none, "site_users_and_teams",
    "Forbid users to choose how people are named.")
SET(TeamSettings, ExperimentalPrimaryTeam, String, "", none, "experimental_features",
    "Team that new users land in and may not leave.")
SET(TeamSettings, ExperimentalDefaultChannels, List, LIST(), none, "experimental_features",
    "Channels besides town-square that new team members join.")
END(TeamSettings)

SECTION(ClientRequirements)
SET(ClientRequirements, AndroidLatestVersion, String, "", restricted, "", "Newest Android app that clients know of.")
SET(ClientRequirements, AndroidMinVersion, String, "", restricted, "", "Oldest Android app that may be used.")
SET(ClientRequirements, IosLatestVersion, String, "", restricted, "", "Newest iOS app that clients know of.")
SET(ClientRequirements, IosMinVersion, String, "", restricted, "", "Oldest iOS app that may be used.")
END(ClientRequirements)

SECTION(PasswordSettings)
SET(PasswordSettings, MinimumLength, Int, 8, none, "authentication_password",
    "Characters that a password has at least.")
SET(PasswordSettings, Lowercase, Bool, false, none, "authentication_password", "Demand a lower-case letter.")
SET(PasswordSettings, Number, Bool, false, none, "authentication_password", "Demand a digit.")
SET(PasswordSettings, Uppercase, Bool, false, none, "authentication_password", "Demand an upper-case letter.")
SET(PasswordSettings, Symbol, Bool, false, none, "authentication_password", "Demand a symbol.")
SET(PasswordSettings, EnableForgotLink, Bool, true, none, "authentication_password",
    "Show a link to reset the password on the log-in page.")
END(PasswordSettings)

SECTION(PrivacySettings)
SET(PrivacySettings, ShowEmailAddress, Bool, true, none, "site_users_and_teams",
    "Let users see each other's mail address.")
SET(PrivacySettings, ShowFullName, Bool, true, none, "site_users_and_teams", "Let users see each other's full name.")
SET(PrivacySettings, UseAnonymousURLs, Bool, false, none, "site_users_and_teams",
    "Keep team and channel names out of addresses.")
END(PrivacySettings)

SECTION(GuestAccountsSettings)
SET(GuestAccountsSettings, Enable, Bool, false, none, "authentication_guest_access", "Allow guest accounts.")
SET(GuestAccountsSettings, HideTags, Bool, false, none, "authentication_guest_access", "Do not mark guests in clients.")
SET(GuestAccountsSettings, AllowEmailAccounts, Bool, true, none, "authentication_guest_access",
    "Let guests log in with mail address and password.")
SET(GuestAccountsSettings, EnforceMultifactorAuthentication, Bool, false, none, "authentication_guest_access",
    "Demand one-time passwords of guests.")
SET(GuestAccountsSettings, RestrictCreationToDomains, String, "", none, "authentication_guest_access",
    "Mail domains that guests may come from, separated by commas; empty for all.")
SET(GuestAccountsSettings, EnableGuestMagicLink, Bool, false, none, "authentication_guest_access",
    "Let guests log in through a mailed link.")
END(GuestAccountsSettings)
