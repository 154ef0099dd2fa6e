/* Generators, coroutines and asynchronous generators as objects: made, resumed by C code, dead. */
#ifndef CJ_CP311_GENERATORS_H
#define CJ_CP311_GENERATORS_H

#include "../../runtime/engine.h"

/* From now on C code that asks a generator for its next item, sends a value to it or drops it comes
 * to functions of ours, which ask CPython's where they don't know; until cj_generators_restore().
 */
void cj_generators_replace(void);
void cj_generators_restore(void);

/* A generator that has run to its end: with a result, or with NULL and an exception, which becomes
 * what gen_send_ex2 makes of it. Its frame is cleared; it can't be run again. */
void cj_end_generator(PyGenObject *generator, PyObject *result);

/* Gives back the memory of generators that were kept for new ones. */
void cj_generators_forget(cj_function *function);

#endif
