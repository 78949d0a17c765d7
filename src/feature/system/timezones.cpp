#include "feature/system/timezones.h"

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

#include "base/assert.h"

namespace rk::system {

const std::vector<std::string>& timezones() {
    static const std::vector<std::string> zones = [] {
        std::vector<std::string> names;
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::StringEnumeration> all(
            icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
        RK_ASSERT(U_SUCCESS(status) && all);
        while (const icu::UnicodeString* id = all->snext(status)) {
            std::string name;
            id->toUTF8String(name);
            if (name.find('/') != std::string::npos || name == "UTC") names.push_back(std::move(name));
        }
        std::sort(names.begin(), names.end());
        return names;
    }();
    return zones;
}

}  // namespace rk::system
