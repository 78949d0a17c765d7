#include "model/roles.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

using namespace rk;

namespace {

std::vector<std::string> sorted(std::vector<std::string> list) {
    std::sort(list.begin(), list.end());
    return list;
}

}  // namespace

TEST_CASE("permissions: ids are found, and only they") {
    CHECK(find_permission("add_reaction") == Permission::add_reaction);
    CHECK(find_permission("manage_system") == Permission::manage_system);
    CHECK_FALSE(find_permission("no_such_permission"));
    CHECK_FALSE(find_permission(""));
    CHECK(permission_id(Permission::create_post) == "create_post");
    CHECK(scope_of(Permission::create_post) == PermissionScope::channel);
    CHECK(scope_of(Permission::view_team) == PermissionScope::team);
    CHECK(is_deprecated(Permission::manage_emojis));
    for (size_t i = 0; i < kPermissionCount; ++i) {
        auto permission = static_cast<Permission>(i);
        CHECK(find_permission(permission_id(permission)) == permission);
    }
}

TEST_CASE("permissions: a set holds what was put in, and knows strangers") {
    PermissionSet set;
    CHECK(set.size() == 0);
    set.add(Permission::create_post);
    set.add(Permission::run_view);
    set.add(Permission::create_post);
    CHECK(set.has(Permission::create_post));
    CHECK(set.has(Permission::run_view));
    CHECK_FALSE(set.has(Permission::edit_post));
    CHECK(set.size() == 2);
    bool all_known = true;
    CHECK(PermissionSet::of({"run_view", "create_post"}, &all_known) == set);
    CHECK(all_known);
    CHECK(PermissionSet::of({"create_post", "no_such", "run_view"}, &all_known) == set);
    CHECK_FALSE(all_known);
    set.remove(Permission::run_view);
    CHECK(set.ids() == std::vector<std::string>{"create_post"});
}

TEST_CASE("roles: what the usual ones may, as recorded") {  // golden admin_config "permissions of the usual roles"
    struct Row {
        const char* role;
        const char* permissions;
    };
    const Row rows[] = {
        {"channel_user",
         "add_bookmark_private_channel add_bookmark_public_channel add_reaction create_post "
         "delete_bookmark_private_channel delete_bookmark_public_channel delete_post "
         "delete_private_channel delete_public_channel edit_bookmark_private_channel "
         "edit_bookmark_public_channel edit_post get_public_link manage_private_channel_members "
         "manage_private_channel_properties manage_public_channel_members "
         "manage_public_channel_properties order_bookmark_private_channel order_bookmark_public_channel "
         "read_channel read_channel_content read_private_channel_groups read_public_channel_groups "
         "remove_reaction upload_file use_channel_mentions use_group_mentions"},
        {"team_user",
         "add_user_to_team create_private_channel create_public_channel invite_user join_public_channels "
         "list_team_channels playbook_private_create playbook_public_create read_public_channel view_team"},
        {"system_user",
         "create_custom_group create_direct_channel create_emojis create_group_channel create_team "
         "delete_custom_group delete_emojis edit_custom_group join_public_teams list_public_teams "
         "manage_custom_group_members restore_custom_group view_members"},
        {"channel_admin",
         "add_bookmark_private_channel add_bookmark_public_channel add_reaction create_post "
         "delete_bookmark_private_channel delete_bookmark_public_channel edit_bookmark_private_channel "
         "edit_bookmark_public_channel manage_channel_access_rules manage_channel_roles "
         "manage_private_channel_auto_translation manage_private_channel_banner "
         "manage_private_channel_members manage_public_channel_auto_translation "
         "manage_public_channel_banner manage_public_channel_members order_bookmark_private_channel "
         "order_bookmark_public_channel read_private_channel_groups read_public_channel_groups "
         "remove_reaction upload_file use_channel_mentions use_group_mentions"},
        {"team_admin",
         "add_bookmark_private_channel add_bookmark_public_channel add_reaction "
         "bypass_incoming_webhook_channel_lock convert_private_channel_to_public "
         "convert_public_channel_to_private create_post delete_bookmark_private_channel "
         "delete_bookmark_public_channel delete_others_posts delete_post edit_bookmark_private_channel "
         "edit_bookmark_public_channel import_team manage_channel_access_rules manage_channel_roles "
         "manage_others_incoming_webhooks manage_others_outgoing_webhooks manage_others_slash_commands "
         "manage_own_incoming_webhooks manage_own_outgoing_webhooks manage_own_slash_commands "
         "manage_private_channel_auto_translation manage_private_channel_banner "
         "manage_private_channel_members manage_public_channel_auto_translation "
         "manage_public_channel_banner manage_public_channel_members manage_team manage_team_roles "
         "order_bookmark_private_channel order_bookmark_public_channel playbook_private_manage_roles "
         "playbook_public_manage_roles read_private_channel_groups read_public_channel_groups "
         "remove_reaction remove_user_from_team upload_file use_channel_mentions use_group_mentions"},
        {"channel_guest",
         "add_reaction create_post edit_post read_channel read_channel_content remove_reaction "
         "upload_file use_channel_mentions"},
        {"system_post_all", "create_post upload_file use_channel_mentions use_group_mentions"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.role);
        CHECK(join(sorted(default_permissions(row.role).ids()), " ") == row.permissions);
    }
}

TEST_CASE("roles: the rest") {
    std::set<std::string> names;
    for (const auto& role : default_roles()) {
        CAPTURE(role.name);
        CHECK(names.insert(role.name).second);
        CHECK(is_valid_role_name(role.name));
        bool all_known = false;
        PermissionSet set = PermissionSet::of(role.permissions, &all_known);
        CHECK(all_known);
        CHECK(set == default_permissions(role.name));
        CHECK(set.size() == role.permissions.size());
        CHECK(role.built_in == (role.name != "custom_group_user"));
    }
    CHECK(names.size() == 24);
    CHECK(default_permissions("no_such_role").size() == 0);

    PermissionSet admin = default_permissions("system_admin");
    for (size_t i = 0; i < kPermissionCount; ++i) {
        auto permission = static_cast<Permission>(i);
        CHECK(admin.has(permission) == !is_deprecated(permission));
    }
    CHECK(sorted(default_permissions("system_guest").ids()) ==
          std::vector<std::string>{"create_direct_channel", "create_group_channel"});
    CHECK(default_permissions("custom_group_user").size() == 0);

    // golden admin_config "patch of a role"
    auto roles = default_roles();
    auto team_user = std::find_if(roles.begin(), roles.end(), [](const Role& r) { return r.name == "team_user"; });
    REQUIRE(team_user != roles.end());
    CHECK(team_user->display_name == "authentication.roles.team_user.name");
    CHECK(team_user->description == "authentication.roles.team_user.description");
    CHECK(team_user->scheme_managed);
    CHECK(roles.front().name == "system_admin");
    CHECK(roles.front().display_name == "authentication.roles.global_admin.name");
}

TEST_CASE("roles: those of the console have what their parts need") {
    PermissionSet manager = default_permissions("system_manager");
    CHECK(manager.has(Permission::sysconsole_write_environment_smtp));
    CHECK(manager.has(Permission::test_email));
    CHECK(manager.has(Permission::manage_team));
    CHECK_FALSE(manager.has(Permission::edit_other_users));
    CHECK_FALSE(manager.has(Permission::manage_system));
    PermissionSet reader = default_permissions("system_read_only_admin");
    CHECK(reader.has(Permission::get_logs));
    CHECK(reader.has(Permission::read_audits));
    for (auto& id : reader.ids()) CHECK_FALSE(id.starts_with("sysconsole_write_"));
}

TEST_CASE("permissions: what parts of the console need") {  // golden admin_config "ancillary permissions"
    CHECK(sorted(with_ancillary({"sysconsole_write_user_management_teams"})) ==
          std::vector<std::string>{"add_user_to_team", "join_private_teams", "join_public_teams", "manage_team",
                                   "manage_team_roles", "remove_user_from_team",
                                   "sysconsole_write_user_management_teams"});
    CHECK(with_ancillary({"no_such"}) == std::vector<std::string>{"no_such"});
    CHECK(with_ancillary({"sysconsole_read_reporting_site_statistics", "sysconsole_read_reporting_team_statistics",
                          "sysconsole_read_reporting_site_statistics"}) ==
          std::vector<std::string>{"sysconsole_read_reporting_site_statistics",
                                   "sysconsole_read_reporting_team_statistics", "get_analytics"});
}

TEST_CASE("permissions: the description names scope and roles") {
    Json all = describe_permissions();
    CHECK(all.size() == kPermissionCount);
    const Json& view_team = all.items()[static_cast<size_t>(Permission::view_team)];
    CHECK(view_team["id"].as_string() == "view_team");
    CHECK(view_team["scope"].as_string() == "team");
    CHECK(
        view_team["default_roles"].dump() ==
        R"(["system_admin","system_manager","system_user_manager","system_read_only_admin","team_user","team_guest"])");
}

TEST_CASE("roles: names") {
    CHECK(is_valid_role_name("a_1"));
    CHECK_FALSE(is_valid_role_name(""));
    CHECK_FALSE(is_valid_role_name("A"));
    CHECK_FALSE(is_valid_role_name("a b"));
    CHECK(is_valid_role_name(std::string(64, 'a')));
    CHECK_FALSE(is_valid_role_name(std::string(65, 'a')));
}
