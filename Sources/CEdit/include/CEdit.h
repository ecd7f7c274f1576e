// Fixed-argument forms of libedit's variadic functions, which Swift cannot call, and the parts of terminal handling
// that must be async-signal-safe: signal handlers that write to a pipe, and putting the terminal back on any exit.
// A C target rather than a header alone, because the handlers need one copy of their state.
#ifndef FARTHING_CEDIT_H
#define FARTHING_CEDIT_H

#include <histedit.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <wchar.h>

// libedit, wide forms: they do not depend on the locale for input, prompt and history.

typedef wchar_t *(*cedit_prompt)(EditLine *);
typedef unsigned char (*cedit_command)(EditLine *, wint_t);

/// Sets the function that returns the prompt. Characters between two `escape` characters have no width.
static inline int cedit_set_prompt(EditLine *editor, cedit_prompt prompt, wchar_t escape) {
    return el_wset(editor, EL_PROMPT_ESC, prompt, (int)escape);
}

static inline int cedit_set_editor(EditLine *editor, const wchar_t *name) { return el_wset(editor, EL_EDITOR, name); }

/// NULL means the value of TERM. Returns -1 when no description of that terminal is installed.
static inline int cedit_set_terminal(EditLine *editor, const char *name) { return el_wset(editor, EL_TERMINAL, name); }

/// For EL_SIGNAL, EL_EDITMODE and EL_PREP_TERM.
static inline int cedit_set_flag(EditLine *editor, int option, int value) { return el_wset(editor, option, value); }

static inline int cedit_set_reader(EditLine *editor, el_rfunc_t reader) { return el_wset(editor, EL_GETCFN, reader); }

static inline int cedit_set_context(EditLine *editor, void *context) { return el_wset(editor, EL_CLIENTDATA, context); }

static inline void *cedit_context(EditLine *editor) {
    void *context = NULL;
    el_wget(editor, EL_CLIENTDATA, &context);
    return context;
}

/// libedit keeps both names: they must live as long as the editor.
static inline int cedit_add_command(EditLine *editor, const wchar_t *name, const wchar_t *help, cedit_command command) {
    return el_wset(editor, EL_ADDFN, name, help, command);
}

static inline int cedit_bind(EditLine *editor, const wchar_t *key, const wchar_t *command) {
    return el_wset(editor, EL_BIND, key, command, NULL);
}

/// Makes libedit leave the terminal quiet between lines, so that what is typed then is neither shown nor cut into lines
/// nor discarded by a signal key.
static inline int cedit_set_quiet_between_lines(EditLine *editor) {
    return el_wset(editor, EL_SETTY, L"-x", L"-echo", L"-icanon", L"+noflsh", L"-ixon", NULL);
}

/// Draws prompt and line anew, taking the cursor to stand at the start of an empty row.
static inline int cedit_refresh(EditLine *editor) { return el_wset(editor, EL_REFRESH); }

static inline int cedit_use_history(EditLine *editor, HistoryW *list) {
    return el_wset(editor, EL_HIST, history_w, list);
}

static inline int cedit_history_limit(HistoryW *list, int count) {
    HistEventW event;
    return history_w(list, &event, H_SETSIZE, count);
}

/// Makes the list ignore an entry that equals the one before it.
static inline int cedit_history_unique(HistoryW *list, int on) {
    HistEventW event;
    return history_w(list, &event, H_SETUNIQUE, on);
}

static inline int cedit_history_add(HistoryW *list, const wchar_t *line) {
    HistEventW event;
    return history_w(list, &event, H_ENTER, line);
}

// Terminal and pipes.

/// Selects a UTF-8 character type for this process, whatever the environment says. Returns whether there is one.
bool cedit_use_utf8(void);

/// Reads the size of the terminal. Returns 0, or -1 with errno.
int cedit_window_size(int descriptor, unsigned short *columns, unsigned short *rows);

/// A stream on a close-on-exec duplicate of the descriptor, so that closing it leaves the descriptor open.
FILE *cedit_open_stream(int descriptor, const char *mode);

/// A pipe whose ends are non-blocking and close-on-exec. Returns 0, or -1 with errno.
int cedit_pipe(int ends[2]);

/// Ignores SIGPIPE if nobody handles it, so that writing to a closed pipe fails with EPIPE instead.
void cedit_ignore_broken_pipes(void);

/// Remembers how the terminal is set up now and puts that back at exit and before a crash. `output` receives the
/// sequence that switches bracketed paste off. Returns 0, or -1 with errno.
int cedit_terminal_save(int input, int output);

/// Echo and line assembly off, signals on, and a signal key does not discard what was typed before it.
int cedit_terminal_quiet(void);

/// Switches bracketed paste on or off.
void cedit_terminal_paste(bool on);

/// Puts the terminal back as it was saved. Async-signal-safe; does nothing when the process is in the background.
void cedit_terminal_restore(void);

/// Restores the terminal and forgets it.
void cedit_terminal_forget(void);

// Signals. Each arrives as one byte, its number, at the read end of a pipe.

/// Installs handlers for SIGINT, SIGTERM, SIGHUP and, with `terminal`, SIGWINCH, SIGTSTP, SIGCONT and the crash
/// signals (which restore the terminal and go on to what was installed before). What the process was told to ignore
/// (nohup) stays ignored. Returns 0, or -1 with errno (EBUSY: installed already).
int cedit_signals_install(int write_end, bool terminal);

/// Says that a signal has been taken from the pipe. Six SIGINTs, or three SIGTERMs, not taken kill the process: a
/// thread that hangs cannot hold the user hostage.
void cedit_signals_taken(int number);

/// Puts back the handlers from before.
void cedit_signals_remove(void);

/// Stops the process as SIGTSTP would have; returns when it is continued.
void cedit_signals_suspend(void);

#endif
