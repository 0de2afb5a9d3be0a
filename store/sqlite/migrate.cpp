#include "store/sqlite/migrate.h"

#include <string>

namespace ticketd::store::sqlite {
namespace {

constexpr std::int64_t application_id = 0x746b7431;  // "tkt1", so that file(1) and we know our own

Result<> check_is_ours(Connection& connection, const std::filesystem::path& file) {
  const auto id = connection.number("PRAGMA application_id");
  if (!id) return fail(id);
  if (*id == application_id) return {};
  const auto tables = connection.number("SELECT count(*) FROM sqlite_schema");
  if (!tables) return fail(tables);
  if (*tables == 0) return {};
  return fail(core::ErrorKind::bad_config, file.string() + " is a database, but not one of ticketd");
}

Result<> keep_copy(Connection& connection, const std::filesystem::path& file, int next) {
  const auto copy = file.string() + ".before-" + std::to_string(next);
  std::error_code ignored;  // a copy that an interrupted start left; what can't be removed fails below
  std::filesystem::remove(copy, ignored);
  std::string quoted;
  for (const char c : copy) quoted += c == '\'' ? "''" : std::string(1, c);
  return connection.execute("VACUUM INTO '" + quoted + "'");
}

Result<> take_step(Connection& connection, const Migration& step) {
  const auto script = "BEGIN IMMEDIATE;\n" + std::string(step.sql) +
                      "\nPRAGMA application_id = " + std::to_string(application_id) +
                      ";\nPRAGMA user_version = " + std::to_string(step.number) + ";\nCOMMIT;";
  auto done = connection.execute(script);
  if (done) return done;
  if (connection.in_transaction())
    (void)connection.execute("ROLLBACK");  // the first error is the one to tell
  return fail(done.error().kind, "migration " + std::to_string(step.number) + ": " + done.error().detail);
}

}  // namespace

Result<> migrate(Connection& connection, const std::filesystem::path& file,
                 std::span<const Migration> steps) {
  if (const auto ours = check_is_ours(connection, file); !ours) return ours;
  const auto found = connection.number("PRAGMA user_version");
  if (!found) return fail(found);
  const int latest = steps.empty() ? 0 : steps.back().number;
  if (*found > latest)
    return fail(core::ErrorKind::bad_config, file.string() + " was written by a newer ticketd (schema " +
                                                 std::to_string(*found) + ", this program knows " +
                                                 std::to_string(latest) +
                                                 "): install that version, or restore a backup");

  bool kept = *found == 0;  // a new database needs no copy
  for (const auto& step : steps) {
    if (step.number <= *found) continue;
    if (!kept)
      if (const auto copy = keep_copy(connection, file, step.number); !copy) return copy;
    kept = true;
    if (const auto done = take_step(connection, step); !done) return done;
  }
  return {};
}

}  // namespace ticketd::store::sqlite
