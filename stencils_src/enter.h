/* Entering code from code: what calls and resumed generators have in common. */
#ifndef CJ_ENTER_H
#define CJ_ENTER_H

#include "objects.h"

/* Does nobody else want to see each frame? `where` the interpreter keeps its PEP 523 hook is `our`
 * one; another tool may have put its own there after us. */
#define HOOK_IS(where, our) (*POINTER(void *volatile *, where) == POINTER(void *, our))

static inline __attribute__((always_inline)) bool stack_is_low(PyThreadState *ts) {
    char *stack_pointer;
    GET_STACK_POINTER(stack_pointer);
    return stack_pointer < ((EngineCFrame *)ts->cframe)->stack_limit;
}

PRESERVE_NONE PyObject *lib_run_uncompiled(PARAMETERS);

/* Where the code is entered after allocations, which may have switched tracing on. */
static inline __attribute__((always_inline)) void *entry_now(PyThreadState *ts,
                                                             const Callee *callee) {
    return UNLIKELY(ts->cframe->use_tracing) ? (void *)lib_run_uncompiled : callee->entry;
}

/* As run_code_for_number(), where the result has its box. */
static inline __attribute__((always_inline)) PyObject *run_code(Frame **frame, PyThreadState **ts,
                                                                void *address) {
    int64_t unused;
    return run_code_for_number(frame, ts, address, &unused);
}

#endif
