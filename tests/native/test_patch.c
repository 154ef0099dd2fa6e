/* Copying and patching: every kind of hole with its limits, labels, extents, speed. */

#include "blob.h"
#include "harness.h"
#include "patcher/library.h"
#include "patcher/memory.h"
#include "patcher/patch.h"
#include "patcher/row.h"

#include <string.h>
#include <sys/wait.h>
#include <time.h>

static char why[512];

static void start_memory(void) {
    CHECK(cj_memory_init(8 << 20, (void *)(uintptr_t)start_memory, why, sizeof why) == 0);
}

static void start(void) {
    start_memory();
    blob_new();
}

static int64_t i64(const void *pointer) {
    return (int64_t)(uintptr_t)pointer;
}

static int32_t field32(const uint8_t *field) {
    int32_t value;
    memcpy(&value, field, sizeof value);
    return value;
}

static int64_t field64(const uint8_t *field) {
    int64_t value;
    memcpy(&value, field, sizeof value);
    return value;
}

/* Where a rel32 field leads. */
static uint8_t *leads_to(uint8_t *field) {
    return field + 4 + field32(field);
}

/* Emits one stencil into code of its own and returns its hot part; NULL if it is refused. */
static uint8_t *emit(unsigned id, cj_operands *operands) {
    static cj_code code;
    cj_code_free(&code);
    cj_memory_reclaim(); /* so that each comes to lie where the one before did */
    if (!cj_code_reserve(&code, cj_emit_room(id)))
        return NULL;
    uint8_t *hot = code.hot, *cold = code.cold;
    if (!cj_emit(&code, id, operands)) {
        CHECK(code.hot == hot && code.cold == cold);
        CHECK(cj_patch_error()[0] != '\0');
        return NULL;
    }
    CHECK(code.hot == hot + cj_stencil_hot_size(id));
    CHECK(code.cold <= cold - cj_stencil_cold_size(id) && code.cold > code.hot);
    return hot;
}

/* ---- Holes ---- */

TEST(a_hole_is_signed_32_bits) {
    start();
    blob_stencil("plain", BYTES("\x48\xc7\xc0\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, ABS32S, SYM_HOLE_A + 2, 0);
    blob_stencil("with_addend", BYTES("\x48\xc7\xc0\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, ABS32S, SYM_HOLE_A, 16);
    blob_stencil("wide", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, SYM_HOLE_A, -1);
    blob_load();
    static const int32_t values[] = {0, 1, -1, 127, INT32_MAX, INT32_MIN, INT32_MAX - 16};
    for (int i = 0; i < 7; i++) {
        cj_operands o = {.hole = {values[i], 5, values[i], 7}};
        CHECK(harness_call(emit(0, &o), 0) == values[i]);
        CHECK(harness_call(emit(2, &o), 0) == (int64_t)values[i] - 1);
        uint8_t *hot = emit(1, &o);
        if (values[i] > INT32_MAX - 16)
            CHECK(hot == NULL && strstr(cj_patch_error(), "32 bits") != NULL);
        else
            CHECK(harness_call(hot, 0) == values[i] + 16);
    }
}

TEST(an_unsigned_hole_is_unsigned_32_bits) {
    start();
    blob_stencil("zero_extended", BYTES("\xb8\0\0\0\0\xc3"));
    blob_patch(1, HOT_PART, ABS32, SYM_HOLEU_A + 1, 0);
    blob_stencil("sign_extended", BYTES("\x48\xc7\xc0\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, ABS32S, SYM_HOLEU_A + 1, 0);
    blob_stencil("wide", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, SYM_HOLEU_A + 1, 1);
    blob_stencil("less", BYTES("\xb8\0\0\0\0\xc3"));
    blob_patch(1, HOT_PART, ABS32, SYM_HOLEU_A + 1, -4);
    blob_load();
    static const uint32_t values[] = {0, 4, INT32_MAX, (uint32_t)INT32_MAX + 1, UINT32_MAX};
    for (int i = 0; i < 5; i++) {
        cj_operands o = {.holeu = {99, values[i]}};
        CHECK((uint32_t)harness_call(emit(0, &o), 0) == values[i]);
        CHECK(harness_call(emit(2, &o), 0) == (int64_t)values[i] + 1);
        uint8_t *signed_field = emit(1, &o);
        CHECK(values[i] > INT32_MAX ? signed_field == NULL
                                    : harness_call(signed_field, 0) == values[i]);
        uint8_t *less = emit(3, &o);
        CHECK(values[i] < 4 ? less == NULL : (uint32_t)harness_call(less, 0) == values[i] - 4);
    }
}

TEST(a_64_bit_immediate_takes_everything) {
    start();
    blob_stencil("imm64", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, SYM_IMM64_A + 1, 0);
    blob_stencil("ptr64", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, SYM_PTR_A + 3, 8);
    blob_load();
    static const uint64_t values[] = {0, UINT64_MAX, 0x123456789abcdef0, 1ull << 63};
    for (int i = 0; i < 4; i++) {
        cj_operands o = {.imm64 = {7, values[i]}, .ptr = {1, 2, 3, values[i]}};
        CHECK((uint64_t)harness_call(emit(0, &o), 0) == values[i]);
        CHECK((uint64_t)harness_call(emit(1, &o), 0) == values[i] + 8);
    }
}

TEST(a_constant_lies_in_the_pool) {
    start();
    /* movsd xmm0, K_A; addsd xmm0, K_A; cvttsd2si rax, xmm0; ret */
    blob_stencil("constant", BYTES("\xf2\x0f\x10\x05\0\0\0\0\xf2\x0f\x58\x05\0\0\0\0"
                                   "\xf2\x48\x0f\x2c\xc0\xc3"));
    blob_patch(4, HOT_PART, PC32, SYM_K_A, -4);
    blob_patch(12, HOT_PART, PC32, SYM_K_A, -4);
    blob_load();
    cj_operands o = {.k = {21.25}};
    uint8_t *hot = emit(0, &o);
    CHECK(harness_call(hot, 0) == 42);
    CHECK(leads_to(hot + 4) == leads_to(hot + 12)); /* one slot for both */
    CHECK((uintptr_t)leads_to(hot + 4) % 8 == 0);
}

TEST(literals_are_shared_and_aligned) {
    start();
    /* movaps xmm0, L16; movq rax, xmm0; add eax, L4; add rax, L8; ret */
    blob_stencil("literals", BYTES("\x0f\x28\x05\0\0\0\0\x66\x48\x0f\x7e\xc0\x03\x05\0\0\0\0"
                                   "\x48\x03\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, PC32, blob_literal("\1\0\0\0\0\0\0\0zzzzzzzz", 16), -4);
    blob_patch(14, HOT_PART, PC32, blob_literal("\2\0\0\0", 4), -4);
    blob_patch(21, HOT_PART, PC32, blob_literal("\4\0\0\0\0\0\0\0", 8), -4);
    blob_load();
    cj_operands o = {0};
    uint8_t *hot = emit(0, &o);
    CHECK(harness_call(hot, 0) == 7);
    CHECK((uintptr_t)leads_to(hot + 3) % 16 == 0);
    CHECK(leads_to(emit(0, &o) + 3) != NULL);
    CHECK(strcmp(cj_library_at(leads_to(hot + 3)), "pool") == 0);
}

/* ---- Pointers through the GOT ---- */

enum { FAR_BITS = 62 };
#define FAR_POINTER ((uint64_t)1 << FAR_BITS | 0x5678)

static unsigned near_value; /* something near that holds 4711 */

TEST(a_pointer_load_is_relaxed_where_it_can_be) {
    start();
    /* every register: mov reg, [PTR_A]; mov rax, reg; ret */
    for (unsigned reg = 0; reg < 16; reg++) {
        if (reg == 4 || reg == 5 || reg == 3 || reg >= 12)
            continue; /* the caller's, when they run */
        char code[] = "\x48\x8b\x05\0\0\0\0\x48\x89\xc0\xc3";
        code[0] = (char)(0x48 | (reg >= 8 ? 4 : 0));
        code[2] = (char)(0x05 | (reg & 7) << 3);
        code[7] = (char)(0x48 | (reg >= 8 ? 4 : 0));
        code[9] = (char)(0xc0 | (reg & 7) << 3);
        blob_stencil("load", code, 11);
        blob_patch(3, HOT_PART, REX_GOT, SYM_PTR_A, -4);
    }
    blob_load();
    for (unsigned id = 0; id < cj_stencil_count(); id++) {
        cj_operands o = {.ptr = {(uint64_t)i64(cj_trap())}};
        uint8_t *hot = emit(id, &o);
        CHECK(harness_call(hot, 0) == i64(cj_trap()));
        CHECK(hot[1] == (i64(cj_trap()) > INT32_MAX ? 0x8d : 0xc7));

        static const uint64_t small[] = {0, 1, INT32_MAX, (uint64_t)-1, (uint64_t)INT32_MIN};
        for (int i = 0; i < 5; i++) {
            o.ptr[0] = small[i];
            hot = emit(id, &o);
            CHECK(hot[1] == 0xc7 && (uint64_t)harness_call(hot, 0) == small[i]);
        }

        o.ptr[0] = FAR_POINTER;
        hot = emit(id, &o);
        CHECK(hot[1] == 0x8b && (uint64_t)harness_call(hot, 0) == FAR_POINTER);
        CHECK((uintptr_t)leads_to(hot + 3) % 8 == 0);
    }
}

TEST(the_reach_of_a_load_is_exact) {
    start();
    blob_stencil("load", BYTES("\x48\x8b\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, REX_GOT, SYM_PTR_A, -4);
    blob_load();
    cj_operands o = {.ptr = {FAR_POINTER}};
    uint8_t *end = emit(0, &o) + 7;
    static const int64_t distances[] = {INT32_MAX, (int64_t)INT32_MAX + 1, INT32_MIN,
                                        (int64_t)INT32_MIN - 1};
    for (int i = 0; i < 4; i++) {
        o.ptr[0] = (uint64_t)(i64(end) + distances[i]);
        int64_t value = (int64_t)o.ptr[0];
        uint8_t *hot = emit(0, &o);
        CHECK(hot + 7 == end);
        CHECK(harness_call(hot, 0) == value);
        bool immediate = value == (int32_t)value;
        CHECK(hot[1] == (immediate ? 0xc7 : i % 2 == 0 ? 0x8d : 0x8b));
    }
}

TEST(a_call_of_a_pointer_is_relaxed_where_it_can_be) {
    start();
    /* sub rsp, 8; call [PTR_A]; add rsp, 8; ret */
    blob_stencil("call", BYTES("\x48\x83\xec\x08\xff\x15\0\0\0\0\x48\x83\xc4\x08\xc3"));
    blob_patch(6, HOT_PART, GOT, SYM_PTR_A, -4);
    blob_routine("three", BYTES("\xb8\3\0\0\0\xc3"));
    blob_load();
    cj_operands o = {.ptr = {(uint64_t)i64(cj_routine(0))}};
    uint8_t *hot = emit(0, &o);
    CHECK(memcmp(hot + 4, "\x67\xe8", 2) == 0 && harness_call(hot, 0) == 3);
    o.ptr[0] = FAR_POINTER;
    hot = emit(0, &o);
    CHECK(memcmp(hot + 4, "\xff\x15", 2) == 0);
    CHECK(field64(leads_to(hot + 6)) == (int64_t)FAR_POINTER);
    o.ptr[0] = (uint64_t)(uintptr_t)engine_twice;
    CHECK(harness_call(emit(0, &o), 21) == 42);
}

TEST(a_jump_to_a_pointer_is_relaxed_where_it_can_be) {
    start();
    blob_stencil("jump", BYTES("\xff\x25\0\0\0\0"));
    blob_patch(2, HOT_PART, GOT, SYM_PTR_A, -4);
    blob_routine("three", BYTES("\xb8\3\0\0\0\xc3"));
    blob_load();
    cj_operands o = {.ptr = {(uint64_t)i64(cj_routine(0))}};
    uint8_t *hot = emit(0, &o);
    CHECK(hot[0] == 0xe9 && hot[5] == 0x90 && leads_to(hot + 1) == cj_routine(0));
    CHECK(harness_call(hot, 0) == 3);
    uint8_t *end = hot + 5;
    static const int64_t distances[] = {INT32_MAX, (int64_t)INT32_MAX + 1, INT32_MIN,
                                        (int64_t)INT32_MIN - 1};
    for (int i = 0; i < 4; i++) {
        o.ptr[0] = (uint64_t)(i64(end) + distances[i]);
        hot = emit(0, &o);
        CHECK(hot + 5 == end);
        if (i % 2 == 0)
            CHECK(hot[0] == 0xe9 && i64(leads_to(hot + 1)) == (int64_t)o.ptr[0]);
        else
            CHECK(hot[0] == 0xff && field64(leads_to(hot + 2)) == (int64_t)o.ptr[0]);
    }
}

TEST(a_comparison_with_a_pointer_takes_an_immediate_below_2_gb) {
    start();
    /* xor eax, eax; cmp reg, [PTR_A]; sete al; ret - with rdi and, moved there first, r9 */
    blob_stencil("cmp_rdi", BYTES("\x31\xc0\x48\x3b\x3d\0\0\0\0\x0f\x94\xc0\xc3"));
    blob_patch(5, HOT_PART, REX_GOT, SYM_PTR_A + 1, -4);
    blob_stencil("cmp_r9", BYTES("\x49\x89\xf9\x31\xc0\x4c\x3b\x0d\0\0\0\0\x0f\x94\xc0\xc3"));
    blob_patch(8, HOT_PART, REX_GOT, SYM_PTR_A + 1, -4);
    blob_load();
    static const uint64_t values[] = {0,
                                      5,
                                      INT32_MAX,
                                      (uint64_t)INT32_MAX + 1,
                                      (uint64_t)INT32_MIN,
                                      (uint64_t)INT32_MIN - 1,
                                      FAR_POINTER};
    for (int i = 0; i < 7; i++) {
        for (unsigned id = 0; id < 2; id++) {
            cj_operands o = {.ptr = {0, values[i]}};
            uint8_t *hot = emit(id, &o);
            bool fits = (int64_t)values[i] == (int32_t)values[i];
            CHECK(hot[id == 0 ? 3 : 6] == (fits ? 0x81 : 0x3b));
            CHECK(harness_call(hot, (int64_t)values[i]) == 1);
            CHECK(harness_call(hot, (int64_t)(values[i] ^ 1)) == 0);
            CHECK(harness_call(hot, (int64_t)(values[i] ^ (uint64_t)1 << 63)) == 0);
        }
    }
}

TEST(other_reads_of_a_pointer_keep_their_slot) {
    start();
    /* mov rax, rdi; test [PTR_A], rax; add rax, [PTR_A]; cmp dword [PTR_A], 7; ret */
    blob_stencil("others", BYTES("\x48\x89\xf8\x48\x85\x05\0\0\0\0\x48\x03\x05\0\0\0\0"
                                 "\x83\x3d\0\0\0\0\x07\xc3"));
    blob_patch(6, HOT_PART, REX_GOT, SYM_PTR_A, -4);
    blob_patch(13, HOT_PART, REX_GOT, SYM_PTR_A, -4);
    blob_patch(19, HOT_PART, GOT, SYM_PTR_A, -5);
    blob_stencil("fixed", BYTES("\x48\x8b\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, GOT_FIXED, SYM_PTR_A, -4);
    blob_load();
    cj_operands o = {.ptr = {100}};
    uint8_t *hot = emit(0, &o);
    CHECK(harness_call(hot, 11) == 111);
    uint8_t *slot = leads_to(hot + 6);
    CHECK(leads_to(hot + 13) == slot && leads_to(hot + 19) + 1 == slot);
    CHECK(field64(slot) == 100);
    hot = emit(1, &o);
    CHECK(hot[1] == 0x8b && harness_call(hot, 0) == 100);
}

TEST(a_pointer_that_must_be_near_is_refused_if_it_is_far) {
    start();
    blob_stencil("call", BYTES("\xe9\0\0\0\0"));
    blob_patch(1, HOT_PART, PC32, SYM_PTR_A, -4);
    blob_routine("three", BYTES("\xb8\3\0\0\0\xc3"));
    blob_load();
    cj_operands o = {.ptr = {(uint64_t)i64(cj_routine(0))}};
    CHECK(harness_call(emit(0, &o), 0) == 3);
    o.ptr[0] = FAR_POINTER;
    CHECK(emit(0, &o) == NULL);
    CHECK(strstr(cj_patch_error(), "near") != NULL);
}

/* ---- Cells ---- */

TEST(a_cell_can_be_rewritten) {
    start();
    /* mov rax, [CELL_A] twice, through the GOT form and directly; add rax, [CELL_B] */
    blob_stencil("cells",
                 BYTES("\x48\x8b\x05\0\0\0\0\x48\x03\x05\0\0\0\0\x48\x03\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, REX_GOT, SYM_CELL_A, -4);
    blob_patch(10, HOT_PART, PC32, SYM_CELL_A, -4);
    blob_patch(17, HOT_PART, GOT_FIXED, SYM_CELL_A + 1, -4);
    blob_load();
    cj_operands o = {.cell = {1, 1000}};
    uint8_t *hot = emit(0, &o);
    CHECK(harness_call(hot, 0) == 1002); /* never relaxed, even though 1 would fit */
    CHECK(o.cell_slot[0] == leads_to(hot + 3) && o.cell_slot[0] == leads_to(hot + 10));
    CHECK(o.cell_slot[1] == leads_to(hot + 17) && o.cell_slot[1] != o.cell_slot[0]);
    CHECK((uintptr_t)o.cell_slot[0] % 8 == 0 && (uintptr_t)o.cell_slot[1] % 8 == 0);
    CHECK(cj_cell_write(o.cell_slot[0], 50) == o.cell_slot[0]);
    CHECK(harness_call(hot, 0) == 1100);
    CHECK(cj_cell_write((uint8_t *)&near_value, 1) == NULL);
    IN_CHILD({ CHECK(cj_cell_write(o.cell_slot[1], 0) != NULL && harness_call(hot, 0) == 100); });
    CHECK(harness_call(hot, 0) == 1100);
}

/* ---- Externs and routines ---- */

TEST(externs_are_linked_near_and_far) {
    start();
    unsigned twice = blob_extern("cj_twice"), far = blob_extern("cj_far");
    unsigned low = blob_extern("cj_low");
    blob_stencil("call", BYTES("\x48\x83\xec\x08\xff\x15\0\0\0\0\x48\x83\xc4\x08\xc3")); /* 0 */
    blob_patch(6, HOT_PART, GOT, twice, -4);
    blob_stencil("plt", BYTES("\x48\x83\xec\x08\xe8\0\0\0\0\x48\x83\xc4\x08\xc3")); /* 1 */
    blob_patch(5, HOT_PART, PC32, twice, -4);
    blob_stencil("jump", BYTES("\xff\x25\0\0\0\0")); /* 2 */
    blob_patch(2, HOT_PART, GOT, twice, -4);
    blob_stencil("load", BYTES("\x48\x8b\x05\0\0\0\0\xc3")); /* 3 */
    blob_patch(3, HOT_PART, REX_GOT, twice, -4);
    blob_stencil("load_far", BYTES("\x48\x8b\x05\0\0\0\0\xc3")); /* 4 */
    blob_patch(3, HOT_PART, REX_GOT, far, -4);
    blob_stencil("load_low", BYTES("\x48\x8b\x05\0\0\0\0\xc3")); /* 5 */
    blob_patch(3, HOT_PART, REX_GOT, low, -4);
    blob_stencil("plt_far", BYTES("\xe8\0\0\0\0\x0f\x84\0\0\0\0\xe9\0\0\0\0")); /* 6 */
    blob_patch(1, HOT_PART, PC32, far, -4);
    blob_patch(7, HOT_PART, PC32, far, -4);
    blob_patch(12, HOT_PART, PC32, far, -4);
    blob_stencil("call_far", BYTES("\xff\x15\0\0\0\0\xff\x25\0\0\0\0\x48\x3b\x05\0\0\0\0")); /* 7 */
    blob_patch(2, HOT_PART, GOT, far, -4);
    blob_patch(8, HOT_PART, GOT, far, -4);
    blob_patch(15, HOT_PART, REX_GOT, far, -4);
    blob_stencil("cmp_low", BYTES("\x48\x3b\x05\0\0\0\0\x48\x85\x05\0\0\0\0")); /* 8 */
    blob_patch(3, HOT_PART, REX_GOT, low, -4);
    blob_patch(10, HOT_PART, REX_GOT, low, -4);
    blob_stencil("numbers",
                 BYTES("\xb8\0\0\0\0\x48\xc7\xc0\0\0\0\0\x48\xb8\0\0\0\0\0\0\0\0")); /* 9 */
    blob_patch(1, HOT_PART, ABS32, low, 1);
    blob_patch(8, HOT_PART, ABS32S, low, 2);
    blob_patch(14, HOT_PART, ABS64, far, 3);
    blob_load();
    cj_operands o = {0};
    for (unsigned id = 0; id < 3; id++)
        CHECK(harness_call(emit(id, &o), 21) == 42);
    CHECK(harness_call(emit(3, &o), 0) == (int64_t)(uintptr_t)engine_twice);
    CHECK(harness_call(emit(4, &o), 0) == 0x7123456789abcdef);
    CHECK(harness_call(emit(5, &o), 0) == 0x1234567 && emit(5, &o)[1] == 0xc7);
    if (cj_memory_near((void *)(uintptr_t)engine_twice))
        CHECK(emit(0, &o)[4] == 0x67 && emit(2, &o)[0] == 0xe9);

    uint8_t *hot = emit(6, &o); /* all three through one stub */
    uint8_t *stub = leads_to(hot + 1);
    CHECK(leads_to(hot + 7) == stub && leads_to(hot + 12) == stub);
    CHECK(stub[0] == 0xff && stub[1] == 0x25);
    CHECK(field64(leads_to(stub + 2)) == 0x7123456789abcdef);
    uint8_t *slot = leads_to(stub + 2);
    hot = emit(7, &o); /* all three through the shared slot */
    CHECK(hot[0] == 0xff && hot[6] == 0xff && hot[13] == 0x3b);
    CHECK(leads_to(hot + 2) == slot && leads_to(hot + 8) == slot && leads_to(hot + 15) == slot);
    hot = emit(8, &o);
    CHECK(memcmp(hot, "\x48\x81\xf8\x67\x45\x23\x01", 7) == 0);
    CHECK(hot[8] == 0x85 && field64(leads_to(hot + 10)) == 0x1234567);
    hot = emit(9, &o);
    CHECK(field32(hot + 1) == 0x1234568 && field32(hot + 8) == 0x1234569);
    CHECK(field64(hot + 14) == 0x7123456789abcdf2);
}

/* With the memory far from the program, all goes by way of slots and stubs. */
TEST(far_from_the_image_everything_works) {
    CHECK(cj_memory_init(4 << 20, NULL, why, sizeof why) == 0);
    blob_new();
    unsigned twice = blob_extern("cj_twice");
    blob_stencil("call", BYTES("\x48\x83\xec\x08\xff\x15\0\0\0\0\x48\x83\xc4\x08\xc3"));
    blob_patch(6, HOT_PART, GOT, twice, -4);
    blob_stencil("plt", BYTES("\x48\x83\xec\x08\xe8\0\0\0\0\x48\x83\xc4\x08\xc3"));
    blob_patch(5, HOT_PART, PC32, twice, -4);
    blob_stencil("jump", BYTES("\xff\x25\0\0\0\0"));
    blob_patch(2, HOT_PART, GOT, twice, -4);
    blob_load();
    cj_operands o = {0};
    for (unsigned id = 0; id < 3; id++)
        CHECK(harness_call(emit(id, &o), 21) == 42);
}

TEST(far_externs_in_near_fields_are_refused) {
    static const struct {
        const char *code;
        int kind;
    } cases[] = {{"\x8d\x05\0\0\0\0", PC32}, {"\xb8\0\0\0\0\0", ABS32}, {"\xb8\0\0\0\0\0", ABS32S}};
    start();
    for (int i = 0; i < 3; i++) {
        blob_new();
        blob_stencil("far_user", cases[i].code, 6);
        blob_patch(i == 0 ? 2 : 1, HOT_PART, cases[i].kind, blob_extern("cj_far"), -4);
        size_t size;
        const uint8_t *bytes = blob_bytes(&size);
        CHECK(cj_library_load(blob_write(bytes, size), BLOB_DIGEST, why, sizeof why));
        const char *problem = cj_library_check();
        CHECK(problem != NULL && strstr(problem, "far_user") != NULL);
        cj_code code = {0};
        cj_operands operands = {0};
        CHECK(!cj_emit(&code, 0, &operands) && strcmp(cj_patch_error(), problem) == 0);
    }
}

TEST(routines_are_linked_with_each_other) {
    start();
    unsigned twice = blob_extern("cj_twice");
    /* first: sub rsp, 8; call second; call [cj_twice] with it; add rsp, 8; jmp COLD */
    unsigned first = blob_routine(
        "first", BYTES("\x48\x83\xec\x08\xe8\0\0\0\0\x48\x89\xc7\xff\x15\0\0\0\0\x48\x83\xc4\x08"
                       "\xe9\0\0\0\0"));
    blob_cold(BYTES("\x48\x03\x05\0\0\0\0\xc3")); /* add rax, literal; ret */
    blob_patch(5, HOT_PART, PC32, first + 1, -4);
    blob_patch(14, HOT_PART, GOT, twice, -4);
    blob_patch(23, HOT_PART, PC32, SYM_COLD, -4);
    blob_patch(3, COLD_PART, PC32, blob_literal("\1\0\0\0\0\0\0\0", 8), -4);
    /* second: test edi, edi; jne its end; cold: never; end: lea rax, [rdi + 1]; ret */
    blob_routine("second", BYTES("\x85\xff\x0f\x84\0\0\0\0\x48\x8d\x47\x01\xc3"));
    blob_cold(BYTES("\xe9\0\0\0\0"));
    blob_patch(4, HOT_PART, PC32, SYM_COLD, -4);
    blob_patch(1, COLD_PART, PC32, SYM_HOT, 8 - 4);
    /* third: its own address, from itself and through the slot */
    unsigned third =
        blob_routine("third", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\x48\x2b\x05\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, SYM_HOT, 5);
    blob_patch(13, HOT_PART, GOT_FIXED, third, -4);
    blob_stencil("call", BYTES("\x48\x83\xec\x08\xe8\0\0\0\0\x48\x83\xc4\x08\xc3"));
    blob_patch(5, HOT_PART, PC32, first, -4);
    blob_stencil("jump", BYTES("\xff\x25\0\0\0\0"));
    blob_patch(2, HOT_PART, GOT, first, -4);
    blob_stencil("load", BYTES("\x48\x8b\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, REX_GOT, first, -4);
    blob_stencil("number", BYTES("\x48\xb8\0\0\0\0\0\0\0\0\xc3"));
    blob_patch(2, HOT_PART, ABS64, first, 0);
    blob_load();
    CHECK(harness_call(cj_routine(0), 20) == 43);
    CHECK(harness_call(cj_routine(0), 0) == 3);
    CHECK(harness_call(cj_routine(2), 0) == 5);
    for (unsigned i = 0; i < 3; i++)
        CHECK((uintptr_t)cj_routine(i) % 16 == 0);
    cj_operands o = {0};
    CHECK(harness_call(emit(0, &o), 20) == 43);
    CHECK(harness_call(emit(1, &o), 20) == 43);
    CHECK(harness_call(emit(2, &o), 0) == i64(cj_routine(0)));
    CHECK(harness_call(emit(3, &o), 0) == i64(cj_routine(0)));
}

/* ---- Parts, labels, extents ---- */

/* ret 1 if the argument is not 0, else by way of the cold part to the edge A. */
static unsigned branching(void) {
    unsigned id = blob_stencil("branch", BYTES("\x85\xff\x0f\x84\0\0\0\0\xb8\1\0\0\0\xc3"));
    blob_cold(BYTES("\x85\xff\x0f\x85\0\0\0\0\xe9\0\0\0\0"));
    blob_patch(4, HOT_PART, PC32, SYM_COLD, -4);
    blob_patch(4, COLD_PART, PC32, SYM_HOT, 8 - 4);
    blob_patch(9, COLD_PART, PC32, SYM_GOTO_A, -4);
    return id;
}

/* mov eax, HOLE_A; ret */
static unsigned returning(void) {
    unsigned id = blob_stencil("return", BYTES("\x48\xc7\xc0\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, ABS32S, SYM_HOLE_A, 0);
    return id;
}

/* add edi, 1, and on */
static unsigned counting(void) {
    unsigned id = blob_stencil("count", BYTES("\x83\xc7\x01"));
    blob_flags(FALLS_THROUGH);
    return id;
}

static unsigned returning_argument(void) {
    return blob_stencil("return_argument", BYTES("\x89\xf8\xc3"));
}

static uint8_t *make_return(cj_code *code, unsigned id, int32_t value) {
    cj_operands o = {.hole = {value}};
    CHECK(cj_code_reserve(code, cj_emit_room(id)));
    uint8_t *at = code->hot;
    CHECK(cj_emit(code, id, &o));
    return at;
}

static uint32_t n_sites(const cj_label *label) {
    uint32_t n = 0;
    while (cj_label_site(label, n) != NULL)
        n++;
    return n;
}

TEST(an_edge_can_be_bound_again_and_again) {
    start();
    unsigned branch = branching(), ret = returning();
    blob_load();
    cj_code code = {.trace = true};
    cj_label label = {0}, other = {0};
    cj_operands o = {.go = {&label}};
    uint8_t *early = make_return(&code, ret, 0);
    uint8_t *branches[5];
    for (int i = 0; i < 5; i++) {
        if (i == 3) /* two come after the target is known */
            CHECK(cj_label_bind(&label, early));
        branches[i] = code.hot;
        CHECK(cj_emit(&code, branch, &o));
        CHECK(n_sites(&label) == (uint32_t)i + 1);
        CHECK(leads_to(cj_label_site(&label, 0)) == (i < 3 ? cj_trap() : early));
    }
    for (int32_t value = 10; value < 13; value++) {
        uint8_t *target = make_return(&code, ret, value);
        CHECK(cj_label_bind(&label, target) && cj_label_target(&label) == target);
        for (int i = 0; i < 5; i++)
            CHECK(harness_call(branches[i], 0) == value && harness_call(branches[i], 1) == 1);
    }
    CHECK(cj_label_bind(&other, early) && n_sites(&other) == 0);
    CHECK(cj_label_bind(&label, NULL) && leads_to(cj_label_site(&label, 4)) == cj_trap());
    CHECK(!cj_label_bind(&label, early + ((int64_t)1 << 33)));
    CHECK(strstr(cj_patch_error(), "too far") != NULL);
    CHECK(cj_label_target(&label) == NULL && leads_to(cj_label_site(&label, 0)) == cj_trap());
    cj_label_free(&label);
    CHECK(n_sites(&label) == 0);
    cj_code_free(&code);
}

TEST(an_unbound_edge_leads_to_the_trap) {
    start();
    unsigned branch = branching();
    blob_load();
    cj_code code = {0};
    cj_label label = {0};
    cj_operands o = {.go = {&label}};
    CHECK(cj_emit(&code, branch, &o));
    CHECK(harness_call(code.start, 7) == 1);
    int pid = harness_fork();
    if (pid == 0) {
        harness_call(code.start, 0);
        _Exit(0);
    }
    int status;
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFSIGNALED(status) ? WTERMSIG(status) == 4 /* SIGILL */ : WEXITSTATUS(status) != 0);
    cj_label_free(&label);
    cj_code_free(&code);
}

TEST(all_edges_and_holes_have_their_index) {
    start();
    blob_stencil("all", BYTES("\xe9\0\0\0\0\xe9\0\0\0\0\xe9\0\0\0\0\xe9\0\0\0\0\0\0\0\0\0\0\0\0"
                              "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    for (unsigned i = 0; i < 4; i++) {
        blob_patch(5 * i + 1, HOT_PART, PC32, SYM_GOTO_A + i, -4);
        blob_patch(20 + 4 * i, HOT_PART, ABS32S, SYM_HOLE_A + i, 0);
    }
    blob_patch(36, HOT_PART, ABS32, SYM_HOLEU_A, 0);
    blob_patch(40, HOT_PART, ABS32, SYM_HOLEU_A + 1, 0);
    blob_load();
    cj_label labels[4] = {0};
    cj_operands o = {.hole = {10, 11, 12, 13}, .holeu = {20, 21}};
    for (int i = 0; i < 4; i++) {
        o.go[i] = &labels[i];
        CHECK(cj_label_bind(&labels[i], cj_trap() + 100 * i));
    }
    uint8_t *hot = emit(0, &o);
    for (int i = 0; i < 4; i++) {
        CHECK(leads_to(hot + 5 * i + 1) == cj_trap() + 100 * i);
        CHECK(field32(hot + 20 + 4 * i) == 10 + i);
        CHECK(n_sites(&labels[i]) == 1 && cj_label_site(&labels[i], 0) == hot + 5 * i + 1);
    }
    CHECK(field32(hot + 36) == 20 && field32(hot + 40) == 21);
    for (int i = 0; i < 4; i++)
        cj_label_free(&labels[i]);
}

TEST(a_refused_stencil_leaves_no_trace) {
    start();
    blob_stencil("edge_then_hole", BYTES("\xe9\0\0\0\0\0\0\0\0\xe9\0\0\0\0"));
    blob_patch(1, HOT_PART, PC32, SYM_GOTO_A, -4);
    blob_patch(10, HOT_PART, PC32, SYM_GOTO_A + 1, -4);
    blob_patch(5, HOT_PART, ABS32S, SYM_HOLE_A, 1);
    blob_load();
    cj_label label = {0};
    cj_operands o = {.go = {&label, &label}, .hole = {INT32_MAX}};
    CHECK(emit(0, &o) == NULL && n_sites(&label) == 0);
    o.hole[0] = 0;
    CHECK(emit(0, &o) != NULL && n_sites(&label) == 2);
    o.go[1] = NULL;
    CHECK(emit(0, &o) == NULL && n_sites(&label) == 2);
    CHECK(strstr(cj_patch_error(), "without a label") != NULL);
    cj_label_free(&label);
}

TEST(code_goes_on_in_the_next_extent) {
    start();
    unsigned count = counting(), ret = returning_argument();
    blob_stencil("pool_user", BYTES("\x03\x3d\0\0\0\0")); /* add edi, CELL_A */
    blob_patch(2, HOT_PART, PC32, SYM_CELL_A, -4);
    blob_load();
    cj_code code = {.trace = true};
    cj_operands o = {.cell = {2}};
    enum { N = 3000 };
    for (int i = 0; i < N; i++) {
        CHECK(cj_emit(&code, count, &o));
        CHECK(cj_emit(&code, ret + 1, &o));
    }
    CHECK(cj_emit(&code, ret, &o));
    CHECK(code.n_extents > 40);
    CHECK(harness_call(code.extents[0].start, 5) == 5 + 3 * N);
    CHECK(code.n_trace == 2 * N + 1 + 2 * code.n_extents - 1);
    uint8_t *hot = code.extents[0].start;
    const uint8_t *low = hot + code.extents[0].size;
    cj_trace_walk e = {.code = &code};
    uint32_t stencils = 0;
    while (cj_trace_next(&e)) {
        CHECK(e.hot == hot && cj_code_contains(&code, e.hot));
        if (e.stencil == CJ_TRACE_JUMP) {
            CHECK(strcmp(cj_stencil_name(e.stencil), "jump") == 0);
            hot = leads_to(hot + 1);
            CHECK(hot == code.extents[e.extent].start);
            low = hot + code.extents[e.extent].size;
        } else {
            CHECK(e.hot_size == cj_stencil_hot_size(e.stencil));
            CHECK(e.cold_size == cj_stencil_cold_size(e.stencil));
            CHECK(e.cold == low - e.cold_size && e.low <= e.cold && e.low >= e.hot);
            hot += e.hot_size;
            low = e.low;
            stencils++;
        }
    }
    CHECK(stencils == 2 * N + 1 && low == code.cold);
    cj_memory_info m;
    cj_memory_stats(&m);
    size_t used = m.used;
    uint32_t n = code.n_extents;
    cj_code_free(&code);
    CHECK(code.extents == NULL && code.start == NULL);
    cj_memory_stats(&m);
    CHECK(m.used + m.pending == used && m.pending == n * 1024);
}

TEST(an_extent_is_filled_to_the_last_byte) {
    start();
    unsigned count = counting(), ret = returning_argument();
    blob_load();
    for (size_t tail = 0; tail < 8; tail++) { /* all ways to meet the end */
        cj_code code = {0};
        cj_operands o = {0};
        CHECK(cj_code_reserve(&code, 100));
        code.cold -= tail;
        uint8_t *first = code.hot;
        int n = 0;
        for (; code.n_extents < 3; n++)
            CHECK(cj_emit(&code, count, &o));
        CHECK(cj_emit(&code, ret, &o));
        CHECK(harness_call(first, 0) == n);
        cj_code_free(&code);
    }
}

static bool no_more(cj_code *code, size_t need) {
    *(size_t *)code->owner = need;
    return false;
}

TEST(the_owner_is_asked_for_more) {
    start();
    unsigned count = counting();
    blob_load();
    size_t asked = 0;
    cj_code code = {.more = no_more, .owner = &asked};
    cj_operands o = {0};
    CHECK(!cj_emit(&code, count, &o) && asked == 3);
    CHECK(cj_code_more(&code, 100) && code.size == 1024);
    while (cj_emit(&code, count, &o))
        ;
    CHECK(code.cold - code.hot >= 5 && code.cold - code.hot < 8); /* a jmp still fits */
    code.more = NULL;
    code.grow = 20000;
    CHECK(cj_emit(&code, count, &o) && code.size == 32768 && code.n_extents == 2);
    cj_code_free(&code);
}

TEST(jumps_lead_to_labels) {
    start();
    unsigned ret = returning();
    blob_load();
    cj_code code = {0};
    cj_label label = {0};
    CHECK(cj_code_reserve(&code, 5));
    uint8_t *jump = code.hot;
    CHECK(cj_emit_jump(&code, &label) && code.hot == jump + 5);
    CHECK(leads_to(jump + 1) == cj_trap());
    CHECK(cj_label_bind(&label, make_return(&code, ret, -8)));
    CHECK(harness_call(jump, 0) == -8);
    for (int i = 0; i < 1000; i++)
        CHECK(cj_emit_jump(&code, &label));
    CHECK(n_sites(&label) == 1001);
    for (unsigned i = 0; cj_label_site(&label, i) != NULL; i++)
        CHECK(leads_to(cj_label_site(&label, i)) == cj_label_target(&label));
    cj_label_free(&label);
    cj_code_free(&code);
}

TEST(each_entry_of_a_row_brings_its_number) {
    start_memory();
    size_t size = 2 * CJ_ROW_SIZE;
    uint8_t *code = cj_memory_alloc(&size);
    uint8_t *routine = code + CJ_ROW_SIZE;
    cj_write_begin();
    memcpy(cj_writable(routine, 4), "\x44\x89\xd8\xc3", 4); /* mov eax, r11d; ret */
    CHECK(cj_row_write(code, routine, 1000));
    CHECK(cj_write_end());
    for (unsigned n = 0; n < CJ_ROW_ENTRIES; n++)
        CHECK(harness_call(code + cj_row_entry(n), 0) == 1000 + n);
}

TEST(out_of_memory_is_reported_and_survived) {
    start();
    unsigned count = counting(), ret = returning_argument();
    blob_load();
    cj_code code = {0};
    cj_operands o = {0};
    CHECK(cj_code_reserve(&code, 8));
    uint8_t *first = code.hot;
    int n = 0;
    while (cj_emit(&code, count, &o))
        n++;
    CHECK(strstr(cj_patch_error(), "limit") != NULL);
    CHECK(n > 2000000);
    CHECK(!cj_emit(&code, count, &o));
    cj_memory_info m;
    cj_memory_stats(&m);
    CHECK(m.free == 0);
    cj_code other = {0};
    CHECK(!cj_emit(&other, ret, &o));
    code.hot -= 3; /* take one back for the end */
    CHECK(cj_emit(&code, ret, &o) && harness_call(first, 0) == n - 1);
    cj_code_free(&code);
    cj_memory_reclaim();
    CHECK(cj_emit(&other, ret, &o) && harness_call(other.start, 4) == 4);
    cj_code_free(&other);
}

/* Emits, binds and rewrites with the nth system call failing, in both modes and after a fork:
 * what is refused has changed nothing. */
static void patch_with_failures(unsigned branch, unsigned ret) {
    for (int nth = 1;; nth++) {
        cj_code code = {.grow = 300000};
        cj_label label = {0};
        cj_operands o = {.go = {&label}};
        cj_memory_fail_at(nth);
        bool branch_made = false;
        for (int i = 0; i < 2 && !branch_made; i++) {
            uint32_t n = n_sites(&label);
            branch_made = cj_emit(&code, branch, &o);
            CHECK(branch_made || n_sites(&label) == n);
        }
        CHECK(branch_made && n_sites(&label) == 1);
        uint8_t *first = code.extents[0].start;
        uint8_t *targets[2];
        for (int i = 0; i < 2; i++) {
            cj_operands value = {.hole = {i}};
            bool made = cj_code_reserve(&code, 20) || cj_code_reserve(&code, 20);
            CHECK(made);
            targets[i] = code.hot;
            CHECK(cj_emit(&code, ret, &value) || cj_emit(&code, ret, &value));
            bool bound = cj_label_bind(&label, targets[i]);
            CHECK(bound || cj_label_bind(&label, targets[i]));
            CHECK(harness_call(first, 0) == i && harness_call(first, 1) == 1);
        }
        bool ordered = cj_memory_fail_at(0) == 0;
        cj_label_free(&label);
        cj_code_free(&code);
        cj_memory_reclaim();
        if (!ordered)
            break;
        CHECK(nth < 200);
    }
}

TEST(patching_survives_failing_system_calls) {
    start();
    unsigned branch = branching(), ret = returning();
    blob_load();
    IN_CHILD(patch_with_failures(branch, ret));
    patch_with_failures(branch, ret);
}

TEST(patching_survives_failing_system_calls_in_mprotect_mode) {
    cj_memory_deny_memfd(true);
    start();
    unsigned branch = branching(), ret = returning();
    blob_load();
    patch_with_failures(branch, ret);
}

TEST(code_made_before_a_fork_is_patched_by_both) {
    start();
    unsigned branch = branching(), ret = returning();
    blob_load();
    cj_code code = {0};
    cj_label label = {0};
    cj_operands o = {.go = {&label}};
    CHECK(cj_emit(&code, branch, &o));
    CHECK(cj_label_bind(&label, make_return(&code, ret, 5)));
    turns t;
    turns_init(&t);
    int pid = harness_fork();
    int32_t mine = pid == 0 ? 6 : 7;
    for (int i = 0; i < 100; i++) {
        CHECK(cj_label_bind(&label, make_return(&code, ret, mine)));
        if (i == 0 && pid == 0)
            turn_to_parent(&t);
        if (i == 0 && pid != 0)
            wait_as_parent(&t);
        CHECK(harness_call(code.extents[0].start, 0) == mine);
        mine += 2;
    }
    if (pid == 0)
        _Exit(0);
    harness_wait(pid);
    CHECK(harness_call(code.extents[0].start, 0) == mine - 2);
    cj_label_free(&label);
    cj_code_free(&code);
}

/* ---- Speed (printed; the bound is one that only a mistake exceeds) ---- */

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

TEST(emitting_is_fast) {
    start();
    unsigned twice = blob_extern("cj_twice");
    unsigned id =
        blob_stencil("typical", BYTES("\x49\x8b\x84\x24\0\0\0\0\x48\x3b\x05\0\0\0\0\x0f\x85\0\0\0\0"
                                      "\x49\x89\x84\x24\0\0\0\0"));
    blob_patch(4, HOT_PART, ABS32S, SYM_HOLE_A, 0);
    blob_patch(11, HOT_PART, REX_GOT, SYM_PTR_A, -4);
    blob_patch(17, HOT_PART, PC32, SYM_COLD, -4);
    blob_patch(25, HOT_PART, ABS32S, SYM_HOLE_A + 1, 0);
    blob_cold(BYTES("\xff\x15\0\0\0\0\xe9\0\0\0\0"));
    blob_patch(2, COLD_PART, GOT, twice, -4);
    blob_patch(7, COLD_PART, PC32, SYM_GOTO_A, -4);
    blob_load();
    enum { ROUNDS = 50, N = 1000 };
    double best = 1;
    for (int round = 0; round < ROUNDS; round++) {
        cj_code code = {.grow = 65536};
        cj_label label = {0};
        cj_operands o = {.hole = {8, 16}, .ptr = {FAR_POINTER}, .go = {&label}};
        double before = seconds();
        for (int i = 0; i < N; i++)
            CHECK(cj_emit(&code, id, &o));
        double time = (seconds() - before) / N;
        best = time < best ? time : best;
        cj_label_free(&label);
        cj_code_free(&code);
        cj_memory_reclaim();
    }
    fprintf(stderr, "a typical stencil of 29 + 11 bytes with 6 patches: %.1f ns\n", best * 1e9);
    CHECK(best < 5e-6);
}
