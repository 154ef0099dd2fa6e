/* CPython 3.11 as the engine sees it: its private headers, and the few facts that no header gives.
 * The other half of what depends on the version is the table in opcodes.c. */
#ifndef CJ_CP311_LAYOUT_H
#define CJ_CP311_LAYOUT_H

#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE
#endif
#include <Python.h>
#if PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030C0000
#error "this frontend is for CPython 3.11"
#endif
#if defined(Py_DEBUG) != CJ_DEBUG_BUILD
#error "these are the headers of another build of CPython than the one that runs the build"
#endif
#undef HAVE_STD_ATOMIC /* CPython's own fallbacks: the atomics of its headers upset -Wpedantic */
#include "internal/pycore_ceval.h"
#include "internal/pycore_code.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_runtime.h"

#include <frameobject.h>

typedef struct _PyInterpreterFrame cj_frame;

#define CJ_SLOT_OFFSET(index) \
    ((int32_t)(offsetof(cj_frame, localsplus) + (size_t)(index) * sizeof(PyObject *)))

/* The exception that is set, with its references, is taken away, and put back where none is set: as
 * PyErr_Fetch and PyErr_Restore. */
typedef struct {
    PyObject *type, *value, *traceback;
} cj_exception;

static inline cj_exception cj_take_exception(PyThreadState *ts) {
    cj_exception taken = {ts->curexc_type, ts->curexc_value, ts->curexc_traceback};
    ts->curexc_type = ts->curexc_value = ts->curexc_traceback = NULL;
    return taken;
}

static inline void cj_put_exception(PyThreadState *ts, cj_exception exception) {
    ts->curexc_type = exception.type;
    ts->curexc_value = exception.value;
    ts->curexc_traceback = exception.traceback;
}

/* Another one has been set, which is raised instead. */
static inline cj_exception cj_exchange_exception(PyThreadState *ts, cj_exception lost) {
    Py_XDECREF(lost.type);
    Py_XDECREF(lost.value);
    Py_XDECREF(lost.traceback);
    return cj_take_exception(ts);
}

/* Codes whose locals are fast locals: functions, but not modules and class bodies. */
static inline bool cj_has_fast_locals(const PyCodeObject *code) {
    return (code->co_flags & CO_OPTIMIZED) != 0;
}

/* The words a frame of this code takes on the data stack. */
static inline int cj_frame_words(const PyCodeObject *code) {
    return code->co_nlocalsplus + code->co_stacksize + (int)FRAME_SPECIALS_SIZE;
}

/* CPython's (private) state behind a code object's co_extra. */
typedef struct {
    Py_ssize_t ce_size;
    void *ce_extras[1];
} cj_code_extra;

#endif
