#include "base/crypto.h"

#include <crypt.h>
#include <liboath/oath.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <png.h>
#include <qrencode.h>

#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <vector>

#include "base/assert.h"
#include "base/ids.h"
#include "base/strings.h"

namespace rk {
namespace {

const unsigned char* bytes_of(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* bytes_of(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

std::string digest(const EVP_MD* kind, std::string_view data) {
    std::string out(static_cast<size_t>(EVP_MD_get_size(kind)), '\0');
    RK_ASSERT(EVP_Digest(data.data(), data.size(), bytes_of(out), nullptr, kind, nullptr) == 1);
    return out;
}

// Fetched once: looking an algorithm up costs more than hashing a short text.
const EVP_MD* sha256_kind() {
    static const EVP_MD* const kind = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    RK_ASSERT(kind != nullptr);
    return kind;
}
const EVP_MD* sha1_kind() {
    static const EVP_MD* const kind = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    RK_ASSERT(kind != nullptr);
    return kind;
}
const EVP_CIPHER* aes_kind() {
    static const EVP_CIPHER* const kind = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    RK_ASSERT(kind != nullptr);
    return kind;
}

// ---------------------------------------------------------------- bits as letters

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// `letter_bits` bits a letter, from the high end; `group` letters make whole bytes, and padding fills them up.
std::string encode_bits(std::string_view bytes, std::string_view alphabet, unsigned letter_bits, size_t group,
                        bool pad) {
    std::string out;
    out.reserve((bytes.size() * 8 / letter_bits) + group);
    uint32_t held = 0;
    unsigned bits = 0;
    const uint32_t mask = (1U << letter_bits) - 1;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= letter_bits) {
            bits -= letter_bits;
            out += alphabet[held >> bits & mask];
        }
    }
    if (bits > 0) out += alphabet[held << (letter_bits - bits) & mask];
    while (pad && out.size() % group != 0) out += '=';
    return out;
}

std::optional<std::string> decode_bits(std::string_view text, const std::array<signed char, 256>& values,
                                       unsigned letter_bits, size_t group) {
    if (!text.empty() && text.back() == '=' && text.size() % group == 0) {
        for (size_t padding = 1; padding < group && !text.empty() && text.back() == '='; ++padding) {
            text.remove_suffix(1);
        }
    }
    // A last group whose letters hold less than another byte's bits was cut short.
    if (text.size() % group * letter_bits % 8 >= letter_bits) return std::nullopt;
    std::string out;
    out.reserve(text.size() * letter_bits / 8);
    uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const signed char value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        held = held << letter_bits | static_cast<uint32_t>(value);
        bits += letter_bits;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(static_cast<unsigned char>(held >> bits));
        }
    }
    return out;
}

constexpr std::array<signed char, 256> values_of(std::string_view alphabet, std::string_view also) {
    std::array<signed char, 256> values{};
    for (auto& v : values) v = -1;
    for (const std::string_view letters : {alphabet, also}) {
        for (size_t i = 0; i < letters.size(); ++i) {
            values[static_cast<unsigned char>(letters[i])] = static_cast<signed char>(i);
        }
    }
    return values;
}
constexpr auto kBase64Values = values_of(kBase64, kBase64Url);
constexpr auto kBase32Values = values_of(kBase32, "abcdefghijklmnopqrstuvwxyz");

std::string base64_unpadded(std::string_view bytes) { return encode_bits(bytes, kBase64, 6, 4, false); }

// ---------------------------------------------------------------- passwords

constexpr size_t kSaltBytes = 16;
constexpr uint32_t kKeyBytes = 32;

std::string pbkdf2(std::string_view password, std::string_view salt, uint32_t work, uint32_t key_bytes) {
    std::string key(key_bytes, '\0');
    RK_ASSERT(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                                static_cast<int>(salt.size()), static_cast<int>(work), sha256_kind(),
                                static_cast<int>(key_bytes), bytes_of(key)) == 1);
    return key;
}

std::string pbkdf2_head(uint32_t work) {
    return "$pbkdf2$f=SHA256,w=" + std::to_string(work) + ",l=" + std::to_string(kKeyBytes) + "$";
}

// A whole number in 1…max, written plainly.
bool read_parameter(std::string_view text, uint32_t max, uint32_t& out) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.front() == '0' || value > max) return false;
    out = value;
    return true;
}

bool verify_pbkdf2(std::string_view password, std::string_view stored) {
    const std::vector<std::string> parts = split(stored, '$');  // "", "pbkdf2", parameters, salt, hash
    if (parts.size() != 5) return false;
    uint32_t work = 0, key_bytes = 0;
    bool known_function = false;
    const std::vector<std::string> parameters = split(parts[2], ',');
    if (parameters.size() != 3) return false;
    for (const std::string_view p : parameters) {
        if (p == "f=SHA256") {
            known_function = true;
        } else if (p.starts_with("w=")) {
            if (!read_parameter(p.substr(2), 100'000'000, work)) return false;
        } else if (p.starts_with("l=")) {
            if (!read_parameter(p.substr(2), 1024, key_bytes)) return false;
        }
    }
    const auto salt = base64_decode(parts[3]);
    if (!known_function || work == 0 || key_bytes == 0 || !salt) return false;
    return constant_time_equal(base64_unpadded(pbkdf2(password, *salt, work, key_bytes)), parts[4]);
}

// $2a$, $2b$ and $2y$ as Go writes and reads them mean the same. crypt's own $2a$ alters the result for some passwords
// beyond ASCII to fend off hashes of a long-gone faulty implementation, so it is asked for $2b$.
bool verify_bcrypt(std::string_view password, std::string_view stored) {
    if (stored.size() != 60 || password.find('\0') != std::string_view::npos) return false;
    const std::string setting = "$2b" + std::string(stored.substr(3));
    const auto data = std::make_unique<crypt_data>();  // 32 KB, too much for a stack
    const char* const made = ::crypt_r(std::string(password).c_str(), setting.c_str(), data.get());
    return made != nullptr && constant_time_equal(made, setting);
}

bool is_bcrypt(std::string_view stored) {
    return stored.starts_with("$2a$") || stored.starts_with("$2b$") || stored.starts_with("$2y$");
}

}  // namespace

std::string sha256(std::string_view data) { return digest(sha256_kind(), data); }

std::string sha1_hex(std::string_view data) { return hex(digest(sha1_kind(), data)); }

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(32, '\0');
    RK_ASSERT(HMAC(sha256_kind(), key.data(), static_cast<int>(key.size()), bytes_of(data), data.size(), bytes_of(out),
                   nullptr) != nullptr);
    return out;
}

std::string hex(std::string_view bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4];
        out += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::string base64_encode(std::string_view bytes) { return encode_bits(bytes, kBase64, 6, 4, true); }

std::string base64url_encode(std::string_view bytes) { return encode_bits(bytes, kBase64Url, 6, 4, false); }

std::optional<std::string> base64_decode(std::string_view text) { return decode_bits(text, kBase64Values, 6, 4); }

std::string base32_encode(std::string_view bytes) { return encode_bits(bytes, kBase32, 5, 8, true); }

std::optional<std::string> base32_decode(std::string_view text) { return decode_bits(text, kBase32Values, 5, 8); }

bool constant_time_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hash_password(std::string_view password, uint32_t work) {
    RK_ASSERT(password.size() <= kPasswordBytesMax && work > 0);
    const std::string salt = random_bytes(kSaltBytes);
    return pbkdf2_head(work) + base64_unpadded(salt) + "$" + base64_unpadded(pbkdf2(password, salt, work, kKeyBytes));
}

bool verify_password(std::string_view password, std::string_view stored) {
    if (password.size() > kPasswordBytesMax) return false;
    if (stored.starts_with("$pbkdf2$")) return verify_pbkdf2(password, stored);
    return is_bcrypt(stored) && verify_bcrypt(password, stored);
}

bool password_hash_is_old(std::string_view stored, uint32_t work) { return !stored.starts_with(pbkdf2_head(work)); }

bool has_totp_form(std::string_view code) {
    code = trim(code);
    return code.size() == 6 && code.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<int64_t> check_totp(std::string_view secret_base32, std::string_view code, Millis now) {
    static const bool ready = ::oath_init() == OATH_OK;
    RK_ASSERT(ready);
    const auto secret = base32_decode(secret_base32);
    if (!secret || secret->empty() || !has_totp_form(code)) return std::nullopt;
    const std::string digits(trim(code));
    uint64_t step = 0;
    const int found = ::oath_totp_validate3(secret->data(), secret->size(), static_cast<time_t>(now / 1000),
                                            OATH_TOTP_DEFAULT_TIME_STEP_SIZE, OATH_TOTP_DEFAULT_START_TIME, 1, nullptr,
                                            &step, digits.c_str());
    if (found < 0) return std::nullopt;
    return static_cast<int64_t>(step);
}

std::string make_totp_secret() { return base32_encode(random_bytes(20)); }

Result<std::string> qr_png(std::string_view text) {
    constexpr size_t kPixels = 8;  // a module's side
    constexpr size_t kQuiet = 4;   // modules of white around it, as the standard asks
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(static_cast<int>(text.size()), bytes_of(text), 0, QR_ECLEVEL_H), &QRcode_free);
    if (!code) return Failure{"a text of " + std::to_string(text.size()) + " bytes does not fit into a QR code"};
    const auto modules = static_cast<size_t>(code->width);
    const size_t side = (modules + 2 * kQuiet) * kPixels;
    std::string pixels(side * side, '\xff');
    for (size_t y = 0; y < modules * kPixels; ++y) {
        for (size_t x = 0; x < modules * kPixels; ++x) {
            if ((code->data[y / kPixels * modules + x / kPixels] & 1) == 0) continue;
            pixels[(y + kQuiet * kPixels) * side + x + kQuiet * kPixels] = '\0';
        }
    }
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = static_cast<png_uint_32>(side);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string png(bytes, '\0');
    if (png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.data(), 0, nullptr) == 0) {
        return Failure{std::string("the QR code's picture cannot be made: ") + image.message};
    }
    png.resize(bytes);
    png.shrink_to_fit();
    return png;
}

namespace {
constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
}  // namespace

std::string encrypt(std::string_view key, std::string_view plain) {
    RK_ASSERT(key.size() == 32);
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::string sealed = random_bytes(kNonceBytes);
    sealed.resize(kNonceBytes + plain.size() + kTagBytes);
    unsigned char* const out = bytes_of(sealed);
    int bytes = 0;
    RK_ASSERT(
        context && EVP_EncryptInit_ex2(context.get(), aes_kind(), bytes_of(key), out, nullptr) == 1 &&
        EVP_EncryptUpdate(context.get(), out + kNonceBytes, &bytes, bytes_of(plain), static_cast<int>(plain.size())) ==
            1 &&
        EVP_EncryptFinal_ex(context.get(), out + kNonceBytes + plain.size(), &bytes) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, out + kNonceBytes + plain.size()) == 1);
    return sealed;
}

std::optional<std::string> decrypt(std::string_view key, std::string_view sealed) {
    RK_ASSERT(key.size() == 32);
    if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    const size_t plain_bytes = sealed.size() - kNonceBytes - kTagBytes;
    std::string plain(plain_bytes, '\0'), tag(sealed.substr(kNonceBytes + plain_bytes));
    int bytes = 0;
    RK_ASSERT(context &&
              EVP_DecryptInit_ex2(context.get(), aes_kind(), bytes_of(key), bytes_of(sealed), nullptr) == 1 &&
              EVP_DecryptUpdate(context.get(), bytes_of(plain), &bytes, bytes_of(sealed) + kNonceBytes,
                                static_cast<int>(plain_bytes)) == 1 &&
              EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
    unsigned char unused[16];
    if (EVP_DecryptFinal_ex(context.get(), unused, &bytes) != 1) return std::nullopt;
    return plain;
}

}  // namespace rk
