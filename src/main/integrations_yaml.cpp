#include "main/integrations_yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/result.h"
#include "base/strings.h"
#include "feature/integrations_file/integrations_file.h"

namespace rk {

namespace {

using integrations_file::Key;
using integrations_file::Kind;

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in || in.bad()) return Failure{"cannot read " + path + ": " + std::strerror(errno)};
    return text.str();
}

const Kind* find_kind(const std::string& name) {
    for (const Kind& kind : integrations_file::kinds())
        if (name == kind.name) return &kind;
    return nullptr;
}

bool is_secret(const Kind* kind, const std::string& name) {
    if (!kind) return false;
    return std::any_of(kind->keys.begin(), kind->keys.end(),
                       [&](const Key& key) { return key.secret && name == key.name; });
}

class Reader {
  public:
    explicit Reader(IntegrationsFile& file) : file_(file) {}

    void read(const std::string& text) {
        YAML::Node root;
        try {
            root = YAML::Load(text);
        } catch (const YAML::Exception& error) {
            return note(error.mark, "", "this is no YAML: " + error.msg);
        }
        file_.document = Json::object();
        if (root.IsNull()) return;
        if (!root.IsMap()) return note(root.Mark(), "", "the file is no map of lists");
        each(root, "", [&](const std::string& name, const YAML::Node& list) { read_kind(name, list); });
    }

  private:
    void note(const YAML::Mark& mark, const std::string& where, const std::string& what) {
        file_.problems.push_back(file_.path + ":" + std::to_string(std::max(mark.line, 0) + 1) + ": " +
                                 (where.empty() ? "" : where + ": ") + what);
    }
    void remember(const std::string& where, const YAML::Node& node) { file_.lines[where] = node.Mark().line + 1; }

    // Each member of a map, by its key; what stands twice is noted.
    template <class Fn>
    void each(const YAML::Node& map, const std::string& where, Fn&& fn) {
        std::set<std::string> seen;
        for (const auto& member : map) {
            if (!member.first.IsScalar()) {
                note(member.first.Mark(), where, "a key must be a word");
                continue;
            }
            const std::string& name = member.first.Scalar();
            const std::string here = where.empty() ? name : where + "." + name;
            remember(here, member.first);
            if (!seen.insert(name).second) note(member.first.Mark(), here, "this key stands here twice");
            else fn(name, member.second);
        }
    }

    void read_kind(const std::string& name, const YAML::Node& list) {
        Json items = Json::array();
        if (!list.IsNull() && !list.IsSequence()) return note(list.Mark(), name, "this must be a list");
        const Kind* kind = find_kind(name);
        for (size_t i = 0; i < list.size(); ++i) {
            const YAML::Node item = list[i];
            const std::string where = name + "[" + std::to_string(i) + "]";
            remember(where, item);
            Json read = Json::object();
            if (!item.IsMap()) note(item.Mark(), where, "this must be a map of keys and values");
            else
                each(item, where, [&](const std::string& key, const YAML::Node& value) {
                    read.set(key, read_value(where + "." + key, value, is_secret(kind, key)));
                });
            items.push(std::move(read));
        }
        file_.document.set(name, std::move(items));
    }

    Json read_value(const std::string& where, const YAML::Node& value, bool secret) {
        if (value.IsNull()) return Json();
        if (value.IsScalar()) return Json(fill_in(where, value, secret));
        if (value.IsSequence()) {
            Json list = Json::array();
            for (const YAML::Node& word : value) {
                if (word.IsScalar()) list.push(fill_in(where, word, secret));
                else note(word.Mark(), where, "this must be a text");
            }
            return list;
        }
        note(value.Mark(), where, "this must be a text or a list of texts");
        return Json();
    }

    std::string fill_in(const std::string& where, const YAML::Node& value, bool secret) {
        const std::string& text = value.Scalar();
        std::string filled;
        size_t references = 0, at = 0;
        while (at < text.size()) {
            const size_t begin = std::min(text.find("${env:", at), text.find("${file:", at));
            if (begin == text.npos) break;
            const size_t end = text.find('}', begin);
            if (end == text.npos) {
                note(value.Mark(), where, "a reference has no closing brace");
                return {};
            }
            filled.append(text, at, begin - at);
            std::string reference = text.substr(begin + 2, end - begin - 2);
            const bool optional = reference.ends_with('?');
            if (optional) reference.pop_back();
            auto found = look_up(reference);
            if (found) filled += *found;
            else if (!optional) note(value.Mark(), where, found.error());
            ++references;
            at = end + 1;
        }
        const bool is_reference = references == 1 && text.starts_with("${") && at == text.size();
        filled.append(text, at);
        if (secret && !text.empty() && !is_reference) {
            note(value.Mark(), where, "a secret stands in no file: write ${env:NAME} or ${file:PATH}");
            return {};
        }
        return filled;
    }

    Result<std::string> look_up(const std::string& reference) const {
        const size_t colon = reference.find(':');
        const std::string name = reference.substr(colon + 1);
        if (reference.starts_with("env:")) {
            const char* value = std::getenv(name.c_str());
            if (!value || !*value) return Failure{"the environment variable " + name + " is not set"};
            return std::string(value);
        }
        std::filesystem::path path = name;
        if (path.is_relative()) path = std::filesystem::path(file_.path).parent_path() / path;
        auto text = read_file(path.string());
        if (!text) return text;
        return std::string(trim(*text));
    }

    IntegrationsFile& file_;
};

// Letters and digits as a variable's name has them; "" when there are none.
std::string variable_part(std::string_view text) {
    std::string name;
    for (char c : text) {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_letter) name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        else if (!name.empty() && name.back() != '_') name += '_';
    }
    while (name.ends_with('_')) name.pop_back();
    return name;
}

// HARBOUR_BUILDS_WEBHOOK_ID: of what the item is called, of its kind and key.
std::string variable_of(const Kind& kind, const Json& item, const Key& secret, std::set<std::string>& taken) {
    std::string name = "RENKEI";
    auto add = [&](std::string_view part) {
        if (std::string words = variable_part(part); !words.empty()) name += "_" + words;
    };
    for (const Key& key : kind.keys)
        if (key.identity && item[key.name].is_string()) add(item[key.name].as_string());
    const std::string kind_name = kind.name;
    add(kind_name.substr(0, kind_name.size() - 1));  // the plural's s
    add(secret.name);
    std::string free = name;
    for (int n = 2; !taken.insert(free).second; ++n) free = name + "_" + std::to_string(n);
    return free;
}

void write_value(YAML::Emitter& out, const Json& value) {
    if (value.is_bool()) out << value.as_bool();
    else if (value.is_integer()) out << value.as_integer();
    else if (value.is_array()) {
        out << YAML::BeginSeq;
        for (const Json& word : value.items()) out << word.as_string();
        out << YAML::EndSeq;
    } else {
        out << value.as_string();
    }
}

}  // namespace

std::string IntegrationsFile::problem_at(const std::string& kind, int64_t index, const std::string& key,
                                         const std::string& message) const {
    std::string item = kind;
    if (index >= 0) item += "[" + std::to_string(index) + "]";
    const std::string where = key.empty() ? item : item + "." + key;
    int line = 1;
    for (const std::string& place : {where, item, kind})
        if (auto found = lines.find(place); found != lines.end()) {
            line = found->second;
            break;
        }
    return path + ":" + std::to_string(line) + ": " + (where.empty() ? "" : where + ": ") + message;
}

IntegrationsFile read_integrations(const std::string& path) {
    IntegrationsFile file;
    file.path = path;
    auto text = read_file(path);
    if (!text) file.problems.push_back(text.error());
    else Reader(file).read(*text);
    return file;
}

std::string integrations_yaml(const Json& document) {
    YAML::Emitter out;
    std::set<std::string> variables;
    out << YAML::Comment("Integrations of a Renkei server; renkei integrations plan FILE shows what differs.");
    out << YAML::BeginMap;
    for (const Kind& kind : integrations_file::kinds()) {
        out << YAML::Key << kind.name << YAML::Value << YAML::BeginSeq;
        for (const Json& item : document[kind.name].items()) {
            out << YAML::BeginMap;
            for (const Key& key : kind.keys) {
                if (key.secret) {
                    out << YAML::Key << key.name << YAML::Value
                        << "${env:" + variable_of(kind, item, key, variables) + "?}";
                } else if (const Json* value = item.find(key.name)) {
                    out << YAML::Key << key.name << YAML::Value;
                    write_value(out, *value);
                }
            }
            out << YAML::EndMap;
        }
        out << YAML::EndSeq;
    }
    out << YAML::EndMap << YAML::Newline;
    return out.c_str();
}

}  // namespace rk
