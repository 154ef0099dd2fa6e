/* What templates say in x86-64 assembly: operands that clang must not see as addresses, homes in
 * the native frame, the instructions that C has no word for, entering compiled code. Each
 * architecture has a header with the same names; docs/porting.md has the list. */
#ifndef CJ_X86_64_H
#define CJ_X86_64_H

/* The displacement or immediate of an instruction, so mostly free. */
#define HOLE(x) ((int64_t)HOLE_##x)
#define HOLEU(x) ((uint64_t)HOLEU_##x)
/* Loads the operand as a number. Where clang sees it as an address it may form it by PC-relative
 * arithmetic, which no patch can make right. */
#define COUNT(x)                                       \
    ({                                                 \
        uint64_t count_;                               \
        asm("movl $HOLEU_" #x ", %k0" : "=r"(count_)); \
        count_;                                        \
    })
/* Stores it, 32 bits of it. */
#define STORE_COUNT(x, place) asm("movl $HOLEU_" #x ", %0" : "=m"(*(uint32_t *)(void *)(place)))
#define SIGNED_COUNT(x)                              \
    ({                                               \
        int64_t count_;                              \
        asm("movq $HOLE_" #x ", %0" : "=r"(count_)); \
        count_;                                      \
    })
/* Likewise 64 bits, and a double of the pool. */
#define LOAD_IMMEDIATE(x, variable) asm("movabsq $IMM64_" #x ", %0" : "=r"(variable))
#define LOAD_CONSTANT(x, variable) asm("movsd K_" #x "(%%rip), %0" : "=x"(variable))

/* `variable` op a constant: add, sub, mul or div. */
#define WITH_CONSTANT(op, variable, x) asm(#op "sd K_" #x "(%%rip), %0" : "+x"(variable))

/* A slot of the frame: the operand is the distance from it in bytes. */
#define SLOT_ADDRESS(x) ((PyObject **)((char *)frame + HOLE(x)))

/* `variable` op the operand. Each has an immediate of 32 bits. */
#define OR_HOLE(variable, x) asm("orq $HOLE_" #x ", %0" : "+r"(variable)::"cc")
#define XOR_HOLE(variable, x) asm("xorq $HOLE_" #x ", %0" : "+r"(variable)::"cc")
#define AND_HOLE(variable, x) asm("andq $HOLE_" #x ", %0" : "+r"(variable)::"cc")
#define AND_HOLEU(variable, x) asm("andl $HOLEU_" #x ", %k0" : "+r"(variable)::"cc")
#define EQUALS_HOLE(equal, variable, x) \
    asm("cmpq $HOLE_" #x ", %1" : "=@ccz"(equal) : "r"(variable))

/* Homes: the operand is the distance from the native frame's base pointer. */
#define STORE_HOME(x, variable) \
    asm volatile("movq %0, HOLE_" #x "(%%rbp)" ::"r"(variable) : "memory")
#define LOAD_HOME(variable, x) \
    asm volatile("movq HOLE_" #x "(%%rbp), %0" : "=r"(variable)::"memory")
#define STORE_DOUBLE_HOME(x, variable) \
    asm volatile("movsd %0, HOLE_" #x "(%%rbp)" ::"x"(variable) : "memory")
#define LOAD_DOUBLE_HOME(variable, x) \
    asm volatile("movsd HOLE_" #x "(%%rbp), %0" : "=x"(variable)::"memory")
/* By way of a register that holds no value between stencils. */
#define COPY_HOME(to, from)                              \
    asm volatile("movq HOLE_" #from "(%%rbp), %%rax\n\t" \
                 "movq %%rax, HOLE_" #to "(%%rbp)" ::    \
                     : "rax", "memory")

/* Arithmetic for which C would call its library. The nearest integer: of two, the even one. */
#define SQUARE_ROOT(root, value) asm("sqrtsd %1, %0" : "=x"(root) : "x"(value))
#define NEAREST_INTEGER(integer, value) asm("cvtsd2si %1, %0" : "=r"(integer) : "x"(value))

#define GET_STACK_POINTER(variable) asm("movq %%rsp, %0" : "=r"(variable))
#define GET_NATIVE_FRAME(variable) asm("movq %%rbp, %0" : "=r"(variable))

/* Where run_code_for_number() finds the bits of a result that has no box: in r0's register. */
#define SET_RESULT_BITS(bits) asm volatile("movq %0, %%r14" ::"r"(bits) : "r14", "memory")

/* Runs a frame's code, from `address` on, in a native frame of its own. Nothing survives that but
 * the frame and ts, which are kept in there. `bits`: of a result that has no box. */
static inline __attribute__((always_inline)) PyObject *
run_code_for_number(Frame **frame, PyThreadState **ts, void *address, int64_t *bits) {
    register Frame *running asm("r12") = *frame;
    register PyThreadState *running_ts asm("r13") = *ts;
    register void *result asm("rax") = address;
    register int64_t number asm("r14");
    asm volatile("leaq 1f(%%rip), %%r11\n\t"
                 "pushq %%r11\n\t"
                 "pushq %%rbp\n\t"
                 "movq %%rsp, %%rbp\n\t"
                 "subq %[size], %%rsp\n\t"
                 "movq %%r12, -8(%%rbp)\n\t"
                 "movq %%r13, -16(%%rbp)\n\t"
                 "callq *%%rax\n"
                 "1:\tmovq -8(%%rbp), %%r12\n\t"
                 "movq -16(%%rbp), %%r13\n\t"
                 "leave\n\t"
                 "addq $8, %%rsp"
                 : "+r"(running), "+r"(running_ts), "+r"(result), "=r"(number)
                 : [size] "i"(CJ_NATIVE_FRAME_SIZE + 8) /* aligned again, with the address */
                 : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r15", "xmm0",
                   "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                   "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory", "cc");
    *frame = running;
    *ts = running_ts;
    *bits = number;
    return result;
}

/* The body of a naked function (frame, ts, entry): from C into JIT code, in a native frame. */
#define ENTER_CODE()                               \
    asm("pushq %%rbp\n\t"                          \
        "movq %%rsp, %%rbp\n\t"                    \
        "movq %%r12, -8(%%rbp)\n\t"                \
        "movq %%r13, -16(%%rbp)\n\t"               \
        "movq %%r14, -24(%%rbp)\n\t"               \
        "movq %%r15, -32(%%rbp)\n\t"               \
        "movq %%rbx, -40(%%rbp)\n\t"               \
        "subq %[size], %%rsp\n\t"                  \
        "movq %%rdi, %%r12\n\t"                    \
        "movq %%rsi, %%r13\n\t"                    \
        "movb $0, %c[takes_numbers](%%rdi)\n\t"    \
        "callq *%%rdx\n\t"                         \
        "movq -8(%%rbp), %%r12\n\t"                \
        "movq -16(%%rbp), %%r13\n\t"               \
        "movq -24(%%rbp), %%r14\n\t"               \
        "movq -32(%%rbp), %%r15\n\t"               \
        "movq -40(%%rbp), %%rbx\n\t"               \
        "leave\n\t"                                \
        "retq" ::[size] "i"(CJ_NATIVE_FRAME_SIZE), \
        [takes_numbers] "i"(TAKES_NUMBERS_OFFSET))

#endif
