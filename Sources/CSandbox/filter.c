#define _GNU_SOURCE
#include "CSandbox.h"
#include "internal.h"

#include <errno.h>
#include <string.h>

#if defined(__linux__)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif
#endif

#if defined(__linux__) && defined(NATIVE_ARCH)

#define MOST_INSTRUCTIONS 256

struct program {
    struct sock_filter code[MOST_INSTRUCTIONS];
    unsigned short count;
};

static void add(struct program *program, unsigned short code, unsigned char yes, unsigned char no, unsigned k) {
    if (program->count >= MOST_INSTRUCTIONS) return;
    program->code[program->count++] = (struct sock_filter){code, yes, no, k};
}

#define LOAD(field) add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned)offsetof(struct seccomp_data, field))
#define LOAD_ARGUMENT(n) \
    add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned)(offsetof(struct seccomp_data, args) + 8 * (n)))
#define GIVE(code) add(p, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (code))
#define ALLOW() add(p, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW)
// Skips `n` instructions unless the accumulator is `value`.
#define UNLESS_EQUAL(value, n) add(p, BPF_JMP | BPF_JEQ | BPF_K, 0, (n), (unsigned)(value))
#define UNLESS_ANY_BIT(bits, n) add(p, BPF_JMP | BPF_JSET | BPF_K, 0, (n), (unsigned)(bits))

static void refuse(struct program *p, long number, unsigned code) {
    UNLESS_EQUAL(number, 1);
    GIVE(code);
}

/// Everything is allowed except ways out of the sandbox. A refusal is an error the program sees, not its end.
static void build(struct program *p, int network) {
    p->count = 0;
    LOAD(arch);
    add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, NATIVE_ARCH);
    add(p, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS);
    LOAD(nr);
#if defined(__x86_64__)
    // The x32 calls are the same ones under other numbers.
    add(p, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000);
    GIVE(ENOSYS);
#endif
    // Other namespaces and other views of the file system.
    static const long views[] = {
        SYS_unshare, SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_open_by_handle_at,
#ifdef SYS_move_mount
        SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsmount, SYS_fsconfig, SYS_fspick,
#endif
#ifdef SYS_mount_setattr
        SYS_mount_setattr,
#endif
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) refuse(p, views[i], EPERM);
    // Other processes' memory, the kernel's insides, keys, and ways around this filter.
    static const long powers[] = {
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kexec_load, SYS_init_module, SYS_finit_module,
        SYS_delete_module, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_add_key, SYS_request_key, SYS_keyctl,
        SYS_acct, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_quotactl, SYS_sethostname, SYS_setdomainname,
        SYS_settimeofday, SYS_clock_settime, SYS_syslog, SYS_personality,
        // Shared memory is not counted as a process's own, and could fill the machine past the limit.
        SYS_memfd_create, SYS_shmget,
        // Whoever stays in the session is ended with it.
        SYS_setsid, SYS_setpgid,
#ifdef SYS_pidfd_getfd
        SYS_pidfd_getfd,
#endif
#ifdef SYS_memfd_secret
        SYS_memfd_secret,
#endif
    };
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) refuse(p, powers[i], EPERM);
    // Rings open sockets without the calls below; clone3 hides its flags. Libraries do without either.
#ifdef SYS_io_uring_setup
    refuse(p, SYS_io_uring_setup, ENOSYS);
#endif
#ifdef SYS_clone3
    refuse(p, SYS_clone3, ENOSYS);
#endif
    UNLESS_EQUAL(SYS_clone, 4);
    LOAD_ARGUMENT(0);
    UNLESS_ANY_BIT(
        CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP, 1);
    GIVE(EPERM);
    ALLOW();
    // Anonymous shared memory, for the reason above.
    UNLESS_EQUAL(SYS_mmap, 6);
    LOAD_ARGUMENT(3);
    UNLESS_ANY_BIT(MAP_ANONYMOUS, 3);
    UNLESS_ANY_BIT(MAP_SHARED, 1);
    GIVE(EPERM);
    ALLOW();
    ALLOW();
    if (network) {
        // The internet and what name look-up needs; no sockets of this machine's services.
        UNLESS_EQUAL(SYS_socket, 6);
        LOAD_ARGUMENT(0);
        add(p, BPF_JMP | BPF_JEQ | BPF_K, 3, 0, AF_INET);
        add(p, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, AF_INET6);
        add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AF_NETLINK);
        GIVE(EACCES);
        ALLOW();
    } else {
        refuse(p, SYS_socket, EACCES);
    }
    ALLOW();
}

size_t farthing_filter_program(int network, void *buffer, size_t capacity) {
    struct program program;
    build(&program, network);
    size_t bytes = program.count * sizeof(struct sock_filter);
    if (program.count >= MOST_INSTRUCTIONS || bytes > capacity) return 0;
    memcpy(buffer, program.code, bytes);
    return bytes;
}

int farthing_install_filter(int network) {
    struct program program;
    build(&program, network);
    if (program.count >= MOST_INSTRUCTIONS) return E2BIG;
    struct sock_fprog filter = {program.count, program.code};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 ? 0 : errno;
}

#else

size_t farthing_filter_program(int network, void *buffer, size_t capacity) { return 0; }

int farthing_install_filter(int network) { return ENOSYS; }

#endif
