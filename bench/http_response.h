// Reads HTTP/1.1 responses as they arrive, in pieces of any size, doing no more than a load program needs: the status,
// where the body ends, whether the connection stays open. Bodies of successes are skipped unless asked for; those of
// other answers are kept, since somebody will want to know what went wrong.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rk::bench {

class ResponseParser {
  public:
    // Takes bytes of the stream and returns how many of them belong to this response: all of them unless done().
    size_t feed(std::string_view bytes);
    // The stream has ended; completes a body that lasts until then.
    void feed_end();
    bool done() const { return state_ == State::kDone; }
    bool failed() const { return state_ == State::kFailed; }  // not HTTP; the connection is of no further use
    bool started() const { return state_ != State::kHead || !head_.empty(); }

    int status() const { return status_; }  // 0 until the head has been read
    bool success() const { return status_ >= 200 && status_ < 300; }
    bool keep_alive() const { return keep_alive_; }
    // Value of a header (name in lower case); empty when absent. Needs keep_all(true).
    std::string header(std::string_view name) const;
    const std::string& body() const { return body_; }

    // Bytes of body still to come, when their number is known and nobody wants them: the caller may discard as many
    // from the socket itself and report them by skip().
    uint64_t discardable() const { return state_ == State::kBody && !keeping_ ? left_ : 0; }
    void skip(uint64_t bytes);

    // Keeps head and body of every answer, not only the bodies of failures. Lasts over reset().
    void keep_all(bool keep) { keep_all_ = keep; }
    void reset();  // ready for the next response

  private:
    enum class State : uint8_t {
        kHead,
        kBody,
        kBodyUntilEnd,
        kChunkSize,
        kChunkData,
        kChunkEnd,
        kTrailer,
        kDone,
        kFailed
    };
    size_t feed_head(std::string_view bytes);
    void read_head(std::string_view head);
    void take_body(std::string_view bytes);

    State state_ = State::kHead;
    bool keep_all_ = false;
    bool keeping_ = false;
    bool keep_alive_ = true;
    int status_ = 0;
    uint64_t left_ = 0;  // of the body or chunk
    std::string head_;   // a head that came in pieces, or every head when keep_all_
    std::string line_;   // chunk size or trailer line so far
    std::string body_;
};

}  // namespace rk::bench
