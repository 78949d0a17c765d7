// A PostgreSQL server of the test process's own: started at the first use, so runs that do not need it do not pay;
// reachable through a socket in a temporary folder only; gone when the process ends.
#pragma once
#include <sys/types.h>
#include <string>

namespace rk::test {

class PostgresServer {
  public:
    // The one server of this process. Throws std::runtime_error when PostgreSQL is not installed or does not start.
    static PostgresServer& shared();

    // The connection string of a new, empty database.
    std::string new_database();
    // The same with Renkei's schema in it: quicker than migrating again.
    std::string new_migrated_database();

    // For tests of a lost server: ends all connections, and lets them in again.
    void stop();
    void start();

    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

  private:
    PostgresServer();
    std::string url(const std::string& database) const;
    void run_sql(const std::string& sql) const;

    std::string binaries_;   // where initdb and postgres are
    std::string directory_;  // data and socket
    pid_t process_ = 0;
    int databases_ = 0;
    bool template_made_ = false;
};

}  // namespace rk::test
