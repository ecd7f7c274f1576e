// Fixed-argument forms of libcurl's variadic functions, which Swift cannot call, and nothing else of ours
// but the socket callback: it makes every connection close-on-exec, which libcurl does not.
#ifndef FARTHING_CCURL_SHIM_H
#define FARTHING_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "Farthing needs libcurl 7.85.0 or newer (CURLOPT_PROTOCOLS_STR)"
#endif

static inline const curl_version_info_data *ccurl_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/// libcurl copies the string, so that it need not outlive the call. NULL restores the default.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/// For CURLOPT_..DATA, CURLOPT_ERRORBUFFER, CURLOPT_COPYPOSTFIELDS: raw memory.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_write_callback)(char *bytes, size_t size, size_t count, void *context);

/// For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode ccurl_set_write_callback(CURL *easy, CURLoption option, ccurl_write_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

typedef int (*ccurl_prerequest_callback)(void *context, char *remote, char *local, int remotePort, int localPort);

static inline CURLcode ccurl_set_prerequest_callback(CURL *easy, ccurl_prerequest_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline curl_socket_t ccurl_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    curl_socket_t opened = socket(address->family, address->socktype, address->protocol);
    if (opened != CURL_SOCKET_BAD) fcntl(opened, F_SETFD, FD_CLOEXEC);
    return opened;
#endif
}

/// Keeps a child process from inheriting a connection: it would hold the connection open after a cancellation.
static inline CURLcode ccurl_close_sockets_on_exec(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// Takes the next finished transfer from the multi handle. Returns NULL when there is none.
static inline CURL *ccurl_multi_next_finished(CURLM *multi, CURLcode *result) {
    int remaining = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &remaining))) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

/// Tells the transfer to go on after a write callback returned CURL_WRITEFUNC_PAUSE.
static inline CURLcode ccurl_continue(CURL *easy) {
    return curl_easy_pause(easy, CURLPAUSE_CONT);
}

/// CURLOPT_QUICK_EXIT (7.87.0): without it, removing a transfer waits for its name lookup, and with it every other
/// transfer of the thread. Does nothing where it is missing.
static inline void ccurl_set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
#endif
}

#endif
