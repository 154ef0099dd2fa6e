/* Running a program as the interpreter itself runs one; see program.c. */
#ifndef CPJIT_RUNTIME_PROGRAM_H
#define CPJIT_RUNTIME_PROGRAM_H

#include <Python.h>

/* _cpjit.run_program(code, namespace) or (callable, *arguments) -> exit status; METH_FASTCALL. */
PyObject *cj_run_program(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

#endif
