#include "feature/system/facts.h"

#include <doctest/doctest.h>

#include "app/services.h"
#include "base/ids.h"
#include "base/signing_key.h"
#include "fixture/test_app.h"
#include "model/client_config.h"

using namespace rk;

TEST_CASE("what is known of an installation stays the same over starts") {
    TestApp app;
    const ServerFacts& facts = *app.services().facts;
    CHECK(is_valid_id(facts.diagnostic_id));
    CHECK(!facts.signing_public_key.empty());
    CHECK(facts.schema_version >= 2);
    CHECK(facts.installed_at > 0);
    std::string diagnostic_id = facts.diagnostic_id, key = facts.signing_public_key;
    Millis installed_at = facts.installed_at;
    system::load_facts(app.services());
    CHECK(facts.diagnostic_id == diagnostic_id);
    CHECK(facts.signing_public_key == key);
    CHECK(facts.installed_at == installed_at);
}

TEST_CASE("an installation taken over keeps its ids, and what cannot be read is made anew") {
    TestApp app;
    SigningKey theirs = make_signing_key();
    app.db().write([&](Tx& tx) {
        system::save_fact(tx, "DiagnosticId", "theirs");
        system::save_fact(tx, "AsymmetricSigningKey", to_stored_text(theirs));
        system::save_fact(tx, "InstallationDate", "1500000000000");
    });
    system::load_facts(app.services());
    const ServerFacts& facts = *app.services().facts;
    CHECK(facts.diagnostic_id == "theirs");
    CHECK(facts.signing_public_key == *public_key_text(theirs));
    CHECK(facts.installed_at == 1500000000000);
    app.db().write([&](Tx& tx) { system::save_fact(tx, "AsymmetricSigningKey", "{}"); });
    system::load_facts(app.services());
    CHECK(facts.signing_public_key != *public_key_text(theirs));
    CHECK(!facts.signing_public_key.empty());
}

TEST_CASE("clients are told whether there are accounts") {
    TestApp app;
    auto no_accounts = [&] {
        return app.call(nullptr, "GET", "/api/v4/config/client?format=old").json["NoAccounts"].as_string();
    };
    CHECK(no_accounts() == "true");
    app.user("first");
    CHECK(no_accounts() == "false");
}
