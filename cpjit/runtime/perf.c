/* Files from which Linux's perf takes the names and lines of machine code. They get each piece of
 * code when it is made, so that a program that is killed leaves them, too. At the end they are
 * written anew, with the code that there is then: what was made piece by piece is in one piece. */
#include "telling.h"

#ifndef CJ_NO_INSPECTION

#include "bytes.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static struct {
    int file;
    bool stencils;
} map = {.file = -1};

static struct {
    int file;
    off_t header;
    uint64_t number; /* of the records of code */
    uint64_t since;  /* from when on code is where it is; 0: from now on */
} dump = {.file = -1};

/* What a failing disk leaves out, the program need not know. */
static void append(int *file, cj_bytes *bytes) {
    size_t done = 0;
    while (!bytes->failed && done < bytes->size) {
        ssize_t written = write(*file, bytes->data + done, bytes->size - done);
        if (written <= 0) {
            *file = -1;
            break;
        }
        done += (size_t)written;
    }
    free(bytes->data);
    *bytes = (cj_bytes){0};
}

/* ---- the map: a line for a piece ---- */

static void add_line(cj_bytes *lines, const void *start, size_t size, const char *kind,
                     const char *name, int first_line) {
    char line[CJ_LONGEST_NAME + 80];
    int n = first_line
                ? snprintf(line, sizeof line, "%zx %zx %s%s:%d\n", (size_t)start, size, kind, name,
                           first_line)
                : snprintf(line, sizeof line, "%zx %zx %s%s\n", (size_t)start, size, kind, name);
    cj_put(lines, line, (size_t)n);
}

static void map_function(const cj_function *function, const cj_parts *parts) {
    cj_bytes lines = {0};
    char name[CJ_LONGEST_NAME];
    cj_parts_name(function, name);
    for (size_t i = 0, n; i < parts->count; i += n) {
        const cj_part *part = &parts->parts[i];
        n = map.stencils ? 1 : cj_parts_together(parts, i);
        if (map.stencils) {
            add_line(&lines, part->start, part->size, "cpjit::", cj_stencil_name(part->stencil), 0);
        } else {
            const cj_part *last = part + n - 1;
            size_t size = (size_t)(last->start + last->size - part->start);
            add_line(&lines, part->start, size, "", name, function->code->co_firstlineno);
        }
    }
    append(&map.file, &lines);
}

static void map_routines(void) {
    cj_bytes lines = {0};
    for (unsigned i = 0; i < cj_routine_count(); i++) {
        add_line(&lines, cj_routine(i), cj_routine_size(i), "cpjit::", cj_routine_name(i), 0);
    }
    append(&map.file, &lines);
}

/* ---- the dump: the code itself and its lines, in the format of perf's jitdump ---- */

enum { LOAD, DEBUG_INFO = 2, PREFIX = 16, PLACE = 40 };

static void begin_record(cj_bytes *record, uint32_t kind, size_t size) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t time = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    cj_put_number(record, kind, 4);
    cj_put_number(record, PREFIX + size, 4);
    cj_put_number(record, dump.since ? dump.since : time, 8);
}

static void dump_lines(const cj_part *parts, size_t count) {
    cj_bytes entries = {0}, record = {0};
    const cj_part *last = NULL;
    uint64_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (cj_parts_line_changes(&parts[i], &last)) {
            cj_put_number(&entries, (uintptr_t)parts[i].start, 8);
            cj_put_number(&entries, (uint32_t)parts[i].line, 4);
            cj_put_number(&entries, 0, 4);
            cj_put_text(&entries, cj_parts_file(&parts[i]));
            n++;
        }
    }
    begin_record(&record, DEBUG_INFO, 16 + entries.size);
    cj_put_number(&record, (uintptr_t)parts->start, 8);
    cj_put_number(&record, n, 8);
    cj_put(&record, entries.data, entries.size);
    record.failed |= entries.failed;
    append(&dump.file, &record);
    free(entries.data);
}

static void dump_code(const uint8_t *start, size_t size, const char *name) {
    cj_bytes record = {0};
    begin_record(&record, LOAD, PLACE + strlen(name) + 1 + size);
    cj_put_number(&record, (uint64_t)getpid(), 4);
    cj_put_number(&record, (uint64_t)getpid(), 4);
    cj_put_number(&record, (uintptr_t)start, 8);
    cj_put_number(&record, (uintptr_t)start, 8);
    cj_put_number(&record, size, 8);
    cj_put_number(&record, dump.number++, 8);
    cj_put_text(&record, name);
    cj_put(&record, start, size);
    append(&dump.file, &record);
}

static void dump_function(const cj_function *function, const cj_parts *parts) {
    char name[CJ_LONGEST_NAME];
    cj_parts_name(function, name);
    for (size_t i = 0, n; i < parts->count; i += n) {
        n = cj_parts_together(parts, i);
        const cj_part *first = &parts->parts[i], *last = first + n - 1;
        dump_lines(first, n);
        dump_code(first->start, (size_t)(last->start + last->size - first->start), name);
    }
}

/* ---- what is told ---- */

void cj_perf_add(const cj_function *function, const cj_parts *parts) {
    if (map.file >= 0) {
        map_function(function, parts);
    }
    if (dump.file >= 0) {
        dump_function(function, parts);
    }
}

/* A child has files of its own, or none. */
void cj_perf_forked(void) {
    map.file = dump.file = -1;
}

static void everything(void (*tell)(const cj_function *, const cj_parts *)) {
    for (cj_function *function = cj.functions; function; function = function->next) {
        cj_parts parts = cj_parts_of(function, true);
        if (parts.parts != NULL) {
            tell(function, &parts);
        }
        free(parts.parts);
    }
}

static bool empty(int file, off_t size) {
    if (ftruncate(file, size) == 0 && lseek(file, size, SEEK_SET) == size) {
        return true;
    }
    PyErr_SetFromErrno(PyExc_OSError);
    return false;
}

PyObject *cj_write_map(PyObject *Py_UNUSED(module), PyObject *arguments) {
    int file, stencils;
    if (!PyArg_ParseTuple(arguments, "ip", &file, &stencils) || !empty(file, 0)) {
        return NULL;
    }
    map.file = file;
    map.stencils = stencils;
    cj.tells = true;
    if (cj.loaded) {
        map_routines();
        everything(map_function);
    }
    Py_RETURN_NONE;
}

PyObject *cj_write_dump(PyObject *Py_UNUSED(module), PyObject *arguments) {
    int file, header;
    unsigned long long since;
    if (!PyArg_ParseTuple(arguments, "iiK", &file, &header, &since) || !empty(file, header)) {
        return NULL;
    }
    dump.file = file;
    dump.since = since;
    cj.tells = true;
    for (unsigned i = 0; cj.loaded && i < cj_routine_count(); i++) {
        char name[CJ_LONGEST_NAME];
        snprintf(name, sizeof name, "cpjit::%s", cj_routine_name(i));
        dump_code(cj_routine(i), cj_routine_size(i), name);
    }
    everything(dump_function);
    dump.since = 0; /* what comes, comes now */
    Py_RETURN_NONE;
}

#endif
