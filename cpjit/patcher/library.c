/* Loading goes in four steps: map and verify the file; resolve what it needs from outside; lay out
 * the shared extent; link every routine. Linking turns relocations into settled bytes or fixups.
 * Stencils are verified and linked when they are first emitted: of several thousand a program uses
 * some hundreds. Damage is found when loading, by the checksum. */

#include "library.h"

#include "memory.h"
#include "patch.h"
#include "stencil.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The file (little endian; every array starts at a multiple of 8) ---- */

typedef struct {
    char magic[8];
    uint64_t checksum; /* of all that follows */
    uint64_t names_digest;
    uint32_t n_stencils, n_routines, n_patches, n_externs, n_literals;
    uint32_t code_size, strings_size;
    uint32_t reserved[3];
} file_header;

typedef struct {
    uint32_t code; /* hot bytes, then cold bytes */
    uint16_t hot_size, cold_size;
    uint32_t first_patch;
    uint16_t n_patches;
    uint16_t flags;
    uint32_t name;
} file_stencil;

enum { FLAG_FALLS_THROUGH = 1, FLAG_ABSENT = 2 };

typedef struct {
    uint16_t offset;
    uint8_t part, kind;
    uint16_t symbol, pad;
    int32_t addend;
} file_patch;

typedef struct {
    uint8_t value[16];
    uint32_t size, pad;
} file_literal;

_Static_assert(sizeof(file_header) == 64, "layout of library.bin");
_Static_assert(sizeof(file_stencil) == 20, "layout of library.bin");
_Static_assert(sizeof(file_patch) == 12, "layout of library.bin");
_Static_assert(sizeof(file_literal) == 24, "layout of library.bin");

static const char magic[8] = {'c', 'p', 'j', 'i', 't', 'S', 'L', '1'};

enum {
    ABS32S,
    ABS32,
    ABS64,
    PC32,
    GOTPCRELX,
    REX_GOTPCRELX,
    GOTPCREL,
    N_KINDS,
};

enum {
    SYM_HOT,
    SYM_COLD,
    SYM_GOTO,
    SYM_HOLE = SYM_GOTO + 4,
    SYM_HOLEU = SYM_HOLE + 4,
    SYM_PTR = SYM_HOLEU + 2,
    SYM_CELL = SYM_PTR + 4,
    SYM_IMM64 = SYM_CELL + 2,
    SYM_K = SYM_IMM64 + 2,
    SYM_END = SYM_K + 1,
    SYM_EXTERN = 0x1000,
    SYM_LITERAL = 0x4000,
    SYM_ROUTINE = 0x8000,
};

/* ---- State ---- */

/* What is about to be done, and where to say why it can't be. */
typedef struct {
    const char *path;
    char *why;
    size_t why_size;
    fixup *next_fixup; /* where what is linked goes */
    uint8_t *next_code;
} loading;

stencil_table cj_stencils;

/* Linked stencils with their fixups and bytes. */
typedef struct chunk {
    struct chunk *next;
    uint8_t *free, *end;
} chunk;
#define CHUNK_SIZE ((size_t)16 << 10)

static struct {
    /* The file. */
    char path[256]; /* or how it begins, for messages */
    void *data;
    size_t size;
    const file_header *header;
    const file_stencil *stencils; /* the routines follow, in an array of their own */
    const file_stencil *file_routines;
    const file_patch *patches;
    const file_literal *file_literals;
    const uint32_t *externs;
    const uint8_t *code;
    const char *strings;

    uint8_t **extern_address; /* what the name means */
    uint8_t **extern_stub;    /* a jump there in the shared extent, if it is far */
    uint8_t **routine_address;
    chunk *chunks;
    size_t metadata;

    /* The shared extent: slots of externs, of routines, literals, trap, stubs, routines. */
    uint8_t *extent;
    size_t extent_size;
    uint8_t *extern_slots, *routine_slots, *literals;
} library;

/* ---- Refusing ---- */

__attribute__((format(printf, 2, 3))) static bool refuse(loading *l, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->why, l->why_size, format, arguments);
    va_end(arguments);
    return false;
}

static bool refuse_damaged(loading *l, const char *what) {
    return refuse(l, "the stencil library %s is damaged (%s); install cpjit again", l->path, what);
}

static bool refuse_memory(loading *l) {
    return refuse(l, "there is not enough memory to load the stencil library %s", l->path);
}

/* ---- Step 1: reading and verifying ---- */

static bool map_file(loading *l) {
    int fd = open(l->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return refuse(l, "the stencil library %s can't be opened (%s); install cpjit again",
                      l->path, strerror(errno));
    struct stat st;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size < INT32_MAX;
    library.size = ok ? (size_t)st.st_size : 0;
    if (ok && library.size > 0) {
        void *data = mmap(NULL, library.size, PROT_READ, MAP_PRIVATE, fd, 0);
        library.data = data == MAP_FAILED ? NULL : data;
    }
    close(fd);
    return (ok && (library.data != NULL || library.size == 0)) ||
           refuse(l, "the stencil library %s can't be read; install cpjit again", l->path);
}

static inline uint64_t mix(uint64_t h, const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (h ^ word) * 0x100000001b3u;
}

/* FNV-1a over words, four at a time: each waits for a multiplication. */
static uint64_t checksum(const uint8_t *data, size_t size) {
    const uint64_t start = 0xcbf29ce484222325u;
    uint64_t h[5] = {start, start, start, start};
    size_t i = 0;
    for (; i + 32 <= size; i += 32) {
        h[0] = mix(h[0], data + i);
        h[1] = mix(h[1], data + i + 8);
        h[2] = mix(h[2], data + i + 16);
        h[3] = mix(h[3], data + i + 24);
    }
    for (int k = 0; i + 8 <= size; k++, i += 8)
        h[k] = mix(h[k], data + i);
    for (int k = 0; k < 4; k++)
        h[4] = mix(h[4], (const uint8_t *)&h[k]);
    return h[4];
}

/* The next array of the file; the position may run past the end, which the caller finds out. */
static const void *array(uint64_t *at, uint64_t n, size_t item) {
    const void *start = (const char *)library.data + *at;
    *at = (*at + n * item + 7) & ~(uint64_t)7;
    return start;
}

static bool verify_stencil(const file_stencil *s) {
    const file_header *h = library.header;
    return (uint64_t)s->code + s->hot_size + s->cold_size <= h->code_size &&
           (uint64_t)s->first_patch + s->n_patches <= h->n_patches && s->name < h->strings_size;
}

static bool verify_symbol(unsigned symbol) {
    const file_header *h = library.header;
    if (symbol >= SYM_ROUTINE)
        return symbol - SYM_ROUTINE < h->n_routines;
    if (symbol >= SYM_LITERAL)
        return symbol - SYM_LITERAL < h->n_literals;
    if (symbol >= SYM_EXTERN)
        return symbol - SYM_EXTERN < h->n_externs;
    return symbol < SYM_END;
}

static bool verify_patch(const file_patch *p) {
    return p->part <= 1 && p->kind < N_KINDS && verify_symbol(p->symbol);
}

static bool verify(loading *l, uint64_t names_digest) {
    const size_t size = library.size;
    const file_header *h = library.header = library.data;
    if (size < sizeof magic || memcmp(h->magic, magic, sizeof magic) != 0)
        return refuse(l,
                      "%s is not a stencil library of this version of cpjit; install cpjit again",
                      l->path);
    if (size < sizeof *h || size % 8 != 0)
        return refuse_damaged(l, "its size");
    uint64_t at = sizeof *h;
    library.stencils = array(&at, h->n_stencils, sizeof *library.stencils);
    library.file_routines = array(&at, h->n_routines, sizeof *library.file_routines);
    library.patches = array(&at, h->n_patches, sizeof *library.patches);
    library.file_literals = array(&at, h->n_literals, sizeof *library.file_literals);
    library.externs = array(&at, h->n_externs, sizeof *library.externs);
    library.code = array(&at, h->code_size, 1);
    const char *strings = library.strings = array(&at, h->strings_size, 1);
    if (at != size)
        return refuse_damaged(l, "its size");
    if (checksum((const uint8_t *)library.data + 16, size - 16) != h->checksum)
        return refuse_damaged(l, "its checksum");
    if (h->names_digest != names_digest)
        return refuse(l,
                      "the stencil library %s was made for another build of cpjit; "
                      "install cpjit again, or run build_stencils.py and rebuild",
                      l->path);

    if (h->strings_size > 0 && strings[h->strings_size - 1] != '\0')
        return refuse_damaged(l, "its names");
    for (uint32_t i = 0; i < h->n_routines; i++)
        if (!verify_stencil(&library.file_routines[i]))
            return refuse_damaged(l, "a routine");
    for (uint32_t i = 0; i < h->n_literals; i++)
        if (library.file_literals[i].size != 4 && library.file_literals[i].size != 8 &&
            library.file_literals[i].size != 16)
            return refuse_damaged(l, "a constant");
    for (uint32_t i = 0; i < h->n_externs; i++)
        if (library.externs[i] >= h->strings_size)
            return refuse_damaged(l, "a symbol");
    return true;
}

/* ---- Step 2: what the file needs from outside ---- */

static const char *extern_name(unsigned index) {
    return library.strings + library.externs[index];
}

static void *find_symbol(const char *name) {
    for (const cj_symbol *s = cj_engine_symbols; s->name != NULL; s++)
        if (strcmp(s->name, name) == 0)
            return s->address;
    return dlsym(RTLD_DEFAULT, name);
}

static bool resolve(loading *l) {
    uint32_t n = library.header->n_externs;
    for (uint32_t i = 0; i < n; i++) {
        library.extern_address[i] = find_symbol(extern_name(i));
        if (library.extern_address[i] == NULL)
            return refuse(l,
                          "the stencil library needs %s, which this Python does not export; "
                          "cpjit does not support this build of Python",
                          extern_name(i));
    }
    return true;
}

/* ---- Step 3: the shared extent ---- */

static size_t align16(size_t n) {
    return (n + 15) & ~(size_t)15;
}

/* Where a routine's loops lie in the processor's lines of code decides up to half of their time: it
 * must not depend on how much lies before. */
static size_t align32(size_t n) {
    return (n + 31) & ~(size_t)31;
}

static const uint8_t trap_code[2] = {0x0f, 0x0b}; /* ud2 */

/* Decides where everything lies and writes what is known: all but the routines. */
static bool lay_out(loading *l) {
    const file_header *h = library.header;
    size_t at = 0;
    size_t extern_slots = at;
    at += 8 * (size_t)h->n_externs;
    size_t routine_slots = at;
    at = align16(at + 8 * (size_t)h->n_routines);
    size_t literals = at;
    at += 16 * (size_t)h->n_literals;
    size_t trap = at;
    at += 16;
    size_t stubs = at;
    for (uint32_t i = 0; i < h->n_externs; i++)
        if (!cj_memory_near(library.extern_address[i]))
            at += 16;
    at = align32(at);
    size_t routines = at;
    for (uint32_t i = 0; i < h->n_routines; i++)
        at = align32(at + library.file_routines[i].hot_size + library.file_routines[i].cold_size);

    library.extent_size = at;
    library.extent = cj_memory_alloc(&library.extent_size);
    if (library.extent == NULL)
        return refuse(l, "the memory limit is too small for the stencil library: it takes %zu KiB",
                      at >> 10);
    uint8_t *w = cj_writable(library.extent, library.extent_size);
    if (w == NULL)
        return refuse(l, "the system denies writing machine code (%s)", strerror(errno));
    memset(w, 0xcc, library.extent_size);

    library.extern_slots = library.extent + extern_slots;
    library.routine_slots = library.extent + routine_slots;
    library.literals = library.extent + literals;
    cj_stencils.trap = library.extent + trap;
    memcpy(w + trap, trap_code, sizeof trap_code);
    for (uint32_t i = 0; i < h->n_literals; i++)
        memcpy(w + literals + 16 * i, library.file_literals[i].value, 16);
    for (uint32_t i = 0; i < h->n_externs; i++) {
        put64(w + extern_slots + 8 * i, (int64_t)(uintptr_t)library.extern_address[i]);
        if (cj_memory_near(library.extern_address[i]))
            continue;
        w[stubs] = 0xff, w[stubs + 1] = 0x25; /* jmp *[rip + d32] */
        put32(w + stubs + 2, (int64_t)(extern_slots + 8 * i) - (int64_t)(stubs + 6));
        library.extern_stub[i] = library.extent + stubs;
        stubs += 16;
    }
    for (uint32_t i = 0; i < h->n_routines; i++) {
        library.routine_address[i] = library.extent + routines;
        put64(w + routine_slots + 8 * i, (int64_t)(uintptr_t)library.routine_address[i]);
        routines = align32(routines + library.file_routines[i].hot_size +
                           library.file_routines[i].cold_size);
    }
    return true;
}

/* ---- Step 4: linking ---- */

/* One relocation in the making. */
typedef struct {
    loading *l;
    const stencil *s;
    const file_patch *p;
    uint8_t *field; /* in the stencil's bytes */
    bool routine;
} site;

static bool refuse_site(const site *at, const char *what) {
    return refuse(at->l, "the stencil library %s is wrong: %s at %s byte %u of %s; report this",
                  at->l->path, what, at->p->part == 0 ? "hot" : "cold", at->p->offset, at->s->name);
}

static bool leave(const site *at, fix_action action, unsigned index, int64_t value) {
    *at->l->next_fixup++ = (fixup){.offset = at->p->offset,
                                   .part = at->p->part,
                                   .action = (uint8_t)action,
                                   .index = (uint8_t)index,
                                   .value = value};
    return true;
}

/* Which instruction reads the GOT slot, if it is one that has a form without. */
typedef enum { READS_OTHER, READS_LOAD, READS_CMP, READS_CALL, READS_JUMP } got_reader;

static got_reader reader(const site *at) {
    const file_patch *p = at->p;
    const uint8_t *field = at->field;
    if (p->addend != -4)
        return READS_OTHER; /* bytes follow the field: no form we know */
    if (p->kind == GOTPCRELX && p->offset >= 2 && field[-2] == 0xff) {
        if (field[-1] == 0x15)
            return READS_CALL;
        if (field[-1] == 0x25)
            return READS_JUMP;
    }
    bool rex_w = p->offset >= 3 && (field[-3] & 0xf8) == 0x48;
    if (p->kind == REX_GOTPCRELX && rex_w && (field[-1] & 0xc7) == 0x05) { /* [rip + d32] */
        if (field[-2] == 0x8b)
            return READS_LOAD;
        if (field[-2] == 0x3b)
            return READS_CMP;
    }
    return READS_OTHER;
}

/* A reference through the GOT to a fixed address that also has a slot. */
static bool link_got_fixed(const site *at, uint8_t *address, uint8_t *slot) {
    int64_t value = (int64_t)(uintptr_t)address;
    bool near = cj_memory_near(address);
    switch (reader(at)) {
    case READS_LOAD:
        if (fits_s32(value)) {
            relax_load_to_immediate(at->field);
            put32(at->field, value);
            return true;
        }
        if (near) {
            relax_load_to_lea(at->field);
            return leave(at, FIX_SHARED, 0, value - 4);
        }
        break;
    case READS_CMP:
        if (fits_s32(value)) {
            relax_compare_to_immediate(at->field);
            put32(at->field, value);
            return true;
        }
        break;
    case READS_CALL:
        if (near) {
            relax_call(at->field);
            return leave(at, FIX_SHARED, 0, value - 4);
        }
        break;
    case READS_JUMP:
        if (near) {
            relax_jump(at->field);
            leave(at, FIX_SHARED, 0, value - 4);
            at->l->next_fixup[-1].offset--;
            return true;
        }
        break;
    case READS_OTHER:
        break;
    }
    return leave(at, FIX_SHARED, 0, (int64_t)(uintptr_t)slot + at->p->addend);
}

/* Does the field belong to a jump or call, which can as well go through a stub? */
static bool is_branch(const site *at) {
    const uint8_t *field = at->field;
    unsigned offset = at->p->offset;
    return at->p->addend == -4 &&
           ((offset >= 1 && (field[-1] == 0xe8 || field[-1] == 0xe9)) ||
            (offset >= 2 && field[-2] == 0x0f && (field[-1] & 0xf0) == 0x80));
}

static bool link_fixed(const site *at, uint8_t *address, uint8_t *slot, uint8_t *stub) {
    int64_t value = (int64_t)(uintptr_t)address + at->p->addend;
    switch (at->p->kind) {
    case ABS32S:
    case ABS32:
        if (at->p->kind == ABS32S ? !fits_s32(value) : !fits_u32(value))
            return refuse_site(at, "an address that must lie below 2 GB");
        put32(at->field, value);
        return true;
    case ABS64:
        put64(at->field, value);
        return true;
    case PC32:
        if (cj_memory_near(address))
            return leave(at, FIX_SHARED, 0, value);
        if (stub != NULL && is_branch(at))
            return leave(at, FIX_SHARED, 0, (int64_t)(uintptr_t)stub + at->p->addend);
        return refuse_site(at, "a far address that must be near");
    default:
        return link_got_fixed(at, address, slot);
    }
}

static bool link_part(const site *at, unsigned part) {
    int64_t addend = at->p->addend;
    if (at->p->kind == ABS64)
        return leave(at, FIX_PART64, part, addend);
    if (at->p->kind != PC32)
        return refuse_site(at, "an own address in a field that can't take it");
    if (part != at->p->part)
        return leave(at, FIX_PART, part, addend);
    put32(at->field, addend - at->p->offset); /* the same wherever it is emitted */
    return true;
}

static bool link_pointer(const site *at, unsigned index) {
    static const fix_action by_reader[] = {
        [READS_OTHER] = FIX_PTR_SLOT, [READS_LOAD] = FIX_PTR_LOAD, [READS_CMP] = FIX_PTR_CMP,
        [READS_CALL] = FIX_PTR_CALL,  [READS_JUMP] = FIX_PTR_JUMP,
    };
    switch (at->p->kind) {
    case ABS32S:
    case ABS32:
        return refuse_site(at, "a pointer in a field of 32 bits");
    case ABS64:
        return leave(at, FIX_PTR64, index, at->p->addend);
    case PC32:
        return leave(at, FIX_PTR_REL, index, at->p->addend);
    default:
        return leave(at, by_reader[reader(at)], index, at->p->addend);
    }
}

static bool link_hole(const site *at, unsigned index) {
    switch (at->p->kind) {
    case ABS32S:
        return leave(at, FIX_HOLE, index, at->p->addend);
    case ABS64:
        return leave(at, FIX_HOLE64, index, at->p->addend);
    default:
        return refuse_site(at, "a signed hole in a field that can't take it");
    }
}

static bool link_unsigned_hole(const site *at, unsigned index) {
    switch (at->p->kind) {
    case ABS32S:
        return leave(at, FIX_HOLEU_S, index, at->p->addend);
    case ABS32:
        return leave(at, FIX_HOLEU, index, at->p->addend);
    case ABS64:
        return leave(at, FIX_HOLEU64, index, at->p->addend);
    default:
        return refuse_site(at, "an unsigned hole in a field that can't take it");
    }
}

static bool link_site(const site *at) {
    const file_patch *p = at->p;
    unsigned symbol = p->symbol;
    if (symbol >= SYM_ROUTINE) {
        unsigned i = symbol - SYM_ROUTINE;
        return link_fixed(at, library.routine_address[i], library.routine_slots + 8 * i, NULL);
    }
    if (symbol >= SYM_LITERAL) {
        uint8_t *literal = library.literals + 16 * (symbol - SYM_LITERAL);
        if (p->kind != PC32)
            return refuse_site(at, "a constant that is not read relative to rip");
        return leave(at, FIX_SHARED, 0, (int64_t)(uintptr_t)literal + p->addend);
    }
    if (symbol >= SYM_EXTERN) {
        unsigned i = symbol - SYM_EXTERN;
        return link_fixed(at, library.extern_address[i], library.extern_slots + 8 * i,
                          library.extern_stub[i]);
    }
    if (symbol <= SYM_COLD)
        return link_part(at, symbol - SYM_HOT);
    if (at->routine)
        return refuse_site(at, "a hole in a shared routine");
    if (symbol < SYM_HOLE) {
        if (p->kind != PC32 || p->addend != -4)
            return refuse_site(at, "an edge that is not a jump");
        return leave(at, FIX_GOTO, symbol - SYM_GOTO, 0);
    }
    if (symbol < SYM_HOLEU)
        return link_hole(at, symbol - SYM_HOLE);
    if (symbol < SYM_PTR)
        return link_unsigned_hole(at, symbol - SYM_HOLEU);
    if (symbol < SYM_CELL)
        return link_pointer(at, symbol - SYM_PTR);
    if (symbol < SYM_IMM64) {
        if (p->kind < PC32)
            return refuse_site(at, "a cell that is not read relative to rip");
        return leave(at, FIX_CELL, symbol - SYM_CELL, p->addend);
    }
    if (symbol < SYM_K) {
        if (p->kind != ABS64)
            return refuse_site(at, "a 64-bit immediate in a field that can't take it");
        return leave(at, FIX_IMM64, symbol - SYM_IMM64, p->addend);
    }
    if (p->kind != PC32)
        return refuse_site(at, "a constant that is not read relative to rip");
    return leave(at, FIX_CONSTANT, symbol - SYM_K, p->addend);
}

/* How many pool slots a stencil may take: at most one for each pointer, cell and constant. */
static unsigned slots_wanted(const stencil *s) {
    unsigned pointers = 0, cells = 0, constants = 0; /* bit sets */
    for (unsigned i = 0; i < s->n_fixups; i++) {
        unsigned bit = 1u << s->fixups[i].index;
        switch ((fix_action)s->fixups[i].action) {
        case FIX_PTR_SLOT:
        case FIX_PTR_LOAD:
        case FIX_PTR_CMP:
        case FIX_PTR_CALL:
        case FIX_PTR_JUMP:
            pointers |= bit;
            break;
        case FIX_CELL:
            cells |= bit;
            break;
        case FIX_CONSTANT:
            constants |= bit;
            break;
        default:
            break;
        }
    }
    return (unsigned)(__builtin_popcount(pointers) + __builtin_popcount(cells) +
                      __builtin_popcount(constants));
}

/* Into what `l` has room for. */
static bool link_stencil(loading *l, const file_stencil *f, bool routine, stencil *s) {
    if (!verify_stencil(f))
        return refuse_damaged(l, "a stencil");
    size_t size = (size_t)f->hot_size + f->cold_size;
    *s = (stencil){
        .name = library.strings + f->name,
        .code = l->next_code,
        .fixups = l->next_fixup,
        .hot_size = f->hot_size,
        .cold_size = f->cold_size,
        .absent = (f->flags & FLAG_ABSENT) != 0,
    };
    memcpy(s->code, library.code + f->code, size);
    for (uint32_t i = 0; i < f->n_patches; i++) {
        const file_patch *p = &library.patches[f->first_patch + i];
        if (!verify_patch(p))
            return refuse_damaged(l, "a patch");
        unsigned width = p->kind == ABS64 ? 8 : 4;
        size_t part_size = p->part == 0 ? s->hot_size : s->cold_size;
        site at = {l, s, p, s->code + (p->part == 0 ? 0 : s->hot_size) + p->offset, routine};
        if (p->offset + width > part_size)
            return refuse_site(&at, "a field that reaches over the end");
        if (!link_site(&at))
            return false;
    }
    s->n_fixups = (uint16_t)(l->next_fixup - s->fixups);
    return true;
}

static void *allocate(size_t size) {
    size = (size + 15) & ~(size_t)15;
    chunk *c = library.chunks;
    if (c == NULL || (size_t)(c->end - c->free) < size) {
        size_t whole = sizeof *c + size > CHUNK_SIZE ? sizeof *c + size : CHUNK_SIZE;
        c = malloc(whole);
        if (c == NULL)
            return NULL;
        *c = (chunk){library.chunks, (uint8_t *)(c + 1), (uint8_t *)c + whole};
        library.chunks = c;
        library.metadata += whole;
    }
    c->free += size;
    return c->free - size;
}

const char *cj_link_error = "";

/* The first time that it is emitted. */
const stencil *cj_stencil_link(unsigned id) {
    static char why[256];
    loading l = {.path = library.path, .why = why, .why_size = sizeof why};
    const file_stencil *f = &library.stencils[id];
    size_t size = (size_t)f->hot_size + f->cold_size;
    stencil *s = allocate(sizeof *s + f->n_patches * sizeof(fixup) + size);
    cj_link_error = "out of memory";
    if (s == NULL)
        return NULL;
    l.next_fixup = (fixup *)(s + 1);
    l.next_code = (uint8_t *)(l.next_fixup + f->n_patches);
    cj_link_error = why;
    if (!link_stencil(&l, f, false, s))
        return NULL;
    unsigned slots = slots_wanted(s);
    s->low_room = s->cold_size + 8 * slots + (slots > 0 ? 7 : 0);
    cj_stencils.stencils[id] = s;
    return s;
}

/* Routines have fixups of three kinds only. */
static void place_routine(const stencil *s, uint8_t *hot, uint8_t *w) {
    uint8_t *parts[2] = {hot, hot + s->hot_size};
    memcpy(w, s->code, (size_t)s->hot_size + s->cold_size);
    for (unsigned i = 0; i < s->n_fixups; i++) {
        const fixup *f = &s->fixups[i];
        uint8_t *place = parts[f->part] + f->offset;
        uint8_t *field = w + (place - hot);
        int64_t target = f->value;
        if (f->action != FIX_SHARED)
            target += (int64_t)(uintptr_t)parts[f->index];
        if (f->action == FIX_PART64)
            put64(field, target);
        else
            put32(field, target - (int64_t)(uintptr_t)place);
    }
}

/* Routines stay, in their places. */
static bool link_routine(loading *l, unsigned i) {
    const file_stencil *f = &library.file_routines[i];
    uint8_t *hot = library.routine_address[i];
    size_t size = (size_t)f->hot_size + f->cold_size;
    fixup *fixups = malloc(f->n_patches * sizeof *fixups + size + 1);
    if (fixups == NULL)
        return refuse_memory(l);
    l->next_fixup = fixups, l->next_code = (uint8_t *)(fixups + f->n_patches);
    stencil s;
    bool linked = link_stencil(l, f, true, &s);
    uint8_t *w = linked ? cj_writable(hot, size) : NULL;
    if (w != NULL)
        place_routine(&s, hot, w);
    else if (linked)
        refuse(l, "the system denies writing machine code (%s)", strerror(errno));
    free(fixups);
    return w != NULL;
}

static bool link_routines(loading *l) {
    for (uint32_t i = 0; i < library.header->n_routines; i++)
        if (!link_routine(l, i))
            return false;
    return true;
}

const char *cj_library_check(void) {
    for (unsigned id = 0; id < cj_stencils.n_stencils; id++)
        if (stencil_of(id) == NULL)
            return cj_link_error;
    return NULL;
}

/* ---- Loading ---- */

static bool allocate_tables(loading *l) {
    const file_header *h = library.header;
    cj_stencils.stencils = calloc(h->n_stencils + 1, sizeof *cj_stencils.stencils);
    library.routine_address = calloc(h->n_routines + 1, sizeof *library.routine_address);
    library.extern_address = calloc(h->n_externs + 1, sizeof *library.extern_address);
    library.extern_stub = calloc(h->n_externs + 1, sizeof *library.extern_stub);
    if (cj_stencils.stencils == NULL || library.routine_address == NULL ||
        library.extern_address == NULL || library.extern_stub == NULL)
        return refuse_memory(l);
    cj_stencils.n_stencils = h->n_stencils;
    library.metadata = (h->n_stencils + h->n_routines + 2 * (size_t)h->n_externs) * sizeof(void *);
    return true;
}

static bool load(loading *l, uint64_t names_digest) {
    return map_file(l) && verify(l, names_digest) && allocate_tables(l) && resolve(l) &&
           lay_out(l) && link_routines(l);
}

bool cj_library_load(const char *path, uint64_t names_digest, char *why, size_t why_size) {
    loading l = {.path = path, .why = why, .why_size = why_size};
    cj_library_unload();
    snprintf(library.path, sizeof library.path, "%s", path);
    cj_write_begin();
    bool loaded = load(&l, names_digest);
    if (!cj_write_end() && loaded)
        loaded = refuse(&l, "the system denies running machine code (%s)", strerror(errno));
    if (!loaded) {
        cj_memory_free(library.extent, library.extent_size);
        cj_library_unload();
        return false;
    }
    /* Little of the file is needed from now on: what is will be there again. */
    madvise(library.data, library.size, MADV_DONTNEED);
    return true;
}

void cj_library_unload(void) {
    free(cj_stencils.stencils);
    free(library.routine_address);
    free(library.extern_address);
    free(library.extern_stub);
    for (chunk *c = library.chunks; c != NULL;) {
        chunk *next = c->next;
        free(c);
        c = next;
    }
    if (library.data != NULL)
        munmap(library.data, library.size);
    memset(&cj_stencils, 0, sizeof cj_stencils);
    memset(&library, 0, sizeof library);
}

/* ---- Questions ---- */

unsigned cj_stencil_count(void) {
    return cj_stencils.n_stencils;
}

const char *cj_stencil_name(unsigned id) {
    if (id < cj_stencils.n_stencils)
        return verify_stencil(&library.stencils[id]) ? library.strings + library.stencils[id].name
                                                     : "?";
    return id == CJ_TRACE_JUMP ? "jump" : "?";
}

size_t cj_stencil_hot_size(unsigned id) {
    return library.stencils[id].hot_size;
}

size_t cj_stencil_cold_size(unsigned id) {
    return library.stencils[id].cold_size;
}

bool cj_stencil_falls_through(unsigned id) {
    return (library.stencils[id].flags & FLAG_FALLS_THROUGH) != 0;
}

unsigned cj_routine_count(void) {
    return library.header != NULL ? library.header->n_routines : 0;
}

uint8_t *cj_routine(unsigned index) {
    return index < cj_routine_count() ? library.routine_address[index] : NULL;
}

const char *cj_routine_name(unsigned index) {
    return index < cj_routine_count() ? library.strings + library.file_routines[index].name : "?";
}

size_t cj_routine_size(unsigned index) {
    const file_stencil *s = &library.file_routines[index];
    return index < cj_routine_count() ? (size_t)s->hot_size + s->cold_size : 0;
}

uint8_t *cj_trap(void) {
    return cj_stencils.trap;
}

const char *cj_library_at(const void *address) {
    const uint8_t *p = address;
    if (library.extent == NULL || p < library.extent || p >= library.extent + library.extent_size)
        return NULL;
    for (uint32_t i = 0; i < cj_routine_count(); i++) {
        const uint8_t *start = library.routine_address[i];
        if (p >= start && p < start + cj_routine_size(i))
            return cj_routine_name(i);
    }
    return p >= cj_stencils.trap && p < cj_stencils.trap + sizeof trap_code ? "trap" : "pool";
}

size_t cj_library_metadata(void) {
    return library.metadata;
}
