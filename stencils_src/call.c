// axes: X=0..4
// family: calls
/* Calls from compiled code to compiled code: the callee's frame is pushed as _PyFrame_Push does,
 * with X arguments (4 stands for any number, and defaults), and its code runs in a native frame of
 * its own. */
#include "objects.h"

/* slot A: the function; slot B: the first argument; HOLE C and D, if X is 4: number of arguments
 * and of defaults to add; HOLEU A: bytes of the frame; HOLEU B: locals without argument;
 * CELL A: the code object; pointer A: the Callee.
 * GOTO A: another callable; GOTO B: no room: the generic call.
 * The result comes out in r0, the callee's frame, to be cleared, in r1. Nothing else is alive. */
STENCIL(call_python) {
    PyFunctionObject *function = (PyFunctionObject *)SLOT(A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(function, &PyFunction_Type), A);
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    GOTO_AFTER_CALL_IF(code != CELL(PyCodeObject *, A), A);
    char *top = (char *)ts->datastack_top;
    GOTO_AFTER_CALL_IF((char *)ts->datastack_limit - top <= (int64_t)HOLEU(A), B);
    GOTO_AFTER_CALL_IF(ts->recursion_remaining <= 0, B);
    char *stack_pointer;
    asm("movq %%rsp, %0" : "=r"(stack_pointer));
    GOTO_AFTER_CALL_IF(stack_pointer < ((EngineCFrame *)ts->cframe)->stack_limit, B);
#if X == 4
    int64_t missing = SIGNED_COUNT(D);
    PyObject *defaults = function->func_defaults;
    GOTO_AFTER_CALL_IF(missing != 0 && (defaults == NULL || PyTuple_GET_SIZE(defaults) < missing),
                       A);
#endif
    ts->recursion_remaining--;
    ts->datastack_top = (PyObject **)(top + HOLEU(A));
    Frame *callee = (Frame *)top;
    callee->f_func = function;
    callee->f_code = (PyCodeObject *)incref((PyObject *)code);
    callee->f_builtins = function->func_builtins;
    callee->f_globals = function->func_globals;
    callee->f_locals = NULL;
    callee->frame_obj = NULL;
    callee->prev_instr = _PyCode_CODE(code) - 1;
    callee->stacktop = -1;
    callee->is_entry = false;
    callee->owner = FRAME_OWNED_BY_THREAD;
    callee->previous = frame;
    PyObject **arguments = SLOT_ADDRESS(B);
#if X < 4
    for (int i = 0; i < X; i++) {
        callee->localsplus[i] = arguments[i];
    }
    PyObject **unbound = callee->localsplus + X;
#else
    PyObject **unbound = callee->localsplus;
    for (int64_t left = SIGNED_COUNT(C); left != 0; left--) {
        *unbound++ = *arguments++;
        asm volatile("" : "+r"(left)); /* one at a time: a call to memcpy would cost more */
    }
    if (missing != 0) {
        PyObject **value = ((PyTupleObject *)defaults)->ob_item + PyTuple_GET_SIZE(defaults);
        for (int64_t left = -missing; left != 0; left++) {
            *unbound++ = incref(value[left]);
        }
    }
#endif
    for (uint64_t left = COUNT(B); left != 0; left--) {
        *unbound++ = NULL;
        asm volatile("" : "+r"(left));
    }
    ts->cframe->current_frame = callee;
    register Frame *running asm("r12") = callee;
    register PyThreadState *running_ts asm("r13") = ts;
    register int64_t result asm("rax") = (int64_t)POINTER(Callee *, A)->entry;
    asm volatile("pushq %%rbp\n\t"
                 "movq %%rsp, %%rbp\n\t"
                 "subq %[size], %%rsp\n\t"
                 "movq %%r12, -8(%%rbp)\n\t"
                 "movq %%r13, -16(%%rbp)\n\t"
                 "callq *%%rax\n\t"
                 "movq -8(%%rbp), %%r12\n\t"
                 "movq -16(%%rbp), %%r13\n\t"
                 "leave"
                 : "+r"(running), "+r"(running_ts), "+r"(result)
                 : [size] "i"(CJ_NATIVE_FRAME_SIZE)
                 : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r14", "r15",
                   "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
    frame = running->previous;
    ts = running_ts;
    GO_ON_WITH_RESULT(result, running);
}
