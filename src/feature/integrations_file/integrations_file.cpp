#include "feature/integrations_file/integrations_file.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "feature/integrations_file/kinds.h"

namespace rk::integrations_file {

namespace {

using Identity = std::vector<std::string>;

// A value as it is compared and shown.
std::string shown(const Json& value) {
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_integer()) return std::to_string(value.as_integer());
    if (!value.is_array()) return value.as_string();
    std::string text;
    for (const Json& word : value.items()) text.append(text.empty() ? "" : ", ").append(word.as_string());
    return text;
}

Json usual(const Key& key) {
    switch (key.type) {
        case KeyType::text: return key.otherwise;
        case KeyType::flag: return std::string_view(key.otherwise) == "true";
        case KeyType::number: return int64_t{1};
        case KeyType::list: break;
    }
    return Json::array();
}

// Of the same name, the oldest is number 1.
void number(const Kind& kind, std::vector<Existing>& all) {
    const bool numbered =
        std::any_of(kind.keys.begin(), kind.keys.end(), [](const Key& key) { return key.type == KeyType::number; });
    if (!numbered) return;
    std::map<Identity, int64_t> seen;
    for (Existing& one : all)
        one.item.set("number", ++seen[{one.item["team"].as_string(), one.item["name"].as_string()}]);
}

std::vector<Existing> load(Tx& tx, const Kind& kind) {
    auto all = handler(kind).load(tx);
    number(kind, all);
    return all;
}

Identity identity_of(const Kind& kind, const Json& item) {
    Identity identity;
    for (const Key& key : kind.keys)
        if (key.identity) identity.push_back(shown(item[key.name]));
    return identity;
}

// "harbour/Builds", "harbour/Builds (2)"
std::string name_of(const Kind& kind, const Json& item) {
    std::string name;
    for (const Key& key : kind.keys) {
        if (!key.identity) continue;
        if (key.type == KeyType::number) {
            if (item[key.name].as_integer() > 1) name.append(" (").append(shown(item[key.name])).append(")");
        } else {
            name.append(name.empty() ? "" : "/").append(shown(item[key.name]));
        }
    }
    return name;
}

class Run {
  public:
    Run(Tx& tx, const Options& options) : tx_(tx), options_(options) {}

    Outcome take(const Json& document) {
        if (!document.is_object()) {
            note("", -1, "", ApiError(Err::file_not_a_document));
            return std::move(outcome_);
        }
        for (const Json::Member& part : document.members())
            if (std::none_of(kinds().begin(), kinds().end(), [&](const Kind& k) { return part.key == k.name; }))
                note(part.key, -1, "", Err::file_key_unknown.with("Key", part.key).with("Keys", names_of_kinds()));
        for (const Kind& kind : kinds())
            if (const Json* items = document.find(kind.name)) take_kind(kind, *items);
        return std::move(outcome_);
    }

  private:
    struct Wanted {
        int64_t index;
        Json item;
        const Existing* old;
    };

    void note(std::string kind, int64_t index, std::string key, const ApiError& error) {
        outcome_.problems.push_back({std::move(kind), index, std::move(key), error_text(error, options_.locale)});
    }

    static std::string names_of_kinds() {
        std::string names;
        for (const Kind& kind : kinds()) names.append(names.empty() ? "" : ", ").append(kind.name);
        return names;
    }
    static std::string names_of_keys(const Kind& kind) {
        std::string names;
        for (const Key& key : kind.keys) names.append(names.empty() ? "" : ", ").append(key.name);
        return names;
    }

    // The value of a key as the kind keeps it; nothing when it is none.
    static std::optional<Json> read(const Key& key, const Json& given) {
        if (key.type == KeyType::list) {
            if (!given.is_array()) return std::nullopt;
            for (const Json& word : given.items())
                if (!word.is_string()) return std::nullopt;
            return given;
        }
        if (given.is_array() || given.is_object()) return std::nullopt;
        const std::string text = shown(given);
        if (key.type == KeyType::flag) {
            if (text != "true" && text != "false") return std::nullopt;
            return Json(text == "true");
        }
        if (key.type == KeyType::number) {
            int64_t value = 0;
            if (!parse_int(text, value) || value < 1 || value > 1000) return std::nullopt;
            return Json(value);
        }
        if (*key.choices && !contains(split_words(key.choices), text)) return std::nullopt;
        return Json(key.lower ? to_lower_ascii(text) : text);
    }

    static const char* rule_of(const Key& key) {
        switch (key.type) {
            case KeyType::list: return "a list of texts";
            case KeyType::flag: return "true, false";
            case KeyType::number: return "1 … 1000";
            case KeyType::text: break;
        }
        return *key.choices ? key.choices : "a text";
    }

    // The item with every key; nothing when something is wrong with it, which is noted.
    std::optional<Json> complete(const Kind& kind, int64_t index, const Json& given) {
        const size_t before = outcome_.problems.size();
        if (!given.is_object()) {
            note(kind.name, index, "", ApiError(Err::file_not_an_item));
            return std::nullopt;
        }
        for (const Json::Member& member : given.members())
            if (std::none_of(kind.keys.begin(), kind.keys.end(), [&](const Key& k) { return member.key == k.name; }))
                note(kind.name, index, member.key,
                     Err::file_key_unknown.with("Key", member.key).with("Keys", names_of_keys(kind)));
        Json item = Json::object();
        for (const Key& key : kind.keys) {
            const Json* value = given.find(key.name);
            if (!value || value->is_null()) {
                if (key.required) note(kind.name, index, "", Err::file_key_missing.with("Key", key.name));
                item.set(key.name, usual(key));
            } else if (auto kept = read(key, *value)) {
                item.set(key.name, std::move(*kept));
            } else {
                note(kind.name, index, key.name, Err::file_value_bad.with("Key", key.name).with("Rule", rule_of(key)));
            }
        }
        if (Json* emoji = item.find("shortcut_emoji")) {
            std::string& name = emoji->mutable_string();
            if (name.size() > 1 && name.front() == ':' && name.back() == ':') name = name.substr(1, name.size() - 2);
        }
        if (outcome_.problems.size() > before) return std::nullopt;
        return item;
    }

    // What differs. Secrets and owners that are not given are as they should be.
    std::vector<FieldChange> differences(const Kind& kind, const Json& item, const Json* old) {
        std::vector<FieldChange> found;
        for (const Key& key : kind.keys) {
            const Json &to = item[key.name], &from = old ? (*old)[key.name] : Json();
            const bool is_left_open = key.secret || std::string_view(key.name) == "owner";
            if (key.identity || (is_left_open && to.as_string().empty())) continue;
            if (old ? to == from : to == usual(key)) continue;
            if (key.secret) found.push_back({key.name, "", ""});
            else found.push_back({key.name, old ? shown(from) : std::string(), shown(to)});
        }
        return found;
    }

    void take_kind(const Kind& kind, const Json& items) {
        if (!items.is_array() && !items.is_null()) return note(kind.name, -1, "", ApiError(Err::file_not_a_list));
        std::vector<Existing> all = load(tx_, kind);
        std::map<Identity, const Existing*> there;
        for (const Existing& one : all) there.emplace(identity_of(kind, one.item), &one);
        std::vector<Wanted> wanted;
        std::map<Identity, int64_t> seen;
        bool is_whole = true;
        for (int64_t index = 0; const Json& given : items.items()) {
            if (auto item = complete(kind, index, given)) {
                Identity identity = identity_of(kind, *item);
                if (!seen.emplace(identity, index).second)
                    note(kind.name, index, "", Err::file_twice.with("Name", name_of(kind, *item)));
                auto old = there.find(identity);
                wanted.push_back({index, std::move(*item), old == there.end() ? nullptr : old->second});
            } else {
                is_whole = false;
            }
            ++index;
        }
        for (const Wanted& one : wanted) check_number(kind, one, seen);
        // What is not wanted goes first: its words and emoji are free then.
        if (is_whole)
            for (const Existing& one : all)
                if (one.is_active && !seen.contains(identity_of(kind, one.item))) leave_out(kind, one);
        for (const Wanted& one : wanted) put(kind, one);
    }

    // Number 3 needs number 2, or it would become that.
    void check_number(const Kind& kind, const Wanted& one, const std::map<Identity, int64_t>& seen) {
        const int64_t n = one.item["number"].as_integer();
        if (n < 2) return;
        Json before = one.item;
        before.set("number", n - 1);
        if (!seen.contains(identity_of(kind, before)))
            note(kind.name, one.index, "number", Err::file_number_gap.with("Number", std::to_string(n - 1)));
    }

    void leave_out(const Kind& kind, const Existing& one) {
        Change removed{"remove", kind.name, name_of(kind, one.item), {}};
        if (!options_.prune) return outcome_.unlisted.push_back(std::move(removed));
        handler(kind).remove(tx_, one);
        outcome_.changes.push_back(std::move(removed));
    }

    void put(const Kind& kind, const Wanted& one) {
        auto fields = differences(kind, one.item, one.old ? &one.old->item : nullptr);
        if (one.old && fields.empty()) return;
        try {
            handler(kind).save(tx_, one.item, one.old);
            outcome_.changes.push_back(
                {one.old ? "change" : "create", kind.name, name_of(kind, one.item), std::move(fields)});
        } catch (const AtKey& refused) {
            note(kind.name, one.index, refused.key, refused.error);
        } catch (const ErrorDef& refused) {
            note(kind.name, one.index, key_meant(kind, refused.name), ApiError(refused));
        } catch (const ApiError& refused) {
            note(kind.name, one.index, key_meant(kind, refused.def->name), refused);
        }
    }

    // Which key a feature's refusal is about, as far as its name tells: command_url_bad is about url.
    static std::string key_meant(const Kind& kind, std::string_view error) {
        static constexpr std::pair<std::string_view, const char*> kOther[] = {
            {"callback", "callback_urls"}, {"event", "events"},      {"word", "trigger_words"},
            {"trigger", "trigger_words"},  {"url", "callback_urls"}, {"shortcut", "shortcut_name"},
        };
        auto has = [&](std::string_view name) {
            return std::any_of(kind.keys.begin(), kind.keys.end(), [&](const Key& key) { return name == key.name; });
        };
        if (error.starts_with("emoji") && has("shortcut_emoji")) return "shortcut_emoji";
        if (error.find("_event_") != error.npos && has("events")) return "events";
        const std::string words = "_" + std::string(error) + "_";
        std::string_view longest;
        for (const Key& key : kind.keys) {
            const std::string_view name = key.name;
            if (name.size() > longest.size() && words.find("_" + std::string(name) + "_") != words.npos) longest = name;
        }
        if (!longest.empty()) return std::string(longest);
        for (const auto& [word, key] : kOther)
            if (error.find(word) != error.npos && has(key)) return key;
        return {};
    }

    Tx& tx_;
    const Options& options_;
    Outcome outcome_;
};

Json to_tree(const Change& change) {
    Json fields = Json::array();
    for (const FieldChange& field : change.fields)
        fields.push(Json::object({{"key", field.key}, {"from", field.from}, {"to", field.to}}));
    return Json::object(
        {{"action", change.action}, {"kind", change.kind}, {"name", change.name}, {"fields", std::move(fields)}});
}

}  // namespace

Json Outcome::to_json() const {
    Json all = Json::object();
    for (const auto& [name, list] : {std::pair("changes", &changes), std::pair("unlisted", &unlisted)}) {
        Json items = Json::array();
        for (const Change& change : *list) items.push(to_tree(change));
        all.set(name, std::move(items));
    }
    Json items = Json::array();
    for (const Problem& problem : problems)
        items.push(Json::object(
            {{"kind", problem.kind}, {"index", problem.index}, {"key", problem.key}, {"message", problem.message}}));
    all.set("problems", std::move(items));
    return all;
}

Json exported(Tx& tx) {
    Json document = Json::object();
    for (const Kind& kind : kinds()) {
        std::vector<Existing> all = load(tx, kind);
        std::stable_sort(all.begin(), all.end(), [&](const Existing& a, const Existing& b) {
            return identity_of(kind, a.item) < identity_of(kind, b.item);
        });
        Json items = Json::array();
        for (const Existing& one : all) {
            Json item = Json::object();
            for (const Key& key : kind.keys) {
                const Json& value = one.item[key.name];
                if (!key.secret && (key.required || value != usual(key))) item.set(key.name, value);
            }
            items.push(std::move(item));
        }
        document.set(kind.name, std::move(items));
    }
    return document;
}

Outcome run(Tx& tx, const Json& document, const Options& options) { return Run(tx, options).take(document); }

Outcome plan(Tx& tx, const Json& document, const Options& options) {
    struct Undo {};
    Outcome outcome;
    try {
        tx.attempt([&] {
            outcome = run(tx, document, options);
            throw Undo();
        });
    } catch (const Undo&) {  // as meant
    }
    return outcome;
}

Outcome apply(Tx& tx, const Json& document, const Options& options) {
    Outcome outcome = run(tx, document, options);
    if (!outcome.problems.empty()) {
        const Problem& first = outcome.problems.front();
        std::string where = first.kind;
        if (first.index >= 0) where += "[" + std::to_string(first.index) + "]";
        if (!first.key.empty()) where += "." + first.key;
        throw Err::file_refused.with("Where", where).with("Problem", first.message);
    }
    return outcome;
}

}  // namespace rk::integrations_file
