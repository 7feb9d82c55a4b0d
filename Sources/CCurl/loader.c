#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>

#define FUNCTIONS(FUNCTION)                                                                                            \
    FUNCTION(curl_global_init)                                                                                         \
    FUNCTION(curl_easy_init)                                                                                           \
    FUNCTION(curl_easy_cleanup)                                                                                        \
    FUNCTION(curl_easy_reset)                                                                                          \
    FUNCTION(curl_easy_setopt)                                                                                         \
    FUNCTION(curl_easy_strerror)                                                                                       \
    FUNCTION(curl_slist_append)                                                                                        \
    FUNCTION(curl_slist_free_all)                                                                                      \
    FUNCTION(curl_multi_init)                                                                                          \
    FUNCTION(curl_multi_cleanup)                                                                                       \
    FUNCTION(curl_multi_setopt)                                                                                        \
    FUNCTION(curl_multi_add_handle)                                                                                    \
    FUNCTION(curl_multi_remove_handle)                                                                                 \
    FUNCTION(curl_multi_perform)                                                                                       \
    FUNCTION(curl_multi_poll)                                                                                          \
    FUNCTION(curl_multi_wakeup)                                                                                        \
    FUNCTION(curl_multi_info_read)

// The header has macros of these names that check the types of arguments; the table needs the plain functions.
#undef curl_easy_setopt
#undef curl_multi_setopt

#define DECLARE(name) static __typeof__(&name) p_##name;
FUNCTIONS(DECLARE)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded = false;

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    bool is_complete = true;
#define RESOLVE(name) is_complete = (p_##name = (__typeof__(&name))dlsym(library, #name)) && is_complete;
    FUNCTIONS(RESOLVE)
    is_loaded = is_complete && p_curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool ccurl_load(void) {
    pthread_once(&once, load);
    return is_loaded;
}

CURL *ccurl_easy_init(void) { return p_curl_easy_init(); }
void ccurl_easy_cleanup(CURL *handle) { p_curl_easy_cleanup(handle); }
void ccurl_easy_reset(CURL *handle) { p_curl_easy_reset(handle); }
const char *ccurl_easy_strerror(CURLcode code) { return p_curl_easy_strerror(code); }

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return p_curl_easy_setopt(handle, option, value);
}
CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return p_curl_easy_setopt(handle, option, value);
}
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return p_curl_easy_setopt(handle, option, value);
}
CURLcode ccurl_set_off_t(CURL *handle, CURLoption option, curl_off_t value) {
    return p_curl_easy_setopt(handle, option, value);
}
CURLcode ccurl_set_data_callback(CURL *handle, CURLoption option, ccurl_data_callback callback) {
    return p_curl_easy_setopt(handle, option, callback);
}

struct curl_slist *ccurl_slist_append(struct curl_slist *list, const char *text) {
    return p_curl_slist_append(list, text);
}
void ccurl_slist_free_all(struct curl_slist *list) {
    if (list) p_curl_slist_free_all(list);
}

CURLM *ccurl_multi_init(void) { return p_curl_multi_init(); }
CURLMcode ccurl_multi_cleanup(CURLM *multi) { return p_curl_multi_cleanup(multi); }
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return p_curl_multi_setopt(multi, option, value);
}
CURLMcode ccurl_multi_add_handle(CURLM *multi, CURL *handle) { return p_curl_multi_add_handle(multi, handle); }
CURLMcode ccurl_multi_remove_handle(CURLM *multi, CURL *handle) { return p_curl_multi_remove_handle(multi, handle); }
CURLMcode ccurl_multi_perform(CURLM *multi, int *running) { return p_curl_multi_perform(multi, running); }
CURLMcode ccurl_multi_poll(CURLM *multi, int timeout_ms) { return p_curl_multi_poll(multi, NULL, 0, timeout_ms, NULL); }
CURLMcode ccurl_multi_wakeup(CURLM *multi) { return p_curl_multi_wakeup(multi); }
CURLMsg *ccurl_multi_info_read(CURLM *multi, int *left) { return p_curl_multi_info_read(multi, left); }
CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }
