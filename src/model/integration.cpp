#include "model/integration.h"

namespace rk {

bool is_http_url(std::string_view url) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!url.starts_with(scheme)) continue;
        std::string_view rest = url.substr(scheme.size());
        std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
        if (host.empty() || host.front() == ':') return false;
        for (char c : url)
            if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return false;
        return true;
    }
    return false;
}

}  // namespace rk
