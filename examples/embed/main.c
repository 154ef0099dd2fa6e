/* A C program that embeds CPython, switches cpjit on with a limit of 1 MB for machine code, runs a
 * script, and prints what the JIT did. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdio.h>

/* cpjit.enable(memory_limit="1M"); false, with the reason printed: the script runs interpreted. */
static int enable_cpjit(void) {
    PyObject *cpjit = PyImport_ImportModule("cpjit");
    PyObject *enable = cpjit ? PyObject_GetAttrString(cpjit, "enable") : NULL;
    PyObject *arguments = PyTuple_New(0);
    PyObject *options = Py_BuildValue("{s:s}", "memory_limit", "1M");
    PyObject *done = enable ? PyObject_Call(enable, arguments, options) : NULL;
    int enabled = done != NULL;
    if (!enabled) {
        PyErr_Print();
    }
    Py_XDECREF(done);
    Py_XDECREF(options);
    Py_XDECREF(arguments);
    Py_XDECREF(enable);
    Py_XDECREF(cpjit);
    return enabled;
}

static void print_stats(void) {
    PyObject *cpjit = PyImport_ImportModule("cpjit");
    PyObject *stats = cpjit ? PyObject_CallMethod(cpjit, "stats", NULL) : NULL;
    if (stats == NULL || PyObject_Print(stats, stdout, Py_PRINT_RAW) < 0) {
        PyErr_Print();
    }
    putchar('\n');
    Py_XDECREF(stats);
    Py_XDECREF(cpjit);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s script.py [argument ...]\n", argv[0]);
        return 2;
    }
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = 0; /* the arguments are the script's */
    PyStatus status = PyConfig_SetBytesArgv(&config, argc - 1, argv + 1);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }

    enable_cpjit();
    FILE *file = fopen(argv[1], "rb");
    if (file == NULL) {
        perror(argv[1]);
        return 1;
    }
    int failed = PyRun_SimpleFileEx(file, argv[1], 1);
    fflush(stdout);
    print_stats();
    return Py_FinalizeEx() < 0 || failed ? 1 : 0;
}
