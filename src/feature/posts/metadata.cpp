#include "feature/posts/metadata.h"

#include <algorithm>
#include <unordered_map>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/emoji/emoji.h"
#include "feature/files/files.h"
#include "feature/posts/posts.h"
#include "feature/posts/reactions.h"
#include "feature/posts/store.h"
#include "feature/posts/text.h"
#include "feature/teams/teams.h"
#include "model/attachments.h"
#include "model/mm_blocks.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

RK_QUERY(kPriorities, "post_priorities",
         "SELECT postid, channelid, priority, requestedack, persistentnotifications FROM postspriority WHERE postid IN "
         "{?1}");

Json file_tree(const FileInfo& file) {
    Json tree = to_tree(file);
    tree.set("mini_preview", file.mini_preview ? Json(*file.mini_preview) : Json());
    return tree;
}

// The post that an address of this server leads to (<SiteURL>/<team>/pl/<id>); "" for any other address.
std::string linked_post_id(Tx& tx, std::string_view link) {
    std::string_view site = config_of(tx)->ServiceSettings.SiteURL;
    while (site.ends_with('/')) site.remove_suffix(1);
    if (site.empty() || !link.starts_with(site)) return {};
    link.remove_prefix(site.size());
    size_t at = link.find("/pl/");
    if (link.empty() || link.front() != '/' || at == link.npos || at == 0 || link.find('/', 1) != at) return {};
    std::string_view id = link.substr(at + 4);
    return is_valid_id(id) ? std::string(id) : std::string();
}

struct Linked {
    std::optional<Post> post;
    Channel channel;
};
// The post, if it is there and the viewer may read it.
Linked find_linked(Tx& tx, const Actor& viewer, std::string_view post_id) {
    Linked linked;
    auto post = find(tx, post_id);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel || !access::may_read_channel(tx, viewer, *channel)) return linked;
    linked.post = std::move(post);
    linked.channel = std::move(*channel);
    return linked;
}

// The embed of a post of this server: a copy of it as it is now. Says whether not every reader may see it.
bool add_permalink_embed(Tx& tx, const Actor& viewer, Post& post, const std::string& linked_id) {
    Linked linked = find_linked(tx, viewer, linked_id);
    if (!linked.post) return true;
    const Channel& channel = linked.channel;
    linked.post->metadata = Json::object();
    hide_integrations(*linked.post);
    add_files(tx, *linked.post);
    std::string team;
    if (!channel.team_id.empty())
        if (auto found = teams::find(tx, channel.team_id)) team = found->name;
    Json data = Json::object({{"post_id", linked_id},
                              {"post", to_tree(*linked.post)},
                              {"team_name", team},
                              {"channel_display_name", channel.display_name},
                              {"channel_type", channel.type},
                              {"channel_id", channel.id}});
    post.metadata.set("embeds", Json(Json::Array{Json::object({{"type", "permalink"}, {"data", std::move(data)}})}));
    return channel.type != "O";
}

// What a post shows of a link or of attachments. The page behind a link is not fetched here: a link without a preview.
// Says whether not every reader may see it.
bool add_embed(Tx& tx, const Actor& viewer, Post& post) {
    if (post.props.size() && post.props.find("attachments")) {
        post.metadata.set("embeds", Json(Json::Array{Json::object({{"type", "message_attachment"}})}));
        return false;
    }
    auto config = config_of(tx);
    const auto& service = config->ServiceSettings;
    if (!service.EnableLinkPreviews || post.type.starts_with("system_join") || post.type.starts_with("system_add"))
        return false;
    if (service.EnablePermalinkPreviews && post.props.size())
        if (const std::string& id = post.props["previewed_post"].as_string(); !id.empty())
            return add_permalink_embed(tx, viewer, post, id);
    std::string link = first_link(post.message);
    // An address of a post that is not there shows nothing.
    if (!link.empty() && !(service.EnablePermalinkPreviews && !linked_post_id(tx, link).empty()))
        post.metadata.set("embeds", Json(Json::Array{Json::object({{"type", "link"}, {"url", link}})}));
    return false;
}

using Emojis = std::unordered_map<std::string, Json>;

Emojis find_emojis(Tx& tx, const std::vector<std::string>& names) {
    Emojis emojis;
    if (names.empty() || !config_of(tx)->ServiceSettings.EnableCustomEmoji) return emojis;
    for (const Emoji& emoji : emoji::find_by_names(tx, names)) emojis[emoji.name] = to_tree(emoji);
    return emojis;
}

void add_emojis(Post& post, const std::vector<std::string>& names, const Emojis& emojis) {
    Json list;
    for (const std::string& name : names)
        if (auto it = emojis.find(name); it != emojis.end()) list.push(it->second);
    if (!list.is_null()) post.metadata.set("emojis", std::move(list));
}

}  // namespace

void hide_integrations(Post& post) {
    if (!post.props.size()) return;
    if (Json* attachments = post.props.find("attachments"))
        *attachments = without_integrations(std::move(*attachments));
    hide_block_actions(post.props, post.id);
}

void tidy_attachments(Post& post) {
    if (!post.props.size()) return;
    if (Json* attachments = post.props.find("attachments")) {
        *attachments = readable_attachments(*attachments);
        add_action_ids(*attachments);
    }
    // A mark that clients were given says nothing here.
    if (const Json* actions = post.props.find(kMmBlocksActions); actions && actions->is_string())
        post.props.erase(kMmBlocksActions);
    if (auto fault = fault_of_blocks(post.message, post.props))
        throw Err::invalid_body_param.with("Name", "props.mm_blocks (" + *fault + ")");
}

void add_files(Tx& tx, Post& post, bool also_deleted) {
    if (post.file_ids.empty()) return;
    auto files = files::list(tx, post.file_ids, also_deleted);
    Json list;
    for (const std::string& id : post.file_ids)
        for (const FileInfo& file : files)
            if (file.id == id) list.push(file_tree(file));
    if (!list.is_null()) post.metadata.set("files", std::move(list));
}

void note_previewed_post(Tx& tx, const Actor& author, Post& post) {
    post.props.erase("previewed_post");
    if (post.message.find("/pl/") == std::string::npos) return;
    std::string id = linked_post_id(tx, first_link(post.message));
    if (!id.empty() && find_linked(tx, author, id).post) post.props.set("previewed_post", id);
}

Post without_personal(Post post) {
    post.props.erase("previewed_post");
    post.metadata.erase("embeds");
    return post;
}

bool add_new_metadata(Tx& tx, const Actor& viewer, Post& post) {
    hide_integrations(post);
    add_files(tx, post);
    bool is_personal = add_embed(tx, viewer, post);
    auto names = emoji_names(post.message);
    if (!names.empty()) add_emojis(post, names, find_emojis(tx, names));
    return is_personal;
}

bool add_metadata(Tx& tx, const Actor& viewer, std::vector<Post>& posts) {
    bool is_personal = false;
    std::vector<std::string> file_ids, with_reactions, names;
    std::vector<std::string> all_ids;
    std::vector<std::vector<std::string>> names_of(posts.size());
    for (size_t i = 0; i < posts.size(); ++i) {
        Post& post = posts[i];
        post.metadata = Json::object();
        hide_integrations(post);
        if (post.delete_at) {
            // What was deleted is no longer told, only that it was.
            post.message.clear();
            post.file_ids.clear();
            continue;
        }
        file_ids.insert(file_ids.end(), post.file_ids.begin(), post.file_ids.end());
        if (post.has_reactions) with_reactions.push_back(post.id);
        names_of[i] = emoji_names(post.message);
        for (const std::string& name : names_of[i])
            if (!contains(names, name)) names.push_back(name);
    }
    std::unordered_map<std::string, std::vector<Reaction>> reactions;
    if (!with_reactions.empty())
        for (Reaction& reaction : list_reactions(tx, with_reactions)) {
            std::string id = reaction.post_id;
            if (!contains(names, reaction.emoji_name)) names.push_back(reaction.emoji_name);
            reactions[id].push_back(std::move(reaction));
        }
    std::unordered_map<std::string, Json> files;
    if (!file_ids.empty())
        for (const FileInfo& file : files::list(tx, file_ids, false)) files[file.id] = file_tree(file);
    Emojis emojis = find_emojis(tx, names);
    std::unordered_map<std::string, Json> priorities;
    if (config_of(tx)->ServiceSettings.PostPriority) {
        for (const Post& post : posts)
            if (post.root_id.empty() && !post.type.starts_with("system_")) all_ids.push_back(post.id);
        if (!all_ids.empty())
            tx.each(
                kPriorities,
                [&](const Row& row) {
                    auto told = [&](int column) { return row.is_null(column) ? Json() : Json(row.boolean(column)); };
                    priorities[row.string(0)] = Json::object({{"priority", row.string(2)},
                                                              {"requested_ack", told(3)},
                                                              {"persistent_notifications", told(4)},
                                                              {"PostId", row.string(0)},
                                                              {"ChannelId", row.string(1)}});
                },
                all_ids);
    }
    for (size_t i = 0; i < posts.size(); ++i) {
        Post& post = posts[i];
        if (post.delete_at) continue;
        is_personal |= add_embed(tx, viewer, post);
        if (!post.file_ids.empty()) {
            Json list;
            for (const std::string& id : post.file_ids)
                if (auto it = files.find(id); it != files.end()) list.push(it->second);
            if (!list.is_null()) post.metadata.set("files", std::move(list));
        }
        if (auto it = reactions.find(post.id); it != reactions.end()) {
            Json list;
            for (const Reaction& reaction : it->second) {
                list.push(to_tree(reaction));
                if (!contains(names_of[i], reaction.emoji_name)) names_of[i].push_back(reaction.emoji_name);
            }
            post.metadata.set("reactions", std::move(list));
        }
        if (!emojis.empty()) add_emojis(post, names_of[i], emojis);
        if (auto it = priorities.find(post.id); it != priorities.end())
            post.metadata.set("priority", std::move(it->second));
    }
    return is_personal;
}

Post prepared(Tx& tx, const Actor& viewer, Post post) {
    std::vector<Post> one;
    one.push_back(std::move(post));
    add_metadata(tx, viewer, one);
    Post& p = one.front();
    if (!p.delete_at)
        if (auto thread = store::find_thread(tx, p.root_id.empty() ? p.id : p.root_id))
            p.reply_count = thread->reply_count;
    return std::move(p);
}

}  // namespace rk::posts
