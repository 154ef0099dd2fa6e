// family: calls
/* Instances of Python classes: made as object.__new__ makes them, and given to __init__, a Python
 * function, as type.__call__ gives them. CPython holds the arguments in a tuple meanwhile, and
 * takes two levels of recursion: here they have that many references, and it counts the same. */
#include "frames.h"
#include "instances.h"

/* One that has died, as if it were new; or NULL. The collector counts, and runs when it is time. */
static inline __attribute__((always_inline)) PyObject *
reuse_instance(PyThreadState *ts, cj_instances *kept, uint32_t version, PyTypeObject *type) {
#ifndef Py_DEBUG
    PyObject *object = kept->first;
    struct gc_generation *young = &ts->interp->gc.generations[0];
    if (object == NULL || kept->version != version || _Py_tracemalloc_config.tracing ||
        (young->count >= young->threshold && ts->interp->gc.enabled)) {
        return NULL;
    }
    young->count++;
    kept->first = (PyObject *)Py_TYPE(object);
    kept->count--;
    object->ob_refcnt = 1;
    Py_SET_TYPE(object, (PyTypeObject *)incref((PyObject *)type));
    if (kept->has_values) {
        PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
        keys->dk_usable -= keys->dk_usable > 1; /* as at each instance that is made */
    }
    track(ts, object);
    return object;
#else
    return NULL;
#endif
}

/* The class in slot B, of which the class version is HOLEU A and the metaclass's HOLEU B, has been
 * called: slot A = a new instance, slot B = another reference to it, for __init__.
 * Pointer A: object.__new__, which ignores arguments if there is an __init__; pointer B: none of
 * them; pointer C: kept instances. GOTO A: another class, nothing done; GOTO B: an exception. */
STENCIL(new_instance) {
    PyTypeObject *type = (PyTypeObject *)SLOT(B);
    GOTO_AFTER_CALL_IF(Py_TYPE(type)->tp_version_tag != (uint32_t)HOLEU(B), A);
    GOTO_AFTER_CALL_IF(type->tp_version_tag != (uint32_t)HOLEU(A), A);
    PyObject *object = reuse_instance(ts, POINTER(cj_instances *, C), (uint32_t)HOLEU(A), type);
    if (object == NULL) {
        object = POINTER(newfunc, A)(type, POINTER(PyObject *, B), NULL);
        GOTO_AFTER_CALL_IF(object == NULL, B);
    }
    SLOT(A) = object;
    PyObject *class = SLOT(B);
    SLOT(B) = incref(object);
    drop_reference(class); /* the instance has one */
    GO_ON_AFTER_CALL();
}

/* Likewise an exception, which keeps the tuple of its HOLE C arguments: that comes out in r0. */
PyObject *cj_tuple_of(PyObject **arguments, Py_ssize_t count);

STENCIL(new_exception) {
    PyTypeObject *type = (PyTypeObject *)SLOT(B);
    GOTO_AFTER_CALL_IF(Py_TYPE(type)->tp_version_tag != (uint32_t)HOLEU(B), A);
    GOTO_AFTER_CALL_IF(type->tp_version_tag != (uint32_t)HOLEU(A), A);
    PyObject *arguments = cj_tuple_of(SLOT_ADDRESS(B) + 1, SIGNED_COUNT(C));
    GOTO_AFTER_CALL_IF(arguments == NULL, B);
    PyObject *object = POINTER(newfunc, A)(type, arguments, NULL);
    decref(arguments);
    GOTO_AFTER_CALL_IF(object == NULL, B);
    SLOT(A) = object;
    PyObject *class = SLOT(B);
    SLOT(B) = incref(object);
    drop_reference(class);
    GO_ON_WITH_INT((int64_t)arguments);
}

/* Calls __call__, pointer B, of the instance in slot A, which has been called: it keeps its
 * reference. GOTO A: another class or other code; GOTO B: no room. */
STENCIL(call_instance) {
    PyFunctionObject *function = POINTER(PyFunctionObject *, B);
    GOTO_AFTER_CALL_IF((int32_t)Py_TYPE(SLOT(A))->tp_version_tag != (int32_t)SIGNED_COUNT(B), A);
    GOTO_AFTER_CALL_IF(function->func_code != CELL(PyObject *, A), A);
    GOTO_AFTER_CALL_IF(!HOOK_IS(C, D), B);
    GOTO_AFTER_CALL_IF(no_room(ts, (int64_t)HOLEU(A), 2), B);
    int64_t missing = SIGNED_COUNT(D);
    GOTO_AFTER_CALL_IF(lacks_defaults(function, missing), A);
    incref(SLOT(A));
    Frame *callee = push_shared(ts, frame, function, SLOT(A), SLOT_ADDRESS(A) + 1, SIGNED_COUNT(C),
                                1, missing, (int64_t)HOLEU(A), COUNT(B));
    PyObject *result = run_code(&callee, &ts, POINTER(Callee *, A)->entry);
    frame = callee->previous;
    GO_ON_WITH_RESULT(result, callee);
}

/* Its result goes to slot B; the instance in slot A, the HOLEU A arguments after it and the frame
 * in r1 go. GOTO A: an exception. */
STENCIL(end_instance) {
    PyObject *result = (PyObject *)r0;
    ts->recursion_remaining++;
    lib_clear_frame(ts, (Frame *)r1);
    PyObject **arguments = SLOT_ADDRESS(A) + 1;
    for (uint64_t i = 0; i < COUNT(A); i++) {
        drop_reference(arguments[i]);
    }
    PyObject *called = SLOT(A);
    SLOT(A) = result;
    decref(called);
    lib_drop(ts, SLOT_ADDRESS(A) + 1, COUNT(A), NULL);
    SLOT(B) = SLOT(A);
    GOTO_AFTER_CALL_IF(SLOT(B) == NULL, A);
    GO_ON_AFTER_CALL();
}
