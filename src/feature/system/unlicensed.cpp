// What this server answers where Mattermost needs a licence, or a part that is not here: clients ask and must be told
// as they are told by a Mattermost without a licence (goldens admin_unlicensed, admin_access "the server").
#include "app/access.h"
#include "base/strings.h"
#include "feature/system/system.h"

namespace rk::system {

namespace {

constexpr Permission kNobody = Permission::count_;  // no permission is asked for

// One operation: the permission that is asked for first, then the refusal. A row whose `body` is set reads it as JSON
// before anything else, and is refused with the name of what the body should have been.
struct Row {
    Method method;
    const char* path;
    Permission permission;
    const ErrorDef& error;
    const char* wire_id = nullptr;  // in place of the error's id
    const char* body = nullptr;
    Access access = Access::session;
};

constexpr Permission kSystem = Permission::manage_system;
constexpr Permission kGroups = Permission::sysconsole_write_user_management_groups;
constexpr Permission kRetentionRead = Permission::sysconsole_read_compliance_data_retention_policy;
constexpr Permission kRetentionWrite = Permission::sysconsole_write_compliance_data_retention_policy;
constexpr Permission kClusters = Permission::manage_secure_connections;
constexpr Permission kShared = Permission::manage_shared_channels;
constexpr Permission kSchemes = Permission::sysconsole_read_user_management_permissions;

// clang-format off
constexpr Row kRows[] = {
    // Groups.
    {GET, "/api/v4/groups", kNobody, Err::groups_unlicensed},
    {POST, "/api/v4/groups", kNobody, Err::groups_unlicensed, nullptr, "group"},
    {POST, "/api/v4/groups/names", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}", kNobody, Err::groups_unlicensed},
    {DELETE, "/api/v4/groups/{group_id}", kNobody, Err::groups_unlicensed},
    {PUT, "/api/v4/groups/{group_id}/patch", kNobody, Err::groups_unlicensed, nullptr, "group"},
    {POST, "/api/v4/groups/{group_id}/restore", kNobody, Err::groups_unlicensed},
    {POST, "/api/v4/groups/{group_id}/teams/{team_id}/link", kNobody, Err::groups_unlicensed},
    {DELETE, "/api/v4/groups/{group_id}/teams/{team_id}/link", kNobody, Err::groups_unlicensed},
    {POST, "/api/v4/groups/{group_id}/channels/{channel_id}/link", kNobody, Err::groups_unlicensed},
    {DELETE, "/api/v4/groups/{group_id}/channels/{channel_id}/link", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/teams/{team_id}", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/channels/{channel_id}", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/teams", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/channels", kNobody, Err::groups_unlicensed},
    {PUT, "/api/v4/groups/{group_id}/teams/{team_id}/patch", kNobody, Err::groups_unlicensed},
    {PUT, "/api/v4/groups/{group_id}/channels/{channel_id}/patch", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/members", kNobody, Err::groups_unlicensed},
    {POST, "/api/v4/groups/{group_id}/members", kNobody, Err::groups_unlicensed},
    {DELETE, "/api/v4/groups/{group_id}/members", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/groups/{group_id}/stats", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/channels/{channel_id}/groups", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/teams/{team_id}/groups", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/teams/{team_id}/groups_by_channels", kNobody, Err::groups_unlicensed},
    {GET, "/api/v4/users/{user_id}/groups", kNobody, Err::groups_unlicensed},

    // LDAP and SAML.
    {POST, "/api/v4/ldap/sync", kNobody, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/test", kNobody, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/test_connection", kNobody, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/test_diagnostics", kNobody, Err::ldap_unlicensed},
    {GET, "/api/v4/ldap/groups", Permission::sysconsole_read_user_management_groups, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/groups/{rest}/link", kGroups, Err::ldap_unlicensed},
    {DELETE, "/api/v4/ldap/groups/{rest}/link", kGroups, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/migrateid", kSystem, Err::ldap_unlicensed},
    {POST, "/api/v4/ldap/certificate/public", Permission::add_ldap_public_cert, Err::certificate_form_wrong},
    {DELETE, "/api/v4/ldap/certificate/public", Permission::remove_ldap_public_cert, Err::certificate_not_removed},
    {POST, "/api/v4/ldap/certificate/private", Permission::add_ldap_private_cert, Err::certificate_form_wrong},
    {DELETE, "/api/v4/ldap/certificate/private", Permission::remove_ldap_private_cert, Err::certificate_not_removed},
    {POST, "/api/v4/ldap/users/{user_id}/group_sync_memberships", kGroups, Err::ldap_account_expected},
    {GET, "/api/v4/saml/metadata", kNobody, Err::saml_unavailable, nullptr, nullptr, Access::open},
    {POST, "/api/v4/saml/metadatafromidp", Permission::get_saml_metadata_from_idp, Err::saml_metadata_unavailable, nullptr, nullptr, Access::open},
    {POST, "/api/v4/saml/certificate/idp", Permission::add_saml_idp_cert, Err::saml_certificate_type_missing},
    {DELETE, "/api/v4/saml/certificate/idp", Permission::remove_saml_idp_cert, Err::certificate_not_removed},
    {POST, "/api/v4/saml/certificate/public", Permission::add_saml_public_cert, Err::certificate_file_missing},
    {DELETE, "/api/v4/saml/certificate/public", Permission::remove_saml_public_cert, Err::certificate_not_removed},
    {POST, "/api/v4/saml/certificate/private", Permission::add_saml_private_cert, Err::certificate_file_missing},
    {DELETE, "/api/v4/saml/certificate/private", Permission::remove_saml_private_cert, Err::certificate_not_removed},
    {POST, "/api/v4/saml/reset_auth_data", kSystem, Err::saml_unavailable},

    // Access control policies; reports of posts; further profile fields.
    {POST, "/api/v4/access_control_policies/search", kSystem, Err::policy_unavailable, "app.pap.search_access_control_policies.app_error"},
    {POST, "/api/v4/access_control_policies/cel/check", kSystem, Err::policy_unavailable, "app.pap.check_expression.app_error"},
    {POST, "/api/v4/access_control_policies/cel/test", kSystem, Err::policy_unavailable, "app.pap.check_expression.app_error"},
    {POST, "/api/v4/access_control_policies/cel/validate_requester", kSystem, Err::policy_unavailable, "app.pap.check_expression.app_error"},
    {POST, "/api/v4/access_control_policies/cel/visual_ast", kSystem, Err::policy_unavailable, "app.pap.expression_to_visual_ast.app_error"},
    {PUT, "/api/v4/access_control_policies/activate", kSystem, Err::policy_unavailable, "app.pap.update_access_control_policies_active.app_error"},
    {GET, "/api/v4/access_control_policies/{policy_id}", kSystem, Err::policy_unavailable},
    {DELETE, "/api/v4/access_control_policies/{policy_id}", kSystem, Err::policy_unavailable, "app.pap.delete_access_control_policy.app_error"},
    {GET, "/api/v4/access_control_policies/{policy_id}/activate", kSystem, Err::policy_unavailable, "app.pap.update_access_control_policy_active.app_error"},
    {POST, "/api/v4/access_control_policies/{policy_id}/assign", kSystem, Err::policy_unavailable, "app.pap.assign_access_control_policy_to_channels.app_error"},
    {DELETE, "/api/v4/access_control_policies/{policy_id}/unassign", kSystem, Err::policy_unavailable, "app.pap.unassign_access_control_policy_from_channels.app_error"},
    {GET, "/api/v4/access_control_policies/{policy_id}/resources/channels", kSystem, Err::policy_unavailable},
    {POST, "/api/v4/access_control_policies/{policy_id}/resources/channels/search", kSystem, Err::policy_unavailable},
    {GET, "/api/v4/content_flagging/flag/config", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/team/{team_id}/status", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/team/{team_id}/reviewers/search", kNobody, Err::content_review_unlicensed},
    {POST, "/api/v4/content_flagging/post/{post_id}/flag", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/fields", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/post/{post_id}/field_values", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/post/{post_id}", kNobody, Err::content_review_unlicensed},
    {PUT, "/api/v4/content_flagging/post/{post_id}/remove", kNobody, Err::content_review_unlicensed},
    {PUT, "/api/v4/content_flagging/post/{post_id}/keep", kNobody, Err::content_review_unlicensed},
    {POST, "/api/v4/content_flagging/post/{post_id}/assign/{content_reviewer_id}", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/content_flagging/config", kNobody, Err::content_review_unlicensed},
    {PUT, "/api/v4/content_flagging/config", kNobody, Err::content_review_unlicensed},
    {GET, "/api/v4/custom_profile_attributes/fields", kNobody, Err::attributes_unlicensed},
    {POST, "/api/v4/custom_profile_attributes/fields", kSystem, Err::attributes_unlicensed},
    {PATCH, "/api/v4/custom_profile_attributes/fields/{field_id}", kSystem, Err::attributes_unlicensed},
    {DELETE, "/api/v4/custom_profile_attributes/fields/{field_id}", kSystem, Err::attributes_unlicensed},
    {PATCH, "/api/v4/custom_profile_attributes/values", kNobody, Err::attributes_unlicensed},
    {GET, "/api/v4/custom_profile_attributes/group", kNobody, Err::attributes_unlicensed},
    {GET, "/api/v4/users/{user_id}/custom_profile_attributes", kNobody, Err::attributes_unlicensed},
    {PATCH, "/api/v4/users/{user_id}/custom_profile_attributes", kNobody, Err::attributes_unlicensed},

    // Connections to elsewhere.
    {GET, "/api/v4/remotecluster", kClusters, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster", kClusters, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster/accept_invite", kClusters, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster/ping", kNobody, Err::session_expired, nullptr, nullptr, Access::open},
    {POST, "/api/v4/remotecluster/msg", kNobody, Err::session_expired, nullptr, nullptr, Access::open},
    {GET, "/api/v4/remotecluster/{remote_id}", kClusters, Err::remote_clusters_disabled},
    {PATCH, "/api/v4/remotecluster/{remote_id}", kClusters, Err::remote_clusters_disabled},
    {DELETE, "/api/v4/remotecluster/{remote_id}", kClusters, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster/{remote_id}/generate_invite", kClusters, Err::remote_clusters_disabled},
    {GET, "/api/v4/remotecluster/{remote_id}/sharedchannelremotes", kClusters, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster/{remote_id}/channels/{channel_id}/invite", kShared, Err::remote_clusters_disabled},
    {POST, "/api/v4/remotecluster/{remote_id}/channels/{channel_id}/uninvite", kShared, Err::remote_clusters_disabled},
    {GET, "/api/v4/sharedchannels/{team_id}", kNobody, Err::remote_clusters_disabled},
    {GET, "/api/v4/sharedchannels/remote_info/{remote_id}", kNobody, Err::remote_clusters_disabled},
    {GET, "/api/v4/sharedchannels/{channel_id}/remotes", kNobody, Err::remote_clusters_disabled},

    // Retention, compliance, reports.
    {GET, "/api/v4/data_retention/policy", kNobody, Err::data_retention_unlicensed},
    {GET, "/api/v4/data_retention/policies_count", kRetentionRead, Err::data_retention_unlicensed},
    {GET, "/api/v4/data_retention/policies", kRetentionRead, Err::data_retention_unlicensed},
    {POST, "/api/v4/data_retention/policies", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "policy"},
    {GET, "/api/v4/data_retention/policies/{policy_id}", kRetentionRead, Err::data_retention_unlicensed},
    {PATCH, "/api/v4/data_retention/policies/{policy_id}", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "policy"},
    {DELETE, "/api/v4/data_retention/policies/{policy_id}", kRetentionWrite, Err::data_retention_unlicensed},
    {GET, "/api/v4/data_retention/policies/{policy_id}/teams", kRetentionRead, Err::data_retention_unlicensed},
    {POST, "/api/v4/data_retention/policies/{policy_id}/teams", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "team_ids"},
    {DELETE, "/api/v4/data_retention/policies/{policy_id}/teams", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "team_ids"},
    {POST, "/api/v4/data_retention/policies/{policy_id}/teams/search", kRetentionRead, Err::data_retention_unlicensed},
    {GET, "/api/v4/data_retention/policies/{policy_id}/channels", kRetentionRead, Err::data_retention_unlicensed},
    {POST, "/api/v4/data_retention/policies/{policy_id}/channels", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "channel_ids"},
    {DELETE, "/api/v4/data_retention/policies/{policy_id}/channels", kRetentionWrite, Err::data_retention_unlicensed, nullptr, "channel_ids"},
    {POST, "/api/v4/data_retention/policies/{policy_id}/channels/search", kRetentionRead, Err::data_retention_unlicensed},
    {POST, "/api/v4/compliance/reports", Permission::create_compliance_export_job, Err::compliance_unlicensed, nullptr, "compliance"},
    {GET, "/api/v4/compliance/reports", Permission::read_compliance_export_job, Err::compliance_unlicensed},
    {GET, "/api/v4/compliance/reports/{report_id}", Permission::read_compliance_export_job, Err::compliance_unlicensed},
    {GET, "/api/v4/compliance/reports/{report_id}/download", Permission::download_compliance_export_result, Err::compliance_unlicensed},
    {POST, "/api/v4/reports/users/export", Permission::sysconsole_read_user_management_users, Err::report_export_unlicensed},
    {POST, "/api/v4/reports/posts", kSystem, Err::report_posts_unlicensed},
    {POST, "/api/v4/audit_logs/certificate", Permission::sysconsole_write_experimental_features, Err::certificate_file_missing},
    {DELETE, "/api/v4/audit_logs/certificate", Permission::sysconsole_write_experimental_features, Err::certificate_not_removed},
    {POST, "/api/v4/elasticsearch/purge_indexes", Permission::purge_elasticsearch_indexes, Err::elasticsearch_unavailable},

    // Cloud, addresses, recaps.
    {GET, "/api/v4/cloud/limits", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/products", kNobody, Err::cloud_unavailable},
    {POST, "/api/v4/cloud/payment", kNobody, Err::cloud_unavailable},
    {POST, "/api/v4/cloud/payment/confirm", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/customer", kNobody, Err::cloud_unavailable},
    {PUT, "/api/v4/cloud/customer", kNobody, Err::cloud_unavailable},
    {PUT, "/api/v4/cloud/customer/address", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/subscription", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/installation", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/subscription/invoices", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/subscription/invoices/{invoice_id}/pdf", kNobody, Err::cloud_unavailable},
    {POST, "/api/v4/cloud/validate-business-email", kNobody, Err::cloud_unavailable},
    {POST, "/api/v4/cloud/validate-workspace-business-email", kNobody, Err::cloud_unavailable},
    {GET, "/api/v4/cloud/check-cws-connection", kNobody, Err::cloud_unavailable, nullptr, nullptr, Access::open},
    {POST, "/api/v4/cloud/webhook", kNobody, Err::session_expired, nullptr, nullptr, Access::open},
    {GET, "/api/v4/cloud/preview/modal_data", kNobody, Err::preview_unavailable},
    {GET, "/api/v4/hosted_customer/signup_available", kNobody, Err::hosted_signup_unavailable},
    {GET, "/api/v4/ip_filtering", kNobody, Err::ip_filtering_unavailable},
    {POST, "/api/v4/ip_filtering", kNobody, Err::ip_filtering_unavailable},
    {GET, "/api/v4/ip_filtering/my_ip", kNobody, Err::ip_filtering_unavailable},
    {POST, "/api/v4/recaps", kNobody, Err::recaps_disabled},
    {GET, "/api/v4/recaps", kNobody, Err::recaps_disabled},
    {GET, "/api/v4/recaps/{recap_id}", kNobody, Err::recaps_disabled},
    {DELETE, "/api/v4/recaps/{recap_id}", kNobody, Err::recaps_disabled},
    {POST, "/api/v4/recaps/{recap_id}/read", kNobody, Err::recaps_disabled},
    {POST, "/api/v4/recaps/{recap_id}/regenerate", kNobody, Err::recaps_disabled},

    // Schemes; reading them: feature/roles.
    {POST, "/api/v4/schemes", kNobody, Err::scheme_create_unlicensed, nullptr, "scheme"},
    {PUT, "/api/v4/schemes/{scheme_id}/patch", kNobody, Err::scheme_patch_unlicensed, nullptr, "scheme"},
    {DELETE, "/api/v4/schemes/{scheme_id}", kNobody, Err::scheme_delete_unlicensed},
    {GET, "/api/v4/schemes/{scheme_id}", kSchemes, Err::scheme_not_found},
    {GET, "/api/v4/schemes/{scheme_id}/teams", Permission::sysconsole_read_user_management_teams, Err::scheme_not_found},
    {GET, "/api/v4/schemes/{scheme_id}/channels", Permission::sysconsole_read_user_management_channels, Err::scheme_not_found},

    // Other ways to log in, as pages.
    {GET, "/oauth/{service}/login", kNobody, Err::sign_in_unavailable, nullptr, nullptr, Access::open},
    {GET, "/oauth/{service}/mobile_login", kNobody, Err::sign_in_unavailable, nullptr, nullptr, Access::open},
    {GET, "/oauth/{service}/signup", kNobody, Err::sign_in_unavailable, nullptr, nullptr, Access::open},

    // The licence itself, and becoming another edition.
    {POST, "/api/v4/license", Permission::manage_license_information, Err::license_invalid},
    {POST, "/api/v4/license/preview", Permission::manage_license_information, Err::license_invalid},
    {GET, "/api/v4/license/renewal", Permission::manage_license_information, Err::license_upgrade_needed},
    {POST, "/api/v4/trial-license", Permission::manage_license_information, Err::license_upgrade_needed},
    {GET, "/api/v4/trial-license/prev", kNobody, Err::license_upgrade_needed},
    {POST, "/api/v4/upgrade_to_enterprise", kSystem, Err::enterprise_unsupported},
    {GET, "/api/v4/upgrade_to_enterprise/allowed", kSystem, Err::enterprise_unsupported},
    {POST, "/api/v4/restart", kSystem, Err::restart_unsupported},
    {GET, "/api/v4/system/support_packet", kSystem, Err::no_license},
};
// clang-format on

const std::vector<Route>& table();

Reply refuse(Ctx& c, Tx& tx) {
    const Row& row = kRows[&c.route() - table().data()];
    if (row.body) c.body_json(row.body);
    if (row.permission != kNobody) access::require(tx, c.actor(), row.permission);
    ApiError refusal(row.error);
    if (row.wire_id) refusal.id = row.wire_id;
    throw refusal;
}

const std::vector<Route>& table() {
    static const std::vector<Route> routes = [] {
        std::vector<Route> made;
        for (const Row& row : kRows)
            made.emplace_back(row.method, row.path, Lane::read, row.access, refuse,
                              "Refused as by a server without a licence.");
        return made;
    }();
    return routes;
}

}  // namespace

std::span<const Route> unlicensed_routes() { return table(); }

}  // namespace rk::system
