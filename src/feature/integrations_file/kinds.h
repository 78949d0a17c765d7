// The kinds of a document, for this folder: how each is read, made, changed and removed.
#pragma once
#include <memory>
#include <optional>

#include "feature/integrations_file/integrations_file.h"
#include "model/errors.h"

namespace rk::integrations_file {

// Something that is there, as an item with every key.
struct Existing {
    std::string id;
    Json item;
    bool is_active = true;  // false: a disabled bot, which pruning has no work with
};

// A refusal that is about one key.
struct AtKey {
    const char* key;
    ApiError error;
};

struct Handler {
    std::vector<Existing> (*load)(Tx& tx);  // the oldest first
    // `item` has every key; `old` is null for a new one. Throws AtKey, or what the feature refuses.
    void (*save)(Tx& tx, const Json& item, const Existing* old);
    void (*remove)(Tx& tx, const Existing& old);
};
const Handler& handler(const Kind& kind);

}  // namespace rk::integrations_file
