/* A Python function's frame from the arguments of a call. The rules are those of ceval.c's
 * initialize_locals; arguments move into the frame, as they do when the interpreter itself calls.
 * Calls that are an error are not done here: CPython raises for them. */
#include "bind.h"

typedef struct {
    const PyCodeObject *code;
    PyFunctionObject *function;
    PyObject *const *arguments; /* positional ones, then the values of `names` */
    Py_ssize_t positional, keywords;
    PyObject *names;
    int parameters;       /* positional and keyword-only */
    PyObject *rest;       /* *args: a new tuple, or NULL */
    PyObject *named_rest; /* **kwargs: a new dict, or NULL */
} Call;

/* The parameter that a keyword names, or -1. */
static int find_parameter(const Call *call, PyObject *name) {
    const PyCodeObject *code = call->code;
    for (int i = code->co_posonlyargcount; i < call->parameters; i++) {
        if (PyTuple_GET_ITEM(code->co_localsplusnames, i) == name) {
            return i;
        }
    }
    for (int i = code->co_posonlyargcount; i < call->parameters; i++) {
        if (_PyUnicode_EQ(PyTuple_GET_ITEM(code->co_localsplusnames, i), name)) {
            return i;
        }
    }
    return -1;
}

/* The default of parameter i, borrowed, or NULL. */
static PyObject *find_default(const Call *call, int i) {
    const PyCodeObject *code = call->code;
    if (i < code->co_argcount) {
        PyObject *defaults = call->function->func_defaults;
        Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
        Py_ssize_t index = i - (code->co_argcount - count);
        return index < 0 ? NULL : PyTuple_GET_ITEM(defaults, index);
    }
    PyObject *defaults = call->function->func_kwdefaults;
    if (defaults == NULL) {
        return NULL;
    }
    PyObject *value =
        PyDict_GetItemWithError(defaults, PyTuple_GET_ITEM(code->co_localsplusnames, i));
    if (value == NULL) {
        PyErr_Clear();
    }
    return value;
}

/* Fills `slots`, one for each parameter, with borrowed references. False: an error, or too odd. */
static bool assign(const Call *call, PyObject **slots) {
    const PyCodeObject *code = call->code;
    bool takes_rest = code->co_flags & CO_VARARGS, takes_named = code->co_flags & CO_VARKEYWORDS;
    for (int i = 0; i < call->parameters; i++) {
        slots[i] = NULL;
    }
    if (call->positional > code->co_argcount && !takes_rest) {
        return false;
    }
    for (Py_ssize_t i = 0; i < call->positional && i < code->co_argcount; i++) {
        slots[i] = call->arguments[i];
    }
    for (Py_ssize_t i = 0; i < call->keywords; i++) {
        PyObject *name = PyTuple_GET_ITEM(call->names, i);
        int parameter = find_parameter(call, name);
        if (parameter < 0 ? !takes_named : slots[parameter] != NULL) {
            return false;
        }
        if (parameter >= 0) {
            slots[parameter] = call->arguments[call->positional + i];
        }
    }
    for (int i = 0; i < call->parameters; i++) {
        if (slots[i] == NULL && (slots[i] = find_default(call, i)) == NULL) {
            return false;
        }
    }
    return true;
}

/* The containers of *args and **kwargs. -1: an exception is set. */
static int make_rest(Call *call) {
    const PyCodeObject *code = call->code;
    if (code->co_flags & CO_VARKEYWORDS) {
        call->named_rest = PyDict_New();
        if (call->named_rest == NULL) {
            return -1;
        }
        for (Py_ssize_t i = 0; i < call->keywords; i++) {
            PyObject *name = PyTuple_GET_ITEM(call->names, i);
            if (find_parameter(call, name) < 0 &&
                PyDict_SetItem(call->named_rest, name, call->arguments[call->positional + i]) < 0) {
                return -1;
            }
        }
    }
    if (code->co_flags & CO_VARARGS) {
        Py_ssize_t more = call->positional - code->co_argcount;
        call->rest = PyTuple_New(more > 0 ? more : 0);
        if (call->rest == NULL) {
            return -1;
        }
        for (Py_ssize_t i = 0; i < more; i++) {
            PyTuple_SET_ITEM(call->rest, i, Py_NewRef(call->arguments[code->co_argcount + i]));
        }
    }
    return 0;
}

cj_frame *cj_push_frame(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                        Py_ssize_t positional, PyObject *names) {
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    Call call = {.code = code,
                 .function = function,
                 .arguments = arguments,
                 .positional = positional,
                 .keywords = names == NULL ? 0 : PyTuple_GET_SIZE(names),
                 .names = names,
                 .parameters = code->co_argcount + code->co_kwonlyargcount};
    Py_ssize_t words = cj_frame_words(code);
    PyObject *slots[CJ_MAX_BOUND];
    if (function->vectorcall != _PyFunction_Vectorcall ||
        (code->co_flags & (CO_OPTIMIZED | CO_NEWLOCALS)) != (CO_OPTIMIZED | CO_NEWLOCALS) ||
        call.parameters > CJ_MAX_BOUND || words >= ts->datastack_limit - ts->datastack_top ||
        !assign(&call, slots)) {
        return NULL;
    }
    if (make_rest(&call) < 0) {
        Py_XDECREF(call.named_rest);
        Py_XDECREF(call.rest);
        return NULL;
    }
    /* The allocations above may have run anything: look again whether there is room. */
    if (words >= ts->datastack_limit - ts->datastack_top) {
        Py_XDECREF(call.named_rest);
        Py_XDECREF(call.rest);
        return NULL;
    }
    cj_frame *frame = (cj_frame *)ts->datastack_top;
    ts->datastack_top += words;
    _PyFrame_InitializeSpecials(frame, function, NULL, code->co_nlocalsplus);
    int filled = call.parameters;
    for (int i = 0; i < filled; i++) {
        frame->localsplus[i] = Py_NewRef(slots[i]);
    }
    if (call.rest != NULL) {
        frame->localsplus[filled++] = call.rest;
    }
    if (call.named_rest != NULL) {
        frame->localsplus[filled++] = call.named_rest;
    }
    while (filled < code->co_nlocalsplus) {
        frame->localsplus[filled++] = NULL;
    }
    for (Py_ssize_t i = 0; i < positional + call.keywords; i++) {
        Py_DECREF(arguments[i]); /* never the last: the frame has its own */
    }
    return frame;
}
