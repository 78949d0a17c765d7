// Who uses the data: a server holds a shared lock while it runs, a command that must be alone an exclusive one. The kernel
// frees it when the program ends, however it ends.
#pragma once
#include <string>

#include "base/result.h"

namespace rk {

class DataLock {
  public:
    DataLock() = default;
    DataLock(DataLock&& other) noexcept;
    DataLock& operator=(DataLock&& other) noexcept;
    ~DataLock();

    // Beside the database file, which need not be there yet. A server waits for a command that is at work.
    static Result<DataLock> share(const std::string& database_path);
    // False when a server runs there, or another such command.
    static Result<bool> take_alone(const std::string& database_path, DataLock& lock);

  private:
    static Result<DataLock> open(const std::string& database_path);
    int fd_ = -1;
};

}  // namespace rk
