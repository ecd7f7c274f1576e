#ifndef CPROCESS_H
#define CPROCESS_H

#include <sys/types.h>

/// Starts a program as the leader of a session and process group of its own, so that it has no terminal to wait for
/// and can be killed with all its children: standard input is /dev/null, standard output and error are one pipe, no
/// other descriptor is passed on, every signal has its default disposition and none is blocked.
///
/// Returns 0 and sets `output` (the pipe's reading end: close-on-exec, non-blocking) and `pid`; else an errno.
int farthing_spawn(const char *path, char *const argv[], char *const envp[], const char *directory, int *output,
                   pid_t *pid);

/// A descriptor that polls readable once the child has ended; -1 where the system has none.
int farthing_exit_descriptor(pid_t pid);

/// Whether the child has ended. It stays a zombie, so that its id and its group's cannot be taken by others.
int farthing_has_ended(pid_t pid);

/// Waits for the child's end and releases it. Returns 0 with its exit status, 1 with the signal that ended it, or -1
/// when the system has forgotten it.
int farthing_reap(pid_t pid, int *value);

/// Makes a pipe whose ends are close-on-exec and not below `lowest`, so that `dup2` to a child's descriptors below it
/// cannot collide with them. Returns 0, else an errno.
int farthing_pipe_above(int ends[2], int lowest);

/// Makes a pipe whose ends are close-on-exec and non-blocking. Returns 0, else an errno.
int farthing_pipe(int ends[2]);

/// Flags to open a folder for walking on from it only, which needs no right to list it where the system has such a
/// way; symbolic links are not followed.
int farthing_folder_flags(void);

#endif
