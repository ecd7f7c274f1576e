#include "CTokenData.h"

#include <stdlib.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

// In a section of their own: constants that Swift emits make the linker's `.rodata` writable, and the pages of a
// mapping that may be written cannot be handed back.
#ifdef __APPLE__
#define TABLE __attribute__((section("__TEXT,__token_tables")))
#else
#define TABLE __attribute__((section("token_tables")))
#endif

TABLE static const _Alignas(64) uint8_t cl100k_base[] = {
#embed "cl100k_base.bin"
};
TABLE static const _Alignas(64) uint8_t o200k_base[] = {
#embed "o200k_base.bin"
};
TABLE static const _Alignas(64) uint8_t p50k_base[] = {
#embed "p50k_base.bin"
};
TABLE static const _Alignas(64) uint8_t unicode_classes[] = {
#embed "unicode_classes.bin"
};

const uint8_t *token_data_cl100k_base(void) { return cl100k_base; }
const uint8_t *token_data_o200k_base(void) { return o200k_base; }
const uint8_t *token_data_p50k_base(void) { return p50k_base; }
const uint8_t *token_data_unicode_classes(void) { return unicode_classes; }

void *token_zeroed_lines(size_t size) {
    // calloc takes large blocks straight from the system, where they are zero already. The line in front keeps the
    // address to free.
    unsigned char *memory = calloc(size + 128, 1);
    if (!memory) abort();
    unsigned char *lines = (unsigned char *)(((uintptr_t)memory + 127) & ~(uintptr_t)63);
    ((void **)lines)[-1] = memory;
    return lines;
}

void token_free_lines(void *memory) { free(((void **)memory)[-1]); }
