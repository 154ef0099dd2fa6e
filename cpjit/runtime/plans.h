/* How a call site passes its arguments to one code object: calls.c. */
#ifndef CJ_PLANS_H
#define CJ_PLANS_H

#include "compiler.h"

typedef struct {
    PyCodeObject *code;
    cj_function *callee;
    int given;     /* positional, self included */
    int missing;   /* to be taken from the function's defaults */
    bool reorder;  /* keywords stand in another order than the parameters */
    int order[32]; /* parameter i is argument order[i] */
} cj_plan;

/* Can the callable be entered directly with these arguments? */
bool cj_plan_call(cj_plan *plan, PyObject *callable, int given, PyObject *names);
/* The operands of stencils that call a function, which is known, by a plan. */
void cj_name_function(cj_operands *o, const cj_plan *plan, const PyFunctionObject *function);
/* What else belongs to that. */
void cj_guard_callee(cj_compiler *c, const cj_plan *plan, const cj_operands *o);

#endif
