/* What GDB is told of machine code, where that is asked for (CPJIT_GDB). */
#pragma once
#include "engine.h"

#ifndef CJ_NO_INSPECTION
/* _cpjit.tell_gdb(): from now on, and what there is already. */
PyObject *cj_tell_gdb(PyObject *module, PyObject *unused);
/* A function that may get code; one whose code goes away. */
void cj_gdb_function(cj_function *function);
void cj_gdb_forget(const cj_function *function);

#else
static inline void cj_gdb_function(cj_function *function) {
    (void)function;
}
static inline void cj_gdb_forget(const cj_function *function) {
    (void)function;
}
#endif
