// What both engines share.
#include <condition_variable>
#include <mutex>
#include <new>

#include "db/db.h"

namespace rk {

void Database::wait_write(const Work& work) {
    struct Waiting {
        std::mutex mutex;
        std::condition_variable changed;
        bool done = false;
        std::exception_ptr error;
    } w;
    bool queued = post_write(work, [&w](std::exception_ptr error) {
        std::lock_guard lock(w.mutex);
        w.error = std::move(error);
        w.done = true;
        w.changed.notify_one();  // under the mutex: afterwards `w` may be gone
    });
    if (!queued) throw DbError(DbError::Kind::unavailable, "the store takes no more writes now");
    std::unique_lock lock(w.mutex);
    w.changed.wait(lock, [&] { return w.done; });
    if (w.error) std::rethrow_exception(w.error);
}

}  // namespace rk
