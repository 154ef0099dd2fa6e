// axes: X=0..7
/* One register and memory: spill areas, immediates, constants. */
#include "machine.h"

STENCIL(int_spill) {
    asm volatile("movq %0, HOLE_A(%%rbp)" ::"r"(R(X)) : "memory");
    GO_ON();
}

STENCIL(int_reload) {
    asm volatile("movq HOLE_A(%%rbp), %0" : "=r"(R(X))::"memory");
    GO_ON();
}

STENCIL(double_spill) {
    asm volatile("movsd %0, HOLE_A(%%rbp)" ::"x"(D(X)) : "memory");
    GO_ON();
}

STENCIL(double_reload) {
    asm volatile("movsd HOLE_A(%%rbp), %0" : "=x"(D(X))::"memory");
    GO_ON();
}

STENCIL(int_load_small) {
    asm("movq $HOLE_A, %0" : "=r"(R(X)));
    GO_ON();
}

STENCIL(int_load) {
    asm("movabsq $IMM64_A, %0" : "=r"(R(X)));
    GO_ON();
}

STENCIL(double_load) {
    asm("movsd K_A(%%rip), %0" : "=x"(D(X)));
    GO_ON();
}
