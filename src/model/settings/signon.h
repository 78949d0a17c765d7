// Single sign-on. Kept so that a Mattermost configuration passes through whole. Form: model/settings.h.
// clang-format off
SECTION(GitLabSettings)
SET(GitLabSettings, Enable, Bool, false, inert, "authentication_openid", "Let users log in with GitLab.")
SET(GitLabSettings, Secret, String, "", inert | secret, "authentication_openid",
    "Secret of this application at GitLab.")
SET(GitLabSettings, Id, String, "", inert, "authentication_openid", "Id of this application at GitLab.")
SET(GitLabSettings, Scope, String, "", inert, "authentication_openid", "What to ask the provider for.")
SET(GitLabSettings, AuthEndpoint, String, "", inert, "authentication_openid", "Where users log in.")
SET(GitLabSettings, TokenEndpoint, String, "", inert, "authentication_openid", "Where tokens are fetched.")
SET(GitLabSettings, UserAPIEndpoint, String, "", inert, "authentication_openid", "Where the account is read.")
SET(GitLabSettings, DiscoveryEndpoint, String, "", inert, "authentication_openid",
    "Where the provider describes itself.")
SET(GitLabSettings, ButtonText, String, "", inert, "authentication_openid", "Text of the log-in button.")
SET(GitLabSettings, ButtonColor, String, "", inert, "authentication_openid", "Colour of the log-in button.")
END(GitLabSettings)

SECTION(GoogleSettings)
SET(GoogleSettings, Enable, Bool, false, inert, "authentication_openid", "Let users log in with Google.")
SET(GoogleSettings, Secret, String, "", inert | secret, "authentication_openid",
    "Secret of this application at Google.")
SET(GoogleSettings, Id, String, "", inert, "authentication_openid", "Id of this application at Google.")
SET(GoogleSettings, Scope, String, "profile email", inert, "authentication_openid", "What to ask the provider for.")
SET(GoogleSettings, AuthEndpoint, String, "https://accounts.google.com/o/oauth2/v2/auth", inert,
    "authentication_openid", "Where users log in.")
SET(GoogleSettings, TokenEndpoint, String, "https://www.googleapis.com/oauth2/v4/token", inert, "authentication_openid",
    "Where tokens are fetched.")
SET(GoogleSettings, UserAPIEndpoint,
    String, "https://people.googleapis.com/v1/people/me?personFields=names,emailAddresses,nicknames,metadata", inert,
    "authentication_openid", "Where the account is read.")
SET(GoogleSettings, DiscoveryEndpoint, String, "", inert, "authentication_openid",
    "Where the provider describes itself.")
SET(GoogleSettings, ButtonText, String, "", inert, "authentication_openid", "Text of the log-in button.")
SET(GoogleSettings, ButtonColor, String, "", inert, "authentication_openid", "Colour of the log-in button.")
END(GoogleSettings)

SECTION(Office365Settings)
SET(Office365Settings, Enable, Bool, false, inert, "authentication_openid", "Let users log in with Entra ID.")
SET(Office365Settings, Secret, String, "", inert | secret, "authentication_openid",
    "Secret of this application at Entra ID.")
SET(Office365Settings, Id, String, "", inert, "authentication_openid", "Id of this application at Entra ID.")
SET(Office365Settings, Scope, String, "User.Read", inert, "authentication_openid", "What to ask the provider for.")
SET(Office365Settings, AuthEndpoint, String, "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", inert,
    "authentication_openid", "Where users log in.")
SET(Office365Settings, TokenEndpoint, String, "https://login.microsoftonline.com/common/oauth2/v2.0/token", inert,
    "authentication_openid", "Where tokens are fetched.")
SET(Office365Settings, UserAPIEndpoint, String, "https://graph.microsoft.com/v1.0/me", inert, "authentication_openid",
    "Where the account is read.")
SET(Office365Settings, DiscoveryEndpoint, String, "", inert, "authentication_openid",
    "Where the provider describes itself.")
SET(Office365Settings, DirectoryId, String, "", inert, "authentication_openid", "Tenant at the provider.")
END(Office365Settings)

SECTION(OpenIdSettings)
SET(OpenIdSettings, Enable, Bool, false, inert, "authentication_openid", "Let users log in with OpenID Connect.")
SET(OpenIdSettings, Secret, String, "", inert | secret, "authentication_openid",
    "Secret of this application at OpenID Connect.")
SET(OpenIdSettings, Id, String, "", inert, "authentication_openid", "Id of this application at OpenID Connect.")
SET(OpenIdSettings, Scope, String, "profile openid email", inert, "authentication_openid",
    "What to ask the provider for.")
SET(OpenIdSettings, AuthEndpoint, String, "", inert, "authentication_openid", "Where users log in.")
SET(OpenIdSettings, TokenEndpoint, String, "", inert, "authentication_openid", "Where tokens are fetched.")
SET(OpenIdSettings, UserAPIEndpoint, String, "", inert, "authentication_openid", "Where the account is read.")
SET(OpenIdSettings, DiscoveryEndpoint, String, "", inert, "authentication_openid",
    "Where the provider describes itself.")
SET(OpenIdSettings, ButtonText, String, "", inert, "authentication_openid", "Text of the log-in button.")
SET(OpenIdSettings, ButtonColor, String, "#145DBF", inert, "authentication_openid", "Colour of the log-in button.")
END(OpenIdSettings)

SECTION(LdapSettings)
SET(LdapSettings, Enable, Bool, false, inert, "authentication_ldap", "Log in with LDAP.")
SET(LdapSettings, EnableSync, Bool, false, inert, "authentication_ldap", "Synchronise accounts with LDAP.")
SET(LdapSettings, LdapServer, String, "", inert, "authentication_ldap", "Host of the LDAP server.")
SET(LdapSettings, LdapPort, Int, 389, inert, "authentication_ldap", "Port of the LDAP server.")
SET(LdapSettings, ConnectionSecurity, String, "", inert, "authentication_ldap", "Empty, TLS or STARTTLS.")
SET(LdapSettings, BaseDN, String, "", inert, "authentication_ldap", "Where users are looked for.")
SET(LdapSettings, BindUsername, String, "", inert, "authentication_ldap", "Account that looks for them.")
SET(LdapSettings, BindPassword, String, "", inert | secret, "authentication_ldap", "Password of that account.")
SET(LdapSettings, MaximumLoginAttempts, Int, 10, inert, "authentication_ldap",
    "Failed log-ins before an account is locked.")
SET(LdapSettings, UserFilter, String, "", inert, "authentication_ldap", "Filter for users.")
SET(LdapSettings, GroupFilter, String, "", inert, "authentication_ldap", "Filter for groups.")
SET(LdapSettings, GuestFilter, String, "", inert, "authentication_ldap", "Filter for guests.")
SET(LdapSettings, EnableAdminFilter, Bool, false, inert, "", "Make administrators by a filter.")
SET(LdapSettings, AdminFilter, String, "", inert, "", "Filter for administrators.")
SET(LdapSettings, GroupDisplayNameAttribute, String, "", inert, "authentication_ldap", "Attribute with a group's name.")
SET(LdapSettings, GroupIdAttribute, String, "", inert, "authentication_ldap", "Attribute with a group's id.")
SET(LdapSettings, FirstNameAttribute, String, "", inert, "authentication_ldap", "Attribute with the first name.")
SET(LdapSettings, LastNameAttribute, String, "", inert, "authentication_ldap", "Attribute with the last name.")
SET(LdapSettings, EmailAttribute, String, "", inert, "authentication_ldap", "Attribute with the mail address.")
SET(LdapSettings, UsernameAttribute, String, "", inert, "authentication_ldap", "Attribute with the user name.")
SET(LdapSettings, NicknameAttribute, String, "", inert, "authentication_ldap", "Attribute with the nickname.")
SET(LdapSettings, IdAttribute, String, "", inert, "authentication_ldap", "Attribute with the user's id.")
SET(LdapSettings, PositionAttribute, String, "", inert, "authentication_ldap", "Attribute with the job title.")
SET(LdapSettings, LoginIdAttribute, String, "", inert, "authentication_ldap", "Attribute to log in with.")
SET(LdapSettings, PictureAttribute, String, "", inert, "authentication_ldap", "Attribute with the picture.")
SET(LdapSettings, SyncIntervalMinutes, Int, 60, inert, "authentication_ldap", "Minutes between two synchronisations.")
SET(LdapSettings, ReAddRemovedMembers, Bool, false, inert, "authentication_ldap",
    "Add members again whom somebody removed by hand.")
SET(LdapSettings, SkipCertificateVerification, Bool, false, inert, "authentication_ldap",
    "Accept any certificate of the LDAP server.")
SET(LdapSettings, PublicCertificateFile, String, "", inert, "authentication_ldap", "File with the client certificate.")
SET(LdapSettings, PrivateKeyFile, String, "", inert, "authentication_ldap", "File with that certificate's key.")
SET(LdapSettings, QueryTimeout, Int, 60, inert, "authentication_ldap", "Seconds that a query may take.")
SET(LdapSettings, MaxPageSize, Int, 0, inert, "authentication_ldap", "Entries of one page; 0 for no limit.")
SET(LdapSettings, LoginFieldName, String, "", inert, "authentication_ldap", "Name of the log-in field.")
SET(LdapSettings, LoginButtonColor, String, "#0000", inert, "experimental_features", "Colour of the log-in button.")
SET(LdapSettings, LoginButtonBorderColor, String, "#2389D7", inert, "experimental_features",
    "Colour of that button's border.")
SET(LdapSettings, LoginButtonTextColor, String, "#2389D7", inert, "experimental_features",
    "Colour of that button's text.")
END(LdapSettings)

SECTION(SamlSettings)
SET(SamlSettings, Enable, Bool, false, inert, "authentication_saml", "Log in with SAML.")
SET(SamlSettings, EnableSyncWithLdap, Bool, false, inert, "authentication_saml", "Synchronise SAML accounts with LDAP.")
SET(SamlSettings, EnableSyncWithLdapIncludeAuth, Bool, false, inert, "authentication_saml",
    "Take their id from LDAP too.")
SET(SamlSettings, IgnoreGuestsLdapSync, Bool, false, inert, "authentication_saml", "Leave guests out of it.")
SET(SamlSettings, Verify, Bool, true, inert, "authentication_saml", "Check the provider's signature.")
SET(SamlSettings, Encrypt, Bool, true, inert, "authentication_saml", "Expect encrypted assertions.")
SET(SamlSettings, SignRequest, Bool, false, inert, "authentication_saml", "Sign requests.")
SET(SamlSettings, IdpURL, String, "", inert, "authentication_saml", "Where the provider logs users in.")
SET(SamlSettings, IdpDescriptorURL, String, "", inert, "authentication_saml", "Name of the provider.")
SET(SamlSettings, IdpMetadataURL, String, "", inert, "authentication_saml", "Where the provider describes itself.")
SET(SamlSettings, ServiceProviderIdentifier, String, "", inert, "authentication_saml",
    "Name of this server at the provider.")
SET(SamlSettings, AssertionConsumerServiceURL, String, "", inert, "authentication_saml",
    "Where the provider sends users back to.")
SET(SamlSettings, SignatureAlgorithm, String, "RSAwithSHA1", inert, "authentication_saml", "Algorithm of signatures.")
SET(SamlSettings, CanonicalAlgorithm, String, "Canonical1.0", inert, "authentication_saml",
    "Canonical form that is signed.")
SET(SamlSettings, ScopingIDPProviderId, String, "", inert, "authentication_saml", "Provider that a proxy should ask.")
SET(SamlSettings, ScopingIDPName, String, "", inert, "authentication_saml", "Name of that provider.")
SET(SamlSettings, IdpCertificateFile, String, "", inert, "authentication_saml", "File with the provider's certificate.")
SET(SamlSettings, PublicCertificateFile, String, "", inert, "authentication_saml",
    "File with this server's certificate.")
SET(SamlSettings, PrivateKeyFile, String, "", inert, "authentication_saml", "File with that certificate's key.")
SET(SamlSettings, IdAttribute, String, "", inert, "authentication_saml", "Attribute with the user's id.")
SET(SamlSettings, GuestAttribute, String, "", inert, "authentication_saml", "Attribute and value that mark guests.")
SET(SamlSettings, EnableAdminAttribute, Bool, false, inert, "", "Make administrators by an attribute.")
SET(SamlSettings, AdminAttribute, String, "", inert, "", "Attribute and value that mark administrators.")
SET(SamlSettings, FirstNameAttribute, String, "", inert, "authentication_saml", "Attribute with the first name.")
SET(SamlSettings, LastNameAttribute, String, "", inert, "authentication_saml", "Attribute with the last name.")
SET(SamlSettings, EmailAttribute, String, "", inert, "authentication_saml", "Attribute with the mail address.")
SET(SamlSettings, UsernameAttribute, String, "", inert, "authentication_saml", "Attribute with the user name.")
SET(SamlSettings, NicknameAttribute, String, "", inert, "authentication_saml", "Attribute with the nickname.")
SET(SamlSettings, LocaleAttribute, String, "", inert, "authentication_saml", "Attribute with the language.")
SET(SamlSettings, PositionAttribute, String, "", inert, "authentication_saml", "Attribute with the job title.")
SET(SamlSettings, LoginButtonText, String, "SAML", inert, "authentication_saml", "Text of the log-in button.")
SET(SamlSettings, LoginButtonColor, String, "#34a28b", inert, "experimental_features", "Colour of that button.")
SET(SamlSettings, LoginButtonBorderColor, String, "#2389D7", inert, "experimental_features", "Colour of its border.")
SET(SamlSettings, LoginButtonTextColor, String, "#ffffff", inert, "experimental_features", "Colour of its text.")
END(SamlSettings)

SECTION(IntuneSettings)
SET(IntuneSettings, Enable, Bool, false, inert, "environment_mobile_security", "Log in through Microsoft Intune.")
SET(IntuneSettings, TenantId, String, "", inert, "environment_mobile_security", "Tenant at Microsoft.")
SET(IntuneSettings, ClientId, String, "", inert, "environment_mobile_security", "Application at Microsoft.")
SET(IntuneSettings, AuthService, String, "", inert, "environment_mobile_security",
    "Sign-on that Intune accounts come from: office365 or saml.")
END(IntuneSettings)
