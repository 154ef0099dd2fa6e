/* Functions behind builtins and operators, for operands that ask no other object: no foreign code
 * runs. Each returns what the builtin would; NULL without an exception, and with nothing done:
 * something would have to be asked, or the builtin raises. */
#ifndef CJ_CP311_QUIET_H
#define CJ_CP311_QUIET_H

#include "layout.h"

typedef PyObject *cj_quiet(PyObject *self, PyObject *first, PyObject *second);

/* str */
cj_quiet cj_str_join;        /* a list or tuple */
cj_quiet cj_str_split;       /* by a str */
cj_quiet cj_str_partition;   /* likewise */
cj_quiet cj_str_concatenate; /* + */
cj_quiet cj_str_starts;      /* with a str */
cj_quiet cj_str_ends;        /* likewise */
cj_quiet cj_str_find;        /* a str, from an int on (NULL: 0) */
cj_quiet cj_str_find_last;
cj_quiet cj_str_index;
cj_quiet cj_str_count;
cj_quiet cj_str_encode;    /* to bytes, as UTF-8 */
cj_quiet cj_str_of;        /* str() of a str, int, float, bool or None */
cj_quiet cj_repr_of;       /* likewise repr() */
cj_quiet cj_str_formatted; /* value, specification: f"{value:specification}" */
cj_quiet cj_str_less, cj_str_less_or_equal, cj_str_greater, cj_str_greater_or_equal;
cj_quiet cj_str_remainder; /* str % a str, int, float or a tuple of such */

/* list; keys as in lookups.h */
cj_quiet cj_list_pop;
cj_quiet cj_list_pop_at;   /* an int */
cj_quiet cj_list_extend;   /* by a list or tuple */
cj_quiet cj_list_index;    /* of a key */
cj_quiet cj_list_count;    /* likewise */
cj_quiet cj_list_remove;   /* likewise */
cj_quiet cj_list_join;     /* + */
cj_quiet cj_list_extended; /* += */
cj_quiet cj_list_repeat;   /* * */
cj_quiet cj_tuple_join;
cj_quiet cj_tuple_repeat;
cj_quiet cj_str_repeat;

/* dict and set, with keys */
cj_quiet cj_dict_item;       /* key */
cj_quiet cj_dict_get;        /* key, value or NULL */
cj_quiet cj_dict_setdefault; /* key, value or NULL */
cj_quiet cj_dict_pop;        /* key, value or NULL */
cj_quiet cj_set_add;
cj_quiet cj_set_discard;
cj_quiet cj_set_remove;
cj_quiet cj_set_pop;

/* Displays and comprehensions: these return the container, borrowed where it was there before. */
typedef PyObject *cj_quiet_maker(PyObject *self, PyObject *const *operands, Py_ssize_t count);
cj_quiet cj_dict_store;         /* key, value */
cj_quiet cj_dict_update;        /* by a dict */
cj_quiet cj_set_store;          /* key */
cj_quiet cj_set_update;         /* by a set or frozenset */
cj_quiet cj_list_extend_by;     /* by a list or tuple */
cj_quiet_maker cj_make_dict;    /* keys and values, in turn */
cj_quiet_maker cj_make_dict_of; /* values, and a tuple of their keys */
cj_quiet_maker cj_make_set;

#endif
