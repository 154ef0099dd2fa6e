/* Which functions are compiled, and how much of each: so that `bisect` finds what is compiled
 * wrongly, and so that one function can be left out. */
#pragma once
#include "engine.h"

/* `only` and `excluded` are sequences of rules (file, name, first line, last line, pieces); `log`
 * is a file descriptor that is told of each piece, or -1. False with an exception set: they are
 * none. */
bool cj_selection_set(PyObject *only, PyObject *excluded, int log);
/* Is this function to be left to the interpreter? */
bool cj_selection_excludes(const cj_function *function);
/* Are pieces of code counted? Then each has one version of a block at most. */
bool cj_selection_counts(void);
/* May one more piece of code of the function be made, from the instruction at `unit` on? */
bool cj_selection_allows(cj_function *function, int unit);
