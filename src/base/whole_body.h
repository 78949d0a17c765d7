// The body of a request as one text, also when it was too large for memory and lies in a temporary file: that is mapped, so
// that a large upload costs no memory of its own.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/http.h"

namespace rk {

class WholeBody {
  public:
    // `request` must live longer. A file that cannot be read makes `good()` false and the body empty.
    explicit WholeBody(const Request& request);
    ~WholeBody();
    WholeBody(const WholeBody&) = delete;
    WholeBody& operator=(const WholeBody&) = delete;

    std::string_view view() const { return view_; }
    bool good() const { return good_; }

  private:
    std::string_view view_;
    void* mapped_ = nullptr;
    bool good_ = true;
};

}  // namespace rk
