// Presence: online, away, dnd, offline, and the status in one's own words (which lives in the account's props). Owner of
// the table status.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/user.h"

namespace rk {

// Who is present. Kept in memory, written to the table every few seconds and at stop: nothing here waits for the store,
// so that any thread may call it, the committing one too. Tells the person's own connections what became of them
// (status_change), as there: others ask.
//
// What somebody chose by hand stays until they choose otherwise; everything else follows what they do: a connection, a
// post make them online, silence for TeamSettings.UserStatusAwayTimeout seconds away, the end of their last connection
// offline. With ServiceSettings.EnableUserStatuses off nobody has a status.
class StatusStore {
  public:
    explicit StatusStore(Services& services);
    ~StatusStore();

    // At start: takes over what was chosen by hand; everybody else is offline until they show up.
    void load(Tx& tx);
    // Of those who showed up since the start; anybody else is offline, with no time of last activity (list() has it).
    Status get(std::string_view user_id) const;
    // In the order of the ids; also for ids that nobody has.
    std::vector<Status> list(Tx& tx, const std::vector<std::string>& user_ids) const;
    // Everybody who showed up since the start.
    std::vector<Status> list_known() const;

    // The person did something (a post, a request, a socket): online, unless they chose otherwise and this is not by
    // hand.
    void active(std::string_view user_id, bool manual = false);
    // By hand: away. Otherwise: away if they did nothing for long enough.
    void away(std::string_view user_id, bool manual);
    void offline(std::string_view user_id, bool manual);
    // Do not disturb, until that time (seconds since 1970, taken down to a whole minute) when it is not 0; then they are
    // what they were before.
    void dnd(std::string_view user_id, int64_t end_time_s = 0);
    void out_of_office(std::string_view user_id);
    // Their last connection closed.
    void disconnected(std::string_view user_id) { offline(user_id, false); }

    // What a choice by hand ("online", "away", "dnd", "offline") makes of a status, for callers that write it in a
    // transaction and put() it in force after the commit. Nothing for any other word.
    std::optional<Status> chosen(std::string_view user_id, std::string_view word, int64_t dnd_end_time_s) const;
    void put(const Status& status);

    // Every second: ends "do not disturb" that has run out, and makes those away who fell silent.
    void tick();
    // Queues a write of what changed.
    void flush();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

namespace status {

std::span<const Route> routes();
// Connects the store to the hub (presence of sockets, actions of clients) and the ticker. Before the first request.
void start(Services& services);

// Writes a status, for the transaction of whoever changes it.
void save(Tx& tx, const Status& status);
// Says that the account types in the channel, or in the thread of `parent_id`.
void publish_typing(Services& services, const std::string& user_id, const std::string& channel_id,
                    std::string_view parent_id);

}  // namespace status
}  // namespace rk
