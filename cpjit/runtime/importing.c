/* Imports. The code of a module runs once, and most of what it calls a few times only: to count it,
 * and to compile what seems hot, costs more than it gains (docs/costs.md has figures). So while an
 * installed module is imported the hook stands aside: the interpreter makes its calls by itself,
 * specialises them, and asks nobody. A module of the program's own may do anything when it is
 * imported, be the program even: there the hook stays, and everywhere at a threshold of one. */
#include "engine.h"

#include <string.h>

static PyCodeObject *find_and_load; /* of importlib: each import of a new module begins here */
static PyObject *standard;          /* names of the standard library's modules, or NULL */

bool cj_importing_init(void) {
    PyObject *importlib = PyImport_ImportModule("_frozen_importlib"), *function = NULL;
    if (importlib != NULL) {
        function = PyObject_GetAttrString(importlib, "_find_and_load");
        Py_DECREF(importlib);
    }
    if (function == NULL) {
        return false;
    }
    if (PyFunction_Check(function)) {
        PyObject *code = Py_NewRef(PyFunction_GET_CODE(function));
        Py_XSETREF(find_and_load, (PyCodeObject *)code);
    }
    Py_DECREF(function);
    PyObject *names = PySys_GetObject("stdlib_module_names");
    Py_XSETREF(standard, names != NULL && PyFrozenSet_CheckExact(names) ? Py_NewRef(names) : NULL);
    return true;
}

/* Has the package, imported already, come from where installers put packages? */
static bool is_installed(PyObject *package) {
    PyObject *module = PyImport_GetModule(package), *file = NULL;
    if (module != NULL && PyModule_CheckExact(module)) {
        file = PyDict_GetItemString(PyModule_GetDict(module), "__file__");
    }
    const char *path = file != NULL && PyUnicode_Check(file) ? PyUnicode_AsUTF8(file) : NULL;
    bool installed = path != NULL && (strstr(path, "/site-packages/") != NULL ||
                                      strstr(path, "/dist-packages/") != NULL);
    Py_XDECREF(module);
    return installed;
}

bool cj_begins_imports(const PyCodeObject *code) {
    return code == find_and_load;
}

bool cj_imports_what_is_installed(const cj_frame *frame) {
    PyObject *name = frame->localsplus[0];
    if (frame->f_code != find_and_load || name == NULL || !PyUnicode_CheckExact(name)) {
        return false;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, length, 1);
    PyObject *package = PyUnicode_Substring(name, 0, dot < 0 ? length : dot);
    bool installed =
        package != NULL && ((standard != NULL && PySet_Contains(standard, package) == 1) ||
                            (dot >= 0 && is_installed(package)));
    Py_XDECREF(package);
    PyErr_Clear();
    return installed;
}
