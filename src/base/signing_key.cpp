#include "base/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <memory>

#include "base/assert.h"
#include "base/crypto.h"

namespace rk {

namespace {

struct Free {
    void operator()(BIGNUM* n) const { BN_clear_free(n); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
    void operator()(EC_POINT* point) const { EC_POINT_free(point); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr int kBytes = 32;  // of a coordinate

std::string decimal(const BIGNUM* number) {
    char* text = BN_bn2dec(number);
    RK_ASSERT(text);
    std::string copy = text;
    OPENSSL_free(text);
    return copy;
}

Owned<BIGNUM> number(const std::string& text) {
    BIGNUM* made = nullptr;
    if (text.empty() || text.size() > 80 || text.find_first_not_of("0123456789") != std::string::npos ||
        BN_dec2bn(&made, text.c_str()) == 0)
        BN_clear_free(made), made = nullptr;
    return Owned<BIGNUM>(made);
}

// The digits behind "name":, or nothing.
std::string digits_of(std::string_view text, std::string_view name) {
    std::string key = '"' + std::string(name) + '"';
    size_t at = text.find(key);
    if (at == std::string_view::npos) return {};
    at = text.find_first_not_of(" \t\r\n:", at + key.size());
    if (at == std::string_view::npos) return {};
    return std::string(text.substr(at, text.find_first_not_of("0123456789", at) - at));
}

}  // namespace

SigningKey make_signing_key() {
    Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    RK_ASSERT(key);
    SigningKey made;
    auto read = [&](const char* name) {
        BIGNUM* value = nullptr;
        RK_ASSERT(EVP_PKEY_get_bn_param(key.get(), name, &value) == 1);
        Owned<BIGNUM> owned(value);
        return decimal(value);
    };
    made.x = read(OSSL_PKEY_PARAM_EC_PUB_X);
    made.y = read(OSSL_PKEY_PARAM_EC_PUB_Y);
    made.d = read(OSSL_PKEY_PARAM_PRIV_KEY);
    return made;
}

std::optional<std::string> public_key_text(const SigningKey& key) {
    Owned<BIGNUM> x = number(key.x), y = number(key.y);
    Owned<EC_GROUP> curve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    RK_ASSERT(curve);
    Owned<EC_POINT> point(EC_POINT_new(curve.get()));
    // Fails for a point that is not on the curve.
    if (!x || !y || EC_POINT_set_affine_coordinates(curve.get(), point.get(), x.get(), y.get(), nullptr) != 1)
        return std::nullopt;
    // SubjectPublicKeyInfo of every P-256 key begins alike; then come 04, x and y.
    static constexpr unsigned char kHead[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48,
                                              0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
                                              0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
    std::string der(reinterpret_cast<const char*>(kHead), sizeof kHead);
    unsigned char coordinate[kBytes];
    for (const BIGNUM* n : {x.get(), y.get()}) {
        if (BN_bn2binpad(n, coordinate, kBytes) != kBytes) return std::nullopt;
        der.append(reinterpret_cast<const char*>(coordinate), kBytes);
    }
    return base64_encode(der);
}

std::string to_stored_text(const SigningKey& key) {
    return R"({"ecdsa_key":{"curve":"P-256","x":)" + key.x + ",\"y\":" + key.y + ",\"d\":" + key.d + "}}";
}

std::optional<SigningKey> from_stored_text(std::string_view text) {
    if (text.find("\"P-256\"") == std::string_view::npos) return std::nullopt;
    SigningKey key{digits_of(text, "x"), digits_of(text, "y"), digits_of(text, "d")};
    if (key.d.empty() || !public_key_text(key)) return std::nullopt;
    return key;
}

}  // namespace rk
