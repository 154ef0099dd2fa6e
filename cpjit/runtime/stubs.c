/* Stubs: numbered, each with an entry of its own into the engine, which is never moved. Functions
 * get them by the run, and keep a run until their code goes: so a record needs not say whose it is.
 */
#include "../patcher/row.h"
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#define STUBS_A_RUN 8u
#define ROWS_A_PAGE (CJ_EXTENT_MIN / CJ_ROW_SIZE)
#define STUBS_A_PAGE (ROWS_A_PAGE * CJ_ROW_ENTRIES)
#define RUNS_A_PAGE (STUBS_A_PAGE / STUBS_A_RUN)
#define PAGES 16384u

_Static_assert(sizeof(cj_stub) == 32, "there is almost one for each instruction");

typedef struct {
    cj_stub records[STUBS_A_PAGE];
    uint32_t next_run[RUNS_A_PAGE]; /* of the same function, or free: its number + 1, or 0 */
    uint8_t *entries;               /* in rows */
} page;

static page *pages[PAGES];
static uint32_t n_pages, free_run; /* free_run: number + 1 */

cj_stub *cj_stub_at(uint32_t number) {
    return &pages[number / STUBS_A_PAGE]->records[number % STUBS_A_PAGE];
}

static uint8_t *entry_of(uint32_t number) {
    uint32_t n = number % STUBS_A_PAGE;
    return pages[number / STUBS_A_PAGE]->entries + n / CJ_ROW_ENTRIES * CJ_ROW_SIZE +
           cj_row_entry(n % CJ_ROW_ENTRIES);
}

static uint32_t *next_of_run(uint32_t run) {
    return &pages[run / RUNS_A_PAGE]->next_run[run % RUNS_A_PAGE];
}

static bool make_entries(page *made) {
    size_t size = ROWS_A_PAGE * CJ_ROW_SIZE;
    made->entries = cj_memory_alloc(&size);
    bool done = made->entries != NULL;
    cj_write_begin();
    for (uint32_t row = 0; done && row < ROWS_A_PAGE; row++) {
        uint32_t first = n_pages * STUBS_A_PAGE + row * CJ_ROW_ENTRIES;
        done = cj_row_write(made->entries + row * CJ_ROW_SIZE, cj.stub_hit, first);
    }
    done = cj_write_end() && done;
    if (!done) {
        cj_memory_free(made->entries, size);
    }
    return done;
}

static bool add_page(void) {
    page *made = n_pages == PAGES ? NULL : malloc(sizeof *made);
    if (made == NULL || !make_entries(made)) {
        free(made);
        return false;
    }
    pages[n_pages] = made;
    for (uint32_t run = RUNS_A_PAGE; run-- > 0;) {
        made->next_run[run] = free_run;
        free_run = n_pages * RUNS_A_PAGE + run + 1;
    }
    n_pages++;
    return true;
}

static void make_free(cj_function *function, uint32_t number) {
    *cj_stub_at(number) = (cj_stub){.kind = CJ_STUB_KINDS, .argument = function->free_stub};
    function->free_stub = number + 1;
}

static bool add_run(cj_function *function) {
    if (free_run == 0 && !add_page()) {
        return false;
    }
    uint32_t run = free_run - 1, *next = next_of_run(run);
    free_run = *next;
    *next = function->first_run;
    function->first_run = run + 1;
    for (uint32_t i = STUBS_A_RUN; i-- > 0;) {
        make_free(function, run * STUBS_A_RUN + i);
    }
    return true;
}

/* Takes over a user of the snapshot, or gives it up. */
static uint32_t new(cj_stub_kind kind, cj_function *function, cj_snapshot snapshot) {
    if (snapshot == 0) {
        return UINT32_MAX;
    }
    if (function->free_stub == 0 && !add_run(function)) {
        cj_snapshot_free(snapshot);
        return UINT32_MAX;
    }
    uint32_t number = function->free_stub - 1;
    cj_stub *stub = cj_stub_at(number);
    function->free_stub = stub->argument;
    cj_raising_forget(number);
    *stub = (cj_stub){.kind = kind, .context = snapshot};
    cj_label_set(&stub->label, entry_of(number));
    function->n_stubs++;
    cj.n_stubs++;
    return number;
}

uint32_t cj_stub_new(cj_stub_kind kind, cj_function *function, const cj_context *context) {
    return new(kind, function, cj_snapshot_take(context));
}

/* Some of those that may be shared, by what they are. */
static struct {
    const cj_function *function;
    uint32_t number;
} remembered[256];

cj_label *cj_stub_shared(cj_stub_kind kind, cj_function *function, const cj_context *context,
                         int unit, int running) {
    uint32_t hash =
        ((uint32_t)((uintptr_t)function >> 4) ^ (uint32_t)(unit << 1 ^ kind)) * 0x9E3779B1u;
    uint32_t place = hash >> 24;
    if (remembered[place].function == function) {
        cj_stub *stub = cj_stub_at(remembered[place].number);
        if (stub->kind == kind && stub->unit == (uint32_t)unit &&
            stub->running == (uint32_t)running &&
            cj_snapshot_is_of_entries(stub->context, context)) {
            return &stub->label;
        }
    }
    uint32_t number = new(kind, function, cj_snapshot_take_entries(context));
    if (number == UINT32_MAX) {
        return NULL;
    }
    cj_stub *stub = cj_stub_at(number);
    stub->unit = (uint32_t)unit & CJ_MOST_UNITS;
    stub->running = (uint32_t)running & CJ_MOST_UNITS;
    remembered[place].function = function;
    remembered[place].number = number;
    return &stub->label;
}

static void give_up(cj_function *function, cj_stub *stub) {
    function->n_stubs--;
    cj.n_stubs--;
    cj_snapshot_free(stub->context);
    cj_label_free(&stub->label);
    stub->kind = CJ_STUB_KINDS;
}

void cj_stub_free(cj_function *function, uint32_t number) {
    cj_stub *stub = cj_stub_at(number);
    if (stub->kind != CJ_STUB_KINDS) {
        give_up(function, stub);
        make_free(function, number);
    }
}

/* Is one of them of an entrance? The others are given up. */
static bool is_kept(cj_function *function, uint32_t run) {
    bool kept = false;
    for (uint32_t i = 0; i < STUBS_A_RUN; i++) {
        cj_stub *stub = cj_stub_at(run * STUBS_A_RUN + i);
        if (stub->kind == CJ_STUB_ENTRANCE) {
            kept = true;
        } else if (stub->kind != CJ_STUB_KINDS) {
            give_up(function, stub);
        }
    }
    return kept;
}

void cj_stubs_of_function_free(cj_function *function) {
    uint32_t runs = function->first_run;
    if (runs != 0) {
        memset(remembered, 0, sizeof remembered); /* its stubs will be those of others */
    }
    function->first_run = function->free_stub = 0;
    while (runs != 0) {
        uint32_t run = runs - 1, *next = next_of_run(run);
        bool kept = is_kept(function, run);
        uint32_t *list = kept ? &function->first_run : &free_run;
        runs = *next;
        *next = *list;
        *list = run + 1;
        for (uint32_t i = STUBS_A_RUN; kept && i-- > 0;) {
            if (cj_stub_at(run * STUBS_A_RUN + i)->kind == CJ_STUB_KINDS) {
                make_free(function, run * STUBS_A_RUN + i);
            }
        }
    }
}

uint32_t cj_stub_of_function(const cj_function *function, uint32_t after) {
    uint32_t run = after == 0 ? function->first_run : (after - 1) / STUBS_A_RUN + 1;
    for (uint32_t i = after % STUBS_A_RUN; run != 0; i = 0) {
        if (after != 0 && i == 0) { /* that was the last of its run */
            run = *next_of_run(run - 1);
        }
        for (; run != 0 && i < STUBS_A_RUN; i++) {
            uint32_t number = (run - 1) * STUBS_A_RUN + i;
            if (cj_stub_at(number)->kind != CJ_STUB_KINDS) {
                return number + 1;
            }
        }
        after = 1;
    }
    return 0;
}

size_t cj_stubs_code_bytes(void) {
    return n_pages * ROWS_A_PAGE * CJ_ROW_SIZE;
}

size_t cj_stubs_bytes(void) {
    return n_pages * sizeof(page);
}
