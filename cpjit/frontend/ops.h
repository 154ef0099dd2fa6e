/* Ops, the inner instruction set: what the bytecodes of every CPython version are lowered to. The
 * compiler knows ops alone. */
#ifndef CJ_OPS_H
#define CJ_OPS_H

#include "cp311/layout.h"

#include <stdbool.h>

typedef enum {
    CJ_NOP,
    CJ_RESUME,       /* start of a function: poll */
    CJ_LOAD_LOCAL,   /* push local arg; raises when unbound */
    CJ_STORE_LOCAL,  /* pop into local arg */
    CJ_DELETE_LOCAL, /* unbind local arg; raises when unbound */
    CJ_LOAD_CONST,   /* push constant arg */
    CJ_PUSH_NULL,    /* push the mark below a plain callable */
    CJ_POP,          /* drop the top */
    CJ_COPY,         /* push the entry arg from the top (1 is the top) */
    CJ_SWAP,         /* swap the top with the entry arg from the top */
    CJ_LOAD_GLOBAL,  /* push (NULL and, if aux) the global or builtin of name arg */
    CJ_UNARY,        /* arg: cj_unary */
    CJ_NOT,          /* top = not top */
    CJ_BINARY,       /* arg: NB_ADD ... NB_INPLACE_XOR */
    CJ_COMPARE,      /* arg: Py_LT ... Py_GE */
    CJ_IS,           /* arg: 1 for "is not" */
    CJ_CONTAINS,     /* arg: 1 for "not in" */
    CJ_SUBSCRIPT,    /* container, key -> item */
    CJ_STORE_ITEM,   /* value, container, key -> */
    CJ_LOAD_ATTR,    /* owner -> attribute of name arg */
    CJ_STORE_ATTR,   /* value, owner -> */
    CJ_LOAD_METHOD,  /* owner -> (function, owner) or (NULL, attribute) */
    CJ_CALL,     /* callable and arg arguments -> result; aux: constant with keyword names or -1 */
    CJ_RETURN,   /* leave the function with the top */
    CJ_GET_ITER, /* iterable -> iterator */
    CJ_FOR_ITER, /* iterator -> iterator, item, or pop it and jump to target */
    CJ_JUMP,     /* to target; aux: poll there (a loop's end) */
    CJ_BRANCH,   /* pop; jump to target if its truth is arg; aux: poll when jumping back */
    CJ_BRANCH_NONE,      /* pop; jump to target if ("is None") is arg; aux as above */
    CJ_BRANCH_KEEP,      /* jump to target if the truth of the top is arg, else pop */
    CJ_UNPACK,           /* sequence -> its arg items, the first on top */
    CJ_RETURN_GENERATOR, /* leave the function with a generator that takes its frame over */
    CJ_YIELD,            /* suspend the generator with the top */
    CJ_SEND,             /* receiver, value -> receiver, item, or its result and jump to target */
    CJ_HELPER,           /* arg: argument; aux: index into cj_helpers */
} cj_opcode;

typedef enum { CJ_POSITIVE, CJ_NEGATIVE, CJ_INVERT } cj_unary;

/* One instruction, positions in code units from the start of the bytecode. */
typedef struct {
    cj_opcode op;
    int arg, aux;
    int start;  /* where it begins: its first prefix, if it has any */
    int unit;   /* the unit that the interpreter reports as running */
    int next;   /* where the next one begins */
    int target; /* where it may jump to, or -1 */
} cj_instruction;

/* A rare operation as a function of the engine: operands owned in the slots from slots[0] on, the
 * results put there; negative with an exception set and the operands gone. */
typedef int cj_helper(PyThreadState *ts, cj_frame *frame, PyObject **slots, int64_t argument,
                      PyObject *object);

typedef enum { CJ_NO_OBJECT, CJ_NAME } cj_helper_object;

typedef struct {
    const char *name;
    cj_helper *function;
    int8_t pops, pops_per_arg, pushes; /* takes pops + arg * pops_per_arg entries */
    uint8_t object;                    /* what `object` is: found by the argument */
} cj_helper_entry;

extern const cj_helper_entry cj_helpers[];

/* Decodes the instruction that begins at `unit`. */
void cj_decode(const PyCodeObject *code, int unit, cj_instruction *instruction);

/* NULL if cpjit runs this code, else the reason why it stays in the interpreter. */
#define CJ_MOST_UNITS 0xFFFFFF /* that a code object may have to be compiled */
const char *cj_refusal(const PyCodeObject *code);

/* Codes whose call makes a generator, a coroutine or an asynchronous generator: their frames are
 * entered at the places where they were suspended. */
static inline bool cj_suspends(const PyCodeObject *code) {
    return (code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) != 0;
}

/* Is the instruction at `unit` the one that a resumed generator reports as running? */
bool cj_is_resume(const PyCodeObject *code, int unit);

/* The opcode at `unit`, as Python's compiler wrote it, and the unit after it and its caches. */
int cj_opcode_at(const PyCodeObject *code, int unit);
/* Likewise, behind its prefixes, to which `*unit` is moved; its argument with theirs. */
int cj_read_opcode(const PyCodeObject *code, int *unit, int *argument);
int cj_unit_after(const PyCodeObject *code, int unit);

/* An entry of the exception table: exceptions of the units from `start` to before `end` are handled
 * at `unit`, with `level` entries left on the stack and, with push_unit, the unit that raised. */
typedef struct {
    int start, end, unit, level;
    bool push_unit;
} cj_handler;

bool cj_find_handler(const PyCodeObject *code, int unit, cj_handler *handler);
/* Each entry in turn: the position of the next; the first is found from NULL, behind the last comes
 * NULL. */
const uint8_t *cj_next_handler(const PyCodeObject *code, const uint8_t *position,
                               cj_handler *handler);

/* How many entries the value stack has before `unit`; -1: that can't be told (nothing leads there,
 * it depends on the way, no memory). */
int cj_stack_depth(const PyCodeObject *code, int unit);

/* Does the opcode at `unit` jump back, and look at requests when it has? Where it goes. */
bool cj_is_loop_end(const PyCodeObject *code, int unit);
int cj_loop_start(const PyCodeObject *code, int unit);
/* Bit n: of what may happen to local n, one of those wanted, from `unit` on, a load comes first. It
 * looks at that many code units, straight on, and round each loop once. */
uint64_t cj_first_reads(const PyCodeObject *code, int unit, int steps, uint64_t wanted);
bool cj_has_loop(const PyCodeObject *code); /* is there such a jump? */

/* How many code units the bytecode has. */
int cj_code_units(const PyCodeObject *code);

/* The unit of the last inline cache of the call at `unit`: what the interpreter reports as running
 * while a Python function that it called is executing. */
int cj_call_end(const PyCodeObject *code, int unit);

/* Sets bit u of `targets` (a bitmap of cj_code_units bits, zeroed) for each unit u that is jumped
 * to. */
void cj_find_targets(const PyCodeObject *code, uint8_t *targets);
/* Likewise for each unit at which a line begins, from the first loop to the last one. */
void cj_find_loop_lines(const PyCodeObject *code, uint8_t *lines);

/* The opcodes this was compiled with: the name of a number, or NULL, and how many caches follow.
 * The self-check compares them with the stencils' and with the running interpreter's. */
const char *cj_opcode_name(int opcode);
int cj_opcode_caches(int opcode);

#endif
