#include "base/signing_key.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/crypto.h"

using namespace rk;

TEST_CASE("a signing key comes back from its stored text, and its public half is what others read") {
    SigningKey key = make_signing_key();
    auto again = from_stored_text(to_stored_text(key));
    REQUIRE(again);
    CHECK(again->x == key.x);
    CHECK(again->y == key.y);
    CHECK(again->d == key.d);
    auto text = public_key_text(key);
    REQUIRE(text);
    std::string der = base64_decode(*text).value();
    auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    EVP_PKEY* read = d2i_PUBKEY(nullptr, &bytes, static_cast<long>(der.size()));
    REQUIRE(read != nullptr);
    CHECK(EVP_PKEY_get_base_id(read) == EVP_PKEY_EC);
    CHECK(EVP_PKEY_get_bits(read) == 256);
    EVP_PKEY_free(read);
    CHECK(make_signing_key().d != key.d);
}

TEST_CASE("a stored text that is no signing key gives none") {
    CHECK(!from_stored_text(""));
    CHECK(!from_stored_text("{}"));
    CHECK(!from_stored_text(R"({"ecdsa_key":{"curve":"P-256","x":1,"y":2,"d":3}})"));  // not on the curve
    CHECK(!from_stored_text(R"({"ecdsa_key":{"curve":"P-256","x":"a","y":"b","d":"c"}})"));
    SigningKey key = make_signing_key();
    key.d.clear();
    CHECK(!from_stored_text(to_stored_text(key)));
}
