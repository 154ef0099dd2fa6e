/* Emitting is copying two pieces of memory and a loop over the stencil's fixups; whatever could be
 * decided before was decided when the library was loaded. Fields are written through the alias, at
 * a distance that is the same for the whole memory. */

#include "patch.h"

#include "library.h"
#include "memory.h"
#include "stencil.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JUMP_SIZE 5u

static const char *last_error = "";

static bool fail(const char *reason) {
    last_error = reason;
    return false;
}

const char *cj_patch_error(void) {
    return last_error;
}

static const char out_of_memory[] = "out of memory";
static const char no_executable_memory[] = "the limit on executable memory is reached";
static const char too_far[] = "a jump is too far";
static const char not_writable[] = "the system denies a private copy of executable memory";
static const char not_executable[] = "the system denies making code executable again";

/* Closes the batch a function opened; its result is `done` unless that fails. */
static bool end_batch(bool done) {
    return (cj_write_end() || fail(not_executable)) && done;
}

static int64_t number(const uint8_t *address) {
    return (int64_t)(uintptr_t)address;
}

/* One mov, at whatever alignment: it is atomic unless the field crosses a cache line, and no other
 * thread runs code while the GIL is held here. */
typedef uint32_t __attribute__((aligned(1), may_alias)) loose_u32;

static void store32(uint8_t *field, int64_t value) {
    *(volatile loose_u32 *)field = (uint32_t)value;
}

/* ---- Labels ---- */

/* The displacement that leads from a rel32 field to the target. */
static bool displacement(const uint8_t *target, const uint8_t *place, int64_t *value) {
    *value = number(target != NULL ? target : cj_stencils.trap) - 4 - number(place);
    return fits_s32(*value) || fail(too_far);
}

static bool bind(cj_label *label, uint8_t *target) {
    int64_t value;
    uint8_t *site;
    for (unsigned i = 0; (site = cj_label_site(label, i)) != NULL; i++) {
        if (!displacement(target, site, &value))
            return false;
        if (cj_writable(site, 4) == NULL)
            return fail(not_writable);
    }
    if (!cj_label_set(label, target))
        return fail(too_far);
    for (unsigned i = 0; (site = cj_label_site(label, i)) != NULL; i++) {
        displacement(target, site, &value);
        store32(cj_writable(site, 4), value);
    }
    return true;
}

bool cj_label_bind(cj_label *label, uint8_t *target) {
    cj_write_begin();
    return end_batch(bind(label, target));
}

/* ---- Extents ---- */

static void trace(cj_code *code, unsigned entry) {
    if (!code->trace)
        return;
    if (code->n_trace == code->cap_trace) {
        uint32_t cap = code->cap_trace + code->cap_trace / 4 + 32;
        cj_trace_entry *traced = realloc(code->traced, cap * sizeof *traced);
        if (traced == NULL) {
            code->trace = false; /* a listing that ends early is better than no code */
            return;
        }
        code->traced = traced;
        code->cap_trace = cap;
    }
    code->traced[code->n_trace++] = (cj_trace_entry)entry;
}

void cj_code_mark(cj_code *code, unsigned kind, unsigned value) {
    trace(code, kind);
    trace(code, value);
}

/* Where `n` slots start that lie below an address. */
static uint8_t *slots_below(const uint8_t *end, size_t n) {
    return (uint8_t *)((uintptr_t)end & ~(uintptr_t)7) - 8 * n;
}

static void walk_into(cj_trace_walk *walk, uint32_t extent) {
    walk->extent = extent + 1;
    walk->end = walk->code->extents[extent].start;
    walk->low = walk->end + walk->code->extents[extent].size;
}

bool cj_trace_next(cj_trace_walk *walk) {
    if (walk->next >= walk->code->n_trace)
        return false;
    const cj_trace_entry *entry = &walk->code->traced[walk->next++];
    unsigned id = *entry & ((1u << CJ_TRACE_SLOTS) - 1), slots = *entry >> CJ_TRACE_SLOTS;
    if (id == CJ_TRACE_EXTENT) {
        walk_into(walk, walk->extent);
        return cj_trace_next(walk);
    }
    if (id == CJ_TRACE_INSTRUCTION || id == CJ_TRACE_INLINED) {
        int value = walk->next < walk->code->n_trace ? entry[1] : 0;
        walk->next++;
        walk->inlined = id == CJ_TRACE_INLINED ? value : 0;
        walk->instruction = id == CJ_TRACE_INLINED ? walk->instruction : value;
        return cj_trace_next(walk);
    }
    bool jump = id == CJ_TRACE_JUMP, taken = id == CJ_TRACE_TAKEN;
    walk->stencil = id;
    walk->hot = walk->end;
    walk->hot_size = jump ? JUMP_SIZE : taken ? 0 : cj_stencil_hot_size(id);
    walk->cold_size = jump || taken ? 0 : cj_stencil_cold_size(id);
    walk->cold = walk->low - walk->cold_size;
    walk->end += walk->hot_size;
    walk->low = slots == 0 ? walk->cold : slots_below(walk->cold, slots);
    return true;
}

static bool has_room(const cj_code *code, size_t need) {
    return code->start != NULL && (size_t)(code->cold - code->hot) >= need + JUMP_SIZE;
}

/* Writes a jmp at code->hot, to where the displacement leads. */
static bool put_jump(cj_code *code, int64_t value) {
    uint8_t *w = cj_writable(code->hot, JUMP_SIZE);
    if (w == NULL)
        return fail(not_writable);
    w[0] = 0xe9;
    put32(w + 1, value);
    trace(code, CJ_TRACE_JUMP);
    code->hot += JUMP_SIZE;
    return true;
}

static bool add_extent(cj_code *code, size_t need) {
    if (code->n_extents == code->cap_extents) {
        uint32_t cap = code->cap_extents == 0 ? 2 : 2 * code->cap_extents;
        cj_extent *extents = realloc(code->extents, cap * sizeof *extents);
        if (extents == NULL)
            return fail(out_of_memory);
        code->extents = extents;
        code->cap_extents = cap;
    }
    size_t size = need + JUMP_SIZE > code->grow ? need + JUMP_SIZE : code->grow;
    uint8_t *start = cj_memory_alloc(&size);
    if (start == NULL)
        return fail(no_executable_memory);
    int64_t value;
    if (code->start != NULL &&
        !(displacement(start, code->hot + 1, &value) && put_jump(code, value))) {
        cj_memory_free(start, size);
        return false;
    }
    code->left_behind = cj_code_used(code);
    code->extents[code->n_extents++] = (cj_extent){start, size};
    code->start = code->hot = start;
    code->size = size;
    code->cold = start + size;
    trace(code, CJ_TRACE_EXTENT);
    return true;
}

bool cj_code_more(cj_code *code, size_t need) {
    cj_write_begin();
    return end_batch(add_extent(code, need));
}

size_t cj_code_used(const cj_code *code) {
    return code->left_behind + code->size - (size_t)(code->cold - code->hot);
}

static bool reserve(cj_code *code, size_t need) {
    if (has_room(code, need))
        return true;
    bool (*more)(cj_code *, size_t) = code->more != NULL ? code->more : cj_code_more;
    return more(code, need) && (has_room(code, need) || fail("the new extent is too small"));
}

bool cj_code_reserve(cj_code *code, size_t need) {
    return reserve(code, need);
}

void cj_code_free(cj_code *code) {
    for (uint32_t i = 0; i < code->n_extents; i++)
        cj_memory_free(code->extents[i].start, code->extents[i].size);
    free(code->extents);
    free(code->traced);
    code->start = code->hot = code->cold = NULL;
    code->size = code->left_behind = 0;
    code->extents = NULL;
    code->traced = NULL;
    code->n_extents = code->cap_extents = code->n_trace = code->cap_trace = 0;
}

bool cj_code_contains(const cj_code *code, const void *address) {
    for (uint32_t i = 0; i < code->n_extents; i++)
        if ((uintptr_t)address - (uintptr_t)code->extents[i].start < code->extents[i].size)
            return true;
    return false;
}

/* ---- Emitting ---- */

/* A stencil on its way into an extent. */
typedef struct {
    uint8_t *part[2]; /* executable addresses of the hot and the cold part */
    ptrdiff_t alias;  /* from there to where they are written */
    uint8_t *low;     /* pool slots grow down from here */
    unsigned slots;   /* made so far */
    uint8_t *ptr_slot[4], *cell_slot[2], *k_slot[1]; /* NULL: not made yet */
} copy;

static int64_t make_slot(copy *c, uint8_t **slot, uint64_t value) {
    if (*slot == NULL) {
        c->low = slots_below(c->low, 1);
        c->slots++;
        put64(c->low + c->alias, (int64_t)value);
        *slot = c->low;
    }
    return number(*slot);
}

/* A pointer that an instruction of a known form reads through a slot: the form without, if the
 * value allows, else the slot. True if `field` holds the value already. */
static bool fill_pointer(copy *c, const fixup *f, int64_t value, uint8_t *place) {
    uint8_t *field = place + c->alias;
    int64_t near = value - 4 - number(place);
    switch ((fix_action)f->action) {
    case FIX_PTR_LOAD:
        if (fits_s32(value)) {
            relax_load_to_immediate(field);
            put32(field, value);
            return true;
        }
        if (fits_s32(near)) {
            relax_load_to_lea(field);
            put32(field, near);
            return true;
        }
        return false;
    case FIX_PTR_CMP:
        if (!fits_s32(value))
            return false;
        relax_compare_to_immediate(field);
        put32(field, value);
        return true;
    case FIX_PTR_CALL:
        if (!fits_s32(near))
            return false;
        relax_call(field);
        put32(field, near);
        return true;
    case FIX_PTR_JUMP:
        if (!fits_s32(near + 1))
            return false;
        relax_jump(field);
        put32(field - 1, near + 1);
        return true;
    default:
        return false;
    }
}

static bool fill(copy *c, const fixup *f, const cj_operands *o) {
    uint8_t *place = c->part[f->part] + f->offset;
    uint8_t *field = place + c->alias;
    int64_t value = f->value;

    switch ((fix_action)f->action) {
    case FIX_SHARED: /* checked when the library was loaded */
        put32(field, value - number(place));
        return true;
    case FIX_PART:
        put32(field, number(c->part[f->index]) + value - number(place));
        return true;
    case FIX_PART64:
        put64(field, number(c->part[f->index]) + value);
        return true;
    case FIX_GOTO: {
        cj_label *label = o->go[f->index];
        if (label == NULL)
            return fail("an edge without a label");
        if (!displacement(cj_label_target(label), place, &value))
            return false;
        if (!cj_label_add(label, place))
            return fail(out_of_memory);
        put32(field, value);
        return true;
    }
    case FIX_HOLE:
        value += o->hole[f->index];
        if (!fits_s32(value))
            return fail("a hole's value and addend exceed 32 bits");
        put32(field, value);
        return true;
    case FIX_HOLE64:
        put64(field, value + o->hole[f->index]);
        return true;
    case FIX_HOLEU:
        value += o->holeu[f->index];
        if (!fits_u32(value))
            return fail("an unsigned hole's value and addend exceed 32 bits");
        put32(field, value);
        return true;
    case FIX_HOLEU_S:
        value += o->holeu[f->index];
        if (value < 0 || value > INT32_MAX)
            return fail("an unsigned hole's value exceeds its sign-extended field");
        put32(field, value);
        return true;
    case FIX_HOLEU64:
        put64(field, value + o->holeu[f->index]);
        return true;
    case FIX_PTR64:
        put64(field, (int64_t)(o->ptr[f->index] + (uint64_t)value));
        return true;
    case FIX_PTR_REL:
        value = (int64_t)(o->ptr[f->index] + (uint64_t)value - (uint64_t)number(place));
        if (!fits_s32(value))
            return fail("a pointer that must be near is far");
        put32(field, value);
        return true;
    case FIX_PTR_LOAD:
    case FIX_PTR_CMP:
    case FIX_PTR_CALL:
    case FIX_PTR_JUMP:
        if (fill_pointer(c, f, (int64_t)o->ptr[f->index], place))
            return true;
        /* fall through */
    case FIX_PTR_SLOT:
        value += make_slot(c, &c->ptr_slot[f->index], o->ptr[f->index]);
        put32(field, value - number(place));
        return true;
    case FIX_CELL:
        value += make_slot(c, &c->cell_slot[f->index], o->cell[f->index]);
        put32(field, value - number(place));
        return true;
    case FIX_IMM64:
        put64(field, (int64_t)(o->imm64[f->index] + (uint64_t)value));
        return true;
    case FIX_CONSTANT: {
        uint64_t bits;
        memcpy(&bits, &o->k[f->index], sizeof bits);
        value += make_slot(c, &c->k_slot[f->index], bits);
        put32(field, value - number(place));
        return true;
    }
    }
    return fail("an unknown fixup");
}

/* Stencils are short: a call of memcpy() would take longer than the copying. */
static void copy_code(uint8_t *to, const uint8_t *from, size_t n) {
    if (n >= 16) {
        for (size_t i = 0; i + 16 < n; i += 16)
            memcpy(to + i, from + i, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}

/* Takes back what the first `n` fixups have recorded. */
static void take_sites_back(const stencil *s, unsigned n, const cj_operands *o) {
    for (unsigned i = 0; i < n; i++)
        if (s->fixups[i].action == FIX_GOTO)
            cj_label_take_back(o->go[s->fixups[i].index]);
}

static bool emit(cj_code *code, unsigned id, cj_operands *o) {
    if (id >= cj_stencils.n_stencils)
        return fail("an unknown stencil");
    const stencil *s = stencil_of(id);
    if (s == NULL)
        return fail(cj_link_error);
    if (s->absent)
        return fail("a variant that its template leaves out");
    if (!reserve(code, s->hot_size + s->low_room))
        return false;

    uint8_t *w = cj_writable(code->hot, s->hot_size);
    if (w == NULL ||
        (s->low_room > 0 && cj_writable(code->cold - s->low_room, s->low_room) == NULL))
        return fail(not_writable);
    copy c = {
        .part = {code->hot, code->cold - s->cold_size},
        .alias = w - code->hot,
        .low = code->cold - s->cold_size,
    };
    copy_code(w, s->code, s->hot_size);
    copy_code(c.part[1] + c.alias, s->code + s->hot_size, s->cold_size);
    for (unsigned i = 0; i < s->n_fixups; i++) {
        if (!fill(&c, &s->fixups[i], o)) {
            take_sites_back(s, i, o);
            return false;
        }
    }
    o->cell_slot[0] = c.cell_slot[0];
    o->cell_slot[1] = c.cell_slot[1];
    trace(code, id | c.slots << CJ_TRACE_SLOTS);
    code->hot += s->hot_size;
    code->cold = c.low;
    return true;
}

bool cj_emit(cj_code *code, unsigned id, cj_operands *operands) {
    cj_write_begin();
    return end_batch(emit(code, id, operands));
}

size_t cj_emit_room(unsigned id) {
    const stencil *s = stencil_of(id);
    return s == NULL ? 0 : (size_t)s->hot_size + s->low_room;
}

static bool emit_jump(cj_code *code, cj_label *label) {
    int64_t value;
    if (!reserve(code, JUMP_SIZE) || !displacement(cj_label_target(label), code->hot + 1, &value))
        return false;
    if (!cj_label_add(label, code->hot + 1))
        return fail(out_of_memory);
    if (put_jump(code, value))
        return true;
    cj_label_take_back(label);
    return false;
}

bool cj_emit_jump(cj_code *code, cj_label *label) {
    cj_write_begin();
    return end_batch(emit_jump(code, label));
}

uint8_t *cj_cell_write(uint8_t *slot, uint64_t value) {
    cj_write_begin();
    uint8_t *w = cj_writable(slot, sizeof value);
    if (w != NULL)
        __atomic_store_n((uint64_t *)(void *)w, value, __ATOMIC_RELEASE);
    else
        fail(not_writable);
    return end_batch(w != NULL) ? slot : NULL;
}

bool cj_cell_clear(uint8_t *slot) {
    return cj_cell_write(slot, 0) != NULL || cj_memory_clear_shared(slot);
}
