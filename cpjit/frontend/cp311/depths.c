/* How deep the value stack is before an instruction. Compiled code gets it from the context that
 * leads there; whoever begins in mid-function, with a frame of the interpreter, has to find out. */
#include "helpers.h"
#include "opcode.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN (-1)

typedef struct {
    const PyCodeObject *code;
    int *depths; /* by unit */
    int walked;  /* the unit that a walk is at, or 0 */
    bool again;  /* a depth has become known where the walk has been already */
    bool malformed;
} Depths;

static void reach(Depths *d, int unit, int depth) {
    if (unit < 0 || unit >= cj_code_units(d->code) || depth < 0 || depth > d->code->co_stacksize ||
        (d->depths[unit] != UNKNOWN && d->depths[unit] != depth)) {
        d->malformed = true;
    } else if (d->depths[unit] == UNKNOWN) {
        d->depths[unit] = depth;
        d->again |= unit < d->walked;
    }
}

static int effect(const cj_instruction *instruction, int opcode, int argument, bool jump) {
    if (instruction->op == CJ_CALL) {
        return -instruction->arg - 1; /* PRECALL and CALL */
    }
    if (opcode == RETURN_GENERATOR) {
        return 1; /* what is sent first stands on the stack when the generator begins */
    }
    return PyCompile_OpcodeStackEffectWithJump(opcode, argument, jump);
}

static bool goes_on(int opcode) {
    return opcode != RETURN_VALUE && opcode != RAISE_VARARGS && opcode != RERAISE &&
           opcode != JUMP_FORWARD && opcode != JUMP_BACKWARD &&
           opcode != JUMP_BACKWARD_NO_INTERRUPT;
}

/* One walk from beginning to end. What is jumped back to is known by then, but for code that the
 * compiler has moved out of the way. */
static void walk(Depths *d) {
    int units = cj_code_units(d->code);
    for (int unit = 0; unit < units && !d->malformed;) {
        cj_instruction instruction;
        d->walked = unit;
        cj_decode(d->code, unit, &instruction);
        int depth = d->depths[unit], start = unit, argument;
        if (depth != UNKNOWN) {
            int opcode = cj_read_opcode(d->code, &start, &argument);
            if (instruction.target >= 0) {
                reach(d, instruction.target, depth + effect(&instruction, opcode, argument, true));
            }
            if (goes_on(opcode)) {
                reach(d, instruction.next, depth + effect(&instruction, opcode, argument, false));
            }
        }
        unit = instruction.next;
    }
}

static void reach_handlers(Depths *d) {
    cj_handler handler;
    const uint8_t *position = NULL;
    while ((position = cj_next_handler(d->code, position, &handler)) != NULL) {
        reach(d, handler.unit, handler.level + handler.push_unit + 1);
    }
}

int cj_stack_depth(const PyCodeObject *code, int unit) {
    size_t size = (size_t)cj_code_units(code) * sizeof(int);
    Depths d = {.code = code, .depths = malloc(size)};
    if (d.depths == NULL) {
        return UNKNOWN;
    }
    memset(d.depths, 0xFF, size);
    reach(&d, 0, 0);
    reach_handlers(&d);
    do {
        d.again = false;
        walk(&d);
    } while (d.again && !d.malformed);
    int depth = d.malformed ? UNKNOWN : d.depths[unit];
    free(d.depths);
    return depth;
}
