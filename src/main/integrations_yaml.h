// The file of integrations as code: YAML to the document of feature/integrations_file, and back.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace rk {

// What a file says, and where.
struct IntegrationsFile {
    std::string path;
    Json document;                      // references are filled in
    std::map<std::string, int> lines;   // "kind", "kind[0]", "kind[0].key" → line, from 1
    std::vector<std::string> problems;  // "path:line: where: what", in the file's order

    // "path:line: kind[0].key: message", for what the server says of an item.
    std::string problem_at(const std::string& kind, int64_t index, const std::string& key,
                           const std::string& message) const;
};

// `${env:NAME}` and `${file:PATH}` (from the file's folder) are replaced; with a question mark behind the name, what is not
// there counts as empty. A secret must be such a reference and nothing else.
IntegrationsFile read_integrations(const std::string& path);
// A file that says the document: references that may be empty stand for the secrets.
std::string integrations_yaml(const Json& document);

}  // namespace rk
