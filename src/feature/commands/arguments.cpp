#include "feature/commands/arguments.h"

#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/complete.h"
#include "feature/commands/builtin.h"
#include "feature/users/listing.h"

namespace rk::commands {

namespace {

struct Completion {
    std::string kept;  // what stands before the word that is completed
    std::string_view hint;
    std::vector<CommandSuggestion> found;

    void add(std::string word, std::string description) {
        CommandSuggestion s;
        s.Complete = kept + word;
        s.Suggestion = std::move(word);
        s.Hint = hint;
        s.Description = std::move(description);
        found.push_back(std::move(s));
    }
};

void add_people(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view typed, Completion& completion) {
    if (typed.starts_with('@')) typed.remove_prefix(1);
    users::ListOptions options;
    options.term = typed;
    options.in_team = team_id;
    options.active = true;
    options.limit = kArgumentsMax;
    users::restrict_to_visible(tx, actor, options);
    for (const User& user : users::list(tx, options)) {
        if (user.id == actor.user_id) continue;
        std::string_view name = trim(user.first_name);
        std::string full(name);
        if (!user.last_name.empty()) full.append(full.empty() ? "" : " ").append(user.last_name);
        completion.add("@" + user.username, full.empty() ? user.nickname : full);
    }
}

void add_channels(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view typed,
                  Completion& completion) {
    if (typed.starts_with('~')) typed.remove_prefix(1);
    for (const Channel& channel : channels::complete(tx, actor, team_id, typed, kArgumentsMax))
        completion.add("~" + channel.name, channel.display_name);
}

}  // namespace

std::vector<CommandSuggestion> complete_argument(Tx& tx, const Actor& actor, std::string_view team_id,
                                                 std::string_view locale, std::string_view input) {
    if (input.starts_with('/')) input.remove_prefix(1);
    const size_t word_end = input.find(' ');
    if (word_end == input.npos) return {};
    const BuiltInCommand* command = find_built_in(to_lower_ascii(input.substr(0, word_end)));
    if (!command || (command->is_offered && !command->is_offered(*config_of(tx)))) return {};
    const bool by_comma = command->argument == Argument::people;
    std::string_view behind = input.substr(word_end + 1);
    const bool is_first = behind.find_first_of(by_comma ? ", " : " ") == behind.npos;
    const size_t last = input.find_last_of(by_comma ? ", " : " ");
    std::string_view typed = input.substr(last + 1);
    const std::string hint = text(command->hint, locale);
    Completion completion{std::string(input.substr(0, last + 1)), hint, {}};
    switch (command->argument) {
        case Argument::text: break;
        case Argument::person:
            if (is_first) add_people(tx, actor, team_id, typed, completion);
            break;
        case Argument::people:
            // Behind the last name, without a comma, the message begins.
            if (is_first || input[last] == ',') add_people(tx, actor, team_id, typed, completion);
            break;
        case Argument::channel:
            if (is_first) add_channels(tx, actor, team_id, typed, completion);
            break;
        case Argument::people_and_channels:
            if (!typed.starts_with('~')) add_people(tx, actor, team_id, typed, completion);
            if (!typed.starts_with('@')) add_channels(tx, actor, team_id, typed, completion);
            break;
        case Argument::status:
            if (is_first && std::string_view("clear").starts_with(typed))
                completion.add("clear", text(command->description, locale));
            break;
    }
    if (completion.found.size() > static_cast<size_t>(kArgumentsMax))
        completion.found.resize(static_cast<size_t>(kArgumentsMax));
    return std::move(completion.found);
}

}  // namespace rk::commands
