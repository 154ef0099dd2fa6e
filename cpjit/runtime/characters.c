/* Characters and their numbers: ord() and chr(). Subscripts of strings are in containers.c. */
#include "compiler.h"

/* The call, from `base` on, of something that something else keeps, has become `result`. */
static void finish(cj_compiler *c, int base, cj_entry result) {
    cj_drop_shared(c, base + 1);
    cj_pop(c, 3);
    cj_push(c, result);
}

bool cj_compile_ord(cj_compiler *c, PyObject *ord, int base) {
    int position = base + 2;
    PyObject *text = cj_live_value(c, position);
    if (text == NULL || !PyUnicode_CheckExact(text) || !cj_is_boxed(c, position)) {
        return false;
    }
    const cj_frame *live = c->live;
    cj_guard_object(c, base + 1, ord, cj_retry_label(c));
    cj_know_type(c, position, live);
    if (cj_entry_type(c, position) != CJ_STR) {
        return false;
    }
    cj_guard_level(c);
    cj_entry argument = cj_context_entry(&c->context, position);
    c->reserved = 0;
    cj_place place = cj_free_register(c, false);
    cj_operands o = {.hole = {cj_boxed_slot(c, position)}};
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_ORDINAL_X(place), &o);
    if (argument.kind == CJ_IN_SLOT) {
        cj_op(c, ST_RELEASE_LEAF_X(0), &o);
    }
    finish(c, base, (cj_entry){.kind = CJ_RAW, .type = CJ_INT, .raw = place});
    return true;
}

bool cj_compile_chr(cj_compiler *c, PyObject *chr, int base) {
    int position = base + 2;
    const cj_frame *live = c->live;
    cj_type type = cj_entry_type(c, position);
    if (type != CJ_INT && (type != CJ_UNKNOWN || cj_live_value(c, position) == NULL ||
                           !PyLong_CheckExact(cj_live_value(c, position)))) {
        return false;
    }
    cj_guard_object(c, base + 1, chr, cj_retry_label(c));
    cj_know_type(c, position, live);
    if (cj_entry_type(c, position) != CJ_INT) {
        return false;
    }
    cj_guard_level(c);
    cj_operands o = {.hole = {cj_slot(c, base)}};
    cj_place place = cj_raw(c, position);
    o.go[0] = cj_stub_label(c, CJ_STUB_GENERIC, c->now.start);
    cj_op(c, ST_CHARACTER_OF_X(place), &o);
    finish(c, base, cj_in_slot(CJ_STR));
    return true;
}
