/* Loaded before the C library, for tests/test_refused.py: calls of the system and for memory that
 * the engine makes can be made to fail, one after the other. Those of everybody else are passed on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

enum { SYSTEM = 1, MEMORY = 2, NO_MEMFD = 4 }; /* the last: it is always refused */

static char *from, *to; /* the engine's code */
static int kinds, made, first, count;

/* The place of the engine, so that its calls are told from others. */
static int look(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size, (void)unused;
    if (strstr(info->dlpi_name, "/_cpjit") == NULL)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            from = (char *)info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            to = from + info->dlpi_phdr[i].p_memsz;
        }
    return 1;
}

/* From now on call number `start` of these kinds fails, one of so many in a row (-1: of all). */
void failing_set(int what, int start, int how_many) {
    dl_iterate_phdr(look, NULL);
    kinds = what;
    made = 0;
    first = start;
    count = how_many;
}

int failing_made(void) {
    return made;
}

static int fails(int kind, const void *caller) {
    if (!(kinds & kind) || (const char *)caller < from || (const char *)caller >= to)
        return 0;
    int number = made++;
    return number >= first && (count < 0 || number < first + count);
}

#define FAILS(KIND) fails(KIND, __builtin_return_address(0))

void *malloc(size_t size) {
    return FAILS(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
    return FAILS(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size) {
    return FAILS(MEMORY) ? NULL : __libc_realloc(block, size);
}

/* Where all fail, a mapping that is replaced just after another was takes no more than that one. */
void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
    static int replaced = -1;
    int follows = count < 0 && flags & MAP_FIXED && made == replaced;
    if (FAILS(SYSTEM) && !follows) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    if (flags & MAP_FIXED)
        replaced = made;
    return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}

int mprotect(void *address, size_t size, int protection) {
    if (FAILS(SYSTEM)) {
        errno = EACCES;
        return -1;
    }
    return (int)syscall(SYS_mprotect, address, size, protection);
}

int ftruncate(int file, off_t size) {
    if (FAILS(SYSTEM)) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate64(int file, off_t size) __attribute__((alias("ftruncate")));

/* memfd_create is called this way, being younger than some C libraries. */
long syscall(long number, ...) {
    static long (*next)(long, ...);
    va_list list;
    long a[6];
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_memfd_create && (kinds & NO_MEMFD || FAILS(SYSTEM))) {
        errno = EMFILE;
        return -1;
    }
    if (next == NULL)
        next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
