/* The opcodes of generators and coroutines that are no plain yield, as helpers (see helpers.h). */
#include "helper.h"
#include "helpers.h"

#include "internal/pycore_opcode.h"
#include "opcode.h"

#include <string.h>

/* Where a coroutine was made: (file, line, function) of `depth` frames, the caller's first
 * (sys.set_coroutine_origin_tracking_depth). */
static PyObject *origin(const cj_frame *caller, int depth) {
    int count = 0;
    for (const cj_frame *frame = caller; frame != NULL && count < depth; frame = frame->previous) {
        count++;
    }
    PyObject *origin = PyTuple_New(count);
    for (int i = 0; origin != NULL && i < count; i++, caller = caller->previous) {
        PyCodeObject *code = caller->f_code;
        int byte = (int)((const char *)caller->prev_instr - (const char *)_PyCode_CODE(code));
        PyObject *place =
            Py_BuildValue("OiO", code->co_filename, PyCode_Addr2Line(code, byte), code->co_name);
        if (place == NULL) {
            Py_CLEAR(origin);
            break;
        }
        PyTuple_SET_ITEM(origin, i, place);
    }
    return origin;
}

PyObject *cj_make_generator(PyThreadState *ts, cj_frame *frame) {
    PyFunctionObject *function = frame->f_func;
    PyCodeObject *code = frame->f_code;
    bool is_coroutine = code->co_flags & CO_COROUTINE;
    PyTypeObject *type = is_coroutine                          ? &PyCoro_Type
                         : code->co_flags & CO_ASYNC_GENERATOR ? &PyAsyncGen_Type
                                                               : &PyGen_Type;
    PyGenObject *generator =
        PyObject_GC_NewVar(PyGenObject, type, code->co_nlocalsplus + code->co_stacksize);
    if (generator == NULL) {
        return NULL;
    }
    generator->gi_frame_state = FRAME_CLEARED; /* until it has its frame */
    generator->gi_code = (PyCodeObject *)Py_NewRef(code);
    generator->gi_weakreflist = NULL;
    generator->gi_exc_state.exc_value = NULL;
    generator->gi_exc_state.previous_item = NULL;
    generator->gi_name = Py_NewRef(function->func_name);
    generator->gi_qualname = Py_NewRef(function->func_qualname);
    generator->gi_origin_or_finalizer = NULL;
    generator->gi_hooks_inited = 0;
    generator->gi_closed = 0;
    generator->gi_running_async = 0;
    PyObject_GC_Track(generator);
    if (is_coroutine && ts->coroutine_origin_tracking_depth > 0) {
        generator->gi_origin_or_finalizer =
            origin(frame->previous, ts->coroutine_origin_tracking_depth);
        if (generator->gi_origin_or_finalizer == NULL) {
            Py_DECREF(generator);
            return NULL;
        }
    }
    cj_frame *own = (cj_frame *)generator->gi_iframe;
    memcpy(own, frame, (size_t)CJ_SLOT_OFFSET(code->co_nlocalsplus));
    own->stacktop = code->co_nlocalsplus;
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_GENERATOR;
    generator->gi_frame_state = FRAME_CREATED;
    /* What is left is for the caller to clear. */
    Py_INCREF(function);
    Py_INCREF(code);
    frame->f_locals = NULL;
    frame->stacktop = 0;
    return (PyObject *)generator;
}

/* The end of a generator: its frame is cleared. It can't be run again. */
static void end_generator(PyGenObject *generator, PyObject *result) {
    bool is_coroutine = PyCoro_CheckExact(generator), is_async = PyAsyncGen_CheckExact(generator);
    if (generator->gi_frame_state == FRAME_EXECUTING) {
        generator->gi_frame_state = FRAME_COMPLETED;
    }
    if (result == NULL) {
        const char *raised = PyErr_ExceptionMatches(PyExc_StopIteration) ? "StopIteration"
                             : is_async && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)
                                 ? "StopAsyncIteration"
                                 : NULL;
        if (raised != NULL) {
            _PyErr_FormatFromCause(PyExc_RuntimeError, "%s raised %s",
                                   is_coroutine ? "coroutine"
                                   : is_async   ? "async generator"
                                                : "generator",
                                   raised);
        }
    }
    Py_CLEAR(generator->gi_exc_state.exc_value);
    generator->gi_frame_state = FRAME_CLEARED;
    cj_clear_generator_frame((cj_frame *)generator->gi_iframe);
}

int cj_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result) {
    (void)ts;
    end_generator(generator, result);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int cj_sent_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                            PyObject **slots) {
    (void)ts;
    PyObject *receiver = slots[0];
    end_generator(generator, result);
    Py_DECREF(slots[1]);
    if (result == NULL) {
        return -1;
    }
    slots[0] = result;
    Py_DECREF(receiver);
    return 0;
}

/* CPython's wrapper of what an asynchronous generator yields (its structure is private). */
typedef struct {
    PyObject_HEAD PyObject *value;
} WrappedValue;

/* What __anext__() and asend() of an asynchronous generator return (also private). */
typedef struct {
    PyObject_HEAD PyGenObject *generator;
    PyObject *value;
    enum { ASYNC_SEND_NEW, ASYNC_SEND_BEGUN, ASYNC_SEND_CLOSED } state;
} AsyncSend;

/* async_gen_asend_send and async_gen_unwrap_value of genobject.c. */
int cj_end_async_send(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                      PyObject **slots) {
    (void)ts;
    AsyncSend *send = (AsyncSend *)slots[0];
    PyObject *sent = slots[1], *value = NULL;
    if (result != NULL && generator->gi_frame_state == FRAME_SUSPENDED) {
        if (!Py_IS_TYPE(result, &_PyAsyncGenWrappedValue_Type)) {
            slots[1] = result;
            Py_DECREF(sent);
            return 1;
        }
        value = Py_NewRef(((WrappedValue *)result)->value);
        Py_DECREF(result);
    } else {
        end_generator(generator, result);
        if (result != NULL) {
            PyErr_SetNone(PyExc_StopAsyncIteration);
            Py_DECREF(result);
        }
        if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
            PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
            generator->gi_closed = 1;
        }
    }
    generator->gi_running_async = 0;
    send->state = ASYNC_SEND_CLOSED;
    Py_DECREF(sent);
    if (value == NULL) {
        return -1;
    }
    slots[0] = value;
    Py_DECREF(send);
    return 0;
}

/* receiver, value: 1 and (receiver, what it yields), or 0 and its result */
HELPER(cj_send) {
    UNUSED;
    PyObject *receiver = slots[0], *value = slots[1], *result = NULL;
    PySendResult status = PyIter_Send(receiver, value, &result);
    Py_DECREF(value);
    switch (status) {
    case PYGEN_RETURN:
        slots[0] = result;
        Py_DECREF(receiver);
        return 0;
    case PYGEN_NEXT:
        slots[1] = result;
        return 1;
    default:
        return -1; /* the receiver stays */
    }
}

HELPER(cj_helper_get_yield_from_iter) {
    UNUSED;
    PyObject *iterable = slots[0];
    if (PyCoro_CheckExact(iterable)) {
        if (frame->f_code->co_flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) {
            return 0;
        }
        PyErr_SetString(PyExc_TypeError,
                        "cannot 'yield from' a coroutine object in a non-coroutine generator");
        Py_DECREF(iterable);
        return -1;
    }
    if (!PyGen_CheckExact(iterable)) {
        slots[0] = PyObject_GetIter(iterable);
        Py_DECREF(iterable);
    }
    return slots[0] == NULL ? -1 : 0;
}

static bool is_generator_coroutine(PyObject *object) {
    return PyGen_CheckExact(object) &&
           ((PyCodeObject *)((PyGenObject *)object)->gi_code)->co_flags & CO_ITERABLE_COROUTINE;
}

/* Is the coroutine suspended in an await of its own? (genobject.c, _PyGen_yf) */
static bool awaits(PyObject *coroutine) {
    const PyGenObject *generator = (PyGenObject *)coroutine;
    if (generator->gi_frame_state == FRAME_CREATED || generator->gi_frame_state >= FRAME_CLEARED) {
        return false;
    }
    const cj_frame *frame = (const cj_frame *)generator->gi_iframe;
    _Py_CODEUNIT next = frame->prev_instr[1];
    int opcode = _Py_OPCODE(next);
    return (opcode == RESUME || opcode == RESUME_QUICK) && _Py_OPARG(next) >= 2;
}

/* The iterator of an awaitable, a new reference. */
static PyObject *awaitable_iterator(PyObject *object) {
    if (PyCoro_CheckExact(object) || is_generator_coroutine(object)) {
        return Py_NewRef(object);
    }
    PyAsyncMethods *methods = Py_TYPE(object)->tp_as_async;
    if (methods == NULL || methods->am_await == NULL) {
        PyErr_Format(PyExc_TypeError, "object %.100s can't be used in 'await' expression",
                     Py_TYPE(object)->tp_name);
        return NULL;
    }
    PyObject *iterator = methods->am_await(object);
    if (iterator == NULL) {
        return NULL;
    }
    if (PyCoro_CheckExact(iterator) || is_generator_coroutine(iterator)) {
        PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
        Py_CLEAR(iterator);
    } else if (!PyIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'",
                     Py_TYPE(iterator)->tp_name);
        Py_CLEAR(iterator);
    }
    return iterator;
}

/* `argument`: 1 for what an __aenter__ has returned, 2 for an __aexit__ */
HELPER(cj_helper_get_awaitable) {
    UNUSED;
    PyObject *iterable = slots[0], *iterator = awaitable_iterator(iterable);
    const PyAsyncMethods *methods = Py_TYPE(iterable)->tp_as_async;
    if (iterator == NULL && argument != 0 && (methods == NULL || methods->am_await == NULL)) {
        PyErr_Format(PyExc_TypeError,
                     "'async with' received an object from %s that does not implement "
                     "__await__: %.100s",
                     argument == 1 ? "__aenter__" : "__aexit__", Py_TYPE(iterable)->tp_name);
    }
    slots[0] = iterator;
    Py_DECREF(iterable);
    if (iterator != NULL && PyCoro_CheckExact(iterator) && awaits(iterator)) {
        Py_CLEAR(slots[0]);
        PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
    }
    return slots[0] == NULL ? -1 : 0;
}

HELPER(cj_helper_get_aiter) {
    UNUSED;
    PyObject *iterable = slots[0];
    PyAsyncMethods *methods = Py_TYPE(iterable)->tp_as_async;
    if (methods == NULL || methods->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an object with __aiter__ method, got %.100s",
                     Py_TYPE(iterable)->tp_name);
        Py_DECREF(iterable);
        return -1;
    }
    PyObject *iterator = methods->am_aiter(iterable);
    Py_DECREF(iterable);
    if (iterator == NULL) {
        return -1;
    }
    methods = Py_TYPE(iterator)->tp_as_async;
    if (methods == NULL || methods->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' received an object from __aiter__ that does not implement "
                     "__anext__: %.100s",
                     Py_TYPE(iterator)->tp_name);
        Py_DECREF(iterator);
        return -1;
    }
    slots[0] = iterator;
    return 0;
}

/* The iterator stays, below. */
HELPER(cj_helper_get_anext) {
    UNUSED;
    PyObject *iterator = slots[-1];
    PyAsyncMethods *methods = Py_TYPE(iterator)->tp_as_async;
    if (methods == NULL || methods->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an iterator with __anext__ method, got %.100s",
                     Py_TYPE(iterator)->tp_name);
        return -1;
    }
    PyObject *next = methods->am_anext(iterator);
    if (next == NULL || PyAsyncGen_CheckExact(iterator)) {
        slots[0] = next;
        return next == NULL ? -1 : 0;
    }
    PyObject *awaitable = awaitable_iterator(next);
    if (awaitable == NULL) {
        _PyErr_FormatFromCause(PyExc_TypeError,
                               "'async for' received an invalid object from __anext__: %.100s",
                               Py_TYPE(next)->tp_name);
    }
    Py_DECREF(next);
    slots[0] = awaitable;
    return awaitable == NULL ? -1 : 0;
}

/* asynchronous iterator, exception */
HELPER(cj_helper_end_async_for) {
    UNUSED;
    PyObject *value = slots[1];
    if (PyErr_GivenExceptionMatches(value, PyExc_StopAsyncIteration)) {
        Py_DECREF(value);
        Py_DECREF(slots[0]);
        return 0;
    }
    PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(value)), value,
                  PyException_GetTraceback(value));
    Py_DECREF(slots[0]);
    cj_reraises = true;
    return -1;
}

HELPER(cj_helper_async_gen_wrap) {
    UNUSED;
    struct _Py_async_gen_state *state = &ts->interp->async_gen;
    WrappedValue *wrapped;
    if (state->value_numfree > 0) {
        wrapped = (WrappedValue *)state->value_freelist[--state->value_numfree];
        _Py_NewReference((PyObject *)wrapped);
    } else {
        wrapped = PyObject_GC_New(WrappedValue, &_PyAsyncGenWrappedValue_Type);
    }
    if (wrapped == NULL) {
        Py_DECREF(slots[0]);
        return -1;
    }
    wrapped->value = slots[0];
    PyObject_GC_Track(wrapped);
    slots[0] = (PyObject *)wrapped;
    return 0;
}
