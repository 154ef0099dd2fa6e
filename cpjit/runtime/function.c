/* What hangs on a code object: made when it is first counted, found by co_extra, gone when the
 * code object dies. Its machine code is freed deferred: it may be running, in the caller that
 * drops the last reference to the code it has just returned from. */
#include "../frontend/cp311/generators.h"
#include "selection.h"
#include "telling.h"

#include <stdlib.h>
#include <string.h>

cj_engine cj;
struct cj_int_boxes cj_int_boxes;
struct cj_iterators cj_iterators, cj_ranges, cj_functions;

/* Hangs a record on a code object. CPython calls the free functions of all users of co_extra up to
 * the size of a code object's array, with NULL for those who have put nothing there; some don't
 * expect that. So an array that we make ends with our entry. */
static bool attach(PyCodeObject *code, cj_function *function) {
    if (code->co_extra != NULL) {
        if (_PyCode_SetExtra((PyObject *)code, cj.extra_index, function) < 0) {
            PyErr_Clear();
            return false;
        }
        return true;
    }
    size_t more = (size_t)cj.extra_index * sizeof(void *);
    cj_code_extra *extra = PyMem_Malloc(sizeof *extra + more);
    if (extra == NULL) {
        return false;
    }
    memset(extra, 0, sizeof *extra + more);
    extra->ce_size = cj.extra_index + 1;
    extra->ce_extras[cj.extra_index] = function;
    code->co_extra = extra;
    return true;
}

cj_function *cj_function_get(PyCodeObject *code) {
    cj_function *function = cj_function_of(code);
    if (function != NULL) {
        return function;
    }
    function = calloc(1, sizeof *function);
    if (function == NULL) {
        return NULL;
    }
    function->code = code;
    function->has_loop = cj_has_loop(code);
    function->out.trace = cj.tracing;
    function->entry = cj.uncompiled;
    if (!attach(code, function)) {
        free(function);
        return NULL;
    }
    function->next = cj.functions;
    if (cj.functions != NULL) {
        cj.functions->previous = function;
    }
    cj.functions = function;
    cj.metadata += sizeof *function;
    return function;
}

bool cj_function_is_allowed(cj_function *function) {
    return !function->gave_up && cj_function_scan(function) && function->refusal == NULL;
}

/* The size of `targets`, and `lines` behind it. */
static size_t bitmaps(const cj_function *function) {
    size_t size = (size_t)cj_code_units(function->code) / 8 + 1;
    return function->has_loop ? 2 * size : size;
}

bool cj_function_scan(cj_function *function) {
    if (function->scanned) {
        return true;
    }
    size_t size = bitmaps(function);
    function->targets = calloc(1, size);
    if (function->targets == NULL) {
        return false;
    }
    if (cj.counting && !cj_counts_begin(function)) {
        free(function->targets);
        function->targets = NULL;
        return false;
    }
    cj.metadata += size;
    function->refusal = cj_selection_excludes(function)     ? "excluded"
                        : cj_begins_imports(function->code) ? "begins imports"
                                                            : cj_refusal(function->code);
    if (function->refusal == NULL) {
        cj_find_targets(function->code, function->targets);
        if (function->has_loop) {
            function->loop_lines = function->targets + size / 2;
            cj_find_loop_lines(function->code, function->loop_lines);
        }
    }
    function->scanned = true;
    return true;
}

int cj_function_object(cj_function *function, PyObject *object) {
    int constants = (int)PyTuple_GET_SIZE(function->code->co_consts);
    for (uint32_t i = 0; i < function->n_objects; i++) {
        if (function->objects[i] == object) {
            return constants + (int)i;
        }
    }
    if (constants + (int)function->n_objects >= UINT16_MAX) {
        return -1;
    }
    if (function->n_objects == function->cap_objects) {
        uint32_t more = function->cap_objects == 0 ? 4 : function->cap_objects;
        size_t size = (function->cap_objects + (size_t)more) * sizeof(PyObject *);
        PyObject **objects = realloc(function->objects, size);
        if (objects == NULL) {
            return -1;
        }
        function->objects = objects;
        function->cap_objects += more;
        cj.metadata += more * sizeof(PyObject *);
    }
    function->objects[function->n_objects] = object;
    return constants + (int)function->n_objects++;
}

bool cj_function_guard(cj_function *callee, cj_function *owner, uint8_t *cell) {
    cj_guard *guard = malloc(sizeof *guard);
    if (guard == NULL) {
        return false;
    }
    *guard = (cj_guard){callee->guards, cell, owner};
    callee->guards = guard;
    cj.metadata += sizeof *guard;
    return true;
}

/* Takes out the guards that lie in the code of `owner`, which goes away. */
static void forget_guards_of(const cj_function *owner) {
    for (cj_function *function = cj.functions; function; function = function->next) {
        for (cj_guard **link = &function->guards; *link;) {
            cj_guard *guard = *link;
            if (guard->owner == owner) {
                *link = guard->next;
                free(guard);
                cj.metadata -= sizeof *guard;
            } else {
                link = &guard->next;
            }
        }
    }
}

void cj_function_forget_unknown(cj_function *function) {
    if (function->unknown != NULL) {
        cj.metadata -= (uint64_t)cj_code_units(function->code) * sizeof *function->unknown;
        free(function->unknown);
        function->unknown = NULL;
    }
}

void cj_function_discard(cj_function *function) {
    cj_tell_end(function);
    function->told = 0;
    function->entry = cj.uncompiled;
    function->start = NULL;
    cj_entrances_close(function);
    if (function->n_call_sites > 0) {
        forget_guards_of(function);
        function->n_call_sites = 0;
    }
    cj_stubs_of_function_free(function);
    for (cj_version *version = function->versions; version;) {
        cj_version *next = version->next;
        cj.metadata -= sizeof *version;
        cj.n_versions--;
        cj_snapshot_free(version->context);
        free(version);
        version = next;
    }
    function->versions = NULL;
    function->n_versions = 0;
    cj.metadata -= function->cap_inlined * sizeof *function->inlined;
    free(function->inlined);
    function->inlined = NULL;
    function->n_inlined = function->cap_inlined = 0;
    cj_code_free(&function->out);
    cj_function_forget_unknown(function);
    cj_generators_forget(function);
    cj_lines_forget(function);
    cj_bindings_forget(function);
    if (function->compiled) {
        cj.n_compiled--;
    }
    function->compiled = false;
}

void cj_function_failed(cj_function *function) {
    size_t size = CJ_EXTENT_MIN;
    uint8_t *extent = cj_memory_alloc(&size);
    cj.no_memory = extent == NULL;
    function->gave_up = extent != NULL;
    cj_memory_free(extent, size);
}

/* Call sites look for another code object from now on; false: they can't be written. Where a parent
 * or child still shares a site, it may have to do without its guess: it asks again then. */
static bool withdraw_guards(cj_function *function) {
    bool withdrawn = true;
    while (withdrawn && function->guards != NULL) {
        cj_guard *guard = function->guards;
        withdrawn = cj_cell_clear(guard->cell);
        if (withdrawn) {
            function->guards = guard->next;
            free(guard);
            cj.metadata -= sizeof *guard;
        }
    }
    return withdrawn;
}

bool cj_function_leave(cj_function *function, const char *reason) {
    if (!cj_function_scan(function) || !withdraw_guards(function)) {
        return false;
    }
    function->refusal = reason;
    function->gave_up = true; /* nothing more is compiled for activations that go on either */
    function->inlining = CJ_NOT_INLINABLE;
    function->start = NULL;
    function->entry = cj.uncompiled;
    cj_entrances_close(function);
    cj_function_forget_unknown(function);
    cj_generators_forget(function);
    return true;
}

void cj_function_died(void *record) {
    cj_function *function = record;
    if (function == NULL) {
        return;
    }
    /* No call site may take another code object, made at the same address, for this one. */
    if (!withdraw_guards(function)) {
        Py_FatalError("cpjit: the memory of compiled code can't be written any more, and calls "
                      "of a function that is gone can't be withdrawn");
    }
    if (function->out.n_extents > 0) {
        cj.no_memory = false; /* there will be some again */
    }
    cj_function_discard(function);
    cj_entrances_forget(function);
    if (function->targets != NULL) {
        cj.metadata -= bitmaps(function);
        free(function->targets);
    }
    cj.metadata -= function->cap_objects * sizeof(PyObject *);
    free(function->objects);
    cj.metadata -= function->n_classes * sizeof *function->classes;
    free(function->classes);
    cj_counts_end(function);
    cj_inspect_forget(function);
    if (function->previous != NULL) {
        function->previous->next = function->next;
    } else {
        cj.functions = function->next;
    }
    if (function->next != NULL) {
        function->next->previous = function->previous;
    }
    cj.metadata -= sizeof *function;
    free(function);
}
