#include "store/sqlite/connection.h"

#include "core/named_address.h"
#include "store/sqlite/gathering_vfs.h"
#include "store/sqlite/word_splitter.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace ticketd::store::sqlite {
namespace {

core::ErrorKind kind_of(int code, int system_error) {
  switch (code) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_UNIQUE:
      return core::ErrorKind::conflict;
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return core::ErrorKind::store_busy;
    case SQLITE_FULL:
      return core::ErrorKind::store_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return core::ErrorKind::corrupt_store;
    case SQLITE_IOERR:  // growing the shared memory of the log reports a full disk as an I/O error
      return system_error == ENOSPC ? core::ErrorKind::store_full : core::ErrorKind::store_down;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return core::ErrorKind::store_down;
    default:
      return core::ErrorKind::internal;
  }
}

/// Every job of a group is undone alone by a savepoint. The pages that takes stay in memory: SQLite would put
/// more than 64 KiB of them into a temporary file, one for each group, and a full /var/tmp would refuse mail.
/// And nobody asks how much memory SQLite has, for which it would take a lock at each allocation.
void configure_engine() {
  static const int configured =
      sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1) | sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)configured;  // refused only when this process used SQLite before, which costs speed and nothing else
}

std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

/// names_address(text, address) in SQL, as in core/named_address.h.
int add_names_address(sqlite3* connection) {
  const auto answer = [](sqlite3_context* context, int, sqlite3_value** values) {
    sqlite3_result_int(context, core::names_address(text_of(values[0]), text_of(values[1])) ? 1 : 0);
  };
  return sqlite3_create_function_v2(connection, "names_address", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                    nullptr, answer, nullptr, nullptr, nullptr);
}

/// The text of one named query: from the line after its name to the next name or section.
std::string_view take_query(std::string_view& rest) {
  constexpr std::string_view mark = "\n-- name: ";
  rest.remove_prefix(rest.find(mark) + mark.size());
  return rest.substr(0, rest.find(mark));
}

}  // namespace

core::Error error_of(sqlite3* handle, int code) {
  const auto system_error = sqlite3_system_errno(handle);
  return {kind_of(code, system_error), std::string("sqlite: ") + sqlite3_errmsg(handle)};
}

namespace detail {
namespace {
sqlite3_destructor_type destructor(Lifetime life) {
  return life == Lifetime::until_reset ? SQLITE_STATIC : SQLITE_TRANSIENT;
}
}  // namespace

int bind(sqlite3_stmt* to, int at, std::nullptr_t, Lifetime) { return sqlite3_bind_null(to, at); }
int bind(sqlite3_stmt* to, int at, std::int64_t number, Lifetime) {
  return sqlite3_bind_int64(to, at, number);
}
int bind(sqlite3_stmt* to, int at, std::string_view text, Lifetime life) {
  const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would be bound as NULL
  return sqlite3_bind_text64(to, at, data, text.size(), destructor(life), SQLITE_UTF8);
}
int bind(sqlite3_stmt* to, int at, Blob blob, Lifetime life) {
  const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
  return sqlite3_bind_blob64(to, at, data, blob.bytes.size(), destructor(life));
}
}  // namespace detail

// ---- Rows ---------------------------------------------------------------------------------------------

Rows::Rows(sqlite3_stmt* statement, std::optional<core::Error> error)
    : statement_(statement), error_(std::move(error)) {}

Rows::Rows(Rows&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), error_(std::move(other.error_)) {}

Rows::~Rows() {
  if (statement_ != nullptr) sqlite3_reset(statement_);  // its code repeats what next() has reported
}

bool Rows::next() {
  if (error_) return false;
  const auto code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    auto* handle = sqlite3_db_handle(statement_);
    error_ = error_of(handle, sqlite3_extended_errcode(handle));
  }
  return false;
}

Result<> Rows::finished() const {
  if (error_) return tl::unexpected(*error_);
  return {};
}

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Rows::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::bytes(int column) const {
  const auto* data =
      static_cast<const char*>(sqlite3_column_blob(statement_, column));  // text comes as it is stored
  return {data, data == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Rows::unknown_name(int column) {
  error_ = core::Error{core::ErrorKind::corrupt_store, std::string("unknown ") +
                                                           sqlite3_column_name(statement_, column) + " '" +
                                                           std::string(bytes(column)) + "'"};
}

// ---- Connection ---------------------------------------------------------------------------------------

void Connection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void Connection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
Result<Connection> Connection::open_to_read(const std::filesystem::path& file, const Options& options) {
  auto db = open(file, Access::read, options);
  if (!db) return fail(db);
  if (const auto prepared = db->prepare(); !prepared) return fail(prepared);
  return db;
}

void Connection::end_with(const std::stop_token& stop) {
  constexpr int look_every = 1000;  // instructions of SQLite's machine: some microseconds each
  sqlite3_progress_handler(
      handle(), look_every,
      [](void* asked) {
        return static_cast<int>(static_cast<const std::stop_token*>(asked)->stop_requested());
      },
      const_cast<std::stop_token*>(&stop));
}

void Connection::wait_for_others(bool wait) {
  if (wait)
    patience_->hold(handle());
  else
    Patience::lose(handle());
}

Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::filesystem::path& file, Access access,
                                    const Options& options) {
  configure_engine();
  if (const auto registered = register_gathering_vfs(); !registered) return fail(registered);
  sqlite3* handle = nullptr;
  const bool writes = access == Access::write;
  const int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const auto code =
      sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                      writes ? gathering_vfs : nullptr);
  Connection connection(handle);  // also after a failure there is a handle to close
  if (code != SQLITE_OK) {
    const auto error = error_of(handle, code);
    return fail(error.kind, file.string() + ": " + error.detail);
  }
  if (const auto added = add_word_splitter(handle); !added) return fail(added);
  if (const auto added = add_names_address(handle); added != SQLITE_OK)
    return tl::unexpected(error_of(handle, added));
  connection.patience_ = std::make_unique<Patience>(options.busy_timeout, options.stopping);
  connection.wait_for_others(true);

  // FULL: with NORMAL a commit is not synced in WAL mode, and a 250 would be a lie. No checkpoint but the
  // writer's own (wal_autocheckpoint=0): two connections that check out and write at once can corrupt the log
  // before SQLite 3.51.3.
  std::string pragmas =
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;";
  if (writes) {
    pragmas +=
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-24576; PRAGMA secure_delete=ON;";
    if (options.max_pages) pragmas += "PRAGMA max_page_count=" + std::to_string(*options.max_pages) + ";";
  } else {
    pragmas += "PRAGMA query_only=ON; PRAGMA cache_size=-2048;";
  }
  if (const auto set = connection.execute(pragmas); !set)
    return fail(set.error().kind, file.string() + ": " + set.error().detail);
  return connection;
}

Result<> Connection::prepare() {
  auto rest = queries_text;
  for (auto& statement : statements_) {
    const auto query = take_query(rest);
    const auto name = query.substr(0, query.find('\n'));
    const auto text = query.substr(name.size());
    sqlite3_stmt* prepared = nullptr;
    const auto code = sqlite3_prepare_v3(handle_.get(), text.data(), static_cast<int>(text.size()),
                                         SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement.reset(prepared);
    if (code != SQLITE_OK)
      return fail(core::ErrorKind::internal,
                  "query " + std::string(name) + ": " + sqlite3_errmsg(handle_.get()));
  }
  return {};
}

Result<> Connection::execute(const std::string& sql) {
  if (const auto code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
      code != SQLITE_OK)
    return tl::unexpected(error_of(handle_.get(), code));
  return {};
}

Result<std::int64_t> Connection::number(const std::string& sql) {
  const auto all = numbers(sql, {});
  if (!all) return fail(all);
  if (all->empty()) return fail(core::ErrorKind::internal, "no row: " + sql);
  return all->front();
}

template <class Cell>
Result<std::vector<Cell>> Connection::column(const std::string& sql, const std::vector<Value>& values) {
  sqlite3_stmt* prepared = nullptr;
  const auto code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &prepared, nullptr);
  const Statement statement(prepared);
  if (code != SQLITE_OK) return tl::unexpected(error_of(handle_.get(), code));

  int failed = 0;
  for (int at = 1; const auto& value : values)
    failed |= std::visit(
        [&](const auto& bound) { return detail::bind(prepared, at++, bound, detail::Lifetime::until_reset); },
        value);
  auto rows = this->rows(prepared, failed);
  std::vector<Cell> found;
  while (rows.next()) rows.read(found.emplace_back());
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return found;
}

Result<std::vector<std::int64_t>> Connection::numbers(const std::string& sql,
                                                      const std::vector<Value>& values) {
  return column<std::int64_t>(sql, values);
}

Result<std::vector<std::string>> Connection::texts(const std::string& sql, const std::vector<Value>& values) {
  return column<std::string>(sql, values);
}

Result<> Connection::finish(sqlite3_stmt* statement, int bind_code) {
  auto code = bind_code != SQLITE_OK ? bind_code : sqlite3_step(statement);
  std::optional<core::Error> error;
  if (code != SQLITE_DONE) error = error_of(handle_.get(), sqlite3_extended_errcode(handle_.get()));
  sqlite3_reset(statement);  // its code repeats the step's
  if (error) return tl::unexpected(std::move(*error));
  return {};
}

Rows Connection::rows(sqlite3_stmt* statement, int bind_code) {
  if (bind_code == SQLITE_OK) return {statement, std::nullopt};
  return {statement, error_of(handle_.get(), sqlite3_extended_errcode(handle_.get()))};
}

int Connection::changes() const { return sqlite3_changes(handle_.get()); }
std::int64_t Connection::total_changes() const { return sqlite3_total_changes64(handle_.get()); }
std::int64_t Connection::last_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

}  // namespace ticketd::store::sqlite
