/* Executable memory: one region of address space, reserved near the interpreter, that holds all
 * machine code with its constants.
 *
 * No address is ever writable and executable. Code is written through a second mapping of the
 * same memory, a constant distance away (mode "alias"), or, where the system grants no memfd, by
 * taking the pages' right to be executed away for the length of a batch of writes ("mprotect").
 * Alias memory is shared, so fork() would leave parent and child patching each other's code:
 * after a fork both treat every chunk as frozen, and whoever first writes into a frozen chunk gets
 * a private clone of it at the same addresses.
 *
 * Every function is called with the GIL held, and code in the region runs only with the GIL held;
 * that is what makes a batch of writes safe. Nothing here touches a Python object. */

#ifndef CJ_MEMORY_H
#define CJ_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memory is committed and cloned by the chunk. */
#define CJ_CHUNK_SIZE ((size_t)1 << 20)

/* Extents have a power of two from the minimum to the block, or a multiple of the block. */
#define CJ_EXTENT_MIN ((size_t)1 << 10)
#define CJ_EXTENT_BLOCK ((size_t)1 << 16)

/* The largest limit, so that rel32 always reaches across the region. */
#define CJ_MEMORY_MAX ((size_t)1 << 30)

/* Reserves `room` bytes (rounded up to chunks), near `near` if possible, and limits memory to that:
 * it is address space only, which costs nothing. Every byte of the region then reaches every byte
 * of the image that contains `near` by a signed 32-bit displacement. Commits the first chunk and
 * runs a tiny function in it. Returns 0, or -1 with one sentence in `why` that says what was denied
 * and what to do; nothing stays allocated then. */
int cj_memory_init(size_t room, const void *near, char *why, size_t why_size);

/* Changes the limit, at any time. The region stays as it is: a limit below what is in use stops new
 * extents until enough has been freed, one above what was reserved allows no more than that. */
void cj_memory_limit(size_t limit);

/* Gives everything back. Only when no code in the region can run any more. */
void cj_memory_teardown(void);

/* A new extent of at least *size bytes; *size becomes its real size: a power of two from 1 KiB to
 * 64 KiB, or a multiple of 64 KiB. 1 KiB-aligned. NULL: limit reached or the system denies more. */
uint8_t *cj_memory_alloc(size_t *size);

/* Takes an extent back, deferred: it stays intact until cj_memory_reclaim(), because the code that
 * drops the last reference to itself is still executing. `size` is what cj_memory_alloc() said. */
void cj_memory_free(uint8_t *extent, size_t size);

/* Makes freed extents available. Called at the compiler's entry, never from code being freed. */
void cj_memory_reclaim(void);

/* For torture: fill extents with traps (int3) when they are reclaimed. */
void cj_memory_poison(bool on);

/* A batch of writes. Batches nest; only the outermost costs anything, and that only in mprotect
 * mode, where the code of the touched pages can't run until the end. cj_write_end() is false if
 * the system would not make the pages executable again (tried once more at the next end). */
bool cj_write_close(void); /* the end of the outermost */

/* The part of the memory that is known to be writable in this batch, found by the last
 * cj_make_writable(): code is written piece by piece at one place. Empty between batches. */
typedef struct {
    uint8_t *start;
    size_t size;
    ptrdiff_t alias; /* from an executable address to where it is written */
    uint64_t forks;  /* when it was found */
    int batch;       /* depth of cj_write_begin */
} cj_window;
extern cj_window cj_writing;

/* Forks survived by this process, as parent or child. Set by the fork handlers alone, which may run
 * in a thread without the GIL. */
extern _Atomic uint64_t cj_forks;

static inline void cj_write_begin(void) {
    cj_writing.batch++;
}
static inline bool cj_write_end(void) {
    return --cj_writing.batch > 0 || cj_write_close();
}

uint8_t *cj_make_writable(uint8_t *code, size_t n);

/* Where to write to change the n bytes of code at `code`, valid until the batch ends. NULL if a
 * frozen chunk can't be cloned (or a page not be made writable): nothing has changed then. */
static inline uint8_t *cj_writable(uint8_t *code, size_t n) {
    size_t offset = (size_t)(code - cj_writing.start);
    if (offset < cj_writing.size && n <= cj_writing.size - offset &&
        cj_writing.forks == atomic_load_explicit(&cj_forks, memory_order_relaxed)) {
        return code + cj_writing.alias;
    }
    return cj_make_writable(code, n);
}

/* Writes 0 over a word of a frozen chunk as it is, for parent and children too, where no memory (or
 * no file descriptor) can be had for a clone: for words whose loss does no harm to any of them. */
bool cj_memory_clear_shared(uint8_t *word);

bool cj_memory_contains(const void *address);
extern uint8_t *cj_memory_start; /* of the region */

/* Can rel32 code anywhere in the region reach `address`? */
bool cj_memory_near(const void *address);

typedef struct {
    const char *mode;  /* "alias", "mprotect", or "none" before init */
    uint8_t *base;     /* where the region starts */
    size_t limit;      /* as asked for; memory comes in whole chunks */
    size_t reserved;   /* bytes of address space for code */
    size_t committed;  /* bytes that have memory behind them: whole chunks */
    size_t used;       /* bytes in extents handed out */
    size_t pending;    /* bytes freed, not yet reclaimed */
    size_t free;       /* bytes committed, in no extent */
    uint32_t chunks;   /* committed chunks */
    uint32_t frozen;   /* of these, shared with another process since a fork */
    uint32_t clones;   /* chunks cloned so far */
    uint32_t failures; /* system calls of this module that failed so far */
} cj_memory_info;

void cj_memory_stats(cj_memory_info *info);

/* For tests: the nth system call of this module from now on (mmap, memfd_create, ftruncate, pwrite,
 * mprotect) fails with ENOMEM; 0 switches that off. A negative n makes every call from the -nth on
 * fail. Returns what was left of the previous order: 0 means that it has been carried out. */
int cj_memory_fail_at(int nth);

/* No memfd from now on, as where the system refuses it: an init chooses mprotect mode. */
void cj_memory_deny_memfd(bool on);

/* Maps all that the limit allows at once, for tools that take a mapping made later for new code. It
 * takes memory only where code is written. */
bool cj_memory_commit_all(void);

#endif
