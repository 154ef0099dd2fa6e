/* They lie in pages, in pieces of a number of words; what is given up is kept, by its size, for the
 * next. */
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t users; /* given up: the next one of its size */
    uint16_t n_locals, base, depth, inlined;
    uint8_t n_known, n_stack; /* of the locals up to the last that something is known of */
    uint8_t place;            /* in `recent` */
    uint8_t bytes[];          /* known locals, then entries */
} record;

#define PAGE_WORDS 4096u
#define MOST_BYTES \
    (sizeof(record) + CJ_MAX_LOCALS * sizeof(cj_local) + CJ_MAX_STACK * sizeof(cj_entry))
#define MOST_WORDS (MOST_BYTES / 8 + 1)

static uint64_t **pages; /* word n of the first page is snapshot n, and so on */
static uint32_t n_pages;
static uint32_t next_word = PAGE_WORDS, end_word = PAGE_WORDS; /* free in the last page */
static cj_snapshot given_up[MOST_WORDS + 1];
static size_t bytes_in_use;

/* Those that the next one may equal, by their content, and those taken last, with and without
 * knowledge of locals: most of a function's stubs know the same as one made shortly before. */
static cj_snapshot recent[256], latest[2];

static record *at(cj_snapshot snapshot) {
    return (record *)(void *)(pages[snapshot / PAGE_WORDS] + snapshot % PAGE_WORDS);
}

static uint32_t words_of(size_t locals, size_t stack) {
    return (uint32_t)((sizeof(record) + locals + stack + 7) / 8);
}

static uint32_t size_of(const record *r) {
    return words_of(r->n_known * sizeof(cj_local), r->n_stack * sizeof(cj_entry));
}

/* The first page is number 1, so that no snapshot is 0. */
static bool add_page(void) {
    uint32_t page = n_pages == 0 ? 1 : n_pages;
    uint64_t **more = realloc(pages, (page + 1) * sizeof *pages);
    if (more == NULL) {
        return false;
    }
    pages = more;
    uint64_t *words = malloc((PAGE_WORDS + 1) * sizeof *words); /* one to be read beyond the end */
    if (words == NULL) {
        return false;
    }
    pages[page] = words;
    n_pages = page + 1;
    next_word = page * PAGE_WORDS;
    end_word = next_word + PAGE_WORDS;
    return true;
}

static cj_snapshot allocate(uint32_t words) {
    cj_snapshot taken = given_up[words];
    if (taken != 0) {
        given_up[words] = at(taken)->users;
        return taken;
    }
    if (end_word - next_word < words && !add_page()) {
        return 0;
    }
    taken = next_word;
    next_word += words;
    return taken;
}

#define UNKNOWN {.type = CJ_UNKNOWN, .raw = CJ_NOWHERE}
#define EIGHT UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN
static const cj_local unknown[CJ_MAX_LOCALS] = {EIGHT, EIGHT, EIGHT, EIGHT,
                                                EIGHT, EIGHT, EIGHT, EIGHT};
_Static_assert(CJ_MAX_LOCALS == 64 && sizeof(cj_local) == 3 && CJ_UNKNOWN == 0,
               "as known() has it");

static bool is_unknown(const cj_local *local) {
    const uint8_t *bytes = (const uint8_t *)local; /* type, place, flags */
    return (bytes[0] | bytes[2]) == 0 && bytes[1] == CJ_NOWHERE;
}

/* Up to the last that something is known of: by eight, then by one. */
static unsigned known(const cj_context *context) {
    unsigned n = context->n_locals;
    while (n >= 8 && memcmp(&context->locals[n - 8], unknown, 8 * sizeof(cj_local)) == 0) {
        n -= 8;
    }
    while (n > 0 && is_unknown(&context->locals[n - 1])) {
        n--;
    }
    return n;
}

/* The n-th eight bytes of some, the last of them filled up with zeros. There are up to seven more
 * behind them, whatever these hold. Calls of memcmp() would take longer. */
static uint64_t word_of(const void *data, size_t size, size_t n) {
    uint64_t word;
    memcpy(&word, (const char *)data + n * sizeof word, sizeof word);
    size_t left = size - n * sizeof word;
    return left >= sizeof word ? word : word & (((uint64_t)1 << 8 * left) - 1);
}

static bool are_equal(const void *some, const void *others, size_t size) {
    uint64_t difference = 0;
    for (size_t n = 0; n * sizeof difference < size; n++) {
        difference |= word_of(some, size, n) ^ word_of(others, size, n);
    }
    return difference == 0;
}

static uint64_t hashed(uint64_t hash, const void *data, size_t size) {
    for (size_t n = 0; n * sizeof hash < size; n++) {
        hash = (hash ^ word_of(data, size, n)) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool is_of(const record *r, const cj_context *context, unsigned n_known) {
    if (r->n_locals != context->n_locals || r->base != context->base ||
        r->depth != context->depth || r->inlined != context->inlined || r->n_known != n_known) {
        return false;
    }
    size_t locals = n_known * sizeof(cj_local);
    return are_equal(r->bytes, context->locals, locals) &&
           are_equal(r->bytes + locals, context->stack, r->n_stack * sizeof(cj_entry));
}

static cj_snapshot take(const cj_context *context, unsigned n_known) {
    cj_snapshot *last = &latest[n_known > 0];
    if (*last != 0 && is_of(at(*last), context, n_known)) {
        at(*last)->users++;
        return *last;
    }
    size_t locals = n_known * sizeof(cj_local);
    size_t stack = (size_t)cj_context_tracked(context) * sizeof(cj_entry);
    uint64_t hash =
        hashed(context->base + ((uint64_t)context->depth << 16), context->locals, locals);
    uint8_t place = (uint8_t)hashed(hash, context->stack, stack);
    cj_snapshot snapshot = recent[place];
    if (snapshot != 0 && is_of(at(snapshot), context, n_known)) {
        at(snapshot)->users++;
        *last = snapshot;
        return snapshot;
    }
    snapshot = allocate(words_of(locals, stack));
    if (snapshot != 0) {
        record *r = at(snapshot);
        *r = (record){.users = 1,
                      .n_locals = context->n_locals,
                      .base = context->base,
                      .depth = context->depth,
                      .inlined = context->inlined,
                      .n_known = (uint8_t)n_known,
                      .n_stack = (uint8_t)cj_context_tracked(context),
                      .place = place};
        memcpy(r->bytes, context->locals, locals);
        memcpy(r->bytes + locals, context->stack, stack);
        bytes_in_use += words_of(locals, stack) * sizeof(uint64_t);
        *last = recent[place] = snapshot;
    }
    return snapshot;
}

cj_snapshot cj_snapshot_take(const cj_context *context) {
    return take(context, known(context));
}

cj_snapshot cj_snapshot_take_entries(const cj_context *context) {
    return take(context, 0);
}

void cj_snapshot_free(cj_snapshot snapshot) {
    record *r = at(snapshot);
    if (--r->users > 0) {
        return;
    }
    uint32_t words = size_of(r);
    bytes_in_use -= words * sizeof(uint64_t);
    if (recent[r->place] == snapshot) {
        recent[r->place] = 0;
    }
    if (latest[r->n_known > 0] == snapshot) {
        latest[r->n_known > 0] = 0;
    }
    r->users = given_up[words];
    given_up[words] = snapshot;
}

bool cj_snapshot_is_of_entries(cj_snapshot snapshot, const cj_context *context) {
    return is_of(at(snapshot), context, 0);
}

bool cj_snapshot_is(cj_snapshot snapshot, const cj_context *context) {
    return is_of(at(snapshot), context, known(context));
}

int cj_snapshot_inlined(cj_snapshot snapshot) {
    return at(snapshot)->inlined;
}

void cj_snapshot_restore(cj_snapshot snapshot, cj_context *context) {
    const record *r = at(snapshot);
    size_t locals = r->n_known * sizeof(cj_local);
    context->n_locals = r->n_locals;
    context->base = r->base;
    context->depth = r->depth;
    context->inlined = r->inlined;
    memcpy(context->locals, r->bytes, locals);
    memcpy(context->locals + r->n_known, unknown, (r->n_locals - r->n_known) * sizeof(cj_local));
    memcpy(context->stack, r->bytes + locals, r->n_stack * sizeof(cj_entry));
}

size_t cj_snapshots_bytes(void) {
    return bytes_in_use;
}
