#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#elif defined(__APPLE__)
#include <sys/event.h>
#endif

/// Moves a descriptor to `lowest` or above.
static int raised(int fd, int lowest) {
    if (fd < 0 || fd >= lowest) return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, lowest);
    int code = errno;
    close(fd);
    errno = code;
    return moved;
}

int farthing_pipe_above(int ends[2], int lowest) {
#if defined(__linux__)
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#else
    if (pipe(ends) != 0) return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
    ends[0] = raised(ends[0], lowest);
    int code = ends[0] < 0 ? errno : 0;
    ends[1] = raised(ends[1], lowest);
    if (ends[1] < 0 && code == 0) code = errno;
    if (code == 0) return 0;
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
    return code;
}

static void set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

int farthing_pipe(int ends[2]) {
    int code = farthing_pipe_above(ends, STDERR_FILENO + 1);
    if (code != 0) return code;
    set_nonblocking(ends[0]);
    set_nonblocking(ends[1]);
    return 0;
}

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const char *directory,
                   int writing) {
    int code = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (code == 0) code = posix_spawn_file_actions_adddup2(actions, writing, 1);
    if (code == 0) code = posix_spawn_file_actions_adddup2(actions, writing, 2);
    if (code == 0) code = posix_spawn_file_actions_addchdir_np(actions, directory);
    short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#elif defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    sigset_t all, none;
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) code = posix_spawnattr_setflags(attributes, flags);
    return code;
}

int farthing_spawn(const char *path, char *const argv[], char *const envp[], const char *directory, int *output,
                   pid_t *pid) {
    int ends[2];
    int code = farthing_pipe_above(ends, STDERR_FILENO + 1);
    if (code != 0) return code;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawnattr_init(&attributes);
        if (code == 0) {
            code = prepare(&actions, &attributes, directory, ends[1]);
            if (code == 0) code = posix_spawn(pid, path, &actions, &attributes, argv, envp);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (code != 0) {
        close(ends[0]);
        return code;
    }
    set_nonblocking(ends[0]);
    *output = ends[0];
    return 0;
}

int farthing_exit_descriptor(pid_t pid) {
#if defined(__linux__) && defined(SYS_pidfd_open)
    return (int)syscall(SYS_pidfd_open, pid, 0);
#elif defined(__APPLE__)
    int queue = kqueue();
    if (queue < 0) return -1;
    struct kevent change;
    EV_SET(&change, pid, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, 0, 0);
    if (kevent(queue, &change, 1, 0, 0, 0) == 0) return queue;
    close(queue);
    return -1;
#else
    return -1;
#endif
}

int farthing_has_ended(pid_t pid) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) != 0) return errno == ECHILD;
    return info.si_pid == pid;
}

int farthing_reap(pid_t pid, int *value) {
    int status = 0;
    pid_t result;
    do {
        result = waitpid(pid, &status, 0);
    } while (result < 0 && errno == EINTR);
    *value = 0;
    if (result != pid) return -1;
    if (WIFSIGNALED(status)) {
        *value = WTERMSIG(status);
        return 1;
    }
    *value = WEXITSTATUS(status);
    return 0;
}

int farthing_folder_flags(void) {
#if defined(__linux__)
    return O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
#else
    return O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
#endif
}
