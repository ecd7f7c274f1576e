#include "CArchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>

struct FarthingArchive {
    struct archive *archive;
    int isWriting;
    /* A failure to open, told by the first call that can tell. */
    int failed;
};

static FarthingArchive *made(struct archive *archive, int isWriting) {
    FarthingArchive *made = archive ? calloc(1, sizeof *made) : NULL;
    if (!made) {
        if (archive) archive_free(archive);
        return NULL;
    }
    made->archive = archive;
    made->isWriting = isWriting;
    /* Without a locale that knows UTF-8, libarchive gives no names but ASCII ones. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return made;
}

FarthingArchive *farthing_archive_open(const char *path) {
    FarthingArchive *it = made(archive_read_new(), 0);
    if (!it) return NULL;
    archive_read_support_filter_gzip(it->archive);
    archive_read_support_format_tar(it->archive);
    it->failed = archive_read_open_filename(it->archive, path, 65536) != ARCHIVE_OK;
    return it;
}

int farthing_archive_next(FarthingArchive *it, FarthingEntry *entry) {
    struct archive_entry *header = NULL;
    if (it->failed) return -1;
    int code = archive_read_next_header(it->archive, &header);
    if (code == ARCHIVE_EOF) return 0;
    /* A warning is a damaged header too. */
    if (code != ARCHIVE_OK || !header) return -1;
    entry->path = archive_entry_pathname_utf8(header);
    entry->isExecutable = (archive_entry_perm(header) & 0100) != 0;
    entry->size = archive_entry_size_is_set(header) ? archive_entry_size(header) : 0;
    if (archive_entry_hardlink(header) || archive_entry_symlink(header)) {
        entry->kind = FarthingLink;
        return 1;
    }
    switch (archive_entry_filetype(header)) {
    case AE_IFREG: entry->kind = FarthingFile; break;
    case AE_IFDIR: entry->kind = FarthingFolder; break;
    case AE_IFLNK: entry->kind = FarthingLink; break;
    default: entry->kind = FarthingSpecial; break;
    }
    return 1;
}

long farthing_archive_read(FarthingArchive *it, void *bytes, size_t count) {
    la_ssize_t read = archive_read_data(it->archive, bytes, count);
    return read < 0 ? -1 : (long)read;
}

FarthingArchive *farthing_archive_create(const char *path) {
    FarthingArchive *it = made(archive_write_new(), 1);
    if (!it) return NULL;
    archive_write_add_filter_gzip(it->archive);
    archive_write_set_format_pax_restricted(it->archive);
    it->failed = archive_write_set_options(it->archive, "gzip:!timestamp,gzip:compression-level=9") != ARCHIVE_OK
        || archive_write_open_filename(it->archive, path) != ARCHIVE_OK;
    return it;
}

int farthing_archive_add(
    FarthingArchive *it, const char *path, int isFolder, int isExecutable, const void *bytes, size_t count) {
    if (it->failed) return -1;
    struct archive_entry *header = archive_entry_new();
    if (!header) return -1;
    archive_entry_set_pathname_utf8(header, path);
    archive_entry_set_filetype(header, isFolder ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(header, isFolder || isExecutable ? 0755 : 0644);
    archive_entry_set_size(header, (la_int64_t)count);
    archive_entry_set_mtime(header, 0, 0);
    int good = archive_write_header(it->archive, header) == ARCHIVE_OK
        && (count == 0 || archive_write_data(it->archive, bytes, count) == (la_ssize_t)count);
    archive_entry_free(header);
    return good ? 0 : -1;
}

int farthing_archive_finish(FarthingArchive *it) {
    return !it->failed && archive_write_close(it->archive) == ARCHIVE_OK ? 0 : -1;
}

const char *farthing_archive_error(FarthingArchive *it) {
    const char *text = archive_error_string(it->archive);
    return text ? text : "it is no gzipped tar archive";
}

void farthing_archive_free(FarthingArchive *it) {
    if (!it) return;
    archive_free(it->archive);
    free(it);
}
