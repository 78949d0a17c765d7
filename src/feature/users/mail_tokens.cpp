#include "feature/users/mail_tokens.h"

#include "base/ids.h"

namespace rk::users::mail_tokens {

namespace {

constexpr size_t kLength = 64;

RK_QUERY(kInsert, "token_insert", "INSERT INTO tokens ({Token}) VALUES ({?Token})");
RK_QUERY(kFind, "token_find", "SELECT {Token} FROM tokens WHERE token = ?1 AND type = ?2");
RK_QUERY(kDelete, "token_delete", "DELETE FROM tokens WHERE token = ?1");
RK_QUERY(kDeleteOld, "tokens_delete_old", "DELETE FROM tokens WHERE createat < ?1", nullptr,
         "open invitations and requests of two days, when one more is asked for");
RK_QUERY(kRemoveAll, "tokens_remove_all", "DELETE FROM tokens WHERE type = ?1", nullptr,
         "an administrator cancels all open invitations");
RK_QUERY(kOfType, "tokens_of_type", "SELECT {Token} FROM tokens WHERE type = ?1", nullptr,
         "open requests of two days, when one more is asked for");

}  // namespace

std::string add(Tx& tx, std::string_view type, const Json& extra) {
    tx.exec(kDeleteOld, tx.now() - kInvitationMs);
    Token token;
    token.token = random_token(kLength);
    token.create_at = tx.now();
    token.type = type;
    token.extra = extra.dump();
    tx.exec(kInsert, token);
    return token.token;
}

std::optional<Token> find(Tx& tx, std::string_view token, std::string_view type) {
    return tx.find<Token>(kFind, token, type);
}

bool remove(Tx& tx, std::string_view token) { return tx.exec(kDelete, token) > 0; }

void remove_of_user(Tx& tx, std::string_view type, std::string_view user_id) {
    for (const Token& token : tx.list<Token>(kOfType, type))
        if (extra_of(token, "UserId") == user_id) remove(tx, token.token);
}

void remove_all(Tx& tx, std::string_view type) { tx.exec(kRemoveAll, type); }

std::string extra_of(const Token& token, std::string_view key) {
    auto extra = Json::parse(token.extra);
    return extra ? (*extra)[key].as_string() : std::string();
}

}  // namespace rk::users::mail_tokens
