// The last events of one connection, kept so that a client whose connection broke can go on where it was.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "app/outgoing.h"

namespace rk {

// A ring of events with consecutive numbers, the oldest at the front. Events are shared, so a full buffer of 128 costs
// 2 KB.
class ReplayBuffer {
  public:
    int64_t first_seq() const { return next_seq_ - static_cast<int64_t>(size_); }
    int64_t next_seq() const { return next_seq_; }  // the number that the next event gets
    size_t size() const { return size_; }

    // Adds the event with number next_seq(); the oldest ones over `limit` fall out.
    void push(OutgoingPtr event, size_t limit);
    // first_seq() <= seq < next_seq()
    const OutgoingPtr& at(int64_t seq) const;

  private:
    void grow();
    std::vector<OutgoingPtr> ring_;  // a power of two, or none
    size_t first_ = 0, size_ = 0;
    int64_t next_seq_ = 0;
};

}  // namespace rk
