#include "main/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rk {

DataLock::DataLock(DataLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
DataLock& DataLock::operator=(DataLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}
DataLock::~DataLock() {
    if (fd_ >= 0) ::close(fd_);
}

Result<DataLock> DataLock::open(const std::string& database_path) {
    const std::string path = database_path + ".lock";
    DataLock lock;
    lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock.fd_ < 0) return Failure{"cannot open " + path + ": " + std::strerror(errno)};
    return lock;
}

Result<DataLock> DataLock::share(const std::string& database_path) {
    auto lock = open(database_path);
    if (!lock) return lock;
    while (::flock(lock->fd_, LOCK_SH) != 0)
        if (errno != EINTR) return Failure{"cannot lock " + database_path + ".lock: " + std::strerror(errno)};
    return lock;
}

Result<bool> DataLock::take_alone(const std::string& database_path, DataLock& lock) {
    auto opened = open(database_path);
    if (!opened) return Failure{opened.error()};
    if (::flock(opened->fd_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        return Failure{"cannot lock " + database_path + ".lock: " + std::strerror(errno)};
    }
    lock = std::move(*opened);
    return true;
}

}  // namespace rk
