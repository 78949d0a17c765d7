// Bodies of multipart/form-data.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rk::multipart {

// Views point into the parsed body.
struct Part {
    std::string name;
    std::string filename;
    bool is_file = false;  // has a file name, be it empty
    std::string content_type;
    std::string_view content;
};

// The parts in order. A failure when the content type is another one, or the body is not built as it says.
Result<std::vector<Part>> parse(std::string_view content_type, std::string_view body);
// The first part of that name that is a file, or that is none; nullptr when there is none.
const Part* find_file(const std::vector<Part>& form, std::string_view name);
const Part* find_field(const std::vector<Part>& form, std::string_view name);

}  // namespace rk::multipart
