// Hashes, signatures, password hashes and one-time passwords, over OpenSSL, libcrypt and liboath.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace rk {

std::string sha256(std::string_view data);  // 32 raw bytes
std::string sha1_hex(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hex(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
std::string base64url_encode(std::string_view bytes);             // no padding
std::optional<std::string> base64_decode(std::string_view text);  // standard or URL alphabet, padding optional
std::string base32_encode(std::string_view bytes);                // with padding
std::optional<std::string> base32_decode(std::string_view text);  // case-insensitive, padding optional
bool constant_time_equal(std::string_view a, std::string_view b);

// Password hashes as Mattermost stores them: bcrypt (`$2a$10$…`) and, since v11,
// PBKDF2 (`$pbkdf2$f=SHA256,w=600000,l=32$salt$hash`, unpadded base64). New ones are PBKDF2.
// Hashing and verifying take tens of milliseconds to half a second: only on the slow lane. `work` is the PBKDF2
// iteration count (600000 outside tests).
inline constexpr size_t kPasswordBytesMax = 72;  // Mattermost refuses longer ones, whatever the hash
inline constexpr uint32_t kPasswordWork = 600'000;
// The caller has checked that `password` has at most kPasswordBytesMax bytes; asserts.
std::string hash_password(std::string_view password, uint32_t work = kPasswordWork);
// False for a longer password, and for a stored text that is no hash of either kind. An account without a password
// stores "", which nothing verifies against.
bool verify_password(std::string_view password, std::string_view stored);
// Whether `stored` should be replaced by a fresh hash of `work` iterations at the next successful log-in.
bool password_hash_is_old(std::string_view stored, uint32_t work = kPasswordWork);

// TOTP (RFC 6238, SHA-1, 6 digits, 30 s). `secret_base32` as shown to the user; white space around `code` is ignored.
// Accepts one step of clock skew either way; returns the matched time step, so that the caller can refuse a second use.
std::optional<int64_t> check_totp(std::string_view secret_base32, std::string_view code, Millis now);
// Whether `code` has a code's form, six digits. Mattermost answers another error when it has not (golden
// admin_sessions "sessions/MFA": letters, or none).
bool has_totp_form(std::string_view code);
std::string make_totp_secret();  // 20 random bytes as base32
// A QR code of `text` as a PNG picture, with the highest error correction; a failure when the text is too long for one
// (1273 bytes).
Result<std::string> qr_png(std::string_view text);

// AES-256-GCM with a random nonce in front; `key` has 32 bytes. Decrypting something altered gives nothing.
std::string encrypt(std::string_view key, std::string_view plain);
std::optional<std::string> decrypt(std::string_view key, std::string_view sealed);

}  // namespace rk
