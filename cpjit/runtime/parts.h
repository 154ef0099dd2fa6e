/* Machine code of a function as tools want it: where it lies, and which source lines it is for. */
#pragma once
#include "engine.h"

#ifndef CJ_NO_INSPECTION /* a build option: docs/embedding.md */

/* What was copied from one stencil, or a cold part of that. */
typedef struct {
    const uint8_t *start;
    size_t size;
    unsigned stencil;
    const PyCodeObject *code; /* whose line: the function's own, or that of a call inlined in it */
    int line;                 /* 0: not known */
} cj_part;

typedef struct {
    cj_part *parts; /* in the order of addresses; NULL if there is no memory for them */
    size_t count;
} cj_parts;

/* The parts that were made since the last were asked for (all: every one there is), to be freed. */
cj_parts cj_parts_of(cj_function *function, bool all);

/* How many parts, from number `first` on, lie next to each other. */
size_t cj_parts_together(const cj_parts *parts, size_t first);

/* A walk along what a debugger wants to know: true each time the line changes. Start with 0. */
bool cj_parts_line_changes(const cj_part *part, const cj_part **last);

const char *cj_parts_file(const cj_part *part);

/* "py::" and the function's qualified name; longer ones are cut. */
enum { CJ_LONGEST_NAME = 200 };
void cj_parts_name(const cj_function *function, char name[CJ_LONGEST_NAME]);

#endif
