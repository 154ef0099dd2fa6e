/* See blob.h. The layout is written out field by field, apart from the loader's structs, so that a
 * mistake in one of the two shows. */

#include "blob.h"

#include "harness.h"
#include "patcher/library.h"

#include <string.h>

enum { MAX = 1 << 16, MAX_STENCILS = 256, MAX_PATCHES = 1024, MAX_NAMES = 256 };

typedef struct {
    uint32_t code;
    uint16_t hot_size, cold_size;
    uint32_t first_patch;
    uint16_t n_patches, flags;
    uint32_t name;
} entry;

typedef struct {
    uint16_t offset, symbol;
    uint8_t part, kind;
    int32_t addend;
} patch;

static struct {
    entry stencils[MAX_STENCILS], routines[MAX_STENCILS];
    unsigned n_stencils, n_routines;
    patch patches[MAX_PATCHES];
    unsigned n_patches;
    struct {
        uint8_t value[16];
        uint32_t size;
    } literals[MAX_NAMES];
    unsigned n_literals;
    uint32_t externs[MAX_NAMES];
    unsigned n_externs;
    uint8_t code[MAX];
    unsigned code_size;
    char strings[MAX];
    unsigned strings_size;
    entry *last;
    uint8_t file[4 * MAX];
    size_t size;
} blob;

void blob_new(void) {
    memset(&blob, 0, sizeof blob);
}

static uint32_t add_string(const char *text) {
    uint32_t at = blob.strings_size;
    CHECK(at + strlen(text) < MAX);
    memcpy(blob.strings + at, text, strlen(text) + 1);
    blob.strings_size += (unsigned)strlen(text) + 1;
    return at;
}

static void add_code(const char *bytes, size_t size) {
    CHECK(blob.code_size + size <= MAX);
    memcpy(blob.code + blob.code_size, bytes, size);
    blob.code_size += (unsigned)size;
}

static void add_entry(entry *e, const char *name, const char *hot, size_t hot_size) {
    *e = (entry){.code = blob.code_size,
                 .hot_size = (uint16_t)hot_size,
                 .first_patch = blob.n_patches,
                 .name = add_string(name)};
    add_code(hot, hot_size);
    blob.last = e;
}

unsigned blob_stencil(const char *name, const char *hot, size_t hot_size) {
    CHECK(blob.n_stencils < MAX_STENCILS);
    add_entry(&blob.stencils[blob.n_stencils], name, hot, hot_size);
    return blob.n_stencils++;
}

unsigned blob_routine(const char *name, const char *hot, size_t hot_size) {
    CHECK(blob.n_routines < MAX_STENCILS);
    add_entry(&blob.routines[blob.n_routines], name, hot, hot_size);
    return SYM_ROUTINE + blob.n_routines++;
}

void blob_cold(const char *cold, size_t cold_size) {
    blob.last->cold_size = (uint16_t)cold_size;
    add_code(cold, cold_size);
}

void blob_flags(unsigned flags) {
    blob.last->flags = (uint16_t)flags;
}

void blob_patch(unsigned offset, int part, int kind, unsigned symbol, int32_t addend) {
    CHECK(blob.n_patches < MAX_PATCHES);
    blob.patches[blob.n_patches++] = (patch){.offset = (uint16_t)offset,
                                             .part = (uint8_t)part,
                                             .kind = (uint8_t)kind,
                                             .symbol = (uint16_t)symbol,
                                             .addend = addend};
    blob.last->n_patches++;
}

unsigned blob_extern(const char *name) {
    CHECK(blob.n_externs < MAX_NAMES);
    blob.externs[blob.n_externs] = add_string(name);
    return SYM_EXTERN + blob.n_externs++;
}

unsigned blob_literal(const void *value, unsigned size) {
    CHECK(blob.n_literals < MAX_NAMES);
    memcpy(blob.literals[blob.n_literals].value, value, size);
    blob.literals[blob.n_literals].size = size;
    return SYM_LITERAL + blob.n_literals++;
}

static void put(const void *data, size_t size) {
    CHECK(blob.size + size <= sizeof blob.file);
    memcpy(blob.file + blob.size, data, size);
    blob.size += size;
}

static void put_number(uint64_t value, size_t size) {
    put(&value, size);
}

static void align(void) {
    while (blob.size % 8 != 0)
        put_number(0, 1);
}

static void put_entries(const entry *entries, unsigned n) {
    for (const entry *e = entries; e < entries + n; e++) {
        put_number(e->code, 4);
        put_number(e->hot_size, 2);
        put_number(e->cold_size, 2);
        put_number(e->first_patch, 4);
        put_number(e->n_patches, 2);
        put_number(e->flags, 2);
        put_number(e->name, 4);
    }
    align();
}

void blob_fix_checksum(uint8_t *bytes, size_t size) {
    const uint64_t start = 0xcbf29ce484222325u, prime = 0x100000001b3u;
    uint64_t h[4] = {start, start, start, start}, total = 0;
    for (size_t i = 16; i + 8 <= size; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        uint64_t *lane = &h[i / 8 % 4 ^ 2]; /* the first word is number 2 of the file */
        *lane = (*lane ^ word) * prime;
    }
    for (int k = 0; k < 4; k++)
        total = (total ^ h[k]) * prime;
    memcpy(bytes + 8, &total, 8);
}

uint8_t *blob_bytes(size_t *size) {
    blob.size = 0;
    put("cpjitSL1", 8);
    put_number(0, 8);
    put_number(BLOB_DIGEST, 8);
    put_number(blob.n_stencils, 4);
    put_number(blob.n_routines, 4);
    put_number(blob.n_patches, 4);
    put_number(blob.n_externs, 4);
    put_number(blob.n_literals, 4);
    put_number(blob.code_size, 4);
    put_number(blob.strings_size, 4);
    put_number(0, 8);
    put_number(0, 4);
    CHECK(blob.size == 64);
    put_entries(blob.stencils, blob.n_stencils);
    put_entries(blob.routines, blob.n_routines);
    for (const patch *p = blob.patches; p < blob.patches + blob.n_patches; p++) {
        put_number(p->offset, 2);
        put_number(p->part, 1);
        put_number(p->kind, 1);
        put_number(p->symbol, 2);
        put_number(0, 2);
        put(&p->addend, 4);
    }
    align();
    for (unsigned i = 0; i < blob.n_literals; i++) {
        put(blob.literals[i].value, 16);
        put_number(blob.literals[i].size, 4);
        put_number(0, 4);
    }
    put(blob.externs, 4 * blob.n_externs);
    align();
    put(blob.code, blob.code_size);
    align();
    put(blob.strings, blob.strings_size);
    align();
    blob_fix_checksum(blob.file, blob.size);
    *size = blob.size;
    return blob.file;
}

const char *blob_write(const uint8_t *bytes, size_t size) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/library.bin", harness_folder);
    FILE *file = fopen(path, "wbe");
    CHECK(file != NULL);
    CHECK(fwrite(bytes, 1, size, file) == size);
    CHECK(fclose(file) == 0);
    return path;
}

void blob_load(void) {
    char why[512] = "";
    size_t size;
    const uint8_t *bytes = blob_bytes(&size);
    bool loaded = cj_library_load(blob_write(bytes, size), BLOB_DIGEST, why, sizeof why);
    if (!loaded)
        fprintf(stderr, "%s\n", why);
    CHECK(loaded);
}

int64_t engine_twice(int64_t value) {
    return 2 * value;
}

const cj_symbol cj_engine_symbols[] = {
    {"cj_twice", (void *)(uintptr_t)engine_twice},
    {"cj_low", (void *)0x1234567},
    {"cj_far", (void *)0x7123456789abcdef},
    {NULL, NULL},
};
