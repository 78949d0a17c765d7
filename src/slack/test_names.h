// The people and places that the tests of this room know.
#pragma once
#include "base/strings.h"
#include "model/attachments.h"

namespace rk::slack {

inline const std::string kTestBob = "bobbobbobbobbobbobbobbob11", kUpperBob = to_upper_ascii(kTestBob);
inline const std::string kTestTown = "towntowntowntowntowntown22", kUpperTown = to_upper_ascii(kTestTown);
inline const std::string kTestOps = "opsopsopsopsopsopsopsops33", kUpperOps = to_upper_ascii(kTestOps);

class TestNames : public NameLookup {
  public:
    std::optional<std::string> username(std::string_view id) const override {
        return id == kTestBob ? std::optional<std::string>("bob") : std::nullopt;
    }
    std::optional<std::string> channel_name(std::string_view id) const override {
        return id == kTestTown ? std::optional<std::string>("town-square") : std::nullopt;
    }
    std::optional<std::string> group_name(std::string_view id) const override {
        return id == kTestOps ? std::optional<std::string>("ops") : std::nullopt;
    }
    bool has_channel(std::string_view name) const override { return name == "town-square"; }
};

}  // namespace rk::slack
