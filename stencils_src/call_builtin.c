// axes: X=0..4 Y=0..1
/* Calls of functions of C (Y = 0) and of methods of builtin types (Y = 1) as CPython's specialised
 * opcodes make them: without the function in between that takes arguments of any kind. X: how many
 * arguments; 4 stands for any number but none.
 *
 * slot A: the callable; after it, if Y is 1, the object whose method it is; then the arguments.
 * slot B: the result. HOLE C: the convention, METH_...; HOLEU A: number of arguments, if X is 4.
 * GOTO A: another callable, and nothing done; GOTO B: an exception. */
#include "machine.h"

#undef ARGUMENT
#undef FIND
#define ARGUMENT (Y + 1) /* the first argument's slot, seen from slot A */
/* FIND looks for `method`, how the callable is implemented, and `self`, what it is given first. */
#if Y == 0
#define FIND()                                                                   \
    PyCFunctionObject *callable = (PyCFunctionObject *)SLOT(A);                  \
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE((PyObject *)callable, &PyCFunction_Type), A); \
    PyMethodDef *method = callable->m_ml;                                        \
    GOTO_AFTER_CALL_IF((int64_t)method->ml_flags != HOLE(C), A);                 \
    PyObject *self = callable->m_self
#else
#define FIND()                                                                     \
    PyMethodDescrObject *callable = (PyMethodDescrObject *)SLOT(A);                \
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE((PyObject *)callable, &PyMethodDescr_Type), A); \
    PyMethodDef *method = callable->d_method;                                      \
    GOTO_AFTER_CALL_IF((int64_t)method->ml_flags != HOLE(C), A);                   \
    PyObject *self = SLOT_AFTER(A, 1);                                             \
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(self, callable->d_common.d_type), A)
#endif

#ifndef CJ_CALL_BUILTIN
#define CJ_CALL_BUILTIN
#define CHECK(result)                                                \
    if (UNLIKELY((result == NULL) == (ts->curexc_type == NULL))) {   \
        result = _Py_CheckFunctionResult(ts, SLOT(A), result, NULL); \
    }

/* Gives up what is in the slot, where the result, or NULL, waits from now on: a slot costs less
 * than a register that C leaves alone. */
static inline __attribute__((always_inline)) void exchange(PyThreadState *ts, PyObject **slot,
                                                           PyObject *result) {
    PyObject *object = *slot;
    *slot = result;
    decref(object);
}

/* Last, the callable: the result goes from where it is to slot B. */
#define FINISH(result)                          \
    do {                                        \
        PyObject *called = SLOT(A);             \
        SLOT(B) = result;                       \
        decref(called);                         \
        GOTO_AFTER_CALL_IF(SLOT(B) == NULL, B); \
        GO_ON_AFTER_CALL();                     \
    } while (0)
#endif

#if X <= 1
/* The conventions that take a level of recursion: METH_NOARGS (X = 0) and METH_O (X = 1). GOTO A
 * also where none is left: the generic form complains. */
STENCIL(call_simple) {
    FIND();
    GOTO_AFTER_CALL_IF(ts->recursion_remaining <= 0, A);
    ts->recursion_remaining--;
    PyObject *result = method->ml_meth(self, X == 0 ? NULL : SLOT_AFTER(A, ARGUMENT));
    ts->recursion_remaining++;
    CHECK(result);
#if X + Y == 0
    FINISH(result);
#else
    exchange(ts, &SLOT_AFTER(A, 1), result);
#if X + Y == 2
    decref(SLOT_AFTER(A, 2));
#endif
    FINISH(SLOT_AFTER(A, 1));
#endif
}
#endif

/* METH_FASTCALL, with METH_KEYWORDS or without: the latter does not look for the names of keywords
 * in pointer B, which are NULL then. */
typedef PyObject *Fast(PyObject *self, PyObject *const *arguments, Py_ssize_t count,
                       PyObject *names);

STENCIL(call_fast) {
    FIND();
    Fast *call = (Fast *)(void *)method->ml_meth;
#if X < 4
    const Py_ssize_t count = X;
#else
    Py_ssize_t count = (Py_ssize_t)COUNT(A);
#endif
    PyObject *result = call(self, SLOT_ADDRESS(A) + ARGUMENT, count, POINTER(PyObject *, B));
    CHECK(result);
#if X + Y == 0
    FINISH(result);
#elif X == 0
    exchange(ts, &SLOT_AFTER(A, 1), result);
    FINISH(SLOT_AFTER(A, 1));
#else
#if X == 4 || defined(Py_REF_DEBUG) /* which counts all references */
    lib_drop_before(ts, result, SLOT_ADDRESS(A) + ARGUMENT, (size_t)count, POINTER(PyObject *, B));
#else
    exchange(ts, &SLOT_AFTER(A, ARGUMENT), result);
    for (int i = 1; i < X; i++) {
        decref(SLOT_AFTER(A, ARGUMENT + i));
    }
#endif
#if Y == 1
    decref(SLOT_AFTER(A, 1));
#endif
    FINISH(SLOT_AFTER(A, ARGUMENT));
#endif
}
