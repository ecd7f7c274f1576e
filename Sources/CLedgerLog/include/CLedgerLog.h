#ifndef CLEDGERLOG_H
#define CLEDGERLOG_H

#include <sqlite3.h>

/// Writes what a commit adds to the write-ahead log in one system call.
///
/// SQLite writes a frame's header and its page apart, so a commit of eight pages is sixteen calls, which take longer
/// than all the rest of it. This keeps consecutive writes to the log and passes them on together, at the latest when
/// SQLite syncs the log, which it does before it shows the commit to anybody and whose failure fails the commit. The
/// connection therefore needs `PRAGMA synchronous = FULL`.
///
/// With `waits_for_disk` 0 a commit's sync writes and does not wait for the disk, as `synchronous = NORMAL` means it.
/// A checkpoint's does wait: `PRAGMA checkpoint_fullfsync = ON` tells the two apart and must be set.
///
/// Call once on a connection whose log is open. Returns SQLITE_OK; anything else leaves the connection as it was.
int farthing_join_log_writes(sqlite3 *db, int waits_for_disk);

/// Has SQLite not count the memory it uses: the count is behind a mutex that every allocation of a commit takes. Call
/// before the process's first connection; later it does nothing.
void farthing_spare_sqlite_counts(void);

#endif
