/* Functions of C on raw numbers: d0 = f(d0, d1), r0 = f(r0, r1), and nothing else is alive. GOTO A
 * where Python raises or defines another result than C. */
#include "machine.h"

#include <math.h>

typedef double MathOfOne(double);
typedef double MathOfTwo(double, double);

#define IS_ORDINARY(result) ((result) > 0x1p-1000 && (result) < 0x1p1000)

/* Where the base is positive and the result is ordinary, there is no special case; where it is
 * negative and the exponent an integer, there is the sign. */
STENCIL(double_power) {
    if (UNLIKELY(!(d0 > 0.0))) {
        GOTO_AFTER_CALL_IF(!(d0 < 0.0 && d1 > -0x1p31 && d1 < 0x1p31), A);
        GOTO_AFTER_CALL_IF((double)(int64_t)d1 != d1, A);
        bool is_odd = (int64_t)d1 & 1;
        double result = pow(-d0, d1);
        GOTO_AFTER_CALL_IF(!IS_ORDINARY(result), A);
        GO_ON_WITH_DOUBLE(is_odd ? -result : result);
    }
    double result = pow(d0, d1);
    GOTO_AFTER_CALL_IF(!IS_ORDINARY(result), A);
    GO_ON_WITH_DOUBLE(result);
}

/* d0 = the function at pointer A of d0 and d1, a division by what is not 0. */
STENCIL(math_division) {
    GOTO_AFTER_CALL_IF(d1 == 0.0, A);
    double result = POINTER(MathOfTwo *, A)(d0, d1);
    GO_ON_WITH_DOUBLE(result);
}

/* d0 and d1 = what the function at pointer A returns for them, likewise. */
typedef struct {
    double quotient, rest;
} Division;
typedef Division MathDivmod(double, double);

STENCIL(math_divmod) {
    GOTO_AFTER_CALL_IF(d1 == 0.0, A);
    Division result = POINTER(MathDivmod *, A)(d0, d1);
    GO_ON_WITH_DOUBLES(result.quotient, result.rest);
}

/* d0 = the function at pointer A of d0, where both are finite; errors of the domain and overflow
 * are neither. */
STENCIL(math_of_one) {
    GOTO_AFTER_CALL_IF(!(d0 - d0 == 0.0), A);
    double result = POINTER(MathOfOne *, A)(d0);
    GOTO_AFTER_CALL_IF(!(result - result == 0.0), A);
    GO_ON_WITH_DOUBLE(result);
}

/* Likewise of d0 and d1. A zero in d0 may be a special case: GOTO A. */
STENCIL(math_of_two) {
    GOTO_AFTER_CALL_IF(!(d0 - d0 == 0.0 && d1 - d1 == 0.0 && d0 != 0.0), A);
    double result = POINTER(MathOfTwo *, A)(d0, d1);
    GOTO_AFTER_CALL_IF(!(result - result == 0.0), A);
    GO_ON_WITH_DOUBLE(result);
}

/* r0 = the function at pointer A of r0 and r1, which may be undefined; a negative result is none.
 */
typedef int64_t MathOfInts(int64_t, int64_t);

STENCIL(math_of_ints) {
    int64_t result = POINTER(MathOfInts *, A)(r0, r1);
    GOTO_AFTER_CALL_IF(result < 0, A);
    GO_ON_WITH_INT(result);
}
