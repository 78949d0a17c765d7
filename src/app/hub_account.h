// An account on one io thread: its sessions there, and what they all see.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/hub.h"

namespace rk {

class WsSession;
struct HubAccount;

// A channel or a team, and the accounts that see it. Accounts and places know each other's seat, so that leaving costs the
// same in a channel of ten thousand; and memory is needed for memberships, not for memberships times connections.
struct Place {
    struct Seat {
        HubAccount* account;
        uint32_t index;  // in the account's places
    };
    const std::string* id = nullptr;
    std::vector<Seat> seats;
};

// Owned by its shard from its first session there to its last.
struct HubAccount {
    struct Membership {
        Place* place;
        uint32_t seat;
    };
    enum class Memberships : uint8_t { unread, being_read, known };

    std::string user_id;
    std::vector<WsSession*> sessions;
    std::vector<Membership> places;
    Memberships memberships = Memberships::unread;
    std::vector<HubChangePtr> waiting;  // what happened while they are being read
};

}  // namespace rk
