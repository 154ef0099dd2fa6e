#include "selection.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *file, *name; /* patterns, as of file names in a shell */
    int first, last;   /* lines on which the function may begin */
    unsigned pieces;   /* that may be made of it */
} Rule;

typedef struct {
    Rule *rules;
    Py_ssize_t n;
} Rules;

static Rules only, excluded;
static int log_to = -1;

static void forget(Rules *rules) {
    for (Py_ssize_t i = 0; i < rules->n; i++) {
        free(rules->rules[i].file);
        free(rules->rules[i].name);
    }
    free(rules->rules);
    *rules = (Rules){0};
}

static bool read_rules(Rules *rules, PyObject *given) {
    PyObject *sequence = PySequence_Fast(given, "rules must be a sequence");
    if (sequence == NULL) {
        return false;
    }
    Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
    rules->rules = calloc((size_t)n + 1, sizeof(Rule));
    bool read = rules->rules != NULL;
    if (!read) {
        PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; read && i < n; i++) {
        Rule rule;
        const char *file, *name;
        PyObject *item = PySequence_Fast_GET_ITEM(sequence, i);
        read = PyTuple_Check(item) &&
               PyArg_ParseTuple(item, "ssiiI", &file, &name, &rule.first, &rule.last, &rule.pieces);
        if (read) {
            rule.file = strdup(file);
            rule.name = strdup(name);
            rules->rules[rules->n++] = rule;
        } else if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, "a rule must be a tuple");
        }
    }
    Py_DECREF(sequence);
    return read;
}

bool cj_selection_set(PyObject *new_only, PyObject *new_excluded, int log) {
    forget(&only);
    forget(&excluded);
    log_to = log;
    return read_rules(&only, new_only) && read_rules(&excluded, new_excluded);
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static const Rule *find(const Rules *rules, const PyCodeObject *code) {
    if (rules->n == 0) {
        return NULL;
    }
    const char *file = PyUnicode_AsUTF8(code->co_filename);
    const char *name = PyUnicode_AsUTF8(code->co_qualname);
    if (file == NULL || name == NULL) {
        PyErr_Clear(); /* names that can't be written match nothing */
        return NULL;
    }
    for (Py_ssize_t i = 0; i < rules->n; i++) {
        const Rule *rule = &rules->rules[i];
        if (code->co_firstlineno >= rule->first && code->co_firstlineno <= rule->last &&
            fnmatch(rule->name, name, 0) == 0 &&
            (fnmatch(rule->file, file, 0) == 0 || fnmatch(rule->file, last_part(file), 0) == 0)) {
            return rule;
        }
    }
    return NULL;
}

/* A piece that is made from this instruction on; piece 0: the function is looked at. */
static void tell(const cj_function *function, int unit) {
    const PyCodeObject *code = function->code;
    const char *file = PyUnicode_AsUTF8(code->co_filename);
    const char *name = PyUnicode_AsUTF8(code->co_qualname);
    if (file == NULL || name == NULL) {
        PyErr_Clear();
        return;
    }
    char text[1024];
    int line = PyCode_Addr2Line((PyCodeObject *)code, unit * (int)sizeof(_Py_CODEUNIT));
    int size = snprintf(text, sizeof text, "%d\t%s\t%s\t%u\t%d\t%d\n", code->co_firstlineno, name,
                        file, function->pieces, unit * (int)sizeof(_Py_CODEUNIT), line);
    if (size > 0 && (size_t)size < sizeof text && write(log_to, text, (size_t)size) < 0) {
        log_to = -1;
    }
}

bool cj_selection_excludes(const cj_function *function) {
    const PyCodeObject *code = function->code;
    if ((only.n > 0 && find(&only, code) == NULL) || find(&excluded, code) != NULL) {
        return true;
    }
    if (log_to >= 0) {
        tell(function, 0);
    }
    return false;
}

bool cj_selection_counts(void) {
    return only.n > 0 || log_to >= 0;
}

bool cj_selection_allows(cj_function *function, int unit) {
    if (!cj_selection_counts()) {
        return true;
    }
    const Rule *rule = find(&only, function->code);
    if (rule != NULL && function->pieces >= rule->pieces) {
        return false;
    }
    function->pieces++;
    if (log_to >= 0) {
        tell(function, unit);
    }
    return true;
}
