// One connection to an SQLite file with every statement of queries.sql prepared. The one place where SQLite's
// codes become core::ErrorKind. A connection is used by one thread at a time.
#pragma once

#include "core/names.h"
#include "core/result.h"
#include "core/types.h"
#include "store/sqlite/patience.h"
#include "store/sqlite/sql.h"

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ticketd::store::sqlite {

/// Bound as BLOB where a string would be TEXT.
struct Blob {
  std::string_view bytes;
};

template <class Enum>
concept Named = std::is_enum_v<Enum> &&(core::names_of<Enum>.size() > 0);

namespace detail {
/// How long the bound bytes stay valid: until the statement is stepped, or only during the call.
enum class Lifetime { until_reset, during_call };

int bind(sqlite3_stmt*, int at, std::nullptr_t, Lifetime);
int bind(sqlite3_stmt*, int at, std::int64_t, Lifetime);
int bind(sqlite3_stmt*, int at, std::string_view, Lifetime);
int bind(sqlite3_stmt*, int at, Blob, Lifetime);
inline int bind(sqlite3_stmt* to, int at, const char* text, Lifetime life) {
  return bind(to, at, std::string_view(text), life);
}
inline int bind(sqlite3_stmt* to, int at, const std::string& text, Lifetime life) {
  return bind(to, at, std::string_view(text), life);
}
template <std::integral Number>
int bind(sqlite3_stmt* to, int at, Number number, Lifetime life) {
  return bind(to, at, static_cast<std::int64_t>(number), life);
}
inline int bind(sqlite3_stmt* to, int at, core::Time time, Lifetime life) {
  return bind(to, at, static_cast<std::int64_t>(time.time_since_epoch().count()), life);
}
template <class Tag>
int bind(sqlite3_stmt* to, int at, core::Id<Tag> id, Lifetime life) {
  return bind(to, at, id.value, life);
}
template <Named Enum>
int bind(sqlite3_stmt* to, int at, Enum value, Lifetime life) {
  return bind(to, at, core::name_of(value), life);
}
template <class Value>
int bind(sqlite3_stmt* to, int at, const std::optional<Value>& value, Lifetime life) {
  return value ? bind(to, at, *value, life) : bind(to, at, nullptr, life);
}
}  // namespace detail

/// The rows of one question, read in order; the statement is free again when this goes out of scope.
class Rows {
 public:
  Rows(sqlite3_stmt* statement, std::optional<core::Error> error);
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// Steps to the next row; false at the end and at an error, which finished() tells apart.
  [[nodiscard]] bool next();
  [[nodiscard]] Result<> finished() const;

  /// The columns of this row from the first on.
  template <class... Values>
  void read(Values&... values) {
    int column = 0;
    (get(column++, values), ...);
  }

 private:
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;
  void unknown_name(int column);

  void get(int column, std::string& text) { text = bytes(column); }
  void get(int column, std::integral auto& value) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(number(column));
  }
  void get(int column, core::Time& time) { time = core::Time(std::chrono::milliseconds(number(column))); }
  template <class Tag>
  void get(int column, core::Id<Tag>& id) {
    id.value = number(column);
  }
  template <Named Enum>
  void get(int column, Enum& value) {
    if (const auto known = core::named<Enum>(bytes(column)))
      value = *known;
    else
      unknown_name(column);
  }
  template <class Value>
  void get(int column, std::optional<Value>& value) {
    if (is_null(column)) {
      value.reset();
    } else {
      get(column, value.emplace());
    }
  }

  sqlite3_stmt* statement_;
  std::optional<core::Error> error_;
};

class Connection {
 public:
  enum class Access { write, read };
  struct Options {
    std::chrono::milliseconds busy_timeout{5000};
    std::optional<std::int64_t> max_pages{};  ///< for tests of a full disk
    std::stop_token stopping{};               ///< once requested, busy_timeout is for all that is still asked
  };

  /// Opens the file and sets what every connection of ours needs; statements are prepared by prepare().
  static Result<Connection> open(const std::filesystem::path& file, Access access, const Options& options);
  /// To read only, with its statements prepared.
  static Result<Connection> open_to_read(const std::filesystem::path& file, const Options& options);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  Result<> prepare();

  /// Whether what is asked of it waits while another program holds the database.
  void wait_for_others(bool wait);

  /// What it is asked ends with an error soon after `stop` is requested. `stop` outlives the connection.
  void end_with(const std::stop_token& stop);

  /// Statements without values, outside queries.sql: pragmas, transactions, migrations.
  Result<> execute(const std::string& sql);
  Result<std::int64_t> number(const std::string& sql);

  /// Runs a statement that gives no rows.
  template <class... Values>
  Result<> run(Sql sql, const Values&... values) {
    auto* statement = statements_[static_cast<std::size_t>(sql)].get();
    int at = 0;
    int failed = 0;
    ((failed |= detail::bind(statement, ++at, values, detail::Lifetime::until_reset)), ...);
    return finish(statement, failed);
  }

  /// Asks; the values may be temporaries.
  template <class... Values>
  Rows ask(Sql sql, const Values&... values) {
    auto* statement = statements_[static_cast<std::size_t>(sql)].get();
    int at = 0;
    int failed = 0;
    ((failed |= detail::bind(statement, ++at, values, detail::Lifetime::during_call)), ...);
    return rows(statement, failed);
  }

  /// The first column of a statement that is put together for one question.
  using Value = std::variant<std::int64_t, std::string>;
  Result<std::vector<std::int64_t>> numbers(const std::string& sql, const std::vector<Value>& values);
  Result<std::vector<std::string>> texts(const std::string& sql, const std::vector<Value>& values = {});

  /// Rows that the last run() changed.
  [[nodiscard]] int changes() const;
  [[nodiscard]] std::int64_t total_changes() const;  ///< since it was opened
  [[nodiscard]] std::int64_t last_id() const;
  [[nodiscard]] bool in_transaction() const;

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  explicit Connection(sqlite3* handle) : handle_(handle) {}
  Result<> finish(sqlite3_stmt* statement, int bind_code);
  Rows rows(sqlite3_stmt* statement, int bind_code);
  template <class Cell>
  Result<std::vector<Cell>> column(const std::string& sql, const std::vector<Value>& values);

  std::unique_ptr<Patience> patience_;  ///< closing waits, too
  std::unique_ptr<sqlite3, Close> handle_;
  std::array<Statement, sql_count> statements_;
};

/// The last error of a connection, with its kind.
core::Error error_of(sqlite3* handle, int code);

}  // namespace ticketd::store::sqlite
