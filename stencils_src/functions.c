// axes: X=0..1
/* Functions made where no foreign code runs: a new one is one that has died (routines.c). */
#include "objects.h"

/* slot A = a function of the code pointer A, with the closure in slot A if X is 1. The module's
 * keys are of version HOLEU A: its name is at byte distance HOLE B of them, its builtins, pointer B
 * or GOTO A, at HOLE C; pointer C: their dictionary; pointer D: the docstring. */
STENCIL(new_function) {
    PyFunctionObject *function = cj_functions.first;
    GOTO_AFTER_CALL_IF(function == NULL || _Py_tracemalloc_config.tracing, A);
    GOTO_AFTER_CALL_IF(!Py_IS_TYPE(frame->f_globals, &PyDict_Type), A);
    PyDictKeysObject *keys = ((PyDictObject *)frame->f_globals)->ma_keys;
    GOTO_AFTER_CALL_IF(keys->dk_version != (uint32_t)COUNT(A), A);
    PyObject *module = *(PyObject **)((char *)keys + HOLE(B));
    PyObject *builtins = *(PyObject **)((char *)keys + HOLE(C));
    GOTO_AFTER_CALL_IF(module == NULL || builtins != POINTER(PyObject *, B), A);
    PyCodeObject *code = POINTER(PyCodeObject *, A);
    cj_functions.first = (PyFunctionObject *)function->func_globals;
    cj_functions.count--;
    function->func_globals = incref(frame->f_globals);
    function->func_builtins = incref(POINTER(PyObject *, C));
    function->func_name = incref(code->co_name);
    function->func_qualname = incref(code->co_qualname);
    function->func_code = incref((PyObject *)code);
    function->func_closure = X == 0 ? NULL : SLOT(A);
    function->func_doc = incref(POINTER(PyObject *, D));
    function->func_module = incref(module);
    incref((PyObject *)function);
    track(ts, function);
    SLOT(A) = (PyObject *)function;
    GO_ON_AFTER_CALL();
}
