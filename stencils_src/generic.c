/* Operations on any objects, by CPython's own functions. Operands are owned, in neighbouring
 * slots from slot A on, and the result takes the place of the first. Foreign code may run at every
 * call. GOTO A: an exception is set, the operands are gone. Operands are read from their slots
 * again after each call: that costs less than keeping them. */
#include "machine.h"

STENCIL(unary) {
    PyObject *result = POINTER(unaryfunc, A)(SLOT(A));
    decref(SLOT(A));
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GO_ON_AFTER_CALL();
}

/* slot A: pointer B itself, a builtin that does what pointer A does with one argument, or GOTO B,
 * with nothing done; the argument is in the slot after it. slot C = the result */
STENCIL(call_unary) {
    GOTO_AFTER_CALL_IF(SLOT(A) != POINTER(PyObject *, B), B);
    PyObject *result = POINTER(unaryfunc, A)(SLOT_AFTER(A, 1));
    drop_reference(SLOT(A));
    SLOT(A) = result;
    decref(SLOT_AFTER(A, 1));
    result = SLOT(A);
    SLOT(C) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GO_ON_AFTER_CALL();
}

STENCIL(binary) {
    PyObject *result = POINTER(binaryfunc, A)(SLOT(A), SLOT_AFTER(A, 1));
    decref(SLOT(A));
    SLOT(A) = result;
    decref(SLOT_AFTER(A, 1));
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}

STENCIL(subscript) {
    PyObject *result = PyObject_GetItem(SLOT(A), SLOT_AFTER(A, 1));
    decref(SLOT(A));
    SLOT(A) = result;
    decref(SLOT_AFTER(A, 1));
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}

STENCIL(compare) {
    PyObject *result = PyObject_RichCompare(SLOT(A), SLOT_AFTER(A, 1), (int)COUNT(A));
    decref(SLOT(A));
    SLOT(A) = result;
    decref(SLOT_AFTER(A, 1));
    GOTO_AFTER_CALL_IF(SLOT(A) == NULL, A);
    GO_ON_AFTER_CALL();
}

PyObject *cj_get_attribute(PyObject *owner, PyObject *name);
int cj_set_attribute(PyObject *owner, PyObject *name, PyObject *value);

STENCIL(get_attribute) {
    PyObject *result = cj_get_attribute(SLOT(A), POINTER(PyObject *, A));
    decref(SLOT(A));
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GO_ON_AFTER_CALL();
}

PyObject *cj_get_described(PyObject *owner, PyObject *name, PyObject *descriptor);

/* slot A: the owner, whose class is known to have a descriptor, pointer B, of that name, pointer A
 */
STENCIL(get_described) {
    PyObject *result = cj_get_described(SLOT(A), POINTER(PyObject *, A), POINTER(PyObject *, B));
    decref(SLOT(A));
    SLOT(A) = result;
    GOTO_AFTER_CALL_IF(result == NULL, A);
    GO_ON_AFTER_CALL();
}

/* slots: value, owner */
STENCIL(set_attribute) {
    int status = cj_set_attribute(SLOT_AFTER(A, 1), POINTER(PyObject *, A), SLOT(A));
    decref(SLOT(A));
    decref(SLOT_AFTER(A, 1));
    GOTO_AFTER_CALL_IF(status != 0, A);
    GO_ON_AFTER_CALL();
}

/* slots: value, container, key */
STENCIL(set_item) {
    int status = PyObject_SetItem(SLOT_AFTER(A, 1), SLOT_AFTER(A, 2), SLOT(A));
    decref(SLOT(A));
    decref(SLOT_AFTER(A, 1));
    decref(SLOT_AFTER(A, 2));
    GOTO_AFTER_CALL_IF(status != 0, A);
    GO_ON_AFTER_CALL();
}

/* Falls through when the object in slot A is true, GOTO A when false, GOTO B on an exception. */
STENCIL(branch_true) {
    int truth = PyObject_IsTrue(SLOT(A));
    decref(SLOT(A));
    GOTO_AFTER_CALL_IF(truth < 0, B);
    GOTO_AFTER_CALL_IF(truth == 0, A);
    GO_ON_AFTER_CALL();
}

/* Likewise, and the object stays. */
STENCIL(test_true) {
    int truth = PyObject_IsTrue(SLOT(A));
    GOTO_AFTER_CALL_IF(truth < 0, B);
    GOTO_AFTER_CALL_IF(truth == 0, A);
    GO_ON_AFTER_CALL();
}

/* slot A + 1 = the next item of the iterator in slot A; GOTO A on an exception, GOTO B at the end
 */
int cj_end_of_iteration(PyThreadState *ts);

STENCIL(iterator_next) {
    PyObject *item = Py_TYPE(SLOT(A))->tp_iternext(SLOT(A));
    SLOT_AFTER(A, 1) = item;
    if (UNLIKELY(item == NULL)) {
        GOTO_AFTER_CALL_IF(ts->curexc_type != NULL && cj_end_of_iteration(ts) < 0, A);
        GOTO_AFTER_CALL(B);
    }
    GO_ON_AFTER_CALL();
}

/* Everything rare: a function of the engine that works on the slots from slot A on. */
typedef int Helper(PyThreadState *ts, Frame *frame, PyObject **slots, int64_t argument,
                   PyObject *object);

STENCIL(helper) {
    int status =
        POINTER(Helper *, A)(ts, frame, SLOT_ADDRESS(A), (int64_t)COUNT(A), POINTER(PyObject *, B));
    GOTO_AFTER_CALL_IF(status < 0, A);
    GO_ON_AFTER_CALL();
}

/* A helper that says by 1 or 0 whether to fall through or to GOTO B. */
STENCIL(helper_branch) {
    int status =
        POINTER(Helper *, A)(ts, frame, SLOT_ADDRESS(A), (int64_t)COUNT(A), POINTER(PyObject *, B));
    GOTO_AFTER_CALL_IF(status < 0, A);
    GOTO_AFTER_CALL_IF(status == 0, B);
    GO_ON_AFTER_CALL();
}

/* Drops the reference in slot A where no register is alive. */
STENCIL(release_call) {
    decref(SLOT(A));
    GO_ON_AFTER_CALL();
}
