// Which engine the options ask for.
#include "db/db.h"

namespace rk {

std::unique_ptr<Database> open_database(const DatabaseOptions& options, Services* services, Clock& clock,
                                        EventSink sink) {
    return options.postgres_url.empty() ? open_sqlite(options, services, clock, std::move(sink))
                                        : open_postgres(options, services, clock, std::move(sink));
}

std::vector<std::string> migrate_database(const DatabaseOptions& options) {
    return options.postgres_url.empty() ? migrate_sqlite(options) : migrate_postgres(options);
}

std::vector<std::string> check_database(const DatabaseOptions& options) {
    return options.postgres_url.empty() ? check_sqlite(options) : check_postgres(options);
}

}  // namespace rk
