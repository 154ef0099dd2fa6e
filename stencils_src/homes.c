/* The homes of registers in the native frame, among themselves. */
#include "machine.h"

/* home B = home A */
STENCIL(copy_home) {
    COPY_HOME(B, A);
    GO_ON();
}
