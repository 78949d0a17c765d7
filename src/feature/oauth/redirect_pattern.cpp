#include "feature/oauth/redirect_pattern.h"

#include <vector>

namespace rk::oauth {

bool fits_redirect_pattern(std::string_view address, std::string_view pattern) {
    // reached[i]: the pattern so far fits the first i characters.
    std::vector<bool> reached(address.size() + 1, false);
    reached[0] = true;
    for (size_t at = 0; at < pattern.size(); ++at) {
        const bool is_star = pattern[at] == '*';
        const bool any = is_star && pattern.substr(at).starts_with("**");
        if (any) ++at;
        bool before = reached[0];  // of the step before, at i - 1
        reached[0] = is_star && reached[0];
        for (size_t i = 1; i <= address.size(); ++i) {
            const bool here = reached[i];
            if (is_star) reached[i] = here || (reached[i - 1] && (any || address[i - 1] != '/'));
            else reached[i] = before && address[i - 1] == pattern[at];
            before = here;
        }
    }
    return reached[address.size()];
}

}  // namespace rk::oauth
