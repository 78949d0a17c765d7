// The server's ECDSA P-256 key: clients get its public half, plugins may sign with it. Numbers are decimal text, as
// Mattermost stores them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace rk {

struct SigningKey {
    std::string x, y;  // the public point
    std::string d;     // the secret
};

SigningKey make_signing_key();
// The public half as base64 of its DER form (SubjectPublicKeyInfo); none when the numbers are no point of that curve.
std::optional<std::string> public_key_text(const SigningKey& key);
// {"ecdsa_key":{"curve":"P-256","x":…,"y":…,"d":…}}: the numbers are bare, and too large for JSON's own.
std::string to_stored_text(const SigningKey& key);
std::optional<SigningKey> from_stored_text(std::string_view text);

}  // namespace rk
