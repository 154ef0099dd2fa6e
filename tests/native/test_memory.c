/* Executable memory: placing, extents, W^X, fork, failing system calls. */

#include "harness.h"
#include "patcher/memory.h"
#include "patcher/placement.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static char why[512];

static void start(size_t limit) {
    if (cj_memory_init(limit, (void *)(uintptr_t)start, why, sizeof why) != 0) {
        fprintf(stderr, "%s\n", why);
        CHECK(false);
    }
}

static void start_mprotect(size_t limit) {
    cj_memory_deny_memfd(true);
    start(limit);
    cj_memory_deny_memfd(false);
}

static cj_memory_info stats(void) {
    cj_memory_info info;
    cj_memory_stats(&info);
    return info;
}

static uint8_t *extent(size_t size) {
    size_t real = size;
    uint8_t *p = cj_memory_alloc(&real);
    CHECK(p != NULL && real == size);
    return p;
}

/* int64_t f(int64_t) { return value; } */
static bool put_function(uint8_t *at, uint32_t value) {
    uint8_t code[] = {0xb8, 0, 0, 0, 0, 0xc3};
    memcpy(code + 1, &value, 4);
    cj_write_begin();
    uint8_t *w = cj_writable(at, sizeof code);
    if (w != NULL)
        memcpy(w, code, sizeof code);
    return cj_write_end() && w != NULL;
}

static int64_t run(const uint8_t *code) {
    return harness_call(code, 0);
}

/* ---- Placing ---- */

extern const char __executable_start; /* the linker's name for the image's first byte */

TEST(memory_lies_within_reach_of_the_image) {
    start(64 * MIB);
    cj_memory_info m = stats();
    intptr_t down = (intptr_t)(m.base + m.reserved) - (intptr_t)&__executable_start;
    intptr_t up = (intptr_t)m.base - (intptr_t)(uintptr_t)start;
    CHECK(down < INT32_MAX && down > INT32_MIN);
    CHECK(up < INT32_MAX && up > INT32_MIN);
    CHECK(cj_memory_near((void *)(uintptr_t)start));
    CHECK(cj_memory_near(&__executable_start));
    CHECK(!cj_memory_near(m.base + ((size_t)1 << 32)));
    CHECK(!cj_memory_near(m.base - ((size_t)1 << 32)));
    if ((uintptr_t)start < INT32_MAX)
        CHECK((uintptr_t)m.base + m.reserved < INT32_MAX);
}

TEST(memory_lies_near_a_shared_library) {
    CHECK(cj_memory_init(512 * (size_t)MIB, (void *)(uintptr_t)getpid, why, sizeof why) == 0);
    CHECK(cj_memory_near((void *)(uintptr_t)getpid));
}

TEST(memory_is_near_every_time) {
    for (int i = 0; i < 50; i++) {
        size_t limit = (size_t)(1 + i * 20) * MIB;
        start(limit);
        CHECK(cj_memory_near((void *)(uintptr_t)start));
        cj_memory_teardown();
    }
}

TEST(the_heap_can_grow_after_placing) {
    if (HARNESS_ASAN)
        SKIP("the sanitizer replaces malloc");
    start(512 * (size_t)MIB);
    uintptr_t before = (uintptr_t)sbrk(0);
    CHECK(sbrk(64 * MIB) != (void *)-1);
    CHECK((uintptr_t)sbrk(0) == before + 64 * MIB);
}

TEST(memory_without_a_near_gap_lies_anywhere) {
    CHECK(cj_memory_init(MIB, NULL, why, sizeof why) == 0);
    CHECK(run != NULL && stats().base != NULL);
    cj_memory_teardown();
    CHECK(cj_memory_init(MIB, (void *)8, why, sizeof why) == 0); /* no mapping contains it */
}

/* Takes every gap of 32 MiB or more from `lo` to `hi`. */
static void occupy(uintptr_t lo, uintptr_t hi) {
    const size_t step = 16 * MIB;
    for (uintptr_t at = lo / step * step; at < hi; at += step)
        if (at > 0)
            mmap((void *)at, step, PROT_NONE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
}

static uintptr_t below(uintptr_t address, uintptr_t distance) {
    return address > distance ? address - distance : 0;
}

TEST(only_gaps_within_reach_are_taken) {
    const uintptr_t here = (uintptr_t)start, reach = (uintptr_t)1 << 31;
    occupy(below(here, reach + reach / 2), here + reach + reach / 2);
    uintptr_t found[4];
    CHECK(cj_placement_find((void *)here, 64 * MIB, found, 4) == 0);
    start(64 * MIB); /* far away, then */
    CHECK(!cj_memory_near((void *)here));
    CHECK(put_function(extent(1024), 1));
    cj_memory_teardown();

    /* One gap in reach comes free, above where the heap may be; then one that is half in reach. */
    uintptr_t gap = (here + reach / 8 * 5) / MIB * MIB;
    CHECK(munmap((void *)gap, 80 * MIB) == 0);
    CHECK(cj_placement_find((void *)here, 64 * MIB, found, 4) == 1);
    CHECK(found[0] >= gap && found[0] + 64 * MIB <= gap + 80 * MIB);
    start(64 * MIB);
    CHECK(cj_memory_near((void *)here) && (uintptr_t)stats().base == found[0]);
    cj_memory_teardown();
    uintptr_t edge = (here + reach) / MIB * MIB;
    CHECK(munmap((void *)(edge - 40 * MIB), 80 * MIB) == 0);
    CHECK(cj_placement_find((void *)here, 64 * MIB, found, 4) == 1);
}

/* ---- Extents ---- */

TEST(extents_have_size_classes) {
    start(4 * MIB);
    const size_t asked[] = {1, 1024, 1025, 5000, 65536, 65537, 200000};
    const size_t given[] = {1024, 1024, 2048, 8192, 65536, 131072, 262144};
    size_t sum = 0;
    for (int i = 0; i < 7; i++) {
        size_t size = asked[i];
        uint8_t *p = cj_memory_alloc(&size);
        CHECK(p != NULL && size == given[i]);
        CHECK((uintptr_t)p % CJ_EXTENT_MIN == 0);
        CHECK(cj_memory_contains(p) && cj_memory_contains(p + size - 1));
        CHECK(put_function(p, (uint32_t)i) && put_function(p + size - 6, (uint32_t)i));
        CHECK(run(p) == i && run(p + size - 6) == i);
        sum += size;
    }
    CHECK(stats().used == sum);
    CHECK(!cj_memory_contains(stats().base - 1));
    CHECK(!cj_memory_contains(stats().base + stats().reserved));
}

TEST(extents_do_not_overlap) {
    enum { N = 600 };
    static uint8_t *p[N];
    static size_t size[N];
    start(32 * MIB);
    uint32_t seed = 1;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < N; i++) {
            seed = seed * 1664525 + 1013904223;
            if (p[i] == NULL && seed >> 31) {
                size[i] = (seed >> 8) % (seed % 16 == 0 ? 300000 : 9000) + 1;
                p[i] = cj_memory_alloc(&size[i]);
                if (p[i] == NULL)
                    continue;
                for (size_t at = 0; at < size[i]; at += CJ_EXTENT_MIN)
                    CHECK(put_function(p[i] + at, (uint32_t)i));
            } else if (p[i] != NULL && seed >> 30 == 1) {
                cj_memory_free(p[i], size[i]);
                p[i] = NULL;
            }
        }
        size_t used = 0;
        for (int i = 0; i < N; i++) {
            for (size_t at = 0; p[i] != NULL && at < size[i]; at += CJ_EXTENT_MIN)
                CHECK(run(p[i] + at) == i);
            used += p[i] != NULL ? size[i] : 0;
        }
        CHECK(stats().used == used);
        CHECK(stats().used + stats().pending + stats().free == stats().committed);
        if (round % 3 == 2)
            cj_memory_reclaim();
    }
    for (int i = 0; i < N; i++)
        cj_memory_free(p[i], size[i]);
    cj_memory_reclaim();
    CHECK(stats().used == 0 && stats().pending == 0 && stats().free == stats().committed);
    size_t whole = 32 * MIB; /* nothing is left in pieces */
    CHECK(cj_memory_alloc(&whole) != NULL);
}

TEST(the_limit_holds) {
    start(3 * MIB - 5);
    CHECK(stats().limit == 3 * MIB - 5 && stats().reserved == 3 * MIB);
    size_t size = 1024, n = 0;
    while (cj_memory_alloc(&size) != NULL)
        n++;
    CHECK(n == 3 * 1024);
    CHECK(stats().committed == 3 * MIB && stats().free == 0);
    size = 4 * MIB;
    CHECK(cj_memory_alloc(&size) == NULL);
}

TEST(memory_is_committed_on_demand) {
    start(16 * MIB);
    CHECK(stats().chunks == 1 && stats().used == 0);
    extent(65536);
    CHECK(stats().chunks == 1);
    extent(2 * MIB);
    CHECK(stats().chunks == 3);
}

TEST(freed_memory_stays_intact_until_reclaimed) {
    start(MIB);
    uint8_t *a = extent(1024), *b = extent(65536);
    CHECK(put_function(a, 1) && put_function(b, 2));
    cj_memory_free(a, 1024);
    cj_memory_free(b, 65536);
    CHECK(stats().used == 0 && stats().pending == 1024 + 65536);
    for (size_t size = 1024; cj_memory_alloc(&size) != NULL;)
        ;
    CHECK(run(a) == 1 && run(b) == 2);
    cj_memory_reclaim();
    CHECK(stats().pending == 0);
    size_t size = 1024, n = 0;
    while (cj_memory_alloc(&size) != NULL)
        n++;
    CHECK(n == 65);
}

TEST(memory_made_and_freed_again_and_again_is_bounded) {
    start(8 * MIB);
    for (int i = 0; i < 100000; i++) {
        size_t size = (size_t)(i * 2654435761u >> 15);
        uint8_t *p = cj_memory_alloc(&size);
        CHECK(p != NULL);
        cj_memory_free(p, size);
        cj_memory_reclaim();
    }
    CHECK(stats().committed == MIB);
}

TEST(poisoned_memory_is_filled_with_traps) {
    start(MIB);
    uint8_t *a = extent(1024), *b = extent(131072), *c = extent(1024);
    CHECK(put_function(a, 1) && put_function(b, 2) && put_function(c, 3));
    cj_memory_poison(true);
    cj_memory_free(a, 1024);
    cj_memory_free(b, 131072);
    cj_memory_reclaim();
    for (int i = 0; i < 1024; i++)
        CHECK(a[i] == 0xcc);
    for (int i = 0; i < 131072; i++)
        CHECK(b[i] == 0xcc);
    CHECK(run(c) == 3);
}

TEST(nothing_works_before_init_and_after_teardown) {
    size_t size = 1;
    CHECK(cj_memory_alloc(&size) == NULL && !cj_memory_contains(why));
    cj_memory_reclaim();
    start(MIB);
    extent(1024);
    cj_memory_teardown();
    CHECK(cj_memory_alloc(&size) == NULL);
    cj_memory_reclaim();
    CHECK(strcmp(stats().mode, "none") == 0 && stats().reserved == 0);
    start(MIB);
    CHECK(put_function(extent(1024), 1));
}

/* ---- Never writable and executable ---- */

static void check_no_page_is_writable_and_executable(void) {
    static map_line lines[4096];
    size_t n = harness_maps(lines, 4096);
    for (size_t i = 0; i < n; i++)
        CHECK(!(lines[i].writable && lines[i].executable));
}

static map_line mapping_of(const void *address) {
    static map_line lines[4096];
    size_t n = harness_maps(lines, 4096);
    for (size_t i = 0; i < n; i++)
        if (lines[i].lo <= (uintptr_t)address && (uintptr_t)address < lines[i].hi)
            return lines[i];
    return (map_line){0};
}

TEST(alias_mode_writes_elsewhere) {
    start(2 * MIB);
    CHECK(strcmp(stats().mode, "alias") == 0);
    uint8_t *p = extent(1024);
    check_no_page_is_writable_and_executable();
    cj_write_begin();
    uint8_t *w = cj_writable(p, 10);
    CHECK(w != NULL && w != p);
    CHECK(mapping_of(p).executable && !mapping_of(p).writable);
    CHECK(mapping_of(w).writable && !mapping_of(w).executable);
    check_no_page_is_writable_and_executable();
    w[0] = 0xc3;
    CHECK(p[0] == 0xc3);
    CHECK(cj_write_end());
    CHECK(!mapping_of(stats().base + MIB).readable); /* not committed */
}

TEST(mprotect_mode_writes_in_turns) {
    start_mprotect(2 * MIB);
    CHECK(strcmp(stats().mode, "mprotect") == 0);
    uint8_t *p = extent(65536);
    CHECK(mapping_of(p).executable && !mapping_of(p).writable);
    cj_write_begin();
    CHECK(cj_writable(p, 10) == p);
    CHECK(mapping_of(p).writable && !mapping_of(p).executable);
    CHECK(mapping_of(p + 4096).executable); /* only what was asked for */
    cj_write_begin();
    CHECK(cj_writable(p + 4095, 2) == p + 4095); /* over the page's edge */
    CHECK(cj_writable(p + 40960, 8192) == p + 40960);
    CHECK(cj_write_end());
    CHECK(mapping_of(p + 4096).writable && mapping_of(p + 45056).writable);
    check_no_page_is_writable_and_executable();
    memset(p, 0x90, 4096);
    memcpy(p + 4096, "\xb8\x05\0\0\0\xc3", 6);
    CHECK(cj_write_end());
    map_line m = mapping_of(p);
    CHECK(m.executable && !m.writable && m.hi - m.lo >= 65536);
    check_no_page_is_writable_and_executable();
    CHECK(run(p) == 5);
}

TEST(nothing_is_writable_outside_a_batch) {
    start(MIB);
    uint8_t *p = extent(1024);
    CHECK(cj_writable(p, 1) == NULL);
    cj_write_begin();
    CHECK(cj_writable(p, 1024) != NULL);
    CHECK(cj_writable((uint8_t *)why, 1) == NULL);
    CHECK(cj_writable(stats().base + MIB - 1, 1) != NULL);
    CHECK(cj_writable(stats().base + MIB - 1, 2) == NULL);
    CHECK(cj_writable(stats().base - 1, 2) == NULL);
    CHECK(cj_writable(p, (size_t)-1) == NULL);
    CHECK(cj_write_end());
    CHECK(cj_writable(p, 1) == NULL);
}

TEST(no_descriptor_stays_open) {
    int before = dup(0);
    close(before);
    start(8 * MIB);
    extent(4 * MIB);
    int after = dup(0);
    CHECK(before == after);
}

/* ---- Fork ---- */

/* Parent and child patch the same function in turn; each must see its own. */
static void patch_while_the_other_runs(uint32_t clones_wanted) {
    turns t;
    turns_init(&t);
    uint8_t *f = extent(1024), *g = extent(131072);
    CHECK(put_function(f, 1) && put_function(g, 10));
    int pid = harness_fork();
    if (pid == 0) {
        wait_as_child(&t); /* the parent has patched */
        CHECK(run(f) == 1 && run(g) == 10);
        CHECK(put_function(f, 3));
        CHECK(run(f) == 3 && run(g) == 10);
        turn_to_parent(&t);
        wait_as_child(&t);
        CHECK(run(f) == 3 && run(g) == 10);
        CHECK(stats().clones == clones_wanted);
        _Exit(0);
    }
    CHECK(put_function(f, 2));
    CHECK(run(f) == 2 && run(g) == 10);
    turn_to_child(&t);
    wait_as_parent(&t); /* the child has patched */
    CHECK(run(f) == 2);
    CHECK(put_function(f, 4) && put_function(g, 40));
    CHECK(run(f) == 4 && run(g) == 40);
    turn_to_child(&t);
    harness_wait(pid);
    CHECK(stats().clones == clones_wanted);
}

TEST(after_fork_the_parent_patches_while_the_child_runs) {
    start(4 * MIB);
    patch_while_the_other_runs(1);
}

TEST(after_fork_private_memory_needs_no_clones) {
    start_mprotect(4 * MIB);
    patch_while_the_other_runs(0);
}

TEST(after_fork_only_written_chunks_are_cloned) {
    start(4 * MIB);
    uint8_t *a = extent(MIB), *b = extent(MIB), *c = extent(MIB);
    CHECK(put_function(a, 1) && put_function(b, 2) && put_function(c, 3));
    IN_CHILD({
        CHECK(stats().frozen == 3 && stats().clones == 0);
        CHECK(put_function(b, 20));
        CHECK(stats().frozen == 2 && stats().clones == 1);
        CHECK(put_function(b, 21));
        CHECK(stats().clones == 1);
        CHECK(run(a) == 1 && run(b) == 21 && run(c) == 3);
        check_no_page_is_writable_and_executable();
    });
    CHECK(stats().frozen == 3);
    CHECK(run(a) == 1 && run(b) == 2 && run(c) == 3);
}

TEST(a_clone_keeps_everything_in_use) {
    enum { N = 200 };
    static uint8_t *p[N];
    static size_t size[N];
    start(2 * MIB);
    for (int i = 0; i < N; i++) {
        size[i] = (size_t)CJ_EXTENT_MIN << i % 5;
        p[i] = cj_memory_alloc(&size[i]);
        CHECK(p[i] != NULL);
        CHECK(put_function(p[i], (uint32_t)i) && put_function(p[i] + size[i] - 6, (uint32_t)i));
    }
    for (int i = 0; i < N; i += 3)
        cj_memory_free(p[i], size[i]); /* pending: still executable */
    IN_CHILD({
        CHECK(put_function(p[1], 1) && put_function(p[N - 1], N - 1));
        CHECK(stats().clones >= 1 && stats().frozen == 0);
        for (int i = 0; i < N; i++)
            CHECK(run(p[i]) == i && run(p[i] + size[i] - 6) == i);
    });
    cj_memory_reclaim();
    IN_CHILD({
        CHECK(put_function(p[1], 1) && put_function(p[N - 1], N - 1));
        for (int i = 0; i < N; i++)
            if (i % 3 != 0)
                CHECK(run(p[i]) == i && run(p[i] + size[i] - 6) == i);
    });
}

TEST(fork_and_fork_again) {
    start(2 * MIB);
    uint8_t *f = extent(1024), *g = extent(1024);
    CHECK(put_function(f, 1) && put_function(g, 1));
    IN_CHILD({
        CHECK(put_function(f, 2));
        IN_CHILD({
            CHECK(run(f) == 2 && run(g) == 1);
            CHECK(put_function(f, 3));
            IN_CHILD(CHECK(run(f) == 3 && put_function(g, 4) && run(g) == 4));
            CHECK(run(f) == 3 && run(g) == 1);
        });
        CHECK(run(f) == 2 && run(g) == 1);
        IN_CHILD(CHECK(run(f) == 2));
        CHECK(put_function(f, 5) && run(f) == 5);
    });
    IN_CHILD(CHECK(run(f) == 1 && put_function(f, 6) && run(f) == 6));
    CHECK(run(f) == 1 && run(g) == 1);
}

TEST(an_orphan_goes_on) {
    start(2 * MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1));
    turns t;
    turns_init(&t);
    IN_CHILD({
        if (harness_fork() == 0) {
            wait_as_child(&t); /* its parent is gone */
            CHECK(run(f) == 1 && put_function(f, 2) && run(f) == 2);
            turn_to_parent(&t);
            _Exit(0);
        }
    });
    CHECK(put_function(f, 3));
    turn_to_child(&t);
    wait_as_parent(&t);
    CHECK(run(f) == 3);
}

static void *fork_in_thread(void *function) {
    uint8_t *f = function;
    IN_CHILD({
        CHECK(run(f) == 1 && put_function(f, 2) && run(f) == 2);
        uint8_t *g = extent(1024);
        CHECK(put_function(g, 3) && run(g) == 3);
    });
    return NULL;
}

TEST(fork_in_a_thread) {
    start(2 * MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1));
    for (int i = 0; i < 5; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, fork_in_thread, f) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
        CHECK(run(f) == 1);
    }
}

TEST(memory_grows_apart_after_fork) {
    start(4 * MIB);
    extent(512 * 1024);
    turns t;
    turns_init(&t);
    int pid = harness_fork();
    uint8_t *f = extent(512 * 1024), *g = extent(MIB); /* the same addresses in both */
    uint32_t value = pid == 0 ? 1 : 2;
    CHECK(put_function(f, value) && put_function(g, value));
    if (pid == 0) {
        turn_to_parent(&t);
        wait_as_child(&t);
        CHECK(run(f) == 1 && run(g) == 1);
        _Exit(0);
    }
    wait_as_parent(&t);
    CHECK(run(f) == 2 && run(g) == 2);
    turn_to_child(&t);
    harness_wait(pid);
}

TEST(vfork_freezes_nothing) {
    start(MIB);
    pid_t pid = vfork();
    if (pid == 0)
        _Exit(0);
    CHECK(waitpid(pid, NULL, 0) == pid);
    CHECK(stats().frozen == 0);
}

/* ---- Denied and failing ---- */

static void deny_system_call(unsigned number) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        SKIP("seccomp filters are not available");
}

TEST(without_memfd_the_memory_is_private) {
    deny_system_call(SYS_memfd_create);
    start(2 * MIB);
    CHECK(strcmp(stats().mode, "mprotect") == 0);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 7) && run(f) == 7);
}

TEST(without_memfd_and_mprotect_there_is_one_clear_sentence) {
    if (HARNESS_ASAN)
        SKIP("the sanitizer needs mprotect");
    deny_system_call(SYS_memfd_create);
    deny_system_call(SYS_mprotect);
    CHECK(cj_memory_init(2 * MIB, (void *)(uintptr_t)start, why, sizeof why) == -1);
    CHECK(strstr(why, "the system denies executable memory") != NULL);
    CHECK(strstr(why, "memfd: Operation not permitted") != NULL);
    CHECK(strstr(why, "mprotect: Operation not permitted") != NULL);
    CHECK(strstr(why, "seccomp") != NULL && strchr(why, '\n') == NULL);
    CHECK(strcmp(stats().mode, "none") == 0);
}

static bool limit_address_space(size_t more) {
    map_line lines[1024];
    size_t n = harness_maps(lines, 1024), sum = more;
    for (size_t i = 0; i < n; i++)
        sum += lines[i].hi - lines[i].lo;
    struct rlimit limit = {sum, sum};
    return setrlimit(RLIMIT_AS, &limit) == 0;
}

TEST(address_space_is_limited) {
    if (HARNESS_ASAN)
        SKIP("the sanitizer needs the address space");
    CHECK(limit_address_space(8 * MIB));
    CHECK(cj_memory_init(64 * MIB, (void *)(uintptr_t)start, why, sizeof why) == -1);
    CHECK(strstr(why, "64 MiB of address space") != NULL && strstr(why, "ulimit -v") != NULL);
    start(2 * MIB);
    CHECK(strcmp(stats().mode, "alias") == 0);
    cj_memory_teardown();
    start(5 * MIB); /* room for one mapping, not for two */
    CHECK(strcmp(stats().mode, "mprotect") == 0);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 7) && run(f) == 7);
}

TEST(file_sizes_are_limited) {
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR); /* as Python does */
    start(8 * MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1));
    struct rlimit limit = {4096, 4096};
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    size_t size = 2 * MIB;
    CHECK(cj_memory_alloc(&size) == NULL && stats().committed == MIB);
    IN_CHILD(CHECK(!put_function(f, 2) && run(f) == 1));
    cj_memory_teardown();
    start(2 * MIB);
    CHECK(strcmp(stats().mode, "mprotect") == 0);
}

TEST(everything_fails) {
    cj_memory_fail_at(-1);
    CHECK(cj_memory_init(MIB, (void *)(uintptr_t)start, why, sizeof why) == -1);
    CHECK(why[0] != '\0');
    cj_memory_fail_at(0);
    start(MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1) && run(f) == 1);
}

static size_t mapped_in(uintptr_t lo, uintptr_t hi) {
    static map_line lines[4096];
    size_t n = harness_maps(lines, 4096), sum = 0;
    for (size_t i = 0; i < n; i++)
        if (lines[i].lo < hi && lines[i].hi > lo)
            sum += lines[i].hi - lines[i].lo;
    return sum;
}

/* Each single system call of the start fails once, and from each on all of them: there is memory
 * that works, or a sentence and nothing left behind. */
static void fail_at_start(bool all, bool mprotect_mode) {
    bool ordered = true;
    int nth = 1;
    for (; ordered; nth++) {
        cj_memory_deny_memfd(mprotect_mode);
        cj_memory_fail_at(all ? -nth : nth);
        why[0] = '\0';
        int result = cj_memory_init(2 * MIB, (void *)(uintptr_t)start, why, sizeof why);
        int left = cj_memory_fail_at(0);
        ordered = all ? left == -1 : left == 0;
        if (result == 0) {
            uint8_t *f = extent(1024);
            CHECK(put_function(f, 9) && run(f) == 9);
            check_no_page_is_writable_and_executable();
            cj_memory_info m = stats();
            cj_memory_teardown();
            CHECK(mapped_in((uintptr_t)m.base, (uintptr_t)m.base + m.reserved) == 0);
        } else {
            CHECK(ordered && why[0] != '\0');
            CHECK(strcmp(stats().mode, "none") == 0);
        }
    }
    CHECK(nth > 5);
}

TEST(each_system_call_of_the_start_fails_once) {
    fail_at_start(false, false);
}
TEST(each_system_call_of_the_start_fails_once_in_mprotect_mode) {
    fail_at_start(false, true);
}
TEST(all_system_calls_from_one_of_the_start_on_fail) {
    fail_at_start(true, false);
}
TEST(all_system_calls_from_one_of_the_start_on_fail_in_mprotect_mode) {
    fail_at_start(true, true);
}

/* Allocating, writing, forking, cloning with the nth system call failing: what is refused has
 * changed nothing, and the same works at the next try. */
static void work_with_a_failure(int nth, bool *ordered) {
    uint8_t *f = extent(1024), *large = NULL;
    CHECK(put_function(f, 1));
    uint32_t expected = 1;

    cj_memory_fail_at(nth);
    for (uint32_t value = 2; value < 4; value++) {
        if (put_function(f, value))
            expected = value;
    }
    size_t size = MIB;
    large = cj_memory_alloc(&size);
    *ordered = cj_memory_fail_at(0) == 0;

    cj_write_begin(); /* what could not be made executable again, is now */
    CHECK(cj_write_end());
    check_no_page_is_writable_and_executable();
    CHECK(run(f) == expected);
    if (large == NULL) {
        CHECK(*ordered);
        large = extent(MIB);
    }
    CHECK(put_function(large, 5) && run(large) == 5);
    CHECK(put_function(f, 6) && run(f) == 6);
    CHECK(stats().used == MIB + 1024);
    cj_memory_free(f, 1024);
    cj_memory_free(large, MIB);
    cj_memory_reclaim();
    CHECK(stats().used == 0 && stats().free == stats().committed);
}

TEST(each_system_call_fails_once_after_fork) {
    bool ordered = true;
    for (int nth = 1; ordered; nth++) {
        start(4 * MIB);
        uint8_t *other = extent(1024);
        CHECK(put_function(other, 77));
        cj_memory_info m = stats();
        IN_CHILD({
            CHECK(run(other) == 77);
            cj_memory_free(other, 1024);
            cj_memory_reclaim();
            work_with_a_failure(nth, &ordered);
        });
        CHECK(run(other) == 77);
        CHECK(stats().used == m.used);
        /* the parent, frozen as well, shares the order of events */
        cj_memory_free(other, 1024);
        cj_memory_reclaim();
        work_with_a_failure(nth, &ordered);
        cj_memory_teardown();
        CHECK(nth < 100);
    }
}

TEST(each_system_call_fails_once_in_mprotect_mode) {
    bool ordered = true;
    for (int nth = 1; ordered; nth++) {
        start_mprotect(4 * MIB);
        work_with_a_failure(nth, &ordered);
        cj_memory_teardown();
        CHECK(nth < 100);
    }
}

TEST(pages_that_stay_writable_are_made_executable_at_the_next_end) {
    start_mprotect(MIB);
    uint8_t *f = extent(1024);
    cj_write_begin();
    CHECK(cj_writable(f, 6) == f);
    memcpy(f, "\xb8\5\0\0\0\xc3", 6);
    cj_memory_fail_at(-1);
    CHECK(!cj_write_end() && mapping_of(f).writable);
    cj_write_begin();
    CHECK(!cj_write_end());
    cj_memory_fail_at(0);
    check_no_page_is_writable_and_executable();
    cj_write_begin();
    CHECK(cj_write_end() && run(f) == 5);
}

TEST(a_frozen_chunk_that_cannot_be_cloned_stays_as_it_is) {
    start(MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1));
    IN_CHILD({
        cj_memory_fail_at(-1);
        CHECK(!put_function(f, 2) && run(f) == 1);
        CHECK(stats().frozen == 1 && stats().failures > 0);
        cj_memory_fail_at(0);
        CHECK(put_function(f, 3) && run(f) == 3 && stats().frozen == 0);
    });
    CHECK(run(f) == 1);
}

TEST(a_word_can_be_cleared_for_all_where_there_is_no_clone) {
    start(MIB);
    uint8_t *f = extent(1024);
    CHECK(put_function(f, 1) && f[512] == f[512]);
    cj_write_begin();
    memset(cj_writable(f + 512, 16), 7, 16);
    CHECK(cj_write_end());
    IN_CHILD({
        cj_memory_fail_at(-1);
        CHECK(cj_memory_clear_shared(f + 512));
        CHECK(run(f) == 1 && stats().frozen == 1);
    });
    uint64_t words[2];
    memcpy(words, f + 512, sizeof words);
    CHECK(words[0] == 0 && words[1] == 0x0707070707070707);
    cj_memory_teardown();
    cj_memory_deny_memfd(true);
    start(MIB);
    CHECK(!cj_memory_clear_shared(extent(1024)));
    cj_memory_deny_memfd(false);
}
