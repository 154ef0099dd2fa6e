/* The engine's data: functions, block versions, stubs; and who does what with them.
 *
 *   hook.c      the door: which frames run as JIT code     osr.c   the door in mid-loop
 *   function.c  what hangs on a code object, its life and death
 *   compile.c   ops to stencils, one block at a time       emit.c  registers, boxes, escapes
 *   edges.c     block versions, transitions                exits.c leaving, slow paths
 *   stubs.c     ways out that have not been gone yet       raising.c  exceptions
 *   types.c     what is known of values             counts.c which instructions have run, if asked
 */
#ifndef CJ_ENGINE_H
#define CJ_ENGINE_H

#include "../frontend/ops.h"
#include "../patcher/library.h"
#include "../patcher/memory.h"
#include "../patcher/patch.h"
#include "../regalloc/snapshot.h"
#include "stencil_ids.h"

_Static_assert(CJ_N_STENCILS < CJ_TRACE_INLINED, "the trace has 13 bits for a stencil");

typedef struct cj_function cj_function;

/* Machine code for the block that starts at `unit`, made for one context. */
typedef struct cj_version {
    struct cj_version *next; /* of the same function */
    uint8_t *address;
    cj_snapshot context;
    int unit;
    uint32_t first_trace; /* the first of its stencils in the code's trace */
} cj_version;

/* In a version's unit: the call there, not inlined; that of __init__, the instance being made. */
#define CJ_PLAINLY (1 << 28)
#define CJ_INITIALISING (1 << 29)

/* A guard on a code object in somebody's call site, to be cleared when that code object dies. */
typedef struct cj_guard {
    struct cj_guard *next;
    uint8_t *cell;
    cj_function *owner; /* the function whose code contains it */
} cj_guard;

/* A call of a Python function whose code stands in the caller's: "inlined". What it does can't be
 * seen before it returns, so whatever is not as expected gives it up, and makes the call. Its
 * locals and entries lie where they would in its frame, which is not made; but for arguments, which
 * stay where the caller has put them. */
typedef struct {
    PyCodeObject *code; /* of what is called; borrowed: the guard before it has looked at it */
    cj_function *callee;
    uint16_t caller;                /* number of the inlined call that it is in, or 0 */
    uint16_t base, callable;        /* positions: of the call's first entry, of what is called */
    uint16_t given, parameters;     /* arguments on the stack: without and with defaults */
    uint16_t first_local, n_locals; /* of its locals, in the context */
    uint16_t first_entry;           /* position of its first stack entry */
    int frame;                      /* index of the slot that would be its local 0 */
    int start, running;             /* of the call, in the caller's code */
    PyFunctionObject *init;         /* it is the __init__ of an instance that has been made, which
                                     * stands below its arguments; else NULL */
    uint8_t *cell;                  /* of the guard, to switch it off */
    int in_vain;                    /* ways that give it up */
} cj_inlined;

/* Arguments that may be passed without boxes: the first ones. They wait here from the call to the
 * callee's first instruction. */
#define CJ_PASSED 8
extern union cj_number {
    int64_t bits;
    double value;
} cj_numbers[CJ_PASSED];

/* A way into a function for calls that pass some arguments as numbers without boxes, and know
 * others to be ints or floats. It stays until the function's code object dies. */
typedef struct cj_entrance {
    uint8_t *address;         /* of its code, or of the stub: templates read it (call.c) */
    uint32_t stub;            /* number */
    uint8_t types[CJ_PASSED]; /* of arguments: cj_type, with CJ_WITHOUT_BOX or not; 0: anything */
    struct cj_entrance *next;
} cj_entrance;
#define CJ_WITHOUT_BOX 0x80

/* What hangs on a code object. Templates read the first four (objects.h). */
struct cj_function {
    uint8_t *entry; /* where calls go: the entry block or the routine that counts and interprets */
    uint8_t **unknown; /* by unit: code that knows nothing of its values, for suspended frames and
                        * handlers of exceptions; NULL: not made yet */
    PyGenObject *kept; /* dead generators for new ones, linked by gi_weakreflist */
    uint64_t n_kept;
    uint8_t *start;              /* the entry block, once compiled */
    PyCodeObject *code;          /* borrowed */
    struct cj_binding *bindings; /* of its calls (frontend/cp311/bind.h) */
    int *lines;          /* by unit: the line of an instruction that has raised; NULL: none has */
    const char *refusal; /* why it stays in the interpreter, or NULL */
    PyObject **objects;  /* known to its code besides its constants; borrowed */
    uint32_t *classes;   /* versions of those that its contexts know values to be of */
    uint8_t n_classes;
    uint8_t *targets;    /* bitmap of units that are jumped to */
    uint8_t *loop_lines; /* likewise of those at which a line of a loop begins, or NULL */
    uint64_t *counts;    /* by unit: how often JIT code ran it; NULL: not counted */
    cj_version *versions;
    cj_entrance *entrances;
    cj_guard *guards; /* call sites that expect this code object */
    cj_code out;
    uint32_t calls, rounds; /* counted until it is compiled; rounds: of its loops */
    uint32_t entered;       /* from C, and once from JIT code: 0 only if its code has never run */
    uint32_t n_versions, n_stubs, n_call_sites, n_objects, cap_objects;
    uint32_t told;                 /* how much of the trace tools have been told (telling.h) */
    uint32_t pieces;               /* of code that were made, if that is counted (selection.h) */
    uint32_t first_run, free_stub; /* of its stubs: number + 1, or 0 (stubs.c) */
    bool scanned, compiled, has_loop;
    bool starved;        /* it would have been compiled, had there been memory */
    bool gave_up;        /* the compiler could not do a part of it: no more of it is tried */
    uint8_t returns;     /* of its code: bit n for CJ_RESULT_... n */
    cj_inlined *inlined; /* calls in its code; number n is inlined[n - 1] */
    uint16_t n_inlined, cap_inlined, given_up; /* given_up: how often it was inlined in vain */
    /* CJ_STORING: it stores attributes, and could begin again at any point. */
    enum { CJ_NOT_TRIED, CJ_INLINABLE, CJ_STORING, CJ_NOT_INLINABLE } inlining;
    struct cj_exit_count *exits;  /* by place; NULL: none was taken, or they are not counted */
    cj_function *next, *previous; /* all functions */
};

/* What a stub does when it is hit. */
typedef enum {
    CJ_STUB_EDGE,     /* make or find the version of `unit`; transition code if it needs any */
    CJ_STUB_TYPES,    /* go on compiling at `unit` with the live values at hand */
    CJ_STUB_GENERIC,  /* go on compiling at `unit`, the first op in its generic form */
    CJ_STUB_BIG,      /* likewise; `argument` is the entry that is no compact int */
    CJ_STUB_GIVE_UP,  /* what an inlined call expects does not hold: make the call */
    CJ_STUB_END_ITER, /* the iterator on top is exhausted: drop it, then the edge */
    CJ_STUB_ENTRANCE, /* a call with numbers without boxes: compile the function for these */
    CJ_STUB_RESULT,   /* a call has returned for the first time: see what (number_calls.c) */
    /* the engine does these itself, each time: */
    CJ_STUB_POLL,    /* the interpreter's requests; goes on at `join` */
    CJ_STUB_RELEASE, /* deallocate the objects in slots `argument` (two bytes); then `join` */
    CJ_STUB_ESCAPED, /* foreign code changed locals or switched tracing on; next is `unit` */
    CJ_STUB_ERROR,   /* an exception is set */
    CJ_STUB_UNBOUND, /* local `argument` has no value */
    CJ_STUB_RETURN,  /* a return that a frame object watches */
    CJ_STUB_KINDS,
} cj_stub_kind;

/* What an edge does on its way (`argument` of CJ_STUB_EDGE), in this order. */
enum {
    CJ_EDGE_POP = 1,     /* drop the top */
    CJ_EDGE_ESCAPED = 2, /* it comes out of an op after which foreign code may have run */
    CJ_EDGE_POLL = 4,    /* it goes backward */
};

/* What has been done already when a call turns to its generic form (`argument` of
 * CJ_STUB_GENERIC). */
enum {
    CJ_CALL_ORDERED = 1, /* keyword arguments stand in the order of the parameters */
    CJ_CALL_INITIALISE,  /* the instance is made, and stands twice where mark and class were */
    CJ_CALL_INITIALISE_ANYHOW, /* likewise; and its __init__ can't be entered directly */
    CJ_CALL_FINISH_NEW,        /* __new__ has returned what stands in the place of the mark */
};

/* Not all numbers of a range are indices of a sequence: this one is to be looked at (`argument` of
 * CJ_STUB_TYPES). */
enum { CJ_NOT_ALL_INSIDE = 1 };

/* What a call returns (`argument` of CJ_STUB_RESULT). */
enum { CJ_RESULT_OBJECT, CJ_RESULT_INT, CJ_RESULT_DOUBLE };

typedef struct {
    uint32_t unit : 24, kind : 8; /* where to go on; CJ_STUB_..., CJ_STUB_KINDS: it is free */
    uint32_t running : 24;        /* the unit that runs: for line numbers */
    uint32_t attempts : 7;
    uint32_t fused : 1; /* ERROR: the branch that follows has been counted, and does not run */
    uint32_t argument;  /* free: the function's next one that is */
    cj_snapshot context;
    cj_label label; /* the jumps that lead to it */
    uint32_t join;  /* as labels have addresses */
} cj_stub;

/* The values of the registers when a stub is hit; routines.c has the same structure. */
typedef struct {
    int64_t r[8];
    double d[8];
    char *native_frame; /* the base pointer: homes lie below (stencils_src/native_frame.h) */
} cj_machine;

/* Behind ts->cframe while JIT code runs; objects.h of the templates has the same structure. */
typedef struct {
    _PyCFrame cframe;
    char *stack_limit;
} cj_cframe;

/* Why a frame went on in the interpreter: what stats() counts. */
enum { CJ_LEFT_EXCEPTION, CJ_LEFT_TRACING, CJ_LEFT_MEMORY, CJ_LEFT_REASONS };

typedef enum { CJ_IDLE, CJ_IN_INTERPRETER, CJ_IN_JIT } cj_mode;

typedef struct {
    bool loaded, enabled;
    bool aside; /* the hook is out of the way: native stack is low, or a module is imported */
    PyInterpreterState *interpreter;
    Py_ssize_t extra_index;
    uint32_t threshold, loop_threshold; /* of calls, of rounds: to be compiled */
    bool torture, torture_leaves, no_memory;
    uint64_t torture_state;
    cj_function *functions;
    uint8_t *uncompiled;            /* the routine lib_run_uncompiled */
    uint8_t *enter;                 /* the routine lib_enter */
    uint8_t *stub_hit;              /* the routine lib_stub_hit */
    uint8_t *clear_frame;           /* the routine lib_clear_frame */
    uint8_t *clear_generator_frame; /* the routine of that name */
    uint8_t *after_exit;            /* the routine lib_return */
    PyObject *no_arguments;         /* the empty tuple */
    bool tracing;                   /* record the stencils of each version */
    bool counting;                  /* count the instructions of functions met from now on */
    bool tells, tells_gdb;          /* tools of code as it is made; GDB is one of them */
    bool inspecting;                /* remember what code is for, count exits by place */
    volatile int mode; /* what the Python code that runs now is run by: for the sampler */
    /* Counters for stats(). */
    uint64_t n_compiled, n_versions, n_stubs, bytecodes, compile_ns, metadata;
    uint64_t leaves[CJ_LEFT_REASONS];
    uint64_t hits[CJ_STUB_KINDS]; /* stubs that were come to, by kind */
    uint64_t samples[3];
} cj_engine;

extern cj_engine cj;

/* Boxes of ints for new ones; the templates alone use it (machine.h). */
extern struct cj_int_boxes {
    PyLongObject *first;
    Py_ssize_t count;
} cj_int_boxes;

/* Iterators over lists and tuples, and over ranges, and functions, for new ones (objects.h of the
 * templates). */
extern struct cj_iterators {
    PyObject *first;
    Py_ssize_t count;
} cj_iterators, cj_ranges, cj_functions;

/* ---- function.c ---- */
/* What hangs on it, or NULL. */
static inline cj_function *cj_function_of(const PyCodeObject *code) {
    const cj_code_extra *extra = code->co_extra;
    return extra == NULL || extra->ce_size <= cj.extra_index ? NULL
                                                             : extra->ce_extras[cj.extra_index];
}
cj_function *cj_function_get(PyCodeObject *code);   /* made if need be; NULL: no memory */
bool cj_function_scan(cj_function *function);       /* fills refusal, targets; false: no memory */
bool cj_function_is_allowed(cj_function *function); /* may it be compiled? */
void cj_function_died(void *function);              /* co_extra's free function */
/* Where it lies behind co_extra, in bytes. */
static inline uint32_t cj_record_offset(void) {
    return (uint32_t)(offsetof(cj_code_extra, ce_extras) + (size_t)cj.extra_index * sizeof(void *));
}
void cj_function_discard(cj_function *function); /* drops its code, which nobody runs */
/* From now on it is left to the interpreter; what runs of its code goes on. False: no memory. */
bool cj_function_leave(cj_function *function, const char *reason);
/* A compilation has failed: is memory short, or is it this function's fault? */
void cj_function_failed(cj_function *function);
/* Forgets where suspended frames and handlers of exceptions go on. */
void cj_function_forget_unknown(cj_function *function);
/* The number by which a CJ_CONSTANT entry names an object; -1: no memory, or too many. */
int cj_function_object(cj_function *function, PyObject *object);
bool cj_function_guard(cj_function *callee, cj_function *owner, uint8_t *cell);

/* The object that a CJ_CONSTANT entry names: a constant of the code, or another one. */
static inline PyObject *cj_known_object(const cj_function *function, int number) {
    int constants = (int)PyTuple_GET_SIZE(function->code->co_consts);
    return number < constants ? PyTuple_GET_ITEM(function->code->co_consts, number)
                              : function->objects[number - constants];
}

/* Where entries and locals lie: the index of their slot in frame->localsplus; beyond its end for
 * those of inlined calls. */
static inline int cj_slot_index(const cj_function *function, const cj_context *context,
                                int position) {
    for (unsigned n = context->inlined; n != 0; n = function->inlined[n - 1].caller) {
        const cj_inlined *call = &function->inlined[n - 1];
        if (position >= call->first_entry) {
            return call->frame + call->n_locals + position - call->first_entry;
        }
    }
    return context->base + position;
}
static inline int cj_local_index(const cj_function *function, const cj_context *context,
                                 int local) {
    for (unsigned n = context->inlined; n != 0; n = function->inlined[n - 1].caller) {
        const cj_inlined *call = &function->inlined[n - 1];
        if (local >= call->first_local) {
            int own = local - call->first_local;
            return own < call->parameters
                       ? cj_slot_index(function, context, call->callable + 1 + own)
                       : call->frame + own;
        }
    }
    return local;
}

/* ---- stubs.c ---- */
uint32_t cj_stub_new(cj_stub_kind kind, cj_function *function, const cj_context *context);
cj_stub *cj_stub_at(uint32_t number);
/* For what is known of entries alone. One made earlier that is the same, if it is remembered; NULL:
 * no memory. */
cj_label *cj_stub_shared(cj_stub_kind kind, cj_function *function, const cj_context *context,
                         int unit, int running);
void cj_stub_free(cj_function *function, uint32_t number);
void cj_stubs_of_function_free(cj_function *function); /* all but those of entrances */
/* A walk along a function's stubs: the number + 1 of the next one, 0 at the end. Start with 0. */
uint32_t cj_stub_of_function(const cj_function *function, uint32_t after);
size_t cj_stubs_code_bytes(void);
size_t cj_stubs_bytes(void); /* of their records */

/* ---- compile.c ---- */
/* What is known where a call of this code begins. */
void cj_context_of_call(cj_context *context, const PyCodeObject *code);
/* Compiles the entry block. False: refused or out of memory. */
bool cj_compile_entry(cj_function *function, cj_frame *frame);
/* Compiles what a stub stands for; the address to go on at, NULL when memory is out. `blindly`: the
 * frame has no values to be looked at, and operations are compiled in their generic form. */
uint8_t *cj_compile_stub(cj_function *function, uint32_t number, cj_frame *frame, bool blindly);

/* The code at `unit` for a context in which every entry is in its slot and nothing is known. */
uint8_t *cj_compile_edge(cj_function *function, const cj_context *context, cj_frame *frame,
                         int unit);

/* The code for a call that comes in by an entrance; `context`: of its stub. */
uint8_t *cj_compile_entrance(cj_entrance *entrance, cj_function *function,
                             const cj_context *context, cj_frame *frame);

/* The same for an exception's handler; found in function->unknown from now on. */
uint8_t *cj_compile_handler(cj_function *function, const cj_context *context, cj_frame *frame,
                            int unit);

/* What is known of a frame when all else has been forgotten: how deep its stack is. */
void cj_context_of_suspended(cj_context *context, const PyCodeObject *code, int depth);
/* The code for a frame of the interpreter's that stands before `unit`. */
uint8_t *cj_compile_loop(cj_function *function, cj_frame *frame, int unit);
/* The code for a frame suspended before `unit`; found in function->unknown from now on. */
uint8_t *cj_compile_resume(cj_function *function, cj_frame *frame, int unit);

/* ---- marks.c ---- */
/* _cpjit.compile(function): "", or why not; _cpjit.leave(code): to the interpreter. */
PyObject *cj_compile_now(PyObject *module, PyObject *function);
PyObject *cj_leave(PyObject *module, PyObject *code);

/* ---- sweep.c ---- */
/* A frame as a call of the function without arguments would have it, whose code has a record;
 * PyMem_Free() it. NULL: an exception is set. */
cj_frame *cj_frame_without_values(PyObject *function);
/* _cpjit.compile_all(function): whether all of it could be compiled. */
PyObject *cj_compile_all(PyObject *module, PyObject *function);

/* ---- exits.c ---- */
uint8_t *cj_stub_hit(PyThreadState *ts, cj_frame *frame, uint32_t number, cj_machine *machine);
void cj_keep_frame(PyFrameObject *object, cj_frame *frame);

/* ---- raising.c ---- */
/* The exception, set, is raised in a suspended frame: where that goes on, or NULL with the result
 * of the activation, which is over. */
uint8_t *cj_throw(PyThreadState *ts, cj_frame *frame, cj_function *function, PyObject **result);
bool cj_is_handled(const PyCodeObject *code, int unit); /* is there a handler of its exceptions? */
void cj_raising_forget(uint32_t number);                /* a stub's number is given away again */

/* ---- inlining.c ---- */
/* A reference that an inlined call holds. */
typedef struct {
    int slot; /* index */
    cj_type type;
    bool maybe_null;
} cj_held;
#define CJ_MAX_HELD (CJ_MAX_LOCALS + CJ_MAX_STACK)
/* Turns the context of an inlined call into the one before the outermost call, which is returned;
 * `held`: what then has to be given up, `count` of them. */
const cj_inlined *cj_before_inlined(const cj_function *function, cj_context *context, cj_held *held,
                                    int *count);

/* ---- ranges.c ---- */
/* Is what is known of indices still true? */
bool cj_ranges_hold(const cj_context *context, const cj_frame *frame);

/* ---- number_calls.c ---- */
/* What the call that has just returned in JIT code returns; and its end, done by the engine: a new
 * reference, or NULL with an exception. */
uint32_t cj_result_kind(const cj_machine *machine);
PyObject *cj_take_result(PyThreadState *ts, const cj_machine *machine);
/* The entrance of a stub; a context's raw values, from where they wait to their registers. */
cj_entrance *cj_entrance_of(const cj_function *function, uint32_t stub);
void cj_take_numbers(const cj_context *context, cj_machine *machine);
void cj_entrances_close(cj_function *function);  /* what comes in is seen by the engine again */
void cj_entrances_forget(cj_function *function); /* nobody comes in any more */

/* ---- tracebacks.c ---- */
/* The exception, set, gets an entry for the frame. */
void cj_traceback_add(PyThreadState *ts, cj_frame *frame, cj_function *function);
void cj_lines_forget(cj_function *function);

/* ---- bound_calls.c ---- */
void cj_bindings_forget(cj_function *function);

/* ---- hook.c ---- */
PyObject *cj_hook(PyThreadState *ts, cj_frame *frame, int throwflag);
PyObject *cj_run_uncompiled(PyThreadState *ts, cj_frame *frame);
PyObject *cj_interpret(PyThreadState *ts, cj_frame *frame, int throwflag);
/* Likewise with an exception set, for a frame that runs already. */
PyObject *cj_interpret_raising(PyThreadState *ts, cj_frame *frame);

/* The code for a call that comes in by the entrance of this stub, or NULL: it has none. */
uint8_t *cj_entrance_address(const PyThreadState *ts, cj_function *function, uint32_t stub,
                             const cj_context *context, cj_frame *frame);

/* ---- importing.c ---- */
bool cj_importing_init(void); /* false: an exception is set */
bool cj_begins_imports(const PyCodeObject *code);
/* Does the frame begin the import of a module that was installed? */
bool cj_imports_what_is_installed(const cj_frame *frame);

/* ---- iteration.c ---- */
bool cj_iteration_init(void); /* false: an exception is set */
/* Where a loop ends: has the iterator of this type still to be told? */
bool cj_has_not_ended(cj_type type);

/* ---- builtins.c ---- */
bool cj_builtins_init(void); /* false: an exception is set */

/* ---- summaries.c ---- */
bool cj_quiet_init(void); /* false: an exception is set */

/* ---- counts.c ---- */
bool cj_counts_begin(cj_function *function);
/* Instructions that turned out not to have run: `unit` and, with `fused`, the one after it. */
void cj_uncount(cj_function *function, int unit);
void cj_uncount_next(cj_function *function, int unit);
void cj_counts_end(cj_function *function);  /* keeps what was counted for the totals */
void cj_counts_total(uint64_t totals[256]); /* by opcode, of all functions that have been counted */

/* ---- inspect.c ---- */
/* While a program is inspected: what the code made next is for; an exit that is taken. */
void cj_inspect_instruction(cj_function *function, int unit, int inlined);
void cj_inspect_exit(cj_function *function, const cj_stub *stub);
void cj_inspect_forget(cj_function *function);
const char *cj_stub_kind_name(int kind);
/* What stats() tells beside plain counters; false with an exception set. */
bool cj_inspect_stats(PyObject *stats);
PyObject *cj_inspect_exits(PyObject *module, PyObject *code);
PyObject *cj_inspect_uncompiled(PyObject *module, PyObject *unused);

/* ---- listing.c ---- */
PyObject *cj_list_blocks(PyObject *module, PyObject *code);
PyObject *cj_list_pieces(PyObject *module, PyObject *code);
PyObject *cj_list_places(PyObject *module, PyObject *unused);

/* ---- module.c ---- */
/* The record of a code object, NULL if it has none; an exception is set if it is no code object. */
cj_function *cj_function_asked_for(PyObject *code);

/* ---- torture.c, effects.c, sampler.c ---- */
cj_helper cj_torture;
bool cj_torture_starves(void); /* should there be no memory now? */
extern const uint8_t cj_effects[CJ_N_STENCILS];
void cj_sampler_start(void);
void cj_sampler_stop(void);
void cj_sampler_forked(void);

#endif
