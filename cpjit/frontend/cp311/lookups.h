/* Looking up a str, an int, a class or a tuple of these where that asks no object: no foreign code
 * runs. Classes here are those that are of class `type`. */
#ifndef CJ_CP311_LOOKUPS_H
#define CJ_CP311_LOOKUPS_H

#include "layout.h"

/* For an exact str, int, type or tuple: can it be looked up without asking an object? */
bool cj_is_key(PyObject *key);
/* Is the other object equal to such a key? -1: it has to be asked. */
int cj_same_key(PyObject *other, PyObject *key);
/* Where a key's value is, which may be NULL; or, where there is no such key yet, its hash and the
 * slot of the hash table that it would get. */
typedef struct {
    PyObject **value;
    Py_hash_t hash;
    size_t slot;
} cj_dict_place;
int cj_find_in_dict(PyDictObject *dict, PyObject *key, cj_dict_place *place); /* as a lookup */
/* The key, which is not there, comes to its place. False: an exception is set. */
bool cj_dict_insert(PyObject *dict, PyObject *key, PyObject *value, const cj_dict_place *place);

/* For a key that is an exact str, int, type or tuple: 1 if it is there, 0 if not, -1 if something
 * else would have to be asked. */
typedef int cj_lookup(PyObject *container, PyObject *key);
cj_lookup cj_dict_has, cj_list_has, cj_tuple_has, cj_set_has, cj_str_has;
/* Likewise comparisons of sets. */
cj_lookup cj_set_less, cj_set_within, cj_set_same, cj_set_other, cj_set_greater, cj_set_contains;

/* The key, of the types above, comes into the set, if it is not there yet. False, with or without
 * an exception: it does not, or something has to be asked. */
bool cj_set_insert(PyObject *set, PyObject *key);

/* `*value`, whose reference the dictionary takes, becomes that of the key; what was there before,
 * or NULL, is in `*value` then. False, with nothing done: something has to be asked, or memory is
 * out.
 */
bool cj_dict_exchange(PyObject *dict, PyObject *key, PyObject **value);

#endif
