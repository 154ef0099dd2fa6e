/* Functions of the module math, and pow, on ints that fit into 64 bits. */
#include "compiler.h"

#include <math.h>

#define LARGE ((int64_t)1 << 60) /* beyond that CPython may return an argument itself */

int64_t cj_gcd(int64_t x, int64_t y) {
    if (x <= -LARGE || x >= LARGE || y <= -LARGE || y >= LARGE) {
        return -1;
    }
    x = x < 0 ? -x : x;
    y = y < 0 ? -y : y;
    while (y != 0) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

int64_t cj_isqrt(int64_t x, int64_t unused) {
    (void)unused;
    if (x < 0) {
        return -1;
    }
    /* The double may be one off: it has 53 bits of the square. */
    int64_t root = (int64_t)sqrt((double)x);
    while (root > 0 && root > x / root) {
        root--;
    }
    while (root + 1 <= x / (root + 1)) {
        root++;
    }
    return root;
}

int64_t cj_power_modulo(int64_t base, int64_t exponent) {
    int64_t modulus = cj_numbers[2].bits;
    if (modulus <= 0 || exponent < 0) {
        return -1;
    }
    int64_t rest = base % modulus;
    uint64_t factor = (uint64_t)(rest < 0 ? rest + modulus : rest), result = modulus > 1;
    for (uint64_t bits = (uint64_t)exponent; bits != 0; bits >>= 1) {
        if (bits & 1) {
            result = (uint64_t)((unsigned __int128)result * factor % (uint64_t)modulus);
        }
        factor = (uint64_t)((unsigned __int128)factor * factor % (uint64_t)modulus);
    }
    return (int64_t)result;
}
