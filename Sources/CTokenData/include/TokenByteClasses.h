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

/// One bit for each of 64 bytes that begins a character of several bytes.
static inline __attribute__((always_inline)) uint64_t token_leads64(const uint8_t *_Nonnull bytes) {
    uint64_t result = 0;
#pragma clang loop unroll(full)
    for (int shift = 0; shift < 64; shift += 16) {
        token_bytes16 b;
        __builtin_memcpy(&b, bytes + shift, 16);
        result |= TOKEN_BITS(b >= (uint8_t)0xC0, shift);
    }
    return result;
}

/// Whether 64 bytes that begin with a character are UTF-8, and how many of them are whole characters.
typedef struct {
    _Bool is_valid;
    unsigned size;
} token_utf8;

/// Checks 64 bytes.
static inline __attribute__((always_inline)) token_utf8 token_check_utf8(const uint8_t *_Nonnull bytes) {
    uint64_t continuations = 0, two = 0, three = 0, four = 0, never = 0, from_a0 = 0, from_90 = 0;
    uint64_t e0 = 0, ed = 0, f0 = 0, f4 = 0;
#pragma clang loop unroll(full)
    for (int shift = 0; shift < 64; shift += 16) {
        token_bytes16 b;
        __builtin_memcpy(&b, bytes + shift, 16);
        continuations |= TOKEN_BITS(b - (uint8_t)0x80 < (uint8_t)0x40, shift);
        two |= TOKEN_BITS(b - (uint8_t)0xC2 < (uint8_t)0x1E, shift);
        three |= TOKEN_BITS(b - (uint8_t)0xE0 < (uint8_t)0x10, shift);
        four |= TOKEN_BITS(b - (uint8_t)0xF0 < (uint8_t)5, shift);
        never |= TOKEN_BITS((b - (uint8_t)0xC0 < (uint8_t)2) | (b >= (uint8_t)0xF5), shift);
        from_90 |= TOKEN_BITS(b >= (uint8_t)0x90, shift);
        from_a0 |= TOKEN_BITS(b >= (uint8_t)0xA0, shift);
        e0 |= TOKEN_BITS(b == (uint8_t)0xE0, shift);
        ed |= TOKEN_BITS(b == (uint8_t)0xED, shift);
        f0 |= TOKEN_BITS(b == (uint8_t)0xF0, shift);
        f4 |= TOKEN_BITS(b == (uint8_t)0xF4, shift);
    }
    uint64_t expected = ((two | three | four) << 1) | ((three | four) << 2) | (four << 3);
    // The second byte says whether a character is overlong, a surrogate or out of range.
    uint64_t wrong = ((e0 << 1) & ~from_a0) | ((ed << 1) & from_a0) | ((f0 << 1) & ~from_90) | ((f4 << 1) & from_90);
    uint64_t cut = (two & (1ull << 63)) | (three & (3ull << 62)) | (four & (7ull << 61));
    token_utf8 result = {((expected ^ continuations) | never | wrong) == 0, cut ? __builtin_ctzll(cut) : 64};
    return result;
}

/// Whether one of 64 bytes is beyond ASCII.
static inline __attribute__((always_inline)) _Bool token_has_non_ascii(const uint8_t *_Nonnull bytes) {
    token_bytes16 all = {0};
#pragma clang loop unroll(full)
    for (int shift = 0; shift < 64; shift += 16) {
        token_bytes16 b;
        __builtin_memcpy(&b, bytes + shift, 16);
        all |= b;
    }
    return TOKEN_BITS(all >= (uint8_t)0x80, 0) != 0;
}

#endif
