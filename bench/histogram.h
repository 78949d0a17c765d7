// Durations counted in log-linear buckets, as HdrHistogram does: 64 buckets for every power of two, so that a reported
// value is at most 1.6 % above the true one, whatever its size. Adding is a few instructions and never allocates.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rk::bench {

class Histogram {
  public:
    Histogram() : buckets_(kBuckets) {}

    void add(uint64_t value) {
        ++buckets_[bucket_of(value)];
        ++count_;
        if (value > max_) max_ = value;
    }
    void add_all(const Histogram& other) {
        for (size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
        count_ += other.count_;
        if (other.max_ > max_) max_ = other.max_;
    }
    uint64_t count() const { return count_; }
    uint64_t max() const { return max_; }  // exact
    // The value that `quantile` (0 … 1) of all values do not exceed; 0 when there are none.
    uint64_t at(double quantile) const {
        if (!count_) return 0;
        auto wanted = static_cast<uint64_t>(quantile * static_cast<double>(count_) + 0.999999);
        if (wanted < 1) wanted = 1;
        uint64_t seen = 0;
        for (size_t i = 0; i < kBuckets; ++i) {
            seen += buckets_[i];
            if (seen >= wanted) return highest_in(i) < max_ ? highest_in(i) : max_;
        }
        return max_;
    }

    static size_t bucket_of(uint64_t value) {
        if (value < 2 * kSteps) return static_cast<size_t>(value);
        int shift = static_cast<int>(std::bit_width(value)) - kStepBits - 1;  // leaves a value in [64, 128)
        return static_cast<size_t>(shift) * kSteps + static_cast<size_t>(value >> shift);
    }
    static uint64_t highest_in(size_t bucket) {
        if (bucket < 2 * kSteps) return bucket;
        size_t shift = bucket / kSteps - 1;
        return ((static_cast<uint64_t>(bucket - shift * kSteps) + 1) << shift) - 1;
    }

  private:
    static constexpr int kStepBits = 6;
    static constexpr size_t kSteps = size_t{1} << kStepBits;
    static constexpr size_t kBuckets = (64 - kStepBits + 1) * kSteps;
    std::vector<uint64_t> buckets_;
    uint64_t count_ = 0;
    uint64_t max_ = 0;
};

}  // namespace rk::bench
