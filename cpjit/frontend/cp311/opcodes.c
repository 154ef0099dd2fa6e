/* The bytecode of CPython 3.11: one table states for each opcode how it is lowered to ops. */
#define NEED_OPCODE_TABLES
#include "../ops.h"
#include "helpers.h"
#include "internal/pycore_opcode.h"
#include "opcode.h"

#include <string.h>

/* How an opcode becomes an op. */
typedef enum {
    UNKNOWN,  /* no opcode of this version: a function with it stays in the interpreter */
    PLAIN,    /* op, the argument passed on */
    FIXED,    /* op, argument and aux from the table */
    HELPER,   /* a call of the helper `aux` */
    FORWARD,  /* op with a target `argument` units ahead; arg and aux from the table */
    BACKWARD, /* likewise back */
    SPECIAL,  /* see cj_decode */
} Lowering;

typedef struct {
    uint8_t lowering, op;
    int8_t arg, aux;
} Row;

static const Row table[256] = {
    [NOP] = {FIXED, CJ_NOP, 0, 0},
    [RESUME] = {PLAIN, CJ_RESUME, 0, 0},
    [LOAD_FAST] = {PLAIN, CJ_LOAD_LOCAL, 0, 0},
    [LOAD_CLOSURE] = {PLAIN, CJ_LOAD_LOCAL, 0, 0},
    [STORE_FAST] = {PLAIN, CJ_STORE_LOCAL, 0, 0},
    [DELETE_FAST] = {PLAIN, CJ_DELETE_LOCAL, 0, 0},
    [LOAD_CONST] = {PLAIN, CJ_LOAD_CONST, 0, 0},
    [PUSH_NULL] = {FIXED, CJ_PUSH_NULL, 0, 0},
    [POP_TOP] = {FIXED, CJ_POP, 0, 0},
    [COPY] = {PLAIN, CJ_COPY, 0, 0},
    [SWAP] = {PLAIN, CJ_SWAP, 0, 0},
    [LOAD_GLOBAL] = {SPECIAL, CJ_LOAD_GLOBAL, 0, 0},
    [UNARY_POSITIVE] = {FIXED, CJ_UNARY, CJ_POSITIVE, 0},
    [UNARY_NEGATIVE] = {FIXED, CJ_UNARY, CJ_NEGATIVE, 0},
    [UNARY_INVERT] = {FIXED, CJ_UNARY, CJ_INVERT, 0},
    [UNARY_NOT] = {FIXED, CJ_NOT, 0, 0},
    [BINARY_OP] = {PLAIN, CJ_BINARY, 0, 0},
    [COMPARE_OP] = {PLAIN, CJ_COMPARE, 0, 0},
    [IS_OP] = {PLAIN, CJ_IS, 0, 0},
    [CONTAINS_OP] = {PLAIN, CJ_CONTAINS, 0, 0},
    [BINARY_SUBSCR] = {FIXED, CJ_SUBSCRIPT, 0, 0},
    [STORE_SUBSCR] = {FIXED, CJ_STORE_ITEM, 0, 0},
    [LOAD_ATTR] = {PLAIN, CJ_LOAD_ATTR, 0, 0},
    [STORE_ATTR] = {PLAIN, CJ_STORE_ATTR, 0, 0},
    [LOAD_METHOD] = {PLAIN, CJ_LOAD_METHOD, 0, 0},
    [KW_NAMES] = {SPECIAL, CJ_CALL, 0, 0},
    [PRECALL] = {SPECIAL, CJ_CALL, 0, 0},
    [CALL] = {SPECIAL, CJ_CALL, 0, 0},
    [RETURN_VALUE] = {FIXED, CJ_RETURN, 0, 0},
    [GET_ITER] = {FIXED, CJ_GET_ITER, 0, 0},
    [FOR_ITER] = {FORWARD, CJ_FOR_ITER, 0, 0},
    [JUMP_FORWARD] = {FORWARD, CJ_JUMP, 0, 0},
    [JUMP_BACKWARD] = {BACKWARD, CJ_JUMP, 0, 1},
    [JUMP_BACKWARD_NO_INTERRUPT] = {BACKWARD, CJ_JUMP, 0, 0},
    [POP_JUMP_FORWARD_IF_TRUE] = {FORWARD, CJ_BRANCH, 1, 0},
    [POP_JUMP_FORWARD_IF_FALSE] = {FORWARD, CJ_BRANCH, 0, 0},
    [POP_JUMP_BACKWARD_IF_TRUE] = {BACKWARD, CJ_BRANCH, 1, 1},
    [POP_JUMP_BACKWARD_IF_FALSE] = {BACKWARD, CJ_BRANCH, 0, 1},
    [POP_JUMP_FORWARD_IF_NONE] = {FORWARD, CJ_BRANCH_NONE, 1, 0},
    [POP_JUMP_FORWARD_IF_NOT_NONE] = {FORWARD, CJ_BRANCH_NONE, 0, 0},
    [POP_JUMP_BACKWARD_IF_NONE] = {BACKWARD, CJ_BRANCH_NONE, 1, 1},
    [POP_JUMP_BACKWARD_IF_NOT_NONE] = {BACKWARD, CJ_BRANCH_NONE, 0, 1},
    [JUMP_IF_TRUE_OR_POP] = {FORWARD, CJ_BRANCH_KEEP, 1, 0},
    [JUMP_IF_FALSE_OR_POP] = {FORWARD, CJ_BRANCH_KEEP, 0, 0},
    [UNPACK_SEQUENCE] = {PLAIN, CJ_UNPACK, 0, 0},
#define HELPER_ROW(opcode, helper) [opcode] = {HELPER, CJ_HELPER, 0, CJ_HELPER_##helper},
    CJ_HELPERS_BY_OPCODE(HELPER_ROW)
#undef HELPER_ROW
        [RETURN_GENERATOR] = {FIXED, CJ_RETURN_GENERATOR, 0, 0},
    [YIELD_VALUE] = {FIXED, CJ_YIELD, 0, 0},
    [SEND] = {FORWARD, CJ_SEND, 0, 0},
};

#define CJ_HELPER_ENTRY(name, pops, pops_per_arg, pushes, object) \
    {#name, cj_helper_##name, pops, pops_per_arg, pushes, object},
const cj_helper_entry cj_helpers[] = {CJ_HELPERS(CJ_HELPER_ENTRY)};

static const char *const names[256] = {
#define OPCODE_NAME(name, number) [number] = #name,
#include "opcode_names.h"
#undef OPCODE_NAME
};

int cj_code_units(const PyCodeObject *code) {
    return (int)Py_SIZE(code);
}

int cj_read_opcode(const PyCodeObject *code, int *unit, int *argument) {
    const _Py_CODEUNIT *units = _PyCode_CODE((PyCodeObject *)code);
    int opcode, prefix = 0;
    while ((opcode = _PyOpcode_Deopt[_Py_OPCODE(units[*unit])]) == EXTENDED_ARG) {
        prefix = (prefix | _Py_OPARG(units[*unit])) << 8;
        ++*unit;
    }
    *argument = prefix | _Py_OPARG(units[*unit]);
    return opcode;
}

static int after(int opcode, int unit) {
    return unit + 1 + _PyOpcode_Caches[opcode];
}

int cj_opcode_at(const PyCodeObject *code, int unit) {
    return _PyOpcode_Deopt[_Py_OPCODE(_PyCode_CODE((PyCodeObject *)code)[unit])];
}

int cj_unit_after(const PyCodeObject *code, int unit) {
    return after(cj_opcode_at(code, unit), unit);
}

void cj_decode(const PyCodeObject *code, int start, cj_instruction *instruction) {
    int unit = start, argument;
    int opcode = cj_read_opcode(code, &unit, &argument);
    const Row *row = &table[opcode];
    *instruction = (cj_instruction){.op = row->op, .arg = row->arg, .aux = row->aux};
    instruction->start = start;
    instruction->unit = unit;
    instruction->next = after(opcode, unit);
    instruction->target = -1;
    switch (row->lowering) {
    case FORWARD:
        instruction->target = instruction->next + argument;
        break;
    case BACKWARD:
        instruction->target = instruction->next - argument;
        break;
    case FIXED:
    case UNKNOWN:
        break;
    case SPECIAL:
        if (opcode == LOAD_GLOBAL) {
            instruction->arg = argument >> 1;
            instruction->aux = argument & 1;
            break;
        }
        /* KW_NAMES, PRECALL and CALL are one op: what they share lives in the interpreter's own
         * variables, where nobody can leave it. */
        instruction->aux = -1;
        while (opcode != CALL) {
            if (opcode == KW_NAMES) {
                instruction->aux = argument;
            }
            unit = instruction->next;
            opcode = cj_read_opcode(code, &unit, &argument);
            instruction->next = after(opcode, unit);
        }
        instruction->arg = argument;
        instruction->unit = unit;
        break;
    default:
        instruction->arg = argument;
        break;
    }
}

bool cj_is_resume(const PyCodeObject *code, int unit) {
    return cj_opcode_at(code, unit) == RESUME;
}

int cj_call_end(const PyCodeObject *code, int unit) {
    (void)code;
    return unit + _PyOpcode_Caches[CALL];
}

static bool is_call(int opcode) {
    return opcode == KW_NAMES || opcode == PRECALL || opcode == CALL;
}

/* Whoever makes code objects by hand (code.replace) may have made anything: what is read of code
 * that never runs has to lie inside. */
const char *cj_refusal(const PyCodeObject *code) {
    if (code->co_nlocalsplus + code->co_stacksize > UINT16_MAX) {
        return "too many local variables";
    }
    int units = cj_code_units(code);
    bool in_call = false; /* CALL has to follow */
    if (units > CJ_MOST_UNITS) {
        return "too many instructions";
    }
    if (units == 0 || cj_opcode_at(code, units - 1) == EXTENDED_ARG) {
        return "malformed code";
    }
    for (int unit = 0; unit < units;) {
        int argument;
        int opcode = cj_read_opcode(code, &unit, &argument);
        const Row *row = &table[opcode];
        if (row->lowering == UNKNOWN) {
            return names[opcode] ? names[opcode] : "unknown opcode";
        }
        unit = after(opcode, unit);
        int64_t target = row->lowering == FORWARD    ? (int64_t)unit + argument
                         : row->lowering == BACKWARD ? (int64_t)unit - argument
                                                     : 0;
        if (unit > units || target < 0 || target >= units || (in_call && !is_call(opcode))) {
            return "malformed code";
        }
        in_call = opcode == KW_NAMES || opcode == PRECALL;
    }
    return in_call ? "malformed code" : NULL;
}

bool cj_is_loop_end(const PyCodeObject *code, int unit) {
    const Row *row = &table[cj_opcode_at(code, unit)];
    return row->lowering == BACKWARD && row->aux == 1; /* not so that of `await` */
}

int cj_loop_start(const PyCodeObject *code, int unit) {
    cj_instruction instruction = {0};
    for (int start = 0; start <= unit; start = instruction.next) {
        cj_decode(code, start, &instruction);
    }
    return instruction.target;
}

uint64_t cj_first_reads(const PyCodeObject *code, int unit, int steps, uint64_t wanted) {
    const _Py_CODEUNIT *units = _PyCode_CODE((PyCodeObject *)code);
    uint64_t read = 0, written = 0;
    int end = cj_code_units(code), prefix = 0, turned = -1;
    for (; steps > 0 && unit < end && (wanted & ~(read | written)) != 0; steps--) {
        int opcode = _PyOpcode_Deopt[_Py_OPCODE(units[unit])];
        int argument = prefix | _Py_OPARG(units[unit]);
        if (opcode == EXTENDED_ARG) {
            prefix = argument << 8;
            unit++;
            continue;
        }
        prefix = 0;
        const Row *row = &table[opcode];
        if (argument < 64) {
            uint64_t local = (uint64_t)1 << argument;
            read |= row->op == CJ_LOAD_LOCAL || row->op == CJ_DELETE_LOCAL ? local & ~written : 0;
            written |= row->op == CJ_STORE_LOCAL ? local & ~read : 0;
        }
        int next = after(opcode, unit);
        bool turns = row->lowering == BACKWARD && turned != unit;
        turned = turns ? unit : turned;
        unit = turns ? next - argument : next;
    }
    return read;
}

bool cj_has_loop(const PyCodeObject *code) {
    for (int unit = 0, end = cj_code_units(code); unit < end; unit = cj_unit_after(code, unit)) {
        if (cj_is_loop_end(code, unit)) {
            return true;
        }
    }
    return false;
}

void cj_find_targets(const PyCodeObject *code, uint8_t *targets) {
    int units = cj_code_units(code);
    for (int unit = 0; unit < units;) {
        cj_instruction instruction;
        cj_decode(code, unit, &instruction);
        if (instruction.target >= 0) {
            targets[instruction.target >> 3] |= (uint8_t)(1 << (instruction.target & 7));
        }
        unit = instruction.next;
    }
}

const char *cj_opcode_name(int opcode) {
    return names[opcode];
}

int cj_opcode_caches(int opcode) {
    return _PyOpcode_Caches[opcode];
}
