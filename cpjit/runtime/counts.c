/* Which instructions of the bytecode have run as machine code, and how often: the proof that code
 * was not interpreted. Only where counting was on when a function was first met does the compiler
 * put a counter before each of its instructions.
 *
 * An instruction is counted when it begins. One that is begun again (a guard has failed, its types
 * are looked at) has been counted; one that the interpreter has to do after all is taken back. One
 * that raises has run. Prefixes (EXTENDED_ARG) count as the instructions they are in the bytecode,
 * caches are part of theirs. */
#include "compiler.h"

#include <stdlib.h>

static uint64_t dead[256]; /* by opcode: what functions that are gone have run */

static size_t size_of(const cj_function *function) {
    return (size_t)cj_code_units(function->code) * sizeof(uint64_t);
}

bool cj_counts_begin(cj_function *function) {
    function->counts = calloc(1, size_of(function));
    if (function->counts == NULL) {
        return false;
    }
    cj.metadata += size_of(function);
    return true;
}

static void add(const cj_function *function, uint64_t totals[256]) {
    if (function->counts == NULL) {
        return;
    }
    for (int unit = 0; unit < cj_code_units(function->code);
         unit = cj_unit_after(function->code, unit)) {
        totals[cj_opcode_at(function->code, unit)] += function->counts[unit];
    }
}

void cj_counts_end(cj_function *function) {
    add(function, dead);
    if (function->counts != NULL) {
        cj.metadata -= size_of(function);
        free(function->counts);
    }
}

void cj_counts_total(uint64_t totals[256]) {
    for (int opcode = 0; opcode < 256; opcode++) {
        totals[opcode] = dead[opcode];
    }
    for (const cj_function *function = cj.functions; function; function = function->next) {
        add(function, totals);
    }
}

void cj_count(cj_compiler *c, const cj_instruction *instruction) {
    uint64_t *counts = c->function->counts;
    const cj_frame *live = c->live; /* it changes nothing of the frame */
    for (int unit = instruction->start; counts != NULL && unit < instruction->next;
         unit = cj_unit_after(c->code, unit)) {
        cj_operands o = {.ptr = {(uint64_t)&counts[unit]}};
        cj_op(c, ST_COUNT, &o);
    }
    c->live = live;
}

void cj_uncount(cj_function *function, int unit) {
    cj_instruction instruction;
    cj_decode(function->code, unit, &instruction);
    for (unit = instruction.start; function->counts != NULL && unit < instruction.next;
         unit = cj_unit_after(function->code, unit)) {
        function->counts[unit]--;
    }
}

void cj_uncount_next(cj_function *function, int unit) {
    cj_uncount(function, cj_unit_after(function->code, unit));
}
