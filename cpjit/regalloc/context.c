#include "context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const type_names[CJ_N_TYPES] = {
    "?",           "int",           "bigint",         "float",        "bool",
    "None",        "str",           "list",           "tuple",        "dict",
    "set",         "frozenset",     "bytes",          "bytearray",    "int8_array",
    "uint8_array", "int16_array",   "uint16_array",   "int32_array",  "uint32_array",
    "int64_array", "uint64_array",  "float_array",    "double_array", "int8_view",
    "uint8_view",  "int16_view",    "uint16_view",    "int32_view",   "uint32_view",
    "int64_view",  "uint64_view",   "float_view",     "double_view",  "range_iterator",
    "counter",     "list_iterator", "tuple_iterator", "keys",         "values",
    "items",       "set_iterator",  "reversed",       "enumerate",    "zip",
    "generator",   "coroutine",     "async_send",     "other"};

bool cj_type_is_leaf(cj_type type) {
    switch (type) {
    case CJ_INT:
    case CJ_BIG:
    case CJ_FLOAT:
    case CJ_BOOL:
    case CJ_NONE:
    case CJ_STR:
    case CJ_BYTES:
        return true;
    default:
        return false;
    }
}

void cj_context_forget_locals(cj_context *context) {
    for (int i = 0; i < context->n_locals; i++) {
        context->locals[i] = (cj_local){.raw = CJ_NOWHERE};
    }
}

/* Most contexts have no raw value, no dirty local, no class: that is seen for eight locals at a
 * time, whose bytes are three words. */
typedef struct {
    uint64_t flip, mask[3]; /* what is looked for: bits that are set, once flipped */
} Search;

#define OF_RAW(n) ((uint64_t)0xFF << 8 * (n))
#define OF_FLAGS(n, flags) ((uint64_t)(flags) << 8 * (n))
#define FLAGS(flags)                                               \
    {OF_FLAGS(2, flags) | OF_FLAGS(5, flags),                      \
     OF_FLAGS(0, flags) | OF_FLAGS(3, flags) | OF_FLAGS(6, flags), \
     OF_FLAGS(1, flags) | OF_FLAGS(4, flags) | OF_FLAGS(7, flags)}
static const Search raw_values = {
    UINT64_MAX,
    {OF_RAW(1) | OF_RAW(4) | OF_RAW(7), OF_RAW(2) | OF_RAW(5), OF_RAW(0) | OF_RAW(3) | OF_RAW(6)}};
static const Search dirty_flags = {0, FLAGS(0x02)};
static const Search known_ranges = {0, FLAGS(0xE0)};
_Static_assert(sizeof(cj_local) == 3 && offsetof(cj_local, raw) == 1 && CJ_NOWHERE == 255,
               "as the masks have it: type, place, flags, of which `dirty` is the second");

static bool find(const char *bytes, const Search *search, const uint64_t *among) {
    uint64_t words[3];
    memcpy(words, bytes, sizeof words);
    return (((words[0] ^ search->flip) & search->mask[0] & among[0]) |
            ((words[1] ^ search->flip) & search->mask[1] & among[1]) |
            ((words[2] ^ search->flip) & search->mask[2] & among[2])) != 0;
}

/* The bytes of the first n of eight locals, in three words. */
#define BYTES(n, word)                       \
    (3 * (n) >= 8 * (word) + 8 ? UINT64_MAX  \
     : 3 * (n) <= 8 * (word)   ? (uint64_t)0 \
                               : ((uint64_t)1 << (8 * (3 * (n) - 8 * (word)) & 63)) - 1)
#define FIRST(n) {BYTES(n, 0), BYTES(n, 1), BYTES(n, 2)}
static const uint64_t first[8][3] = {FIRST(0), FIRST(1), FIRST(2), FIRST(3),
                                     FIRST(4), FIRST(5), FIRST(6), FIRST(7)};

static bool has(const cj_context *context, const Search *search) {
    static const uint64_t all[3] = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
    const char *bytes = (const char *)context->locals;
    unsigned left = context->n_locals;
    for (; left >= 8; left -= 8, bytes += 8 * sizeof(cj_local)) {
        if (find(bytes, search, all)) {
            return true;
        }
    }
    return left != 0 && find(bytes, search, first[left]); /* beyond them there may be anything */
}

void cj_context_forget_classes(cj_context *context) {
    for (int i = 0; i < context->n_locals; i++) {
        if (context->locals[i].type >= CJ_FIRST_CLASS) {
            context->locals[i].type = CJ_OTHER;
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        if (context->stack[i].type >= CJ_FIRST_CLASS) {
            context->stack[i].type = CJ_OTHER;
        }
    }
}

void cj_context_forget_range(cj_context *context, int n) {
    uint8_t others = (uint8_t)~(1u << n);
    for (int i = 0; i < context->n_locals; i++) {
        context->locals[i].ranges &= others & ((1u << CJ_RANGES) - 1);
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        context->stack[i].ranges &= others;
    }
}

void cj_context_forget_number(cj_context *context, int n) {
    uint8_t others = (uint8_t)~(1u << n);
    for (int i = 0; i < context->n_locals; i++) {
        if (context->locals[i].type == CJ_INT) {
            context->locals[i].ranges &= others & ((1u << CJ_RANGES) - 1);
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        context->stack[i].ranges &= others;
    }
}

void cj_context_forget_sizes(cj_context *context) {
    int locals = has(context, &known_ranges) ? context->n_locals : 0;
    for (int i = 0; i < locals; i++) {
        cj_local *local = &context->locals[i];
        if (local->type != CJ_INT && local->type != CJ_TUPLE && local->type != CJ_BYTES) {
            local->ranges = 0;
        }
    }
}

bool cj_context_is_dirty(const cj_context *context) {
    return has(context, &dirty_flags);
}

uint32_t cj_context_places(const cj_context *context) {
    uint32_t places = 0;
    int raw_locals = has(context, &raw_values) ? context->n_locals : 0;
    for (int i = 0; i < raw_locals; i++) {
        if (context->locals[i].raw != CJ_NOWHERE) {
            places |= (uint32_t)1 << context->locals[i].raw;
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        if (cj_has_raw(context->stack[i])) {
            places |= (uint32_t)1 << context->stack[i].raw;
        }
    }
    return places;
}

int cj_context_holders(const cj_context *context, cj_place place) {
    int holders = 0;
    for (int i = 0; i < context->n_locals; i++) {
        holders += context->locals[i].raw == place;
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        holders += cj_has_raw(context->stack[i]) && context->stack[i].raw == place;
    }
    return holders;
}

void cj_context_move(cj_context *context, cj_place from, cj_place to) {
    for (int i = 0; i < context->n_locals; i++) {
        if (context->locals[i].raw == from) {
            context->locals[i].raw = to;
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        if (cj_has_raw(context->stack[i]) && context->stack[i].raw == from) {
            context->stack[i].raw = to;
        }
    }
}

/* A raw value can go where one of the same type is expected, unless two holders that share a value
 * here are apart there in a way that a move can't express; moves can always copy, so only
 * sharing *there* that is not sharing *here* is in the way. */
static bool sharing_fits(const cj_context *context, const cj_context *version) {
    cj_place source[CJ_PLACES];
    if (cj_context_places(version) == 0) {
        return true;
    }
    memset(source, CJ_NOWHERE, sizeof source);
    for (int i = 0; i < context->n_locals; i++) {
        cj_place there = version->locals[i].raw;
        if (there == CJ_NOWHERE) {
            continue;
        }
        if (source[there] != CJ_NOWHERE && source[there] != context->locals[i].raw) {
            return false;
        }
        source[there] = context->locals[i].raw;
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        if (version->stack[i].kind != CJ_RAW) {
            continue;
        }
        cj_place there = version->stack[i].raw;
        if (source[there] != CJ_NOWHERE && source[there] != context->stack[i].raw) {
            return false;
        }
        source[there] = context->stack[i].raw;
    }
    return true;
}

/* What shares a value with a local that is dirty there must share it there too: apart, or with a
 * box that only one of them gets on the way, they would become two objects. */
static bool identity_fits(const cj_context *context, const cj_context *version) {
    int locals = cj_context_is_dirty(version) ? context->n_locals : 0;
    for (int i = 0; i < locals; i++) {
        cj_place here = context->locals[i].raw, there = version->locals[i].raw;
        if (!version->locals[i].dirty) {
            continue;
        }
        for (int j = 0; j < context->n_locals; j++) {
            if (context->locals[j].raw == here && version->locals[j].raw != there) {
                return false;
            }
        }
        for (int j = 0; j < cj_context_tracked(context); j++) {
            const cj_entry *entry = &version->stack[j];
            if (context->stack[j].kind == CJ_RAW && context->stack[j].raw == here &&
                (entry->kind != CJ_RAW || entry->raw != there)) {
                return false;
            }
        }
    }
    return true;
}

/* Does what is known of a value's type fit what is expected? */
static bool type_fits(uint8_t here, uint8_t there) {
    return there == CJ_UNKNOWN || there == here || (there == CJ_OTHER && here >= CJ_FIRST_CLASS) ||
           (there == CJ_RANGE && here == CJ_COUNTER);
}

int cj_context_distance(const cj_context *context, const cj_context *version) {
    if (context->depth != version->depth || context->n_locals != version->n_locals ||
        context->inlined != version->inlined) {
        return -1;
    }
    int distance = 0;
    for (int i = 0; i < context->n_locals; i++) {
        const cj_local *here = &context->locals[i], *there = &version->locals[i];
        if (memcmp(here, there, sizeof *here) == 0) {
            continue;
        }
        if (!type_fits(here->type, there->type)) {
            return -1;
        }
        if ((there->bound && !here->bound) || (there->ranges & ~here->ranges) != 0) {
            return -1;
        }
        if (there->fresh != here->fresh) {
            return -1;
        }
        if ((there->leaf && !here->leaf) || (there->empty && !here->empty)) {
            return -1;
        }
        if (there->raw != CJ_NOWHERE && here->raw == CJ_NOWHERE) {
            return -1;
        }
        if (there->dirty && !here->dirty) {
            return -1; /* others may have the object that the slot holds: it must not be lost */
        }
        distance += there->type != here->type;
        distance += there->bound != here->bound;
        distance += there->ranges != here->ranges;
        distance += there->leaf != here->leaf;
        distance += there->empty != here->empty;
        if (here->raw != CJ_NOWHERE && there->raw == CJ_NOWHERE) {
            distance += here->dirty ? 8 : 4;
        } else if (here->dirty && !there->dirty) {
            distance += 4;
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        const cj_entry *here = &context->stack[i], *there = &version->stack[i];
        if (!type_fits(here->type, there->type) || (there->ranges & ~here->ranges) != 0) {
            return -1;
        }
        if (there->kind != here->kind) {
            if (there->kind != CJ_IN_SLOT || here->kind == CJ_NULL || here->kind == CJ_LENT) {
                return -1;
            }
            distance += 4;
        } else if (here->kind != CJ_IN_SLOT && here->index != there->index) {
            return -1;
        }
        distance += there->type != here->type;
    }
    if (!sharing_fits(context, version) || !identity_fits(context, version)) {
        return -1;
    }
    return distance;
}

static uint8_t common_type(uint8_t here, uint8_t there) {
    return here == there                             ? here
           : here >= CJ_OTHER && there >= CJ_OTHER   ? CJ_OTHER
           : cj_is_range(here) && cj_is_range(there) ? CJ_RANGE
                                                     : CJ_UNKNOWN;
}

void cj_context_meet(cj_context *context, const cj_context *other) {
    for (int i = 0; i < context->n_locals; i++) {
        cj_local *here = &context->locals[i];
        const cj_local *there = &other->locals[i];
        if (here->type != there->type) {
            here->type = common_type(here->type, there->type);
            here->raw = CJ_NOWHERE;
        }
        if (there->raw == CJ_NOWHERE || there->dirty != here->dirty) {
            here->raw = CJ_NOWHERE;
        }
        here->bound &= there->bound;
        here->ranges &= there->ranges;
        here->leaf &= there->leaf;
        here->empty &= there->empty;
        if (here->raw != CJ_NOWHERE) {
            here->raw = there->raw;
        } else {
            here->dirty = false;
        }
    }
    for (int i = 0; i < cj_context_tracked(context); i++) {
        cj_entry *here = &context->stack[i];
        const cj_entry *there = &other->stack[i];
        uint8_t type = common_type(here->type, there->type);
        if (here->kind != there->kind || here->index != there->index || type != here->type) {
            if (here->kind == CJ_NULL || there->kind == CJ_NULL) {
                continue; /* never together: the bytecode says which */
            }
            *here = (cj_entry){.kind = CJ_IN_SLOT, .type = type, .raw = CJ_NOWHERE};
        } else {
            here->raw = there->raw;
            here->ranges &= there->ranges;
        }
    }
    for (int n = 0; n < CJ_RANGES && n < cj_context_tracked(context); n++) {
        if (!cj_is_range(context->stack[n].type)) {
            cj_context_forget_range(context, n);
        }
    }
}

void cj_context_generalise(cj_context *context) {
    cj_context_forget_locals(context);
    for (int i = 0; i < cj_context_tracked(context); i++) {
        if (context->stack[i].kind != CJ_NULL) {
            context->stack[i] = (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE};
        }
    }
}

typedef struct {
    char *next;
    int room;
} Text;

__attribute__((format(printf, 2, 3))) static void print(Text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text->next, (size_t)text->room, format, arguments);
    va_end(arguments);
    if (n < 0 || n >= text->room) {
        n = text->room > 0 ? text->room - 1 : 0;
    }
    text->next += n;
    text->room -= n;
}

static void print_type(Text *text, uint8_t type) {
    if (type < CJ_FIRST_CLASS) {
        print(text, "%s", type_names[type]);
    } else {
        print(text, "class%d", type - CJ_FIRST_CLASS);
    }
}

static void print_place(Text *text, cj_place place) {
    if (place < CJ_FIRST_DOUBLE) {
        print(text, " r%d", place);
    } else if (place < CJ_FIRST_HOME) {
        print(text, " d%d", place - CJ_FIRST_DOUBLE);
    } else if (place != CJ_NOWHERE) {
        print(text, " home%d", place - CJ_FIRST_HOME);
    }
}

void cj_context_text(const cj_context *context, char *buffer, int size) {
    Text text = {buffer, size};
    if (context->inlined != 0) {
        print(&text, "inlined call %d; ", context->inlined);
    }
    print(&text, "locals:");
    for (int i = 0; i < context->n_locals; i++) {
        const cj_local *local = &context->locals[i];
        if (local->type == CJ_UNKNOWN && local->raw == CJ_NOWHERE) {
            continue;
        }
        print(&text, " %d=", i);
        print_type(&text, local->type);
        print_place(&text, local->raw);
        if (local->raw != CJ_NOWHERE) {
            print(&text, local->dirty ? " dirty" : " clean");
        }
        for (int n = 0; n < CJ_RANGES; n++) {
            if (local->ranges & 1 << n) {
                print(&text, local->type == CJ_INT ? " of%d" : " holds%d", n);
            }
        }
    }
    print(&text, "; stack:");
    for (int i = 0; i < context->depth; i++) {
        cj_entry entry = cj_context_entry(context, i);
        static const char *const kinds[] = {"slot", "borrowed", "local", "const",
                                            "raw",  "null",     "lent"};
        print(&text, " %s", kinds[entry.kind]);
        if (entry.kind == CJ_ALIAS || entry.kind == CJ_CONSTANT || entry.kind == CJ_LENT) {
            print(&text, "%d", entry.index);
        }
        print_place(&text, entry.kind == CJ_RAW ? entry.raw : CJ_NOWHERE);
        print(&text, ":");
        print_type(&text, entry.type);
    }
}
