#include "feature/system/facts.h"

#include "app/services.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/signing_key.h"
#include "base/strings.h"
#include "db/migrations/migrations.h"
#include "model/client_config.h"

namespace rk::system {

namespace {

RK_QUERY(kFact, "system_fact", "SELECT value FROM systems WHERE name = ?1");
RK_QUERY(kFactSave, "system_fact_save",
         "INSERT INTO systems (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
RK_QUERY(kAnyUser, "system_any_user", "SELECT 1 FROM users LIMIT 1", nullptr, "reads one row");

constexpr std::string_view kDiagnosticId = "DiagnosticId", kSigningKey = "AsymmetricSigningKey",
                           kInstalledAt = "InstallationDate", kActionSecret = "PostActionCookieSecret";
constexpr size_t kActionSecretBytes = 32;

// {"key": base64}, as the original stores it. Nothing when it is none.
std::string read_secret(std::string_view stored) {
    auto json = Json::parse(stored);
    if (!json) return {};
    std::string secret = base64_decode((*json)["key"].as_string()).value_or("");
    return secret.size() == kActionSecretBytes ? secret : std::string();
}

}  // namespace

std::optional<std::string> find_fact(Tx& tx, std::string_view name) { return tx.find_text(kFact, name); }
void save_fact(Tx& tx, std::string_view name, std::string_view value) { tx.exec(kFactSave, name, value); }

void notice_accounts(Tx& tx) {
    ServerFacts& facts = *tx.services().facts;
    if (!facts.has_accounts.load() && tx.find_integer(kAnyUser)) facts.has_accounts = true;
}

void load_facts(Services& services) {
    ServerFacts& facts = *services.facts;
    services.db->write([&](Tx& tx) {
        facts.diagnostic_id = find_fact(tx, kDiagnosticId).value_or("");
        if (facts.diagnostic_id.empty()) save_fact(tx, kDiagnosticId, facts.diagnostic_id = new_id());

        auto key = from_stored_text(find_fact(tx, kSigningKey).value_or(""));
        if (!key) save_fact(tx, kSigningKey, to_stored_text(*(key = make_signing_key())));
        facts.signing_public_key = public_key_text(*key).value_or("");

        facts.action_secret = read_secret(find_fact(tx, kActionSecret).value_or(""));
        if (facts.action_secret.empty()) {
            facts.action_secret = random_bytes(kActionSecretBytes);
            save_fact(tx, kActionSecret, Json::object({{"key", base64_encode(facts.action_secret)}}).dump());
        }

        if (!parse_int(find_fact(tx, kInstalledAt).value_or(""), facts.installed_at))
            save_fact(tx, kInstalledAt, std::to_string(facts.installed_at = tx.now()));
        facts.has_accounts = tx.find_integer(kAnyUser).has_value();
    });
    facts.schema_version = all_migrations().back().number;
}

}  // namespace rk::system
