#include "app/replay_buffer.h"

#include <algorithm>

#include "base/assert.h"

namespace rk {

void ReplayBuffer::push(OutgoingPtr event, size_t limit) {
    while (size_ > 0 && size_ >= limit) {
        ring_[first_].reset();
        first_ = (first_ + 1) & (ring_.size() - 1);
        --size_;
    }
    if (size_ == ring_.size()) grow();
    ring_[(first_ + size_) & (ring_.size() - 1)] = std::move(event);
    ++size_;
    ++next_seq_;
}

void ReplayBuffer::grow() {
    std::vector<OutgoingPtr> larger(std::max<size_t>(4, ring_.size() * 2));
    for (size_t i = 0; i < size_; ++i) larger[i] = std::move(ring_[(first_ + i) & (ring_.size() - 1)]);
    ring_ = std::move(larger);
    first_ = 0;
}

const OutgoingPtr& ReplayBuffer::at(int64_t seq) const {
    RK_ASSERT(seq >= first_seq() && seq < next_seq_);
    return ring_[(first_ + static_cast<size_t>(seq - first_seq())) & (ring_.size() - 1)];
}

}  // namespace rk
