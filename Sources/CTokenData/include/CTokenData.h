#ifndef FARTHING_TOKEN_DATA_H
#define FARTHING_TOKEN_DATA_H

#include <stddef.h>
#include <stdint.h>
#include "TokenByteClasses.h"

#pragma clang assume_nonnull begin

// Vocabularies and Unicode classes, written by Scripts/generate-token-tables.py, which documents their layout.
// They stay where the linker puts them: nothing is parsed or copied at start, pages come in as they are touched.
const uint8_t *token_data_cl100k_base(void);
const uint8_t *token_data_o200k_base(void);
const uint8_t *token_data_p50k_base(void);

/// Two-stage table: u16[8704] block numbers (code point / 128), then the blocks, one class byte a code point.
const uint8_t *token_data_unicode_classes(void);

/// Allocates zeros aligned to cache lines, pages of which come when they are touched; stops the program when there is
/// no memory, as Swift does.
void *token_zeroed_lines(size_t size);
void token_free_lines(void *memory);

#pragma clang assume_nonnull end

#endif
