// An event on its way to clients: its text, made once and shared by everybody who gets it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/events.h"

namespace rk {

// Immutable once made, so that every io thread may read it.
//
// What differs from one receiver to the next stands at the end: members of `data` for some users only, and `seq`. So
// `data` comes last and is left open in `text`, and each receiver's tail closes it:
//     text   {"event":"posted","broadcast":{…},"data":{"post":"…"
//     tail   ,"mentions":"[\"…\"]"},"seq":7}
struct Outgoing {
    explicit Outgoing(Event e);

    Event event;  // without `data`; omit_users and user_data are sorted
    std::string text;
    // Events to everybody that tell of one account (new_user, user_updated) name it here: guests only hear of those
    // whom they share a channel with.
    std::string about_user_id;

    bool omits(std::string_view user_id) const;
    // Appends what follows `text` for this user.
    void append_tail(std::string& out, std::string_view user_id, int64_t seq) const;
    bool to_everybody() const;

  private:
    bool data_is_empty_ = false;
};
using OutgoingPtr = std::shared_ptr<const Outgoing>;

// The text as net/ takes it; it keeps the event alive.
inline std::shared_ptr<const std::string> text_of(const OutgoingPtr& outgoing) {
    return std::shared_ptr<const std::string>(outgoing, &outgoing->text);
}

}  // namespace rk
