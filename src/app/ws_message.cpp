#include "app/ws_message.h"

#include <bit>
#include <cstring>

namespace rk {

namespace {

Result<WsMessage> message_of(const Json& json) {
    if (!json.is_object()) return Failure{"not an object"};
    WsMessage message;
    for (const Json::Member& member : json.members()) {
        if (member.value.is_null()) continue;
        if (member.key == "seq") {
            if (!member.value.is_integer()) return Failure{"seq is no whole number"};
            message.seq = member.value.as_integer();
        } else if (member.key == "action") {
            if (!member.value.is_string()) return Failure{"action is no text"};
            message.action = member.value.as_string();
        } else if (member.key == "data") {
            if (!member.value.is_object()) return Failure{"data is no object"};
            message.data = member.value;
        }
    }
    return message;
}

// Reads MessagePack (its specification: github.com/msgpack/msgpack). Every read checks the length first.
class MsgpackReader {
  public:
    MsgpackReader(std::string_view bytes, int depth_max) : rest_(bytes), depth_max_(depth_max) {}

    Result<Json> read_all() {
        Json json;
        if (!read(json, 0)) return Failure{why_};
        if (!rest_.empty()) return Failure{"something behind the value"};
        return json;
    }

  private:
    bool fail(const char* why) { return why_ = why, false; }

    bool number(size_t bytes, uint64_t& out) {
        if (rest_.size() < bytes) return fail("cut short");
        out = 0;
        for (size_t i = 0; i < bytes; ++i) out = out << 8 | static_cast<uint8_t>(rest_[i]);
        rest_.remove_prefix(bytes);
        return true;
    }
    bool text(uint64_t bytes, Json& out) {
        if (rest_.size() < bytes) return fail("cut short");
        out = Json(rest_.substr(0, bytes));
        rest_.remove_prefix(bytes);
        return true;
    }
    bool sized_text(size_t length_bytes, Json& out) {
        uint64_t length = 0;
        return number(length_bytes, length) && text(length, out);
    }
    bool unsigned_number(size_t bytes, Json& out) {
        uint64_t n = 0;
        if (!number(bytes, n)) return false;
        if (n > INT64_MAX) return fail("number too large");
        out = Json(static_cast<int64_t>(n));
        return true;
    }
    template <class Signed>
    bool signed_number(Json& out) {
        uint64_t n = 0;
        if (!number(sizeof(Signed), n)) return false;
        out = Json(static_cast<int64_t>(static_cast<Signed>(n)));
        return true;
    }
    // Elements are read one by one, so a length that lies costs nothing.
    bool list(uint64_t length, Json& out, int depth) {
        out = Json::array();
        for (uint64_t i = 0; i < length; ++i) {
            Json item;
            if (!read(item, depth + 1)) return false;
            out.push(std::move(item));
        }
        return true;
    }
    bool map(uint64_t length, Json& out, int depth) {
        Json::Object members;
        for (uint64_t i = 0; i < length; ++i) {
            Json key, value;
            if (!read(key, depth + 1)) return false;
            if (!key.is_string()) return fail("a key that is no text");
            if (!read(value, depth + 1)) return false;
            members.push_back({key.as_string(), std::move(value)});
        }
        out = Json(std::move(members));
        return true;
    }

    bool read(Json& out, int depth) {
        if (depth > depth_max_) return fail("nested too deeply");
        uint64_t n = 0;
        if (!number(1, n)) return false;
        auto tag = static_cast<uint8_t>(n);
        if (tag < 0x80) return out = Json(static_cast<int64_t>(tag)), true;
        if (tag >= 0xe0) return out = Json(static_cast<int64_t>(static_cast<int8_t>(tag))), true;
        if (tag < 0x90) return map(tag & 0x0f, out, depth);
        if (tag < 0xa0) return list(tag & 0x0f, out, depth);
        if (tag < 0xc0) return text(tag & 0x1f, out);
        switch (tag) {
            case 0xc0: return out = Json(), true;
            case 0xc2: return out = Json(false), true;
            case 0xc3: return out = Json(true), true;
            case 0xc4:
            case 0xd9: return sized_text(1, out);
            case 0xc5:
            case 0xda: return sized_text(2, out);
            case 0xc6:
            case 0xdb: return sized_text(4, out);
            case 0xca:
                if (!number(4, n)) return false;
                return out = Json(static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(n)))), true;
            case 0xcb:
                if (!number(8, n)) return false;
                return out = Json(std::bit_cast<double>(n)), true;
            case 0xcc: return unsigned_number(1, out);
            case 0xcd: return unsigned_number(2, out);
            case 0xce: return unsigned_number(4, out);
            case 0xcf: return unsigned_number(8, out);
            case 0xd0: return signed_number<int8_t>(out);
            case 0xd1: return signed_number<int16_t>(out);
            case 0xd2: return signed_number<int32_t>(out);
            case 0xd3: return signed_number<int64_t>(out);
            case 0xdc: return number(2, n) && list(n, out, depth);
            case 0xdd: return number(4, n) && list(n, out, depth);
            case 0xde: return number(2, n) && map(n, out, depth);
            case 0xdf: return number(4, n) && map(n, out, depth);
            default: return fail("a type that JSON does not have");
        }
    }

    std::string_view rest_;
    const int depth_max_;
    const char* why_ = "";
};

}  // namespace

Result<WsMessage> parse_ws_message(std::string_view text) {
    auto json = Json::parse(text, Json::Extent::kFirst, 64);
    if (!json) return Failure{json.error()};
    return message_of(*json);
}

Result<WsMessage> parse_ws_binary(std::string_view bytes) {
    auto json = parse_msgpack(bytes);
    if (!json) return Failure{json.error()};
    return message_of(*json);
}

Result<Json> parse_msgpack(std::string_view bytes, int depth_max) { return MsgpackReader(bytes, depth_max).read_all(); }

std::string ws_reply_ok(int64_t seq, std::string_view data) {
    std::string out;
    JsonWriter w(out);
    w.begin_object().field("status", "OK");
    if (!data.empty()) w.key("data").raw(data);
    w.field("seq_reply", seq).end_object();
    return out;
}

std::string ws_reply_error(int64_t seq, const ApiError& error, std::string_view locale) {
    std::string out;
    JsonWriter w(out);
    w.begin_object().field("status", "FAIL").key("error").begin_object();
    w.field("id", error.def->id)
        .field("message", error_text(error, locale))
        .field("detailed_error", "")
        .field("request_id", "")
        .field("status_code", error.status)
        .end_object();
    // A message without a usable number is answered without one (golden websocket "malformed requests").
    if (seq > 0) w.field("seq_reply", seq);
    w.end_object();
    return out;
}

}  // namespace rk
