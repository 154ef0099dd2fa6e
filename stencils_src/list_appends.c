// axes: X=0..1
/* Lists that grow by one. */
#include "objects.h"

#ifdef FIRST_VARIANT
/* The list takes the reference. False: MemoryError is set, and nothing done. */
PRESERVE_ALL bool lib_list_append(PyListObject *list, PyObject *item);

static inline __attribute__((always_inline)) bool append(PyListObject *list, PyObject *item) {
    Py_ssize_t size = Py_SIZE(list);
    if (LIKELY(size < list->allocated)) {
        list->ob_item[size] = item;
        Py_SET_SIZE(list, size + 1);
        return true;
    }
    return lib_list_append(list, item);
}
#endif

/* The list in slot A, which a comprehension makes, takes the object in slot B, with the reference
 * of that slot (X = 0) or one of its own. GOTO A: memory. */
STENCIL(list_append) {
    PyObject *item = SLOT(B);
    GOTO_IF(!append((PyListObject *)SLOT(A), item), A);
#if X == 1
    incref(item);
#endif
    GO_ON();
}

#if X == 0
/* slot A: what is called, list.append itself (pointer A) or GOTO A; after it a list (of whatever
 * class) or GOTO A, and the item, whose reference the list takes. The list goes to slot A. GOTO B:
 * memory. */
STENCIL(call_list_append) {
    PyObject *method = SLOT(A);
    GOTO_IF(method != POINTER(PyObject *, A), A);
    PyObject *list = SLOT_AFTER(A, 1);
    GOTO_IF(!PyType_FastSubclass(Py_TYPE(list), Py_TPFLAGS_LIST_SUBCLASS), A);
    GOTO_IF(!append((PyListObject *)list, SLOT_AFTER(A, 2)), B);
    drop_reference(method);
    SLOT(A) = list;
    GO_ON();
}
#endif
