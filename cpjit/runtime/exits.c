/* Leaving JIT code, and the slow paths that the engine walks itself: polls, deallocations, changed
 * locals, exceptions. All of them see the registers as they were when the stub was hit. */
#include "exits.h"
#include "../frontend/cp311/helpers.h"

/* ---- to the interpreter ---- */

PyObject *cj_resume_in_interpreter(PyThreadState *ts, cj_frame *frame, int unit, int depth,
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

PyObject *cj_finish(PyThreadState *ts, cj_frame *frame, PyObject *result) {
    frame->stacktop = frame->f_code->co_nlocalsplus;
    ts->recursion_remaining++;
    ts->cframe->current_frame = frame->previous;
    return result;
}

uint8_t *cj_end_with(cj_machine *machine, PyObject *result) {
    machine->r[0] = (int64_t)result;
    return cj.after_exit;
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
    if (cj_write_locals(context, frame, machine) < 0 ||
        cj_own_entries(context, frame, machine, context->depth) < 0) {
        return cj_raise(ts, frame, cj_function_of(frame->f_code), context, machine, unit);
    }
    cj.leaves[why]++;
    return cj_end_with(machine, cj_resume_in_interpreter(ts, frame, unit, context->depth, 0));
}

/* Foreign code is about to run where the code goes on with the same context afterwards: the frame
 * shows everything, and aliases have their references. `borrowed` remembers which. */
static int begin_escape(cj_context *context, cj_frame *frame, const cj_machine *machine,
                        cj_context *borrowed) {
    *borrowed = *context;
    if (cj_write_locals(context, frame, machine) < 0) {
        return -1;
    }
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < context->depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        if (entry->kind == CJ_ALIAS) {
            stack[i] = Py_NewRef(frame->localsplus[entry->index]);
        } else if (entry->kind == CJ_CONSTANT) {
            stack[i] = Py_NewRef(cj_object_of_entry(frame, entry));
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
    if (cj_own_entries(context, frame, machine, context->depth) < 0) {
        return cj_raise(ts, frame, cj_function_of(frame->f_code), context, machine, unit);
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
        return cj_raise(ts, frame, function, context, machine, handler);
    }
    if (locals_may_differ(ts, frame) || known_has_died(&borrowed, frame) ||
        classes_have_changed(function, context, frame) || !cj_ranges_hold(context, frame)) {
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
        return cj_raise(ts, frame, function, context, machine, running);
    }
    if (locals_may_differ(ts, frame) || known_has_died(&borrowed, frame) ||
        classes_have_changed(function, context, frame) || !cj_ranges_hold(context, frame)) {
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
    return cj_raise(ts, frame, function, context, machine, (int)stub->running);
}

/* A return while a frame object may outlive the frame. */
static uint8_t *watched_return(PyThreadState *ts, cj_frame *frame, cj_function *function,
                               const cj_stub *stub, cj_context *context, cj_machine *machine) {
    frame->prev_instr = _PyCode_CODE(frame->f_code) + stub->running;
    if (cj_write_locals(context, frame, machine) < 0) {
        return cj_raise(ts, frame, function, context, machine, (int)stub->running);
    }
    return cj_end_with(machine,
                       cj_finish(ts, frame, frame->localsplus[context->base + context->depth - 1]));
}

/* A call that has begun is finished here, by the helper, before the interpreter goes on. */
static uint8_t *leave_after_call(PyThreadState *ts, cj_frame *frame, cj_context *context,
                                 cj_machine *machine, uint32_t begun, int unit) {
    cj_instruction now;
    cj_function *function = cj_function_of(frame->f_code);
    cj_decode(frame->f_code, unit, &now);
    frame->prev_instr = _PyCode_CODE(frame->f_code) + now.unit;
    if (cj_write_locals(context, frame, machine) < 0 ||
        cj_own_entries(context, frame, machine, context->depth) < 0) {
        return cj_raise(ts, frame, function, context, machine, now.unit);
    }
    int base = context->depth - now.arg - 2;
    PyObject **slots = frame->localsplus + cj_slot_index(function, context, base);
    PyObject *names = now.aux < 0 ? NULL : PyTuple_GET_ITEM(frame->f_code->co_consts, now.aux);
    cj_helper *helper = begun == CJ_CALL_FINISH_NEW   ? cj_finish_new
                        : begun >= CJ_CALL_INITIALISE ? cj_initialise
                                                      : cj_call;
    int status = helper(ts, frame, slots, now.arg, helper == cj_call ? NULL : names);
    context->depth = (uint16_t)base;
    if (status < 0) {
        return cj_raise(ts, frame, function, context, machine, now.unit);
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
    if (cj_write_locals(context, frame, machine) < 0) {
        return cj_raise(ts, frame, function, context, machine, 0);
    }
    return cj.uncompiled;
}

uint8_t *cj_stub_hit(PyThreadState *ts, cj_frame *frame, uint32_t number, cj_machine *machine) {
    const cj_stub *stub = cj_stub_at(number);
    cj_function *function = cj_function_of(frame->f_code);
    cj.hits[stub->kind]++;
    if (cj.inspecting) {
        cj_inspect_exit(function, stub);
    }
    uint8_t *handler =
        stub->kind == CJ_STUB_ERROR ? cj_raise_at(ts, frame, function, number, machine) : NULL;
    if (handler != NULL) {
        return handler;
    }
    cj_context context;
    cj_snapshot_restore(stub->context, &context);
    switch ((cj_stub_kind)stub->kind) {
    case CJ_STUB_POLL:
        return poll(ts, frame, function, stub, &context, machine);
    case CJ_STUB_RELEASE:
        return release(ts, frame, function, stub, &context, machine);
    case CJ_STUB_ESCAPED:
        return go_on_changed(ts, frame, &context, machine, function, (int)stub->unit);
    case CJ_STUB_ERROR: /* in an inlined call: no memory for a box */
        PyErr_Clear();
        return give_up(ts, frame, &context, machine);
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
            return cj_raise(ts, frame, cj_function_of(frame->f_code), &context, machine, running);
        }
        frame->localsplus[context.base + context.depth] = result;
        cj_context_set(&context, context.depth++,
                       (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE});
    }
    if (kind == CJ_STUB_GENERIC && cj_stub_at(number)->argument != 0) {
        uint32_t begun = cj_stub_at(number)->argument;
        return leave_after_call(ts, frame, &context, machine, begun, unit);
    }
    if ((kind == CJ_STUB_TYPES && running >= unit) || kind == CJ_STUB_GENERIC ||
        kind == CJ_STUB_BIG) {
        cj_uncount(function, unit);
    }
    if (kind == CJ_STUB_END_ITER &&
        cj_has_not_ended(cj_context_entry(&context, context.depth - 1).type)) {
        unit = (int)cj_stub_at(number)->argument; /* it does so in the interpreter */
        cj_uncount(function, unit);
    } else if (kind == CJ_STUB_END_ITER ||
               (kind == CJ_STUB_EDGE && cj_stub_at(number)->argument & CJ_EDGE_POP)) {
        frame->prev_instr = _PyCode_CODE(frame->f_code) + running;
        if (cj_write_locals(&context, frame, machine) < 0 ||
            cj_own_entries(&context, frame, machine, context.depth) < 0) {
            return cj_raise(ts, frame, cj_function_of(frame->f_code), &context, machine, running);
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
