// The names of time zones, as clients offer them: the system's tz database.
#pragma once
#include <string>
#include <vector>

namespace rk::system {

// "Europe/Berlin" and the like, sorted. Read once.
const std::vector<std::string>& timezones();

}  // namespace rk::system
