/* Entering code from code: what calls and resumed generators have in common. */
#ifndef CJ_ENTER_H
#define CJ_ENTER_H

#include "objects.h"

/* Does nobody else want to see each frame? `where` the interpreter keeps its PEP 523 hook is `our`
 * one; another tool may have put its own there after us. */
#define HOOK_IS(where, our) (*POINTER(void *volatile *, where) == POINTER(void *, our))

static inline __attribute__((always_inline)) bool stack_is_low(PyThreadState *ts) {
    char *stack_pointer;
    asm("movq %%rsp, %0" : "=r"(stack_pointer));
    return stack_pointer < ((EngineCFrame *)ts->cframe)->stack_limit;
}

/* Runs a frame's code, from `address` on, in a native frame of its own. Nothing survives that but
 * the frame and ts, which are kept in there. `bits`: of a result that has no box. */
static inline __attribute__((always_inline)) PyObject *
run_code_for_number(Frame **frame, PyThreadState **ts, void *address, int64_t *bits) {
    register Frame *running asm("r12") = *frame;
    register PyThreadState *running_ts asm("r13") = *ts;
    register void *result asm("rax") = address;
    register int64_t number asm("r14");
    asm volatile("pushq %%rbp\n\t"
                 "movq %%rsp, %%rbp\n\t"
                 "subq %[size], %%rsp\n\t"
                 "movq %%r12, -8(%%rbp)\n\t"
                 "movq %%r13, -16(%%rbp)\n\t"
                 "callq *%%rax\n\t"
                 "movq -8(%%rbp), %%r12\n\t"
                 "movq -16(%%rbp), %%r13\n\t"
                 "leave"
                 : "+r"(running), "+r"(running_ts), "+r"(result), "=r"(number)
                 : [size] "i"(CJ_NATIVE_FRAME_SIZE)
                 : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r15", "xmm0",
                   "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                   "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
    *frame = running;
    *ts = running_ts;
    *bits = number;
    return result;
}

static inline __attribute__((always_inline)) PyObject *run_code(Frame **frame, PyThreadState **ts,
                                                                void *address) {
    int64_t unused;
    return run_code_for_number(frame, ts, address, &unused);
}

#endif
