#include "net/output.h"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>

#include "net/tls.h"

namespace rk::net {
namespace {
constexpr size_t kCopyMax = 8 * 1024;    // a body up to this is copied behind its head: one piece, one record
constexpr size_t kPieceMax = 64 * 1024;  // an own piece does not grow beyond
constexpr int kGather = 64;
}  // namespace

Output::FilePiece::~FilePiece() {
    if (fd >= 0) close(fd);
    if (!remove_path.empty()) unlink(remove_path.c_str());
}

void Output::append(std::string_view bytes) {
    if (bytes.empty()) return;
    bytes_ += bytes.size();
    if (!empty()) {
        Piece& last = pieces_.back();
        if (!last.shared && !last.file && last.own.size() + bytes.size() <= kPieceMax) {
            last.own.append(bytes);
            return;
        }
    }
    pieces_.emplace_back().own.assign(bytes);
}

void Output::append(std::string&& bytes) {
    if (bytes.size() <= kCopyMax && !empty()) {
        append(std::string_view(bytes));
        return;
    }
    if (bytes.empty()) return;
    bytes_ += bytes.size();
    pieces_.emplace_back().own = std::move(bytes);
}

void Output::append(std::shared_ptr<const std::string> text) {
    if (!text || text->empty()) return;
    bytes_ += text->size();
    pieces_.emplace_back().shared = std::move(text);
}

void Output::append_file(int fd, uint64_t offset, uint64_t bytes, std::string remove_path) {
    auto file = std::make_unique<FilePiece>();
    file->fd = fd;
    file->offset = offset;
    file->bytes = bytes;
    file->remove_path = std::move(remove_path);
    if (bytes == 0) return;
    bytes_ += bytes;
    pieces_.emplace_back().file = std::move(file);
}

void Output::consume(size_t bytes) {
    bytes_ -= bytes;
    while (first_ < pieces_.size()) {
        Piece& piece = pieces_[first_];
        if (piece.file) break;
        size_t size = piece.shared ? piece.shared->size() : piece.own.size();
        size_t n = std::min(bytes, size - piece.at);
        piece.at += n;
        bytes -= n;
        if (piece.at < size) break;
        piece = Piece();
        ++first_;
    }
    if (empty()) {
        clear();
    } else if (first_ >= 64 && first_ * 2 >= pieces_.size()) {
        pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

void Output::clear() {
    std::vector<Piece>().swap(pieces_);
    first_ = 0;
    bytes_ = 0;
}

Output::State Output::write_file(Socket& socket, FilePiece& file, uint64_t& sent) {
    while (file.bytes > 0) {
        int64_t n;
        size_t want = static_cast<size_t>(std::min<uint64_t>(file.bytes, 512 * 1024));
        if (socket.is_tls()) {
            // Always the same 16 KB after a kAgain, as Socket::write asks: offset and size have not moved.
            char buffer[16 * 1024];
            ssize_t got = pread(file.fd, buffer, std::min(want, sizeof buffer), static_cast<off_t>(file.offset));
            if (got <= 0) return State::failed;
            iovec piece{buffer, static_cast<size_t>(got)};
            n = socket.write(&piece, 1);
        } else {
            n = socket.send_file(file.fd, static_cast<int64_t>(file.offset), want);
            if (n == 0) return State::failed;  // the file has become shorter than was promised
        }
        if (n == Socket::kAgain) return State::blocked;
        if (n < 0) return State::failed;
        file.offset += static_cast<uint64_t>(n);
        file.bytes -= static_cast<uint64_t>(n);
        bytes_ -= static_cast<uint64_t>(n);
        sent += static_cast<uint64_t>(n);
    }
    pieces_[first_++] = Piece();
    if (empty()) clear();
    return State::empty;
}

Output::State Output::write(Socket& socket, uint64_t& sent) {
    while (!empty()) {
        if (FilePiece* file = pieces_[first_].file.get()) {
            State state = write_file(socket, *file, sent);
            if (state != State::empty) return state;
            continue;
        }
        iovec gather[kGather];
        int count = 0;
        size_t asked = 0;
        for (size_t i = first_; i < pieces_.size() && count < kGather && !pieces_[i].file; ++i) {
            const Piece& piece = pieces_[i];
            const std::string& text = piece.shared ? *piece.shared : piece.own;
            gather[count].iov_base = const_cast<char*>(text.data() + piece.at);
            gather[count].iov_len = text.size() - piece.at;
            asked += gather[count++].iov_len;
        }
        int64_t n = socket.write(gather, count);
        if (n == Socket::kAgain) return State::blocked;
        if (n < 0) return State::failed;
        sent += static_cast<uint64_t>(n);
        consume(static_cast<size_t>(n));
        // A plain socket that took less is full now; epoll tells when it has room.
        if (static_cast<size_t>(n) < asked && !socket.is_tls()) return State::blocked;
    }
    return State::empty;
}

}  // namespace rk::net
