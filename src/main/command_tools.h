// What the commands share: sentences to the terminal, and the data of a server opened for a while.
#pragma once
#include <cstdio>
#include <functional>
#include <string>

#include "app/hub.h"
#include "app/services.h"
#include "base/log.h"
#include "db/db.h"
#include "feature/all_routes.h"
#include "main/server.h"
#include "model/errors.h"

namespace rk::commands {

inline int fail(const std::string& sentence) {
    std::fprintf(stderr, "renkei: %s\n", sentence.c_str());
    return 1;
}

inline void say(const std::string& line) { std::printf("%s\n", line.c_str()); }

// Log lines go to standard error's place only when they matter: a command's output is for pipes.
inline void quiet_log() {
    log::Options options;
    options.console_level = log::Level::error;
    log::configure(options);
}

// Opens the data of a server, runs or not, and does `work` there; refusals and failures become sentences.
template <class Work>
int with_services(const ServerArguments& arguments, Work&& work) {
    quiet_log();
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    try {
        Parts parts(std::move(*loaded), arguments);
        Services& services = parts.services();
        Hub nobody(services, 1, [](int, std::function<void()> fn) { fn(); });  // no client is connected here
        services.hub = &nobody;
        start_features(services);
        int status = 0;
        try {
            work(services);
        } catch (const ApiError& refusal) {
            status = fail(error_text(refusal, "en"));
        } catch (const ErrorDef& refusal) {
            status = fail(error_text(ApiError(refusal), "en"));
        }
        stop_features(services);
        services.hub = nullptr;
        return status;
    } catch (const DbError& failure) {
        return fail("the database: " + failure.message);
    }
}

}  // namespace rk::commands
