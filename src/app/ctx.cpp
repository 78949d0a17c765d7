// What handlers are given (Ctx), and the answers they make.
#include "app/filters.h"
#include "app/route.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"

namespace rk {

Database& Ctx::db() const { return *services_.db; }
std::shared_ptr<const Config> Ctx::config() const { return config_of(services_); }

std::string Ctx::locale() const { return std::string(locale_of(*config(), request_)); }

std::string Ctx::param(std::string_view name) const {
    for (const auto& [key, value] : params)
        if (key == name) return value;
    return {};
}

std::string Ctx::id(std::string_view name) const {
    std::string value = param(name);
    if (value == "me" && name == "user_id") return actor_.user_id;
    if (!is_valid_id(value)) throw Err::invalid_url_param.with("Name", std::string(name));
    return value;
}

const std::vector<Header>& Ctx::query_pairs() const {
    if (!query_) query_ = parse_form(request_.query);
    return *query_;
}

bool Ctx::has_query(std::string_view name) const {
    if (request_.query.empty()) return false;
    for (const auto& pair : query_pairs())
        if (pair.name == name) return true;
    return false;
}

std::string Ctx::query(std::string_view name) const {
    if (request_.query.empty()) return {};
    for (const auto& pair : query_pairs())
        if (pair.name == name) return to_valid_utf8(pair.value);
    return {};
}

int64_t Ctx::query_int(std::string_view name, int64_t otherwise) const {
    int64_t value = 0;
    return parse_int(query(name), value) && value >= 0 ? value : otherwise;
}

bool Ctx::query_bool(std::string_view name) const {
    std::string value = query(name);
    return value == "true" || value == "1" || value == "t" || value == "T" || value == "TRUE" || value == "True";
}

int64_t Ctx::per_page(int64_t otherwise, int64_t most) const {
    return std::min(query_int("per_page", otherwise), most);
}

Json Ctx::body_json(std::string_view what) const {
    auto parsed = Json::parse(request_.body, Json::Extent::kFirst);
    if (!parsed) throw Err::invalid_body_param.because(parsed.error()).with("Name", std::string(what));
    return std::move(*parsed);
}

Json Ctx::body_object(std::string_view what) const {
    Json json = body_json(what);
    if (json.is_null()) return Json::object();
    if (!json.is_object()) throw Err::invalid_body_param.with("Name", std::string(what));
    return json;
}

void Ctx::read_body(std::string_view what, const ModelInfo& info, void* object) const {
    std::string wrong;
    if (!read_model(body_object(what), info, object, wrong))
        throw Err::invalid_body_param.because("wrong type of " + wrong).with("Name", std::string(what));
}

std::vector<std::string> Ctx::body_list(std::string_view what) const {
    Json json = body_json(what);
    std::vector<std::string> list;
    if (json.is_null()) return list;
    if (!json.is_array()) throw Err::invalid_body_param.with("Name", std::string(what));
    for (const Json& item : json.items()) {
        if (!item.is_string()) throw Err::invalid_body_param.with("Name", std::string(what));
        list.push_back(item.as_string());
    }
    return list;
}

namespace reply {

Reply json(int status, std::string text) {
    Reply r;
    r.status = status;
    r.body = std::move(text);
    return r;
}

Reply ok() { return json(200, R"({"status":"OK"})"); }

bool has_etag(const Ctx& c, std::string_view etag) { return !etag.empty() && c.header("If-None-Match") == etag; }

Reply not_modified(std::string etag) {
    Reply r;
    r.status = 304;
    r.no_body = true;
    r.content_type.clear();
    r.set_header("ETag", std::move(etag));
    return r;
}

Reply with_etag(const Ctx& c, std::string etag, Reply r) {
    if (has_etag(c, etag)) return not_modified(std::move(etag));
    r.set_header("ETag", std::move(etag));
    return r;
}

}  // namespace reply

Reply error_reply(const ApiError& error, std::string_view request_id, std::string_view locale, bool show_detail) {
    Reply r;
    r.status = error.status;
    JsonWriter w(r.body);
    w.begin_object()
        .field("id", error.id.empty() ? std::string_view(error.def->id) : std::string_view(error.id))
        .field("message", error_text(error, locale))
        .field("detailed_error", show_detail ? std::string_view(error.detailed_error) : std::string_view())
        .field("request_id", request_id)
        .field("status_code", error.status)
        .end_object();
    return r;
}

Reply error_page(const ApiError& error, std::string_view locale) {
    std::string text = html_escape(error_text(error, locale));
    Reply r;
    r.status = error.status;
    r.content_type = "text/html; charset=utf-8";
    r.body = "<!DOCTYPE html>\n<html lang=\"" + std::string(locale == "ja" ? "ja" : "en") +
             "\"><head><meta charset=\"utf-8\"><title>Renkei</title></head><body><p>" + text + "</p></body></html>\n";
    return r;
}

}  // namespace rk
