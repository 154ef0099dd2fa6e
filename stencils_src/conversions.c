// axes: X=0..7 Y=0..7
/* From doubles: functions that are an instruction or two. GOTO A where Python raises, or where the
 * result is no raw integer. */
#include "machine.h"

#ifdef FIRST_VARIANT
/* Far from the limits of 64 bits; no NaN. */
static inline __attribute__((always_inline)) bool is_moderate(double value) {
    return value > -0x1p62 && value < 0x1p62;
}

/* Into two numbers of half as many bits each, whose products are exact. */
static inline __attribute__((always_inline)) void split(double value, double *high, double *low) {
    double large = value * 134217729.0; /* 2**27 + 1 */
    *high = large - (large - value);
    *low = value - *high;
}

/* The unit of the last place of a positive, ordinary number. */
static inline __attribute__((always_inline)) double last_place(double value) {
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    bits &= (uint64_t)0x7FF << 52;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value * 0x1p-52;
}
#endif

/* d(X) = the square root of d(Y) */
STENCIL(double_root) {
    GOTO_IF(D(Y) < 0.0, A);
    SQUARE_ROOT(D(X), D(Y));
    GO_ON();
}

/* d(X) = d(Y) ** 2 and d(Y) ** 0.5, as the C library's pow has them: what is computed here is
 * rounded correctly, and an error of pow is below 0.55 units of the last place, so both are the
 * same number where the exact one is at least 0.05 units away from the middle of two. GOTO A:
 * beside what is ordinary. */
STENCIL(double_square) {
    double high, low, square = D(Y) * D(Y);
    GOTO_IF(!(square < 0x1p990) || (square < 0x1p-900 && D(Y) != 0.0), A);
    split(D(Y), &high, &low);
    double rest = ((high * high - square) + 2.0 * high * low) + low * low;
    if (UNLIKELY(__builtin_fabs(rest) > 0.45 * last_place(square))) {
        square = lib_power(D(Y), 2.0);
    }
    D(X) = square;
    GO_ON();
}

STENCIL(double_square_root) {
    double high, low, root;
    GOTO_IF(!(D(Y) > 0x1p-900 && D(Y) < 0x1p990), A);
    SQUARE_ROOT(root, D(Y));
    split(root, &high, &low);
    double square = root * root;
    double rest = (D(Y) - square) - (((high * high - square) + 2.0 * high * low) + low * low);
    if (UNLIKELY(__builtin_fabs(rest) > 0.9 * root * last_place(root))) {
        root = lib_power(D(Y), 0.5);
    }
    D(X) = root;
    GO_ON();
}

/* d(X) = d(Y) rounded to decimal places, 10 ** places being constant A. The product with that has
 * an error; where it might matter to which side it is rounded, GOTO A. The quotient is the double
 * that is next to the decimal number. */
STENCIL(double_round_to) {
    double scale;
    LOAD_CONSTANT(A, scale);
    double scaled = D(Y) * scale, size = __builtin_fabs(scaled);
    GOTO_IF(!(size < 0x1p50), A);
    double whole = (size + 0x1p52) - 0x1p52;
    GOTO_IF(0.5 - __builtin_fabs(size - whole) < size * 0x1p-52, A);
    D(X) = __builtin_copysign(whole, D(Y)) / scale;
    GO_ON();
}

STENCIL(double_copy_sign) {
    D(X) = __builtin_copysign(D(X), D(Y));
    GO_ON();
}

STENCIL(double_absolute) {
    D(X) = __builtin_fabs(D(Y));
    GO_ON();
}

/* r(X) = d(Y), rounded towards zero, down, up, or to the nearest integer (the even one of two). */
STENCIL(double_truncate) {
    GOTO_IF(!is_moderate(D(Y)), A);
    R(X) = (int64_t)D(Y);
    GO_ON();
}

STENCIL(double_floor) {
    GOTO_IF(!is_moderate(D(Y)), A);
    int64_t result = (int64_t)D(Y);
    R(X) = result - ((double)result > D(Y));
    GO_ON();
}

STENCIL(double_ceiling) {
    GOTO_IF(!is_moderate(D(Y)), A);
    int64_t result = (int64_t)D(Y);
    R(X) = result + ((double)result < D(Y));
    GO_ON();
}

STENCIL(double_round) {
    GOTO_IF(!is_moderate(D(Y)), A);
    NEAREST_INTEGER(R(X), D(Y));
    GO_ON();
}
