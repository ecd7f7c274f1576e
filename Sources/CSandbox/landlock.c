#define _GNU_SOURCE
#include "CSandbox.h"
#include "internal.h"

#include <errno.h>

#if defined(__linux__)

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's names, written out: headers are older than kernels.
#define NR_CREATE_RULESET 444
#define NR_ADD_RULE 445
#define NR_RESTRICT_SELF 446
#define RULE_PATH_BENEATH 1

struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    REMOVE_FOLDER = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_DEVICE = 1 << 6,
    MAKE_FOLDER = 1 << 7,
    MAKE_FILE = 1 << 8,
    MAKE_SOCKET = 1 << 9,
    MAKE_PIPE = 1 << 10,
    MAKE_BLOCK = 1 << 11,
    MAKE_LINK = 1 << 12,
    REFER = 1 << 13,     // version 2
    TRUNCATE = 1 << 14,  // version 3
    CONTROL = 1 << 15,   // version 5: ioctl of devices
};

static const uint64_t reading = EXECUTE | READ_FILE | READ_FOLDER;
static const uint64_t writing = EXECUTE | READ_FILE | READ_FOLDER | WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE
    | MAKE_FOLDER | MAKE_FILE | MAKE_SOCKET | MAKE_PIPE | MAKE_LINK | REFER | TRUNCATE;
static const uint64_t of_files = EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE | CONTROL;

int farthing_landlock_version(void) {
    long version = syscall(NR_CREATE_RULESET, (void *)0, (size_t)0, 1u);
    return version > 0 ? (int)version : 0;
}

static int allow(int rules, const char *path, uint64_t rights) {
    int place = open(path, O_PATH | O_CLOEXEC);
    // What is not there cannot be used, and needs no leave.
    if (place < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP ? 0 : errno;
    struct stat status;
    int code = fstat(place, &status) == 0 ? 0 : errno;
    if (code == 0) {
        if (!S_ISDIR(status.st_mode)) rights &= of_files;
        struct path_rule rule = {rights, place};
        if (syscall(NR_ADD_RULE, rules, RULE_PATH_BENEATH, &rule, 0) != 0) code = errno;
    }
    close(place);
    return code;
}

int farthing_enter_landlock(const struct farthing_confinement *confinement) {
    int version = farthing_landlock_version();
    if (version < 1) return ENOSYS;
    uint64_t handled = writing | MAKE_DEVICE | MAKE_BLOCK;
    if (version < 2) handled &= ~(uint64_t)REFER;
    if (version < 3) handled &= ~(uint64_t)TRUNCATE;
    if (version >= 5) handled |= CONTROL;
    struct ruleset set = {handled, 0, 0};
    size_t size = sizeof set.files;
    if (version >= 4) {
        // TCP's bind and connect; the filter of system calls refuses the rest.
        if (!confinement->network) set.network = 3;
        size = sizeof set.files + sizeof set.network;
    }
    if (version >= 6) {
        // Abstract sockets and signals of whoever is outside.
        set.scopes = 3;
        size = sizeof set;
    }
    int rules = (int)syscall(NR_CREATE_RULESET, &set, size, 0u);
    if (rules < 0) return errno;
    int code = 0;
    for (const char *const *path = confinement->readable; code == 0 && path && *path; path++)
        code = allow(rules, *path, reading & handled);
    for (const char *const *path = confinement->writable; code == 0 && path && *path; path++)
        code = allow(rules, *path, writing & handled);
    // Its own entry in /proc: the name is resolved here, in the child.
    if (code == 0) code = allow(rules, "/proc/self", reading & handled);
    if (code == 0 && syscall(NR_RESTRICT_SELF, rules, 0u) != 0) code = errno;
    close(rules);
    return code;
}

#else

int farthing_landlock_version(void) { return 0; }

int farthing_enter_landlock(const struct farthing_confinement *confinement) { return ENOSYS; }

#endif
