#include "feature/webhooks/calls.h"

#include "app/config_store.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/posts/history.h"
#include "feature/posts/posts.h"
#include "feature/users/users.h"
#include "feature/webhooks/names.h"
#include "feature/webhooks/store.h"
#include "model/texts.h"

namespace rk::webhooks {

namespace {

constexpr size_t kKeyBytesMax = 256;
constexpr Millis kMinute = 60'000;
// One call in 256 trims its hook's log, chosen by the random part of its id, so that trimming costs next to nothing.
bool trims(const std::string& call_id) { return call_id[20] == 'y' && call_id[21] < '6'; }

HookMessage read_mattermost(Tx& tx, const CallInput& input, std::string_view team_id) {
    auto read = read_incoming_payload(input.content_type, input.body, input.query);
    if (auto* failure = std::get_if<PayloadFailure>(&read))
        throw Err::hook_body_unreadable.because(failure->reason)
            .with("Reason", failure->reason)
            .as_id(std::string(failure->error_id));
    IncomingPayload& payload = std::get<IncomingPayload>(read);
    // A change may take the attachments away.
    if (!payload.has_content() && !(input.method == "PATCH" && payload.has_attachments)) throw Err::hook_no_content;
    Names names(tx, team_id);
    HookMessage message;
    message.text = payload.skip_slack_parsing ? std::move(payload.text) : mattermost_slack_text(payload.text, names);
    if (!payload.skip_slack_parsing) translate_attachments(payload.attachments, names);
    add_action_ids(payload.attachments);
    if (payload.has_attachments) message.attachments = std::move(payload.attachments);
    message.props = std::move(payload.props);
    message.username = std::move(payload.username);
    message.icon_url = std::move(payload.icon_url);
    message.icon_emoji = std::move(payload.icon_emoji);
    message.channel = std::move(payload.channel);
    message.type = std::move(payload.type);
    message.root_id = std::move(payload.root_id);
    message.priority = std::move(payload.priority);
    message.key = std::move(payload.key);
    message.silent = payload.silent;
    if (!payload.blocks.is_null()) message.ignored.push_back("blocks");
    message.ignored.insert(message.ignored.end(), payload.ignored.begin(), payload.ignored.end());
    return message;
}

void check_key(const std::string& key) {
    if (key.size() > kKeyBytesMax) throw Err::hook_key_bad;
    for (char c : key)
        if (static_cast<unsigned char>(c) < 0x20) throw Err::hook_key_bad;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string line = join(parts, ", ");
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
    if (line.size() > 2000) line.resize(2000);
    return line;
}

Reply plain(int status, std::string text) {
    Reply reply;
    reply.status = status;
    reply.content_type = "text/plain";
    reply.body = std::move(text);
    return reply;
}

// The post as JSON, with the address that people open.
Reply as_json(Tx& tx, const Post& post) {
    Actor owner;
    owner.user_id = post.user_id;
    Json answer = to_tree(posts::prepared(tx, owner, post));
    answer.set("permalink", posts::permalink(tx, post));
    return reply::json(200, answer.dump());
}

// Whether `{"text": …}` with the post's message is all that was sent, so that the log need not hold it again.
bool post_holds_all(const CallInput& input, const Post& post) {
    if (!input.query.empty() || input.body.size() > 2 * post.message.size() + 64) return false;
    // Nearly always the text stands there as it is, and need not be parsed again.
    std::string_view rest = trim(input.body);
    auto skip = [&rest](std::string_view part) {
        if (!rest.starts_with(part)) return false;
        rest = trim(rest.substr(part.size()));
        return true;
    };
    std::string literal;
    append_json_string(literal, post.message);
    if (skip("{") && skip("\"text\"") && skip(":") && skip(literal) && rest == "}") return true;
    auto json = Json::parse(input.body);
    return json && json->members().size() == 1 && json->members()[0].key == "text" &&
           json->members()[0].value.is_string() && json->members()[0].value.as_string() == post.message;
}

// A call under way: what the answer and the log get to know of it.
class Call {
  public:
    Call(Tx& tx, const CallInput& input, CallOutcome& outcome)
        : tx_(tx), input_(input), outcome_(outcome), call_(outcome.call), config_(config_of(tx)) {}

    bool keeps_body() const { return keeps_body_; }

    // Throws what is refused; answers what is not.
    void handle(const std::optional<IncomingWebhook>& hook) {
        if (input_.method != "POST" && !hook) throw Err::hook_not_found;
        if (input_.method == "DELETE") return remove(*hook);
        if (input_.method == "PATCH") return change(*hook);
        post(hook);
    }

    void refuse(ApiError error, std::string_view locale) {
        // Every refusal of a post has one id there, and a status of its own; a 5xx would make senders try again.
        const std::string_view id = error.id.empty() ? std::string_view(error.def->id) : std::string_view(error.id);
        if (input_.method == "POST" && !id.starts_with("web.incoming_webhook.")) error.id = Err::hook_no_content.id;
        if (error.status >= 500 && error.status != Err::hook_off.status) error.status = 400;
        if (input_.syntax == Syntax::slack) {
            HookRefusal refused = tx_.services().slack_hooks->refusal(error);
            outcome_.reply = plain(refused.status, std::move(refused.error));
        } else {
            outcome_.reply = error_reply(error, new_id(), locale, config_->ServiceSettings.EnableDeveloper);
        }
        call_.error = error.id.empty() ? error.def->id : error.id;
        call_.post_id.clear();
        call_.verdict = told(input_.method == "POST" ? Text::hook_refused_because : Text::hook_not_changed_because,
                             {{"Reason", error_text(error, spoken())}});
    }

  private:
    const std::string& spoken() const { return config_->LocalizationSettings.DefaultServerLocale; }
    std::string told(Text which,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> values = {}) const {
        return text(which, spoken(), values);
    }

    void post(const std::optional<IncomingWebhook>& hook) {
        // The body is looked at before the hook: an empty text is told even of an unknown one (golden "unknown hooks").
        HookMessage message;
        std::string_view team_id = hook ? std::string_view(hook->team_id) : std::string_view();
        if (input_.syntax == Syntax::slack) {
            auto read = tx_.services().slack_hooks->read(input_.content_type, input_.body, input_.query,
                                                         Names(tx_, team_id), "");
            if (auto* refused = std::get_if<HookRefusal>(&read)) {
                if (!hook) throw Err::hook_unknown;
                outcome_.reply = plain(refused->status, refused->error);
                call_.error = refused->error;
                call_.verdict = told(Text::hook_refused_because,
                                     {{"Reason", refused->reason.empty() ? refused->error : refused->reason}});
                return;
            }
            message = std::move(std::get<HookMessage>(read));
        } else {
            message = read_mattermost(tx_, input_, team_id);
        }
        if (!hook) throw Err::hook_unknown;
        if (!input_.key.empty()) message.key = input_.key;
        check_key(message.key);
        check_key(input_.idempotency_key);
        const bool keyed = !message.key.empty();
        if (!input_.idempotency_key.empty())
            if (auto earlier = store::find_idempotent(tx_, hook->id, input_.idempotency_key)) return repeat(*earlier);

        Delivered delivered = deliver(tx_, *hook, std::move(message));
        if (input_.wait && !keyed) store::insert_post(tx_, hook->id, delivered.post.id, delivered.post.id);
        if (!input_.idempotency_key.empty() &&
            !store::insert_idempotent(tx_, hook->id, input_.idempotency_key, delivered.post.id))
            throw DbError(DbError::Kind::retry, "another call with the same Idempotency-Key came meanwhile");
        accept(delivered.post, delivered.ignored);
        // A post that its key may change later would no longer show what this call sent.
        keeps_body_ = keyed || delivered.posts_made != 1 || !post_holds_all(input_, delivered.post);
        call_.verdict = delivered.updated ? told(Text::hook_updated)
                        : delivered.posts_made > 1
                            ? told(Text::hook_posted_parts, {{"Count", std::to_string(delivered.posts_made)}})
                            : told(Text::hook_posted);
        tell_ignored(delivered.ignored);
        if (tx_.now() - store::last_used(tx_, hook->id) >= kMinute) store::set_last_used(tx_, hook->id);
    }

    // The call was taken before; its post may have been deleted since, and even be gone.
    void repeat(const std::string& post_id) {
        if (auto earlier = posts::find(tx_, post_id, true)) accept(*earlier, {});
        else outcome_.reply = plain(200, "ok");
        call_.post_id = post_id;
        call_.verdict = told(Text::hook_repeated);
    }

    void change(const IncomingWebhook& hook) {
        const Post old = own_post(hook);
        HookMessage message = read_mattermost(tx_, input_, hook.team_id);
        std::vector<std::string> ignored = std::move(message.ignored);
        // The log of the call that made the post gets what the post will no longer tell.
        store::fill_body(tx_, hook.id, old.id, Json::object({{"text", old.message}}).dump());
        accept(webhooks::change(tx_, hook, old, std::move(message)), ignored, true);
        call_.verdict = told(Text::hook_changed_by_id);
        tell_ignored(ignored);
    }

    void remove(const IncomingWebhook& hook) {
        check_owner(tx_, hook);
        const Post post = own_post(hook);
        posts::remove(tx_, owner_of(tx_, hook), post);
        outcome_.reply = reply::ok();
        call_.post_id = post.id;
        call_.verdict = told(Text::hook_deleted_by_id);
    }

    // The post of the path, if this hook made it: whoever knows the hook's id may change what came through it, no more.
    Post own_post(const IncomingWebhook& hook) {
        auto post = posts::find(tx_, input_.post_id);
        if (!post || !store::is_post_of(tx_, hook.id, post->id)) throw Err::hook_post_not_found;
        return std::move(*post);
    }

    void accept(const Post& post, const std::vector<std::string>& ignored, bool shows_post = false) {
        outcome_.reply = shows_post || input_.wait ? as_json(tx_, post) : plain(200, "ok");
        if (!ignored.empty()) outcome_.reply.set_header("X-Renkei-Ignored", joined(ignored));
        call_.post_id = post.id;
    }

    void tell_ignored(const std::vector<std::string>& ignored) {
        if (!ignored.empty()) call_.verdict += told(Text::hook_but_ignored, {{"Parts", joined(ignored)}});
    }

    Tx& tx_;
    const CallInput& input_;
    CallOutcome& outcome_;
    HookCall& call_;
    std::shared_ptr<const Config> config_;
    bool keeps_body_ = true;
};

}  // namespace

Json loggable_headers(const Request& request) {
    Json headers = Json::object();
    for (const auto& header : request.headers) {
        std::string name = to_lower_ascii(header.name);
        bool secret = false;
        for (std::string_view word :
             {"auth", "cookie", "token", "secret", "api-key", "apikey", "signature", "password"})
            secret = secret || name.find(word) != std::string::npos;
        headers.set(to_valid_utf8(header.name), secret ? std::string("(hidden)") : to_valid_utf8(header.value));
    }
    return headers;
}

std::string body_of(Tx& tx, const HookCall& call) {
    if (!call.body.empty() || call.post_id.empty() || call.method != "POST") return call.body;
    auto post = posts::find(tx, call.post_id, true);
    if (!post) return {};
    std::string sent = post->message;
    // Its owner has edited it since: the oldest version is what came.
    if (post->edit_at)
        if (auto versions = posts::list_history(tx, Actor(), *post); !versions.empty()) sent = versions.back().message;
    return Json::object({{"text", sent}}).dump();
}

CallOutcome take_call(Tx& tx, const CallInput& input, std::string_view locale) {
    auto config = config_of(tx);
    CallOutcome outcome;
    HookCall& call = outcome.call;
    Call under_way(tx, input, outcome);
    if (!config->ServiceSettings.EnableIncomingWebhooks) {
        under_way.refuse(ApiError(Err::hook_off), locale);
        return outcome;
    }
    auto hook = store::find(tx, input.hook_id);
    try {
        tx.attempt([&] { under_way.handle(hook); });
    } catch (const ApiError& error) {
        under_way.refuse(error, locale);
    } catch (const ErrorDef& error) {
        under_way.refuse(ApiError(error), locale);
    }
    int64_t kept = config->RenkeiSettings.WebhookCallsKept;
    if (!hook || kept <= 0) return outcome;

    call.hook_id = hook->id;
    call.create_at = tx.now();
    call.id = new_ordered_id(tx.now());
    call.method = input.method;
    call.source_ip = input.source_ip;
    call.syntax = input.syntax == Syntax::slack ? "slack" : "";
    call.content_type = to_valid_utf8(input.content_type);
    call.headers = input.headers;
    call.status_code = outcome.reply.status;
    if (input.is_replay) call.verdict += text(Text::hook_replay_of, config->LocalizationSettings.DefaultServerLocale);
    if (under_way.keeps_body()) {
        const bool in_address = input.body.empty() && input.query.find("payload=") != std::string_view::npos;
        call.body = to_valid_utf8(in_address ? input.query : input.body);  // a form, either way
    }
    store::insert_call(tx, call);
    if (trims(call.id))
        store::trim_calls(tx, hook->id, kept, tx.now() - config->RenkeiSettings.WebhookCallsDays * 86'400'000);
    return outcome;
}

}  // namespace rk::webhooks
