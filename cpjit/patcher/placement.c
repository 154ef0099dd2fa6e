/* Gap search in /proc/self/maps.
 *
 * A plain hint to mmap fails where it matters most: an interpreter linked statically at a low fixed
 * address has the heap somewhere at random within the next gigabyte, and a hint that collides sends
 * the memory terabytes away. So the gaps are listed and judged:
 *
 *   - best is the gap's end that lies closest to the image (for a low image: between it and heap);
 *   - the gap into which the heap grows comes last, and then as high as possible;
 *   - what lies close below the stack is left to the stack.
 *
 * A low image (all of it below 2 GB) also keeps the region below 2 GB: addresses then fit into
 * signed 32-bit immediates. */

#define _GNU_SOURCE 1
#include "placement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REACH ((uintptr_t)1 << 31)
#define MARGIN ((uintptr_t)16 << 20)   /* for addends, and for what the image's end hides */
#define ALIGNMENT ((uintptr_t)1 << 16) /* also the distance kept from neighbours, at least */
#define LOWEST ((uintptr_t)1 << 20)    /* above vm.mmap_min_addr as anyone sets it */
#define HIGHEST (((uintptr_t)1 << 47) - ALIGNMENT) /* the end of user space with 4-level paging */
#define STACK_ROOM ((uintptr_t)1 << 30)

typedef struct {
    uintptr_t lo, hi;
    const char *path; /* "" for anonymous memory */
} mapping;

typedef struct {
    char *text; /* the mappings' paths point into it */
    mapping *all;
    size_t n;
} address_space;

typedef struct {
    uintptr_t lo, hi;
} range;

typedef struct {
    uintptr_t address, distance;
    bool last_resort;
} candidate;

/* The whole of /proc/self/maps as a string; NULL if it can't be read. */
static char *read_maps(void) {
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    size_t size = 0, capacity = 1 << 16;
    char *text = malloc(capacity);
    while (text != NULL) {
        ssize_t got = read(fd, text + size, capacity - size - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            text[size] = '\0';
            break;
        }
        size += (size_t)got;
        if (capacity - size < 4096) {
            char *larger = realloc(text, capacity *= 2);
            if (larger == NULL)
                free(text);
            text = larger;
        }
    }
    close(fd);
    return text;
}

/* One line of the file: "lo-hi perms offset device inode   path". */
static bool parse_line(char *line, mapping *m) {
    char *p;
    m->lo = strtoull(line, &p, 16);
    if (*p != '-')
        return false;
    m->hi = strtoull(p + 1, &p, 16);
    for (int field = 0; field < 4 && *p != '\0'; field++) {
        p += strspn(p, " ");
        p += strcspn(p, " ");
    }
    m->path = p + strspn(p, " ");
    return m->lo < m->hi;
}

static bool read_address_space(address_space *space) {
    *space = (address_space){.text = read_maps()};
    if (space->text == NULL)
        return false;
    size_t lines = 0;
    for (const char *p = space->text; (p = strchr(p, '\n')) != NULL; p++)
        lines++;
    space->all = calloc(lines + 1, sizeof *space->all);
    if (space->all == NULL) {
        free(space->text);
        return false;
    }
    for (char *line = space->text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (parse_line(line, &space->all[space->n]))
            space->n++;
    }
    return true;
}

/* The mappings of the file that contains `near`, with the bss behind them. */
static bool find_image(const address_space *space, uintptr_t near, range *image) {
    const mapping *all = space->all;
    size_t at = 0;
    while (at < space->n && !(all[at].lo <= near && near < all[at].hi))
        at++;
    if (at == space->n)
        return false;
    *image = (range){all[at].lo, all[at].hi};
    if (all[at].path[0] == '\0')
        return true;
    for (size_t i = 0; i < space->n; i++) {
        if (strcmp(all[i].path, all[at].path) != 0)
            continue;
        if (all[i].lo < image->lo)
            image->lo = all[i].lo;
        if (all[i].hi > image->hi)
            image->hi = all[i].hi;
    }
    for (size_t i = 0; i < space->n; i++)
        if (all[i].lo == image->hi && all[i].path[0] == '\0')
            image->hi = all[i].hi;
    return image->hi - image->lo < REACH - MARGIN;
}

/* Where the region may lie as a whole. */
static range reachable(range image) {
    range r = {LOWEST, HIGHEST};
    if (image.hi > REACH - MARGIN + LOWEST)
        r.lo = image.hi - (REACH - MARGIN);
    if (image.lo + (REACH - MARGIN) < r.hi)
        r.hi = image.lo + (REACH - MARGIN);
    if (image.hi <= REACH - MARGIN && r.hi > REACH - MARGIN)
        r.hi = REACH - MARGIN;
    return r;
}

/* Adds the best place in one gap, keeping the list sorted. */
static size_t judge(range gap, bool heap_grows_here, range image, size_t size, candidate *list,
                    size_t n, size_t max) {
    uintptr_t lo = (gap.lo + 2 * ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    uintptr_t hi = gap.hi > ALIGNMENT ? (gap.hi - ALIGNMENT) & ~(ALIGNMENT - 1) : 0;
    if (hi < lo || hi - lo < size)
        return n;
    bool above = gap.lo >= image.hi;
    candidate c = {.last_resort = heap_grows_here};
    c.address = above && !heap_grows_here ? lo : hi - size;
    c.distance = above ? c.address - image.hi : image.lo - (c.address + size);
    size_t at = n;
    while (at > 0 &&
           (list[at - 1].last_resort > c.last_resort ||
            (list[at - 1].last_resort == c.last_resort && list[at - 1].distance > c.distance)))
        at--;
    if (at == max)
        return n;
    if (n == max)
        n--;
    memmove(&list[at + 1], &list[at], (n - at) * sizeof *list);
    list[at] = c;
    return n + 1;
}

static range intersect(uintptr_t lo, uintptr_t hi, range r) {
    return (range){lo > r.lo ? lo : r.lo, hi < r.hi ? hi : r.hi};
}

size_t cj_placement_find(const void *near, size_t size, uintptr_t *found, size_t max) {
    enum { LIST = 64 };
    candidate list[LIST];
    size_t n = 0;
    address_space space;
    range image;

    if (near == NULL || !read_address_space(&space))
        return 0;
    if (find_image(&space, (uintptr_t)near, &image)) {
        range within = reachable(image);
        uintptr_t brk = (uintptr_t)sbrk(0);
        uintptr_t lo = 0;
        for (size_t i = 0; i <= space.n; i++) {
            bool end = i == space.n;
            uintptr_t hi = end ? HIGHEST : space.all[i].lo;
            if (!end && strcmp(space.all[i].path, "[stack]") == 0)
                hi = hi > STACK_ROOM ? hi - STACK_ROOM : 0;
            if (brk >= lo && brk < hi) { /* the heap starts or ends in this gap */
                n = judge(intersect(lo, brk, within), false, image, size, list, n, LIST);
                n = judge(intersect(brk, hi, within), true, image, size, list, n, LIST);
            } else if (lo < hi) {
                n = judge(intersect(lo, hi, within), false, image, size, list, n, LIST);
            }
            if (!end && space.all[i].hi > lo)
                lo = space.all[i].hi;
        }
    }
    free(space.all);
    free(space.text);
    for (size_t i = 0; i < n && i < max; i++)
        found[i] = list[i].address;
    return n < max ? n : max;
}
