#include "app/token_scopes.h"

#include <algorithm>
#include <map>

#include "base/ids.h"
#include "base/strings.h"

namespace rk::token_scopes {

namespace {

constexpr std::string_view kPost = "post:";

// What is not here is refused to tokens with scopes.
constexpr Rule kRules[] = {
    // clang-format off
    // any
    {GET, "/api/v4/system/ping", Needs::any},
    {GET, "/api/v4/config/client", Needs::any},
    {GET, "/api/v4/license/client", Needs::any},
    // own
    {GET, "/api/v4/users/{user_id}", Needs::own},
    // read
    {GET, "/api/v4/teams/{team_id}/channels", Needs::read},
    {GET, "/api/v4/teams/{team_id}/channels/private", Needs::read},
    {GET, "/api/v4/teams/{team_id}/channels/deleted", Needs::read},
    {POST, "/api/v4/teams/{team_id}/channels/ids", Needs::read},
    {POST, "/api/v4/teams/{team_id}/channels/search", Needs::read},
    {GET, "/api/v4/teams/{team_id}/channels/autocomplete", Needs::read},
    {GET, "/api/v4/teams/{team_id}/channels/search_autocomplete", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels", Needs::read},
    {GET, "/api/v4/users/{user_id}/channels", Needs::read},
    {GET, "/api/v4/channels", Needs::read},
    {POST, "/api/v4/channels/search", Needs::read},
    {POST, "/api/v4/channels/group/search", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/members", Needs::read},
    {POST, "/api/v4/channels/{channel_id}/members/ids", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/members/{user_id}", Needs::read},
    {GET, "/api/v4/users/{user_id}/channels/{channel_id}/unread", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels/members", Needs::read},
    {GET, "/api/v4/users/{user_id}/channel_members", Needs::read},
    {GET, "/api/v4/channels/{channel_id}", Needs::read},
    {GET, "/api/v4/teams/{team_id}/channels/name/{channel_name}", Needs::read},
    {GET, "/api/v4/teams/name/{team_name}/channels/name/{channel_name}", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/common_teams", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/stats", Needs::read},
    {POST, "/api/v4/channels/stats/member_count", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/timezones", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels/categories", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels/categories/order", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels/categories/{category_id}", Needs::read},
    {GET, "/api/v4/teams/{team_id}/commands/autocomplete", Needs::read},
    {GET, "/api/v4/teams/{team_id}/commands/autocomplete_suggestions", Needs::read},
    {GET, "/api/v4/teams/{team_id}/commands/shortcuts", Needs::read},
    {GET, "/api/v4/emoji", Needs::read},
    {POST, "/api/v4/emoji/search", Needs::read},
    {GET, "/api/v4/emoji/autocomplete", Needs::read},
    {POST, "/api/v4/emoji/names", Needs::read},
    {GET, "/api/v4/emoji/name/{emoji_name}", Needs::read},
    {GET, "/api/v4/emoji/{emoji_id}", Needs::read},
    {GET, "/api/v4/emoji/{emoji_id}/image", Needs::read},
    {GET, "/api/v4/files/{file_id}", Needs::read},
    {GET, "/api/v4/files/{file_id}/thumbnail", Needs::read},
    {GET, "/api/v4/files/{file_id}/preview", Needs::read},
    {GET, "/api/v4/files/{file_id}/info", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/posts", Needs::read},
    {GET, "/api/v4/users/{user_id}/channels/{channel_id}/posts/unread", Needs::read},
    {GET, "/api/v4/posts/{post_id}/thread", Needs::read},
    {GET, "/api/v4/channels/{channel_id}/pinned", Needs::read},
    {GET, "/api/v4/users/{user_id}/posts/flagged", Needs::read},
    {GET, "/api/v4/posts/{post_id}/reactions", Needs::read},
    {POST, "/api/v4/posts/ids/reactions", Needs::read},
    {POST, "/api/v4/posts/ids", Needs::read},
    {GET, "/api/v4/posts/{post_id}", Needs::read},
    {GET, "/api/v4/posts/{post_id}/edit_history", Needs::read},
    {GET, "/api/v4/posts/{post_id}/files/info", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/threads", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/threads/mention_counts", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/threads/{thread_id}", Needs::read},
    {GET, "/api/v4/users/{user_id}/preferences", Needs::read},
    {GET, "/api/v4/users/{user_id}/preferences/{category}", Needs::read},
    {GET, "/api/v4/users/{user_id}/preferences/{category}/name/{preference_name}", Needs::read},
    {GET, "/api/v4/roles/{role_id}", Needs::read},
    {GET, "/api/v4/roles/name/{role_name}", Needs::read},
    {POST, "/api/v4/roles/names", Needs::read},
    {POST, "/api/v4/teams/{team_id}/posts/search", Needs::read},
    {POST, "/api/v4/posts/search", Needs::read},
    {POST, "/api/v4/teams/{team_id}/files/search", Needs::read},
    {POST, "/api/v4/files/search", Needs::read},
    {GET, "/api/v4/users/{user_id}/status", Needs::read},
    {POST, "/api/v4/users/status/ids", Needs::read},
    {GET, "/api/v4/system/timezones", Needs::read},
    {GET, "/api/v4/teams/{team_id}/image", Needs::read},
    {GET, "/api/v4/teams/{team_id}/members", Needs::read},
    {POST, "/api/v4/teams/{team_id}/members/ids", Needs::read},
    {GET, "/api/v4/teams/{team_id}/members/{user_id}", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/members", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/unread", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/unread", Needs::read},
    {GET, "/api/v4/teams", Needs::read},
    {POST, "/api/v4/teams/search", Needs::read},
    {GET, "/api/v4/teams/{team_id}", Needs::read},
    {GET, "/api/v4/teams/name/{team_name}", Needs::read},
    {GET, "/api/v4/teams/name/{team_name}/exists", Needs::read},
    {GET, "/api/v4/teams/{team_id}/stats", Needs::read},
    {GET, "/api/v4/users/{user_id}/teams", Needs::read},
    {GET, "/api/v4/users/{user_id}/image", Needs::read},
    {GET, "/api/v4/users/{user_id}/image/default", Needs::read},
    {GET, "/api/v4/users/username/{username}", Needs::read},
    {GET, "/api/v4/users/email/{email}", Needs::read},
    {POST, "/api/v4/users/ids", Needs::read},
    {POST, "/api/v4/users/usernames", Needs::read},
    {GET, "/api/v4/users", Needs::read},
    {POST, "/api/v4/users/search", Needs::read},
    {GET, "/api/v4/users/autocomplete", Needs::read},
    {GET, "/api/v4/users/known", Needs::read},
    {GET, "/api/v4/users/stats", Needs::read},
    {POST, "/api/v4/users/group_channels", Needs::read},
    {GET, "/api/v4/terms_of_service", Needs::read},
    {GET, "/api/v4/users/{user_id}/terms_of_service", Needs::read},
    {GET, "/api/v4/limits/server", Needs::read},
    // post
    {POST, "/api/v4/posts", Needs::post},
    {POST, "/api/v4/posts/ephemeral", Needs::post},
    {PUT, "/api/v4/posts/{post_id}", Needs::post},
    {PUT, "/api/v4/posts/{post_id}/patch", Needs::post},
    {DELETE, "/api/v4/posts/{post_id}", Needs::post},
    {POST, "/api/v4/posts/{post_id}/restore/{restore_version_id}", Needs::post},
    {POST, "/api/v4/reactions", Needs::post},
    {DELETE, "/api/v4/users/{user_id}/posts/{post_id}/reactions/{emoji_name}", Needs::post},
    {POST, "/api/v4/files", Needs::post},
    {POST, "/api/v4/uploads", Needs::post},
    {GET, "/api/v4/uploads/{upload_id}", Needs::post},
    {POST, "/api/v4/uploads/{upload_id}", Needs::post},
    {POST, "/api/v4/users/{user_id}/typing", Needs::post},
    // admin
    {POST, "/api/v4/bots", Needs::admin},
    {GET, "/api/v4/bots", Needs::admin},
    {GET, "/api/v4/bots/{bot_user_id}", Needs::admin},
    {PUT, "/api/v4/bots/{bot_user_id}", Needs::admin},
    {POST, "/api/v4/bots/{bot_user_id}/disable", Needs::admin},
    {POST, "/api/v4/bots/{bot_user_id}/enable", Needs::admin},
    {POST, "/api/v4/bots/{bot_user_id}/assign/{user_id}", Needs::admin},
    {POST, "/api/v4/channels/{channel_id}/members", Needs::admin},
    {DELETE, "/api/v4/channels/{channel_id}/members/{user_id}", Needs::admin},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/roles", Needs::admin},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/schemeRoles", Needs::admin},
    {POST, "/api/v4/channels", Needs::admin},
    {PUT, "/api/v4/channels/{channel_id}", Needs::admin},
    {PUT, "/api/v4/channels/{channel_id}/patch", Needs::admin},
    {PUT, "/api/v4/channels/{channel_id}/privacy", Needs::admin},
    {DELETE, "/api/v4/channels/{channel_id}", Needs::admin},
    {POST, "/api/v4/channels/{channel_id}/restore", Needs::admin},
    {POST, "/api/v4/channels/{channel_id}/move", Needs::admin},
    {POST, "/api/v4/channels/{channel_id}/convert_to_channel", Needs::admin},
    {POST, "/api/v4/commands", Needs::admin},
    {GET, "/api/v4/commands", Needs::admin},
    {GET, "/api/v4/commands/{command_id}", Needs::admin},
    {PUT, "/api/v4/commands/{command_id}", Needs::admin},
    {DELETE, "/api/v4/commands/{command_id}", Needs::admin},
    {PUT, "/api/v4/commands/{command_id}/move", Needs::admin},
    {PUT, "/api/v4/commands/{command_id}/regen_token", Needs::admin},
    {GET, "/api/v4/integrations/deliveries", Needs::admin},
    {GET, "/api/v4/integrations/deliveries/{delivery_id}", Needs::admin},
    {POST, "/api/v4/integrations/deliveries/{delivery_id}/resend", Needs::admin},
    {POST, "/api/v4/integrations/deliveries/recover", Needs::admin},
    {GET, "/api/v4/integrations/targets", Needs::admin},
    {PATCH, "/api/v4/integrations/targets/{target_id}", Needs::admin},
    {POST, "/api/v4/integrations/targets/{target_id}/pause", Needs::admin},
    {POST, "/api/v4/integrations/targets/{target_id}/resume", Needs::admin},
    {POST, "/api/v4/integrations/targets/{target_id}/rotate_secret", Needs::admin},
    {POST, "/api/v4/emoji", Needs::admin},
    {DELETE, "/api/v4/emoji/{emoji_id}", Needs::admin},
    {POST, "/api/v4/hooks/outgoing", Needs::admin},
    {GET, "/api/v4/hooks/outgoing", Needs::admin},
    {GET, "/api/v4/hooks/outgoing/{hook_id}", Needs::admin},
    {PUT, "/api/v4/hooks/outgoing/{hook_id}", Needs::admin},
    {DELETE, "/api/v4/hooks/outgoing/{hook_id}", Needs::admin},
    {POST, "/api/v4/hooks/outgoing/{hook_id}/regen_token", Needs::admin},
    {POST, "/api/v4/hooks/incoming", Needs::admin},
    {GET, "/api/v4/hooks/incoming", Needs::admin},
    {GET, "/api/v4/hooks/incoming/{hook_id}", Needs::admin},
    {PUT, "/api/v4/hooks/incoming/{hook_id}", Needs::admin},
    {DELETE, "/api/v4/hooks/incoming/{hook_id}", Needs::admin},
    {POST, "/api/v4/hooks/incoming/{hook_id}/move/{user_id}", Needs::admin},
    {GET, "/api/v4/hooks/incoming/{hook_id}/calls", Needs::admin},
    {POST, "/api/v4/hooks/incoming/{hook_id}/calls/{call_id}/replay", Needs::admin},
    {GET, "/api/v4/roles", Needs::admin},
    {PUT, "/api/v4/roles/{role_id}/patch", Needs::admin},
    {POST, "/api/v4/permissions/ancillary", Needs::admin},
    {GET, "/api/v4/cluster/status", Needs::admin},
    {POST, "/api/v4/elasticsearch/test", Needs::admin},
    {GET, "/api/v4/analytics/old", Needs::admin},
    {GET, "/api/v4/usage/posts", Needs::admin},
    {GET, "/api/v4/usage/storage", Needs::admin},
    {GET, "/api/v4/usage/teams", Needs::admin},
    {POST, "/api/v4/brand/image", Needs::admin},
    {DELETE, "/api/v4/brand/image", Needs::admin},
    {GET, "/api/v4/config", Needs::admin},
    {GET, "/api/v4/config/environment", Needs::admin},
    {PUT, "/api/v4/config", Needs::admin},
    {PUT, "/api/v4/config/patch", Needs::admin},
    {POST, "/api/v4/config/reload", Needs::admin},
    {GET, "/api/v4/exports", Needs::admin},
    {GET, "/api/v4/exports/{filename}", Needs::admin},
    {DELETE, "/api/v4/exports/{filename}", Needs::admin},
    {GET, "/api/v4/imports", Needs::admin},
    {DELETE, "/api/v4/imports/{filename}", Needs::admin},
    {GET, "/api/v4/jobs", Needs::admin},
    {POST, "/api/v4/jobs", Needs::admin},
    {GET, "/api/v4/jobs/{job_id}", Needs::admin},
    {GET, "/api/v4/jobs/{job_id}/download", Needs::admin},
    {POST, "/api/v4/jobs/{job_id}/cancel", Needs::admin},
    {PATCH, "/api/v4/jobs/{job_id}/status", Needs::admin},
    {GET, "/api/v4/jobs/type/{type}", Needs::admin},
    {GET, "/api/v4/logs", Needs::admin},
    {POST, "/api/v4/logs/query", Needs::admin},
    {GET, "/api/v4/logs/download", Needs::admin},
    {GET, "/api/v4/reports/users", Needs::admin},
    {GET, "/api/v4/reports/users/count", Needs::admin},
    {GET, "/api/v4/server_busy", Needs::admin},
    {POST, "/api/v4/server_busy", Needs::admin},
    {DELETE, "/api/v4/server_busy", Needs::admin},
    {POST, "/api/v4/caches/invalidate", Needs::admin},
    {POST, "/api/v4/database/recycle", Needs::admin},
    {GET, "/api/v4/system/schema/version", Needs::admin},
    {POST, "/api/v4/email/test", Needs::admin},
    {POST, "/api/v4/site_url/test", Needs::admin},
    {POST, "/api/v4/file/s3_test", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/image", Needs::admin},
    {DELETE, "/api/v4/teams/{team_id}/image", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/invite/email", Needs::admin},
    {DELETE, "/api/v4/teams/invites/email", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/members", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/members/batch", Needs::admin},
    {DELETE, "/api/v4/teams/{team_id}/members/{user_id}", Needs::admin},
    {PUT, "/api/v4/teams/{team_id}/members/{user_id}/roles", Needs::admin},
    {PUT, "/api/v4/teams/{team_id}/members/{user_id}/schemeRoles", Needs::admin},
    {POST, "/api/v4/teams", Needs::admin},
    {PUT, "/api/v4/teams/{team_id}", Needs::admin},
    {PUT, "/api/v4/teams/{team_id}/patch", Needs::admin},
    {PUT, "/api/v4/teams/{team_id}/privacy", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/regenerate_invite_id", Needs::admin},
    {DELETE, "/api/v4/teams/{team_id}", Needs::admin},
    {POST, "/api/v4/teams/{team_id}/restore", Needs::admin},
    {DELETE, "/api/v4/users/{user_id}", Needs::admin},
    {PUT, "/api/v4/users/{user_id}/active", Needs::admin},
    {POST, "/api/v4/users/{user_id}/reset_failed_attempts", Needs::admin},
    {POST, "/api/v4/users/{user_id}/promote", Needs::admin},
    {POST, "/api/v4/users/{user_id}/demote", Needs::admin},
    {GET, "/api/v4/users/{user_id}/audits", Needs::admin},
    {GET, "/api/v4/audits", Needs::admin},
    {GET, "/api/v4/users/invalid_emails", Needs::admin},
    {GET, "/api/v4/users/stats/filtered", Needs::admin},
    {GET, "/api/v4/users/{user_id}/tokens", Needs::admin},
    {GET, "/api/v4/users/tokens", Needs::admin},
    {GET, "/api/v4/users/tokens/{token_id}", Needs::admin},
    {POST, "/api/v4/users/tokens/search", Needs::admin},
    {POST, "/api/v4/users/tokens/revoke", Needs::admin},
    {POST, "/api/v4/users/tokens/disable", Needs::admin},
    // clang-format on
};

constexpr Permission kReads[] = {
    Permission::list_public_teams,
    Permission::list_private_teams,
    Permission::read_other_users_teams,
    Permission::list_users_without_team,
    Permission::list_team_channels,
    Permission::read_public_channel,
    Permission::view_team,
    Permission::view_members,
    Permission::read_channel,
    Permission::read_channel_content,
    Permission::read_public_channel_groups,
    Permission::read_private_channel_groups,
};
constexpr Permission kPosts[] = {
    Permission::create_post,        Permission::create_post_public, Permission::create_post_ephemeral,
    Permission::edit_post,          Permission::delete_post,        Permission::add_reaction,
    Permission::remove_reaction,    Permission::upload_file,        Permission::use_channel_mentions,
    Permission::use_group_mentions,
};

// WebSocket actions, as the routes above. user_typing asks for create_post in its channel.
constexpr std::pair<std::string_view, Needs> kActions[] = {
    {"ping", Needs::any},
    {"presence", Needs::any},
    {"posted_notify_ack", Needs::any},
    {"get_statuses", Needs::read},
    {"get_statuses_by_ids", Needs::read},
    {"user_typing", Needs::post},
};

bool has(std::string_view scopes, std::string_view scope) {
    while (!scopes.empty()) {
        size_t end = std::min(scopes.find(' '), scopes.size());
        if (scopes.substr(0, end) == scope) return true;
        scopes.remove_prefix(std::min(end + 1, scopes.size()));
    }
    return false;
}

bool posts_somewhere(std::string_view scopes) {
    return scopes.starts_with(kPost) || scopes.find(" post:") != scopes.npos;
}

bool satisfies(std::string_view scopes, Needs needs) {
    switch (needs) {
        case Needs::nothing_scoped: return false;
        case Needs::any: return true;
        case Needs::own:
        case Needs::read: return has(scopes, "read");
        case Needs::post: return posts_somewhere(scopes);
        case Needs::admin: return has(scopes, "admin");
    }
    return false;
}

}  // namespace

std::span<const Rule> rules() { return kRules; }

Needs needs_of(Method method, std::string_view path) {
    static const std::map<std::pair<std::string_view, Method>, Needs> kByPath = [] {
        std::map<std::pair<std::string_view, Method>, Needs> map;
        for (const Rule& rule : kRules) map.emplace(std::pair(rule.path, rule.method), rule.needs);
        return map;
    }();
    auto it = kByPath.find(std::pair(path, method));
    return it == kByPath.end() ? Needs::nothing_scoped : it->second;
}

Needs needs_of(Permission permission) {
    if (std::find(std::begin(kReads), std::end(kReads), permission) != std::end(kReads)) return Needs::read;
    if (std::find(std::begin(kPosts), std::end(kPosts), permission) != std::end(kPosts)) return Needs::post;
    return Needs::admin;
}

bool may_call(const Session& session, const Ctx& c) {
    if (!is_scoped(session)) return true;
    const Needs needs = needs_of(c.route().method, c.route().path);
    if (needs == Needs::own) {
        const std::string user_id = c.param("user_id");
        if (user_id == "me" || user_id == session.user_id) return true;
    }
    return satisfies(session.scopes, needs);
}

bool may_use(const Session& session, Permission permission, std::string_view channel_id) {
    if (!is_scoped(session)) return true;
    const Needs needs = needs_of(permission);
    if (needs != Needs::post) return satisfies(session.scopes, needs);
    return !channel_id.empty() && has(session.scopes, std::string(kPost).append(channel_id));
}

bool may_hear(const Session& session) { return !is_scoped(session) || has(session.scopes, "read"); }

bool may_act(const Session& session, std::string_view ws_action) {
    if (!is_scoped(session)) return true;
    for (const auto& [name, needs] : kActions)
        if (name == ws_action) return satisfies(session.scopes, needs);
    return false;
}

Result<std::string> read_scopes(const Json& list) {
    if (!list.is_array()) return Failure{"scopes must be a list"};
    if (list.size() == 0) return Failure{"a token needs at least one scope, or none of the member `scopes`"};
    if (list.size() > kScopesMax) return Failure{"there are more than " + std::to_string(kScopesMax) + " scopes"};
    std::vector<std::string> scopes;
    for (const Json& item : list.items()) {
        const std::string& scope = item.as_string();
        const bool is_post = scope.starts_with(kPost) && is_valid_id(std::string_view(scope).substr(kPost.size()));
        if (scope != "read" && scope != "admin" && !is_post)
            return Failure{"a scope is \"read\", \"admin\" or \"post:<channel id>\""};
        scopes.push_back(scope);
    }
    std::sort(scopes.begin(), scopes.end());
    scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
    return join(scopes, " ");
}

}  // namespace rk::token_scopes
