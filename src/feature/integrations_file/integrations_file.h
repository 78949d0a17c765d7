// Integrations as code: webhooks, commands, bots and OAuth apps as one document: what differs from it, making it so.
//
//     file (YAML) ── main/integrations_yaml ──> document ──┬─ --server: POST /api/v4/integrations/file/… ─┐
//                                                          └─ the data of a stopped server ───────────────┴─> run()
//
// A document is {"incoming_webhooks": [{key: value}], …}: values are texts, lists of texts and booleans (or their
// texts), and what belongs together is named, never by an id. Nothing here asks for permissions: routes and the command
// line do.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"

namespace rk::integrations_file {

std::span<const Route> routes();  // /api/v4/integrations/file…

enum class KeyType { text, list, flag, number };
struct Key {
    const char* name;
    KeyType type = KeyType::text;
    const char* otherwise = "";  // the value when the key is not there
    bool required = false;       // must be there
    bool identity = false;       // which one is meant; the others may change
    bool secret = false;         // never exported, never shown; "" leaves what is there, or makes a new one
    const char* choices = "";    // words between blanks; "": any text
    bool lower = false;          // case does not count
};
struct Kind {
    const char* name;
    std::span<const Key> keys;
};
std::span<const Kind> kinds();  // in the order in which they are made

// What is there, without secrets, keys at their usual value left out; by name, so that equal servers give equal ones.
Json exported(Tx& tx);

struct FieldChange {
    std::string key, from, to;
};
struct Change {
    std::string action;  // create, change, remove
    std::string kind, name;
    std::vector<FieldChange> fields;
};
struct Problem {
    std::string kind;
    int64_t index = -1;  // of the item in its kind's list; -1: the list itself, or the document
    std::string key;     // "": the item
    std::string message;
};
struct Outcome {
    std::vector<Change> changes;
    std::vector<Change> unlisted;  // what the document does not have; removed only when it prunes
    std::vector<Problem> problems;
    Json to_json() const;
};
struct Options {
    bool prune = false;  // removes what is not in the document, of the kinds that it has
    std::string locale = "en";
};
// Makes the server what the document says. With problems the caller must undo the transaction.
Outcome run(Tx& tx, const Json& document, const Options& options);
// The same, and undoes it.
Outcome plan(Tx& tx, const Json& document, const Options& options);
// The same, or throws Err::file_refused with the first problem.
Outcome apply(Tx& tx, const Json& document, const Options& options);

}  // namespace rk::integrations_file
