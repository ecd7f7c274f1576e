#include "CLedgerLog.h"

#include <stdlib.h>
#include <string.h>

/// Bytes kept before they are passed on: a commit of 30 pages.
enum { CAPACITY = 65536 };

/// Takes the place of the log's methods; its first member is what the file points at.
typedef struct {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *below;
  int waits_for_disk;
  /// Where the kept bytes belong, and how many they are.
  sqlite3_int64 offset;
  int count;
  char bytes[CAPACITY];
} Log;

static Log *log_of(sqlite3_file *file) { return (Log *)file->pMethods; }

static int flush(sqlite3_file *file, Log *log) {
  const int count = log->count;
  if (count == 0) return SQLITE_OK;
  // What fails to be written fails the transaction, and is not tried again.
  log->count = 0;
  return log->below->xWrite(file, log->bytes, count, log->offset);
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  Log *log = log_of(file);
  if (log->count > 0 && (offset != log->offset + log->count || log->count + count > CAPACITY)) {
    const int code = flush(file, log);
    if (code != SQLITE_OK) return code;
  }
  if (count > CAPACITY) return log->below->xWrite(file, bytes, count, offset);
  if (log->count == 0) log->offset = offset;
  memcpy(log->bytes + log->count, bytes, (size_t)count);
  log->count += count;
  return SQLITE_OK;
}

static int log_sync(sqlite3_file *file, int flags) {
  Log *log = log_of(file);
  const int code = flush(file, log);
  if (code != SQLITE_OK) return code;
  const int is_commit = (flags & 0x0F) == SQLITE_SYNC_NORMAL;
  return is_commit && !log->waits_for_disk ? SQLITE_OK : log->below->xSync(file, flags);
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  Log *log = log_of(file);
  const int code = flush(file, log);
  return code == SQLITE_OK ? log->below->xRead(file, bytes, count, offset) : code;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
  Log *log = log_of(file);
  const int code = flush(file, log);
  return code == SQLITE_OK ? log->below->xTruncate(file, size) : code;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
  Log *log = log_of(file);
  const int code = flush(file, log);
  return code == SQLITE_OK ? log->below->xFileSize(file, size) : code;
}

static int log_close(sqlite3_file *file) {
  Log *log = log_of(file);
  const int failure = flush(file, log);
  file->pMethods = log->below;
  const int code = log->below->xClose(file);
  free(log);
  return failure == SQLITE_OK ? code : failure;
}

int farthing_join_log_writes(sqlite3 *db, int waits_for_disk) {
  sqlite3_file *file = NULL;
  const int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
  if (code != SQLITE_OK) return code;
  // Without a log this is the rollback journal, which is not open.
  if (file == NULL || file->pMethods == NULL) return SQLITE_MISUSE;
  Log *log = malloc(sizeof(Log));
  if (log == NULL) return SQLITE_NOMEM;
  log->methods = *file->pMethods;
  log->below = file->pMethods;
  log->waits_for_disk = waits_for_disk;
  log->count = 0;
  log->methods.xWrite = log_write;
  log->methods.xSync = log_sync;
  log->methods.xRead = log_read;
  log->methods.xTruncate = log_truncate;
  log->methods.xFileSize = log_size;
  log->methods.xClose = log_close;
  file->pMethods = &log->methods;
  return SQLITE_OK;
}

void farthing_spare_sqlite_counts(void) {
  // Refused once SQLite is in use, which then counts as it did.
  (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
