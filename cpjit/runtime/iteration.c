/* Iterators made, their next item, their end. */
#include "compiler.h"

#define ITERATORS 4 /* to begin with: as deep as loops are nested in most programs */

/* An iterator that nobody knows comes into a store, which its field `link` leads on. */
static void store(struct cj_iterators *stored, PyObject *iterator, size_t link) {
    *(PyObject **)((char *)iterator + link) = stored->first;
    stored->first = iterator;
    stored->count++;
    Py_SET_REFCNT(iterator, 0);
#ifdef Py_REF_DEBUG
    _Py_RefTotal--;
#endif
}

bool cj_iteration_init(void) {
    /* The first field of a tuple's iterator is its index, then comes the tuple; the second of a
     * range's is where it starts. */
    const size_t link = sizeof(PyObject) + sizeof(Py_ssize_t);
    PyObject *range = PyObject_CallOneArg((PyObject *)&PyRange_Type, Py_False);
    for (int i = 0; i < ITERATORS && range != NULL; i++) {
        PyObject *of_tuple = PyObject_GetIter(cj.no_arguments), *of_range = PyObject_GetIter(range);
        if (of_tuple == NULL || of_range == NULL) {
            Py_XDECREF(of_tuple);
            Py_XDECREF(of_range);
            Py_CLEAR(range);
            break;
        }
        PyObject_GC_UnTrack(of_tuple);
        Py_DECREF(cj.no_arguments); /* its own reference */
        store(&cj_iterators, of_tuple, link);
        store(&cj_ranges, of_range, link);
    }
    Py_XDECREF(range);
    return range != NULL;
}

static void get_iterator(cj_compiler *c) {
    cj_operands o = {.ptr = {(uint64_t)PyObject_GetIter}};
    cj_generic_op(c, ST_UNARY, &o, c->context.depth - 1, 1);
}

void cj_compile_get_iter(cj_compiler *c) {
    int position = c->context.depth - 1;
    if ((!c->generic && !cj_know_types(c, 1)) || cj_compile_special_iter(c) || c->ended) {
        return;
    }
    PyObject *expected = cj_expected(c, position);
    cj_type type = cj_entry_type(c, position);
    if (type == CJ_GENERATOR && !c->generic) {
        cj_materialise_entry(c, position); /* it is its own iterator */
        return;
    }
    if (type != CJ_LIST && type != CJ_TUPLE) {
        get_iterator(c);
        return;
    }
    cj_type result = type == CJ_LIST ? CJ_LISTITER : CJ_TUPLEITER;
    cj_entry entry = cj_top(c, 1);
    if (c->generic || position >= CJ_MAX_STACK) {
        get_iterator(c);
    } else {
        bool borrowed = entry.kind == CJ_ALIAS;
        if (!borrowed) {
            cj_materialise_entry(c, position);
        }
        cj_operands o = {.hole = {borrowed ? cj_local_slot(c, entry.index) : cj_slot(c, position),
                                  cj_slot(c, position)}};
        o.ptr[0] = (uint64_t)(type == CJ_LIST ? &PyListIter_Type : &PyTupleIter_Type);
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
        cj_op(c, ST_NEW_ITERATOR_X(!borrowed), &o);
        cj_pop(c, 1);
        cj_push(c, cj_in_slot(result));
        cj_expect(c, position, expected); /* cj_next_of() knows what that means */
    }
    cj_set_type(c, position, result);
}

/* The step of a call of range, if it is always 1 or -1; else 0. */
static int32_t constant_step(const cj_compiler *c, int position, int arguments) {
    cj_entry entry = cj_context_entry(&c->context, position);
    if (arguments < 3) {
        return 1;
    }
    if (entry.kind != CJ_CONSTANT || entry.type != CJ_INT) {
        return 0;
    }
    int64_t step = PyLong_AsLong(cj_object(c, entry));
    return step == 1 || step == -1 ? (int32_t)step : 0;
}

/* A bound of a range in a register that stays its own. */
static cj_place bound_of_range(cj_compiler *c, int position) {
    cj_place place = cj_raw(c, position);
    c->reserved |= (uint32_t)1 << place;
    return place;
}

/* The iterator of a range from `first` on, in steps of 1 or -1, comes to `base`. */
static void new_range(cj_compiler *c, int base, int first, int arguments, int32_t step) {
    cj_operands o = {.hole = {cj_slot(c, base)}};
    cj_place start, stop;
    c->reserved = 0;
    if (arguments > 1) {
        start = bound_of_range(c, first);
        stop = bound_of_range(c, first + 1);
    } else {
        stop = bound_of_range(c, first);
        start = cj_free_register(c, false);
        cj_op(c, ST_INT_LOAD_SMALL_X(start), &(cj_operands){0});
    }
    c->reserved = 0;
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, step == 1 ? ST_NEW_COUNTER_XY(start, stop) : ST_NEW_RANGE_BACK_XY(start, stop), &o);
}

/* Likewise in steps other than 1 and -1: the three numbers are passed in memory. */
static void new_range_by(cj_compiler *c, int base, int first) {
    c->reserved = 0;
    for (int i = 0; i < 3; i++) {
        cj_operands o = {.ptr = {(uint64_t)&cj_numbers[i]}};
        cj_op(c, ST_PASS_INT_X(cj_raw(c, first + i)), &o);
    }
    cj_operands o = {.hole = {cj_slot(c, base)}, .ptr = {(uint64_t)cj_numbers}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_NEW_RANGE_BY, &o);
}

bool cj_compile_range_loop(cj_compiler *c, int base) {
    int arguments = c->now.arg, first = base + 2;
    cj_instruction next;
    cj_entry_kind callable = cj_context_entry(&c->context, base + 1).kind;
    if (c->callable != (PyObject *)&PyRange_Type || c->callable_is_method || arguments < 1 ||
        arguments > 3 || first + arguments > CJ_MAX_STACK ||
        cj_context_entry(&c->context, base).kind != CJ_NULL ||
        (callable != CJ_IN_SLOT && callable != CJ_CONSTANT) || !cj_next_is(c, CJ_GET_ITER, &next) ||
        !cj_know_types(c, arguments)) {
        return false;
    }
    for (int i = 0; i < arguments; i++) {
        if (cj_entry_type(c, first + i) != CJ_INT) {
            return false;
        }
    }
    cj_operands o = {.hole = {cj_slot(c, base + 1)}, .ptr = {(uint64_t)&PyRange_Type}};
    if (callable == CJ_IN_SLOT) {
        o.go[0] = cj_retry_label(c);
        cj_op(c, ST_GUARD_OBJECT, &o);
    }
    int32_t step = constant_step(c, first + 2, arguments);
    if (step != 0) {
        new_range(c, base, first, arguments, step);
    } else {
        new_range_by(c, base, first);
    }
    if (callable == CJ_IN_SLOT) {
        cj_op(c, ST_DROP_SHARED, &o);
    }
    cj_pop(c, c->context.depth - base);
    cj_push(c, cj_in_slot(step == 1 ? CJ_COUNTER : CJ_RANGE));
    cj_count(c, &next);
    c->next = c->now.next = next.next;
    return true;
}

cj_label *cj_end_label(cj_compiler *c) {
    cj_label *label = cj_stub_label(c, CJ_STUB_END_ITER, c->now.target);
    if (!c->failed) {
        cj_last_stub()->argument = (uint32_t)c->now.start;
    }
    return label;
}

/* Iterators of containers whose next item needs no escape. */
static const struct {
    cj_type type;
    unsigned stencil;
    int items; /* of the tuples that they yield; 0: any number, -1: they yield what there is */
} iterators[] = {
    {CJ_KEYS, ST_NEXT_KEY, -1},          {CJ_VALUES, ST_NEXT_VALUE, -1},
    {CJ_ITEMS, ST_NEXT_ENTRY, 2},        {CJ_SETITER, ST_NEXT_OF_SET, -1},
    {CJ_REVERSED, ST_NEXT_REVERSED, -1}, {CJ_ENUMERATE, ST_NEXT_NUMBERED, 2},
    {CJ_ZIP, ST_NEXT_ZIPPED, 0},
};
#define N_ITERATORS ((int)(sizeof iterators / sizeof *iterators))

static int find_iterator(cj_type type) {
    for (int i = 0; i < N_ITERATORS; i++) {
        if (iterators[i].type == type) {
            return i;
        }
    }
    return -1;
}

bool cj_has_not_ended(cj_type type) {
    return type == CJ_LISTITER || type == CJ_TUPLEITER || find_iterator(type) >= 0;
}

/* The next item of such an iterator, or those of the next tuple where they are taken out of it at
 * once: the tuple itself nobody will see. False: somebody will. */
static bool next_in_container(cj_compiler *c, int iterator, int position) {
    int items = iterators[iterator].items, count = 1;
    cj_instruction unpack;
    if (items >= 0) {
        if (!cj_next_is(c, CJ_UNPACK, &unpack) || unpack.arg == 0 ||
            (items > 0 && unpack.arg != items)) {
            return false;
        }
        count = unpack.arg;
    }
    cj_operands o = {.hole = {cj_slot(c, position), cj_slot(c, position + 1)},
                     .holeu = {(uint32_t)count}};
    cj_prepare(c, iterators[iterator].stencil, c->context.depth);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    o.go[1] = cj_end_label(c);
    cj_op(c, iterators[iterator].stencil, &o);
    if (items >= 0) {
        cj_count(c, &unpack);
        c->next = c->now.next = unpack.next;
    }
    for (int i = 0; i < count; i++) {
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
    }
    return true;
}

void cj_compile_for_iter(cj_compiler *c) {
    int position = c->context.depth - 1;
    PyObject *expected = cj_expected(c, position);
    cj_operands o = {0};
    const cj_frame *live = cj_entry_type(c, position) == CJ_UNKNOWN ? c->live : NULL;
    if (!c->generic && !cj_know_types(c, 1)) {
        return;
    }
    cj_type type = c->generic ? CJ_OTHER : cj_entry_type(c, position);
    if (c->generic) {
        if (position < CJ_RANGES) {
            cj_context_forget_range(&c->context, position);
        }
        cj_set_type(c, position, CJ_OTHER);
    }
    cj_materialise_entry(c, position);
    o.hole[0] = cj_slot(c, position);
    if (cj_is_range(type)) {
        cj_compile_next_number(c, live);
        return;
    }
    if (type == CJ_LISTITER || type == CJ_TUPLEITER) {
        o.hole[1] = cj_slot(c, position + 1);
        o.go[0] = cj_end_label(c);
        cj_op(c, type == CJ_LISTITER ? ST_LIST_NEXT : ST_TUPLE_NEXT, &o);
        cj_push(c, cj_in_slot(CJ_UNKNOWN));
        cj_expect_found(c, position + 1, cj_next_of(expected));
        return;
    }
    if (type == CJ_GENERATOR) {
        cj_resume(c, 0, position);
        return;
    }
    int iterator = find_iterator(type);
    if (iterator >= 0) {
        if (next_in_container(c, iterator, position)) {
            return;
        }
        cj_set_type(c, position, CJ_OTHER);
    }
    bool called = cj_call_next(c);
    if (c->ended) {
        return;
    }
    if (!called) {
        cj_prepare(c, ST_ITERATOR_NEXT, position);
    }
    o.go[0] = cj_stub_label(c, CJ_STUB_ERROR, c->now.start);
    o.go[1] = cj_end_label(c);
    cj_op(c, called ? ST_END_NEXT_X(0) : ST_ITERATOR_NEXT, &o);
    cj_push(c, cj_in_slot(CJ_UNKNOWN));
    cj_conclude(c, ST_ITERATOR_NEXT, c->now.next);
}

void cj_end_iter(cj_compiler *c, int start, int target) {
    int position = c->context.depth - 1;
    cj_operands o = {.hole = {cj_slot(c, position)}};
    cj_type type = cj_entry_type(c, position);
    if (cj_is_range(type)) {
        cj_pop(c, 1);
        cj_release(c, cj_slot(c, position), type, false, target);
        return;
    }
    if (type == CJ_LISTITER || type == CJ_TUPLEITER) {
        o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, start);
        cj_op(c, ST_END_ITERATOR_X(0), &o);
        cj_pop(c, 1);
        return;
    }
    unsigned stencil = find_iterator(type) >= 0 ? ST_END_CONTAINER : ST_RELEASE_CALL;
    cj_prepare(c, stencil, position);
    o.go[0] = stencil == ST_END_CONTAINER ? cj_stub_label(c, CJ_STUB_ERROR, start) : NULL;
    cj_pop(c, 1);
    cj_op(c, stencil, &o);
    cj_conclude(c, stencil, target);
}
