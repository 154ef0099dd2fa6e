/* Entries of tracebacks, as PyTraceBack_Here makes them. It looks the line up in the code's table
 * each time, from the beginning; here each instruction that has raised keeps its line. */
#include "engine.h"

#include <stdlib.h>

/* The line of a unit. */
static int line_of(cj_function *function, PyCodeObject *code, int unit) {
    if (function == NULL) {
        return PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
    }
    if (function->lines == NULL) {
        size_t units = (size_t)cj_code_units(code);
        function->lines = calloc(units, sizeof *function->lines);
        cj.metadata += function->lines == NULL ? 0 : units * sizeof *function->lines;
    }
    int known = function->lines == NULL ? 0 : function->lines[unit];
    if (known != 0) {
        return known;
    }
    int line = PyCode_Addr2Line(code, unit * (int)sizeof(_Py_CODEUNIT));
    if (function->lines != NULL) {
        function->lines[unit] = line;
    }
    return line;
}

void cj_lines_forget(cj_function *function) {
    if (function->lines != NULL) {
        cj.metadata -= (uint64_t)cj_code_units(function->code) * sizeof *function->lines;
        free(function->lines);
        function->lines = NULL;
    }
}

void cj_traceback_add(PyThreadState *ts, cj_frame *frame, cj_function *function) {
    if (_PyFrame_IsIncomplete(frame)) {
        return;
    }
    cj_exception raised = cj_take_exception(ts);
    PyFrameObject *object = (PyFrameObject *)Py_XNewRef(frame->frame_obj);
    if (object == NULL) {
        object = PyThreadState_GetFrame(ts);
    }
    PyTracebackObject *entry =
        object == NULL ? NULL : PyObject_GC_New(PyTracebackObject, &PyTraceBack_Type);
    if (entry == NULL) {
        /* no memory: CPython raises that instead */
        Py_XDECREF(raised.type);
        Py_XDECREF(raised.value);
        Py_XDECREF(raised.traceback);
        Py_XDECREF(object);
        PyErr_NoMemory();
        return;
    }
    int unit = (int)(frame->prev_instr - _PyCode_CODE(frame->f_code));
    entry->tb_next = (PyTracebackObject *)raised.traceback;
    entry->tb_frame = object;
    entry->tb_lasti = unit * (int)sizeof(_Py_CODEUNIT);
    entry->tb_lineno =
        object->f_lineno != 0 ? object->f_lineno : line_of(function, frame->f_code, unit);
    PyObject_GC_Track(entry);
    raised.traceback = (PyObject *)entry;
    cj_put_exception(ts, raised);
}
