#include "CArchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>

/* The library is loaded when the first archive is opened: with its own libraries (XML, Unicode tables) it would cost every
   start of the program milliseconds and megabytes, and few starts touch an archive. */

#define FUNCTIONS(X) \
    X(archive_entry_filetype) \
    X(archive_entry_free) \
    X(archive_entry_hardlink) \
    X(archive_entry_new) \
    X(archive_entry_pathname_utf8) \
    X(archive_entry_perm) \
    X(archive_entry_set_filetype) \
    X(archive_entry_set_mtime) \
    X(archive_entry_set_pathname_utf8) \
    X(archive_entry_set_perm) \
    X(archive_entry_set_size) \
    X(archive_entry_size) \
    X(archive_entry_size_is_set) \
    X(archive_entry_symlink) \
    X(archive_error_string) \
    X(archive_free) \
    X(archive_read_data) \
    X(archive_read_new) \
    X(archive_read_next_header) \
    X(archive_read_open_filename) \
    X(archive_read_support_filter_gzip) \
    X(archive_read_support_format_tar) \
    X(archive_write_add_filter_gzip) \
    X(archive_write_close) \
    X(archive_write_data) \
    X(archive_write_header) \
    X(archive_write_new) \
    X(archive_write_open_filename) \
    X(archive_write_set_format_pax_restricted) \
    X(archive_write_set_options)

static struct {
#define MEMBER(name) __typeof__(&name) name;
    FUNCTIONS(MEMBER)
} la;
static int isLoaded = 0;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
#ifdef __APPLE__
    void *library = dlopen("/usr/lib/libarchive.2.dylib", RTLD_NOW | RTLD_LOCAL);
#else
    void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) return;
#define FIND(name) \
    la.name = (__typeof__(la.name))dlsym(library, #name); \
    if (!la.name) return;
    FUNCTIONS(FIND)
    isLoaded = 1;
}

int farthing_archive_is_available(void) {
    pthread_once(&once, load);
    return isLoaded;
}

struct FarthingArchive {
    struct archive *archive;
    int isWriting;
    /* A failure to open, told by the first call that can tell. */
    int failed;
};

static FarthingArchive *made(struct archive *archive, int isWriting) {
    FarthingArchive *made = archive ? calloc(1, sizeof *made) : NULL;
    if (!made) {
        if (archive) la.archive_free(archive);
        return NULL;
    }
    made->archive = archive;
    made->isWriting = isWriting;
    /* Without a locale that knows UTF-8, libarchive gives no names but ASCII ones. */
    setlocale(LC_CTYPE, "C.UTF-8");
    return made;
}

FarthingArchive *farthing_archive_open(const char *path) {
    if (!farthing_archive_is_available()) return NULL;
    FarthingArchive *it = made(la.archive_read_new(), 0);
    if (!it) return NULL;
    la.archive_read_support_filter_gzip(it->archive);
    la.archive_read_support_format_tar(it->archive);
    it->failed = la.archive_read_open_filename(it->archive, path, 65536) != ARCHIVE_OK;
    return it;
}

int farthing_archive_next(FarthingArchive *it, FarthingEntry *entry) {
    struct archive_entry *header = NULL;
    if (it->failed) return -1;
    int code = la.archive_read_next_header(it->archive, &header);
    if (code == ARCHIVE_EOF) return 0;
    /* A warning is a damaged header too. */
    if (code != ARCHIVE_OK || !header) return -1;
    entry->path = la.archive_entry_pathname_utf8(header);
    entry->isExecutable = (la.archive_entry_perm(header) & 0100) != 0;
    entry->size = la.archive_entry_size_is_set(header) ? la.archive_entry_size(header) : 0;
    if (la.archive_entry_hardlink(header) || la.archive_entry_symlink(header)) {
        entry->kind = FarthingLink;
        return 1;
    }
    switch (la.archive_entry_filetype(header)) {
    case AE_IFREG: entry->kind = FarthingFile; break;
    case AE_IFDIR: entry->kind = FarthingFolder; break;
    case AE_IFLNK: entry->kind = FarthingLink; break;
    default: entry->kind = FarthingSpecial; break;
    }
    return 1;
}

long farthing_archive_read(FarthingArchive *it, void *bytes, size_t count) {
    la_ssize_t read = la.archive_read_data(it->archive, bytes, count);
    return read < 0 ? -1 : (long)read;
}

FarthingArchive *farthing_archive_create(const char *path) {
    if (!farthing_archive_is_available()) return NULL;
    FarthingArchive *it = made(la.archive_write_new(), 1);
    if (!it) return NULL;
    la.archive_write_add_filter_gzip(it->archive);
    la.archive_write_set_format_pax_restricted(it->archive);
    it->failed = la.archive_write_set_options(it->archive, "gzip:!timestamp,gzip:compression-level=9") != ARCHIVE_OK
        || la.archive_write_open_filename(it->archive, path) != ARCHIVE_OK;
    return it;
}

int farthing_archive_add(
    FarthingArchive *it, const char *path, int isFolder, int isExecutable, const void *bytes, size_t count) {
    if (it->failed) return -1;
    struct archive_entry *header = la.archive_entry_new();
    if (!header) return -1;
    la.archive_entry_set_pathname_utf8(header, path);
    la.archive_entry_set_filetype(header, isFolder ? AE_IFDIR : AE_IFREG);
    la.archive_entry_set_perm(header, isFolder || isExecutable ? 0755 : 0644);
    la.archive_entry_set_size(header, (la_int64_t)count);
    la.archive_entry_set_mtime(header, 0, 0);
    int good = la.archive_write_header(it->archive, header) == ARCHIVE_OK
        && (count == 0 || la.archive_write_data(it->archive, bytes, count) == (la_ssize_t)count);
    la.archive_entry_free(header);
    return good ? 0 : -1;
}

int farthing_archive_finish(FarthingArchive *it) {
    return !it->failed && la.archive_write_close(it->archive) == ARCHIVE_OK ? 0 : -1;
}

const char *farthing_archive_error(FarthingArchive *it) {
    const char *text = la.archive_error_string(it->archive);
    return text ? text : "it is no gzipped tar archive";
}

void farthing_archive_free(FarthingArchive *it) {
    if (!it) return;
    la.archive_free(it->archive);
    free(it);
}
