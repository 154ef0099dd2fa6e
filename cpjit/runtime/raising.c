/* Exceptions: from where they are raised to their handler, or out of the frame. */
#include "../frontend/cp311/helpers.h"
#include "exits.h"

bool cj_is_handled(const PyCodeObject *code, int unit) {
    cj_handler handler;
    return cj_find_handler(code, unit, &handler);
}

/* What becomes of an exception, and of the stack. */
typedef struct {
    bool handled;
    cj_handler handler;
    int depth;     /* of the stack; those above `handler.level` are dropped */
    uint64_t none; /* of these, tracked ones that hold no reference: a bit for each */
} way;

_Static_assert(CJ_MAX_STACK <= 64, "there is a bit for each");

static way find_way(const cj_context *context, const PyCodeObject *code, int unit) {
    way found = {.depth = context->depth};
    found.handled = cj_find_handler(code, unit, &found.handler);
    if (!found.handled) {
        found.handler.level = 0;
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        found.none |= (uint64_t)(context->stack[i].kind != CJ_IN_SLOT) << i;
    }
    return found;
}

/* Does the frame show everything that it would in the interpreter? */
static bool is_shown(const cj_context *context, const way *found) {
    int level = found->handler.level;
    return level < CJ_MAX_STACK && (found->none & (((uint64_t)1 << level) - 1)) == 0 &&
           !cj_context_is_dirty(context);
}

/* The exception, set, goes its way; the frame shows everything but what is dropped now. */
static uint8_t *go(PyThreadState *ts, cj_frame *frame, cj_function *function, cj_machine *machine,
                   const way *found) {
    PyCodeObject *code = frame->f_code;
    PyObject **stack = frame->localsplus + code->co_nlocalsplus;
    int depth = found->handler.level, unit = found->handler.unit;
    bool again = cj_reraises;
    cj_reraises = false;
    if (ts->cframe->use_tracing && !again) {
        /* The trace function is to see the exception: the interpreter does all of it. */
        for (int i = depth; i < found->depth; i++) {
            if (i < CJ_MAX_STACK && found->none >> i & 1) {
                stack[i] = Py_NewRef(Py_None);
            }
        }
        cj.leaves[CJ_LEFT_TRACING]++;
        return cj_end_with(machine, cj_resume_in_interpreter(ts, frame, 0, found->depth, 1));
    }
    if (!again) {
        cj_traceback_add(ts, frame, function);
    }
    for (int i = found->depth; i-- > depth;) {
        if (i >= CJ_MAX_STACK || !(found->none >> i & 1)) {
            Py_XDECREF(stack[i]);
        }
    }
    if (!found->handled) {
        return cj_end_with(machine, cj_finish(ts, frame, NULL));
    }
    cj_exception raised;
    if (found->handler.push_unit) {
        int running = (int)(frame->prev_instr - _PyCode_CODE(code));
        raised = cj_take_exception(ts);
        PyObject *number = PyLong_FromLong(running);
        if (number == NULL) {
            /* As in CPython that MemoryError is handled then. The number is for the line of a later
             * raise: a small one needs no memory. */
            raised = cj_exchange_exception(ts, raised);
            number = PyLong_FromLong(_PY_NSMALLPOSINTS - 1);
        }
        stack[depth++] = number;
    } else {
        raised = cj_take_exception(ts);
    }
    if (raised.value == NULL || !Py_IS_TYPE(raised.value, (PyTypeObject *)raised.type) ||
        !Py_IS_TYPE(raised.type, &PyType_Type)) {
        PyErr_NormalizeException(&raised.type, &raised.value, &raised.traceback);
    }
    Py_XSETREF(((PyBaseExceptionObject *)raised.value)->traceback,
               raised.traceback != NULL ? raised.traceback : Py_NewRef(Py_None));
    Py_XDECREF(raised.type);
    stack[depth++] = raised.value;
    uint8_t *address = NULL;
    if (!ts->cframe->use_tracing && function != NULL) {
        address = function->unknown == NULL ? NULL : function->unknown[unit];
        if (address == NULL) {
            cj_context context;
            cj_context_of_suspended(&context, code, depth);
            address = cj_compile_handler(function, &context, frame, unit);
        }
    }
    if (address != NULL) {
        return address;
    }
    cj.leaves[CJ_LEFT_EXCEPTION]++;
    return cj_end_with(machine, cj_resume_in_interpreter(ts, frame, unit, depth, 0));
}

uint8_t *cj_raise(PyThreadState *ts, cj_frame *frame, cj_function *function, cj_context *context,
                  cj_machine *machine, int unit) {
    way found = find_way(context, frame->f_code, unit);
    if (!is_shown(context, &found)) {
        int kept = found.handler.level;
        bool again = cj_reraises;
        cj_reraises = false;
        cj_exception raised = cj_take_exception(ts);
        /* The frame may be looked at from now on (a frame object for the traceback is made). */
        if (cj_write_locals(context, frame, machine) < 0 ||
            cj_own_entries(context, frame, machine, kept) < 0) {
            /* No memory to show the frame: the MemoryError of that is what is raised. */
            raised = cj_exchange_exception(ts, raised);
            cj_give_up_boxes(context, frame, kept);
        }
        cj_put_exception(ts, raised);
        cj_reraises = again;
    }
    return go(ts, frame, function, machine, &found);
}

/* The ways from stubs where the frame is shown, as it is mostly: each stub has its place. */
static struct {
    uint32_t stub; /* its number + 1 */
    way found;
} remembered[64];

void cj_raising_forget(uint32_t number) {
    if (remembered[number % 64].stub == number + 1) {
        remembered[number % 64].stub = 0;
    }
}

uint8_t *cj_raise_at(PyThreadState *ts, cj_frame *frame, cj_function *function, uint32_t number,
                     cj_machine *machine) {
    const cj_stub *stub = cj_stub_at(number);
    bool again = remembered[number % 64].stub == number + 1;
    if (!again && cj_snapshot_inlined(stub->context) != 0) {
        return NULL;
    }
    if (ts->curexc_type == NULL) { /* some C function's fault */
        PyErr_SetString(PyExc_SystemError, "error return without exception set");
    }
    if (stub->fused) {
        cj_uncount_next(function, (int)stub->running);
    }
    if (again) {
        way found = remembered[number % 64].found; /* it may be forgotten meanwhile */
        return go(ts, frame, function, machine, &found);
    }
    cj_context context;
    cj_snapshot_restore(stub->context, &context);
    way found = find_way(&context, frame->f_code, (int)stub->running);
    if (is_shown(&context, &found)) {
        remembered[number % 64].stub = number + 1;
        remembered[number % 64].found = found;
    }
    return cj_raise(ts, frame, function, &context, machine, (int)stub->running);
}

uint8_t *cj_throw(PyThreadState *ts, cj_frame *frame, cj_function *function, PyObject **result) {
    cj_context context;
    cj_machine machine;
    cj_context_of_suspended(&context, frame->f_code,
                            frame->stacktop - frame->f_code->co_nlocalsplus);
    frame->stacktop = -1;
    int unit = (int)(frame->prev_instr - _PyCode_CODE(frame->f_code));
    uint8_t *address = cj_raise(ts, frame, function, &context, &machine, unit);
    if (address != cj.after_exit) {
        return address;
    }
    *result = (PyObject *)machine.r[0];
    return NULL;
}
