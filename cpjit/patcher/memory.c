/* How it works: two regions of equal size are reserved without access, one near the interpreter for
 * executing, one anywhere for writing (alias mode). A chunk gets memory when the first extent in it
 * is handed out: a memfd mapped into both. In mprotect mode there is only the first region.
 *
 * Extents come out of 64 KiB blocks. A block holds extents of one size class, with one bit for each
 * KiB that is free and one for each that waits to be reclaimed; an empty block can serve any class
 * again. Extents larger than a block are runs of blocks. None of that lies in the memory itself,
 * which may be shared after a fork, and no list can fail to grow. */

#include "memory.h"

#include "placement.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif

#define BLOCKS_PER_CHUNK (CJ_CHUNK_SIZE / CJ_EXTENT_BLOCK)
#define GRANULES (CJ_EXTENT_BLOCK / CJ_EXTENT_MIN) /* of a block: the bits of a word */
#define CLASSES 7                                  /* 1 KiB << 0 .. 6 */
#define NONE (-1)
#define ALIASES_KEPT ((size_t)64 << 10) /* bytes: it takes some microseconds to drop them */

_Static_assert(GRANULES == 64, "a block's granules are the bits of one word");
_Static_assert(CJ_EXTENT_MIN << (CLASSES - 1) == CJ_EXTENT_BLOCK, "the last class is a block");

typedef enum { BLOCK_FREE, BLOCK_CLASS, BLOCK_LARGE, BLOCK_INNER } block_kind;

typedef struct {
    uint64_t free;        /* BLOCK_CLASS: granules in no extent */
    uint64_t pending;     /* granules freed and not yet reclaimed; BLOCK_LARGE: all or none */
    int32_t next, prev;   /* BLOCK_CLASS with free granules: the list of its class */
    int32_t next_pending; /* `pending` not 0: the list of these */
    uint32_t span;        /* BLOCK_LARGE: blocks in the extent, the others being BLOCK_INNER */
    uint8_t kind, size_class;
} block;

typedef enum { MODE_NONE, MODE_ALIAS, MODE_MPROTECT } memory_mode;

static struct {
    memory_mode mode;
    uint8_t *base;
    uint8_t *alias_base;
    ptrdiff_t alias; /* from an executable address to where it is written */
    size_t limit, reserved, page_size;
    uint32_t n_chunks, committed; /* the first `committed` chunks have memory */
    uint64_t *chunk_forks;        /* the value of `cj_forks` when the chunk's memory was made */
    block *blocks;
    int32_t classes[CLASSES]; /* a block of the class that has free granules */
    int32_t pending;
    uint32_t lowest_free; /* no block below is free */
    size_t used, pending_bytes;
    bool poison;

    size_t written;              /* alias mode: bytes handed out since the aliases were dropped */
    uint64_t *opened;            /* mprotect mode: bit per page, made writable in this batch */
    size_t opened_lo, opened_hi; /* all such pages lie in [lo, hi) */

    uint32_t clones, failures;
    int fail_at;
    bool deny_memfd;
} arena;

cj_window cj_writing;
uint8_t *cj_memory_start;
_Atomic uint64_t cj_forks;

/* ---- System calls, with the failures that tests order ---- */

static bool ordered_to_fail(void) {
    if (arena.fail_at == 0)
        return false;
    if (arena.fail_at > 0 && --arena.fail_at > 0)
        return false;
    if (arena.fail_at < -1) {
        arena.fail_at++;
        return false;
    }
    errno = ENOMEM;
    arena.failures++;
    return true;
}

int cj_memory_fail_at(int nth) {
    int left = arena.fail_at;
    arena.fail_at = nth;
    return left;
}

void cj_memory_deny_memfd(bool on) {
    arena.deny_memfd = on;
}

static void *sys_mmap(void *address, size_t size, int protection, int flags, int fd) {
    if (ordered_to_fail())
        return NULL;
    void *p = mmap(address, size, protection, flags, fd, 0);
    if (p != MAP_FAILED)
        return p;
    arena.failures++;
    return NULL;
}

static bool sys_mprotect(void *address, size_t size, int protection) {
    if (ordered_to_fail())
        return false;
    if (mprotect(address, size, protection) == 0)
        return true;
    arena.failures++;
    return false;
}

/* Called without the C library's wrapper, which older ones lack. MFD_EXEC is asked for because a
 * system may make memfds non-executable by default; kernels before 6.3 don't know it. */
static int sys_memfd(void) {
    if (ordered_to_fail())
        return -1;
    int fd = -1;
    if (arena.deny_memfd) {
        errno = EPERM;
    } else {
        fd = (int)syscall(SYS_memfd_create, "cpjit", MFD_CLOEXEC | MFD_EXEC);
        if (fd < 0 && errno == EINVAL)
            fd = (int)syscall(SYS_memfd_create, "cpjit", MFD_CLOEXEC);
    }
    if (fd < 0)
        arena.failures++;
    return fd;
}

static bool sys_ftruncate(int fd, size_t size) {
    if (ordered_to_fail())
        return false;
    if (ftruncate(fd, (off_t)size) == 0)
        return true;
    arena.failures++;
    return false;
}

static bool sys_pwrite(int fd, const uint8_t *data, size_t size, size_t offset) {
    if (ordered_to_fail())
        return false;
    while (size > 0) {
        ssize_t done = pwrite(fd, data, size, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            arena.failures++;
            return false;
        }
        data += done, size -= (size_t)done, offset += (size_t)done;
    }
    return true;
}

/* ---- Chunks: committing and cloning ---- */

static int chunk_memfd(void) {
    int fd = sys_memfd();
    if (fd >= 0 && !sys_ftruncate(fd, CJ_CHUNK_SIZE)) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

static bool map_executable(uint32_t chunk, int fd) {
    return sys_mmap(arena.base + chunk * CJ_CHUNK_SIZE, CJ_CHUNK_SIZE, PROT_READ | PROT_EXEC,
                    MAP_SHARED | MAP_FIXED, fd) != NULL;
}

static bool map_writable(uint32_t chunk, int fd) {
    return sys_mmap(arena.alias_base + chunk * CJ_CHUNK_SIZE, CJ_CHUNK_SIZE, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_FIXED, fd) != NULL;
}

/* Gives memory to the first chunk that has none. On failure errno says why. */
static bool commit_chunk(void) {
    uint32_t chunk = arena.committed;
    if (arena.mode == MODE_MPROTECT) {
        if (!sys_mprotect(arena.base + chunk * CJ_CHUNK_SIZE, CJ_CHUNK_SIZE, PROT_READ | PROT_EXEC))
            return false;
    } else {
        int fd = chunk_memfd();
        if (fd < 0)
            return false;
        /* If the second mapping fails, the first stays: nothing leads to it, and the next attempt
         * replaces it. */
        bool mapped = map_executable(chunk, fd) && map_writable(chunk, fd);
        int error = errno;
        close(fd);
        errno = error;
        if (!mapped)
            return false;
    }
    arena.chunk_forks[chunk] = atomic_load_explicit(&cj_forks, memory_order_relaxed);
    arena.committed++;
    return true;
}

static uint64_t granules_in_use(const block *b) {
    return b->kind == BLOCK_FREE ? 0 : b->kind == BLOCK_CLASS ? ~b->free : ~(uint64_t)0;
}

/* Copies what is in use in a chunk into a memfd, in runs of granules. */
static bool copy_chunk(uint32_t chunk, int fd) {
    const uint8_t *from = arena.base + chunk * CJ_CHUNK_SIZE;
    size_t start = 0, end = 0; /* the run that is not yet written */
    for (size_t i = 0; i < BLOCKS_PER_CHUNK; i++) {
        uint64_t used = granules_in_use(&arena.blocks[chunk * BLOCKS_PER_CHUNK + i]);
        for (size_t g = 0; g < GRANULES; g++) {
            if (!(used >> g & 1))
                continue;
            size_t at = i * CJ_EXTENT_BLOCK + g * CJ_EXTENT_MIN;
            if (at != end) {
                if (end > start && !sys_pwrite(fd, from + start, end - start, start))
                    return false;
                start = at;
            }
            end = at + CJ_EXTENT_MIN;
        }
    }
    return end == start || sys_pwrite(fd, from + start, end - start, start);
}

/* Replaces a frozen chunk by a copy of its own. The executable mapping comes first: if the writable
 * one fails then, code runs on in the copy and the chunk counts as frozen still. */
static bool clone_chunk(uint32_t chunk) {
    uint64_t now = atomic_load_explicit(&cj_forks, memory_order_relaxed);
    int fd = chunk_memfd();
    if (fd < 0)
        return false;
    bool done = copy_chunk(chunk, fd) && map_executable(chunk, fd) && map_writable(chunk, fd);
    close(fd);
    if (done) {
        arena.chunk_forks[chunk] = now;
        arena.clones++;
    }
    return done;
}

static void after_fork(void) {
    atomic_fetch_add_explicit(&cj_forks, 1, memory_order_relaxed);
}

/* ---- Writing ---- */

static bool page_opened(size_t page) {
    return arena.opened[page / 64] >> page % 64 & 1;
}

/* mprotect mode: makes the pages writable that are not yet so in this batch. */
static bool open_pages(size_t lo, size_t hi) {
    for (size_t page = lo; page < hi; page++) {
        if (page_opened(page))
            continue;
        size_t end = page + 1;
        while (end < hi && !page_opened(end))
            end++;
        if (!sys_mprotect(arena.base + page * arena.page_size, (end - page) * arena.page_size,
                          PROT_READ | PROT_WRITE))
            return false;
        if (arena.opened_lo == arena.opened_hi)
            arena.opened_lo = page, arena.opened_hi = end;
        if (page < arena.opened_lo)
            arena.opened_lo = page;
        if (end > arena.opened_hi)
            arena.opened_hi = end;
        for (; page < end; page++)
            arena.opened[page / 64] |= (uint64_t)1 << page % 64;
    }
    return true;
}

/* mprotect mode: makes the opened pages executable again. If the system has no room left for the
 * pieces, the region as one piece needs none. */
static bool close_pages(void) {
    for (size_t page = arena.opened_lo; page < arena.opened_hi; page++) {
        size_t end = page;
        while (end < arena.opened_hi && page_opened(end))
            end++;
        if (end == page)
            continue;
        if (!sys_mprotect(arena.base + page * arena.page_size, (end - page) * arena.page_size,
                          PROT_READ | PROT_EXEC)) {
            if (!sys_mprotect(arena.base, arena.committed * CJ_CHUNK_SIZE, PROT_READ | PROT_EXEC))
                return false;
            break;
        }
        page = end;
    }
    for (size_t word = arena.opened_lo / 64; word <= (arena.opened_hi - 1) / 64; word++)
        arena.opened[word] = 0;
    arena.opened_lo = arena.opened_hi = 0;
    return true;
}

/* Code that has been written is read through the other mapping. What is mapped twice would count
 * twice as the process's memory; the pages themselves stay. */
static void drop_aliases(void) {
    madvise(arena.alias_base, arena.committed * CJ_CHUNK_SIZE, MADV_DONTNEED);
    arena.written = 0;
}

bool cj_write_close(void) {
    assert(cj_writing.batch == 0);
    cj_writing.size = 0;
    if (arena.written >= ALIASES_KEPT)
        drop_aliases();
    if (arena.opened_lo == arena.opened_hi)
        return true;
    return close_pages();
}

uint8_t *cj_make_writable(uint8_t *code, size_t n) {
    size_t offset = (size_t)(code - arena.base), size = arena.committed * CJ_CHUNK_SIZE;
    if (cj_writing.batch == 0 || offset >= size || n > size - offset)
        return NULL;
    if (n == 0)
        return code + arena.alias;
    if (arena.mode == MODE_MPROTECT)
        return open_pages(offset / arena.page_size, (offset + n - 1) / arena.page_size + 1) ? code
                                                                                            : NULL;
    uint64_t now = atomic_load_explicit(&cj_forks, memory_order_relaxed);
    for (size_t chunk = offset / CJ_CHUNK_SIZE; chunk <= (offset + n - 1) / CJ_CHUNK_SIZE; chunk++)
        if (arena.chunk_forks[chunk] != now && !clone_chunk((uint32_t)chunk))
            return NULL;
    cj_writing.start = arena.base + offset / CJ_CHUNK_SIZE * CJ_CHUNK_SIZE;
    cj_writing.size = CJ_CHUNK_SIZE;
    cj_writing.alias = arena.alias;
    cj_writing.forks = now;
    return code + arena.alias;
}

bool cj_memory_clear_shared(uint8_t *word) {
    size_t offset = (size_t)(word - arena.base);
    if (arena.mode == MODE_MPROTECT || offset >= arena.committed * CJ_CHUNK_SIZE)
        return false;
    __atomic_store_n((uint64_t *)(void *)(word + arena.alias), 0, __ATOMIC_RELEASE);
    /* In a chunk that was cloned by half the two mappings differ. */
    return __atomic_load_n((const uint64_t *)(const void *)word, __ATOMIC_ACQUIRE) == 0;
}

/* ---- Extents ---- */

static uint64_t granule_mask(size_t granule, unsigned size_class) {
    uint64_t ones =
        size_class == CLASSES - 1 ? ~(uint64_t)0 : ((uint64_t)1 << (1u << size_class)) - 1;
    return ones << granule;
}

static uint32_t n_blocks(void) {
    return arena.n_chunks * (uint32_t)BLOCKS_PER_CHUNK;
}

static void list_add(int32_t index) {
    block *b = &arena.blocks[index];
    int32_t *head = &arena.classes[b->size_class];
    b->prev = NONE, b->next = *head;
    if (*head != NONE)
        arena.blocks[*head].prev = index;
    *head = index;
}

static void list_remove(int32_t index) {
    block *b = &arena.blocks[index];
    if (b->next != NONE)
        arena.blocks[b->next].prev = b->prev;
    if (b->prev != NONE)
        arena.blocks[b->prev].next = b->next;
    else
        arena.classes[b->size_class] = b->next;
}

/* Memory comes in whole chunks, one at least. */
static uint32_t chunks_of(size_t size) {
    return size == 0 ? 1 : (uint32_t)((size + CJ_CHUNK_SIZE - 1) / CJ_CHUNK_SIZE);
}

bool cj_memory_commit_all(void) {
    while (arena.committed < chunks_of(arena.limit)) {
        if (!commit_chunk())
            return false;
    }
    return true;
}

/* The lowest run of `span` free blocks, all with memory behind them; NONE if there is none. */
static int32_t take_blocks(uint32_t span) {
    uint32_t run = 0, i = arena.lowest_free, total = n_blocks();
    for (; i < total && run < span; i++)
        run = arena.blocks[i].kind == BLOCK_FREE ? run + 1 : 0;
    if (run < span)
        return NONE;
    while (arena.committed * BLOCKS_PER_CHUNK < i)
        if (arena.committed >= chunks_of(arena.limit) || !commit_chunk())
            return NONE;
    if (i - span == arena.lowest_free)
        arena.lowest_free = i;
    return (int32_t)(i - span);
}

static void release_block(int32_t index) {
    arena.blocks[index] = (block){.kind = BLOCK_FREE};
    if ((uint32_t)index < arena.lowest_free)
        arena.lowest_free = (uint32_t)index;
}

static uint8_t *alloc_large(size_t *size) {
    uint32_t span = (uint32_t)((*size + CJ_EXTENT_BLOCK - 1) / CJ_EXTENT_BLOCK);
    int32_t first = take_blocks(span);
    if (first == NONE)
        return NULL;
    for (uint32_t i = 0; i < span; i++)
        arena.blocks[(uint32_t)first + i] = (block){.kind = i == 0 ? BLOCK_LARGE : BLOCK_INNER};
    arena.blocks[first].span = span;
    *size = span * CJ_EXTENT_BLOCK;
    arena.used += *size;
    return arena.base + (size_t)first * CJ_EXTENT_BLOCK;
}

static uint8_t *allocate(size_t *size) {
    size_t allowed = chunks_of(arena.limit) * CJ_CHUNK_SIZE;
    if (arena.mode == MODE_NONE || *size > allowed || arena.used > allowed - *size)
        return NULL;
    if (*size > CJ_EXTENT_BLOCK)
        return alloc_large(size);
    unsigned size_class = 0;
    while (CJ_EXTENT_MIN << size_class < *size)
        size_class++;
    int32_t index = arena.classes[size_class];
    if (index == NONE) {
        index = take_blocks(1);
        if (index == NONE)
            return NULL;
        arena.blocks[index] =
            (block){.kind = BLOCK_CLASS, .size_class = (uint8_t)size_class, .free = ~(uint64_t)0};
        list_add(index);
    }
    block *b = &arena.blocks[index];
    size_t granule = (size_t)__builtin_ctzll(b->free);
    b->free &= ~granule_mask(granule, size_class);
    if (b->free == 0)
        list_remove(index);
    *size = CJ_EXTENT_MIN << size_class;
    arena.used += *size;
    return arena.base + (size_t)index * CJ_EXTENT_BLOCK + granule * CJ_EXTENT_MIN;
}

uint8_t *cj_memory_alloc(size_t *size) {
    uint8_t *extent = allocate(size);
    if (extent != NULL && arena.mode == MODE_ALIAS)
        arena.written += *size;
    return extent;
}

void cj_memory_free(uint8_t *extent, size_t size) {
    if (extent == NULL)
        return;
    assert(cj_memory_contains(extent));
    size_t offset = (size_t)(extent - arena.base);
    int32_t index = (int32_t)(offset / CJ_EXTENT_BLOCK);
    block *b = &arena.blocks[index];
    uint64_t mask = ~(uint64_t)0;
    if (b->kind == BLOCK_CLASS) {
        assert(size == CJ_EXTENT_MIN << b->size_class);
        mask = granule_mask(offset % CJ_EXTENT_BLOCK / CJ_EXTENT_MIN, b->size_class);
    } else {
        assert(b->kind == BLOCK_LARGE && size == b->span * CJ_EXTENT_BLOCK);
    }
    assert(((b->free | b->pending) & mask) == 0);
    if (b->pending == 0) {
        b->next_pending = arena.pending;
        arena.pending = index;
    }
    b->pending |= mask;
    arena.used -= size;
    arena.pending_bytes += size;
}

static void fill_with_traps(uint8_t *extent, size_t size) {
    cj_write_begin();
    uint8_t *w = cj_writable(extent, size);
    if (w != NULL)
        memset(w, 0xcc, size);
    cj_write_end();
}

static void poison_block(int32_t index) {
    const block *b = &arena.blocks[index];
    uint8_t *start = arena.base + (size_t)index * CJ_EXTENT_BLOCK;
    if (b->kind == BLOCK_LARGE)
        fill_with_traps(start, b->span * CJ_EXTENT_BLOCK);
    else
        for (size_t g = 0; g < GRANULES; g++)
            if (b->pending >> g & 1)
                fill_with_traps(start + g * CJ_EXTENT_MIN, CJ_EXTENT_MIN);
}

void cj_memory_reclaim(void) {
    while (arena.mode != MODE_NONE && arena.pending != NONE) {
        int32_t index = arena.pending;
        block *b = &arena.blocks[index];
        arena.pending = b->next_pending;
        if (arena.poison)
            poison_block(index);
        if (b->kind == BLOCK_LARGE) {
            for (uint32_t i = b->span; i-- > 0;)
                release_block(index + (int32_t)i);
            continue;
        }
        if (b->free == 0)
            list_add(index);
        b->free |= b->pending;
        b->pending = 0;
        if (b->free == ~(uint64_t)0) {
            list_remove(index);
            release_block(index);
        }
    }
    arena.pending_bytes = 0;
}

void cj_memory_poison(bool on) {
    arena.poison = on;
}

/* ---- Setting up ---- */

/* Reserves the executable region: near if a gap can be had, else anywhere. Between search and
 * mapping another thread may take the gap, so the search is repeated a few times. */
static uint8_t *reserve(size_t size, const void *near) {
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    uintptr_t places[8];
    for (int attempt = 0; attempt < 4; attempt++) {
        size_t n = cj_placement_find(near, size, places, sizeof places / sizeof *places);
        for (size_t i = 0; i < n; i++) {
            void *wanted = (void *)places[i];
            void *got = sys_mmap(wanted, size, PROT_NONE, flags | MAP_FIXED_NOREPLACE, -1);
            if (got == wanted)
                return got;
            if (got != NULL) /* kernels before 4.17 take the flag for a hint */
                munmap(got, size);
        }
        if (n == 0)
            break;
    }
    return sys_mmap(NULL, size, PROT_NONE, flags, -1);
}

/* int f(void) { return 0x6a17c0de; } with a landing pad for indirect branches. */
static const uint8_t tiny[] = {0xf3, 0x0f, 0x1e, 0xfa, 0xb8, 0xde, 0xc0, 0x17, 0x6a, 0xc3};

/* Not sanitized: clang's check of function types would read the bytes in front of the function. */
__attribute__((no_sanitize("undefined"))) static int call(const uint8_t *code) {
    int (*function)(void);
    memcpy(&function, &code, sizeof function);
    return function();
}

/* Commits the first chunk and executes something in it. */
static bool try_out(void) {
    size_t size = sizeof tiny;
    uint8_t *code = cj_memory_alloc(&size);
    if (code == NULL)
        return false;
    cj_write_begin();
    uint8_t *w = cj_writable(code, sizeof tiny);
    if (w != NULL)
        memcpy(w, tiny, sizeof tiny);
    int error = errno;
    bool ready = cj_write_end() && w != NULL;
    bool ran = ready && call(code) == 0x6a17c0de;
    if (w == NULL)
        errno = error;
    else if (ready && !ran)
        errno = EIO;
    cj_memory_free(code, size);
    cj_memory_reclaim();
    return ran;
}

static bool try_alias_mode(void) {
    arena.mode = MODE_ALIAS;
    arena.alias_base =
        sys_mmap(NULL, arena.reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    if (arena.alias_base == NULL)
        return false;
    arena.alias = arena.alias_base - arena.base;
    return try_out();
}

/* Gives the region, in which a chunk may have been mapped by the attempt at alias mode, its initial
 * state back. */
static bool try_mprotect_mode(void) {
    if (arena.alias_base != NULL)
        munmap(arena.alias_base, arena.reserved);
    arena.alias_base = NULL;
    arena.alias = 0;
    arena.committed = 0;
    arena.mode = MODE_MPROTECT;
    return sys_mmap(arena.base, arena.reserved, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1) != NULL &&
           try_out();
}

/* Only what a policy denies with is a matter of policy; the rest is a matter of limits. */
static const char *advice(int error) {
    return error == EPERM || error == EACCES || error == ENOSYS
               ? "allow memfd_create or mprotect(PROT_EXEC) to this process (SELinux: execmem; "
                 "containers: the seccomp profile)"
               : "raise the limits on memory and address space (ulimit -v), or choose a smaller "
                 "memory limit";
}

void cj_memory_limit(size_t limit) {
    arena.limit = limit < arena.reserved ? limit : arena.reserved;
}

int cj_memory_init(size_t room, const void *near, char *why, size_t why_size) {
    static bool handlers_installed;

    assert(arena.mode == MODE_NONE);
    if (room > CJ_MEMORY_MAX)
        room = CJ_MEMORY_MAX;
    arena.limit = room;
    arena.n_chunks = chunks_of(room);
    arena.reserved = arena.n_chunks * CJ_CHUNK_SIZE;
    arena.page_size = (size_t)sysconf(_SC_PAGESIZE);
    arena.pending = NONE;
    for (int i = 0; i < CLASSES; i++)
        arena.classes[i] = NONE;

    arena.blocks = calloc(n_blocks(), sizeof *arena.blocks);
    arena.chunk_forks = calloc(arena.n_chunks, sizeof *arena.chunk_forks);
    arena.opened = calloc(arena.reserved / arena.page_size / 64 + 1, sizeof *arena.opened);
    bool handlers = handlers_installed || pthread_atfork(NULL, after_fork, after_fork) == 0;
    if (arena.blocks == NULL || arena.chunk_forks == NULL || arena.opened == NULL || !handlers) {
        snprintf(why, why_size, "there is no memory left to manage machine code; %s",
                 advice(ENOMEM));
        cj_memory_teardown();
        return -1;
    }
    handlers_installed = true;

    arena.base = reserve(arena.reserved, near);
    if (arena.base == NULL) {
        snprintf(why, why_size, "%zu MiB of address space for machine code are denied (%s); %s",
                 arena.n_chunks * CJ_CHUNK_SIZE >> 20, strerror(errno), advice(ENOMEM));
        cj_memory_teardown();
        return -1;
    }
    cj_memory_start = arena.base;
    if (try_alias_mode())
        return 0;
    int alias_error = errno;
    if (try_mprotect_mode())
        return 0;
    int mprotect_error = errno;
    char first[64];
    snprintf(first, sizeof first, "%s", strerror(alias_error));
    snprintf(why, why_size, "the system denies executable memory (memfd: %s; mprotect: %s); %s",
             first, strerror(mprotect_error), advice(mprotect_error));
    cj_memory_teardown();
    return -1;
}

void cj_memory_teardown(void) {
    if (arena.base != NULL)
        munmap(arena.base, arena.reserved);
    if (arena.alias_base != NULL)
        munmap(arena.alias_base, arena.reserved);
    free(arena.blocks);
    free(arena.chunk_forks);
    free(arena.opened);
    int fail_at = arena.fail_at;
    bool deny_memfd = arena.deny_memfd;
    memset(&arena, 0, sizeof arena);
    cj_writing = (cj_window){0};
    cj_memory_start = NULL;
    arena.fail_at = fail_at;
    arena.deny_memfd = deny_memfd;
}

/* ---- Questions ---- */

bool cj_memory_contains(const void *address) {
    return arena.base != NULL && (uintptr_t)address - (uintptr_t)arena.base < arena.reserved;
}

bool cj_memory_near(const void *address) {
    const int64_t reach = INT32_MAX - (int64_t)CJ_EXTENT_BLOCK; /* room for addends */
    int64_t from_start = (int64_t)((uintptr_t)address - (uintptr_t)arena.base);
    int64_t from_end = from_start - (int64_t)arena.reserved;
    return from_start <= reach && from_end >= -reach;
}

void cj_memory_stats(cj_memory_info *info) {
    static const char *const names[] = {"none", "alias", "mprotect"};
    size_t committed = arena.committed * CJ_CHUNK_SIZE;
    uint64_t now = atomic_load_explicit(&cj_forks, memory_order_relaxed);
    *info = (cj_memory_info){
        .mode = names[arena.mode],
        .base = arena.base,
        .limit = arena.limit,
        .reserved = arena.reserved,
        .committed = committed,
        .used = arena.used,
        .pending = arena.pending_bytes,
        .free = committed - arena.used - arena.pending_bytes,
        .chunks = arena.committed,
        .clones = arena.clones,
        .failures = arena.failures,
    };
    if (arena.mode == MODE_ALIAS)
        for (uint32_t i = 0; i < arena.committed; i++)
            info->frozen += arena.chunk_forks[i] != now;
}
