#include "base/file_store_local.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/ids.h"
#include "base/log.h"
#include "base/time.h"

namespace rk {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kTemporary = ".tmp";
constexpr size_t kPathBytesMax = 1024;

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    explicit operator bool() const { return fd_ >= 0; }
    int get() const { return fd_; }
    bool close() {
        const int fd = std::exchange(fd_, -1);
        return fd < 0 || ::close(fd) == 0;
    }

  private:
    int fd_;
};

Failure failed(std::string_view what, std::string_view path) {
    return Failure{std::string(what) + " \"" + std::string(path) + "\": " + std::strerror(errno)};
}

Failure bad_path(std::string_view path) {
    return Failure{"not a path of the file store: \"" + std::string(path) + "\""};
}

Descriptor open_file(const std::string& path, int flags) {
    return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
        if (wrote < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        bytes.remove_prefix(static_cast<size_t>(wrote));
    }
    return true;
}

// Makes the entries of a folder durable.
bool sync_folder(const std::string& folder) {
    const Descriptor fd = open_file(folder, O_RDONLY | O_DIRECTORY);
    return fd && ::fsync(fd.get()) == 0;
}

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

bool is_store_path(std::string_view path) {
    if (path.empty() || path.size() > kPathBytesMax || path.find('\0') != std::string_view::npos) return false;
    for (;;) {
        const size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || part == kTemporary || part.size() > 255) return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

LocalFileStore::LocalFileStore(std::string folder) : folder_(std::move(folder)) {
    const fs::path temporary = fs::path(folder_) / kTemporary;
    std::error_code error;
    fs::create_directories(temporary, error);
    if (error) {
        log::error("the folder for files cannot be used", {{"folder", folder_}, {"reason", error.message()}});
        return;
    }
    const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (fs::directory_iterator it(temporary, error), end; !error && it != end; it.increment(error)) {
        std::error_code gone;  // another process on the same folder may be as fast
        if (it->last_write_time(gone) < yesterday && !gone) fs::remove(it->path(), gone);
    }
    if (error) log::warn("left-over files cannot be removed", {{"folder", folder_}, {"reason", error.message()}});
}

std::string LocalFileStore::full(std::string_view path) const { return folder_ + "/" + std::string(path); }

// Makes the folders that `path` lies in, each durable before the next.
std::optional<Failure> LocalFileStore::make_folders(std::string_view path) {
    const std::string parent = parent_of(full(path));
    struct stat info {};
    if (::stat(parent.c_str(), &info) == 0) return std::nullopt;
    for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        const std::string folder = full(path.substr(0, slash));
        if (::mkdir(folder.c_str(), 0750) == 0) {
            if (!sync_folder(parent_of(folder))) return failed("cannot sync the folder of", folder);
        } else if (errno != EEXIST) {
            return failed("cannot make the folder", folder);
        }
    }
    return std::nullopt;
}

// Gives a written and synced temporary file its name.
std::optional<Failure> LocalFileStore::place(const std::string& temporary, std::string_view path) {
    const std::string target = full(path);
    std::optional<Failure> failure = make_folders(path);
    if (!failure && ::rename(temporary.c_str(), target.c_str()) != 0) failure = failed("cannot write", path);
    if (failure) {
        ::unlink(temporary.c_str());
        return failure;
    }
    if (!sync_folder(parent_of(target))) return failed("cannot sync the folder of", path);
    return std::nullopt;
}

Result<std::string> LocalFileStore::read(std::string_view path) {
    const auto bytes = size(path);
    if (!bytes) return Failure{bytes.error()};
    return read_range(path, 0, static_cast<size_t>(*bytes));
}

Result<std::string> LocalFileStore::read_range(std::string_view path, uint64_t offset, size_t bytes) {
    if (!is_store_path(path)) return bad_path(path);
    const Descriptor fd = open_file(full(path), O_RDONLY);
    if (!fd) return failed("cannot read", path);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return failed("cannot read", path);
    if (!S_ISREG(info.st_mode)) {
        errno = EISDIR;
        return failed("cannot read", path);
    }
    const auto all = static_cast<uint64_t>(info.st_size);
    std::string out(static_cast<size_t>(std::min<uint64_t>(bytes, all - std::min(all, offset))), '\0');
    size_t got = 0;
    while (got < out.size()) {
        const ssize_t n = ::pread(fd.get(), out.data() + got, out.size() - got, static_cast<off_t>(offset + got));
        if (n < 0) {
            if (errno == EINTR) continue;
            return failed("cannot read", path);
        }
        if (n == 0) break;
        got += static_cast<size_t>(n);
    }
    out.resize(got);
    return out;
}

std::optional<Failure> LocalFileStore::write(std::string_view path, std::string_view bytes) {
    if (!is_store_path(path)) return bad_path(path);
    const std::string temporary = folder_ + "/" + std::string(kTemporary) + "/" + new_id();
    Descriptor fd = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (!fd) return failed("cannot write", temporary);
    if (!write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0 || !fd.close()) {
        const Failure failure = failed("cannot write", path);
        ::unlink(temporary.c_str());
        return failure;
    }
    return place(temporary, path);
}

std::optional<Failure> LocalFileStore::take(std::string_view path, const std::string& local_file) {
    if (!is_store_path(path)) return bad_path(path);
    Descriptor from = open_file(local_file, O_RDONLY);
    if (!from) return failed("cannot read", local_file);
    const std::string temporary = folder_ + "/" + std::string(kTemporary) + "/" + new_id();
    if (::rename(local_file.c_str(), temporary.c_str()) == 0) {
        if (::fsync(from.get()) != 0) {
            const Failure failure = failed("cannot sync", path);
            ::unlink(temporary.c_str());
            return failure;
        }
        return place(temporary, path);
    }
    if (errno != EXDEV) return failed("cannot move", local_file);
    // Another file system: copied, in pieces.
    Descriptor to = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (!to) return failed("cannot write", temporary);
    std::string piece(256 * 1024, '\0');
    for (;;) {
        const ssize_t n = ::read(from.get(), piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) break;
        if (n < 0 || !write_all(to.get(), std::string_view(piece).substr(0, static_cast<size_t>(n)))) {
            const Failure failure = failed("cannot write", path);
            ::unlink(temporary.c_str());
            return failure;
        }
    }
    if (::fsync(to.get()) != 0 || !to.close()) {
        const Failure failure = failed("cannot write", path);
        ::unlink(temporary.c_str());
        return failure;
    }
    if (auto failure = place(temporary, path)) return failure;
    if (::unlink(local_file.c_str()) != 0) return failed("cannot remove", local_file);
    return std::nullopt;
}

std::optional<Failure> LocalFileStore::append(std::string_view path, uint64_t offset, std::string_view bytes) {
    if (!is_store_path(path)) return bad_path(path);
    if (auto failure = make_folders(path)) return failure;
    const std::string target = full(path);
    Descriptor fd = open_file(target, O_WRONLY | O_CREAT);
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0) return failed("cannot write", path);
    if (static_cast<uint64_t>(info.st_size) != offset) {
        return Failure{"\"" + std::string(path) + "\" has " + std::to_string(info.st_size) + " bytes, not " +
                       std::to_string(offset)};
    }
    if (::lseek(fd.get(), 0, SEEK_END) < 0 || !write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0 || !fd.close()) {
        const Failure failure = failed("cannot write", path);
        if (fd && ::ftruncate(fd.get(), info.st_size) != 0) {
            log::error("a piece written in part stays in a file", {{"path", path}, {"reason", std::strerror(errno)}});
        }
        return failure;
    }
    if (offset == 0 && !sync_folder(parent_of(target))) return failed("cannot sync the folder of", path);
    return std::nullopt;
}

std::optional<Failure> LocalFileStore::move(std::string_view from, std::string_view to) {
    if (!is_store_path(from)) return bad_path(from);
    if (!is_store_path(to)) return bad_path(to);
    if (auto failure = make_folders(to)) return failure;
    const std::string source = full(from), target = full(to);
    if (::rename(source.c_str(), target.c_str()) != 0) return failed("cannot move", from);
    if (!sync_folder(parent_of(target)) || !sync_folder(parent_of(source)))
        return failed("cannot sync the move of", from);
    return std::nullopt;
}

std::optional<Failure> LocalFileStore::remove(std::string_view path) {
    if (!is_store_path(path)) return bad_path(path);
    if (::unlink(full(path).c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return failed("cannot remove", path);
}

bool LocalFileStore::exists(std::string_view path) { return static_cast<bool>(size(path)); }

Result<uint64_t> LocalFileStore::size(std::string_view path) {
    if (!is_store_path(path)) return bad_path(path);
    struct stat info {};
    if (::stat(full(path).c_str(), &info) != 0) return failed("cannot read", path);
    if (!S_ISREG(info.st_mode)) {
        errno = EISDIR;
        return failed("cannot read", path);
    }
    return static_cast<uint64_t>(info.st_size);
}

Result<std::vector<std::string>> LocalFileStore::list(std::string_view folder) {
    if (!folder.empty() && !is_store_path(folder)) return bad_path(folder);
    std::vector<std::string> paths;
    const fs::path root(folder_);
    const fs::path start = folder.empty() ? root : root / folder;
    std::error_code error;
    fs::recursive_directory_iterator it(start, error), end;
    for (; !error && it != end; it.increment(error)) {
        if (it.depth() == 0 && folder.empty() && it->path().filename() == kTemporary) {
            it.disable_recursion_pending();
            continue;
        }
        std::error_code gone;
        if (it->is_regular_file(gone)) paths.push_back(it->path().lexically_relative(root).string());
    }
    if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory) {
        return Failure{"cannot list \"" + std::string(folder) + "\": " + error.message()};
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::optional<std::string> LocalFileStore::local_path(std::string_view path) {
    if (!exists(path)) return std::nullopt;
    return full(path);
}

}  // namespace rk
