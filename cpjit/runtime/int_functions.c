/* Functions of the module math on ints that fit into 64 bits. */
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
