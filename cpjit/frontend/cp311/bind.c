/* A Python function's frame from the arguments of a call. The rules are those of ceval.c's
 * initialize_locals; arguments move into the frame, as they do when the interpreter itself calls.
 * Calls that are an error are not done here: CPython raises for them. */
#include "bind.h"

typedef struct {
    const PyCodeObject *code;
    PyFunctionObject *function;
    PyObject *const *arguments; /* positional ones, then the values of `names` */
    Py_ssize_t positional, keywords;
    PyObject *const *names;
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
static PyObject *find_default(const PyFunctionObject *function, int i) {
    const PyCodeObject *code = (PyCodeObject *)function->func_code;
    if (i < code->co_argcount) {
        PyObject *defaults = function->func_defaults;
        Py_ssize_t count = defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults);
        Py_ssize_t index = i - (code->co_argcount - count);
        return index < 0 ? NULL : PyTuple_GET_ITEM(defaults, index);
    }
    PyObject *defaults = function->func_kwdefaults;
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
        PyObject *name = call->names[i];
        int parameter = find_parameter(call, name);
        if (parameter < 0 ? !takes_named : slots[parameter] != NULL) {
            return false;
        }
        if (parameter >= 0) {
            slots[parameter] = call->arguments[call->positional + i];
        }
    }
    for (int i = 0; i < call->parameters; i++) {
        if (slots[i] == NULL && (slots[i] = find_default(call->function, i)) == NULL) {
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
            PyObject *name = call->names[i];
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

/* See cj_push_frame(); `call` knows the function and the arguments. */
static cj_frame *push(PyThreadState *ts, Call *call) {
    PyFunctionObject *function = call->function;
    const PyCodeObject *code = call->code;
    Py_ssize_t words = cj_frame_words(code);
    PyObject *slots[CJ_MAX_BOUND];
    call->parameters = code->co_argcount + code->co_kwonlyargcount;
    if (!cj_takes_frames(function) || words >= ts->datastack_limit - ts->datastack_top ||
        !assign(call, slots)) {
        return NULL;
    }
    if (make_rest(call) < 0) {
        Py_XDECREF(call->named_rest);
        Py_XDECREF(call->rest);
        return NULL;
    }
    /* The allocations above may have run anything: look again whether there is room. */
    if (function->func_code != (PyObject *)code ||
        words >= ts->datastack_limit - ts->datastack_top) {
        Py_XDECREF(call->named_rest);
        Py_XDECREF(call->rest);
        return NULL;
    }
    cj_frame *frame = (cj_frame *)ts->datastack_top;
    ts->datastack_top += words;
    _PyFrame_InitializeSpecials(frame, function, NULL, code->co_nlocalsplus);
    int filled = call->parameters;
    for (int i = 0; i < filled; i++) {
        frame->localsplus[i] = Py_NewRef(slots[i]);
    }
    if (call->rest != NULL) {
        frame->localsplus[filled++] = call->rest;
    }
    if (call->named_rest != NULL) {
        frame->localsplus[filled++] = call->named_rest;
    }
    while (filled < code->co_nlocalsplus) {
        frame->localsplus[filled++] = NULL;
    }
    for (Py_ssize_t i = 0; i < call->positional + call->keywords; i++) {
        Py_DECREF(call->arguments[i]); /* never the last: the frame has its own */
    }
    return frame;
}

cj_frame *cj_push_frame(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                        Py_ssize_t positional, PyObject *names) {
    Call call = {.code = (PyCodeObject *)function->func_code,
                 .function = function,
                 .arguments = arguments,
                 .positional = positional,
                 .keywords = names == NULL ? 0 : PyTuple_GET_SIZE(names),
                 .names = names == NULL ? NULL : ((PyTupleObject *)names)->ob_item};
    return push(ts, &call);
}

/* ---- f(*arguments, **named) ---- */

/* The values of an exact tuple and of a dictionary, borrowed, with the keys of the latter; at most
 * CJ_MAX_BOUND. False: there are more, or a key is no exact str. */
static bool unpack_arguments(PyObject *const *slots, bool named, PyObject **values,
                             PyObject **names) {
    Py_ssize_t given = PyTuple_GET_SIZE(slots[0]), at = 0;
    if (given + (named ? PyDict_GET_SIZE(slots[1]) : 0) > CJ_MAX_BOUND) {
        return false;
    }
    for (Py_ssize_t i = 0; i < given; i++) {
        values[i] = PyTuple_GET_ITEM(slots[0], i);
    }
    for (Py_ssize_t i = 0; named && PyDict_Next(slots[1], &at, &names[i], &values[given + i]);
         i++) {
        if (!PyUnicode_CheckExact(names[i])) {
            return false;
        }
    }
    return true;
}

cj_frame *cj_bind_tuple(PyThreadState *ts, PyObject **slots, int has_dict) {
    PyFunctionObject *function = (PyFunctionObject *)slots[0];
    PyObject *code = function->func_code, *tuple = slots[1], *dict = slots[2];
    PyObject *values[CJ_MAX_BOUND], *names[CJ_MAX_BOUND];
    bool named = has_dict && PyDict_GET_SIZE(dict) != 0;
    if (named && Py_REFCNT(dict) != 1) {
        return NULL; /* code made by hand */
    }
    Call call = {.function = function,
                 .code = (PyCodeObject *)code,
                 .arguments = values,
                 .names = names,
                 .positional = PyTuple_GET_SIZE(tuple),
                 .keywords = named ? PyDict_GET_SIZE(dict) : 0};
    if (!unpack_arguments(slots + 1, named, values, names)) {
        return NULL;
    }
    if (named) {
        /* The dictionary has been made for this call: nobody comes at it now. */
        PyObject_GC_UnTrack(dict);
    }
    /* push() takes one reference to each; CPython holds those that it unpacks once more. */
    Py_ssize_t all = call.positional + call.keywords;
    for (Py_ssize_t i = 0; i < all; i++) {
        Py_SET_REFCNT(values[i], Py_REFCNT(values[i]) + 1 + named);
#ifdef Py_REF_DEBUG
        _Py_RefTotal += 1 + named;
#endif
    }
    Py_INCREF(function);
    cj_frame *frame = push(ts, &call);
    if (frame == NULL) {
        Py_DECREF(function);
        for (Py_ssize_t i = 0; i < all; i++) {
            Py_DECREF(values[i]); /* never the last */
        }
        cj_unbind_tuple(slots, has_dict);
        PyErr_Clear(); /* it will be raised again */
    }
    return frame;
}

void cj_unbind_tuple(PyObject *const *slots, int has_dict) {
    PyObject *tuple = slots[1], *dict = slots[2], *key, *value;
    if (!has_dict || PyDict_GET_SIZE(dict) == 0) {
        return;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        Py_DECREF(PyTuple_GET_ITEM(tuple, i));
    }
    for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &key, &value);) {
        Py_DECREF(value);
    }
}

/* ---- calls whose arguments have been planned ---- */

bool cj_binding_plan(cj_binding *binding, PyFunctionObject *function, Py_ssize_t positional,
                     PyObject *names) {
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    Py_ssize_t keywords = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    Call call = {.code = code, .parameters = code->co_argcount + code->co_kwonlyargcount};
    if (!cj_takes_frames(function) || positional + keywords > CJ_MAX_BOUND) {
        return false;
    }
    int direct = positional < code->co_argcount ? (int)positional : code->co_argcount;
    *binding = (cj_binding){.given = (int)(positional + keywords),
                            .parameters = call.parameters,
                            .first_rest = direct,
                            .n_rest = (int)positional - direct,
                            .takes_rest = code->co_flags & CO_VARARGS,
                            .takes_named = code->co_flags & CO_VARKEYWORDS};
    for (int i = 0; i < call.parameters; i++) {
        binding->source[i] = (int8_t)(i < direct ? i : -1);
    }
    for (Py_ssize_t i = 0; i < keywords; i++) {
        int8_t argument = (int8_t)(positional + i);
        int parameter = find_parameter(&call, PyTuple_GET_ITEM(names, i));
        if (parameter < 0) {
            binding->names[binding->n_named] = PyTuple_GET_ITEM(names, i);
            binding->named[binding->n_named++] = argument;
        } else if (binding->source[parameter] >= 0) {
            return false;
        } else {
            binding->source[parameter] = argument;
        }
    }
    for (int i = 0; i < call.parameters; i++) {
        if (binding->source[i] < 0 && find_default(function, i) == NULL) {
            return false;
        }
    }
    return (binding->n_rest == 0 || binding->takes_rest) &&
           (binding->n_named == 0 || binding->takes_named);
}

/* **kwargs: a new dict, or NULL. */
static PyObject *bind_named(PyObject *const *arguments, const cj_binding *binding) {
    PyObject *dict = PyDict_New();
    for (int i = 0; dict != NULL && i < binding->n_named; i++) {
        if (PyDict_SetItem(dict, binding->names[i], arguments[binding->named[i]]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

cj_frame *cj_bind(PyThreadState *ts, PyFunctionObject *function, PyObject *const *arguments,
                  const cj_binding *binding) {
    PyCodeObject *code = (PyCodeObject *)function->func_code;
    PyObject *rest = NULL, *named = NULL;
    if (binding->takes_named && (named = bind_named(arguments, binding)) == NULL) {
        goto failed;
    }
    if (binding->takes_rest && (rest = PyTuple_New(binding->n_rest)) == NULL) {
        goto failed;
    }
    /* The allocations may have run anything. */
    Py_ssize_t words = cj_frame_words(code);
    if (function->func_code != (PyObject *)code ||
        words >= ts->datastack_limit - ts->datastack_top) {
        goto failed;
    }
    cj_frame *frame = (cj_frame *)ts->datastack_top;
    int filled = 0;
    for (; filled < binding->parameters; filled++) {
        int source = binding->source[filled];
        PyObject *value = source >= 0 ? arguments[source] : find_default(function, filled);
        if (value == NULL) {
            goto failed;
        }
        frame->localsplus[filled] = value;
    }
    for (int i = 0; i < binding->parameters; i++) {
        if (binding->source[i] < 0) {
            Py_INCREF(frame->localsplus[i]);
        }
    }
    ts->datastack_top += words;
    _PyFrame_InitializeSpecials(frame, function, NULL, code->co_nlocalsplus);
    if (rest != NULL) {
        for (int i = 0; i < binding->n_rest; i++) {
            PyTuple_SET_ITEM(rest, i, arguments[binding->first_rest + i]);
        }
        frame->localsplus[filled++] = rest;
    }
    if (named != NULL) {
        for (int i = 0; i < binding->n_named; i++) {
            Py_DECREF(arguments[binding->named[i]]); /* the dict has its own */
        }
        frame->localsplus[filled++] = named;
    }
    while (filled < code->co_nlocalsplus) {
        frame->localsplus[filled++] = NULL;
    }
    return frame;
failed:
    Py_XDECREF(rest);
    Py_XDECREF(named);
    PyErr_Clear(); /* it will be raised again */
    return NULL;
}
