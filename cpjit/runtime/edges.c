/* Block versions and the edges between them. A branch target not yet compiled is a stub; when it is
 * hit, the edge finds or makes a version that its context fits, with transition code where the
 * version knows less. Versions per target are limited: past the limit a context is reduced to
 * what the versions have in common, and then to nothing, which serves everything. */
#include "compiler.h"
#include "selection.h"

#include <stdlib.h>

#define VERSION_LIMIT 4 /* exact versions of one target; then what they have in common */

/* What may be lost (cj_context_distance) on the way forward to a version that is there already: one
 * more would cost more than finding it out again, except in a loop, which would never know it. */
#define LOSS_LIMIT 3

static uint32_t last_stub;

/* ---- ways out ---- */

cj_stub *cj_last_stub(void) {
    return cj_stub_at(last_stub);
}

static cj_label nowhere;

cj_label *cj_own_stub_label(cj_compiler *c, cj_stub_kind kind, int unit) {
    if (c->failed) {
        return &nowhere;
    }
    bool hidden = cj_inlined_call(c) != NULL && kind != CJ_STUB_EDGE && kind != CJ_STUB_TYPES &&
                  kind != CJ_STUB_ERROR;
    kind = hidden ? CJ_STUB_GIVE_UP : kind; /* there is no frame for anything else */
    uint32_t number = cj_stub_new(kind, c->function, &c->context);
    if (number == UINT32_MAX) {
        c->failed = true;
        return &nowhere;
    }
    last_stub = number;
    cj_stub *stub = cj_stub_at(number);
    stub->unit = (uint32_t)unit & CJ_MOST_UNITS;
    stub->running = (uint32_t)c->now.unit & CJ_MOST_UNITS;
    stub->attempts = c->attempts;
    return &stub->label;
}

/* Exceptions, and changes by foreign code, are met by the engine, where nothing that is known of
 * values matters: only what is in which slot. So the versions of a block share their stubs. */
static bool is_shared(const cj_compiler *c, cj_stub_kind kind) {
    if ((kind != CJ_STUB_ERROR && kind != CJ_STUB_ESCAPED) || cj_inlined_call(c) != NULL) {
        return false;
    }
    if (cj_context_is_dirty(&c->context)) {
        return false;
    }
    for (int i = 0; i < cj_context_tracked(&c->context); i++) {
        if (c->context.stack[i].kind == CJ_RAW) {
            return false;
        }
    }
    return true;
}

cj_label *cj_stub_label(cj_compiler *c, cj_stub_kind kind, int unit) {
    if (c->failed || !is_shared(c, kind)) {
        return cj_own_stub_label(c, kind, unit);
    }
    cj_context slots;
    slots.n_locals = c->context.n_locals;
    slots.base = c->context.base;
    slots.depth = c->context.depth;
    slots.inlined = 0;
    for (int i = 0; i < cj_context_tracked(&slots); i++) {
        cj_entry entry = c->context.stack[i];
        bool indexed = entry.kind == CJ_ALIAS || entry.kind == CJ_CONSTANT;
        slots.stack[i] = (cj_entry){
            .kind = entry.kind, .raw = CJ_NOWHERE, .index = indexed ? entry.index : (uint16_t)0};
    }
    cj_label *label = cj_stub_shared(kind, c->function, &slots, unit, c->now.unit);
    c->failed = label == NULL;
    return c->failed ? &nowhere : label;
}

cj_label *cj_retry_label(cj_compiler *c) {
    cj_label *label = cj_stub_label(c, CJ_STUB_TYPES, c->now.start);
    if (!c->failed) {
        cj_last_stub()->attempts++;
    }
    return label;
}

void cj_end_block(cj_compiler *c, cj_label *label) {
    if (!c->failed && !cj_emit_jump(&c->function->out, label)) {
        c->failed = true;
    }
    c->ended = true;
}

cj_label *cj_edge(cj_compiler *c, const cj_instruction *branch, bool jump, uint32_t extra) {
    cj_label *label = cj_stub_label(c, CJ_STUB_EDGE, jump ? branch->target : branch->next);
    if (!c->failed) {
        cj_last_stub()->argument = extra | (jump && branch->aux ? CJ_EDGE_POLL : 0);
        cj_last_stub()->running = (uint32_t)branch->unit & CJ_MOST_UNITS;
    }
    return label;
}

/* ---- transitions ---- */

typedef struct {
    cj_place to, from;
    bool is_double;
} Move;

static void emit_move(cj_compiler *c, Move move) {
    cj_operands o = {0};
    bool to_register = cj_is_register(move.to), from_register = cj_is_register(move.from);
    int shift = move.is_double ? CJ_FIRST_DOUBLE : 0;
    if (to_register && from_register) {
        cj_move(c, move.to, move.from);
    } else if (to_register) {
        o.hole[0] = cj_home(move.from);
        cj_op(c, move.is_double ? ST_DOUBLE_RELOAD_X(move.to - shift) : ST_INT_RELOAD_X(move.to),
              &o);
    } else if (from_register) {
        o.hole[0] = cj_home(move.to);
        cj_op(c, move.is_double ? ST_DOUBLE_SPILL_X(move.from - shift) : ST_INT_SPILL_X(move.from),
              &o);
    } else {
        o.hole[0] = cj_home(move.from);
        o.hole[1] = cj_home(move.to);
        cj_op(c, ST_COPY_HOME, &o);
    }
}

/* All moves at once, round the values that stay where they are: a place is overwritten when nobody
 * needs its old value any more; a cycle is
 * broken by putting one value into a free home. */
static void emit_moves(cj_compiler *c, Move *moves, int n, uint32_t staying) {
    while (n > 0 && !c->failed) {
        uint32_t sources = 0, targets = 0;
        for (int i = 0; i < n; i++) {
            sources |= (uint32_t)1 << moves[i].from;
            targets |= (uint32_t)1 << moves[i].to;
        }
        int ready = -1;
        for (int i = 0; i < n && ready < 0; i++) {
            bool needed = false;
            for (int j = 0; j < n; j++) {
                needed |= j != i && moves[j].from == moves[i].to;
            }
            if (!needed) {
                ready = i;
            }
        }
        if (ready >= 0) {
            emit_move(c, moves[ready]);
            staying |= (uint32_t)1 << moves[ready].to;
            moves[ready] = moves[--n];
            continue;
        }
        uint32_t used = sources | targets | staying | cj_context_places(&c->context);
        cj_place spare = CJ_FIRST_HOME;
        while (spare < CJ_PLACES && used & (uint32_t)1 << spare) {
            spare++;
        }
        if (spare == CJ_PLACES) {
            c->failed = true;
            return;
        }
        cj_place moved = moves[0].from;
        emit_move(c, (Move){spare, moved, moves[0].is_double});
        for (int i = 0; i < n; i++) {
            if (moves[i].from == moved) {
                moves[i].from = spare;
            }
        }
    }
}

static void add_move(Move *moves, int *n, cj_place to, cj_place from, bool is_double) {
    for (int i = 0; i < *n; i++) {
        if (moves[i].to == to) {
            return; /* the same value: sharing has been checked */
        }
    }
    moves[(*n)++] = (Move){to, from, is_double};
}

/* Emits what turns the context into the version's. */
static void transition(cj_compiler *c, const cj_context *there) {
    cj_context *here = &c->context;
    c->joins = true;
    int tracked = here->depth < CJ_MAX_STACK ? here->depth : CJ_MAX_STACK;
    for (int i = 0; i < tracked; i++) {
        if (there->stack[i].kind == CJ_IN_SLOT) {
            cj_materialise_entry(c, i);
        }
    }
    for (int i = 0; i < here->n_locals; i++) {
        if (here->locals[i].dirty && !there->locals[i].dirty) {
            cj_write_back(c, i);
        }
    }
    Move moves[CJ_MAX_LOCALS + CJ_MAX_STACK];
    int n = 0;
    for (int i = 0; i < here->n_locals; i++) {
        if (there->locals[i].raw != CJ_NOWHERE) {
            add_move(moves, &n, there->locals[i].raw, here->locals[i].raw,
                     here->locals[i].type == CJ_FLOAT);
        }
    }
    for (int i = 0; i < tracked; i++) {
        if (there->stack[i].kind == CJ_RAW) {
            add_move(moves, &n, there->stack[i].raw, here->stack[i].raw,
                     here->stack[i].type == CJ_FLOAT);
        }
    }
    uint32_t staying = 0;
    int left = 0;
    for (int i = 0; i < n; i++) {
        if (moves[i].to != moves[i].from) {
            moves[left++] = moves[i];
        } else {
            staying |= (uint32_t)1 << moves[i].to;
        }
    }
    emit_moves(c, moves, left, staying);
    *here = *there;
    c->joins = false;
}

/* ---- versions ---- */

void cj_canonicalise(cj_compiler *c) {
    cj_own_all_aliases(c);
}

cj_version *cj_version_add(cj_compiler *c, int unit) {
    cj_version *version = calloc(1, sizeof *version);
    bool at_start = c->function->out.hot == c->start;
    if (version != NULL && !cj_code_reserve(&c->function->out, 256)) {
        free(version);
        version = NULL;
    }
    if (at_start) {
        c->start = c->function->out.hot;
    }
    if (version == NULL) {
        c->failed = true;
        return NULL;
    }
    version->context = cj_snapshot_take(&c->context);
    if (version->context == 0) {
        free(version);
        c->failed = true;
        return NULL;
    }
    version->unit = unit;
    version->address = c->function->out.hot;
    version->first_trace = c->function->out.n_trace;
    version->next = c->function->versions;
    c->function->versions = version;
    c->function->n_versions++;
    c->versions_made++;
    cj.n_versions++;
    cj.metadata += sizeof *version;
    return version;
}

static cj_version *closest(const cj_compiler *c, int unit, int *distance, int *count) {
    cj_version *best = NULL;
    cj_context context;
    *count = 0;
    for (cj_version *version = c->function->versions; version; version = version->next) {
        if (version->unit != unit || cj_snapshot_inlined(version->context) != c->context.inlined) {
            continue;
        }
        ++*count;
        if (cj_snapshot_is(version->context, &c->context)) {
            *distance = 0;
            return version;
        }
        cj_snapshot_restore(version->context, &context);
        int d = cj_context_distance(&c->context, &context);
        if (d >= 0 && (best == NULL || d < *distance)) {
            best = version;
            *distance = d;
        }
    }
    return best;
}

static void join(cj_compiler *c, const cj_version *version) {
    cj_context there;
    cj_snapshot_restore(version->context, &there);
    transition(c, &there);
    c->ended = true;
    if (c->function->out.hot == c->start && c->versions_made == 0) {
        c->start = version->address; /* nothing to do on the way */
        c->nothing_made = true;
        return;
    }
    cj_label label = {0};
    cj_label_set(&label, version->address);
    if (!c->failed && !cj_emit_jump(&c->function->out, &label)) {
        c->failed = true;
    }
    cj_label_free(&label);
}

void cj_go_on_at(cj_compiler *c, int unit) {
    cj_canonicalise(c);
    cj_forget_unread(c, unit);
    if (c->failed) {
        return;
    }
    int distance = 0, count;
    cj_version *version = closest(c, unit, &distance, &count);
    bool goes_back = unit <= c->now.unit;
    if (version != NULL &&
        (distance <= (goes_back ? 0 : LOSS_LIMIT) || count > VERSION_LIMIT + 1)) {
        join(c, version);
        return;
    }
    if (count >= VERSION_LIMIT && cj_inlined_call(c) != NULL) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_GIVE_UP, 0));
        return;
    }
    if (count >= VERSION_LIMIT) {
        cj_context reduced = c->context, other;
        if (count == VERSION_LIMIT) {
            for (cj_version *v = c->function->versions; v; v = v->next) {
                if (v->unit == unit && cj_snapshot_inlined(v->context) == 0) {
                    cj_snapshot_restore(v->context, &other);
                    cj_context_meet(&reduced, &other);
                }
            }
        }
        if (count > VERSION_LIMIT || cj_context_distance(&c->context, &reduced) < 0) {
            reduced = c->context;
            cj_context_generalise(&reduced);
        }
        if (version != NULL && cj_context_distance(&c->context, &reduced) >= distance) {
            join(c, version);
            return;
        }
        transition(c, &reduced);
    }
    if (c->begun && cj_selection_counts()) {
        cj_end_block(c, cj_stub_label(c, CJ_STUB_EDGE, unit)); /* the next piece */
        return;
    }
    if (c->failed) {
        return;
    }
    cj_version *made = cj_version_add(c, unit);
    if (made != NULL) {
        c->instruction = -1;
        c->live = NULL;
    }
}
