/* Functions of doubles that CPython defines in its own way, bit for bit. */
#include "compiler.h"

#include <math.h>

double cj_float_remainder(double x, double y) {
    if (x >= 0 && x < y) {
        return x + 0.0; /* 0.0 for -0.0 */
    }
    double rest = fmod(x, y);
    if (rest == 0) {
        return copysign(0.0, y);
    }
    return (y < 0) != (rest < 0) ? rest + y : rest;
}

double cj_float_floor_divide(double x, double y) {
    double rest = fmod(x, y), quotient = (x - rest) / y;
    if (rest != 0 && (y < 0) != (rest < 0)) {
        quotient -= 1.0;
    }
    if (quotient == 0) {
        return copysign(0.0, x / y);
    }
    double whole = floor(quotient); /* next to it, but for an error of the division */
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

cj_division cj_float_divmod(double x, double y) {
    return (cj_division){cj_float_floor_divide(x, y), cj_float_remainder(x, y)};
}

/* A sum of squares in three parts: of what, the errors of adding the large terms and the small
 * ones, and the smallest terms. */
typedef struct {
    double total, large_errors, small_errors, smallest;
} Squares;

static double add(double *total, double term) {
    double before = *total;
    *total += term;
    return (before - *total) + term;
}

/* value * value, or -value * value, by halves whose products are exact. */
static void add_square(Squares *sum, double value, double sign) {
    double large = value * 134217729.0 /* 2**27 + 1 */, high = large - (large - value);
    double low = value - high;
    sum->large_errors += add(&sum->total, sign * high * high);
    sum->small_errors += add(&sum->total, sign * 2.0 * high * low);
    if (sign > 0) {
        sum->smallest += low * low;
    } else {
        sum->smallest += add(&sum->total, -low * low);
    }
}

static double sum_of(const Squares *sum) {
    return sum->total - 1.0 + (sum->large_errors + sum->small_errors + sum->smallest);
}

/* Of two finite numbers; no number where CPython raises an exception. */
double cj_log(double x, double base) {
    return x > 0.0 && base > 0.0 ? log(x) / log(base) : Py_NAN;
}

/* Scaled by a power of two, with the error of the root corrected. Beside the ordinary: a NaN, which
 * the caller takes for "not done". */
double cj_hypot(double x, double y) {
    x = fabs(x);
    y = fabs(y);
    double largest = x > y ? x : y;
    if (!(largest > 0x1p-1000 && largest < 0x1p1000) || !(x + y < HUGE_VAL)) {
        return Py_NAN;
    }
    int exponent;
    frexp(largest, &exponent);
    double scale = ldexp(1.0, -exponent);
    Squares sum = {.total = 1.0};
    add_square(&sum, x * scale, 1.0);
    add_square(&sum, y * scale, 1.0);
    double root = sqrt(sum_of(&sum));
    add_square(&sum, root, -1.0);
    return (root + sum_of(&sum) / (2.0 * root)) / scale;
}
