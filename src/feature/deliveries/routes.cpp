// The API of deliveries and their targets. Who manages a webhook or a command manages its deliveries; those of hooks that
// are gone, and lists of everything, are for system administrators.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "feature/commands/commands.h"
#include "feature/deliveries/deliveries.h"
#include "feature/deliveries/sender.h"
#include "feature/deliveries/signing.h"
#include "feature/deliveries/store.h"
#include "feature/outgoing_hooks/consents.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/users/users.h"
#include "model/texts.h"

namespace rk::deliveries {

namespace {

constexpr Millis kOldSecretMs = 24 * 60 * 60 * 1000;

void require_manages(Ctx& c, Tx& tx, const std::string& hook_id) {
    if (auto hook = outgoing_hooks::find(tx, hook_id)) return outgoing_hooks::require_manages(tx, c.actor(), *hook);
    if (auto command = commands::find(tx, hook_id)) return commands::require_manages(tx, c.actor(), *command);
    // Calls of the buttons on an account's messages: theirs, and a bot's owner's.
    if (users::find(tx, hook_id) && users::may_edit(tx, c.actor(), hook_id)) return;
    access::require(tx, c.actor(), Permission::manage_system);
}

Delivery managed_delivery(Ctx& c, Tx& tx) {
    auto delivery = store::find(tx, c.id("delivery_id"));
    if (!delivery) throw Err::delivery_not_found;
    require_manages(c, tx, delivery->hook_id);
    return std::move(*delivery);
}

DeliveryTarget managed_target(Ctx& c, Tx& tx) {
    auto target = store::find_target(tx, c.id("target_id"));
    if (!target) throw Err::delivery_target_not_found;
    require_manages(c, tx, target->hook_id);
    return std::move(*target);
}

void wake(Tx& tx, const std::string& target_id) {
    tx.after_commit([&services = tx.services(), target_id] { services.deliveries->wake(target_id); });
}

// With the number that waits, without the old secret.
Json shown(Tx& tx, const DeliveryTarget& target) {
    Json json = to_tree(target);
    json.erase("old_secret");
    json.set("waiting", store::count_waiting(tx, target.id));
    return json;
}

Reply saved(Ctx& c, Tx& tx, const DeliveryTarget& target) {
    store::save_target(tx, target);
    users::add_audit(tx, c.actor(), c.route().path, "success target_id=" + target.id);
    return reply::json(200, shown(tx, target).dump());
}

Reply list(Ctx& c, Tx& tx) {
    std::string hook_id = c.query("hook_id"), state = c.query("state");
    if (hook_id.empty()) access::require(tx, c.actor(), Permission::manage_system);
    else if (!is_valid_id(hook_id)) throw Err::invalid_param.with("Name", "hook_id");
    else require_manages(c, tx, hook_id);
    if (!state.empty() && state != "waiting" && state != "delivered" && state != "dead")
        throw Err::invalid_param.with("Name", "state");
    const int64_t since = std::min<int64_t>(c.query_int("since", 0), INT64_MAX / 1000);
    return reply::json(200,
                       to_json(store::list(tx, hook_id, state, since * 1000, c.page() * c.per_page(), c.per_page())));
}

Reply read(Ctx& c, Tx& tx) { return reply::model(200, managed_delivery(c, tx)); }

Reply resend(Ctx& c, Tx& tx) {
    Delivery delivery = managed_delivery(c, tx);
    if (!store::find_target_state(tx, delivery.target_id)) throw Err::delivery_target_gone;
    outgoing_hooks::require_consent(tx, delivery.hook_id);
    delivery.state = "waiting";
    delivery.next_at = tx.now();
    delivery.first_try_at = delivery.done_at = 0;
    delivery.note.clear();
    store::save(tx, delivery);
    wake(tx, delivery.target_id);
    users::add_audit(tx, c.actor(), c.route().path, "success delivery_id=" + delivery.id);
    return reply::model(200, delivery);
}

Reply recover(Ctx& c, Tx& tx) {
    Json body = c.body_object("recover");
    const Json* hook_id = body.find_any_case("hook_id");
    const Json* since = body.find_any_case("since");
    if (!hook_id || !is_valid_id(hook_id->as_string())) throw Err::invalid_body_param.with("Name", "hook_id");
    if (!since || !since->is_integer() || since->as_integer() < 0 || since->as_integer() > INT64_MAX / 1000)
        throw Err::invalid_body_param.with("Name", "since");
    require_manages(c, tx, hook_id->as_string());
    outgoing_hooks::require_consent(tx, hook_id->as_string());
    int64_t count = store::recover(tx, hook_id->as_string(), since->as_integer() * 1000, tx.now());
    for (const DeliveryTarget& target : store::list_targets(tx, hook_id->as_string())) wake(tx, target.id);
    users::add_audit(tx, c.actor(), c.route().path, "success hook_id=" + hook_id->as_string());
    return reply::json(200, Json::object({{"recovered", count}}).dump());
}

Reply list_targets(Ctx& c, Tx& tx) {
    std::string hook_id = c.query("hook_id");
    if (!is_valid_id(hook_id)) throw Err::invalid_param.with("Name", "hook_id");
    require_manages(c, tx, hook_id);
    Json targets = Json::array();
    for (const DeliveryTarget& target : store::list_targets(tx, hook_id)) targets.push(shown(tx, target));
    return reply::json(200, targets.dump());
}

Reply change_target(Ctx& c, Tx& tx) {
    Json body = c.body_object("target");
    DeliveryTarget target = managed_target(c, tx);
    const Json* unordered = body.find_any_case("unordered");
    if (!unordered || !unordered->is_bool()) throw Err::invalid_body_param.with("Name", "unordered");
    target.unordered = unordered->as_bool();
    wake(tx, target.id);
    return saved(c, tx, target);
}

Reply pause(Ctx& c, Tx& tx) {
    DeliveryTarget target = managed_target(c, tx);
    target.state = "paused";
    target.reason =
        text(Text::delivery_paused_by_hand, c.locale(), {{"Username", users::username_of(tx, c.user_id())}});
    return saved(c, tx, target);
}

Reply resume(Ctx& c, Tx& tx) {
    DeliveryTarget target = managed_target(c, tx);
    target.state = "active";
    target.reason.clear();
    target.failing_since = 0;
    store::hasten(tx, target.id, tx.now());
    wake(tx, target.id);
    return saved(c, tx, target);
}

Reply rotate_secret(Ctx& c, Tx& tx) {
    DeliveryTarget target = managed_target(c, tx);
    target.old_secret = std::move(target.secret);
    target.old_secret_until = tx.now() + kOldSecretMs;
    target.secret = new_secret();
    return saved(c, tx, target);
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/integrations/deliveries", Lane::read, Access::session, list,
     "List deliveries, newest first: of a hook or all, in a state, since a time."},
    {GET, "/api/v4/integrations/deliveries/{delivery_id}", Lane::read, Access::session, read,
     "Read a delivery: what was sent, every try and its answer's beginning."},
    {POST, "/api/v4/integrations/deliveries/{delivery_id}/resend", Lane::write, Access::session, resend,
     "Send a delivery again."},
    {POST, "/api/v4/integrations/deliveries/recover", Lane::write, Access::session, recover,
     "Send again what was given up of a hook since a time."},
    {GET, "/api/v4/integrations/targets", Lane::read, Access::session, list_targets,
     "List the addresses that a hook sends to: state, what waits, secret of the signature."},
    {PATCH, "/api/v4/integrations/targets/{target_id}", Lane::write, Access::session, change_target,
     "Choose whether what follows waits while a delivery is retried."},
    {POST, "/api/v4/integrations/targets/{target_id}/pause", Lane::write, Access::session, pause,
     "Keep what goes to this address waiting."},
    {POST, "/api/v4/integrations/targets/{target_id}/resume", Lane::write, Access::session, resume,
     "Send to this address again, at once."},
    {POST, "/api/v4/integrations/targets/{target_id}/rotate_secret", Lane::write, Access::session, rotate_secret,
     "Give this address a new secret; the old one signs as well for a day."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::deliveries
