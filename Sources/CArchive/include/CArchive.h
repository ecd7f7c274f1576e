#ifndef FARTHING_CARCHIVE_H
#define FARTHING_CARCHIVE_H

#include <stddef.h>

/* libarchive, as far as packages need it: gzipped tar archives, read and written. Its own header is not shown to Swift,
   as it would make that module the owner of the system's types. */

typedef struct FarthingArchive FarthingArchive;

enum FarthingEntryKind { FarthingFile, FarthingFolder, FarthingLink, FarthingSpecial };

typedef struct {
    /* As it stands in the archive, in UTF-8; NULL where it is not that. Valid until the next entry. */
    const char *path;
    enum FarthingEntryKind kind;
    int isExecutable;
    /* What the archive claims; 0 where it claims nothing. */
    long long size;
} FarthingEntry;

/* Whether the library is there; loads it. Without it no archive is opened or made. */
int farthing_archive_is_available(void);

/* Opens an archive for reading; NULL where there is no memory. A failure is told by farthing_archive_next. */
FarthingArchive *farthing_archive_open(const char *path);
/* 1: there is an entry; 0: that was the last one; -1: see farthing_archive_error. */
int farthing_archive_next(FarthingArchive *archive, FarthingEntry *entry);
/* Bytes of the present entry; 0 at its end; -1: see farthing_archive_error. */
long farthing_archive_read(FarthingArchive *archive, void *bytes, size_t count);

/* Makes an archive; NULL where there is no memory. No times, owners or machine go into it. */
FarthingArchive *farthing_archive_create(const char *path);
/* Each returns 0, or -1: see farthing_archive_error. */
int farthing_archive_add(
    FarthingArchive *archive, const char *path, int isFolder, int isExecutable, const void *bytes, size_t count);
int farthing_archive_finish(FarthingArchive *archive);

/* What went wrong last. Valid until the archive is freed. */
const char *farthing_archive_error(FarthingArchive *archive);
void farthing_archive_free(FarthingArchive *archive);

#endif
