// Rows that queries found, for as long as nobody has written the columns they came from. See Query::remembered.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/db.h"

struct sqlite3_stmt;

namespace rk {

// One connection's, used as it is. What is read and written is known by the connection's numbers for it: one for which rows
// a table has, and one for each column.
class RowMemory {
  public:
    // The rows of one run.
    class Rows {
      public:
        // Adds the statement's current row.
        void add(sqlite3_stmt* row);
        // Gives each to `on_row`, as a walk would.
        void walk(const Connection::OnRow& on_row) const;
        size_t size() const { return rows_.size(); }

      private:
        struct Cell {
            bool is_null = true;
            int64_t integer = 0;
            double real = 0;
            std::string text;
        };
        friend class CellRow;
        std::vector<std::vector<Cell>> rows_;
    };
    static constexpr size_t kRowsMax = 16;    // of one run; more are not remembered
    static constexpr size_t kRunsMax = 1024;  // a few MB at most; then all begins anew

    // What a run is remembered under; "" for values that are not.
    static std::string key_of(size_t query, const std::vector<Value>& values);
    // Null when nothing is known, or what was read has been written since.
    std::shared_ptr<const Rows> find(const std::string& key, const std::vector<int>& reads) const;
    void keep(const std::string& key, const std::vector<int>& reads, std::shared_ptr<const Rows> rows);

    void written(int number);
    void clear() { runs_.clear(); }

  private:
    struct Run {
        uint64_t stamp;
        std::shared_ptr<const Rows> rows;
    };
    // Versions only grow, so equal sums are equal versions.
    uint64_t stamp_of(const std::vector<int>& reads) const;
    std::vector<uint64_t> versions_;
    std::unordered_map<std::string, Run> runs_;
};

}  // namespace rk
