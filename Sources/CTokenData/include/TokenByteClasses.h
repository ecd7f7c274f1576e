#ifndef FARTHING_TOKEN_BYTE_CLASSES_H
#define FARTHING_TOKEN_BYTE_CLASSES_H

#include <stdint.h>

// The one thing Swift has no spelling for: turning the result of a vector comparison into bits of an integer.

/// One bit a byte for 64 bytes, the first byte in bit 0.
typedef struct {
    uint64_t non_ascii;
    uint64_t letters;
    uint64_t uppercase;
    uint64_t digits;
    uint64_t whitespace;
    uint64_t spaces;
    uint64_t newlines;
    uint64_t apostrophes;
    uint64_t slashes;
} token_byte_classes;

typedef uint8_t token_bytes16 __attribute__((ext_vector_type(16)));
typedef _Bool token_bits16 __attribute__((ext_vector_type(16)));

// The argument is a comparison, all bits of a byte set or none.
#define TOKEN_BITS(comparison, shift) \
    ((uint64_t)__builtin_bit_cast(uint16_t, __builtin_convertvector((comparison), token_bits16)) << (shift))

/// Classifies 64 bytes; what is said of bytes above 0x7F, but for `non_ascii`, means nothing.
static inline __attribute__((always_inline)) token_byte_classes token_classify64(const uint8_t *_Nonnull bytes) {
    token_byte_classes result = {0};
#pragma clang loop unroll(full)
    for (int shift = 0; shift < 64; shift += 16) {
        token_bytes16 b;
        __builtin_memcpy(&b, bytes + shift, 16);
        token_bytes16 upper = b - (uint8_t)'A';
        token_bytes16 letter = (b | (uint8_t)0x20) - (uint8_t)'a';
        token_bytes16 digit = b - (uint8_t)'0';
        token_bytes16 control = b - (uint8_t)9;
        result.non_ascii |= TOKEN_BITS(b >= (uint8_t)0x80, shift);
        result.letters |= TOKEN_BITS(letter < (uint8_t)26, shift);
        result.uppercase |= TOKEN_BITS(upper < (uint8_t)26, shift);
        result.digits |= TOKEN_BITS(digit < (uint8_t)10, shift);
        result.whitespace |= TOKEN_BITS((control < (uint8_t)5) | (b == (uint8_t)' '), shift);
        result.spaces |= TOKEN_BITS(b == (uint8_t)' ', shift);
        result.newlines |= TOKEN_BITS((b == (uint8_t)'\n') | (b == (uint8_t)'\r'), shift);
        result.apostrophes |= TOKEN_BITS(b == (uint8_t)'\'', shift);
        result.slashes |= TOKEN_BITS(b == (uint8_t)'/', shift);
    }
    return result;
}

#endif
