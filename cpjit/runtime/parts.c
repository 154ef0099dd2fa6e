/* Made of the trace of stencils and the marks that tell what they are for. */
#include "parts.h"

#ifndef CJ_NO_INSPECTION

#include <stdio.h>
#include <stdlib.h>

static int by_address(const void *a, const void *b) {
    const uint8_t *first = ((const cj_part *)a)->start, *second = ((const cj_part *)b)->start;
    return (first > second) - (first < second);
}

/* Where the trace ends for now: a jump at the end may yet have its place taken by other code. */
static uint32_t settled(const cj_code *code) {
    bool jumps = code->n_trace > 0 && code->traced[code->n_trace - 1] == CJ_TRACE_JUMP;
    return code->n_trace - jumps;
}

static void add(cj_parts *found, const uint8_t *start, size_t size, cj_part part) {
    if (size > 0) {
        part.start = start;
        part.size = size;
        found->parts[found->count++] = part;
    }
}

cj_parts cj_parts_of(cj_function *function, bool all) {
    uint32_t from = all ? 0 : function->told, end = settled(&function->out);
    cj_parts found = {0};
    if (end <= from) {
        return found;
    }
    function->told = end;
    found.parts = calloc(2 * (size_t)(end - from), sizeof *found.parts);
    cj_trace_walk walk = {.code = &function->out, .instruction = -1};
    int unit = -1, inlined = 0;
    cj_part part = {.code = function->code};
    while (found.parts != NULL && cj_trace_next(&walk) && walk.next <= end) {
        if (walk.next <= from) {
            continue;
        }
        if (walk.instruction != unit || walk.inlined != inlined) {
            unit = walk.instruction;
            inlined = walk.inlined;
            part.code =
                inlined > 0 ? function->inlined[inlined - 1].code : (PyCodeObject *)function->code;
            int line = unit < 0 ? -1
                                : PyCode_Addr2Line((PyCodeObject *)part.code,
                                                   unit * (int)sizeof(_Py_CODEUNIT));
            part.line = line < 0 ? 0 : line;
        }
        part.stencil = walk.stencil;
        add(&found, walk.hot, walk.hot_size, part);
        add(&found, walk.cold, walk.cold_size, part);
    }
    if (found.count > 0) {
        qsort(found.parts, found.count, sizeof *found.parts, by_address);
    }
    return found;
}

size_t cj_parts_together(const cj_parts *parts, size_t first) {
    size_t n = first + 1;
    while (n < parts->count &&
           parts->parts[n - 1].start + parts->parts[n - 1].size == parts->parts[n].start) {
        n++;
    }
    return n - first;
}

bool cj_parts_line_changes(const cj_part *part, const cj_part **last) {
    if (part->line == 0 ||
        (*last != NULL && (*last)->line == part->line && (*last)->code == part->code)) {
        return false;
    }
    *last = part;
    return true;
}

static const char *text_of(PyObject *string) {
    const char *text = PyUnicode_AsUTF8(string);
    if (text == NULL) {
        PyErr_Clear(); /* names that can't be written */
    }
    return text == NULL ? "?" : text;
}

const char *cj_parts_file(const cj_part *part) {
    return text_of(part->code->co_filename);
}

void cj_parts_name(const cj_function *function, char name[CJ_LONGEST_NAME]) {
    snprintf(name, CJ_LONGEST_NAME, "py::%s", text_of(function->code->co_qualname));
}

#endif
