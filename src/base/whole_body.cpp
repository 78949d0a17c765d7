#include "base/whole_body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rk {

WholeBody::WholeBody(const Request& request) : view_(request.body) {
    if (request.body_file.empty()) return;
    good_ = false;
    int fd = open(request.body_file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && info.st_size > 0) {
        auto size = static_cast<size_t>(info.st_size);
        void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (mapped != MAP_FAILED) {
            mapped_ = mapped;
            view_ = {static_cast<const char*>(mapped), size};
            good_ = true;
        }
    }
    if (fd >= 0) close(fd);
}

WholeBody::~WholeBody() {
    if (mapped_) munmap(mapped_, view_.size());
}

}  // namespace rk
