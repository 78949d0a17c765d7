// What a connection has yet to send: owned bytes, shared bytes and pieces of files, in order.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rk::net {

class Socket;

class Output {
  public:
    enum class State { empty, blocked, failed };

    Output() = default;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() { clear(); }

    void append(std::string_view bytes);                   // copies
    void append(std::string&& bytes);                      // copies when small, else takes it
    void append(std::shared_ptr<const std::string> text);  // refers to it
    // Takes the descriptor; `remove_path`, when not empty, is unlinked in the end, sent or not.
    void append_file(int fd, uint64_t offset, uint64_t bytes, std::string remove_path);

    // Writes until empty or blocked. `sent` grows by the bytes that left.
    State write(Socket& socket, uint64_t& sent);
    bool empty() const { return first_ == pieces_.size(); }
    uint64_t bytes() const { return bytes_; }
    void clear();

  private:
    struct FilePiece {
        int fd = -1;
        uint64_t offset = 0, bytes = 0;
        std::string remove_path;
        ~FilePiece();
    };
    struct Piece {
        std::string own;
        std::shared_ptr<const std::string> shared;
        std::unique_ptr<FilePiece> file;
        size_t at = 0;  // sent of own or shared
    };

    State write_file(Socket& socket, FilePiece& file, uint64_t& sent);
    void consume(size_t bytes);

    std::vector<Piece> pieces_;
    size_t first_ = 0;
    uint64_t bytes_ = 0;
};

}  // namespace rk::net
