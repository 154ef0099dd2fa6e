/* The semantics follow CPython 3.11's ceval.c; where it calls a function that is not exported, the
 * public equivalent is used. */
#include "helpers.h"
#include "attribute_rules.h"
#include "attributes.h"
#include "bind.h"
#include "helper.h"

static int finish(PyObject **slots, int count, PyObject *result) {
    for (int i = 0; i < count; i++) {
        Py_DECREF(slots[i]);
    }
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

int cj_helper_pops(int helper, int argument) {
    switch (helper) {
    case CJ_HELPER_format_value:
        return (argument & 4) ? 2 : 1;
    case CJ_HELPER_make_function:
        return 1 + ((argument & 8) != 0) + ((argument & 4) != 0) + ((argument & 2) != 0) +
               (argument & 1);
    case CJ_HELPER_call_function_ex:
        return (argument & 1) ? 4 : 3;
    default:
        return cj_helpers[helper].pops + argument * cj_helpers[helper].pops_per_arg;
    }
}

int cj_helper_pushes(int helper, int argument) {
    if (helper == CJ_HELPER_unpack_ex) {
        return 1 + (argument & 0xFF) + (argument >> 8);
    }
    return cj_helpers[helper].pushes;
}

int cj_helper_looks_at(int helper) {
    switch (helper) {
    case CJ_HELPER_get_len:
    case CJ_HELPER_match_mapping:
    case CJ_HELPER_match_sequence:
        return 1;
    case CJ_HELPER_match_keys:
        return 2;
    default:
        return 0;
    }
}

PyObject *cj_power(PyObject *base, PyObject *exponent) {
    return PyNumber_Power(base, exponent, Py_None);
}

PyObject *cj_in_place_power(PyObject *base, PyObject *exponent) {
    return PyNumber_InPlacePower(base, exponent, Py_None);
}

/* ---- attributes and items ---- */

HELPER(cj_helper_delete_attr) {
    UNUSED;
    int status = PyObject_SetAttr(slots[0], object, NULL);
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_delete_item) {
    UNUSED;
    int status = PyObject_DelItem(slots[0], slots[1]);
    Py_DECREF(slots[0]);
    Py_DECREF(slots[1]);
    return status;
}

HELPER(cj_load_method) {
    UNUSED;
    PyObject *owner = slots[0], *method;
    uintptr_t found = cj_attribute_remember(owner, object);
    bool unbound = (found & CJ_AS_MASK) == CJ_AS_METHOD;
    if (unbound) {
        method = Py_NewRef((PyObject *)(found - CJ_AS_METHOD));
    } else {
        method = cj_get_attribute(owner, object);
    }
    if (method == NULL) {
        Py_DECREF(owner);
        return -1;
    }
    if (unbound) {
        slots[0] = method;
        slots[1] = owner;
    } else {
        slots[0] = NULL;
        slots[1] = method;
        Py_DECREF(owner);
    }
    return 0;
}

/* ---- building ---- */

/* The operands move into a new list or tuple, whose places these are; or go, if there is none. */
static int move_into(PyObject *sequence, PyObject **places, PyObject **slots, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        if (sequence != NULL) {
            places[i] = slots[i];
        } else {
            Py_DECREF(slots[i]);
        }
    }
    slots[0] = sequence;
    return sequence == NULL ? -1 : 0;
}

HELPER(cj_helper_build_list) {
    UNUSED;
    PyListObject *list = (PyListObject *)PyList_New(argument);
    return move_into((PyObject *)list, list == NULL ? NULL : list->ob_item, slots, argument);
}

HELPER(cj_helper_build_tuple) {
    UNUSED;
    PyTupleObject *tuple = (PyTupleObject *)PyTuple_New(argument);
    return move_into((PyObject *)tuple, tuple == NULL ? NULL : tuple->ob_item, slots, argument);
}

HELPER(cj_helper_build_set) {
    UNUSED;
    PyObject *set = PySet_New(NULL);
    int status = set == NULL ? -1 : 0;
    for (int64_t i = 0; i < argument; i++) {
        if (status == 0) {
            status = PySet_Add(set, slots[i]);
        }
        Py_DECREF(slots[i]);
    }
    if (status != 0) {
        Py_CLEAR(set);
    }
    slots[0] = set;
    return status;
}

static int build_map(PyObject **slots, int64_t count, PyObject *const *keys, int64_t key_step,
                     PyObject *const *values, int64_t value_step, int taken) {
    PyObject *map = PyDict_New();
    for (int64_t i = 0; map != NULL && i < count; i++) {
        if (PyDict_SetItem(map, keys[i * key_step], values[i * value_step]) < 0) {
            Py_CLEAR(map);
        }
    }
    return finish(slots, taken, map);
}

HELPER(cj_helper_build_map) {
    UNUSED;
    return build_map(slots, argument, slots, 2, slots + 1, 2, (int)(2 * argument));
}

HELPER(cj_helper_build_const_key_map) {
    UNUSED;
    PyObject *keys = slots[argument];
    if (!PyTuple_CheckExact(keys) || PyTuple_GET_SIZE(keys) != argument) {
        PyErr_SetString(PyExc_SystemError, "bad BUILD_CONST_KEY_MAP keys argument");
        return finish(slots, (int)argument + 1, NULL);
    }
    PyObject **items = ((PyTupleObject *)keys)->ob_item;
    return build_map(slots, argument, items, 1, slots, 1, (int)argument + 1);
}

HELPER(cj_helper_build_slice) {
    UNUSED;
    PyObject *slice = PySlice_New(slots[0], slots[1], argument == 3 ? slots[2] : NULL);
    return finish(slots, (int)argument, slice);
}

HELPER(cj_helper_build_string) {
    UNUSED;
    PyObject *empty = PyUnicode_New(0, 0);
    PyObject *joined = _PyUnicode_JoinArray(empty, slots, argument);
    Py_XDECREF(empty);
    return finish(slots, (int)argument, joined);
}

HELPER(cj_helper_format_value) {
    UNUSED;
    PyObject *specification = (argument & 4) ? slots[1] : NULL;
    PyObject *value = slots[0];
    PyObject *(*convert)(PyObject *) = NULL;
    switch (argument & 3) {
    case 1:
        convert = PyObject_Str;
        break;
    case 2:
        convert = PyObject_Repr;
        break;
    case 3:
        convert = PyObject_ASCII;
        break;
    default:
        break;
    }
    if (convert != NULL) {
        PyObject *converted = convert(value);
        Py_DECREF(value);
        slots[0] = value = converted;
        if (converted == NULL) {
            Py_XDECREF(specification);
            return -1;
        }
    }
    if (PyUnicode_CheckExact(value) && specification == NULL) {
        return 0;
    }
    PyObject *result = PyObject_Format(value, specification);
    Py_DECREF(value);
    Py_XDECREF(specification);
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

/* The container is the entry `argument` below the top that is left. */

HELPER(cj_helper_list_append) {
    UNUSED;
    int status = PyList_Append(slots[-argument], slots[0]);
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_set_add) {
    UNUSED;
    int status = PySet_Add(slots[-argument], slots[0]);
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_map_add) {
    UNUSED;
    int status = PyDict_SetItem(slots[-argument], slots[0], slots[1]);
    Py_DECREF(slots[0]);
    Py_DECREF(slots[1]);
    return status;
}

HELPER(cj_helper_list_extend) {
    UNUSED;
    PyObject *iterable = slots[0];
    PyObject *none = _PyList_Extend((PyListObject *)slots[-argument], iterable);
    if (none == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(iterable)->tp_iter == NULL &&
            !PySequence_Check(iterable)) {
            PyErr_Clear();
            PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s",
                         Py_TYPE(iterable)->tp_name);
        }
        Py_DECREF(iterable);
        return -1;
    }
    Py_DECREF(none);
    Py_DECREF(iterable);
    return 0;
}

HELPER(cj_helper_set_update) {
    UNUSED;
    int status = _PySet_Update(slots[-argument], slots[0]);
    Py_DECREF(slots[0]);
    return status;
}

HELPER(cj_helper_dict_update) {
    UNUSED;
    PyObject *update = slots[0];
    int status = PyDict_Update(slots[-argument], update);
    if (status < 0 && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(update)->tp_name);
    }
    Py_DECREF(update);
    return status;
}

HELPER(cj_helper_list_to_tuple) {
    UNUSED;
    return finish(slots, 1, PyList_AsTuple(slots[0]));
}

/* ---- functions, classes, expressions that are statements ---- */

HELPER(cj_helper_make_function) {
    UNUSED;
    int count = cj_helper_pops(CJ_HELPER_make_function, (int)argument) - 1;
    PyObject *code = slots[count];
    PyFunctionObject *function = (PyFunctionObject *)PyFunction_New(code, frame->f_globals);
    Py_DECREF(code);
    if (function == NULL) {
        for (int i = 0; i < count; i++) {
            Py_DECREF(slots[i]);
        }
        return -1;
    }
    if (argument & 8) {
        function->func_closure = slots[--count];
    }
    if (argument & 4) {
        function->func_annotations = slots[--count];
    }
    if (argument & 2) {
        function->func_kwdefaults = slots[--count];
    }
    if (argument & 1) {
        function->func_defaults = slots[--count];
    }
    slots[0] = (PyObject *)function;
    return 0;
}

HELPER(cj_helper_load_build_class) {
    UNUSED;
    PyObject *name = PyUnicode_InternFromString("__build_class__"), *function = NULL;
    if (name != NULL) {
        function = cj_look_up(frame->f_builtins, name);
        Py_DECREF(name);
        if (function == NULL && !PyErr_Occurred()) {
            PyErr_SetString(PyExc_NameError, "__build_class__ not found");
        }
    }
    slots[0] = function;
    return function == NULL ? -1 : 0;
}

HELPER(cj_helper_print_expr) {
    UNUSED;
    PyObject *value = slots[0], *hook = PySys_GetObject("displayhook"), *result = NULL;
    if (hook == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys.displayhook");
    } else {
        result = PyObject_CallOneArg(hook, value);
    }
    Py_DECREF(value);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* ---- calls ---- */

/* CPython's message for a wrong **argument of a function. */
static void explain_keywords(PyObject *function, PyObject *keywords) {
    PyObject *name, *type, *value, *traceback;
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        name = _PyObject_FunctionStr(function);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s",
                         name, Py_TYPE(keywords)->tp_name);
            Py_DECREF(name);
        }
    } else if (PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Fetch(&type, &value, &traceback);
        if (value == NULL || !PyTuple_Check(value) || PyTuple_GET_SIZE(value) != 1) {
            PyErr_Restore(type, value, traceback);
            return;
        }
        name = _PyObject_FunctionStr(function);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name,
                         PyTuple_GET_ITEM(value, 0));
            Py_DECREF(name);
        }
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
}

/* The dict lies `argument` below the update, the function that will be called two below that. */
HELPER(cj_helper_dict_merge) {
    UNUSED;
    PyObject *update = slots[0];
    int status = _PyDict_MergeEx(slots[-argument], update, 2);
    if (status < 0) {
        explain_keywords(slots[-argument - 2], update);
    }
    Py_DECREF(update);
    return status < 0 ? -1 : 0;
}

static void drop(PyObject **entries, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_DECREF(entries[i]);
    }
}

/* A call that is over gives up the callable and its arguments. Those of a Python function have
 * been handed over by then, if they were the wrong ones: what no parameter takes has gone first,
 * and what was packed for *args goes last, from the end. */
static void drop_call(PyObject **stack, Py_ssize_t given, bool began, bool named) {
    Py_ssize_t taken = given;
    const PyCodeObject *code = NULL;
    if (!began && !named && Py_IS_TYPE(stack[0], &PyFunction_Type)) {
        code = (PyCodeObject *)PyFunction_GET_CODE(stack[0]);
        taken = given < code->co_argcount ? given : code->co_argcount;
    }
    if (taken == given || !(code->co_flags & CO_VARARGS)) {
        drop(stack + 1 + taken, given - taken);
        drop(stack, 1 + taken);
        return;
    }
    drop(stack, 1 + taken);
    for (Py_ssize_t i = given; i > taken; i--) {
        Py_DECREF(stack[i]);
    }
}

/* What CALL (and PRECALL) do with anything but a Python function that is compiled. */
HELPER(cj_call) {
    UNUSED;
    if (slots[0] == NULL && Py_IS_TYPE(slots[1], &PyMethod_Type)) {
        PyObject *method = slots[1];
        slots[0] = Py_NewRef(((PyMethodObject *)method)->im_func);
        slots[1] = Py_NewRef(((PyMethodObject *)method)->im_self);
        Py_DECREF(method);
    }
    PyObject **stack = slots[0] != NULL ? slots : slots + 1;
    Py_ssize_t given = argument + (slots[0] != NULL);
    Py_ssize_t names = object != NULL ? PyTuple_GET_SIZE(object) : 0;
    _Py_CODEUNIT *running = frame->prev_instr;
    if (Py_IS_TYPE(stack[0], &PyFunction_Type) && cj_runs_frames(ts)) {
        /* The interpreter has moved on to the call's last cache while a function runs. */
        frame->prev_instr += cj_call_end(frame->f_code, 0);
        cj_frame *callee =
            cj_push_frame(ts, (PyFunctionObject *)stack[0], stack + 1, given - names, object);
        if (callee != NULL) {
            slots[0] = cj_run_frame(ts, frame, callee);
            return slots[0] == NULL ? -1 : 0;
        }
    }
    PyObject *result =
        PyErr_Occurred()
            ? NULL
            : PyObject_Vectorcall(stack[0], stack + 1,
                                  (size_t)(given - names) | PY_VECTORCALL_ARGUMENTS_OFFSET, object);
    bool began = true;
    if (result == NULL && ts->curexc_traceback == NULL && PyErr_ExceptionMatches(PyExc_TypeError)) {
        frame->prev_instr = running;
        began = false; /* wrong arguments */
    }
    drop_call(stack, given, began, names > 0);
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

/* object.c, set_attribute_error_context: for the suggestions that are printed. */
void cj_attribute_failed(PyObject *owner, PyObject *name) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (PyErr_GivenExceptionMatches(value, PyExc_AttributeError)) {
        PyAttributeErrorObject *error = (PyAttributeErrorObject *)value;
        if (error->name == NULL && error->obj == NULL &&
            (PyObject_SetAttrString(value, "name", name) < 0 ||
             PyObject_SetAttrString(value, "obj", owner) < 0)) {
            Py_DECREF(type); /* that is raised then */
            Py_DECREF(value);
            Py_XDECREF(traceback);
            return;
        }
    }
    PyErr_Restore(type, value, traceback);
}

int cj_check_init(PyObject *result) {
    PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                 Py_TYPE(result)->tp_name);
    Py_DECREF(result);
    return -1;
}

/* The values of the keywords `names`, or NULL: no memory. */
static PyObject *named_arguments(PyObject *names, PyObject *const *values) {
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < PyTuple_GET_SIZE(names); i++) {
        if (PyDict_SetItem(dict, PyTuple_GET_ITEM(names, i), values[i]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

PyObject *cj_tuple_of(PyObject *const *arguments, Py_ssize_t count) {
    PyObject *tuple = PyTuple_New(count);
    for (Py_ssize_t i = 0; tuple != NULL && i < count; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(arguments[i]));
    }
    return tuple;
}

/* Gives the instance to its class's __init__. */
static int initialise(PyObject *instance, PyObject *const *values, int64_t count, PyObject *names) {
    int64_t positional = count - (names == NULL ? 0 : PyTuple_GET_SIZE(names));
    PyObject *arguments = cj_tuple_of(values, positional);
    PyObject *named = names == NULL ? NULL : named_arguments(names, values + positional);
    int status = -1;
    if (arguments != NULL && (named != NULL || names == NULL) &&
        Py_EnterRecursiveCall(" while calling a Python object") == 0) {
        status = Py_TYPE(instance)->tp_init(instance, arguments, named);
        Py_LeaveRecursiveCall();
    }
    Py_XDECREF(arguments);
    Py_XDECREF(named);
    return status;
}

/* A call of a class ends: what it made is in the first slot, what is called is no longer there. */
static int end_construction(PyObject **slots, int64_t count, int status) {
    if (status < 0) {
        Py_DECREF(slots[0]);
    }
    for (int64_t i = 0; i < count; i++) {
        Py_DECREF(slots[2 + i]);
    }
    return status;
}

HELPER(cj_initialise) {
    UNUSED;
    Py_DECREF(slots[1]);
    return end_construction(slots, argument, initialise(slots[0], slots + 2, argument, object));
}

HELPER(cj_finish_new) {
    UNUSED;
    PyObject *class = slots[1];
    int status = 0;
    if (PyObject_TypeCheck(slots[0], (PyTypeObject *)class) &&
        Py_TYPE(slots[0])->tp_init != PyBaseObject_Type.tp_init) {
        status = initialise(slots[0], slots + 2, argument, object);
    }
    Py_DECREF(class);
    return end_construction(slots, argument, status);
}

/* New reference: keywords that are another mapping, as a dict. */
static PyObject *dict_of_keywords(PyObject *function, PyObject *keywords) {
    PyObject *dict = PyDict_New();
    if (dict != NULL && _PyDict_MergeEx(dict, keywords, 2) < 0) {
        Py_CLEAR(dict);
        explain_keywords(function, keywords);
    }
    return dict;
}

/* Likewise positional arguments that are another iterable, as a tuple. */
static PyObject *tuple_of_arguments(PyObject *function, PyObject *arguments) {
    if (Py_TYPE(arguments)->tp_iter != NULL || PySequence_Check(arguments)) {
        return PySequence_Tuple(arguments);
    }
    PyObject *name = _PyObject_FunctionStr(function);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s", name,
                     Py_TYPE(arguments)->tp_name);
        Py_DECREF(name);
    }
    return NULL;
}

/* NULL, callable, arguments, keywords if `argument` is odd -> result */
HELPER(cj_helper_call_function_ex) {
    UNUSED;
    int count = (argument & 1) ? 3 : 2;
    PyObject *result = NULL, *function = slots[1];
    bool ready = true;
    if (argument & 1 && !PyDict_CheckExact(slots[3])) {
        Py_SETREF(slots[3], dict_of_keywords(function, slots[3]));
        ready = slots[3] != NULL;
    }
    if (ready && !PyTuple_CheckExact(slots[2])) {
        Py_SETREF(slots[2], tuple_of_arguments(function, slots[2]));
        ready = slots[2] != NULL;
    }
    if (ready) {
        result = PyObject_Call(function, slots[2], (argument & 1) ? slots[3] : NULL);
    }
    for (int i = 1; i <= count; i++) {
        Py_XDECREF(slots[i]);
    }
    slots[0] = result;
    return result == NULL ? -1 : 0;
}

/* ---- sequences and tests ---- */

int cj_end_of_iteration(PyThreadState *ts) {
    (void)ts;
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

static PyObject *next_item(PyObject *iterator, int64_t expected, int64_t got) {
    PyObject *item = PyIter_Next(iterator);
    if (item == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %d, got %d)",
                     (int)expected, (int)got);
    }
    return item;
}

HELPER(cj_unpack) {
    UNUSED;
    PyObject *sequence = slots[0];
    if (PyTuple_CheckExact(sequence) && PyTuple_GET_SIZE(sequence) == argument) {
        for (int64_t i = 0; i < argument; i++) {
            slots[argument - 1 - i] = Py_NewRef(PyTuple_GET_ITEM(sequence, i));
        }
        Py_DECREF(sequence);
        return 0;
    }
    if (PyList_CheckExact(sequence) && PyList_GET_SIZE(sequence) == argument) {
        for (int64_t i = 0; i < argument; i++) {
            slots[argument - 1 - i] = Py_NewRef(PyList_GET_ITEM(sequence, i));
        }
        Py_DECREF(sequence);
        return 0;
    }
    PyObject *iterator = PyObject_GetIter(sequence);
    if (iterator == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(sequence)->tp_iter == NULL &&
            !PySequence_Check(sequence)) {
            PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                         Py_TYPE(sequence)->tp_name);
        }
        Py_DECREF(sequence);
        return -1;
    }
    int64_t got = 0;
    for (; got < argument; got++) {
        PyObject *item = next_item(iterator, argument, got);
        if (item == NULL) {
            goto error;
        }
        slots[argument - 1 - got] = item;
    }
    PyObject *extra = PyIter_Next(iterator);
    if (extra != NULL) {
        Py_DECREF(extra);
        PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d)", (int)argument);
        goto error;
    }
    if (PyErr_Occurred()) {
        goto error;
    }
    Py_DECREF(iterator);
    Py_DECREF(sequence);
    return 0;
error:
    Py_DECREF(iterator);
    while (got > 0) {
        got--;
        Py_DECREF(slots[argument - 1 - got]);
    }
    Py_DECREF(sequence);
    return -1;
}

/* a, *b, c = sequence: `argument` has how many stand before the star, and, from bit 8 on, after */
HELPER(cj_helper_unpack_ex) {
    UNUSED;
    Py_ssize_t before = argument & 0xFF, after = argument >> 8, got = 0;
    PyObject **top = slots + before + after; /* the first item */
    PyObject *sequence = slots[0], *list = NULL;
    PyObject *iterator = PyObject_GetIter(sequence);
    if (iterator == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(sequence)->tp_iter == NULL &&
            !PySequence_Check(sequence)) {
            PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                         Py_TYPE(sequence)->tp_name);
        }
        Py_DECREF(sequence);
        return -1;
    }
    PyObject *items[256];
    for (; got < before; got++) {
        items[got] = PyIter_Next(iterator);
        if (items[got] == NULL) {
            if (!PyErr_Occurred()) {
                PyErr_Format(PyExc_ValueError,
                             "not enough values to unpack (expected at least %d, got %d)",
                             (int)(before + after), (int)got);
            }
            goto error;
        }
    }
    list = PySequence_List(iterator);
    if (list == NULL) {
        goto error;
    }
    Py_ssize_t size = PyList_GET_SIZE(list);
    if (size < after) {
        PyErr_Format(PyExc_ValueError,
                     "not enough values to unpack (expected at least %d, got %zd)",
                     (int)(before + after), before + size);
        goto error;
    }
    for (Py_ssize_t i = 0; i < before; i++) {
        top[-i] = items[i];
    }
    top[-before] = list;
    for (Py_ssize_t i = 0; i < after; i++) {
        top[-before - 1 - i] = PyList_GET_ITEM(list, size - after + i);
    }
    Py_SET_SIZE(list, size - after);
    Py_DECREF(iterator);
    Py_DECREF(sequence);
    return 0;
error:
    Py_DECREF(iterator);
    Py_XDECREF(list);
    while (got > 0) {
        Py_DECREF(items[--got]);
    }
    Py_DECREF(sequence);
    return -1;
}

HELPER(cj_contains_test) {
    UNUSED;
    int truth = PySequence_Contains(slots[1], slots[0]);
    Py_DECREF(slots[0]);
    Py_DECREF(slots[1]);
    return truth < 0 ? -1 : truth ^ (int)argument;
}

HELPER(cj_is_test) {
    UNUSED;
    int truth = (slots[0] == slots[1]) ^ (int)argument;
    Py_DECREF(slots[0]);
    Py_DECREF(slots[1]);
    return truth;
}

HELPER(cj_none_test) {
    UNUSED;
    int truth = slots[0] == Py_None;
    Py_DECREF(slots[0]);
    return truth;
}

static int push_truth(PyObject **slots, int truth) {
    if (truth < 0) {
        return -1;
    }
    slots[0] = Py_NewRef(truth ? Py_True : Py_False);
    return 0;
}

HELPER(cj_contains) {
    return push_truth(slots, cj_contains_test(ts, frame, slots, argument, object));
}

HELPER(cj_compare_is) {
    return push_truth(slots, cj_is_test(ts, frame, slots, argument, object));
}

HELPER(cj_not) {
    UNUSED;
    int truth = PyObject_Not(slots[0]);
    Py_DECREF(slots[0]);
    return push_truth(slots, truth);
}
