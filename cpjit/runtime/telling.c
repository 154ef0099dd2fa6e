/* Who is told: GDB, and files for perf. */
#include "telling.h"

#ifndef CJ_NO_INSPECTION

#include <stdlib.h>

void cj_tell(cj_function *function) {
    cj_parts parts = cj_parts_of(function, false);
    if (parts.parts == NULL) {
        return;
    }
    if (cj.tells_gdb) {
        cj_gdb_add(function, &parts);
    }
    cj_perf_add(function, &parts);
    free(parts.parts);
}

void cj_tell_end(const cj_function *function) {
    if (cj.tells_gdb) {
        cj_gdb_forget(function);
    }
}

PyObject *cj_tell_gdb(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    if (!cj.loaded || cj.tells_gdb) {
        Py_RETURN_NONE;
    }
    cj.tells = cj.tells_gdb = true;
    for (unsigned i = 0; i < cj_routine_count(); i++) {
        cj_gdb_routine(i);
    }
    for (cj_function *function = cj.functions; function; function = function->next) {
        cj_parts parts = cj_parts_of(function, true);
        cj_gdb_add(function, &parts);
        free(parts.parts);
    }
    Py_RETURN_NONE;
}

#endif
