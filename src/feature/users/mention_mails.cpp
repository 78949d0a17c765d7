// Mails of mentions, for those who are not looking.
#include "app/services.h"
#include "app/workers.h"
#include "base/log.h"
#include "feature/channels/channels.h"
#include "feature/status/status.h"
#include "feature/users/mails.h"
#include "feature/users/users.h"
#include "model/channel.h"
#include "model/post.h"
#include "model/settings.h"

namespace rk::users {

namespace {

std::string value_of(const StringMap& map, const char* key) {
    auto it = map.find(key);
    return it == map.end() ? std::string() : it->second;
}

// What the account and its membership say about mails.
bool wants_mail(Tx& tx, const Config& config, const User& user, const Channel& channel) {
    if (user.delete_at > 0 || user.is_bot || user.email.empty()) return false;
    if (config.EmailSettings.RequireEmailVerification && !user.email_verified) return false;
    auto member = channels::find_member(tx, channel.id, user.id);
    if (!member) return false;
    std::string here = value_of(member->notify_props, "email");
    if (here == "true" || here == "false") return here == "true";
    if (value_of(member->notify_props, "mark_unread") == "mention") return false;  // muted
    return value_of(user.notify_props, "email") != "false";
}

void send(Services& services, const Post& post, const Channel& channel, const std::vector<std::string>& user_ids) {
    services.db->read([&](Tx& tx) {
        auto author = find(tx, post.user_id);
        if (!author) return;
        auto config = config_of(services);
        std::string link = config->ServiceSettings.SiteURL;
        if (!link.empty()) link += "/_redirect/pl/" + post.id;
        for (const User& user : list_by_ids(tx, user_ids))
            if (wants_mail(tx, *config, user, channel))
                mails::queue_mention(tx, user, *author, channel, post.message, link);
    });
}

}  // namespace

void mail_mentions(Tx& tx, const Post& post, const Channel& channel, const std::vector<std::string>& mentioned) {
    Services& services = tx.services();
    if (!config_of(tx)->EmailSettings.SendEmailNotifications || !services.statuses || !services.workers) return;
    std::vector<std::string> away;
    for (const std::string& user_id : mentioned) {
        if (user_id == post.user_id) continue;
        std::string status = services.statuses->get(user_id).status;
        if (status != "online" && status != "dnd" && status != "ooo") away.push_back(user_id);
    }
    if (away.empty()) return;
    tx.after_commit([&services, post, channel, away = std::move(away)] {
        bool queued = services.workers->post("mention mail", [&services, post, channel, away] {
            try {
                send(services, post, channel, away);
            } catch (const std::exception& failure) {
                log::error("Mails of a mention were not made", {{"post_id", post.id}, {"error", failure.what()}});
            }
        });
        if (!queued) log::error("Mails of a mention were not made: too much is waiting", {{"post_id", post.id}});
    });
}

}  // namespace rk::users
