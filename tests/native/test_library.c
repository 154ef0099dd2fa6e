/* The stencil library's file: what is refused, and how the process is linked to it. */

#include "blob.h"
#include "harness.h"
#include "patcher/library.h"
#include "patcher/memory.h"
#include "patcher/patch.h"

#include <string.h>
#include <unistd.h>

static char why[512];

static void start(void) {
    CHECK(cj_memory_init(4 << 20, (void *)(uintptr_t)start, why, sizeof why) == 0);
}

/* A library with some of everything. */
static void make_library(void) {
    blob_new();
    blob_stencil("first", BYTES("\xb8\0\0\0\0\xe8\0\0\0\0\xff\x15\0\0\0\0\xc3"));
    blob_patch(1, HOT_PART, ABS32, SYM_HOLEU_A, 0);
    blob_patch(6, HOT_PART, PC32, SYM_ROUTINE, -4);
    blob_patch(12, HOT_PART, GOT, blob_extern("getpid"), -4);
    blob_stencil("second", BYTES("\xf2\x0f\x10\x05\0\0\0\0"));
    blob_cold(BYTES("\xe9\0\0\0\0"));
    blob_patch(4, HOT_PART, PC32, blob_literal("\0\0\0\0\0\0\xf0\x3f", 8), -4);
    blob_patch(1, COLD_PART, PC32, SYM_HOT, 8 - 4);
    blob_flags(FALLS_THROUGH);
    blob_stencil("third", BYTES(""));
    blob_flags(ABSENT);
    blob_routine("shared", BYTES("\x48\x8b\x05\0\0\0\0\xc3"));
    blob_patch(3, HOT_PART, REX_GOT, blob_extern("cj_twice"), -4);
}

static bool load(const uint8_t *bytes, size_t size) {
    why[0] = '\0';
    return cj_library_load(blob_write(bytes, size), BLOB_DIGEST, why, sizeof why);
}

/* Whether each of its stencils can be emitted, too. */
static bool load_all(const uint8_t *bytes, size_t size) {
    if (!load(bytes, size))
        return false;
    const char *problem = cj_library_check();
    if (problem == NULL)
        return true;
    snprintf(why, sizeof why, "%s", problem);
    return false;
}

/* One sentence with the file's name, and nothing kept. */
static void check_refused(const uint8_t *bytes, size_t size) {
    cj_memory_info before, after;
    cj_memory_stats(&before);
    CHECK(!load(bytes, size));
    CHECK(strlen(why) > 30 && strchr(why, '\n') == NULL);
    CHECK(cj_stencil_count() == 0 && cj_routine_count() == 0 && cj_trap() == NULL);
    cj_memory_reclaim();
    cj_memory_stats(&after);
    CHECK(before.used == after.used);
}

TEST(a_library_is_loaded) {
    start();
    make_library();
    blob_load();
    CHECK(cj_stencil_count() == 3 && cj_routine_count() == 1);
    CHECK(strcmp(cj_stencil_name(0), "first") == 0 && strcmp(cj_stencil_name(1), "second") == 0);
    CHECK(strcmp(cj_stencil_name(3), "?") == 0);
    CHECK(strcmp(cj_routine_name(0), "shared") == 0);
    CHECK(cj_stencil_hot_size(1) == 8 && cj_stencil_cold_size(1) == 5);
    CHECK(cj_stencil_falls_through(1) && !cj_stencil_falls_through(0));
    CHECK(harness_call(cj_routine(0), 0) == (int64_t)(uintptr_t)engine_twice);
    CHECK(cj_routine(1) == NULL);
    CHECK(memcmp(cj_trap(), "\x0f\x0b", 2) == 0);
    CHECK(strcmp(cj_library_at(cj_routine(0) + 1), "shared") == 0);
    CHECK(strcmp(cj_library_at(cj_trap()), "trap") == 0);
    CHECK(strcmp(cj_library_at(cj_routine(0) + 8), "pool") == 0);
    CHECK(cj_library_at(why) == NULL);
    CHECK(cj_library_metadata() > 0);
    cj_library_unload();
    CHECK(cj_stencil_count() == 0);
    blob_load();
    CHECK(cj_stencil_count() == 3);
}

TEST(an_empty_library_is_loaded) {
    start();
    blob_new();
    blob_load();
    CHECK(cj_stencil_count() == 0 && cj_trap() != NULL);
    cj_code code = {0};
    cj_operands operands = {0};
    CHECK(!cj_emit(&code, 0, &operands));
}

TEST(a_variant_left_out_is_not_emitted) {
    start();
    make_library();
    blob_load();
    cj_code code = {0};
    cj_operands operands = {0};
    CHECK(!cj_emit(&code, 2, &operands));
    CHECK(strstr(cj_patch_error(), "leaves out") != NULL);
}

TEST(a_missing_library_is_refused) {
    start();
    CHECK(!cj_library_load("/nowhere/library.bin", BLOB_DIGEST, why, sizeof why));
    CHECK(strstr(why, "/nowhere/library.bin can't be opened (No such file") != NULL);
    CHECK(!cj_library_load("/", BLOB_DIGEST, why, sizeof why));
    CHECK(strstr(why, "can't be") != NULL);
}

TEST(a_truncated_library_is_refused) {
    start();
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    for (size_t n = 0; n < size; n++)
        check_refused(bytes, n);
    for (size_t n = 64; n < size; n += 8) { /* also with a checksum that fits */
        bytes = blob_bytes(&size);
        blob_fix_checksum(bytes, n);
        check_refused(bytes, n);
        CHECK(strstr(why, "damaged (its size)") != NULL);
    }
}

TEST(a_library_that_goes_on_is_refused) {
    start();
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    memset(bytes + size, 0, 8);
    blob_fix_checksum(bytes, size + 8);
    check_refused(bytes, size + 8);
}

TEST(a_flipped_bit_is_noticed) {
    start();
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    for (size_t bit = 0; bit < 8 * size; bit += bit % 3 == 0 ? 1 : 4) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        check_refused(bytes, size);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    CHECK(load(bytes, size));
}

TEST(another_format_is_refused) {
    start();
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    bytes[7] = '2';
    check_refused(bytes, size);
    CHECK(strstr(why, "is not a stencil library of this version") != NULL);
}

TEST(a_library_of_another_build_is_refused) {
    start();
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    bytes[16] ^= 1;
    blob_fix_checksum(bytes, size);
    check_refused(bytes, size);
    CHECK(strstr(why, "another build of cpjit") != NULL);
}

/* Nonsense under a right checksum: refused or harmless, never a wild access (run with sanitizers,
 * this means something). */
TEST(nonsense_in_the_tables_is_harmless) {
    start();
    make_library();
    size_t size;
    uint32_t seed = 1;
    for (int i = 0; i < 4000; i++) {
        uint8_t *bytes = blob_bytes(&size);
        for (int n = 0; n < 1 + i % 3; n++) {
            seed = seed * 1664525 + 1013904223;
            size_t at = 24 + (seed >> 8) % (size - 24);
            seed = seed * 1664525 + 1013904223;
            bytes[at] = seed >> 28 < 8 ? 0xff : (uint8_t)(seed >> 16);
        }
        blob_fix_checksum(bytes, size);
        if (!load_all(bytes, size))
            CHECK(why[0] != '\0');
        cj_library_unload();
        cj_memory_teardown();
        start();
    }
}

TEST(a_symbol_nobody_exports_is_refused) {
    start();
    make_library();
    blob_extern("PyNoSuchThing");
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    check_refused(bytes, size);
    CHECK(strstr(why, "PyNoSuchThing") != NULL);
}

TEST(a_library_too_large_for_the_limit_is_refused) {
    static char filler[60000];
    CHECK(cj_memory_init(1 << 20, (void *)(uintptr_t)start, why, sizeof why) == 0);
    make_library();
    blob_routine("large", filler, sizeof filler);
    size_t size = 1 << 20;
    CHECK(cj_memory_alloc(&size) != NULL);
    uint8_t *bytes = blob_bytes(&size);
    check_refused(bytes, size);
    CHECK(strstr(why, "memory limit") != NULL);
}

/* Every pair of kind and symbol that has no meaning is refused with the template's name. */
TEST(relocations_without_meaning_are_refused) {
    static const struct {
        unsigned symbol;
        const char *kinds; /* that are accepted, of "0123456" */
    } table[] = {
        {SYM_HOT, "23"},
        {SYM_COLD, "23"},
        {SYM_GOTO_A, "3"},
        {SYM_GOTO_A + 3, "3"},
        {SYM_HOLE_A, "02"},
        {SYM_HOLE_A + 3, "02"},
        {SYM_HOLEU_A, "012"},
        {SYM_PTR_A, "23456"},
        {SYM_PTR_A + 3, "23456"},
        {SYM_CELL_A, "3456"},
        {SYM_IMM64_A, "2"},
        {SYM_K_A, "3"},
        {SYM_LITERAL, "3"},
        {SYM_ROUTINE, "?"
                      "23456"},
        {21, ""},
    };
    start();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        for (int kind = 0; kind <= 7; kind++) {
            for (int part = 0; part <= 2; part++) {
                blob_new();
                blob_literal("12345678", 8);
                blob_routine("shared", BYTES("\xc3"));
                blob_stencil("the_template", BYTES("\x48\x8b\x05\0\0\0\0\0\0\0\0"));
                blob_cold(BYTES("\x48\x8b\x05\0\0\0\0\0\0\0\0"));
                blob_patch(3, part, kind, table[i].symbol, -4);
                size_t size;
                uint8_t *bytes = blob_bytes(&size);
                char digit = (char)('0' + kind);
                bool fine = part <= 1 && strchr(table[i].kinds, digit) != NULL;
                /* below 2 GB a routine also fits into 32 bits */
                if (table[i].kinds[0] == '?' && kind <= ABS32 && part <= 1)
                    continue;
                if (fine)
                    CHECK(load_all(bytes, size));
                else
                    CHECK(!load_all(bytes, size));
                if (!fine && part <= 1 && kind <= GOT_FIXED && table[i].symbol != 21)
                    CHECK(strstr(why, "the_template") != NULL);
                cj_library_unload();
            }
        }
        cj_memory_teardown();
        start();
    }
}

TEST(fields_over_the_end_are_refused) {
    static const int kinds[] = {ABS32S, ABS64};
    start();
    for (int k = 0; k < 2; k++) {
        unsigned width = kinds[k] == ABS64 ? 8 : 4;
        for (int part = 0; part <= 1; part++) {
            for (unsigned offset = 0; offset < 20; offset++) {
                blob_new();
                blob_stencil("a", BYTES("0123456789ab"));
                blob_cold(BYTES("0123456789"));
                blob_patch(offset, part, kinds[k], SYM_HOLE_A, 0);
                size_t size;
                uint8_t *bytes = blob_bytes(&size);
                if (offset + width <= (part == HOT_PART ? 12u : 10u))
                    CHECK(load_all(bytes, size));
                else
                    CHECK(!load_all(bytes, size));
                cj_library_unload();
            }
        }
        cj_memory_teardown();
        start();
    }
}

TEST(holes_in_routines_are_refused) {
    start();
    for (unsigned symbol = SYM_GOTO_A; symbol <= SYM_K_A; symbol++) {
        blob_new();
        blob_routine("shared", BYTES("\xe9\0\0\0\0\0\0\0\0"));
        blob_patch(1, HOT_PART, symbol >= SYM_IMM64_A && symbol < SYM_K_A ? ABS64 : PC32, symbol,
                   -4);
        size_t size;
        uint8_t *bytes = blob_bytes(&size);
        check_refused(bytes, size);
        CHECK(strstr(why, "a hole in a shared routine") != NULL);
    }
}

TEST(loading_with_failing_system_calls) {
    make_library();
    size_t size;
    uint8_t *bytes = blob_bytes(&size);
    for (int mode = 0; mode < 2; mode++) {
        cj_memory_deny_memfd(mode == 1);
        for (int nth = 1; nth < 20; nth++) {
            start();
            cj_memory_fail_at(nth);
            bool loaded = load(bytes, size);
            cj_memory_fail_at(0);
            CHECK(loaded || why[0] != '\0');
            CHECK(load(bytes, size));
            CHECK(harness_call(cj_routine(0), 0) == (int64_t)(uintptr_t)engine_twice);
            cj_library_unload();
            cj_memory_teardown();
        }
    }
}
