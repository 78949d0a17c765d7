// Reading the end of a log file.
#pragma once
#include <string>
#include <vector>

namespace rk::system {

// Whole lines from the end of the file, oldest first: `count` of them, after leaving out the `skip` newest. At most
// 16 MB are looked at. A file that is not there has none.
std::vector<std::string> tail_lines(const std::string& path, size_t skip, size_t count);

}  // namespace rk::system
