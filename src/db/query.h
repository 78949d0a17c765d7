// How a Query becomes the text of an engine, and values their text. For the engines.
#pragma once
#include <string>
#include <string_view>

#include "db/db.h"

namespace rk {

using ModelFinder = const ModelInfo* (*)(std::string_view name);

// The query's text for that engine with its extras expanded, see Query. SQLite keeps ?1, PostgreSQL gets $1. Throws
// DbError when the text names an unknown model or misuses an extra.
std::string expand_query(std::string_view sql, Engine engine, ModelFinder finder = find_model);
inline std::string_view query_text(const Query& query, Engine engine) {
    return engine == Engine::postgres && query.postgres ? query.postgres : query.sql;
}

// The query's position in all_queries(), or npos for one that was not declared with RK_QUERY.
inline constexpr size_t kNoIndex = static_cast<size_t>(-1);
size_t query_index(const Query& query);

// The text as both engines store it (see Value); `scratch` holds it when it had to change.
std::string_view clean_text(std::string_view text, std::string& scratch);
// A list as the engines take it: a JSON array, an array literal.
void append_json_list(std::string& out, const std::vector<std::string>& list);
void append_array_literal(std::string& out, const std::vector<std::string>& list);

}  // namespace rk
