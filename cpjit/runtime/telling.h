/* What tools are told of machine code as it is made, where that is asked for. */
#pragma once
#include "engine.h"

#ifndef CJ_NO_INSPECTION
#include "parts.h"

/* A function has got more code. */
void cj_tell(cj_function *function);
/* Its code goes away. */
void cj_tell_end(const cj_function *function);

/* _cpjit.tell_gdb(): from now on, and what there is already; write_dump, write_map: likewise. */
PyObject *cj_tell_gdb(PyObject *module, PyObject *unused);
PyObject *cj_write_dump(PyObject *module, PyObject *file);
PyObject *cj_write_map(PyObject *module, PyObject *arguments);

/* ---- gdb.c ---- */
void cj_gdb_routine(unsigned number);
void cj_gdb_add(const cj_function *function, const cj_parts *parts);
void cj_gdb_forget(const cj_function *function);

/* ---- perf.c ---- */
void cj_perf_add(const cj_function *function, const cj_parts *parts);
void cj_perf_forked(void);

#else
static inline void cj_tell(cj_function *function) {
    (void)function;
}
static inline void cj_tell_end(const cj_function *function) {
    (void)function;
}
#endif
