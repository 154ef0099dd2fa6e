/* The extension module: switching the engine on and off, and what it shows of itself. */
#include "../frontend/cp311/bind.h"
#include "../frontend/cp311/constructors.h"
#include "compiler.h"
#include "frontend/cp311/attribute_rules.h"
#include "frontend/cp311/generators.h"
#include "frontend/cp311/instances.h"
#include "frontend/cp311/lookups.h"
#include "frontend/cp311/slices.h"
#include "osr.h"
#include "patcher/unwind.h"
#include "program.h"
#include "selection.h"
#include "self_check.h"
#include "telling.h"

#include <pthread.h>

#include <stdio.h>
#include <string.h>

const cj_symbol cj_engine_symbols[] = {
    {"cj_stub_hit", (void *)cj_stub_hit},
    {"cj_run_uncompiled", (void *)cj_run_uncompiled},
    {"cj_end_of_iteration", (void *)cj_end_of_iteration},
    {"cj_exception_matches", (void *)cj_exception_matches},
    {"cj_keep_frame", (void *)cj_keep_frame},
    {"cj_check_init", (void *)cj_check_init},
    {"cj_tuple_of", (void *)cj_tuple_of},
    {"cj_attribute_failed", (void *)cj_attribute_failed},
    {"cj_find_global", (void *)cj_find_global},
    {"cj_bind", (void *)cj_bind},
    {"cj_bind_tuple", (void *)cj_bind_tuple},
    {"cj_unbind_tuple", (void *)cj_unbind_tuple},
    {"cj_make_generator", (void *)cj_make_generator},
    {"cj_generator_ended", (void *)cj_generator_ended},
    {"cj_sent_generator_ended", (void *)cj_sent_generator_ended},
    {"cj_end_async_send", (void *)cj_end_async_send},
    {"cj_int_boxes", &cj_int_boxes},
    {"cj_iterators", &cj_iterators},
    {"cj_ranges", &cj_ranges},
    {"cj_functions", &cj_functions},
    {"cj_short_lists", cj_short_lists},
    {"cj_plain_classes", cj_plain_classes},
    {"cj_get_attribute", (void *)cj_get_attribute},
    {"cj_get_described", (void *)cj_get_described},
    {"cj_set_attribute", (void *)cj_set_attribute},
    {"cj_found_attributes", cj_found_attributes},
    {"cj_dict_version", &cj_dict_version},
    {NULL, NULL},
};

/* ---- on and off ---- */

static const char elsewhere[] = "cpjit works in the main interpreter only, not in subinterpreters: "
                                "switch it on and off there";

/* Is the running interpreter the one that the engine works in? */
static bool is_ours(void) {
    return PyInterpreterState_Get() == cj.interpreter;
}

/* From now on no compiled code is entered. Another tool's hook may still ask ours. */
static void switch_off(void) {
    cj.enabled = cj.aside = false;
    for (cj_function *function = cj.functions; function; function = function->next) {
        function->entry = cj.uncompiled;
        cj_entrances_close(function);
        cj_function_forget_unknown(function);
        cj_generators_forget(function);
    }
    cj_generators_restore();
    cj_attributes_forget();
    cj_instances_forget();
    if (_PyInterpreterState_GetEvalFrameFunc(cj.interpreter) == cj_hook) {
        _PyInterpreterState_SetEvalFrameFunc(cj.interpreter, _PyEval_EvalFrameDefault);
    }
    cj_sampler_stop();
}

/* Who puts the interpreter's own evaluator in the place of our hook has switched us off. */
static void look_whether_removed(void) {
    if (cj.enabled && cj.interpreter->eval_frame == NULL && !cj.aside) {
        switch_off();
    }
}

#define ROOM ((size_t)64 << 20) /* address space for machine code, at least */

static uint8_t *routine(const char *name) {
    for (unsigned i = 0; i < cj_routine_count(); i++) {
        if (strcmp(cj_routine_name(i), name) == 0) {
            return cj_routine(i);
        }
    }
    return NULL;
}

/* Address space costs nothing: more of it than the limit allows is reserved, so that the limit can
 * be raised later; if the system grants that. */
static bool reserve(size_t limit, char *why, size_t size) {
    const void *interpreter = &PyLong_Type;
    if (limit < ROOM && cj_memory_init(ROOM, interpreter, why, size) == 0) {
        cj_memory_limit(limit);
        return true;
    }
    return cj_memory_init(limit, interpreter, why, size) == 0;
}

static bool load(const char *path, size_t limit, char *why, size_t size) {
    if (!reserve(limit, why, size)) {
        return false;
    }
    if (!cj_library_load(path, CJ_NAMES_DIGEST, why, size)) {
        cj_memory_teardown();
        return false;
    }
    cj.uncompiled = routine("run_uncompiled");
    cj.stub_hit = routine("stub_hit");
    cj.after_exit = routine("return");
    cj.enter = routine("enter");
    cj.clear_frame = routine("clear_frame");
    cj.clear_generator_frame = routine("clear_generator_frame");
    cj_unwind_register(NULL, 0);
    return true;
}

/* The first time: the stencils into memory, a place on code objects. */
static bool set_up(PyInterpreterState *interpreter, const char *path, size_t limit) {
    char why[512];
    if (cj.no_arguments == NULL && (cj.no_arguments = PyTuple_New(0)) == NULL) {
        return false;
    }
    if (!cj_builtins_init() || !cj_quiet_init() || !cj_iteration_init() || !cj_instances_init() ||
        !cj_importing_init() || !cj_constructors_init()) {
        return false;
    }
    if (!load(path, limit, why, sizeof why)) {
        PyErr_SetString(PyExc_RuntimeError, why);
        return false;
    }
    cj.extra_index = _PyEval_RequestCodeExtraIndex(cj_function_died);
    if (cj.extra_index < 0) {
        cj_unwind_deregister();
        cj_library_unload();
        cj_memory_teardown();
        PyErr_SetString(PyExc_RuntimeError, "CPython has no room left to attach compiled code to "
                                            "code objects: too many tools do so");
        return false;
    }
    pthread_atfork(NULL, NULL, cj_sampler_forked);
    pthread_atfork(NULL, NULL, cj_osr_forked);
#ifndef CJ_NO_INSPECTION
    pthread_atfork(NULL, NULL, cj_perf_forked);
#endif
    cj.interpreter = interpreter;
    cj.loaded = true;
    return true;
}

/* Later: another limit, as far as the address space goes. */
static bool change_limit(size_t limit) {
    cj_memory_info memory;
    cj_memory_stats(&memory);
    if (limit > memory.reserved) {
        PyErr_Format(PyExc_RuntimeError,
                     "the memory limit can be raised to %zu MiB at most, the address space that "
                     "was reserved when cpjit was first enabled: give a larger limit then",
                     memory.reserved >> 20);
        return false;
    }
    if (limit != memory.limit) {
        cj_memory_limit(limit);
        cj.no_memory = false;
    }
    return true;
}

/* Also while it is enabled, with other settings. It changes all or nothing. */
static PyObject *enable(PyObject *module, PyObject *arguments) {
    (void)module;
    const char *path;
    unsigned threshold, loop_threshold;
    unsigned long long limit, torture;
    int samples, counting, perf, inspecting;
    if (!PyArg_ParseTuple(arguments, "sIIKKpppp", &path, &threshold, &loop_threshold, &limit,
                          &torture, &samples, &counting, &perf, &inspecting)) {
        return NULL;
    }
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    if (interpreter != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_RuntimeError, elsewhere);
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
        cj_memory_deny_memfd(perf); /* perf looks for our names in anonymous memory alone */
    }
    limit = limit < CJ_MEMORY_MAX ? limit : CJ_MEMORY_MAX;
    if (!(cj.loaded ? change_limit((size_t)limit) : set_up(interpreter, path, (size_t)limit))) {
        return NULL;
    }
    const char *wrong = torture ? cj_library_check() : NULL;
    if (wrong != NULL) {
        PyErr_SetString(PyExc_RuntimeError, wrong);
        return NULL;
    }
    cj.threshold = threshold;
    cj.loop_threshold = loop_threshold;
    cj.torture = torture != 0;
    cj.torture_leaves = torture & 1;
    cj.torture_state = torture * 0x9E3779B97F4A7C15u | 1;
    cj_memory_poison(cj.torture);
#ifndef CJ_NO_INSPECTION
    cj.tracing = true;
#endif
    cj.counting = counting;
    cj.inspecting = inspecting;
    cj.enabled = true;
    cj.aside = false;
    for (cj_function *function = cj.functions; function; function = function->next) {
        if (function->start != NULL) {
            function->entry = function->start;
        }
    }
    if (samples) {
        cj_sampler_start();
    } else {
        cj_sampler_stop();
    }
    _PyInterpreterState_SetEvalFrameFunc(interpreter, cj_hook);
    cj_generators_replace();
    Py_RETURN_NONE;
}

/* Which functions are compiled that are looked at from now on; enable() need not have been called.
 */
static PyObject *select_functions(PyObject *module, PyObject *arguments) {
    (void)module;
    PyObject *only, *excluded;
    int log;
    if (!PyArg_ParseTuple(arguments, "OOi", &only, &excluded, &log) ||
        !cj_selection_set(only, excluded, log)) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *disable(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (cj.enabled && !is_ours()) {
        PyErr_SetString(PyExc_RuntimeError, elsewhere);
        return NULL;
    }
    if (cj.enabled) {
        switch_off();
    }
    Py_RETURN_NONE;
}

static PyObject *is_enabled(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (is_ours()) {
        look_whether_removed();
    }
    return PyBool_FromLong(cj.enabled && is_ours());
}

/* ---- what it shows ---- */

static int add_count(PyObject *counts, const char *key, uint64_t count) {
    if (count == 0) {
        return 0;
    }
    PyObject *number = PyLong_FromUnsignedLongLong(count);
    int status = number == NULL ? -1 : PyDict_SetItemString(counts, key, number);
    Py_XDECREF(number);
    return status;
}

static PyObject *count_refusals(void) {
    PyObject *refusals = PyDict_New();
    for (cj_function *function = cj.functions; refusals && function; function = function->next) {
        const char *reason = function->refusal;
        if (reason == NULL && !function->compiled) {
            reason = function->starved ? "memory limit" : function->gave_up ? "compiler" : NULL;
        }
        if (reason != NULL) {
            PyObject *old = PyDict_GetItemString(refusals, reason);
            uint64_t count = old == NULL ? 0 : PyLong_AsUnsignedLongLong(old);
            if (add_count(refusals, reason, count + 1) < 0) {
                Py_CLEAR(refusals);
            }
        }
    }
    return refusals;
}

/* Machine code and its constants, stubs included; without the library's routines. */
static uint64_t count_code_bytes(void) {
    uint64_t bytes = cj_stubs_code_bytes();
    for (cj_function *function = cj.functions; function; function = function->next) {
        bytes += cj_code_used(&function->out);
    }
    return bytes;
}

static uint64_t count_metadata_bytes(void) {
    uint64_t bytes = cj.metadata + cj_snapshots_bytes() + cj_stubs_bytes();
    for (cj_function *function = cj.functions; function; function = function->next) {
        bytes += function->out.cap_trace * sizeof(cj_trace_entry) +
                 function->out.cap_extents * sizeof(cj_extent);
    }
    return bytes;
}

static PyObject *stats(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    static const char *const reasons[] = {"exception", "tracing", "memory"};
    cj_memory_info memory;
    cj_memory_stats(&memory);
    PyObject *exits = PyDict_New(), *refusals = count_refusals(), *result = NULL;
    if (exits == NULL || refusals == NULL) {
        goto done;
    }
    for (int i = 0; i < CJ_LEFT_REASONS; i++) {
        if (add_count(exits, reasons[i], cj.leaves[i]) < 0) {
            goto done;
        }
    }
    result = Py_BuildValue(
        "{s:K,s:K,s:K,s:K,s:K,s:K,s:K,s:d,s:K,s:K,s:K,s:O,s:O}", "functions",
        (unsigned long long)cj.n_compiled, "versions", (unsigned long long)cj.n_versions, "stubs",
        (unsigned long long)cj.n_stubs, "code_bytes", (unsigned long long)count_code_bytes(),
        "metadata_bytes", (unsigned long long)count_metadata_bytes(), "memory_reserved",
        (unsigned long long)memory.reserved, "memory_committed",
        (unsigned long long)memory.committed, "compile_seconds", (double)cj.compile_ns * 1e-9,
        "bytecodes_compiled", (unsigned long long)cj.bytecodes, "samples_jit",
        (unsigned long long)cj.samples[CJ_IN_JIT], "samples_interpreter",
        (unsigned long long)cj.samples[CJ_IN_INTERPRETER], "exits", exits, "refusals", refusals);
    if (result != NULL && !cj_inspect_stats(result)) {
        Py_CLEAR(result);
    }
done:
    Py_XDECREF(exits);
    Py_XDECREF(refusals);
    return result;
}

cj_function *cj_function_asked_for(PyObject *code) {
    if (!PyCode_Check(code)) {
        PyErr_SetString(PyExc_TypeError, "expected a code object");
        return NULL;
    }
    return cj.loaded && is_ours() ? cj_function_of((PyCodeObject *)code) : NULL;
}

static PyObject *is_compiled(PyObject *module, PyObject *code) {
    (void)module;
    cj_function *function = cj_function_asked_for(code);
    return PyErr_Occurred() ? NULL : PyBool_FromLong(function != NULL && function->compiled);
}

static PyObject *entered(PyObject *module, PyObject *code) {
    (void)module;
    cj_function *function = cj_function_asked_for(code);
    return PyErr_Occurred() ? NULL
                            : PyLong_FromUnsignedLong(function == NULL ? 0 : function->entered);
}

static PyObject *commit_memory(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyBool_FromLong(cj.loaded && cj_memory_commit_all());
}

static PyObject *instruction_counts(PyObject *module, PyObject *code) {
    (void)module;
    const cj_function *function = cj_function_asked_for(code);
    PyObject *counts = PyErr_Occurred() ? NULL : PyDict_New();
    if (counts == NULL || function == NULL || function->counts == NULL) {
        return counts;
    }
    for (int unit = 0; counts && unit < cj_code_units(function->code); unit++) {
        uint64_t count = function->counts[unit];
        PyObject *offset = count == 0 ? NULL : PyLong_FromLong(unit * (long)sizeof(_Py_CODEUNIT));
        PyObject *number = count == 0 ? NULL : PyLong_FromUnsignedLongLong(count);
        if (count != 0 &&
            (offset == NULL || number == NULL || PyDict_SetItem(counts, offset, number) < 0)) {
            Py_CLEAR(counts);
        }
        Py_XDECREF(offset);
        Py_XDECREF(number);
    }
    return counts;
}

static PyObject *opcode_counts(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    uint64_t totals[256] = {0};
    cj_counts_total(totals);
    PyObject *counts = PyDict_New();
    for (int opcode = 0; counts && opcode < 256; opcode++) {
        if (totals[opcode] != 0 && add_count(counts, cj_opcode_name(opcode), totals[opcode]) < 0) {
            Py_CLEAR(counts);
        }
    }
    return counts;
}

static PyMethodDef methods[] = {
    {"self_check", cj_self_check, METH_NOARGS, NULL},
    {"enable", enable, METH_VARARGS, NULL},
    {"select", select_functions, METH_VARARGS, NULL},
    {"disable", disable, METH_NOARGS, NULL},
    {"is_enabled", is_enabled, METH_NOARGS, NULL},
    {"stats", stats, METH_NOARGS, NULL},
    {"compile", cj_compile_now, METH_O, NULL},
    {"leave", cj_leave, METH_O, NULL},
    {"compile_all", cj_compile_all, METH_O, NULL},
    {"is_compiled", is_compiled, METH_O, NULL},
    {"entered", entered, METH_O, NULL},
    {"commit_memory", commit_memory, METH_NOARGS, NULL},
    {"uncompiled", cj_inspect_uncompiled, METH_NOARGS, NULL},
    {"exits", cj_inspect_exits, METH_O, NULL},
    {"instruction_counts", instruction_counts, METH_O, NULL},
    {"opcode_counts", opcode_counts, METH_NOARGS, NULL},
    {"run_program", (PyCFunction)(void (*)(void))cj_run_program, METH_FASTCALL, NULL},
#ifndef CJ_NO_INSPECTION
    {"tell_gdb", cj_tell_gdb, METH_NOARGS, NULL},
    {"write_dump", cj_write_dump, METH_VARARGS, NULL},
    {"write_map", cj_write_map, METH_VARARGS, NULL},
    {"blocks", cj_list_blocks, METH_O, NULL},
    {"pieces", cj_list_pieces, METH_O, NULL},
    {"code_places", cj_list_places, METH_NOARGS, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_cpjit", "The engine of cpjit.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__cpjit(void) {
    return PyModule_Create(&definition);
}
