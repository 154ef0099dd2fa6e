/* The opcodes of generators and coroutines that are no plain yield, as helpers (see helpers.h). */
#include "generators.h"
#include "helper.h"
#include "helpers.h"

#include "internal/pycore_opcode.h"
#include "opcode.h"

int cj_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result) {
    (void)ts;
    cj_end_generator(generator, result);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int cj_sent_generator_ended(PyThreadState *ts, PyGenObject *generator, PyObject *result,
                            PyObject **slots) {
    (void)ts;
    PyObject *receiver = slots[0];
    cj_end_generator(generator, result);
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
        cj_end_generator(generator, result);
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
