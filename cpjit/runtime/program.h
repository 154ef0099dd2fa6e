/* Running a program as the interpreter itself runs one; see program.c. */
#ifndef CPJIT_RUNTIME_PROGRAM_H
#define CPJIT_RUNTIME_PROGRAM_H

#include <Python.h>

/* _cpjit.run_program(callable) -> exit status; a METH_O function. */
PyObject *cj_run_program(PyObject *module, PyObject *program);

#endif
