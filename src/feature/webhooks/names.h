// Who and what the ids in a hook's text stand for, as its team knows them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "feature/channels/channels.h"
#include "feature/users/users.h"
#include "model/attachments.h"

namespace rk::webhooks {

class Names : public NameLookup {
  public:
    Names(Tx& tx, std::string_view team_id) : tx_(tx), team_id_(team_id) {}
    std::optional<std::string> username(std::string_view user_id) const override {
        std::string name = users::username_of(tx_, user_id);
        if (name.empty()) return std::nullopt;
        return name;
    }
    std::optional<std::string> channel_name(std::string_view channel_id) const override {
        auto channel = channels::find(tx_, channel_id);
        if (!channel || channel->team_id != team_id_) return std::nullopt;
        return channel->name;
    }
    bool has_channel(std::string_view name) const override {
        return channels::find_by_name(tx_, team_id_, name).has_value();
    }

  private:
    Tx& tx_;
    std::string team_id_;
};

}  // namespace rk::webhooks
