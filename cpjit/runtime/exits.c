/* Leaving JIT code, and the slow paths that the engine walks itself: polls, deallocations, changed
 * locals, exceptions. All of them see the registers as they were when the stub was hit. */
#include "../frontend/cp311/helpers.h"
#include "engine.h"

#include "../../stencils_src/native_frame.h"

/* ---- what the frame would hold in the interpreter ---- */

static int64_t raw_bits(const cj_machine *machine, cj_place place) {
    if (place >= CJ_FIRST_HOME) {
        return *(int64_t *)(machine->native_frame + CJ_HOME_OF_REGISTER(place - CJ_FIRST_HOME));
    }
    return machine->r[place];
}

static double raw_double(const cj_machine *machine, cj_place place) {
    if (place >= CJ_FIRST_HOME) {
        return *(double *)(machine->native_frame + CJ_HOME_OF_REGISTER(place - CJ_FIRST_HOME));
    }
    return machine->d[place - CJ_FIRST_DOUBLE];
}

static PyObject *box(const cj_machine *machine, cj_place place, uint8_t type) {
    return type == CJ_FLOAT ? PyFloat_FromDouble(raw_double(machine, place))
                            : PyLong_FromLongLong(raw_bits(machine, place));
}

/* The box of a raw value: that of a local which has it already, or a new one. New reference. */
static PyObject *box_of(const cj_context *context, const cj_frame *frame, const cj_machine *machine,
                        cj_place place, uint8_t type) {
    for (int i = 0; i < context->n_locals; i++) {
        if (context->locals[i].raw == place && !context->locals[i].dirty) {
            return Py_NewRef(frame->localsplus[i]);
        }
    }
    return box(machine, place, type);
}

static PyObject *known_object(const cj_frame *frame, const cj_entry *entry) {
    return cj_known_object(cj_function_of(frame->f_code), entry->index);
}

/* Boxes go into the slots of dirty locals, which then are clean. -1: MemoryError is set, and a
 * local that did not get its box is left as it is. */
static int write_locals(cj_context *context, cj_frame *frame, const cj_machine *machine) {
    int status = 0;
    for (int i = 0; i < context->n_locals; i++) {
        cj_local *local = &context->locals[i];
        if (!local->dirty) {
            continue;
        }
        PyObject *value = box_of(context, frame, machine, local->raw, local->type);
        if (value == NULL) {
            status = -1;
            continue;
        }
        PyObject *old = frame->localsplus[i];
        frame->localsplus[i] = value;
        Py_XDECREF(old); /* a leaf */
        local->dirty = false;
    }
    return status;
}

/* Other entries with the raw value that has just got a box, at `position`, have the same one. */
static void share_box(cj_context *context, PyObject **stack, int position) {
    cj_place place = context->stack[position].raw;
    for (int i = position + 1; i < context->depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        if (entry->kind == CJ_RAW && entry->raw == place) {
            stack[i] = Py_NewRef(stack[position]);
            entry->kind = CJ_IN_SLOT;
            entry->raw = CJ_NOWHERE;
        }
    }
}

/* Entries get their own references in their slots, up to `depth`. */
static int own_entries(cj_context *context, cj_frame *frame, const cj_machine *machine, int depth) {
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        switch (entry->kind) {
        case CJ_BORROWED:
            Py_INCREF(stack[i]);
            break;
        case CJ_ALIAS:
            stack[i] = Py_NewRef(frame->localsplus[entry->index]);
            break;
        case CJ_CONSTANT:
            stack[i] = Py_NewRef(known_object(frame, entry));
            break;
        case CJ_RAW:
            stack[i] = box_of(context, frame, machine, entry->raw, entry->type);
            if (stack[i] == NULL) {
                return -1;
            }
            share_box(context, stack, i);
            break;
        case CJ_NULL:
            stack[i] = NULL;
            continue;
        default:
            continue;
        }
        entry->kind = CJ_IN_SLOT;
        entry->raw = CJ_NOWHERE;
    }
    return 0;
}

/* There is no memory for boxes: locals stay as they are, and entries up to `depth` that have no box
 * become None, since whatever lies there will be dropped. */
static void give_up_boxes(cj_context *context, cj_frame *frame, int depth) {
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        PyObject *value = NULL;
        switch (entry->kind) {
        case CJ_BORROWED:
            value = stack[i];
            break;
        case CJ_ALIAS:
            value = frame->localsplus[entry->index];
            break;
        case CJ_CONSTANT:
            value = known_object(frame, entry);
            break;
        case CJ_RAW:
            break;
        case CJ_NULL:
            stack[i] = NULL;
            continue;
        default:
            continue;
        }
        stack[i] = Py_NewRef(value != NULL ? value : Py_None);
        *entry = (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE};
    }
    for (int i = 0; i < context->n_locals; i++) {
        context->locals[i].dirty = false;
    }
}

/* ---- to the interpreter ---- */

/* A frame whose execution goes on in the interpreter: where, and with which stack. It takes a slot
 * of recursion, and links the frame again. */
static PyObject *resume_in_interpreter(PyThreadState *ts, cj_frame *frame, int unit, int depth,
                                       int throwflag) {
    PyCodeObject *code = frame->f_code;
    if (!throwflag) {
        frame->prev_instr = _PyCode_CODE(code) + unit - 1;
    }
    frame->stacktop = code->co_nlocalsplus + depth;
    ts->cframe->current_frame = frame->previous;
    ts->recursion_remaining++;
    return throwflag ? cj_interpret_raising(ts, frame) : cj_interpret(ts, frame, 0);
}

/* The end of an activation without the interpreter. */
static PyObject *finish(PyThreadState *ts, cj_frame *frame, PyObject *result) {
    frame->stacktop = frame->f_code->co_nlocalsplus;
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return result;
}

/* What JIT code goes on with when its activation is over. */
static uint8_t *end_with(cj_machine *machine, PyObject *result) {
    machine->r[0] = (int64_t)result;
    return cj.after_exit;
}

/* ---- exceptions ---- */

bool cj_is_handled(const PyCodeObject *code, int unit) {
    cj_handler handler;
    return cj_find_handler(code, unit, &handler);
}

/* The frame's exception, set, is to be handled: the stack is as deep as `context` says. Goes on at
 * the handler of `unit`, where nothing is known, or ends the frame. */
static uint8_t *raise(PyThreadState *ts, cj_frame *frame, cj_function *function,
                      cj_context *context, cj_machine *machine, int unit) {
    PyCodeObject *code = frame->f_code;
    PyObject **stack = frame->localsplus + code->co_nlocalsplus;
    cj_handler handler = {0};
    bool handled = cj_find_handler(code, unit, &handler), again = cj_reraises;
    int kept = handled ? handler.level : 0;
    cj_reraises = false;
    cj_exception raised = cj_take_exception(ts);
    /* The frame may be looked at from now on (a frame object for the traceback is made). */
    bool lost =
        write_locals(context, frame, machine) < 0 || own_entries(context, frame, machine, kept) < 0;
    if (lost) {
        /* No memory to show the frame: the MemoryError of that is what is raised. */
        raised = cj_exchange_exception(ts, raised);
        give_up_boxes(context, frame, kept);
    }
    cj_put_exception(ts, raised);
    if (ts->cframe->use_tracing && !again) {
        /* The trace function is to see the exception: the interpreter does all of it. */
        for (int i = kept; i < context->depth; i++) {
            cj_entry entry = cj_context_entry(context, i);
            if (entry.kind != CJ_IN_SLOT) {
                stack[i] = Py_NewRef(Py_None);
            }
        }
        cj.leaves[CJ_LEFT_TRACING]++;
        return end_with(machine, resume_in_interpreter(ts, frame, 0, context->depth, 1));
    }
    if (!again) {
        cj_traceback_add(ts, frame, function);
    }
    for (int i = context->depth; i-- > kept;) {
        if (cj_context_entry(context, i).kind == CJ_IN_SLOT) {
            Py_XDECREF(stack[i]);
        }
    }
    if (!handled) {
        return end_with(machine, finish(ts, frame, NULL));
    }
    int depth = kept;
    if (handler.push_unit) {
        int running = (int)(frame->prev_instr - _PyCode_CODE(code));
        raised = cj_take_exception(ts);
        PyObject *unit = PyLong_FromLong(running);
        if (unit == NULL) {
            /* As in CPython that MemoryError is handled then. The number is for the line of a later
             * raise: a small one needs no memory. */
            raised = cj_exchange_exception(ts, raised);
            unit = PyLong_FromLong(_PY_NSMALLPOSINTS - 1);
        }
        stack[depth++] = unit;
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
    if (!ts->cframe->use_tracing && function != NULL && function->unknown != NULL &&
        function->unknown[handler.unit] != NULL) {
        return function->unknown[handler.unit];
    }
    cj_context_forget_locals(context);
    context->depth = (uint16_t)depth;
    for (int i = 0; i < depth; i++) {
        cj_context_set(context, i, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    uint8_t *address = ts->cframe->use_tracing || function == NULL
                           ? NULL
                           : cj_compile_handler(function, context, frame, handler.unit);
    if (address != NULL) {
        return address;
    }
    cj.leaves[CJ_LEFT_EXCEPTION]++;
    return end_with(machine, resume_in_interpreter(ts, frame, handler.unit, depth, 0));
}

uint8_t *cj_throw(PyThreadState *ts, cj_frame *frame, cj_function *function, PyObject **result) {
    cj_context context;
    cj_machine machine;
    cj_context_of_suspended(&context, frame);
    frame->stacktop = -1;
    int unit = (int)(frame->prev_instr - _PyCode_CODE(frame->f_code));
    uint8_t *address = raise(ts, frame, function, &context, &machine, unit);
    if (address != cj.after_exit) {
        return address;
    }
    *result = (PyObject *)machine.r[0];
    return NULL;
}

/* ---- slow paths ---- */

/* The interpreter's requests, in its order (ceval.c, eval_frame_handle_pending). */
static int handle_requests(PyThreadState *ts) {
    struct _ceval_runtime_state *runtime = &_PyRuntime.ceval;
    struct _ceval_state *state = &ts->interp->ceval;
    if (_Py_atomic_load_relaxed(&runtime->signals_pending) ||
        _Py_atomic_load_relaxed(&state->pending.calls_to_do)) {
        if (Py_MakePendingCalls() != 0) {
            return -1;
        }
    }
    if (_Py_atomic_load_relaxed(&state->gil_drop_request)) {
        int mode = cj.mode;
        PyEval_RestoreThread(PyEval_SaveThread());
        cj.mode = mode;
    }
    if (ts->async_exc != NULL) {
        PyObject *exception = ts->async_exc;
        ts->async_exc = NULL;
        state->pending.async_exc = 0;
        bool again = _Py_atomic_load_relaxed(&state->gil_drop_request) ||
                     (_Py_atomic_load_relaxed(&runtime->signals_pending) &&
                      _Py_ThreadCanHandleSignals(ts->interp)) ||
                     (_Py_atomic_load_relaxed(&state->pending.calls_to_do) && _Py_IsMainThread());
        _Py_atomic_store_relaxed(&state->eval_breaker, again);
        PyErr_SetNone(exception);
        Py_DECREF(exception);
        return -1;
    }
    return 0;
}

static uint8_t *leave_at(PyThreadState *ts, cj_frame *frame, cj_context *context,
                         cj_machine *machine, int unit, int why) {
    frame->prev_instr = _PyCode_CODE(frame->f_code) + unit - (unit > 0);
    if (write_locals(context, frame, machine) < 0 ||
        own_entries(context, frame, machine, context->depth) < 0) {
        return raise(ts, frame, cj_function_of(frame->f_code), context, machine, unit);
    }
    cj.leaves[why]++;
    return end_with(machine, resume_in_interpreter(ts, frame, unit, context->depth, 0));
}

/* Foreign code is about to run where the code goes on with the same context afterwards: the frame
 * shows everything, and aliases have their references. `borrowed` remembers which. */
static int begin_escape(cj_context *context, cj_frame *frame, const cj_machine *machine,
                        cj_context *borrowed) {
    *borrowed = *context;
    if (write_locals(context, frame, machine) < 0) {
        return -1;
    }
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < context->depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        if (entry->kind == CJ_ALIAS) {
            stack[i] = Py_NewRef(frame->localsplus[entry->index]);
        } else if (entry->kind == CJ_CONSTANT) {
            stack[i] = Py_NewRef(known_object(frame, entry));
        } else {
            continue;
        }
        entry->kind = CJ_IN_SLOT;
        entry->raw = CJ_NOWHERE;
    }
    return 0;
}

/* Has foreign code dropped all other references to an object that was known to be alive? */
static bool known_has_died(const cj_context *borrowed, const cj_frame *frame) {
    for (int i = 0; i < borrowed->depth && i < CJ_MAX_STACK; i++) {
        if (borrowed->stack[i].kind == CJ_CONSTANT &&
            Py_REFCNT(frame->localsplus[borrowed->base + i]) == 1) {
            return true;
        }
    }
    return false;
}

/* Is a value no longer of the class, or the class no longer what it was? */
static bool class_has_changed(const cj_function *function, PyObject *value, uint8_t type) {
    return type >= CJ_FIRST_CLASS &&
           Py_TYPE(value)->tp_version_tag != function->classes[type - CJ_FIRST_CLASS];
}

static bool classes_have_changed(const cj_function *function, const cj_context *context,
                                 const cj_frame *frame) {
    for (int i = 0; i < context->n_locals; i++) {
        if (class_has_changed(function, frame->localsplus[i], context->locals[i].type)) {
            return true;
        }
    }
    for (int i = 0; i < context->depth && i < CJ_MAX_STACK; i++) {
        if (class_has_changed(function, frame->localsplus[context->base + i],
                              context->stack[i].type)) {
            return true;
        }
    }
    return false;
}

/* Nothing has changed: the references of aliases are given back. */
static void end_escape(const cj_context *borrowed, cj_frame *frame) {
    PyObject **stack = frame->localsplus + borrowed->base;
    for (int i = 0; i < borrowed->depth && i < CJ_MAX_STACK; i++) {
        if (borrowed->stack[i].kind == CJ_ALIAS || borrowed->stack[i].kind == CJ_CONSTANT) {
            Py_DECREF(stack[i]);
        }
    }
}

/* Foreign code may have changed locals, or tracing is on. The registers hold nothing that the slots
 * don't: go on with nothing known of locals, in a version made for that. */
static uint8_t *go_on_changed(PyThreadState *ts, cj_frame *frame, cj_context *context,
                              cj_machine *machine, cj_function *function, int unit) {
    if (ts->cframe->use_tracing) {
        return leave_at(ts, frame, context, machine, unit, CJ_LEFT_TRACING);
    }
    if (own_entries(context, frame, machine, context->depth) < 0) {
        return raise(ts, frame, cj_function_of(frame->f_code), context, machine, unit);
    }
    cj_context_forget_locals(context);
    for (int i = 0; i < context->depth && i < CJ_MAX_STACK; i++) {
        context->stack[i].type = CJ_UNKNOWN;
    }
    uint8_t *address = cj_compile_edge(function, context, frame, unit);
    if (address == NULL) {
        return leave_at(ts, frame, context, machine, unit, CJ_LEFT_MEMORY);
    }
    return address;
}

static bool locals_may_differ(const PyThreadState *ts, const cj_frame *frame) {
    return ts->cframe->use_tracing ||
           (frame->f_locals != NULL && cj_has_fast_locals(frame->f_code));
}

static uint8_t *poll(PyThreadState *ts, cj_frame *frame, cj_function *function, const cj_stub *stub,
                     cj_context *context, cj_machine *machine) {
    cj_context borrowed;
    uint8_t *join = cj_label_address(stub->join);
    int unit = (int)stub->unit;
    /* After a jump the line is the jump's, the handler that of its target. */
    int handler = stub->argument ? unit - 1 : (int)stub->running;
    frame->prev_instr = _PyCode_CODE(frame->f_code) + stub->running;
    if (begin_escape(context, frame, machine, &borrowed) < 0 || handle_requests(ts) < 0) {
        return raise(ts, frame, function, context, machine, handler);
    }
    if (locals_may_differ(ts, frame) || known_has_died(&borrowed, frame) ||
        classes_have_changed(function, context, frame)) {
        return go_on_changed(ts, frame, context, machine, function, unit);
    }
    end_escape(&borrowed, frame);
    return join;
}

static uint8_t *release(PyThreadState *ts, cj_frame *frame, cj_function *function,
                        const cj_stub *stub, cj_context *context, cj_machine *machine) {
    cj_context borrowed;
    uint8_t *join = cj_label_address(stub->join);
    int unit = (int)stub->unit, running = (int)stub->running;
    uint32_t slots = stub->argument;
    frame->prev_instr = _PyCode_CODE(frame->f_code) + running;
    int status = begin_escape(context, frame, machine, &borrowed);
    PyObject *first = frame->localsplus[slots & 0xFFFF];
    PyObject *second = slots >> 16 ? frame->localsplus[slots >> 16] : NULL;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_XDECREF(first); /* an attribute may have been unset before */
    Py_XDECREF(second);
    PyErr_Restore(type, value, traceback);
    if (status < 0) {
        return raise(ts, frame, function, context, machine, running);
    }
    if (locals_may_differ(ts, frame) || known_has_died(&borrowed, frame) ||
        classes_have_changed(function, context, frame)) {
        return go_on_changed(ts, frame, context, machine, function, unit);
    }
    end_escape(&borrowed, frame);
    return join;
}

static uint8_t *unbound(PyThreadState *ts, cj_frame *frame, cj_function *function,
                        const cj_stub *stub, cj_context *context, cj_machine *machine) {
    cj_context borrowed;
    frame->prev_instr = _PyCode_CODE(frame->f_code) + stub->running;
    if (begin_escape(context, frame, machine, &borrowed) == 0) {
        cj_raise_unbound_local(frame->f_code, (int)stub->argument);
    }
    return raise(ts, frame, function, context, machine, (int)stub->running);
}

/* A return while a frame object may outlive the frame. */
static uint8_t *watched_return(PyThreadState *ts, cj_frame *frame, cj_function *function,
                               const cj_stub *stub, cj_context *context, cj_machine *machine) {
    frame->prev_instr = _PyCode_CODE(frame->f_code) + stub->running;
    if (write_locals(context, frame, machine) < 0) {
        return raise(ts, frame, function, context, machine, (int)stub->running);
    }
    return end_with(machine,
                    finish(ts, frame, frame->localsplus[context->base + context->depth - 1]));
}

/* A call that has begun is finished here, by the helper, before the interpreter goes on. */
static uint8_t *leave_after_call(PyThreadState *ts, cj_frame *frame, cj_context *context,
                                 cj_machine *machine, uint32_t begun, int unit) {
    cj_instruction now;
    cj_function *function = cj_function_of(frame->f_code);
    cj_decode(frame->f_code, unit, &now);
    frame->prev_instr = _PyCode_CODE(frame->f_code) + now.unit;
    if (write_locals(context, frame, machine) < 0 ||
        own_entries(context, frame, machine, context->depth) < 0) {
        return raise(ts, frame, function, context, machine, now.unit);
    }
    int base = context->depth - now.arg - 2;
    PyObject **slots = frame->localsplus + cj_slot_index(function, context, base);
    int status = begun >= CJ_CALL_INITIALISE ? cj_initialise(ts, frame, slots, now.arg, NULL)
                                             : cj_call(ts, frame, slots, now.arg, NULL);
    context->depth = (uint16_t)base;
    if (status < 0) {
        return raise(ts, frame, function, context, machine, now.unit);
    }
    cj_context_set(context, context->depth++, (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    return leave_at(ts, frame, context, machine, now.next, CJ_LEFT_MEMORY);
}

/* An inlined call is given up where no more code can be made: the interpreter makes the call. */
static uint8_t *give_up(PyThreadState *ts, cj_frame *frame, cj_context *context,
                        cj_machine *machine) {
    cj_held held[CJ_MAX_HELD];
    PyObject *objects[CJ_MAX_HELD];
    int count;
    const cj_function *function = cj_function_of(frame->f_code);
    const cj_inlined *call = cj_before_inlined(function, context, held, &count);
    for (int i = 0; i < count; i++) {
        objects[i] = frame->localsplus[held[i].slot];
    }
    for (int i = 0; i < count; i++) {
        Py_XDECREF(objects[i]);
    }
    if (call->init != NULL) {
        return leave_after_call(ts, frame, context, machine, CJ_CALL_INITIALISE, call->start);
    }
    return leave_at(ts, frame, context, machine, call->start, CJ_LEFT_MEMORY);
}

/* A call has passed numbers without boxes to a function that has no code for these yet: it gets
 * some, or the numbers get their boxes. */
static uint8_t *enter(PyThreadState *ts, cj_frame *frame, cj_function *function, uint32_t number,
                      cj_context *context, cj_machine *machine) {
    uint8_t *address = cj_entrance_address(ts, function, number, context, frame);
    if (address != NULL) {
        return address;
    }
    cj_take_numbers(context, machine);
    if (write_locals(context, frame, machine) < 0) {
        return raise(ts, frame, function, context, machine, 0);
    }
    return cj.uncompiled;
}

uint8_t *cj_stub_hit(PyThreadState *ts, cj_frame *frame, uint32_t number, cj_machine *machine) {
    const cj_stub *stub = cj_stub_at(number);
    cj_function *function = cj_function_of(frame->f_code);
    cj_context context;
    cj_snapshot_restore(stub->context, &context);
    cj.hits[stub->kind]++;
    if (cj.inspecting) {
        cj_inspect_exit(function, stub);
    }
    switch ((cj_stub_kind)stub->kind) {
    case CJ_STUB_POLL:
        return poll(ts, frame, function, stub, &context, machine);
    case CJ_STUB_RELEASE:
        return release(ts, frame, function, stub, &context, machine);
    case CJ_STUB_ESCAPED:
        return go_on_changed(ts, frame, &context, machine, function, (int)stub->unit);
    case CJ_STUB_ERROR:
        if (context.inlined != 0) { /* no memory for a box */
            PyErr_Clear();
            return give_up(ts, frame, &context, machine);
        }
        if (ts->curexc_type == NULL) { /* some C function's fault */
            PyErr_SetString(PyExc_SystemError, "error return without exception set");
        }
        if (stub->fused) {
            cj_uncount_next(function, (int)stub->running);
        }
        return raise(ts, frame, function, &context, machine, (int)stub->running);
    case CJ_STUB_UNBOUND:
        return unbound(ts, frame, function, stub, &context, machine);
    case CJ_STUB_RETURN:
        return watched_return(ts, frame, function, stub, &context, machine);
    case CJ_STUB_ENTRANCE:
        return enter(ts, frame, function, number, &context, machine);
    default:
        break;
    }
    int unit = (int)stub->unit, kind = stub->kind, running = (int)stub->running;
    if (kind == CJ_STUB_RESULT) {
        cj_stub_at(number)->argument = cj_result_kind(machine);
    }
    if (!cj.no_memory && !function->gave_up && !cj_torture_starves()) {
        cj_exception raised = cj_take_exception(ts); /* by the call, if one has returned */
        uint8_t *address = cj_compile_stub(function, number, frame, false);
        cj_put_exception(ts, raised);
        if (address != NULL) {
            return address;
        }
        cj_function_failed(function);
    }
    /* No memory for more code: the interpreter finishes the frame. */
    if (context.inlined != 0) {
        return give_up(ts, frame, &context, machine);
    }
    if (kind == CJ_STUB_RESULT) {
        PyObject *result = cj_take_result(ts, machine);
        if (result == NULL) {
            return raise(ts, frame, cj_function_of(frame->f_code), &context, machine, running);
        }
        frame->localsplus[context.base + context.depth] = result;
        cj_context_set(&context, context.depth++,
                       (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    if (kind == CJ_STUB_GENERIC && cj_stub_at(number)->argument != 0) {
        uint32_t begun = cj_stub_at(number)->argument;
        return leave_after_call(ts, frame, &context, machine, begun, unit);
    }
    if (kind == CJ_STUB_TYPES || kind == CJ_STUB_GENERIC || kind == CJ_STUB_BIG) {
        cj_uncount(function, unit);
    }
    if (kind == CJ_STUB_END_ITER &&
        cj_has_not_ended(cj_context_entry(&context, context.depth - 1).type)) {
        unit = (int)cj_stub_at(number)->argument; /* it does so in the interpreter */
        cj_uncount(function, unit);
    } else if (kind == CJ_STUB_END_ITER ||
               (kind == CJ_STUB_EDGE && cj_stub_at(number)->argument & CJ_EDGE_POP)) {
        frame->prev_instr = _PyCode_CODE(frame->f_code) + running;
        if (write_locals(&context, frame, machine) < 0 ||
            own_entries(&context, frame, machine, context.depth) < 0) {
            return raise(ts, frame, cj_function_of(frame->f_code), &context, machine, running);
        }
        context.depth--;
        Py_DECREF(frame->localsplus[context.base + context.depth]);
    }
    return leave_at(ts, frame, &context, machine, unit, CJ_LEFT_MEMORY);
}

/* ---- frames that outlive their activation ---- */

/* frame.c, take_ownership: the frame's content moves into its frame object. */
void cj_keep_frame(PyFrameObject *object, cj_frame *frame) {
    size_t size = (size_t)((char *)&frame->localsplus[frame->stacktop] - (char *)frame);
    cj_frame *copy = (cj_frame *)object->_f_frame_data;
    memcpy(copy, frame, size);
    object->f_frame = copy;
    copy->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    if (_PyFrame_IsIncomplete(copy)) {
        copy->prev_instr = _PyCode_CODE(copy->f_code) + copy->f_code->_co_firsttraceable;
    }
    cj_frame *previous = copy->previous;
    while (previous != NULL && _PyFrame_IsIncomplete(previous)) {
        previous = previous->previous;
    }
    if (previous != NULL) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        object->f_back = PyFrame_GetBack(object); /* new reference */
        if (object->f_back == NULL) {
            PyErr_Clear();
        }
        PyErr_Restore(type, value, traceback);
        copy->previous = NULL;
    }
    if (!PyObject_GC_IsTracked((PyObject *)object)) {
        PyObject_GC_Track(object);
    }
}
