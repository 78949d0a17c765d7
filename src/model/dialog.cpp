#include "model/dialog.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/strings.h"
#include "model/integration.h"

namespace rk {

namespace {

// The keys of an element. A list of its own, since a struct cannot have a member called "default".
enum class Kind { text, number, truth, choices };
struct Key {
    const char* name;
    Kind kind;
    bool omit_empty = false;
};
constexpr Key kElementKeys[] = {
    {"display_name", Kind::text},
    {"name", Kind::text},  // its key in the submission
    {"type", Kind::text},  // text textarea select bool radio date datetime
    {"subtype", Kind::text},
    {"default", Kind::text},
    {"placeholder", Kind::text},
    {"help_text", Kind::text},
    {"optional", Kind::truth},
    {"min_length", Kind::number},
    {"max_length", Kind::number},
    {"data_source", Kind::text},            // of a select: users, channels, dynamic, or "" for its options
    {"data_source_url", Kind::text, true},  // where dynamic choices are looked up
    {"options", Kind::choices},
    {"multiselect", Kind::truth},
    {"refresh", Kind::truth, true},  // a change of it asks the dialog's source_url for the form anew
    {"min_date", Kind::text, true},
    {"max_date", Kind::text, true},
    {"time_interval", Kind::number, true},  // minutes
};

Result<Json> read_value(const Json* given, Kind kind) {
    const bool is_given = given && !given->is_null();
    switch (kind) {
        case Kind::text:
            if (is_given && !given->is_string()) return Failure{"a text"};
            return is_given ? *given : Json("");
        case Kind::number:
            if (is_given && !given->is_integer()) return Failure{"an integer"};
            return is_given ? *given : Json(0);
        case Kind::truth:
            if (is_given && !given->is_bool()) return Failure{"true or false"};
            return is_given ? *given : Json(false);
        case Kind::choices: break;
    }
    return is_given ? read_choices(*given) : Result<Json>(Json());
}

Result<Json> read_element(const Json& json) {
    if (!json.is_object()) return Failure{"an element must be an object"};
    Json element = Json::object();
    for (const Key& key : kElementKeys) {
        Result<Json> value = read_value(json.find_any_case(key.name), key.kind);
        if (!value) return Failure{std::string(key.name) + " of an element must be " + value.error()};
        if (key.omit_empty && (*value == Json("") || *value == Json(0) || *value == Json(false))) continue;
        element.set(key.name, std::move(*value));
    }
    return element;
}

// What the original asks of a dialog (documented for integration authors). Lengths are bytes, as there.
class Judge {
  public:
    explicit Judge(std::vector<std::string>& faults) : faults_(faults) {}

    void element(const Json& e) {
        name_ = e["name"].as_string();
        const std::string& type = e["type"].as_string();
        wants(!name_.empty(), "it has no name");
        wants(!e["display_name"].as_string().empty(), "it has no display_name");
        at_most(e, "display_name", 24), at_most(e, "name", 300), at_most(e, "help_text", 150);
        const int64_t least = e["min_length"].as_integer(), most = e["max_length"].as_integer();
        wants(least >= 0, "min_length is negative");
        wants(least <= most || most == 0, "min_length is larger than max_length");
        wants(!e["multiselect"].as_bool() || type == "select", "multiselect is for selects only");
        if (type == "text" || type == "textarea") text(e, type == "text" ? 150 : 3000);
        else if (type == "select") select(e);
        else if (type == "bool") truth(e);
        else if (type == "radio") wants(is_choice(e, e["default"].as_string()), "its default is none of its options");
        else if (type == "date" || type == "datetime") moment(e, type == "datetime");
        else wants(false, "there is no type '" + type + "'");
    }

  private:
    void wants(bool condition, std::string_view otherwise) {
        if (!condition) faults_.push_back("element '" + name_ + "': " + std::string(otherwise));
    }
    void at_most(const Json& e, const char* key, size_t bytes) {
        wants(e[key].as_string().size() <= bytes, std::string(key) + " is longer than " + std::to_string(bytes));
    }
    void text(const Json& e, size_t bytes) {
        at_most(e, "default", bytes), at_most(e, "placeholder", bytes);
        static constexpr std::array<std::string_view, 7> kSubtypes = {"",    "text", "email",   "number",
                                                                      "tel", "url",  "password"};
        const std::string& subtype = e["subtype"].as_string();
        wants(std::find(kSubtypes.begin(), kSubtypes.end(), subtype) != kSubtypes.end(),
              "there is no subtype '" + subtype + "'");
    }
    void select(const Json& e) {
        at_most(e, "default", 3000), at_most(e, "placeholder", 3000);
        const std::string& source = e["data_source"].as_string();
        if (source == "dynamic") {
            wants(is_lookup_url(e["data_source_url"].as_string()), "dynamic choices need a data_source_url");
            wants(e["options"].size() == 0, "dynamic choices leave no room for options");
        } else if (source.empty()) {
            const std::string& chosen = e["default"].as_string();
            wants(e["multiselect"].as_bool() ? are_choices(e, chosen) : is_choice(e, chosen),
                  "its default is none of its options");
        } else {
            wants(source == "users" || source == "channels", "there is no data_source '" + source + "'");
        }
    }
    void truth(const Json& e) {
        const std::string& given = e["default"].as_string();
        wants(given.empty() || given == "true" || given == "false", "its default is neither true nor false");
        at_most(e, "placeholder", 150);
    }
    void moment(const Json& e, bool with_time) {
        at_most(e, "default", 150), at_most(e, "placeholder", 150);
        wants(is_moment(e["default"].as_string(), with_time), "its default is no date");
        for (const char* key : {"min_date", "max_date"})
            wants(is_moment(e[key].as_string(), false), std::string(key) + " is no date");
        const int64_t minutes = e["time_interval"].as_integer();
        if (with_time)
            wants(minutes == 0 || (minutes > 0 && 1440 % minutes == 0), "time_interval does not divide a day's 1440");
    }

    static bool is_choice(const Json& e, std::string_view value) {
        const auto& options = e["options"].items();
        return value.empty() || std::any_of(options.begin(), options.end(),
                                            [&](const Json& option) { return option["value"].as_string() == value; });
    }
    // Values between commas; blanks do not count.
    static bool are_choices(const Json& e, std::string values) {
        std::erase(values, ' ');
        std::string_view rest = values;
        while (!rest.empty()) {
            std::string_view one = rest.substr(0, rest.find(','));
            if (!is_choice(e, one)) return false;
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        }
        return true;
    }
    // today, +3d, 2026-01-31, and with a time 2026-01-31T10:00, …:00, …:00Z, …:00+09:00.
    static bool is_moment(std::string_view value, bool with_time) {
        if (value.empty() || value == "today" || value == "tomorrow" || value == "yesterday") return true;
        if (value.front() == '+' || value.front() == '-')
            return value.size() >= 3 && value.size() <= 5 && has_form(value.substr(1, value.size() - 2), "999") &&
                   std::string_view("dwmDWM").find(value.back()) != std::string_view::npos;
        if (!with_time) return has_form(value, "9999-99-99") && value.size() == 10;
        if (value.size() < 16 || !has_form(value.substr(0, 16), "9999-99-99T99:99")) return false;
        std::string_view rest = value.substr(16);
        if (rest.empty()) return true;
        if (rest.size() < 3 || !has_form(rest.substr(0, 3), ":99")) return false;
        rest.remove_prefix(3);
        return rest.empty() || rest == "Z" ||
               (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && has_form(rest.substr(1), "99:99"));
    }
    // Each 9 of the form is a digit, everything else itself; the text may end before the form does.
    static bool has_form(std::string_view text, std::string_view form) {
        if (text.empty() || text.size() > form.size()) return false;
        for (size_t i = 0; i < text.size(); ++i)
            if (form[i] == '9' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return false;
        return true;
    }

    std::vector<std::string>& faults_;
    std::string name_;
};

}  // namespace

Result<Json> read_choices(const Json& json) {
    if (json.is_null()) return Json();
    if (!json.is_array()) return Failure{"a list of choices"};
    Json choices = Json::array();
    for (const Json& item : json.items()) {
        if (item.is_null()) continue;
        Json choice = Json::object();
        for (const char* key : {"text", "value"}) {
            Result<Json> value = read_value(item.find_any_case(key), Kind::text);
            if (!item.is_object() || !value) return Failure{"a list of objects with text and value"};
            choice.set(key, std::move(*value));
        }
        choices.push(std::move(choice));
    }
    return choices;
}

Result<Dialog> read_dialog(const Json& json) {
    Dialog dialog;
    std::string wrong;
    if (!read_model(json, Dialog::info(), &dialog, wrong)) return Failure{"dialog." + wrong + " has a wrong type"};
    if (dialog.elements.is_null()) return dialog;
    if (!dialog.elements.is_array()) return Failure{"dialog.elements must be a list"};
    for (Json& element : dialog.elements.mutable_items()) {
        Result<Json> read = read_element(element);
        if (!read) return Failure{read.error()};
        element = std::move(*read);
    }
    return dialog;
}

std::vector<std::string> faults_of(const Dialog& dialog) {
    std::vector<std::string> faults, names;
    if (dialog.title.empty() || dialog.title.size() > 24) faults.emplace_back("a title has 1 to 24 bytes");
    if (!dialog.icon_url.empty() && !is_http_url(dialog.icon_url)) faults.emplace_back("icon_url is no address");
    Judge judge(faults);
    for (const Json& element : dialog.elements.items()) {
        const std::string& name = element["name"].as_string();
        if (contains(names, name)) faults.push_back("two elements are called '" + name + "'");
        names.push_back(name);
        judge.element(element);
    }
    return faults;
}

bool is_lookup_url(std::string_view url) {
    if (url.starts_with("/plugins/")) return url.find("..") == url.npos && url.find("//") == url.npos;
    return is_http_url(url);
}

}  // namespace rk
