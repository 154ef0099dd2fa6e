/* The context: what the compiler knows at a point of a function. For each entry of the operand
 * stack and each local: where the value lives, in which representation, of which type, and who
 * owns the reference.
 *
 * Two rules hold everywhere. A slot of the frame always holds NULL or a valid object: raw values
 * live in registers and homes only. And a value has one identity: an entry that is an alias of a
 * local or a constant has no reference of its own, a raw value is boxed at most once at a time. */
#ifndef CJ_CONTEXT_H
#define CJ_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CJ_MAX_LOCALS 64 /* locals with an index below this are tracked, */
#define CJ_MAX_STACK 40  /* entries below this; the rest is boxed, owned, of unknown type */

/* What is known of a value's type. Exact types, no subclasses. */
typedef enum {
    CJ_UNKNOWN,
    CJ_INT,   /* int; tried as a raw value */
    CJ_BIG,   /* int; has been seen too large for a raw value */
    CJ_FLOAT, /* float */
    CJ_BOOL,  /* True or False */
    CJ_NONE,  /* None */
    CJ_STR,   /* str */
    CJ_LIST,  /* list */
    CJ_TUPLE, /* tuple */
    CJ_DICT,  /* dict */
    CJ_SET,
    CJ_FROZENSET,
    CJ_BYTES, /* bytes */
    CJ_BYTEARRAY,
    CJ_ARRAY_INT8, /* array.array, by what its items are */
    CJ_ARRAY_UINT8,
    CJ_ARRAY_INT16,
    CJ_ARRAY_UINT16,
    CJ_ARRAY_INT32,
    CJ_ARRAY_UINT32,
    CJ_ARRAY_INT64,
    CJ_ARRAY_UINT64,
    CJ_ARRAY_FLOAT,
    CJ_ARRAY_DOUBLE,
    CJ_VIEW_INT8, /* memoryview of one dimension, by what its items are */
    CJ_VIEW_UINT8,
    CJ_VIEW_INT16,
    CJ_VIEW_UINT16,
    CJ_VIEW_INT32,
    CJ_VIEW_UINT32,
    CJ_VIEW_INT64,
    CJ_VIEW_UINT64,
    CJ_VIEW_FLOAT,
    CJ_VIEW_DOUBLE,
    CJ_RANGE,    /* the iterator of a range */
    CJ_COUNTER,  /* likewise, that nobody else has, in steps of 1: its index is the number itself */
    CJ_LISTITER, /* the iterator of a list */
    CJ_TUPLEITER,
    CJ_KEYS, /* iterators of dictionaries */
    CJ_VALUES,
    CJ_ITEMS,
    CJ_SETITER,
    CJ_REVERSED, /* of a list */
    CJ_ENUMERATE,
    CJ_ZIP,
    CJ_GENERATOR,
    CJ_COROUTINE,
    CJ_ASYNC_SEND, /* what __anext__() and asend() of an asynchronous generator return */
    CJ_OTHER,      /* looked at, and nothing that the compiler treats in a special way */
    CJ_N_TYPES,
    CJ_FIRST_CLASS = CJ_N_TYPES, /* + n: likewise; its class is the function's class number n */
} cj_type;

/* Places of raw values: registers r0..r7, d0..d7, then homes in the native frame. */
typedef uint8_t cj_place;
#define CJ_INT_REGISTERS 8
#define CJ_DOUBLE_REGISTERS 8
#define CJ_FIRST_DOUBLE 8
#define CJ_FIRST_HOME 16
#define CJ_HOMES 16
#define CJ_PLACES 32
#define CJ_NOWHERE 255

static inline bool cj_is_register(cj_place place) {
    return place < CJ_FIRST_HOME;
}

#define CJ_RANGES 3 /* iterators of ranges of which that is known: the outermost loops */

typedef struct {    /* small, since there are copies for the stubs (snapshot.h) */
    uint8_t type;   /* of the value */
    cj_place raw;   /* where it also is as a raw value, or CJ_NOWHERE */
    bool bound : 1; /* the slot is known not to be NULL (or the value is raw) */
    bool dirty : 1; /* the slot does not hold the raw value's box, but NULL or some leaf */
    bool leaf : 1;  /* the slot holds NULL or a leaf: dropping that runs no foreign code */
    bool fresh : 1; /* nothing has been put into the slot yet, not even NULL: in inlined calls */
    bool empty : 1; /* the slot holds NULL */
    uint8_t ranges : CJ_RANGES; /* bit n, where entry n is the iterator of a range: the value is the
                                 * number that it handed out last; or that one and all that follow
                                 * are indices of the value */
} cj_local;
_Static_assert(sizeof(cj_local) == 3, "no padding: contexts are compared by their bytes");

typedef enum {
    CJ_IN_SLOT,  /* boxed and owned, in the entry's own slot */
    CJ_BORROWED, /* boxed in its own slot, owned by something that can't change meanwhile; a number
                  * may be in `raw`, too; `index`: the unit of the subscript that it comes from */
    CJ_ALIAS,    /* the value of local `index` */
    CJ_CONSTANT, /* the known object `index` of the function, a constant mostly */
    CJ_RAW,      /* a raw value that no slot holds */
    CJ_NULL,     /* the mark below a plain callable */
    CJ_LENT,     /* an argument of an inlined call, owned, whose parameter is local `index` */
} cj_entry_kind;

typedef struct {
    uint8_t kind, type;
    cj_place raw;
    uint8_t ranges; /* of a raw number: as a local's */
    uint16_t index;
} cj_entry;
_Static_assert(sizeof(cj_entry) == 6, "no padding: contexts are compared by their bytes");

typedef struct {
    uint16_t n_locals; /* tracked */
    uint16_t base;     /* index of the slot of the first stack entry */
    uint16_t depth;    /* of the operand stack */
    uint16_t inlined;  /* number of the inlined call that this is in, or 0 */
    cj_local locals[CJ_MAX_LOCALS];
    cj_entry stack[CJ_MAX_STACK];
} cj_context;

void cj_context_forget_locals(cj_context *context);  /* anything may be in the slots */
void cj_context_forget_classes(cj_context *context); /* the classes of instances may change */

static inline bool cj_is_range(uint8_t type) {
    return type == CJ_RANGE || type == CJ_COUNTER;
}
/* What is known of the range whose iterator is entry n goes: because that goes, hands out its next
 * number, or because sequences may become shorter (of all of them). */
void cj_context_forget_range(cj_context *context, int n);
void cj_context_forget_number(cj_context *context, int n);
void cj_context_forget_sizes(cj_context *context);

/* The entry at a depth from the bottom, tracked or not. */
static inline cj_entry cj_context_entry(const cj_context *context, int position) {
    return position < CJ_MAX_STACK ? context->stack[position]
                                   : (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE};
}
static inline void cj_context_set(cj_context *context, int position, cj_entry entry) {
    if (position < CJ_MAX_STACK) {
        context->stack[position] = entry;
    }
}

/* How many entries are tracked. */
static inline int cj_context_tracked(const cj_context *context) {
    return context->depth < CJ_MAX_STACK ? context->depth : CJ_MAX_STACK;
}

/* Which places hold raw values. */
uint32_t cj_context_places(const cj_context *context);
/* Is there a local whose slot is not up to date? */
bool cj_context_is_dirty(const cj_context *context);
/* Does the entry's own slot hold its box? */
static inline bool cj_has_slot(cj_entry entry) {
    return entry.kind == CJ_IN_SLOT || entry.kind == CJ_BORROWED;
}

/* Is the entry's value also raw? */
static inline bool cj_has_raw(cj_entry entry) {
    return (entry.kind == CJ_RAW || entry.kind == CJ_BORROWED) && entry.raw != CJ_NOWHERE;
}

/* How many locals and entries share a raw value. */
int cj_context_holders(const cj_context *context, cj_place place);
/* Rewrites every holder of `from` to `to`. */
void cj_context_move(cj_context *context, cj_place from, cj_place to);

/* How well code made for `version` serves `context`: 0 when nothing is lost, more when knowledge
 * or work is, -1 when it can't be used. */
int cj_context_distance(const cj_context *context, const cj_context *version);

/* Reduces `context` to what it has in common with `other`, register places of `other`. */
void cj_context_meet(cj_context *context, const cj_context *other);

/* Reduces it to what holds for any values: locals unknown, entries boxed. */
void cj_context_generalise(cj_context *context);

bool cj_type_is_leaf(cj_type type);

/* A short text for listings and tests: "locals: 0=int r0 dirty ...; stack: ...". */
void cj_context_text(const cj_context *context, char *text, int size);

#endif
