/* The convention that all stencils share: where values live, how operands are named, how control
 * flows on. A stencil is a function that gets the machine's registers as parameters and ends in
 * tail calls, so clang keeps every value in the register it came in. What is patched in at run
 * time is an undefined symbol here (a hole); cpjit/patcher/ knows how each kind is filled.
 *
 *   frame   the current _PyInterpreterFrame; locals and operand stack are its "slots"
 *   ts      the thread state
 *   r0..r7  raw 64-bit integers
 *   d0..d7  raw doubles; no r or d survives a stencil that calls C on its hot path
 *   link    which stub was hit; alive on the way from a stub to lib_stub_hit only
 *
 * The base pointer (rbp on x86-64, x29 on AArch64) belongs to the engine: it points to the native
 * frame of the running activation, whose spill area stencils reach by inline assembly alone. All
 * assembly is in one header for each architecture (x86_64.h, aarch64.h). */
#ifndef CJ_MACHINE_H
#define CJ_MACHINE_H

#define Py_BUILD_CORE
#include <Python.h>

#include "internal/pycore_frame.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pymem.h"
#include "internal/pycore_pystate.h"

#include <stdint.h>

#include "native_frame.h"

typedef struct _PyInterpreterFrame Frame;

#define PRESERVE_NONE __attribute__((preserve_none))
#define MUSTTAIL __attribute__((musttail))
#define HIDDEN extern __attribute__((visibility("hidden")))
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

#define PARAMETERS                                                                                 \
    Frame *frame, PyThreadState *ts, int64_t r0, int64_t r1, int64_t r2, int64_t r3, int64_t r4,   \
        int64_t r5, int64_t r6, int64_t r7, double d0, double d1, double d2, double d3, double d4, \
        double d5, double d6, double d7, int64_t link
#define ARGUMENTS \
    frame, ts, r0, r1, r2, r3, r4, r5, r6, r7, d0, d1, d2, d3, d4, d5, d6, d7, unlinked

#define CONCAT_(a, b) a##b
#define CONCAT(a, b) CONCAT_(a, b)
#define R(n) CONCAT(r, n) /* the raw integer register number n */
#define D(n) CONCAT(d, n) /* the raw double register number n */

/* A stencil template. SUFFIX tells its variants apart (see "axes" in the template files). */
#define STENCIL(name) PRESERVE_NONE PyObject *CONCAT(st_##name, SUFFIX)(PARAMETERS)
/* A routine exists once, at the start of the code memory; stencils call it or jump to it. */
#define ROUTINE(type, name) type lib_##name
/* Leaves every register of the caller alone but rax and r11 (AArch64: x0 to x8, x16 to x18, d0 to
 * d7): for slow paths of stencils that must keep their values. */
#define PRESERVE_ALL __attribute__((preserve_all))
/* Likewise but for the doubles: for slow paths of routines. */
#define PRESERVE_MOST __attribute__((preserve_most))

/* Control flow. NEXT costs nothing; GOTO is a block edge, a slow path or an exit. */
HIDDEN PRESERVE_NONE PyObject *NEXT(PARAMETERS);
HIDDEN PRESERVE_NONE PyObject *GOTO_A(PARAMETERS);
HIDDEN PRESERVE_NONE PyObject *GOTO_B(PARAMETERS);
HIDDEN PRESERVE_NONE PyObject *GOTO_C(PARAMETERS);
HIDDEN PRESERVE_NONE PyObject *GOTO_D(PARAMETERS);
#define TAIL_CALL(function)                  \
    do {                                     \
        int64_t unlinked;                    \
        MUSTTAIL return function(ARGUMENTS); \
    } while (0)
#define GOTO(label) TAIL_CALL(GOTO_##label)
#define GOTO_IF(condition, label)  \
    do {                           \
        if (UNLIKELY(condition)) { \
            GOTO(label);           \
        }                          \
    } while (0)
#define GO_ON() TAIL_CALL(NEXT)

/* After a call to C only frame and ts are alive: the rest is passed on undefined, so that clang
 * neither saves nor reloads it, and may use r14 and r15. What is needed later, the compiler has
 * put into its home before. */
#define DEAD_REGISTERS \
    int64_t dead;      \
    double dead_double
#define SURVIVORS                                                                        \
    frame, ts, dead, dead, dead, dead, dead, dead, dead, dead, dead_double, dead_double, \
        dead_double, dead_double, dead_double, dead_double, dead_double, dead_double, dead
/* From call_python to end_call: the result and the callee's frame. */
#define GO_ON_WITH_RESULT(result, callee)                                                          \
    do {                                                                                           \
        DEAD_REGISTERS;                                                                            \
        MUSTTAIL return NEXT(frame, ts, (int64_t)(result), (int64_t)(callee), dead, dead, dead,    \
                             dead, dead, dead, dead_double, dead_double, dead_double, dead_double, \
                             dead_double, dead_double, dead_double, dead_double, dead);            \
    } while (0)
/* Likewise, and in r2 the bits of a result that has no box. */
#define GO_ON_WITH_NUMBER(result, callee, bits)                                                    \
    do {                                                                                           \
        DEAD_REGISTERS;                                                                            \
        MUSTTAIL return NEXT(frame, ts, (int64_t)(result), (int64_t)(callee), bits, dead, dead,    \
                             dead, dead, dead, dead_double, dead_double, dead_double, dead_double, \
                             dead_double, dead_double, dead_double, dead_double, dead);            \
    } while (0)
#define GO_ON_WITH_INT(result)                                                                \
    do {                                                                                      \
        DEAD_REGISTERS;                                                                       \
        MUSTTAIL return NEXT(frame, ts, result, dead, dead, dead, dead, dead, dead, dead,     \
                             dead_double, dead_double, dead_double, dead_double, dead_double, \
                             dead_double, dead_double, dead_double, dead);                    \
    } while (0)
#define GO_ON_WITH_DOUBLE(result)                                                               \
    do {                                                                                        \
        DEAD_REGISTERS;                                                                         \
        MUSTTAIL return NEXT(frame, ts, dead, dead, dead, dead, dead, dead, dead, dead, result, \
                             dead_double, dead_double, dead_double, dead_double, dead_double,   \
                             dead_double, dead_double, dead);                                   \
    } while (0)
#define GO_ON_WITH_DOUBLES(first, second)                                                      \
    do {                                                                                       \
        DEAD_REGISTERS;                                                                        \
        MUSTTAIL return NEXT(frame, ts, dead, dead, dead, dead, dead, dead, dead, dead, first, \
                             second, dead_double, dead_double, dead_double, dead_double,       \
                             dead_double, dead_double, dead);                                  \
    } while (0)
#define GOTO_AFTER_CALL(label)                   \
    do {                                         \
        DEAD_REGISTERS;                          \
        MUSTTAIL return GOTO_##label(SURVIVORS); \
    } while (0)
#define GOTO_AFTER_CALL_IF(condition, label) \
    do {                                     \
        if (UNLIKELY(condition)) {           \
            GOTO_AFTER_CALL(label);          \
        }                                    \
    } while (0)
#define GO_ON_AFTER_CALL()               \
    do {                                 \
        DEAD_REGISTERS;                  \
        MUSTTAIL return NEXT(SURVIVORS); \
    } while (0)
#pragma clang diagnostic ignored "-Wuninitialized"
#pragma clang diagnostic ignored "-Wunused-parameter"

/* Operands. HOLE is a signed, HOLEU an unsigned 32-bit value; PTR a pointer, CELL a pointer kept
 * in memory so that the engine can change it later. */
HIDDEN char HOLE_A[], HOLE_B[], HOLE_C[], HOLE_D[];
HIDDEN char HOLEU_A[], HOLEU_B[];
extern char PTR_A[], PTR_B[], PTR_C[], PTR_D[];
extern char CELL_A[], CELL_B[];
#define POINTER(type, x) ((type)(void *)PTR_##x)
#define CELL(type, x) ((type)(void *)CELL_##x)

#ifdef __aarch64__
#include "aarch64.h"
#else
#include "x86_64.h"
#endif

/* A slot of the frame: a local, a cell, or a place of the operand stack. */
#define SLOT(x) (*SLOT_ADDRESS(x))
#define SLOT_AFTER(x, n) (SLOT_ADDRESS(x)[n])

/* Reference counts, as in CPython; a debug build also counts their sum. */
static inline __attribute__((always_inline)) PyObject *incref(PyObject *object) {
#ifdef Py_REF_DEBUG
    _Py_RefTotal++;
#endif
    object->ob_refcnt++;
    return object;
}

/* A new reference to True or False. */
static inline __attribute__((always_inline)) PyObject *boolean(bool condition) {
    return incref(condition ? Py_True : Py_False);
}

/* True when the object has to be deallocated now. */
static inline __attribute__((always_inline)) bool drop_reference(PyObject *object) {
#ifdef Py_REF_DEBUG
    _Py_RefTotal--;
#endif
    return --object->ob_refcnt == 0;
}

/* _Py_Dealloc, and shorter for numbers and for instances of plain classes (instances.h). */
void lib_dealloc(PyThreadState *ts, PyObject *object);

/* Only where foreign code may run and no register is alive. Like SLOT it uses what every template
 * has: ts. */
#define decref(object) decref_in(ts, object)
static inline __attribute__((always_inline)) void decref_in(PyThreadState *ts, PyObject *object) {
    if (drop_reference(object)) {
        lib_dealloc(ts, object);
    }
}

/* Foreign code is about to run: the instruction that lines and tracebacks report. */
#define SET_INSTRUCTION()                \
    do {                                 \
        _Py_CODEUNIT *instruction;       \
        LOAD_IMMEDIATE(A, instruction);  \
        frame->prev_instr = instruction; \
    } while (0)

/* Has foreign code switched tracing on or (if that matters) changed locals? */
static inline __attribute__((always_inline)) bool has_escaped(Frame *frame, PyThreadState *ts,
                                                              uint64_t locals_matter) {
    return ts->cframe->use_tracing != 0 || (locals_matter != 0 && frame->f_locals != NULL);
}

/* Shared slow paths, in routines.c. */
PRESERVE_ALL PyObject *lib_box_int(int64_t value);
PRESERVE_ALL PyObject *lib_box_double(double value);
PRESERVE_ALL double lib_power(double base, double exponent); /* the C library's pow */
PRESERVE_ALL void lib_dealloc_leaf(PyObject *object);
PRESERVE_ALL bool lib_die_quietly(PyThreadState *ts, PyObject *object);
void lib_clear_frame(PyThreadState *ts, Frame *frame);
PyObject *lib_box_result(PyObject *result, int64_t bits);
bool lib_replace_locals(PyThreadState *ts, PyObject **locals, PyObject *const *items,
                        int64_t count);
void lib_drop(PyThreadState *ts, PyObject **objects, size_t count, PyObject *names);
void lib_drop_before(PyThreadState *ts, PyObject *result, PyObject **objects, size_t count,
                     PyObject *names);

/* What a call from code to code returns in place of an object: a number that has no box, whose bits
 * are beside it (enter.h). */
#define RESULT_INT ((PyObject *)1)
#define RESULT_DOUBLE ((PyObject *)2)
#define HAS_NO_BOX(result) ((uintptr_t)(result) - 1 < 2)

/* Boxes of ints that have died, for new ones of one digit, linked by ob_size: CPython has such a
 * list for floats alone. While tracemalloc is on none comes in. */
#define INT_BOXES 30 /* few, so that whoever counts blocks of memory hardly sees them */
typedef struct {
    PyLongObject *first;
    Py_ssize_t count;
} IntBoxes;
extern IntBoxes cj_int_boxes;

/* The last reference to a leaf is gone: no foreign code runs. Floats go to the interpreter's free
 * list, as _PyFloat_ExactDealloc puts them there. */
static inline __attribute__((always_inline)) void dealloc_leaf(PyThreadState *ts,
                                                               PyObject *object) {
#ifndef Py_DEBUG
    struct _Py_float_state *state = &ts->interp->float_state;
    if (Py_IS_TYPE(object, &PyFloat_Type) && LIKELY(state->numfree < PyFloat_MAXFREELIST)) {
        Py_SET_TYPE(object, (PyTypeObject *)state->free_list);
        state->free_list = (PyFloatObject *)object;
        state->numfree++;
        return;
    }
    if (Py_IS_TYPE(object, &PyLong_Type) && LIKELY(cj_int_boxes.count < INT_BOXES)) {
        Py_ssize_t size = Py_SIZE(object);
        if (size != 0 && (size_t)(size + 2) <= 4 && !_Py_tracemalloc_config.tracing) {
            ((PyVarObject *)object)->ob_size = (Py_ssize_t)cj_int_boxes.first;
            cj_int_boxes.first = (PyLongObject *)object;
            cj_int_boxes.count++;
            return;
        }
    }
#endif
    lib_dealloc_leaf(object);
}

/* For exact int, float, str, bytes, bool, None and complex. */
static inline __attribute__((always_inline)) void decref_leaf(PyThreadState *ts, PyObject *object) {
    if (UNLIKELY(drop_reference(object))) {
        dealloc_leaf(ts, object);
    }
}

/* Objects whose deallocation runs no foreign code. */
static inline __attribute__((always_inline)) bool is_leaf(PyObject *object) {
    return Py_IS_TYPE(object, &PyFloat_Type) || Py_IS_TYPE(object, &PyLong_Type) ||
           Py_IS_TYPE(object, &PyUnicode_Type);
}

#endif
