#include "db/sqlite/row_memory.h"

#include <sqlite3.h>

namespace rk {

// A remembered row in the place of a statement's. A value of another type than asked for reads as SQLite converts it.
class CellRow final : public Row {
  public:
    explicit CellRow(const std::vector<RowMemory::Rows::Cell>& cells) : cells_(cells) {}
    bool is_null(int c) const override { return at(c).is_null; }
    int64_t integer(int c) const override { return at(c).integer; }
    double real(int c) const override { return at(c).real; }
    bool boolean(int c) const override { return at(c).integer != 0; }
    std::string_view text(int c) const override { return at(c).text; }

  private:
    const RowMemory::Rows::Cell& at(int column) const { return cells_.at(static_cast<size_t>(column)); }
    const std::vector<RowMemory::Rows::Cell>& cells_;
};

void RowMemory::Rows::add(sqlite3_stmt* row) {
    auto& cells = rows_.emplace_back(static_cast<size_t>(sqlite3_column_count(row)));
    for (int c = 0; c < sqlite3_column_count(row); ++c) {
        Cell& cell = cells[static_cast<size_t>(c)];
        cell.is_null = sqlite3_column_type(row, c) == SQLITE_NULL;
        if (cell.is_null) continue;
        cell.integer = sqlite3_column_int64(row, c);
        cell.real = sqlite3_column_double(row, c);
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, c));
        cell.text.assign(text ? text : "", static_cast<size_t>(sqlite3_column_bytes(row, c)));
    }
}

void RowMemory::Rows::walk(const Connection::OnRow& on_row) const {
    for (const auto& cells : rows_)
        if (!on_row(CellRow(cells))) return;
}

std::string RowMemory::key_of(size_t query, const std::vector<Value>& values) {
    std::string key = std::to_string(query);
    for (const Value& value : values) {
        if (value.kind == Value::Kind::text) {
            key.append("t").append(std::to_string(value.text.size())).append(":").append(value.text);
        } else if (value.kind == Value::Kind::integer || value.kind == Value::Kind::boolean) {
            key.append("i").append(std::to_string(value.integer));
        } else {
            return {};
        }
    }
    return key;
}

std::shared_ptr<const RowMemory::Rows> RowMemory::find(const std::string& key, const std::vector<int>& reads) const {
    auto found = runs_.find(key);
    return found != runs_.end() && found->second.stamp == stamp_of(reads) ? found->second.rows : nullptr;
}

void RowMemory::keep(const std::string& key, const std::vector<int>& reads, std::shared_ptr<const Rows> rows) {
    if (rows->size() > kRowsMax) return;
    if (runs_.size() >= kRunsMax) runs_.clear();
    runs_.insert_or_assign(key, Run{stamp_of(reads), std::move(rows)});
}

void RowMemory::written(int number) {
    const auto at = static_cast<size_t>(number);
    if (at >= versions_.size()) versions_.resize(at + 1);
    ++versions_[at];
}

uint64_t RowMemory::stamp_of(const std::vector<int>& reads) const {
    uint64_t sum = 0;
    for (int number : reads)
        if (static_cast<size_t>(number) < versions_.size()) sum += versions_[static_cast<size_t>(number)];
    return sum;
}

}  // namespace rk
