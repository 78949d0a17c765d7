// OAuth 2.0, both ways: what users grant to apps here (columns: Mattermost's oauthauthdata, oauthaccessdata), and the
// connections by which this server gets tokens elsewhere (outgoingoauthconnections). Wire shapes: golden
// integrations_oauth; of what it leaves open, Mattermost 11's.
#pragma once
#include "model/model.h"

namespace rk {

// What an app asks a user for: the query of the page, or the body.
#define AUTHORIZE_REQUEST_FIELDS(F)                         \
    F(String, response_type, none) /* code, token */        \
    F(String, client_id, none)                              \
    F(String, redirect_uri, none)                           \
    F(String, scope, none)                                  \
    F(String, state, none)                                  \
    F(String, code_challenge, omit_empty)                   \
    F(String, code_challenge_method, omit_empty) /* S256 */ \
    F(String, resource, omit_empty)
MODEL(AuthorizeRequest, AUTHORIZE_REQUEST_FIELDS)

// A code on its way to an app. Table oauthauthdata.
#define OAUTH_CODE_FIELDS(F)                                              \
    F(String, code, none) /* its SHA-256 in hex; itself it is not kept */ \
    F(Id, client_id, none)                                                \
    F(Id, user_id, none)                                                  \
    F(Int, expires_in, none) /* seconds */                                \
    F(Millis, create_at, none)                                            \
    F(String, redirect_uri, none)                                         \
    F(String, state, none)                                                \
    F(String, scope, none)                                                \
    F(String, code_challenge, none)                                       \
    F(String, code_challenge_method, none)                                \
    F(String, resource, none)
MODEL(OAuthCode, OAUTH_CODE_FIELDS)

// What an app holds for an account: one at a time. Table oauthaccessdata.
#define OAUTH_GRANT_FIELDS(F)                                     \
    F(Id, token, none)         /* of the session that it is */    \
    F(Id, refresh_token, none) /* "" for apps without a secret */ \
    F(String, redirect_uri, none)                                 \
    F(Id, client_id, none)                                        \
    F(Id, user_id, none)                                          \
    F(Millis, expires_at, none)                                   \
    F(String, scope, none)                                        \
    F(String, audience, none)
MODEL(OAuthGrant, OAUTH_GRANT_FIELDS)

// What an app is given for a code or a refresh token.
#define OAUTH_TOKENS_FIELDS(F)             \
    F(String, access_token, none)          \
    F(String, token_type, none)            \
    F(Int, expires_in, none) /* seconds */ \
    F(String, scope, none)                 \
    F(String, refresh_token, none)         \
    F(String, id_token, none)              \
    F(String, audience, omit_empty)
MODEL(OAuthTokens, OAUTH_TOKENS_FIELDS)

// A client that registers itself (RFC 7591).
#define CLIENT_REGISTRATION_FIELDS(F)              \
    F(StringList, redirect_uris, none)             \
    F(OptString, token_endpoint_auth_method, none) \
    F(OptString, client_name, none)                \
    F(OptString, client_uri, none)
MODEL(ClientRegistration, CLIENT_REGISTRATION_FIELDS)

// How this server gets tokens for addresses elsewhere. Table outgoingoauthconnections.
#define OUTGOING_OAUTH_CONNECTION_FIELDS(F)                           \
    F(Id, id, none)                                                   \
    F(Id, creator_id, none)                                           \
    F(Millis, create_at, none)                                        \
    F(Millis, update_at, none)                                        \
    F(String, name, none)                                             \
    F(String, client_id, omit_empty)                                  \
    F(String, client_secret, omit_empty) /* never leaves */           \
    F(OptString, credentials_username, omit_empty)                    \
    F(OptString, credentials_password, omit_empty) /* never leaves */ \
    F(String, oauth_token_url, none)                                  \
    F(String, grant_type, none)    /* client_credentials, password */ \
    F(StringList, audiences, none) /* addresses at and below which it is used */
MODEL(OutgoingOAuthConnection, OUTGOING_OAUTH_CONNECTION_FIELDS)

}  // namespace rk
