/* CPython's rules for names in classes and in the keys of dictionaries, as far as they can be
 * checked later. None of it runs Python code. */
#ifndef CJ_CP311_ATTRIBUTE_RULES_H
#define CJ_CP311_ATTRIBUTE_RULES_H

#include "layout.h"

#include "../../../stencils_src/attribute_cache.h"

#include <stdbool.h>

/* The text as an interned string, which `*string` keeps; NULL without an exception: no memory. */
PyObject *cj_interned(PyObject **string, const char *text);

/* The version of keys; 0: there are no numbers left. */
uint32_t cj_rule_keys_version(PyDictKeysObject *keys);

/* The version of a class, assigned if need be; 0: none. And what it says of the name. */
uint32_t cj_rule_look_up(PyTypeObject *type, PyObject *name, PyObject **found);
/* Does the class look attributes up as `plain`, CPython's own, does? Where there is a __getattr__,
 * that is called for those which are not found. */
bool cj_rule_looks_up_plainly(PyTypeObject *type, PyTypeObject *plain);

/* What a class has of the name is no descriptor, or one of a certain kind. Its own class decides
 * that, and may be changed, or be another one later: that class's version, or 0 if none of that can
 * happen. False: it can't be checked. */
bool cj_rule_watch(PyObject *descriptor, uint32_t *version);

/* A member of __slots__ or, to be read, of a builtin type: its place, or 0. */
int32_t cj_rule_slot_offset(PyTypeObject *type, PyObject *descriptor, bool stores);

#endif
