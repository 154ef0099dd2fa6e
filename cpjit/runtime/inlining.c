/* Calls of small Python functions that are inlined: their code stands in the caller's, and no frame
 * is made. That is possible while nothing they do can be seen: they load, compare and compute. What
 * is not as expected (an operation that may run foreign code, a guard that fails) gives the call
 * up: what it holds is dropped, and the call is made from its beginning. Functions that store
 * attributes are inlined if all is the same when they begin again half-way. */
#include "compiler.h"

#include <stdlib.h>
#include <string.h>

#define MAX_UNITS 160  /* of code, caches included, that is inlined */
#define MAX_LEVELS 3   /* of inlined calls in each other */
#define MAX_CALLS 200  /* inlined in one function */
#define IN_VAIN 4      /* calls given up before a function is no more inlined */
#define SITE_IN_VAIN 4 /* ways to give it up that a call site may have */
#define MAX_OWNED 3    /* arguments that may be more than numbers and strings */

/* ---- what can be inlined ---- */

/* Can be done without a trace; or (calls) may be. */
static bool leaves_no_trace(cj_opcode op) {
    switch (op) {
    case CJ_NOP:
    case CJ_RESUME:
    case CJ_LOAD_LOCAL:
    case CJ_STORE_LOCAL:
    case CJ_LOAD_CONST:
    case CJ_PUSH_NULL:
    case CJ_POP:
    case CJ_COPY:
    case CJ_SWAP:
    case CJ_LOAD_GLOBAL:
    case CJ_UNARY:
    case CJ_NOT:
    case CJ_BINARY:
    case CJ_COMPARE:
    case CJ_IS:
    case CJ_SUBSCRIPT:
    case CJ_LOAD_ATTR:
    case CJ_LOAD_METHOD:
    case CJ_CALL:
    case CJ_RETURN:
    case CJ_JUMP:
    case CJ_BRANCH:
    case CJ_BRANCH_NONE:
    case CJ_BRANCH_KEEP:
        return true;
    default:
        return false;
    }
}

static bool ends_first_way(cj_opcode op) {
    return op == CJ_RETURN || op == CJ_JUMP || op == CJ_BRANCH || op == CJ_BRANCH_NONE ||
           op == CJ_BRANCH_KEEP;
}

/* Where attributes are stored, may the function begin again at any point, and all be as if it had
 * run once? Then it loads nothing that a store could change, under whatever name; and so nothing
 * that it holds loses its other holder. */
static bool may_begin_again(const PyCodeObject *code) {
    for (int unit = 0; unit < cj_code_units(code);) {
        cj_instruction now;
        cj_decode(code, unit, &now);
        if (now.op == CJ_CALL || now.op == CJ_LOAD_ATTR || now.op == CJ_LOAD_METHOD ||
            now.op == CJ_SUBSCRIPT) {
            return false;
        }
        unit = now.next;
    }
    return true;
}

/* Small, no loop, arguments that keep their values, and nothing on the first way that can't be. */
static bool looks_inlinable(cj_function *callee, bool *stores) {
    const PyCodeObject *code = callee->code;
    int flags = CO_VARARGS | CO_VARKEYWORDS | CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
    if (code->co_flags & flags || code->co_kwonlyargcount > 0 || code->co_ncellvars > 0 ||
        code->co_nfreevars > 0 || !cj_has_fast_locals(code) || cj_code_units(code) > MAX_UNITS ||
        !cj_function_scan(callee) || callee->refusal != NULL || callee->has_loop) {
        return false;
    }
    bool first_way = true;
    *stores = false;
    for (int unit = 0; unit < cj_code_units(code);) {
        cj_instruction now;
        cj_decode(code, unit, &now);
        if ((now.op == CJ_STORE_LOCAL && now.arg < code->co_argcount) ||
            now.op == CJ_DELETE_LOCAL ||
            (first_way && now.op != CJ_STORE_ATTR && !leaves_no_trace(now.op))) {
            return false;
        }
        *stores |= now.op == CJ_STORE_ATTR;
        first_way &= !ends_first_way(now.op);
        unit = now.next;
    }
    return !*stores || may_begin_again(code);
}

static bool is_inlinable(const cj_compiler *c, cj_function *callee) {
    if (callee->inlining == CJ_NOT_TRIED) {
        bool stores;
        callee->inlining = !looks_inlinable(callee, &stores) ? CJ_NOT_INLINABLE
                           : stores                          ? CJ_STORING
                                                             : CJ_INLINABLE;
    }
    /* What calls one that stores could not begin again itself. */
    return (callee->inlining == CJ_INLINABLE ||
            (callee->inlining == CJ_STORING && cj_inlined_call(c) == NULL)) &&
           callee->given_up < IN_VAIN;
}

bool cj_may_do_inlined(const cj_compiler *c, cj_opcode op) {
    return leaves_no_trace(op) ||
           (op == CJ_STORE_ATTR && cj_inlined_call(c)->callee->inlining == CJ_STORING);
}

static int levels(const cj_compiler *c) {
    int count = 0;
    for (unsigned n = c->context.inlined; n != 0; n = c->function->inlined[n - 1].caller) {
        count++;
    }
    return count;
}

static bool is_running(const cj_compiler *c, const cj_function *callee) {
    for (unsigned n = c->context.inlined; n != 0; n = c->function->inlined[n - 1].caller) {
        if (c->function->inlined[n - 1].callee == callee) {
            return true;
        }
    }
    return c->function == callee;
}

/* Entries that hold references which might be the last ones. */
static int count_owned(const cj_compiler *c, int from) {
    int owned = 0;
    for (int i = from; i < c->context.depth; i++) {
        owned += c->context.stack[i].kind == CJ_IN_SLOT && !cj_type_is_leaf(cj_entry_type(c, i));
    }
    return owned;
}

/* ---- the code ---- */

void cj_look_at_code(cj_compiler *c) {
    const cj_inlined *call = cj_inlined_call(c);
    c->code = call == NULL ? c->function->code : call->code;
    c->targets = call == NULL ? c->function->targets : call->callee->targets;
}

void cj_look(const cj_compiler *c, int unit, cj_instruction *instruction) {
    const cj_inlined *call = cj_inlined_call(c);
    cj_decode(c->code, unit, instruction);
    if (call != NULL && (instruction->op == CJ_LOAD_LOCAL || instruction->op == CJ_STORE_LOCAL)) {
        instruction->arg += call->first_local;
    }
}

bool cj_inlined_argument(const cj_compiler *c, int local, cj_entry *entry) {
    const cj_inlined *call = cj_inlined_call(c);
    if (call == NULL || local >= call->first_local + call->parameters) {
        return false;
    }
    *entry = c->context.stack[call->callable + 1 + local - call->first_local];
    if (entry->kind == CJ_LENT) {
        *entry = (cj_entry){.kind = CJ_ALIAS, .raw = CJ_NOWHERE, .index = (uint16_t)local};
    }
    return true;
}

/* The operand of the templates in inlining.c that find the function at a position. */
static unsigned name_function(const cj_compiler *c, int position, cj_operands *o) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (entry.kind == CJ_CONSTANT) {
        o->ptr[2] = (uint64_t)cj_object(c, entry);
        return 1;
    }
    o->hole[2] = entry.kind == CJ_ALIAS ? cj_local_slot(c, entry.index) : cj_slot(c, position);
    return 0;
}

unsigned cj_inlined_function(const cj_compiler *c, cj_operands *o, PyFunctionObject **function) {
    int position = cj_inlined_call(c)->callable;
    if (cj_inlined_call(c)->init != NULL) {
        *function = cj_inlined_call(c)->init;
        o->ptr[2] = (uint64_t)*function;
        return 1;
    }
    const cj_frame *frame = c->evidence != NULL ? c->evidence : c->frame;
    *function = (PyFunctionObject *)cj_value_in(c, frame, position);
    return name_function(c, position, o);
}

/* ---- the call ---- */

static cj_inlined *add_call(cj_function *function) {
    if (function->n_inlined == function->cap_inlined) {
        uint16_t more = function->cap_inlined == 0 ? 4 : function->cap_inlined;
        size_t size = (function->cap_inlined + (size_t)more) * sizeof *function->inlined;
        cj_inlined *calls = realloc(function->inlined, size);
        if (calls == NULL) {
            return NULL;
        }
        function->inlined = calls;
        function->cap_inlined = (uint16_t)(function->cap_inlined + more);
        cj.metadata += more * sizeof *calls;
    }
    return &function->inlined[function->n_inlined++];
}

/* The arguments become parameters where they are. */
static void bind(cj_compiler *c, const cj_inlined *call) {
    for (int i = 0; i < call->n_locals; i++) {
        cj_local *local = &c->context.locals[call->first_local + i];
        if (i >= call->parameters) {
            *local = (cj_local){.raw = CJ_NOWHERE, .leaf = true, .fresh = true};
            continue;
        }
        int position = call->callable + 1 + i;
        cj_entry entry = c->context.stack[position];
        cj_type type = cj_entry_type(c, position);
        *local = (cj_local){.raw = CJ_NOWHERE};
        if (entry.kind == CJ_RAW) {
            cj_operands o = {.hole = {cj_slot(c, position)}};
            cj_op(c, ST_LOAD_NULL, &o);
            *local = (cj_local){.type = (uint8_t)type,
                                .raw = entry.raw,
                                .bound = true,
                                .dirty = true,
                                .leaf = true};
        } else if (entry.kind == CJ_IN_SLOT) {
            *local = (cj_local){.type = (uint8_t)type,
                                .raw = CJ_NOWHERE,
                                .bound = true,
                                .leaf = cj_type_is_leaf(type)};
        } else {
            continue;
        }
        c->context.stack[position] = (cj_entry){
            .kind = CJ_LENT, .raw = CJ_NOWHERE, .index = (uint16_t)(call->first_local + i)};
    }
}

/* Pushes the last `missing` defaults, if they are the ones that the function has now. */
static void push_defaults(cj_compiler *c, PyFunctionObject *function, int callable, int missing,
                          cj_label *other) {
    for (int i = 0; i < missing; i++) {
        Py_ssize_t size = PyTuple_GET_SIZE(function->func_defaults), index = size - missing + i;
        PyObject *value = PyTuple_GET_ITEM(function->func_defaults, index);
        cj_operands o = {.ptr = {(uint64_t)value}};
        unsigned variant = name_function(c, callable, &o);
        o.hole[0] =
            (int32_t)(offsetof(PyTupleObject, ob_item) + (size_t)index * sizeof(PyObject *));
        o.hole[1] = (int32_t)size;
        o.go[0] = other;
        cj_op(c, ST_GUARD_DEFAULT_X(variant), &o);
        int number = cj_function_object(c->function, value);
        c->failed |= number < 0;
        cj_context_set(&c->context, c->context.depth++,
                       (cj_entry){.kind = CJ_CONSTANT,
                                  .type = (uint8_t)cj_constant_type(value),
                                  .raw = CJ_NOWHERE,
                                  .index = (uint16_t)number});
    }
}

/* Can the call of this function, which has arguments after `callable`, be inlined here? */
static bool fits(const cj_compiler *c, const cj_function *callee, int missing) {
    const PyCodeObject *code = callee->code;
    return !cj.counting && !cj_suspends(c->function->code) && c->function->n_inlined < MAX_CALLS &&
           levels(c) < MAX_LEVELS && !is_running(c, callee) &&
           c->context.depth + missing + code->co_stacksize <= CJ_MAX_STACK &&
           c->context.n_locals + code->co_nlocalsplus <= CJ_MAX_LOCALS &&
           (cj_inlined_call(c) != NULL || c->context.n_locals == c->code->co_nlocalsplus);
}

/* The guard, and the code from now on; the entry `callable` or, if that is not NULL, `init` is what
 * is called, as whose code `callee` is known. */
static void begin(cj_compiler *c, cj_function *callee, PyFunctionObject *function,
                  PyFunctionObject *init, int base, int callable, int missing, cj_label *other) {
    PyCodeObject *code = callee->code;
    const cj_inlined *outer = cj_inlined_call(c);
    int given = c->context.depth - callable - 1;
    int frame = (outer == NULL ? 0 : outer->frame) + (int)cj_frame_words(c->code);
    cj_operands o = {
        .holeu = {(uint32_t)(frame + (int)cj_frame_words(code)) * (uint32_t)sizeof(PyObject *),
                  (uint32_t)levels(c) + (init == NULL ? 1 : 2)}};
    unsigned variant = 1;
    if (init == NULL) {
        variant = name_function(c, callable, &o);
    } else {
        o.ptr[2] = (uint64_t)init;
    }
    o.cell[0] = (uint64_t)code;
    cj_name_hook(&o, 0);
    o.go[0] = other;
    cj_op(c, ST_GUARD_INLINED_X(variant), &o);
    if (!c->failed && !cj_function_guard(callee, c->function, o.cell_slot[0])) {
        c->failed = true;
    }
    c->function->n_call_sites++;
    push_defaults(c, function, callable, missing, other);
    cj_inlined *call = c->failed ? NULL : add_call(c->function);
    if (call == NULL) {
        c->failed = true;
        return;
    }
    *call = (cj_inlined){.code = code,
                         .callee = callee,
                         .caller = c->context.inlined,
                         .base = (uint16_t)base,
                         .callable = (uint16_t)callable,
                         .given = (uint16_t)given,
                         .parameters = (uint16_t)code->co_argcount,
                         .first_local = c->context.n_locals,
                         .n_locals = (uint16_t)code->co_nlocalsplus,
                         .first_entry = c->context.depth,
                         .frame = frame,
                         .start = c->now.start,
                         .running = c->now.unit,
                         .init = init,
                         .cell = o.cell_slot[0]};
    callee->entered += callee->entered == 0; /* it runs next */
    bind(c, call);
    c->context.n_locals = (uint16_t)(c->context.n_locals + call->n_locals);
    c->context.inlined = c->function->n_inlined;
    cj_look_at_code(c);
    c->next = 0;
}

bool cj_inline_call(cj_compiler *c, PyObject *callable, bool is_method, int base) {
    int position = is_method ? base : base + 1, missing;
    cj_entry entry = cj_context_entry(&c->context, position);
    cj_function *callee = cj_plain_callee(callable, c->context.depth - position - 1, &missing);
    if (callee == NULL || !fits(c, callee, missing) || !is_inlinable(c, callee) ||
        entry.kind == CJ_RAW || count_owned(c, position) > MAX_OWNED ||
        (!is_method && cj_context_entry(&c->context, base).kind != CJ_NULL)) {
        return false;
    }
    cj_label *other = cj_retry_label(c);
    if (is_method && entry.kind == CJ_IN_SLOT) { /* there may be the mark of a plain call */
        cj_operands bound = {.hole = {cj_slot(c, position)}};
        bound.go[0] = other;
        cj_op(c, ST_GUARD_BOUND, &bound);
    }
    begin(c, callee, (PyFunctionObject *)callable, NULL, base, position, missing, other);
    return true;
}

bool cj_inline_init(cj_compiler *c, PyFunctionObject *init, uint32_t version, int base) {
    int missing;
    cj_function *callee = cj_plain_callee((PyObject *)init, c->context.depth - base - 1, &missing);
    if (callee == NULL || missing > 0 || !fits(c, callee, 0) || !is_inlinable(c, callee) ||
        count_owned(c, base + 2) > MAX_OWNED) {
        return false;
    }
    cj_label *other = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    if (!c->failed) {
        cj_last_stub()->argument = CJ_CALL_INITIALISE;
    }
    cj_guard_version(c, base, cj_slot(c, base), version, other);
    begin(c, callee, init, init, base, base, 0, other);
    return true;
}

/* ---- its end ---- */

/* Drops the boxes of its own locals: others hold what they have from elsewhere. */
static void drop_locals(cj_compiler *c, const cj_inlined *call, int taken) {
    for (int i = call->first_local + call->parameters; i < call->first_local + call->n_locals;
         i++) {
        cj_local *local = &c->context.locals[i];
        if (!local->fresh && i != taken) {
            cj_release(c, cj_local_slot(c, i), local->leaf ? CJ_NONE : (cj_type)local->type, true,
                       0);
            local->fresh = true;
        }
    }
}

/* The local that an argument with a box in its slot is; -1: nothing is to be dropped. */
static int lent_box(const cj_compiler *c, int position) {
    cj_entry entry = c->context.stack[position];
    return entry.kind == CJ_LENT && !c->context.locals[entry.index].dirty ? entry.index : -1;
}

/* References are dropped without running foreign code: where one may be the last to more than a
 * leaf, the call is given up, with nothing dropped. But one may: that to the first argument that is
 * not known to be a leaf, which is left to the caller, in `last`. */
static void drop_arguments(cj_compiler *c, const cj_inlined *call, int taken, int *last) {
    int32_t slots[2] = {0};
    int n = 0, first = call->callable + 1 + (call->init != NULL);
    for (int i = first; i < call->first_entry; i++) {
        int local = lent_box(c, i);
        if (local < 0 || local == taken || cj_type_is_leaf(c->context.locals[local].type)) {
            continue;
        }
        if (*last < 0) {
            *last = local;
        } else if (n == 2) {
            cj_give_up(c); /* more than can be dropped at once: cj_inline_call() counts them */
            return;
        } else {
            slots[n++] = cj_slot(c, i);
        }
    }
    if (call->init == NULL && c->context.stack[call->callable].kind == CJ_IN_SLOT) {
        if (n == 2) {
            cj_give_up(c);
            return;
        }
        slots[n++] = cj_slot(c, call->callable);
    }
    cj_operands o = {.hole = {slots[0], slots[1]}};
    if (n > 0) {
        o.go[0] = cj_stub_label(c, CJ_STUB_GIVE_UP, 0);
        cj_op(c, n == 1 ? ST_RELEASE_X(0) : ST_RELEASE_TWO_X(0), &o);
    }
    for (int i = first; i < call->first_entry; i++) {
        int local = lent_box(c, i);
        if (local >= 0 && local != taken && cj_type_is_leaf(c->context.locals[local].type)) {
            o.hole[0] = cj_slot(c, i);
            cj_op(c, ST_RELEASE_LEAF_X(0), &o);
        }
    }
    if (call->init != NULL) { /* the instance has another reference */
        cj_release(c, cj_slot(c, call->callable + 1), CJ_OTHER, false, 0);
    }
}

/* __init__ has to return None. */
static bool is_none(const cj_compiler *c, cj_entry entry) {
    return entry.kind == CJ_CONSTANT && cj_object(c, entry) == Py_None;
}

void cj_inlined_return(cj_compiler *c) {
    const cj_inlined *call = cj_inlined_call(c);
    cj_entry result = cj_top(c, 1);
    bool constructs = call->init != NULL;
    if (constructs && !is_none(c, result)) {
        cj_give_up(c);
        return;
    }
    int32_t from = cj_slot(c, c->context.depth - 1);
    int taken = -1, last = -1; /* the local whose reference becomes the result; see above */
    if (result.kind == CJ_ALIAS && result.index >= call->first_local) {
        const cj_local *local = &c->context.locals[result.index];
        bool raw = local->dirty;
        taken = raw ? -1 : result.index;
        from = cj_local_slot(c, result.index);
        result = (cj_entry){.kind = raw ? CJ_RAW : CJ_IN_SLOT,
                            .type = local->type,
                            .raw = raw ? local->raw : CJ_NOWHERE};
    }
    drop_locals(c, call, taken);
    drop_arguments(c, call, taken, &last);
    if (c->failed) {
        return;
    }
    int32_t last_slot = last < 0 ? 0 : cj_local_slot(c, last);
    cj_type last_type = last < 0 ? CJ_UNKNOWN : (cj_type)c->context.locals[last].type;
    cj_operands o = {.hole = {from, cj_slot(c, call->base)}};
    if (result.kind == CJ_IN_SLOT) {
        cj_op(c, ST_MOVE_SLOT, &o);
    }
    if (constructs) {
        result = (cj_entry){.kind = CJ_IN_SLOT, .type = CJ_OTHER, .raw = CJ_NOWHERE};
    }
    int start = call->start;
    c->context.depth = (uint16_t)(call->base + 1);
    c->context.n_locals = call->first_local;
    c->context.inlined = call->caller;
    cj_context_set(&c->context, c->context.depth - 1, result);
    cj_look_at_code(c);
    cj_look(c, start, &c->now);
    c->next = c->now.next;
    if (last >= 0) {
        cj_release(c, last_slot, last_type, false, c->now.next);
    }
    if (constructs) {
        cj_conclude(c, ST_NEW_INSTANCE, c->now.next);
    }
    if (c->context.inlined == 0) {
        cj_poll(c, c->now.next);
    }
}

/* ---- giving up ---- */

static void hold(cj_held *held, int *count, int slot, cj_type type, bool maybe_null) {
    held[(*count)++] = (cj_held){slot, type, maybe_null};
}

const cj_inlined *cj_before_inlined(const cj_function *function, cj_context *context, cj_held *held,
                                    int *count) {
    *count = 0;
    const cj_inlined *call = NULL;
    for (unsigned n = context->inlined; n != 0; n = call->caller) {
        call = &function->inlined[n - 1];
        for (int i = call->parameters; i < call->n_locals; i++) {
            const cj_local *local = &context->locals[call->first_local + i];
            if (!local->fresh) {
                hold(held, count, call->frame + i, local->leaf ? CJ_NONE : (cj_type)local->type,
                     true);
            }
        }
        int end = n == context->inlined ? context->depth : 0;
        for (unsigned inner = context->inlined; inner != n;
             inner = function->inlined[inner - 1].caller) {
            end = function->inlined[inner - 1].first_entry;
        }
        for (int i = call->first_entry; i < end; i++) {
            cj_entry entry = context->stack[i];
            const cj_local *lent = entry.kind == CJ_LENT ? &context->locals[entry.index] : NULL;
            if (entry.kind == CJ_IN_SLOT || (lent != NULL && !lent->dirty)) {
                hold(held, count, cj_slot_index(function, context, i),
                     lent != NULL ? (cj_type)lent->type : (cj_type)entry.type, true);
            }
        }
    }
    for (int i = call->callable + 1; i <= call->callable + call->given; i++) {
        cj_entry *entry = &context->stack[i];
        if (entry->kind == CJ_LENT) {
            const cj_local *lent = &context->locals[entry->index];
            *entry = (cj_entry){.kind = lent->dirty ? CJ_RAW : CJ_IN_SLOT,
                                .type = lent->type,
                                .raw = lent->dirty ? lent->raw : CJ_NOWHERE};
        }
    }
    context->depth = (uint16_t)(call->callable + 1 + call->given);
    context->n_locals = call->first_local;
    context->inlined = 0;
    return call;
}

/* It has not been worth while; where that is the rule, the call is made at once next time. */
static void was_in_vain(cj_compiler *c) {
    cj_inlined *call = NULL;
    for (unsigned n = c->context.inlined; n != 0; n = call->caller) {
        call = &c->function->inlined[n - 1];
    }
    bool begun_here = call - c->function->inlined >= c->inlined_before;
    if (begun_here || ++call->in_vain >= SITE_IN_VAIN) {
        cj_cell_write(call->cell, 0);
    }
}

void cj_give_up(cj_compiler *c) {
    if (c->failed) {
        return;
    }
    cj_inlined *call = cj_inlined_call(c);
    cj_end_block(c, cj_stub_label(c, CJ_STUB_GIVE_UP, 0));
    if (c->failed) {
        return;
    }
    call->callee->given_up++;
    was_in_vain(c);
    c->failed = c->gave_up = true; /* whatever the op has begun is empty motion */
}

void cj_make_call(cj_compiler *c) {
    cj_held held[CJ_MAX_HELD];
    was_in_vain(c);
    int count;
    const cj_inlined *call = cj_before_inlined(c->function, &c->context, held, &count);
    int start = call->start;
    bool constructs = call->init != NULL;
    cj_look_at_code(c);
    cj_look(c, start, &c->now);
    c->next = start;
    cj_find_callable(c);
    for (int i = 0; i < count; i++) {
        cj_release(c, CJ_SLOT_OFFSET(held[i].slot), held[i].type, held[i].maybe_null, start);
    }
    c->plainly = !constructs;
    c->generic = constructs;
    c->argument = CJ_CALL_INITIALISE;
    cj_go_on_at(c, start | (constructs ? CJ_INITIALISING : CJ_PLAINLY));
}
