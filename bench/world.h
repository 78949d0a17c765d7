// The accounts, team, channels and hook that the load runs with. Everything has a fixed name and is made only when it
// is not there, so that any number of runs share a server. What would be in the way of later measurements is removed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bench/api.h"

namespace rk::bench {

struct Account {
    std::string id;
    std::string name;
    std::string token;
};

class World {
  public:
    // `admin` is "USER:PASSWORD", or empty: then `benchadmin`, made as the first account of an empty server or logged
    // in. Turns on what the load needs (webhooks, commands, calls to this machine, open teams, room for members and
    // channels) and the rate limit off.
    World(const Target& target, const std::string& admin);

    // At least `count` accounts, all members of the team.
    void make_users(size_t count);
    // Id of the public channel of that name, of which all accounts made so far are members.
    std::string make_channel(const std::string& name);
    // An outgoing webhook for every post of a channel; its id.
    std::string make_outgoing_hook(const std::string& channel_id, const std::string& url);
    void remove_outgoing_hook(const std::string& id);
    // A custom command of the team; one that an interrupted run left is replaced.
    void make_command(const std::string& trigger, const std::string& url);
    void remove_command(const std::string& trigger);
    // Makes what is missing of the channels bench-00000 … and the memberships that posting needs: account i is a member
    // of the channels c with c % accounts == i. Returns how many posts they hold.
    uint64_t make_fill_channels(size_t count);
    uint64_t count_fill_posts();

    Api& api() { return api_; }
    const Target& target() const { return api_.target(); }
    const std::string& version() const { return version_; }
    const Account& admin() const { return admin_; }
    const std::vector<Account>& users() const { return users_; }
    const std::string& team_id() const { return team_id_; }
    const std::string& hook_id() const { return hook_id_; }
    // Ids of the fill channels, by number.
    const std::vector<std::string>& fill_channels() const { return fill_channels_; }

  private:
    Account log_in(const std::string& name, const std::string& password);
    void make_hook();
    // Calls visit(number, channel) for each fill channel of the server.
    template <class Visit>
    void each_fill_channel(Visit visit);
    // Sends the requests over several connections until each has been answered well; throws Trouble after `rounds`.
    void send_all(std::vector<std::string> requests, std::string_view what);

    Api api_;
    Account admin_;
    std::vector<Account> users_;
    std::string version_;
    std::string team_id_;
    std::string hook_id_;
    std::vector<std::string> fill_channels_;
};

std::string fill_channel_name(size_t number);  // "bench-00042"

}  // namespace rk::bench
