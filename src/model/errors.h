// Every error that a client may see is one line in one of the lists under model/errors/: its name in the code, HTTP
// status, id on the wire (Mattermost's where it has one), and its text in English and Japanese.
//     throw Err::post_not_found;                          // refuse
//     throw Err::invalid_body_param.because("…").with("Name", "post");   // with detail and a value for {{.Name}}
// The request boundary (app/app.cpp) writes it as JSON; nobody else catches it.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/errors/channels.h"
#include "model/errors/emoji.h"
#include "model/errors/files.h"
#include "model/errors/general.h"
#include "model/errors/integrations.h"
#include "model/errors/more.h"
#include "model/errors/oauth.h"
#include "model/errors/posts.h"
#include "model/errors/realtime.h"
#include "model/errors/search.h"
#include "model/errors/system.h"
#include "model/errors/teams.h"
#include "model/errors/unlicensed.h"
#include "model/errors/users.h"
#include "model/errors/webhooks.h"

namespace rk {

struct ErrorDef;

// A refusal on its way to the request boundary.
struct ApiError {
    const ErrorDef* def;
    int status;      // def->status unless changed
    std::string id;  // on the wire instead of def->id; "" mostly (a family of errors with one text)
    std::string detailed_error;
    std::vector<std::pair<std::string, std::string>> params;

    explicit ApiError(const ErrorDef& d);
    // What went wrong in particular. Goes to the client as `detailed_error` only where the servers of this protocol
    // say it too (developer mode), else to the log.
    ApiError&& because(std::string detail) &&;
    // A value for {{.name}} in the text.
    ApiError&& with(std::string name, std::string value) &&;
    ApiError&& as_status(int http_status) &&;
    ApiError&& as_id(std::string wire_id) &&;
};

struct ErrorDef {
    const char* name;
    int status;
    const char* id;
    const char* en;
    const char* ja;
    const ErrorDef* listed;  // the line of the list: a thrown definition is a copy that does not live as long
    ApiError because(std::string detail) const { return ApiError(*this).because(std::move(detail)); }
    ApiError with(std::string param, std::string value) const {
        return ApiError(*this).with(std::move(param), std::move(value));
    }
    ApiError as_status(int http_status) const { return ApiError(*this).as_status(http_status); }
};
// `throw Err::x` throws a copy of the definition; the boundary catches both.

#define RK_ERRORS(ERR)          \
    RK_ERRORS_GENERAL(ERR)      \
    RK_ERRORS_USERS(ERR)        \
    RK_ERRORS_TEAMS(ERR)        \
    RK_ERRORS_CHANNELS(ERR)     \
    RK_ERRORS_POSTS(ERR)        \
    RK_ERRORS_EMOJI(ERR)        \
    RK_ERRORS_FILES(ERR)        \
    RK_ERRORS_WEBHOOKS(ERR)     \
    RK_ERRORS_INTEGRATIONS(ERR) \
    RK_ERRORS_OAUTH(ERR)        \
    RK_ERRORS_REALTIME(ERR)     \
    RK_ERRORS_SEARCH(ERR)       \
    RK_ERRORS_SYSTEM(ERR)       \
    RK_ERRORS_UNLICENSED(ERR)   \
    RK_ERRORS_MORE(ERR)

namespace Err {
#define RK_ERROR_DECLARE(name, status, id, en, ja) extern const ErrorDef name;
RK_ERRORS(RK_ERROR_DECLARE)
#undef RK_ERROR_DECLARE
}  // namespace Err

std::span<const ErrorDef* const> all_errors();
// The text with its {{.Param}}s filled in. `locale` is "ja" or anything else for English.
std::string error_text(const ApiError& error, std::string_view locale);

inline ApiError::ApiError(const ErrorDef& d) : def(d.listed), status(d.status) {}
inline ApiError&& ApiError::because(std::string detail) && {
    return detailed_error = std::move(detail), std::move(*this);
}
inline ApiError&& ApiError::with(std::string name, std::string value) && {
    return params.emplace_back(std::move(name), std::move(value)), std::move(*this);
}
inline ApiError&& ApiError::as_id(std::string wire_id) && { return id = std::move(wire_id), std::move(*this); }
inline ApiError&& ApiError::as_status(int http_status) && { return status = http_status, std::move(*this); }

}  // namespace rk
