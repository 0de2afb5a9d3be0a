#include "store/sqlite/word_splitter.h"

#include "core/search_words.h"
#include "store/sqlite/connection.h"

#include <sqlite3.h>

namespace ticketd::store::sqlite {
namespace {

/// FTS5 hands its API out through a bound pointer.
fts5_api* api_of(sqlite3* connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return api;
}

/// It has no state; FTS5 wants something to point at.
int create(void*, const char**, int, Fts5Tokenizer** made) {
  static int nothing = 0;
  *made = reinterpret_cast<Fts5Tokenizer*>(&nothing);
  return SQLITE_OK;
}
void destroy(Fts5Tokenizer*) {}

using TakeToken = int (*)(void*, int flags, const char* token, int size, int begin, int end);

int split(Fts5Tokenizer*, void* context, int why, const char* text, int size, TakeToken take) {
  if (text == nullptr || size <= 0) return SQLITE_OK;
  const auto what = (why & FTS5_TOKENIZE_QUERY) != 0 ? core::SplitFor::question : core::SplitFor::text;
  int code = SQLITE_OK;
  core::split_words({text, static_cast<std::size_t>(size)}, what, [&](const core::SearchWord& word) {
    code = take(context, word.beside ? FTS5_TOKEN_COLOCATED : 0, word.text.data(),
                static_cast<int>(word.text.size()), static_cast<int>(word.begin), static_cast<int>(word.end));
    return code == SQLITE_OK;
  });
  return code;
}

}  // namespace

Result<> add_word_splitter(sqlite3* connection) {
  auto* api = api_of(connection);
  fts5_tokenizer splitter{create, destroy, split};
  if (api == nullptr || api->xCreateTokenizer(api, "ticketd", nullptr, &splitter, nullptr) != SQLITE_OK)
    return fail(core::ErrorKind::internal, "this SQLite has no full-text search (FTS5)");
  return {};
}

}  // namespace ticketd::store::sqlite
