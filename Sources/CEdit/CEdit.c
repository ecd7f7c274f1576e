#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CEdit.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

bool cedit_use_utf8(void) {
    static const char *const names[] = {"C.UTF-8", "", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_CTYPE, names[i]) && !strcmp(nl_langinfo(CODESET), "UTF-8")) return true;
    return false;
}

int cedit_window_size(int descriptor, unsigned short *columns, unsigned short *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == -1) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

FILE *cedit_open_stream(int descriptor, const char *mode) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (copy == -1) return NULL;
    FILE *stream = fdopen(copy, mode);
    if (!stream) close(copy);
    return stream;
}

int cedit_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK);
#else
    if (pipe(ends) == -1) return -1;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    return 0;
#endif
}

void cedit_ignore_broken_pipes(void) {
    struct sigaction now;
    if (sigaction(SIGPIPE, NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_DFL)
        signal(SIGPIPE, SIG_IGN);
}

// The terminal. One a process, like the signals. Atomics, as a handler may run on any thread; they are lock-free, and so
// safe in one. `terminal_original` is written before `terminal_saved` and read after it.

static struct termios terminal_original;
static atomic_bool terminal_saved;
static atomic_bool terminal_pasting;
static atomic_int terminal_input = -1;
static atomic_int terminal_output = -1;

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

static void write_all(int descriptor, const char *bytes, size_t count) {
    while (count) {
        ssize_t written = write(descriptor, bytes, count);
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
    }
}

int cedit_terminal_save(int input, int output) {
    static bool registered;
    if (tcgetattr(input, &terminal_original) == -1) return -1;
    terminal_input = input;
    terminal_output = output;
    terminal_saved = true;
    if (!registered) {
        registered = true;
        atexit(cedit_terminal_restore);
    }
    return 0;
}

int cedit_terminal_quiet(void) {
    if (!terminal_saved) return 0;
    struct termios quiet = terminal_original;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
    quiet.c_lflag |= ISIG | NOFLSH;
    quiet.c_iflag &= ~(tcflag_t)IXON;  // Ctrl-S would stop the thread that has to deliver Ctrl-C
    quiet.c_cc[VMIN] = 1;
    quiet.c_cc[VTIME] = 0;
    return tcsetattr(terminal_input, TCSANOW, &quiet);
}

void cedit_terminal_paste(bool on) {
    if (!terminal_saved || on == terminal_pasting) return;
    terminal_pasting = on;
    write_all(terminal_output, on ? paste_on : paste_off, sizeof paste_on - 1);
}

void cedit_terminal_restore(void) {
    if (!terminal_saved) return;
    int saved_errno = errno;
    if (tcgetpgrp(terminal_input) == getpgrp()) {
        if (terminal_pasting) {
            terminal_pasting = false;
            write_all(terminal_output, paste_off, sizeof paste_off - 1);
        }
        tcsetattr(terminal_input, TCSANOW, &terminal_original);
    }
    errno = saved_errno;
}

void cedit_terminal_forget(void) {
    cedit_terminal_restore();
    terminal_saved = false;
}

// Signals.

#define SIGNAL_LIMIT 65
static struct sigaction previous[SIGNAL_LIMIT];
static atomic_bool installed[SIGNAL_LIMIT];
static atomic_int waiting[SIGNAL_LIMIT];
static atomic_int signal_pipe = -1;

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
static const int watching[] = {SIGWINCH, SIGTSTP, SIGCONT};
static const int crashing[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGQUIT};

static void die_by(int number) {
    cedit_terminal_restore();
    signal(number, SIG_DFL);
    raise(number);  // delivered when the handler returns
}

static void report(int number) {
    int saved_errno = errno;
    int count = ++waiting[number];
    if ((number == SIGINT && count > 5) || (number == SIGTERM && count > 2)) {
        die_by(number);
    } else {
        unsigned char byte = (unsigned char)number;
        ssize_t ignored = write(signal_pipe, &byte, 1);  // a full pipe holds signals enough
        (void)ignored;
    }
    errno = saved_errno;
}

static void crash(int number) {
    cedit_terminal_restore();
    sigaction(number, &previous[number], NULL);
    raise(number);
}

static int install(int number, void (*handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &previous[number]) == -1) return -1;
    if (!(previous[number].sa_flags & SA_SIGINFO) && previous[number].sa_handler == SIG_IGN) return 0;
    if (sigaction(number, &action, NULL) == -1) return -1;
    installed[number] = true;
    return 0;
}

#define EACH(list, number) \
    for (size_t i_ = 0, number; i_ < sizeof list / sizeof *list && (number = (size_t)list[i_], 1); i_++)

int cedit_signals_install(int write_end, bool terminal) {
    if (signal_pipe != -1) {
        errno = EBUSY;
        return -1;
    }
    signal_pipe = write_end;
    int failed = 0;
    EACH(ending, number) {
        waiting[number] = 0;
        failed |= install((int)number, report, SA_RESTART);
    }
    if (terminal) {
        EACH(watching, number) failed |= install((int)number, report, SA_RESTART);
        EACH(crashing, number) failed |= install((int)number, crash, SA_ONSTACK);
    }
    if (failed) {
        int saved_errno = errno;
        cedit_signals_remove();
        errno = saved_errno;
    }
    return failed;
}

void cedit_signals_taken(int number) {
    if (number > 0 && number < SIGNAL_LIMIT) waiting[number] = 0;
}

void cedit_signals_remove(void) {
    for (int number = 1; number < SIGNAL_LIMIT; number++) {
        if (!installed[number]) continue;
        sigaction(number, &previous[number], NULL);
        installed[number] = false;
    }
    signal_pipe = -1;
}

void cedit_signals_suspend(void) {
    struct sigaction stop, ours;
    memset(&stop, 0, sizeof stop);
    stop.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &stop, &ours);
    raise(SIGTSTP);  // to this thread, so that the process is stopped when the call returns
    sigaction(SIGTSTP, &ours, NULL);
}
