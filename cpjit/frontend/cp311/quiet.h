/* Functions behind builtins and operators, for operands that ask no other object: no foreign code
 * runs. Each returns what the builtin would; NULL without an exception, and with nothing done:
 * something would have to be asked, or the builtin raises. */
#ifndef CJ_CP311_QUIET_H
#define CJ_CP311_QUIET_H

#include "layout.h"

typedef PyObject *cj_quiet(PyObject *self, PyObject *first, PyObject *second);

/* str */
cj_quiet cj_str_join;      /* a list or tuple */
cj_quiet cj_str_split;     /* by a str */
cj_quiet cj_str_partition; /* likewise */
cj_quiet cj_str_starts;    /* with a str */
cj_quiet cj_str_ends;      /* likewise */
cj_quiet cj_str_find;      /* a str, from an int on (NULL: 0) */
cj_quiet cj_str_find_last;
cj_quiet cj_str_index;
cj_quiet cj_str_count;
cj_quiet cj_str_encode;    /* to bytes, as UTF-8 */
cj_quiet cj_str_of;        /* str() of a str, int, float, bool or None */
cj_quiet cj_str_formatted; /* value, specification: f"{value:specification}" */
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
cj_quiet cj_dict_setdefault; /* key, value or NULL */
cj_quiet cj_dict_pop;        /* key, value or NULL */
cj_quiet cj_set_add;
cj_quiet cj_set_discard;
cj_quiet cj_set_remove;
cj_quiet cj_set_pop;

#endif
