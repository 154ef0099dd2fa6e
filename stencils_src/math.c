/* Functions of the C library on raw doubles: d0 = f(d0, d1), and nothing else is alive. GOTO A
 * where Python raises or defines another result than C. */
#include "machine.h"

#include <math.h>

typedef double MathOfOne(double);
typedef double MathOfTwo(double, double);

/* Only the case without special values: a positive finite base, a finite exponent and result. */
STENCIL(double_power) {
    GOTO_AFTER_CALL_IF(!(d0 > 0.0 && d0 < HUGE_VAL && d1 - d1 == 0.0), A);
    double result = pow(d0, d1);
    GOTO_AFTER_CALL_IF(!(result > 0.0 && result < HUGE_VAL), A);
    GO_ON_WITH_DOUBLE(result);
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
