// What senders call: POST a message, and later change or delete what the hook posted.
#include "base/strings.h"
#include "feature/webhooks/calls.h"

namespace rk::webhooks {

namespace {

CallInput input_of(Ctx& c, Syntax syntax) {
    CallInput input;
    input.syntax = syntax;
    input.method = method_name(c.route().method);
    input.hook_id = c.param("hook_id");
    input.content_type = c.header("Content-Type");
    input.body = c.request().body;
    input.query = c.request().query;
    input.source_ip = c.actor().ip_address;
    input.headers = loggable_headers(c.request());
    input.key = to_valid_utf8(c.header("X-Renkei-Key"));
    input.idempotency_key = to_valid_utf8(c.header("Idempotency-Key"));
    input.wait = c.query_bool("wait");
    return input;
}

Reply call_hook(Ctx& c, Tx& tx) { return take_call(tx, input_of(c, Syntax::mattermost), c.locale()).reply; }
Reply call_slack_hook(Ctx& c, Tx& tx) { return take_call(tx, input_of(c, Syntax::slack), c.locale()).reply; }

Reply call_post(Ctx& c, Tx& tx) {
    CallInput input = input_of(c, Syntax::mattermost);
    input.hook_id = c.id("hook_id");
    input.post_id = c.id("post_id");
    return take_call(tx, input, c.locale()).reply;
}

constexpr Route kRoutes[] = {
    {POST, "/hooks/{hook_id}", Lane::write, Access::open, call_hook, "Post a message through an incoming webhook."},
    {POST, "/services/{slack_team}/{slack_channel}/{hook_id}", Lane::write, Access::open, call_slack_hook,
     "Post a message through an incoming webhook, with Slack's meaning."},
    {PATCH, "/hooks/{hook_id}/posts/{post_id}", Lane::write, Access::open, call_post,
     "Change a post that this webhook made."},
    {DELETE, "/hooks/{hook_id}/posts/{post_id}", Lane::write, Access::open, call_post,
     "Delete a post that this webhook made."},
};

}  // namespace

std::span<const Route> sender_routes() { return kRoutes; }

}  // namespace rk::webhooks
