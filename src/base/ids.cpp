#include "base/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/assert.h"

namespace rk {
namespace {

constexpr char kAlphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769";

void fill_from_system(unsigned char* out, size_t bytes) {
    while (bytes > 0) {
        const ssize_t got = ::getrandom(out, bytes, 0);
        if (got < 0) {
            RK_ASSERT(errno == EINTR);
            continue;
        }
        out += got;
        bytes -= static_cast<size_t>(got);
    }
}

// Random bytes fetched ahead, a page a system call: an id costs tens of nanoseconds instead of several hundred. Bytes
// that were handed out are wiped, for they may be in a token.
class Pool {
  public:
    void take(unsigned char* out, size_t bytes) {
        if (bytes > sizeof bytes_ - at_) {
            fill_from_system(bytes_, sizeof bytes_);
            at_ = 0;
        }
        std::memcpy(out, bytes_ + at_, bytes);
        std::memset(bytes_ + at_, 0, bytes);
        at_ += bytes;
    }
    static constexpr size_t kLargest = 64;

  private:
    unsigned char bytes_[2048];
    size_t at_ = sizeof bytes_;
};
thread_local Pool pool;

}  // namespace

std::string new_id() {
    unsigned char bytes[17];
    pool.take(bytes, 16);
    bytes[16] = 0;
    std::string id(26, '\0');
    unsigned held = 0;  // bits not yet written, at the low end
    int bits = 0;
    size_t from = 0;
    for (char& c : id) {
        if (bits < 5) {
            held = held << 8 | bytes[from++];
            bits += 8;
        }
        bits -= 5;
        c = kAlphabet[held >> bits & 31];
    }
    return id;
}

std::string new_ordered_id(int64_t time_ms) {
    // The same characters, in the order in which they sort.
    static constexpr char kSorted[] = "13456789abcdefghijkmnopqrstuwxyz";
    constexpr size_t kTime = 9;  // 45 bits: beyond the year 3000
    std::string id = new_id();
    for (size_t i = kTime; i-- > 0; time_ms >>= 5) id[i] = kSorted[time_ms & 31];
    return id;
}

bool is_valid_id(std::string_view id) {
    if (id.size() != 26) return false;
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    });
}

std::string random_bytes(size_t bytes) {
    std::string out(bytes, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    if (bytes <= Pool::kLargest) {
        pool.take(to, bytes);
    } else {
        fill_from_system(to, bytes);
    }
    return out;
}

std::string random_token(size_t characters) {
    std::string out = random_bytes(characters);
    for (char& c : out) c = kAlphabet[static_cast<unsigned char>(c) & 31];
    return out;
}

}  // namespace rk
