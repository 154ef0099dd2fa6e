/* The extension module: switching the engine on and off, and what it shows of itself. */
#include "compiler.h"
#include "patcher/unwind.h"
#include "program.h"

#include <pthread.h>

#include <stdio.h>
#include <string.h>

const cj_symbol cj_engine_symbols[] = {
    {"cj_stub_hit", (void *)cj_stub_hit},
    {"cj_run_uncompiled", (void *)cj_run_uncompiled},
    {"cj_end_of_iteration", (void *)cj_end_of_iteration},
    {"cj_keep_frame", (void *)cj_keep_frame},
    {NULL, NULL},
};

/* ---- the self-check ---- */

typedef struct {
    const char *structure, *field;
    size_t value;
} Fact;

#define FIELD(type, field) {#type, #field, offsetof(type, field)}
static const Fact facts[] = {
    {"_PyInterpreterFrame", "size", sizeof(_PyInterpreterFrame)},
    FIELD(_PyInterpreterFrame, localsplus),
    FIELD(_PyInterpreterFrame, prev_instr),
    FIELD(_PyInterpreterFrame, stacktop),
    FIELD(PyThreadState, cframe),
    FIELD(PyThreadState, datastack_top),
};

static PyObject *
self_check(PyObject *module, PyObject *manifest)
{
    (void)module;
    char text[256];
    PyObject *digest = PyMapping_GetItemString(manifest, "names_digest");
    if (digest == NULL) {
        return NULL;
    }
    snprintf(text, sizeof text, "%016llx", (unsigned long long)CJ_NAMES_DIGEST);
    bool same = PyUnicode_Check(digest) && PyUnicode_CompareWithASCIIString(digest, text) == 0;
    Py_DECREF(digest);
    if (!same) {
        return PyUnicode_FromString("the stencils were made for another build of the engine: "
                                    "install cpjit again");
    }
    PyObject *structures = PyMapping_GetItemString(manifest, "structs");
    if (structures == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        PyObject *structure = PyMapping_GetItemString(structures, facts[i].structure);
        PyObject *value =
            structure == NULL ? NULL : PyMapping_GetItemString(structure, facts[i].field);
        PyErr_Clear();
        bool wrong = value != NULL && PyLong_AsSize_t(value) != facts[i].value;
        Py_XDECREF(structure);
        Py_XDECREF(value);
        if (wrong) {
            Py_DECREF(structures);
            return PyUnicode_FromFormat("this CPython's %s.%s is not where the stencils expect "
                                        "it: install cpjit again for this interpreter",
                                        facts[i].structure, facts[i].field);
        }
    }
    Py_DECREF(structures);
    const unsigned compiled = PY_VERSION_HEX >> 16, running = (unsigned)(Py_Version >> 16);
    if (compiled != running) {
        return PyUnicode_FromFormat("cpjit was built for CPython %d.%d, this is %d.%d: install it "
                                    "for this interpreter",
                                    PY_MAJOR_VERSION, PY_MINOR_VERSION, (int)(running >> 8),
                                    (int)(running & 255));
    }
    return PyUnicode_FromString("");
}

/* ---- on and off ---- */

static uint8_t *
routine(const char *name)
{
    for (unsigned i = 0; i < cj_routine_count(); i++) {
        if (strcmp(cj_routine_name(i), name) == 0) {
            return cj_routine(i);
        }
    }
    return NULL;
}

static bool
load(const char *path, size_t limit, char *why, size_t size)
{
    if (cj_memory_init(limit, (const void *)&PyLong_Type, why, size) < 0) {
        return false;
    }
    if (!cj_library_load(path, CJ_NAMES_DIGEST, why, size) || !cj_effects_init(why, size)) {
        cj_memory_teardown();
        return false;
    }
    cj.uncompiled = routine("run_uncompiled");
    cj.after_exit = routine("return");
    cj.enter = routine("enter");
    cj.clear_frame = routine("clear_frame");
    static const int8_t saved_registers[] = {-56, -24, -32, -40, -48};
    (void)saved_registers;
    cj_unwind_register(NULL, 0);
    return true;
}

static PyObject *
enable(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *path;
    unsigned threshold;
    unsigned long long limit, torture;
    char why[512];
    if (!PyArg_ParseTuple(arguments, "UIKK", &path, &threshold, &limit, &torture)) {
        return NULL;
    }
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    if (interpreter != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_RuntimeError, "cpjit works in the main interpreter only, not in "
                                            "subinterpreters: enable it there");
        return NULL;
    }
    _PyFrameEvalFunction present = _PyInterpreterState_GetEvalFrameFunc(interpreter);
    if (present != _PyEval_EvalFrameDefault && present != cj_hook) {
        PyErr_SetString(PyExc_RuntimeError,
                        "another tool has taken over the evaluation of frames (PEP 523): switch "
                        "it off before enabling cpjit");
        return NULL;
    }
    if (!cj.loaded) {
        const char *file = PyUnicode_AsUTF8(path);
        if (file == NULL) {
            return NULL;
        }
        if (!load(file, (size_t)limit, why, sizeof why)) {
            PyErr_SetString(PyExc_RuntimeError, why);
            return NULL;
        }
        cj.extra_index = _PyEval_RequestCodeExtraIndex(cj_function_died);
        if (cj.extra_index < 0) {
            PyErr_SetString(PyExc_RuntimeError, "CPython has no room left to attach compiled code "
                                                "to code objects: too many tools do so");
            return NULL;
        }
        pthread_atfork(NULL, NULL, cj_sampler_forked);
        cj.interpreter = interpreter;
        cj.loaded = true;
    }
    cj.threshold = threshold;
    cj.torture = torture != 0;
    cj.torture_traces = torture & 1;
    cj.torture_state = torture * 0x9E3779B97F4A7C15u | 1;
    cj_memory_poison(cj.torture);
    cj.tracing = true;
    cj.enabled = true;
    for (cj_function *function = cj.functions; function; function = function->next) {
        if (function->start != NULL) {
            function->entry = function->start;
        }
    }
    cj_sampler_start();
    _PyInterpreterState_SetEvalFrameFunc(interpreter, cj_hook);
    Py_RETURN_NONE;
}

static PyObject *
disable(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    if (cj.enabled) {
        cj.enabled = false;
        for (cj_function *function = cj.functions; function; function = function->next) {
            function->entry = cj.uncompiled;
        }
        if (_PyInterpreterState_GetEvalFrameFunc(cj.interpreter) == cj_hook) {
            _PyInterpreterState_SetEvalFrameFunc(cj.interpreter, _PyEval_EvalFrameDefault);
        }
        cj_sampler_stop();
    }
    Py_RETURN_NONE;
}

static PyObject *
is_enabled(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    return PyBool_FromLong(cj.enabled);
}

/* ---- what it shows ---- */

static int
add_count(PyObject *counts, const char *key, uint64_t count)
{
    if (count == 0) {
        return 0;
    }
    PyObject *number = PyLong_FromUnsignedLongLong(count);
    int status = number == NULL ? -1 : PyDict_SetItemString(counts, key, number);
    Py_XDECREF(number);
    return status;
}

static PyObject *
count_refusals(void)
{
    PyObject *refusals = PyDict_New();
    for (cj_function *function = cj.functions; refusals && function; function = function->next) {
        if (function->refusal != NULL) {
            PyObject *old = PyDict_GetItemString(refusals, function->refusal);
            uint64_t count = old == NULL ? 0 : PyLong_AsUnsignedLongLong(old);
            if (add_count(refusals, function->refusal, count + 1) < 0) {
                Py_CLEAR(refusals);
            }
        }
    }
    return refusals;
}

static uint64_t
count_blocks(void)
{
    uint64_t blocks = 0;
    for (cj_function *function = cj.functions; function; function = function->next) {
        for (cj_version *version = function->versions; version; version = version->next) {
            bool first = true;
            for (cj_version *other = version->next; other && first; other = other->next) {
                first = other->unit != version->unit;
            }
            blocks += first;
        }
    }
    return blocks;
}

static PyObject *
stats(PyObject *module, PyObject *unused)
{
    (void)module, (void)unused;
    static const char *const reasons[] = {"exception", "tracing", "operation", "memory", "poll"};
    cj_memory_info memory;
    cj_memory_stats(&memory);
    PyObject *exits = PyDict_New(), *refusals = count_refusals(), *result = NULL;
    if (exits == NULL || refusals == NULL) {
        goto done;
    }
    for (int i = 0; i < 5; i++) {
        if (add_count(exits, reasons[i], cj.leaves[i]) < 0) {
            goto done;
        }
    }
    result = Py_BuildValue(
        "{s:K,s:K,s:K,s:K,s:K,s:K,s:K,s:K,s:d,s:K,s:K,s:K,s:O,s:O}", "functions",
        (unsigned long long)cj.n_compiled, "blocks", (unsigned long long)count_blocks(),
        "versions", (unsigned long long)cj.n_versions, "stubs", (unsigned long long)cj.n_stubs,
        "code_bytes", (unsigned long long)memory.used, "metadata_bytes",
        (unsigned long long)cj.metadata, "memory_reserved", (unsigned long long)memory.reserved,
        "memory_committed", (unsigned long long)memory.committed, "compile_seconds",
        (double)cj.compile_ns * 1e-9, "bytecodes_compiled", (unsigned long long)cj.bytecodes,
        "samples_jit", (unsigned long long)cj.samples[CJ_IN_JIT], "samples_interpreter",
        (unsigned long long)cj.samples[CJ_IN_INTERPRETER], "exits", exits, "refusals", refusals);
done:
    Py_XDECREF(exits);
    Py_XDECREF(refusals);
    return result;
}

static cj_function *
function_of(PyObject *code)
{
    if (!PyCode_Check(code)) {
        PyErr_SetString(PyExc_TypeError, "expected a code object");
        return NULL;
    }
    return cj.loaded ? cj_function_of((PyCodeObject *)code) : NULL;
}

static PyObject *
is_compiled(PyObject *module, PyObject *code)
{
    (void)module;
    cj_function *function = function_of(code);
    return PyErr_Occurred() ? NULL : PyBool_FromLong(function != NULL && function->compiled);
}

static PyObject *
entered(PyObject *module, PyObject *code)
{
    (void)module;
    cj_function *function = function_of(code);
    return PyErr_Occurred() ? NULL
                            : PyLong_FromUnsignedLong(function == NULL ? 0 : function->entered);
}

static PyObject *
stencils_of(const cj_function *function, const cj_version *version)
{
    uint32_t end = function->out.n_trace;
    for (cj_version *other = function->versions; other; other = other->next) {
        if (other->first_trace > version->first_trace && other->first_trace < end) {
            end = other->first_trace;
        }
    }
    PyObject *names = PyList_New(0);
    for (uint32_t i = version->first_trace; names != NULL && i < end; i++) {
        const cj_trace_entry *entry = &function->out.traced[i];
        PyObject *name = PyUnicode_FromString(
            entry->stencil == CJ_TRACE_JUMP ? "jump" : cj_stencil_name(entry->stencil));
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    return names;
}

static PyObject *
describe(const cj_function *function, const cj_version *version)
{
    cj_context context;
    char text[2048];
    cj_snapshot_restore(version->context, &context);
    cj_context_text(&context, text, sizeof text);
    uint64_t size = 0;
    uint32_t end = function->out.n_trace;
    for (cj_version *other = function->versions; other; other = other->next) {
        if (other->first_trace > version->first_trace && other->first_trace < end) {
            end = other->first_trace;
        }
    }
    for (uint32_t i = version->first_trace; i < end; i++) {
        size += function->out.traced[i].hot_size + (uint64_t)function->out.traced[i].cold_size;
    }
    PyObject *stencils = stencils_of(function, version);
    if (stencils == NULL) {
        return NULL;
    }
    return Py_BuildValue("{s:i,s:s,s:N,s:K,s:K}", "offset",
                         version->unit * (int)sizeof(_Py_CODEUNIT), "context", text, "stencils",
                         stencils, "address", (unsigned long long)(uintptr_t)version->address,
                         "size", (unsigned long long)size);
}

static PyObject *
blocks(PyObject *module, PyObject *code)
{
    (void)module;
    cj_function *function = function_of(code);
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    for (cj_version *version = function == NULL ? NULL : function->versions; list && version;
         version = version->next) {
        PyObject *block = describe(function, version);
        if (block == NULL || PyList_Append(list, block) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(block);
    }
    if (list != NULL && PyList_Reverse(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyMethodDef methods[] = {
    {"self_check", self_check, METH_O, NULL},
    {"enable", enable, METH_VARARGS, NULL},
    {"disable", disable, METH_NOARGS, NULL},
    {"is_enabled", is_enabled, METH_NOARGS, NULL},
    {"stats", stats, METH_NOARGS, NULL},
    {"is_compiled", is_compiled, METH_O, NULL},
    {"entered", entered, METH_O, NULL},
    {"blocks", blocks, METH_O, NULL},
    {"run_program", (PyCFunction)(void (*)(void))cj_run_program, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_cpjit", "The engine of cpjit.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__cpjit(void)
{
    return PyModule_Create(&definition);
}
