// Our words as SQLite's full-text search splits them: the tokenizer "ticketd" of FTS5.
#pragma once

#include "core/result.h"

struct sqlite3;

namespace ticketd::store::sqlite {

/// On every connection, before it reads the schema.
Result<> add_word_splitter(sqlite3* connection);

}  // namespace ticketd::store::sqlite
