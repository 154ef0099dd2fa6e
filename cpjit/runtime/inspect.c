/* What stats() and explain() tell of the engine's work: which exits were taken, how many versions
 * blocks have, what memory is for, which functions are not compiled. What costs something while a
 * program runs is done only while it is inspected. */
#include "engine.h"

#include <stdlib.h>

/* ---- while a program is inspected ---- */

void cj_inspect_instruction(cj_function *function, int unit, int inlined) {
    cj_code_mark(&function->out, CJ_TRACE_INSTRUCTION, (unsigned)unit);
    if (inlined != 0) {
        cj_code_mark(&function->out, CJ_TRACE_INLINED, (unsigned)inlined);
    }
}

/* The ways out of an instruction of a function, or of a call inlined in it, by kind. */
struct cj_exit_count {
    struct cj_exit_count *next;
    int unit, inlined, kind;
    uint64_t taken;
};

static struct cj_exit_count *find(const cj_function *function, const cj_stub *stub) {
    struct cj_exit_count *count = function->exits;
    while (count != NULL && (count->unit != (int)stub->running || count->kind != stub->kind ||
                             count->inlined != cj_snapshot_inlined(stub->context))) {
        count = count->next;
    }
    return count;
}

void cj_inspect_exit(cj_function *function, const cj_stub *stub) {
    struct cj_exit_count *count = find(function, stub);
    if (count == NULL) {
        count = calloc(1, sizeof *count);
        if (count == NULL) {
            return;
        }
        count->unit = (int)stub->running;
        count->inlined = cj_snapshot_inlined(stub->context);
        count->kind = stub->kind;
        count->next = function->exits;
        function->exits = count;
        cj.metadata += sizeof *count;
    }
    count->taken++;
}

void cj_inspect_forget(cj_function *function) {
    while (function->exits != NULL) {
        struct cj_exit_count *count = function->exits;
        function->exits = count->next;
        free(count);
        cj.metadata -= sizeof *count;
    }
}

/* ---- afterwards ---- */

const char *cj_stub_kind_name(int kind) {
    static const char *const names[CJ_STUB_KINDS] = {
        [CJ_STUB_EDGE] = "next block",
        [CJ_STUB_TYPES] = "types not seen yet",
        [CJ_STUB_GENERIC] = "other type or value",
        [CJ_STUB_BIG] = "int of more than 64 bits",
        [CJ_STUB_GIVE_UP] = "inlined call given up",
        [CJ_STUB_END_ITER] = "end of loop",
        [CJ_STUB_ENTRANCE] = "numbers passed for the first time",
        [CJ_STUB_RESULT] = "result not seen yet",
        [CJ_STUB_POLL] = "signals and requests",
        [CJ_STUB_RELEASE] = "object freed",
        [CJ_STUB_ESCAPED] = "locals or tracing changed",
        [CJ_STUB_ERROR] = "exception",
        [CJ_STUB_UNBOUND] = "local without value",
        [CJ_STUB_RETURN] = "return that is watched",
    };
    return names[kind];
}

/* Takes over the reference to `value`. */
static bool set(PyObject *dict, const char *key, PyObject *value) {
    bool done = value != NULL && PyDict_SetItemString(dict, key, value) == 0;
    Py_XDECREF(value);
    return done;
}

static bool set_number(PyObject *dict, const char *key, uint64_t number) {
    return number == 0 || set(dict, key, PyLong_FromUnsignedLongLong(number));
}

static PyObject *exits_by_kind(void) {
    PyObject *counts = PyDict_New();
    for (int kind = 0; counts != NULL && kind < CJ_STUB_KINDS; kind++) {
        if (!set_number(counts, cj_stub_kind_name(kind), cj.hits[kind])) {
            Py_CLEAR(counts);
        }
    }
    return counts;
}

static PyObject *memory_by_kind(void) {
    uint64_t code = 0, trace = 0;
    for (const cj_function *function = cj.functions; function; function = function->next) {
        code += cj_code_used(&function->out);
        trace += function->out.cap_trace * sizeof(cj_trace_entry);
    }
    uint64_t versions = cj.n_versions * sizeof(cj_version);
    PyObject *kinds = PyDict_New();
    if (kinds != NULL && (!set_number(kinds, "code of blocks", code) ||
                          !set_number(kinds, "code of stubs", cj_stubs_code_bytes()) ||
                          !set_number(kinds, "stubs", cj_stubs_bytes()) ||
                          !set_number(kinds, "contexts", cj_snapshots_bytes()) ||
                          !set_number(kinds, "versions", versions) ||
                          !set_number(kinds, "trace of stencils", trace) ||
                          !set_number(kinds, "functions", cj.metadata - versions))) {
        Py_CLEAR(kinds);
    }
    return kinds;
}

/* Counts the blocks by the number of their versions; the last count is of those with more. */
enum { MANY = 16 };
static uint64_t count_blocks(uint64_t by_versions[MANY]) {
    uint64_t blocks = 0;
    for (const cj_function *function = cj.functions; function; function = function->next) {
        for (const cj_version *version = function->versions; version; version = version->next) {
            bool last = true; /* each block is counted at the last of its versions in the list */
            for (const cj_version *other = version->next; other && last; other = other->next) {
                last = other->unit != version->unit;
            }
            int versions = 0;
            for (const cj_version *other = function->versions; last && other; other = other->next) {
                versions += other->unit == version->unit;
            }
            blocks += last;
            by_versions[versions < MANY ? versions : MANY - 1] += last;
        }
    }
    return blocks;
}

bool cj_inspect_stats(PyObject *stats) {
    uint64_t by_versions[MANY] = {0};
    uint64_t blocks = count_blocks(by_versions);
    PyObject *counts = PyDict_New();
    for (int n = 1; counts != NULL && n < MANY; n++) {
        PyObject *key = PyLong_FromLong(n);
        PyObject *count = PyLong_FromUnsignedLongLong(by_versions[n]);
        if (key == NULL || count == NULL ||
            (by_versions[n] != 0 && PyDict_SetItem(counts, key, count) < 0)) {
            Py_CLEAR(counts);
        }
        Py_XDECREF(key);
        Py_XDECREF(count);
    }
    return set(stats, "versions_per_block", counts) &&
           set(stats, "blocks", PyLong_FromUnsignedLongLong(blocks)) &&
           set(stats, "side_exits", exits_by_kind()) && set(stats, "memory", memory_by_kind());
}

/* (offset, code of the inlined call or None, kind, times taken) for each way out of the code. */
static bool add_exit(PyObject *list, const cj_function *function, int unit, int inlined, int kind,
                     uint64_t taken) {
    PyObject *code = inlined > 0 && inlined <= function->n_inlined
                         ? (PyObject *)function->inlined[inlined - 1].code
                         : Py_None;
    PyObject *item = Py_BuildValue("iOsK", unit * (int)sizeof(_Py_CODEUNIT), code,
                                   cj_stub_kind_name(kind), (unsigned long long)taken);
    bool added = item != NULL && PyList_Append(list, item) == 0;
    Py_XDECREF(item);
    return added;
}

PyObject *cj_inspect_exits(PyObject *Py_UNUSED(module), PyObject *code) {
    const cj_function *function = cj_function_asked_for(code);
    PyObject *list = PyErr_Occurred() ? NULL : PyList_New(0);
    if (list == NULL || function == NULL) {
        return list;
    }
    bool added = true;
    for (const struct cj_exit_count *count = function->exits; added && count; count = count->next) {
        added = add_exit(list, function, count->unit, count->inlined, count->kind, count->taken);
    }
    for (uint32_t n = 0; added && (n = cj_stub_of_function(function, n)) != 0;) {
        const cj_stub *stub = cj_stub_at(n - 1);
        added = add_exit(list, function, (int)stub->running, cj_snapshot_inlined(stub->context),
                         stub->kind, 0);
    }
    if (!added) {
        Py_CLEAR(list);
    }
    return list;
}

static const char *why_not(const cj_function *function) {
    return function->refusal != NULL ? function->refusal
           : function->starved       ? "the memory limit is reached"
           : function->gave_up       ? "the compiler could not do it"
                                     : "called less often than the threshold";
}

PyObject *cj_inspect_uncompiled(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    PyObject *list = PyList_New(0);
    for (const cj_function *function = cj.functions; list && function; function = function->next) {
        if ((function->compiled && function->refusal == NULL) || function->calls == 0) {
            continue;
        }
        PyObject *item = Py_BuildValue("OIs", function->code, function->calls, why_not(function));
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}
