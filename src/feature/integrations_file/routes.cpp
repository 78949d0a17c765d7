// Integrations as code over the API, for system administrators.
#include "app/access.h"
#include "feature/integrations_file/integrations_file.h"
#include "feature/users/users.h"

namespace rk::integrations_file {

namespace {

Reply read(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    return reply::json(200, exported(tx).dump());
}

Options options_of(const Ctx& c, const Json& body) {
    const Json* prune = body.find("prune");
    if (prune && !prune->is_null() && !prune->is_bool()) throw Err::invalid_body_param.with("Name", "prune");
    Options options;
    options.prune = prune && prune->as_bool();
    options.locale = c.locale();
    return options;
}

Reply show_plan(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    const Json body = c.body_object("document");
    return reply::json(200, plan(tx, body["document"], options_of(c, body)).to_json().dump());
}

Reply carry_out(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    const Json body = c.body_object("document");
    Outcome outcome = apply(tx, body["document"], options_of(c, body));
    for (const Change& change : outcome.changes)
        users::add_audit(tx, c.actor(), c.route().path, change.action + " " + change.kind + " " + change.name);
    return reply::json(200, outcome.to_json().dump());
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/integrations/file", Lane::read, Access::session, read,
     "Webhooks, commands, bots and OAuth apps as one document, without secrets."},
    {POST, "/api/v4/integrations/file/plan", Lane::write, Access::session, show_plan,
     "What would have to change for such a document; changes nothing."},
    {POST, "/api/v4/integrations/file/apply", Lane::write, Access::session, carry_out,
     "Make webhooks, commands, bots and OAuth apps what a document says, all or nothing."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::integrations_file
