// Messages that look like a team's: drawn from a vocabulary with a long tail, a part of them Japanese, the same for the
// same number on every run. Known words serve the measurements of search.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rk::bench {

constexpr std::string_view kCommonWord = "deploy";        // in every 4th message
constexpr std::string_view kRareWord = "quetzalcoatlus";  // in 10 messages of the first 100,000
constexpr std::string_view kJapaneseWord = "連携";        // in every 40th message
constexpr uint64_t kRareEvery = 9'973;
constexpr uint64_t kRareCount = 10;

// Numbers from here on make messages without these words: for loads that come on top of a history.
constexpr uint64_t kLoadSerial = 1'000'000'000;

// Message number `serial` without anything that JSON would have to escape: 20 to 300 characters.
std::string message_text(uint64_t serial);

}  // namespace rk::bench
