#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "CSandbox.h"
#include "CProcess.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum step { START = 1, FOLDER, SANDBOX, EXEC };

struct report {
    int step;
    int code;
};

/// Descriptors below it are those that the child's standard ones and the passed one get.
enum { LOWEST = 4 };

static int limit(int what, uint64_t value) {
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return errno;
    // What this process may not itself it cannot give.
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
    struct rlimit wanted = {value, value};
    return setrlimit(what, &wanted) == 0 ? 0 : errno;
}

static int limit_all(const struct farthing_confinement *confinement) {
    int code = limit(RLIMIT_CORE, 0);
    if (code == 0) code = limit(RLIMIT_NOFILE, 1024);
    if (code == 0 && confinement->cpu) code = limit(RLIMIT_CPU, confinement->cpu);
    // Not the address space: interpreters reserve far more of that than they use.
    if (code == 0 && confinement->memory) code = limit(RLIMIT_DATA, confinement->memory);
    if (code == 0 && confinement->memory) code = limit(RLIMIT_STACK, 8 << 20);
    if (code == 0 && confinement->memory) code = limit(RLIMIT_FSIZE, (uint64_t)4 << 30);
#if defined(RLIMIT_NPROC)
    if (code == 0 && confinement->processes) code = limit(RLIMIT_NPROC, confinement->processes);
#endif
    return code;
}

#if defined(__linux__)
/// Leaves root for a user of its own, which the limit of processes binds and which may signal nobody, and keeps only the
/// right to use files whatever their owner: which files, Landlock says.
static int leave_root(uint32_t user) {
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return errno;
    // The kernel's calls: those of the library tell other threads, of which the child has none.
    if (syscall(SYS_setgroups, 0, (void *)0) != 0) return errno;
    if (syscall(SYS_setresgid, user, user, user) != 0) return errno;
    if (syscall(SYS_setresuid, user, user, user) != 0) return errno;
    const uint32_t kept = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH;
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{kept, kept, kept}, {0, 0, 0}};
    if (syscall(SYS_capset, &header, data) != 0) return errno;
    const int both[] = {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH};
    for (int i = 0; i < 2; i++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, both[i], 0, 0) != 0) return errno;
    return 0;
}
#endif

int farthing_sandbox_enter(const struct farthing_confinement *confinement) {
    int code = limit_all(confinement);
    if (code != 0) return code;
    int isolated = confinement->readable != NULL || confinement->writable != NULL;
#if defined(__linux__)
    if (isolated && confinement->user && geteuid() == 0) {
        code = leave_root(confinement->user);
        // In a container whose users are counted that id may not exist; Landlock holds all the same.
        if (code != 0 && code != EINVAL && code != EPERM) return code;
    }
    if ((isolated || confinement->filtered) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
#endif
    if (isolated) code = farthing_enter_landlock(confinement);
    if (code == 0 && (isolated || confinement->filtered)) code = farthing_install_filter(confinement->network);
    return code;
}

static void fail(int status, enum step step, int code) {
    struct report report = {step, code};
    ssize_t written = write(status, &report, sizeof report);
    (void)written;  // the end of the pipe tells as well that it failed
    _exit(127);
}

static void become(const char *path, char *const argv[], char *const envp[], const char *directory,
                   const struct farthing_confinement *confinement, int passed, const int child[3], int status) {
    if (setsid() < 0) fail(status, START, errno);
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    int merged = confinement && confinement->merged;
    for (int fd = 0; fd < 3; fd++)
        if (dup2(child[merged && fd == 2 ? 1 : fd], fd) < 0) fail(status, START, errno);
    if (passed >= 0 && dup2(passed, 3) < 0) fail(status, START, errno);
    int first = passed >= 0 ? 4 : 3;
#if defined(__linux__) && defined(SYS_close_range)
    // 4: set close-on-exec, so that the status pipe still tells of a failed exec.
    if (syscall(SYS_close_range, first, ~0u, 4u) != 0)
#endif
        for (int fd = first; fd < 4096; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir(directory) != 0) fail(status, FOLDER, errno);
    int code = confinement ? farthing_sandbox_enter(confinement) : 0;
    if (code != 0) fail(status, SANDBOX, code);
    execve(path, argv, envp);
    fail(status, EXEC, errno);
}

static void set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

int farthing_sandbox_spawn(const char *path, char *const argv[], char *const envp[], const char *directory,
                           const struct farthing_confinement *confinement, int passed, int pipes[3], pid_t *pid,
                           const char **failed) {
    *failed = "start";
    int ends[4][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    int code = 0;
    for (int i = 0; i < 4 && code == 0; i++) code = farthing_pipe_above(ends[i], LOWEST);
    // Input is ours to write and the child's to read; the others the other way round.
    const int child[3] = {ends[0][0], ends[1][1], ends[2][1]};
    const int ours[3] = {ends[0][1], ends[1][0], ends[2][0]};
    pid_t made = -1;
    if (code == 0) {
        sigset_t all, before;
        sigfillset(&all);
        // No handler of ours runs in the child.
        pthread_sigmask(SIG_SETMASK, &all, &before);
        made = fork();
        if (made == 0) become(path, argv, envp, directory, confinement, passed, child, ends[3][1]);
        code = made < 0 ? errno : 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    for (int i = 0; i < 3; i++)
        if (child[i] >= 0) close(child[i]);
    if (ends[3][1] >= 0) close(ends[3][1]);
    if (code == 0) {
        struct report report;
        ssize_t count;
        do count = read(ends[3][0], &report, sizeof report);
        while (count < 0 && errno == EINTR);
        if (count == (ssize_t)sizeof report) {
            static const char *const steps[] = {"start", "start", "directory", "sandbox", "exec"};
            *failed = steps[report.step];
            code = report.code;
            int status;
            while (waitpid(made, &status, 0) < 0 && errno == EINTR) {}
        }
    }
    if (ends[3][0] >= 0) close(ends[3][0]);
    for (int i = 0; i < 3; i++) {
        if (ours[i] < 0) continue;
        if (code != 0) {
            close(ours[i]);
        } else {
            set_nonblocking(ours[i]);
            pipes[i] = ours[i];
        }
    }
    *pid = made;
    return code;
}

int farthing_filled_pipe(const void *bytes, size_t count) {
    int ends[2];
    if (farthing_pipe_above(ends, LOWEST) != 0) return -1;
    set_nonblocking(ends[1]);
    ssize_t written = write(ends[1], bytes, count);
    close(ends[1]);
    if (written == (ssize_t)count) return ends[0];
    close(ends[0]);
    return -1;
}
