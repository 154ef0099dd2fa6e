/* Functions of the C library on raw doubles: d0 = f(d0, d1), and nothing else is alive. GOTO A
 * where Python raises or defines another result than C. */
#include "machine.h"

#include <math.h>

/* Only the case without special values: a positive finite base, a finite exponent and result. */
STENCIL(double_power) {
    GOTO_AFTER_CALL_IF(!(d0 > 0.0 && d0 < HUGE_VAL && d1 - d1 == 0.0), A);
    double result = pow(d0, d1);
    GOTO_AFTER_CALL_IF(!(result > 0.0 && result < HUGE_VAL), A);
    GO_ON_WITH_DOUBLE(result);
}
