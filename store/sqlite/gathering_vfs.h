// How the writer's pages reach the kernel. A commit writes each page and each page's head with a call of its
// own; what follows each other in the file goes out in one here, at the latest when the file is synced.
#pragma once

#include "core/result.h"

namespace ticketd::store::sqlite {

inline constexpr const char* gathering_vfs = "ticketd";  ///< its name, for sqlite3_open_v2

/// Asked by sqlite3_file_control after the log was copied back: SQLITE_OK, or why the last write failed of a
/// copy that readers ended early. SQLite does not look. The file refuses everything from then on.
inline constexpr int copying_failed = 4711;

/// Before the first connection is opened by that name; any number of times, any thread.
Result<> register_gathering_vfs();

}  // namespace ticketd::store::sqlite
