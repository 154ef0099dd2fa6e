/* x86_64.h for AArch64. Instructions have four bytes and no room for a number of 32 bits: one is
 * put together in a register (movz or movn, then movk), and what is a small distance by its nature
 * has twelve bits of the instruction that uses it. */
#ifndef CJ_AARCH64_H
#define CJ_AARCH64_H

#define SIGNED_COUNT(x)                           \
    ({                                            \
        int64_t count_;                           \
        asm("movz %0, #:abs_g1_s:HOLE_" #x "\n\t" \
            "movk %0, #:abs_g0_nc:HOLE_" #x       \
            : "=r"(count_));                      \
        count_;                                   \
    })
#define COUNT(x)                                  \
    ({                                            \
        uint64_t count_;                          \
        asm("movz %w0, #:abs_g1:HOLEU_" #x "\n\t" \
            "movk %w0, #:abs_g0_nc:HOLEU_" #x     \
            : "=r"(count_));                      \
        count_;                                   \
    })
#define STORE_COUNT(x, place) (*(uint32_t *)(void *)(place) = (uint32_t)COUNT(x))
#define HOLE(x) SIGNED_COUNT(x)
#define HOLEU(x) COUNT(x)
#define LOAD_IMMEDIATE(x, variable)             \
    asm("movz %0, #:abs_g0_nc:IMM64_" #x "\n\t" \
        "movk %0, #:abs_g1_nc:IMM64_" #x "\n\t" \
        "movk %0, #:abs_g2_nc:IMM64_" #x "\n\t" \
        "movk %0, #:abs_g3:IMM64_" #x           \
        : "=r"(variable))
/* The pool is near: in the extent that the code is in. */
#define LOAD_CONSTANT(x, variable) asm("ldr %d0, K_" #x : "=w"(variable))
#define WITH_CONSTANT(op, variable, x)                                   \
    do {                                                                 \
        double constant_;                                                \
        LOAD_CONSTANT(x, constant_);                                     \
        asm("f" #op " %d0, %d0, %d1" : "+w"(variable) : "w"(constant_)); \
    } while (0)

/* Below 4096: the 500 first slots of a frame. */
#define SLOT_ADDRESS(x)                                                \
    ({                                                                 \
        PyObject **slot_;                                              \
        asm("add %0, %1, #:lo12:HOLE_" #x : "=r"(slot_) : "r"(frame)); \
        slot_;                                                         \
    })

#define OR_HOLE(variable, x) ((variable) |= SIGNED_COUNT(x))
#define XOR_HOLE(variable, x) ((variable) ^= SIGNED_COUNT(x))
#define AND_HOLE(variable, x) ((variable) &= SIGNED_COUNT(x))
#define AND_HOLEU(variable, x) ((variable) &= (int64_t)COUNT(x))
#define EQUALS_HOLE(equal, variable, x) ((equal) = (variable) == SIGNED_COUNT(x))

/* Homes lie above the base pointer. */
#define STORE_HOME(x, variable) \
    asm volatile("str %0, [x29, #:lo12:HOLE_" #x "]" ::"r"(variable) : "memory")
#define LOAD_HOME(variable, x) \
    asm volatile("ldr %0, [x29, #:lo12:HOLE_" #x "]" : "=r"(variable)::"memory")
#define STORE_DOUBLE_HOME(x, variable) \
    asm volatile("str %d0, [x29, #:lo12:HOLE_" #x "]" ::"w"(variable) : "memory")
#define LOAD_DOUBLE_HOME(variable, x) \
    asm volatile("ldr %d0, [x29, #:lo12:HOLE_" #x "]" : "=w"(variable)::"memory")
#define COPY_HOME(to, from)                                 \
    asm volatile("ldr x8, [x29, #:lo12:HOLE_" #from "]\n\t" \
                 "str x8, [x29, #:lo12:HOLE_" #to "]" ::    \
                     : "x8", "memory")

#define SQUARE_ROOT(root, value) asm("fsqrt %d0, %d1" : "=w"(root) : "w"(value))
#define NEAREST_INTEGER(integer, value) asm("fcvtns %0, %d1" : "=r"(integer) : "w"(value))

#define GET_STACK_POINTER(variable) asm("mov %0, sp" : "=r"(variable))
#define GET_NATIVE_FRAME(variable) asm("mov %0, x29" : "=r"(variable))

#define SET_RESULT_BITS(bits) asm volatile("mov x22, %0" ::"r"(bits) : "x22", "memory")

static inline __attribute__((always_inline)) PyObject *
run_code_for_number(Frame **frame, PyThreadState **ts, void *address, int64_t *bits) {
    register Frame *running asm("x20") = *frame;
    register PyThreadState *running_ts asm("x21") = *ts;
    register void *result asm("x0") = address;
    register int64_t number asm("x22");
    asm volatile("mov x9, x30\n\t"
                 "adr x30, 1f\n\t"
                 "stp x29, x30, [sp, #-%c[size]]!\n\t"
                 "mov x29, sp\n\t"
                 "stp x20, x21, [x29, #16]\n\t"
                 "str x9, [x29, #32]\n\t"
                 "blr x0\n"
                 "1:\tldp x20, x21, [x29, #16]\n\t"
                 "ldr x9, [x29, #32]\n\t"
                 "ldp x29, x30, [sp], #%c[size]\n\t"
                 "mov x30, x9"
                 : "+r"(running), "+r"(running_ts), "+r"(result), "=r"(number)
                 : [size] "i"(CJ_NATIVE_FRAME_SIZE)
                 : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
                   "x14", "x15", "x16", "x17", "x18", "x19", "x23", "x24", "x25", "x26", "x27",
                   "x28", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11",
                   "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22",
                   "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31", "memory", "cc");
    *frame = running;
    *ts = running_ts;
    *bits = number;
    return result;
}

#define ENTER_CODE()                              \
    asm("stp x29, x30, [sp, #-%c[size]]!\n\t"     \
        "mov x29, sp\n\t"                         \
        "stp x19, x20, [x29, #16]\n\t"            \
        "stp x21, x22, [x29, #32]\n\t"            \
        "stp x23, x24, [x29, #48]\n\t"            \
        "stp x25, x26, [x29, #64]\n\t"            \
        "stp x27, x28, [x29, #80]\n\t"            \
        "stp d8, d9, [x29, #96]\n\t"              \
        "stp d10, d11, [x29, #112]\n\t"           \
        "stp d12, d13, [x29, #128]\n\t"           \
        "stp d14, d15, [x29, #144]\n\t"           \
        "mov x20, x0\n\t"                         \
        "mov x21, x1\n\t"                         \
        "strb wzr, [x0, #%c[takes_numbers]]\n\t"  \
        "blr x2\n\t"                              \
        "ldp x19, x20, [x29, #16]\n\t"            \
        "ldp x21, x22, [x29, #32]\n\t"            \
        "ldp x23, x24, [x29, #48]\n\t"            \
        "ldp x25, x26, [x29, #64]\n\t"            \
        "ldp x27, x28, [x29, #80]\n\t"            \
        "ldp d8, d9, [x29, #96]\n\t"              \
        "ldp d10, d11, [x29, #112]\n\t"           \
        "ldp d12, d13, [x29, #128]\n\t"           \
        "ldp d14, d15, [x29, #144]\n\t"           \
        "ldp x29, x30, [sp], #%c[size]\n\t"       \
        "ret" ::[size] "i"(CJ_NATIVE_FRAME_SIZE), \
        [takes_numbers] "i"(TAKES_NUMBERS_OFFSET))

#endif
