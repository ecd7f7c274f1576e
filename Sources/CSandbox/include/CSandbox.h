#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What a child process may do. Zeros ask for nothing to be limited.
struct farthing_confinement {
    /// Paths beneath which it may read and execute; ended by NULL. NULL together with `writable`: no Landlock.
    const char *const *readable;
    /// Paths beneath which it may also write, make and remove; ended by NULL.
    const char *const *writable;
    /// Whether it may open network connections.
    int network;
    /// Whether the filter of system calls is put on it. Always with Landlock.
    int filtered;
    /// Private memory of each process in bytes; 0 for no limit.
    uint64_t memory;
    /// Processes and threads of its user; 0 for no limit.
    uint64_t processes;
    /// Processor time of each process in seconds; 0 for no limit.
    uint64_t cpu;
    /// A user id to run as when this process is root, which no limit of processes binds; 0 keeps it.
    uint32_t user;
    /// Whether it gets no input, and its errors go where its output goes.
    int merged;
};

/// Starts a program as the leader of a session of its own, with its standard input, output and error connected to three
/// pipes, no other descriptor, and every signal at its default. Where the system can, it is killed when the thread that
/// started it ends.
///
/// `passed` is a descriptor that the child gets as 3, or -1.
///
/// Returns 0 and sets `pipes` (our ends of input, output and error: close-on-exec, non-blocking) and `pid`; else an errno,
/// and `failed` names the step: "exec", "directory", "sandbox" or "start".
int farthing_sandbox_spawn(const char *path, char *const argv[], char *const envp[], const char *directory,
                           const struct farthing_confinement *confinement, int passed, int pipes[3], pid_t *pid,
                           const char **failed);

/// Puts the calling thread's process under a confinement, for a program that execs itself. Returns 0 or an errno.
int farthing_sandbox_enter(const struct farthing_confinement *confinement);

/// The version of the kernel's Landlock; 0 where there is none.
int farthing_landlock_version(void);

/// Writes the filter of system calls as the kernel takes it. Returns the number of bytes, 0 where there is none for this
/// processor.
size_t farthing_filter_program(int network, void *buffer, size_t capacity);

/// Makes a pipe whose reading end holds `count` bytes and then ends; -1 when it cannot.
int farthing_filled_pipe(const void *bytes, size_t count);

#endif
