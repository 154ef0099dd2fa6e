/* The compiler's state while it makes one block after the other, and its building blocks. Whatever
 * fails (memory, in the end) sets `failed`; everything after that is empty motion, and what has
 * been made is not used. */
#ifndef CJ_COMPILER_H
#define CJ_COMPILER_H

#include "../../stencils_src/native_frame.h"
#include "../frontend/cp311/attributes.h"
#include "../frontend/cp311/helpers.h"
#include "../frontend/cp311/specials.h"
#include "effects.h"
#include "engine.h"

#define CJ_ATTEMPT_LIMIT 3 /* guards in a chain, before the generic form */

typedef struct {
    cj_function *function;
    PyCodeObject *code;     /* what is compiled: the function's, or that of an inlined call */
    const uint8_t *targets; /* of it: see cj_function */
    cj_context context;
    cj_instruction now;
    /* Until something is emitted for an op: a frame that has the values it will look at, if they
     * are known. */
    const cj_frame *live;
    cj_frame *evidence;      /* evidence.c */
    bool changed;            /* code has been made that changes objects */
    bool generic;            /* do the first op in its generic form */
    int inlined_before;      /* calls that had been inlined when this compilation began */
    bool plainly;            /* do the first op, a call, without inlining */
    bool gave_up;            /* the inlined call can't be done: its block has ended */
    bool counted;            /* the first op has begun before, and has been counted then */
    uint32_t argument;       /* of the stub that is compiled */
    PyObject *callable;      /* with live values, at a call: what is called */
    bool callable_is_method; /* and whether it has the place below its first argument */
    uint8_t attempts;        /* guards that have failed at the first op before */
    bool joins;              /* in a transition: raw values that the version wants are kept */
    bool ended, failed;
    bool begun;        /* an op has been compiled */
    uint64_t passed;   /* stack entries that go into a call as numbers: a bit for each */
    uint32_t reserved; /* registers in use that the context does not know: a bit for each */
    int instruction;   /* the unit that frame->prev_instr is known to be at, or -1 */
    cj_frame *frame;   /* a frame of this function that runs now */
    uint64_t started;  /* nanoseconds, by some clock */
    uint8_t *start;    /* where the code of this compilation begins */
    bool nothing_made; /* that is a version which was there already */
    int versions_made;
    int next;   /* the unit to go on at */
    bool jumps; /* and that is a jump, not the next instruction */
} cj_compiler;

/* Does anything jump to this unit? */
static inline bool cj_is_target(const cj_compiler *c, int unit) {
    return c->targets[unit >> 3] & 1 << (unit & 7);
}

static inline PyObject *cj_object(const cj_compiler *c, cj_entry entry) {
    return cj_known_object(c->function, entry.index);
}

/* The place of a home in the native frame, seen from its base pointer. */
static inline int32_t cj_home(cj_place place) {
    return CJ_HOME_OF_REGISTER(place - CJ_FIRST_HOME);
}

static inline cj_entry cj_in_slot(cj_type type) {
    return (cj_entry){.kind = CJ_IN_SLOT, .type = (uint8_t)type, .raw = CJ_NOWHERE};
}

static inline cj_entry cj_borrowed(cj_type type) {
    return (cj_entry){.kind = CJ_BORROWED, .type = (uint8_t)type, .raw = CJ_NOWHERE};
}

static inline bool cj_is_passed(const cj_compiler *c, int position) {
    return position < CJ_MAX_STACK && c->passed >> position & 1;
}

static inline bool cj_is_tracked(const cj_compiler *c, int local) {
    return local < c->context.n_locals;
}

/* ---- emit.c ---- */
bool cj_op(cj_compiler *c, unsigned stencil, cj_operands *operands);
int32_t cj_slot(const cj_compiler *c, int position); /* operand: the slot of a stack entry */
int32_t cj_local_slot(const cj_compiler *c, int index);

void cj_push(cj_compiler *c, cj_entry entry);
/* An object that is known, without a reference: its evidence, checked before, keeps it alive up to
 * the next escape. What a CJ_CONSTANT entry stands for. */
void cj_push_object(cj_compiler *c, PyObject *object, cj_type type);
void cj_pop(cj_compiler *c, int count);
cj_entry cj_top(const cj_compiler *c, int distance); /* 1 is the top */
cj_type cj_entry_type(const cj_compiler *c, int position);
void cj_set_type(cj_compiler *c, int position, cj_type type);
cj_type cj_constant_type(PyObject *constant);
PyObject *cj_name_at(const cj_compiler *c, int index);
/* While there are live values: that of an entry, borrowed; NULL if it has no box. */
PyObject *cj_value_in(const cj_compiler *c, const cj_frame *live, int position);
static inline PyObject *cj_live_value(const cj_compiler *c, int position) {
    return cj_value_in(c, c->live, position);
}

cj_place cj_free_register(cj_compiler *c, bool is_double);
void cj_move(cj_compiler *c, cj_place to, cj_place from); /* between registers of a class */
/* The raw value of an entry known to be int, float or bool, in a register; an alias's local keeps
 * it. What has a box of its own gives that up: the entry is a raw number then. */
cj_place cj_raw(cj_compiler *c, int position);
/* Likewise, but the entry stays as it is. */
cj_place cj_peek(cj_compiler *c, int position);
/* In a register: unless it is there already, reloaded from its home. */
cj_place cj_in_register(cj_compiler *c, cj_place place, bool is_double);
void cj_spill_all(cj_compiler *c);
void cj_spill(cj_compiler *c, cj_place place);

void cj_write_back(cj_compiler *c, int local);
void cj_write_back_all(cj_compiler *c);
void cj_materialise_entry(cj_compiler *c, int position); /* boxed and owned in its slot */
void cj_own_aliases(cj_compiler *c, int local);          /* before the local changes */
void cj_own_all_aliases(cj_compiler *c);
/* Entries below the topmost `operands` get references of their own: things may change. */
void cj_own_borrowed(cj_compiler *c, int operands);
/* May entries stay borrowed while this op is done? It sees to its operands itself. */
bool cj_keeps_borrowed(const cj_instruction *now);
/* Will the result of this instruction be used up before anything that may change what owns it? */
bool cj_may_borrow(const cj_compiler *c);

cj_label *cj_stub_label(cj_compiler *c, cj_stub_kind kind, int unit);
cj_label *cj_own_stub_label(cj_compiler *c, cj_stub_kind kind, int unit); /* never shared */
cj_stub *cj_last_stub(void); /* of those that are not */
/* The way to another guard at this op, or at last to its generic form. */
cj_label *cj_retry_label(cj_compiler *c);
/* Ends the block with a jump. */
void cj_end_block(cj_compiler *c, cj_label *label);
/* One of the two ways of a branch, made when it is first gone; `extra`: CJ_EDGE_... */
cj_label *cj_edge(cj_compiler *c, const cj_instruction *branch, bool jump, uint32_t extra);
/* What the table of effects asks for before an op, whose operands are the entries from `operands`
 * on: they come into their slots; where foreign code may run, the frame shows everything; where
 * C is called, no value stays in a register. */
void cj_prepare(cj_compiler *c, unsigned stencil, int operands);
/* And after it: `next` is where the frame goes on if foreign code has changed something. */
void cj_conclude(cj_compiler *c, unsigned stencil, int next);
void cj_look_after_escape(cj_compiler *c, int next);
void cj_set_instruction(cj_compiler *c);
/* An op with operands in slots from position `first` on, which leaves `results` entries. */
void cj_generic_op(cj_compiler *c, unsigned stencil, cj_operands *operands, int first, int results);
/* Drops what slots hold that no longer belongs to the context. `next`: where the instruction goes
 * on after that; it is the last thing the instruction does. */
void cj_release(cj_compiler *c, int32_t slot, cj_type type, bool maybe_null, int next);
/* Likewise the old value of a local, of that type, which takes the reference in slot `from`. */
void cj_replace(cj_compiler *c, int32_t slot, int32_t from, cj_type type, bool maybe_null,
                int next);
/* Likewise the objects of stack entries `position` (the one that may be NULL) and `position` + 1.
 */
void cj_release_two(cj_compiler *c, int position, bool maybe_null);

/* ---- number_calls.c ---- */
/* The entrance for a call with `given` arguments from `first` on, of which number order[i] is for
 * parameter i, if some of them have no boxes and are to go without; they are in c->passed then.
 * NULL: none. */
cj_entrance *cj_choose_entrance(cj_compiler *c, cj_function *callee, int first, int given,
                                const int *order);
/* Puts them where the callee takes them from. */
void cj_emit_pass_numbers(cj_compiler *c, int first, int given, const int *order);
/* At an entrance: brings the numbers that the context has in registers there. */
void cj_emit_take_numbers(cj_compiler *c);
/* Returns the number on top without its box, if the caller takes it so. False: it has a box, or is
 * to have one. */
bool cj_return_number(cj_compiler *c);
/* After a call whose operands are gone: its result, as it will be or will be seen. */
void cj_await_result(cj_compiler *c, const cj_function *callee);
/* Pushes a result of that kind (CJ_RESULT_...); `next`: where the frame goes on. */
void cj_end_call(cj_compiler *c, uint32_t kind, int next);
/* What a function returns, if it is one kind of number so far; else CJ_RESULT_OBJECT. */
uint32_t cj_kind_returned(const cj_function *callee);
/* Likewise the result of a function that has been called for an operation: its operands, from
 * `first` on, go. Any other result becomes what `other` makes of it. */
void cj_end_for_number(cj_compiler *c, uint32_t kind, int first, cj_other_result *other,
                       uint64_t about);

/* ---- evidence.c ---- */
/* Round each compilation. */
void cj_evidence_begin(void);
void cj_evidence_end(void);
/* Takes the values of the frame that waits for the code: its locals, and that many entries. */
void cj_evidence_take(cj_compiler *c, int entries);
/* A frame that has them, if all values that the op at hand may look at are known; or NULL. */
const cj_frame *cj_evidence(const cj_compiler *c);
/* What the slot of an entry, or of a local, will hold; NULL: not known. Borrowed. */
void cj_expect(cj_compiler *c, int position, PyObject *value);
void cj_expect_local(cj_compiler *c, int local, PyObject *value);
/* Likewise what has been found in another object, which may have been changed by then. */
void cj_expect_found(cj_compiler *c, int position, PyObject *value);
PyObject *cj_expected(const cj_compiler *c, int position);
PyObject *cj_expected_local(const cj_compiler *c, int local);
/* An item of a list or tuple, or what comes first out of an iterator over one, or out of one that
 * will be made of this list or tuple; NULL: there is none, or it is something else. */
PyObject *cj_item_of(PyObject *sequence, Py_ssize_t index);
PyObject *cj_next_of(PyObject *iterator);
/* After an op. */
void cj_evidence_weaken(cj_compiler *c);

/* ---- liveness.c ---- */
/* Is this value nothing but that of locals which have its box, and which are not read soon? */
bool cj_is_forgettable(cj_compiler *c, cj_place place);
/* Takes all such values out of the context, for a block that begins at `unit`. */
void cj_forget_unread(cj_compiler *c, int unit);

/* ---- edges.c ---- */
void cj_canonicalise(cj_compiler *c);
/* Ends the block with a jump to `unit`, or goes on compiling there. */
void cj_go_on_at(cj_compiler *c, int unit);
cj_version *cj_version_add(cj_compiler *c, int unit);

/* ---- branches.c ---- */
void cj_compile_not(cj_compiler *c);
void cj_compile_is(cj_compiler *c);
/* == and != where neither operand's class defines them: they mean `is` and `is not`. False: one
 * does. */
bool cj_compile_compare_identity(cj_compiler *c);
void cj_compile_contains(cj_compiler *c);
/* Jumps if the truth of the top is as the instruction says. `keeps`: the top stays when it jumps,
 * and is dropped on the other way; else it is taken. */
void cj_compile_branch(cj_compiler *c, bool keeps);
void cj_compile_branch_none(cj_compiler *c);

/* ---- compile.c ---- */
/* Calls a helper for the topmost `pops` entries, which leaves `results`. */
void cj_call_helper(cj_compiler *c, cj_helper *helper, int argument, PyObject *object, int pops,
                    int results);
/* Goes on compiling at another unit. */
static inline void cj_jump_to(cj_compiler *c, int unit) {
    c->next = unit;
    c->jumps = true;
}
void cj_poll(cj_compiler *c, int next);
/* Finds out what is called, where the op at hand is a call and there are live values. */
void cj_find_callable(cj_compiler *c);

/* ---- types.c ---- */
/* The builtin type that is meant, or NULL. */
PyTypeObject *cj_type_object(cj_type type);
/* What the context would know of such a value. */
cj_type cj_type_of(PyObject *object);
/* Makes the types of the topmost `count` entries known, by looking at the live values. Without
 * them the block ends in a stub, and the answer is false. */
bool cj_know_types(cj_compiler *c, int count);
/* The number type that an item found by the subscript at `unit` had last, or CJ_UNKNOWN: a guess.
 */
cj_type cj_guess_item(const cj_compiler *c, int unit);
/* Likewise for the entry at `position` alone; `live`: the values at hand, if any. */
bool cj_know_type(cj_compiler *c, int position, const cj_frame *live);
/* The value of the entry, which is in `slot`, is of the class of this version, or GOTO `other`.
 * Nothing to do if that is known. */
void cj_guard_version(cj_compiler *c, int position, int32_t slot, uint32_t version,
                      cj_label *other);
/* Likewise the value of a tracked local. */
void cj_guard_local(cj_compiler *c, int local, uint32_t version, cj_label *other);
/* Likewise an entry of a class that may be a builtin one. */
void cj_guard_class(cj_compiler *c, int position, int32_t slot, PyTypeObject *class,
                    uint32_t version, cj_label *other);

/* Stores the top into a local. */
void cj_store_local(cj_compiler *c, int index);

/* ---- inlining.c ---- */
/* The innermost inlined call that the context is in, or NULL. */
static inline cj_inlined *cj_inlined_call(const cj_compiler *c) {
    return c->context.inlined == 0 ? NULL : &c->function->inlined[c->context.inlined - 1];
}
/* Sets c->code and c->targets as the context says. */
void cj_look_at_code(cj_compiler *c);
/* cj_decode() of this code, with locals as the context numbers them. */
void cj_look(const cj_compiler *c, int unit, cj_instruction *instruction);
/* Goes on in the code of the function, which is called; `base`: of the call's entries. False: it is
 * not to be inlined. */
bool cj_may_do_inlined(const cj_compiler *c, cj_opcode op); /* the inlined call at hand */
bool cj_inline_call(cj_compiler *c, PyObject *callable, bool is_method, int base);
/* Likewise the __init__ of an instance, of a class of that version, which stands at `base` and
 * again as the first argument. */
bool cj_inline_init(cj_compiler *c, PyFunctionObject *init, uint32_t version, int base);
/* Its arguments as it loads them. False: `local` is no argument of an inlined call. */
bool cj_inlined_argument(const cj_compiler *c, int local, cj_entry *entry);
/* Fills in where a load of a global finds the inlined function: 0 or 1 is the variant of
 * load_global, less one. */
unsigned cj_inlined_function(const cj_compiler *c, cj_operands *o, PyFunctionObject **function);
void cj_inlined_return(cj_compiler *c);
/* Ends the block: the call has to be made. */
void cj_give_up(cj_compiler *c);
/* The way to the call, for those who come from a stub. */
void cj_make_call(cj_compiler *c);

/* ---- handlers.c ---- */
/* The op of this helper, if it handles exceptions. False: it does not, or in its generic form. */
bool cj_compile_handling(cj_compiler *c, cj_helper *helper);

/* ---- counts.c ---- */
/* Counts a run of the instruction. The compiler does it for each; whoever fuses one with the next
 * counts the next, where nothing can stop that one any more. */
void cj_count(cj_compiler *c, const cj_instruction *instruction);

/* ---- numbers.c ---- */
/* Each is false if the op has to be done in its generic form, or (with `ended`) later. */
bool cj_compile_binary(cj_compiler *c);
bool cj_compile_compare(cj_compiler *c);
bool cj_compile_unary(cj_compiler *c);
void cj_branch(cj_compiler *c, const cj_instruction *branch, unsigned stencil, cj_operands *o);
bool cj_next_is(const cj_compiler *c, cj_opcode op, cj_instruction *next);

/* ---- containers.c ---- */
/* Each is false if the op has to be done in its generic form, or (with `ended`) later. */
bool cj_compile_subscript(cj_compiler *c);
bool cj_compile_store_item(cj_compiler *c);
bool cj_compile_unpack(cj_compiler *c);

/* ---- slices.c ---- */
/* A slice, with the subscript it is made for. */
bool cj_compile_slice(cj_compiler *c);

/* ---- lookups.c ---- */
/* False: another container, or another key. */
bool cj_compile_dict_item(cj_compiler *c);
bool cj_compile_store_key(cj_compiler *c);
/* `in` and the branch on it. False: it has to be done in its generic form, or (with `ended`) later.
 */
bool cj_compile_branch_in(cj_compiler *c, const cj_instruction *branch);
bool cj_compile_in(cj_compiler *c); /* likewise without a branch */
/* The truth in r0, or its contrary, as the entry at `position`. */
void cj_push_answer(cj_compiler *c, int position, bool as_it_is);
/* Comparisons of sets, and the branch on them. False: in their generic form. */
bool cj_compile_compare_sets(cj_compiler *c);

/* Makes it known that the entry is one that can be looked up, if its value at hand is. False: it is
 * not; or (with `ended`) that will be seen later. */
bool cj_know_key(cj_compiler *c, int position, const cj_frame *live);

/* ---- quiet_calls.c ---- */
/* Calls of functions of C that run no foreign code; `base`: of the call's entries. False: it is
 * none, for these operands. */
bool cj_compile_quiet_call(cj_compiler *c, PyObject *callable, bool is_method, int base);
/* Likewise operators. */
bool cj_compile_quiet_operator(cj_compiler *c);
/* How such a function is called for the topmost entries. */
typedef struct {
    const void *function;
    PyObject *self; /* its first argument; NULL: the first of the entries */
    int container;  /* or the entry that far below the top, which stays */
    unsigned form;  /* how many arguments more: 0, 1, or: */
#define CJ_QUIET_MANY 2u
#define CJ_QUIET_TWO 3u
    bool shortens; /* a list may have fewer items then */
    bool level;    /* does CPython's call take a level of recursion? */
    bool keeps;    /* the container has references to all operands then */
    int makes;     /* objects that the garbage collector looks at, at most; or it may raise: */
#define CJ_QUIET_RAISES 4 /* an exception, and what that holds */
    cj_type result;       /* or none: */
#define CJ_NO_RESULT CJ_N_TYPES
} cj_quiet_call;
#define CJ_QUIET_ATTEMPTS (CJ_ATTEMPT_LIMIT - 1) /* guards in a chain, before other forms */
/* Do the topmost entries fit these operands (quiet_calls.c has their letters)? They are guarded. */
bool cj_fit_quietly(cj_compiler *c, const char *operands);
/* The result goes to `base`, which is free or the first operand. */
void cj_call_quietly(cj_compiler *c, const cj_quiet_call *way, int count, int base);
/* Is it one that may be called again? */
bool cj_is_pure(PyObject *callable);

/* ---- strings.c ---- */
/* Each is false if the op has to be done in its generic form, or (with `ended`) later. */
bool cj_compile_append_string(cj_compiler *c); /* `s += t` */
bool cj_compile_compare_strings(cj_compiler *c);
bool cj_compile_format_value(cj_compiler *c);
bool cj_compile_build_string(cj_compiler *c);

/* ---- characters.c ---- */
/* Calls of ord and chr; `base`: of the two entries below the argument. False: it is not done. */
bool cj_compile_ord(cj_compiler *c, PyObject *ord, int base);
bool cj_compile_chr(cj_compiler *c, PyObject *chr, int base);

/* ---- displays.c ---- */
/* The helper of a display or comprehension, where no object has to be asked. False: it is none, or
 * has to be done in its generic form. */
bool cj_compile_display(cj_compiler *c, cj_helper *helper);

/* ---- building.c ---- */
/* Each is false if the op has to be done in its generic form. */
bool cj_compile_build_tuple(cj_compiler *c);
bool cj_compile_build_list(cj_compiler *c);
bool cj_compile_make_function(cj_compiler *c);

/* ---- iteration.c ---- */
void cj_compile_get_iter(cj_compiler *c);
/* A call of range, for the next instruction to iterate over; `base`: of the two entries below the
 * arguments. False: it is none, or not done. */
bool cj_compile_range_loop(cj_compiler *c, int base);
void cj_compile_for_iter(cj_compiler *c);
/* The way on for the iterator on top when it is exhausted. */
cj_label *cj_end_label(cj_compiler *c);
/* The iterator on top, of the instruction at `start`, is exhausted: it goes, and the code goes on
 * at `target`. */
void cj_end_iter(cj_compiler *c, int start, int target);

/* ---- generators.c ---- */
/* A call of a function that makes generators, whose code and arguments fit. False: it is none, or
 * has to be made as other calls are. */
bool cj_call_generator(cj_compiler *c, PyCodeObject *code, int given, int missing, int callable,
                       int base);
/* Enters a generator's code where it was suspended. `first` is the entry that stays if it yields,
 * with the item above; `variant`: of the stencils (resume.c). */
void cj_resume(cj_compiler *c, int variant, int first);
void cj_compile_send(cj_compiler *c);
/* Each is false if it has to be done in its generic form, or (with `ended`) later. */
bool cj_compile_get_awaitable(cj_compiler *c);
bool cj_compile_get_yield_from_iter(cj_compiler *c);

/* The entry's value as a double in a register; GOTO the generic form when that is not exact. */
cj_place cj_raw_double(cj_compiler *c, int position);
static inline void cj_reserve(cj_compiler *c, cj_place place) {
    c->reserved |= (uint32_t)1 << place;
}

/* The operation ** on the numbers at `position` and above it, which are the last two of `operands`
 * topmost entries. */
void cj_raise_to_power(cj_compiler *c, int position, int operands);

/* Calls a function of C for raw doubles, or ints, in reserved registers (the second one may be
 * CJ_NOWHERE), by a stencil that leaves the result in d0, or r0, which is returned; the stack stays
 * as it is. */
cj_place cj_call_on_numbers(cj_compiler *c, unsigned stencil, const void *function, cj_place first,
                            cj_place second);
/* Likewise; the result takes the place of the topmost `operands` entries. */
void cj_math_call(cj_compiler *c, unsigned stencil, const void *function, int operands,
                  cj_place first, cj_place second);

/* ---- math_functions.c ---- */
/* A call of a builtin or a function of math on numbers, without boxes. False: it is none. */
bool cj_compile_math(cj_compiler *c, PyObject *callable, int base);
bool cj_is_math(PyObject *callable);
/* GOTO the generic form where a call of something in C would find no level of recursion left. */
void cj_guard_level(cj_compiler *c);

/* ---- float_functions.c ---- */
/* x % y and x // y where y is not 0, and both; math.hypot(x, y), math.log(x, base): as CPython
 * defines them. */
double cj_float_remainder(double x, double y);
double cj_float_floor_divide(double x, double y);
typedef struct {
    double quotient, rest;
} cj_division;
cj_division cj_float_divmod(double x, double y);
double cj_hypot(double x, double y);
double cj_log(double x, double base);

/* ---- int_functions.c ---- */
/* math.gcd(x, y), math.isqrt(x); a negative number where CPython is to decide. */
int64_t cj_gcd(int64_t x, int64_t y);
int64_t cj_isqrt(int64_t x, int64_t unused);
/* pow(base, exponent, the third of cj_numbers), likewise */
int64_t cj_power_modulo(int64_t base, int64_t exponent);

/* ---- number_choices.c ---- */
/* Builtins that return one of their arguments, numbers (`alike`: of one type) above the callable
 * and what is below it, from `base` on. Is that done? */
bool cj_can_choose(const cj_compiler *c, int base, bool alike);
/* min, max */
void cj_compile_choice(cj_compiler *c, bool greatest, int base);
/* abs of an int */
void cj_compile_int_absolute(cj_compiler *c, int base);

/* ---- ranges.c ---- */
/* The next number of the range whose iterator is on top; `live`: if its type was not known before.
 */
void cj_compile_next_number(cj_compiler *c, const cj_frame *live);
/* Is the int at `index` known to be an index of the sequence at `position`, which has its size
 * where tuples have theirs? Where a range that it comes from can answer that for all its numbers,
 * it is asked. */
bool cj_is_index(cj_compiler *c, int position, int index);
bool cj_knows_ranges(const cj_compiler *c); /* is there such knowledge? */

/* ---- elements.c ---- */
/* Elements that need no box: each is false if that is not what it is about, or (with `ended`) if
 * that will be seen later. */
bool cj_compile_load_element(cj_compiler *c);
bool cj_compile_store_element(cj_compiler *c);
/* Is the entry a raw number that nothing else shares? */
bool cj_is_raw_only(const cj_compiler *c, int position);
/* The type of an array.array; CJ_OTHER: it is none. `descriptor`: of its items, to be guarded. */
cj_type cj_array_type(PyObject *object, const void **descriptor);
/* Likewise of a memoryview of one dimension; `format`: of its items, to be guarded. */
cj_type cj_view_type(PyObject *object, uint32_t *format);

/* ---- globals.c ---- */
void cj_compile_load_global(cj_compiler *c);
/* False: it has to be done in its generic form. */
bool cj_compile_store_global(cj_compiler *c);

/* ---- attributes.c ---- */
/* Each is false if the op has to be done in its generic form, or (with `ended`) later. */
bool cj_compile_load_attribute(cj_compiler *c);
bool cj_compile_store_attribute(cj_compiler *c);
bool cj_compile_load_method(cj_compiler *c);
/* Of an attribute that is loaded: is it a reference to be had beside its owner, does it take the
 * owner's place, or is it not even a reference? (The axis of attribute_loads.c.) */
typedef enum { CJ_LOAD_BESIDE, CJ_LOAD_IN_PLACE, CJ_LOAD_BORROWED } cj_load_form;
/* Loads what has been found, no property, of the owner at `position`, which stands in `slot`. */
void cj_load_found(cj_compiler *c, const cj_attribute *found, PyObject *name, int position,
                   int32_t slot, int32_t to, cj_load_form form);

/* ---- getattr.c ---- */
/* A call of getattr or hasattr. False: it is not done. */
bool cj_compile_getattr(cj_compiler *c, PyObject *callable, bool asks, int base);

/* ---- methods.c ---- */
/* Operations that the class of an operand defines by a Python function. Each is false if it does
 * not; or (with `ended`) if that will be seen later. */
bool cj_compile_special_subscript(cj_compiler *c);
bool cj_compile_special_store_item(cj_compiler *c);
bool cj_compile_special_binary(cj_compiler *c);
bool cj_compile_special_compare(cj_compiler *c);
bool cj_compile_special_iter(cj_compiler *c);
/* len(), called with the two entries from `base` on below its argument. */
bool cj_compile_special_len(cj_compiler *c, PyObject *len, int base);
/* Likewise a property that is loaded or stored, which has been found. */
bool cj_compile_property(cj_compiler *c, const cj_attribute *found);
bool cj_compile_property_store(cj_compiler *c, const cj_attribute *found);
/* The class of the operand at `position`, if it may define operations in Python; NULL: it does not,
 * or (with `ended`) the block goes on when there are live values. */
PyTypeObject *cj_special_class(cj_compiler *c, int position);
/* The call is made, and what comes after it is the caller's: */
bool cj_call_contains(cj_compiler *c);
bool cj_call_next(cj_compiler *c);
/* __bool__ or __len__, whichever decides on the truth of the top. */
typedef enum { CJ_TRUE_BY_NOTHING, CJ_TRUE_BY_BOOL, CJ_TRUE_BY_LENGTH } cj_truth;
cj_truth cj_call_truth(cj_compiler *c);
/* Does with the result of a call as `stencil` says, END_CHECKED or END_KNOWN: operands from `first`
 * on go, and `results` come. */
void cj_end_special(cj_compiler *c, unsigned stencil, cj_operands *o, int first, int results);
/* __getattr__ for the name, which the owner on top does not have: the guards have been made. */
void cj_call_getattr(cj_compiler *c, PyFunctionObject *function, PyObject *name, cj_label *other);

/* ---- builtins.c ---- */
/* A call of a builtin that is an op of its own; `base`: of the two entries below the arguments.
 * False: it is none. */
bool cj_builtin_leaves_no_trace(PyObject *callable); /* as long as it runs no foreign code */
bool cj_compile_builtin(cj_compiler *c, PyObject *callable, bool is_method, int base);

/* The entry is this object, which something else keeps, or GOTO `other`; and its reference goes. */
void cj_guard_object(cj_compiler *c, int position, PyObject *object, cj_label *other);
void cj_drop_shared(cj_compiler *c, int position);
/* The argument that was at `position` goes, if it was owned: the last thing the instruction does.
 */
void cj_release_argument(cj_compiler *c, cj_entry argument, int position);
/* Does the entry have a box, and a reference of its own or of a local's? And the slot of that. */
bool cj_is_boxed(const cj_compiler *c, int position);
int32_t cj_boxed_slot(const cj_compiler *c, int position);

/* ---- predicates.c ---- */
/* Likewise calls of these builtins. */
bool cj_compile_isinstance(cj_compiler *c, PyObject *isinstance, int base);
bool cj_compile_callable(cj_compiler *c, PyObject *callable, int base);

/* ---- supers.c ---- */
/* Likewise super(...), with the method that is loaded from it. */
bool cj_compile_super(cj_compiler *c, int base);

/* ---- constructors.c ---- */
/* Calls a class, which stands after the mark at `base`: an instance is made, by __new__ or without,
 * and __init__ called for it. False: in another way. */
bool cj_construct(cj_compiler *c, PyObject *class, PyObject *names, int base);
/* Goes on with such a call, of which c->argument (CJ_CALL_...) says what has been done. */
void cj_finish_construction(cj_compiler *c, PyObject *names, int base);

/* ---- managers.c ---- */
/* `with`: of a manager whose methods are Python functions, and the call of __exit__ at its end. */
bool cj_compile_before_with(cj_compiler *c);
bool cj_compile_exit(cj_compiler *c, PyObject *callable, int base);

/* ---- any_calls.c ---- */
/* Has the site met more callables than it has guards for, and now this Python function? */
bool cj_can_call_any(const cj_compiler *c, PyObject *object);
/* Calls the Python function in the entry at `callable`, whatever it is; all is ready for that. */
void cj_call_any(cj_compiler *c, int callable, int base);

/* ---- bound_calls.c ---- */
/* Can the function be entered directly with these arguments, of which the last have `names`? */
bool cj_can_bind(PyObject *function, int given, PyObject *names);
/* Calls it; all is in place as for a call of plain arguments. */
void cj_call_bound(cj_compiler *c, PyFunctionObject *function, PyObject *names, int callable,
                   int base);
/* Likewise __exit__, with a bound method and None three times from `slot` on. */
void cj_call_bound_exit(cj_compiler *c, PyFunctionObject *exit, int32_t slot, cj_label *other);
/* Likewise __init__ or __new__ (stencils_src/initialise.c), the first argument of which is the
 * entry after `base`; the result and the frame are in r0 and r1 then. */
void cj_call_bound_init(cj_compiler *c, unsigned stencil, PyFunctionObject *function,
                        uint32_t version, PyObject *names, int base, cj_label *other);

/* Calls it with what is in a tuple and, if `named`, a dictionary, as many and whichever there are:
 * the entries from `base` on. False: it is not done. */
bool cj_call_bound_tuple(cj_compiler *c, PyObject *function, unsigned named, int base);

/* ---- c_calls.c ---- */
typedef struct {
    PyObject *object;    /* what is called */
    PyTypeObject *first; /* the type of the first argument, self included, if it is known */
    PyObject *names;     /* of keyword arguments, or NULL */
    int position;        /* of the callable; arguments follow up to the top */
    int base;            /* of the result */
} cj_c_call;
/* Calls something implemented in C, all of whose operands are in their slots. False: it is not, or
 * in no way known here. */
bool cj_compile_c_call(cj_compiler *c, const cj_c_call *site);

/* ---- calls.c ---- */
/* The two pointers of HOOK_IS (stencils_src/enter.h). */
void cj_name_hook(cj_operands *operands, int first);
/* Can this function be entered directly with `count` arguments? */
bool cj_can_call(PyFunctionObject *function, int count);
/* Calls it with what these slots hold, of which the caller keeps references of its own. The result
 * and the frame are in r0 and r1 then. GOTO `other`: it has been given other code. False: not done.
 */
bool cj_call_known(cj_compiler *c, PyFunctionObject *function, const int32_t *slots, int count,
                   int levels, cj_label *other);
/* Likewise for a value: `kind` (CJ_RESULT_...) says how it is to be ended. One or two arguments. */
bool cj_call_for_value(cj_compiler *c, PyFunctionObject *function, const int32_t *slots, int count,
                       cj_label *other, uint32_t *kind);
/* Likewise with what one slot holds and the name; there is one more reference to the former then,
 * as CPython makes a bound method. */
bool cj_call_with_name(cj_compiler *c, PyFunctionObject *function, int32_t slot, PyObject *name,
                       cj_label *other);
/* Likewise __enter__, of the manager in the slot: it, and __exit__, are held once more. */
bool cj_call_enter(cj_compiler *c, PyFunctionObject *enter, PyFunctionObject *exit, int32_t slot,
                   cj_label *other);
/* Likewise __exit__, with a bound method and None three times from `slot` on. */
bool cj_call_exit(cj_compiler *c, PyFunctionObject *exit, int32_t slot, cj_label *other);
/* The function record of a callable that can be entered with `given` arguments in place, and how
 * many defaults have to be added; or NULL. */
cj_function *cj_plain_callee(PyObject *callable, int given, int *missing);
void cj_compile_call(cj_compiler *c);
/* f(*arguments), of a plain Python function. False: of something else, or (with `ended`) that will
 * be seen later. */
bool cj_compile_call_tuple(cj_compiler *c);
/* f(*arguments, **names), from where a dictionary is made for the names on: none is, where there
 * are none. False: likewise. */
bool cj_compile_call_without_names(cj_compiler *c);

#endif
