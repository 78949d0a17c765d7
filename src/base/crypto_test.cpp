#include "base/crypto.h"

#include <doctest/doctest.h>
#include <png.h>

#include <vector>

#include "base/ids.h"

using namespace rk;

namespace {
std::string repeated(std::string_view s, size_t times) {
    std::string out;
    for (size_t i = 0; i < times; ++i) out += s;
    return out;
}
}  // namespace

TEST_CASE("crypto: hashes") {
    CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    // RFC 4231, cases 2 and 6
    CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(hex(hmac_sha256("", "")) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("crypto: base64") {
    const char* const pairs[][2] = {{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : pairs) {
        CHECK(base64_encode(plain) == encoded);
        CHECK(base64_decode(encoded) == plain);
        std::string bare = encoded;
        bare.resize(bare.find_last_not_of('=') + 1);
        CHECK(base64url_encode(plain) == bare);
        CHECK(base64_decode(bare) == plain);
    }
    CHECK(base64_encode("\xfb\xff\xfe") == "+//+");
    CHECK(base64url_encode("\xfb\xff\xfe") == "-__-");
    CHECK(base64_decode("+//+") == "\xfb\xff\xfe");
    CHECK(base64_decode("-__-") == "\xfb\xff\xfe");
    for (const char* bad :
         {"A", "AAAAA", "Zg=", "Zg===", "=", "====", "Z===", "Zm 9", "Zm9v\n", "Zg==Zg==", "Zm9v====", "Zm9é"}) {
        CAPTURE(bad);
        CHECK_FALSE(base64_decode(bad));
    }
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    CHECK(base64_decode(base64_encode(all)) == all);
    CHECK(base64_decode(base64url_encode(all)) == all);
}

TEST_CASE("crypto: base32") {
    const char* const pairs[][2] = {{"", ""},
                                    {"f", "MY======"},
                                    {"fo", "MZXQ===="},
                                    {"foo", "MZXW6==="},
                                    {"foob", "MZXW6YQ="},
                                    {"fooba", "MZXW6YTB"},
                                    {"foobar", "MZXW6YTBOI======"}};
    for (const auto& [plain, encoded] : pairs) {
        CHECK(base32_encode(plain) == encoded);
        CHECK(base32_decode(encoded) == plain);
    }
    CHECK(base32_decode("mzxw6ytboi") == "foobar");
    for (const char* bad : {"M", "MZX", "MZXW6Y", "MY=", "M=======", "========", "M1", "M8======", "MZ W"}) {
        CAPTURE(bad);
        CHECK_FALSE(base32_decode(bad));
    }
}

TEST_CASE("crypto: comparing secrets") {
    CHECK(constant_time_equal("", ""));
    CHECK(constant_time_equal("abc", "abc"));
    CHECK_FALSE(constant_time_equal("abc", "abd"));
    CHECK_FALSE(constant_time_equal("abc", "ab"));
}

TEST_CASE("crypto: bcrypt hashes made by Go's x/crypto are verified") {
    const std::string longest = repeated("a1", 36);
    const std::string hashes[][2] = {{"Passw0rd!", "$2a$04$mIq5mvHP6jWcSwP6STUW9us/OuYlRCs2SIdlL4Kl8fqoFBf5WrvuS"},
                                     {"Passw0rd!", "$2a$10$4xcJtudMWwGccSoP6ifLAuQowKOtkhCv11Sx.j18VgHkRhseyQom2"},
                                     {"pässwörd 連携", "$2a$04$xAO8rKrLVT4S9MIKyDf3NOH2BzQaEuWetHjyU0eEQv4GbMKaU.DH."},
                                     {"", "$2a$04$TfUK6lHLtAin9W89bnVyYuBvGlhteyjGbYdsGqWw5b.xYliQfQ2Se"},
                                     {longest, "$2a$04$UjH.r6/tHML9mEdsH66l3OZuPry6ZKJ7bJxMz26A9eAEri9BMnENi"}};
    for (const auto& [password, stored] : hashes) {
        CAPTURE(password);
        CHECK(verify_password(password, stored));
        CHECK_FALSE(verify_password(password.substr(0, 71) + "x", stored));
        CHECK(password_hash_is_old(stored));
    }
    std::string other = hashes[0][1];
    for (const char minor : {'b', 'y'}) {
        other[2] = minor;
        CHECK(verify_password("Passw0rd!", other));
    }
    CHECK_FALSE(verify_password(longest + "1", hashes[4][1]));  // bcrypt alone would ignore the 73rd byte
    CHECK_FALSE(verify_password(std::string("Passw0rd!\0x", 11), hashes[0][1]));
    CHECK_FALSE(verify_password("Passw0rd!", hashes[0][1].substr(0, 59)));
    CHECK_FALSE(verify_password("Passw0rd!", "$2a$99$" + hashes[0][1].substr(7)));
    CHECK_FALSE(verify_password("Passw0rd!", "$2a$"));
    CHECK_FALSE(verify_password("x", "*0"));
}

TEST_CASE("crypto: PBKDF2 hashes made by Go are verified") {
    CHECK(verify_password(
        "Passw0rd!",
        "$pbkdf2$f=SHA256,w=600000,l=32$IsbFcDSraY7qSm/+sscdsQ$mjsNX/MLV+fb4D0nNC6fgw/2kd7qyikWAqWLoRXeot4"));
    const std::string plain =
        "$pbkdf2$f=SHA256,w=1000,l=32$uDCv3F/ZqYs1iDfq9J5jSQ$jMeBdmgSbctl+c0Eihr3pdg42vpQyNb+0hmrGcBc9Qg";
    CHECK(verify_password("pässwörd 連携", plain));
    CHECK_FALSE(verify_password("pässwörd 連", plain));
    CHECK_FALSE(verify_password("", plain));
    CHECK(verify_password("Passw0rd!",
                          "$pbkdf2$f=SHA256,w=1000,l=20$oJPAcDUEk3su/RoBEV+d2Q$xTaOGL3fvwoLt/Xj6WphsH8C6SI"));
    CHECK(verify_password(
        repeated("a1", 36),
        "$pbkdf2$f=SHA256,w=1000,l=64$w3c7wePNbxvPrM3EjXKo0g$aeGOHDbtlUNJYs490PNwLNCMbJWKgpX/fqsipQdEnH1sR"
        "pH8xygvyryq/LqBcmQ+EY1IDujGAdTsPPxTpsXWOA"));
    CHECK(verify_password(
        "", "$pbkdf2$f=SHA256,w=10,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc"));
    CHECK(verify_password(
        "", "$pbkdf2$l=32,f=SHA256,w=10$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc"));
    for (const char* bad :
         {"", "$", "$pbkdf2$", "$pbkdf2$$$", "$pbkdf2$f=SHA256,w=10,l=32$RzBrN8qMPvpnpmVvgGqjHg$",
          "$pbkdf2$f=SHA256,w=10,l=32$$",
          "$pbkdf2$f=SHA512,w=10,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=0,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=-1,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=9999999999,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=10,l=0$RzBrN8qMPvpnpmVvgGqjHg$",
          "$pbkdf2$f=SHA256,w=10$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc",
          "$pbkdf2$f=SHA256,w=10,l=32$RzBrN8qMPvpnpmVvgGqjHg$WEwjrzFbylf3u0GNv9StjXd8IyWKmzunRkt4vd34HDc$",
          "$argon2id$v=19$m=65536$x$y", "plain"}) {
        CAPTURE(bad);
        CHECK_FALSE(verify_password("", bad));
        CHECK(password_hash_is_old(bad));
    }
}

TEST_CASE("crypto: new password hashes") {
    const std::string a = hash_password("Passw0rd!", 10), b = hash_password("Passw0rd!", 10);
    CHECK(a != b);
    CHECK(a.starts_with("$pbkdf2$f=SHA256,w=10,l=32$"));
    CHECK(a.size() == std::string("$pbkdf2$f=SHA256,w=10,l=32$").size() + 22 + 1 + 43);
    CHECK(a.find('=', 27) == std::string::npos);
    CHECK(verify_password("Passw0rd!", a));
    CHECK_FALSE(verify_password("passw0rd!", a));
    CHECK(password_hash_is_old(a));
    CHECK_FALSE(password_hash_is_old(a, 10));
    CHECK_FALSE(password_hash_is_old("$pbkdf2$f=SHA256,w=600000,l=32$IsbFcDSraY7qSm/+sscdsQ$x"));
    const std::string longest(72, 'x');
    CHECK(verify_password(longest, hash_password(longest, 1)));
    CHECK_FALSE(verify_password(longest + "x", hash_password(longest, 1)));
    CHECK(verify_password(std::string("a\0b", 3), hash_password(std::string("a\0b", 3), 1)));
}

TEST_CASE("crypto: one-time passwords of RFC 6238") {
    const std::string secret = base32_encode("12345678901234567890");
    CHECK(check_totp(secret, "287082", 59'000) == 1);
    CHECK(check_totp(secret, "081804", 1'111'111'109'000) == 37037036);
    CHECK(check_totp(secret, "005924", 1'234'567'890'000) == 41152263);
    CHECK(check_totp("gezdgnbvgy3tqojqgezdgnbvgy3tqojq", " 279037 ", 2'000'000'000'000) == 66666666);
    // one step of skew either way, and no more
    CHECK(check_totp(secret, "005924", 1'234'567'890'000 + 30'000) == 41152263);
    CHECK(check_totp(secret, "005924", 1'234'567'890'000 - 30'000) == 41152263);
    CHECK_FALSE(check_totp(secret, "005924", 1'234'567'890'000 + 60'000));
    CHECK_FALSE(check_totp(secret, "005924", 1'234'567'890'000 - 60'000));
    CHECK_FALSE(check_totp(secret, "005925", 1'234'567'890'000));
    for (const char* bad : {"", "05924", "0059240", "abcdef", "00592é", "0 5924", "+05924"}) {
        CAPTURE(bad);
        CHECK_FALSE(check_totp(secret, bad, 1'234'567'890'000));
        CHECK_FALSE(has_totp_form(bad));
    }
    CHECK(has_totp_form(" 000000\n"));
    CHECK_FALSE(check_totp("", "005924", 1'234'567'890'000));
    CHECK_FALSE(check_totp("not base32!", "005924", 1'234'567'890'000));
}

TEST_CASE("crypto: TOTP secrets and their picture") {
    const std::string secret = make_totp_secret();
    CHECK(secret.size() == 32);
    CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
    CHECK(secret != make_totp_secret());

    const auto png =
        qr_png("otpauth://totp/chat.example.com:alice@example.com?secret=" + secret + "&issuer=chat.example.com");
    REQUIRE(png);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_memory(&image, png->data(), png->size()) != 0);
    CHECK(image.width == image.height);
    CHECK(image.width % 8 == 0);
    image.format = PNG_FORMAT_GRAY;
    std::vector<unsigned char> pixels(PNG_IMAGE_SIZE(image));
    REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
    // A quiet zone of four modules, then the corner mark: seven dark modules, one light.
    const auto module = [&](size_t x, size_t y) { return pixels[(y * 8 + 4) * image.width + x * 8 + 4]; };
    for (size_t i = 0; i < 4; ++i) CHECK(module(i, i) == 255);
    for (size_t i = 4; i < 11; ++i) CHECK(module(i, 4) == 0);
    CHECK(module(11, 4) == 255);
    CHECK(module(5, 5) == 255);
    CHECK(module(7, 7) == 0);

    CHECK(qr_png(std::string(1273, 'x')));
    CHECK_FALSE(qr_png(std::string(1274, 'x')));
    CHECK_FALSE(qr_png(""));
}

TEST_CASE("crypto: what is sealed opens again, unless it was altered") {
    const std::string key(32, 'k');
    const std::string sealed = encrypt(key, "the secret");
    CHECK(sealed.size() == 10 + 28);
    CHECK(sealed != encrypt(key, "the secret"));
    CHECK(decrypt(key, sealed) == "the secret");
    CHECK(decrypt(key, encrypt(key, "")) == "");
    CHECK_FALSE(decrypt(std::string(32, 'x'), sealed));
    for (size_t i = 0; i < sealed.size(); ++i) {
        std::string altered = sealed;
        altered[i] = static_cast<char>(altered[i] ^ 1);
        CHECK_FALSE(decrypt(key, altered));
        CHECK_FALSE(decrypt(key, sealed.substr(0, i)));
    }
    // NIST's GCM test case 14: key, nonce and plain text of zeros
    const auto known = base64_decode("zqdAPU1ga24HTsXTuvOdGNDRyKeZmWvwJluYtdSKuRk");
    REQUIRE(known);
    CHECK(hex(*known) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    CHECK(decrypt(std::string(32, '\0'), std::string(12, '\0') + *known) == std::string(16, '\0'));
}
