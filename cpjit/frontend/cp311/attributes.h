/* How CPython 3.11 finds an attribute or a global of this name, as something that can be checked
 * and repeated by a few instructions. */
#ifndef CJ_CP311_ATTRIBUTES_H
#define CJ_CP311_ATTRIBUTES_H

#include "layout.h"

#include <stdbool.h>

typedef enum {
    CJ_ATTR_GENERAL, /* by CPython's own function, each time */
    CJ_ATTR_VALUE,   /* at `index` of the values of an instance without a dictionary */
    CJ_ATTR_SLOT,    /* at `offset` of the object */
    CJ_ATTR_SHARED,  /* at `index` of a dictionary that shares its keys with the class */
    CJ_ATTR_ENTRY,   /* at `entry` of the keys of a dictionary, which are laid out as `keys` says */
    CJ_ATTR_MODULE,  /* at `entry` of a module's keys, of version `keys` */
    CJ_ATTR_OF_INSTANCE, /* `object`, found in the class; the instance has none (`absence`) */
    CJ_ATTR_OF_CLASS,    /* `object`, found in the class that the owner is */
    CJ_ATTR_PROPERTY,    /* what `object`, a Python function found at `place`, returns */
    CJ_ATTR_DESCRIBED,   /* what `object`, a descriptor found in the class, makes of the instance;
                          * `absence` */
    CJ_ATTR_MISSING, /* nowhere (`absence`): what `object`, a Python function __getattr__, returns
                      */
} cj_attribute_kind;

/* What shows that the instance itself has no attribute of this name. */
typedef enum {
    CJ_ABSENT_ALWAYS,   /* there is no room for it */
    CJ_ABSENT_IN_CLASS, /* the class's shared keys, of version `keys`, don't have it */
    CJ_ABSENT_VALUE,    /* there is nothing at `index` of its values */
    CJ_ABSENT_IN_DICT,  /* the keys of its dictionary, of version `keys`, don't have it */
    CJ_ABSENT_DICT,     /* it has no dictionary */
    CJ_ABSENT_ALL,      /* it has neither values nor a dictionary yet */
} cj_absence;

typedef struct {
    cj_attribute_kind kind;
    cj_absence absence;
    PyTypeObject *owner;   /* the class of the owner */
    uint32_t version;      /* of the owner's class; of the owner for OF_CLASS */
    uint32_t meta_version; /* of the class of a class */
    uint32_t keys;
    int32_t index;       /* of a value, in bytes from the first */
    int32_t offset;      /* of a slot, in bytes from the object */
    int32_t dict_offset; /* of the pointer to the dictionary, likewise */
    int32_t entry;       /* of the value (MODULE) or entry (ENTRY), in bytes from the keys */
    PyObject *object;    /* borrowed from the class */
    PyObject **place;    /* where it has to be read each time, or NULL */
    bool is_method;      /* called with the instance as its first argument */
    PyObject *class;     /* of a class method: what it is called with, borrowed; or NULL */
    /* What the class has of that name, if its own class can still change and turn it into (another)
     * descriptor, and the version of that class; or NULL. Borrowed. */
    PyObject *watched;
    uint32_t watched_version;
    PyObject *value; /* what owner.name is now, borrowed; NULL: that is for others to say */
} cj_attribute;

/* owner.name, for reading; with `calls`, to be called at once (LOAD_METHOD). */
void cj_attribute_find(PyObject *owner, PyObject *name, bool calls, cj_attribute *found);
/* owner.name = ...: GENERAL, VALUE, SLOT or PROPERTY. */
void cj_attribute_find_store(PyObject *owner, PyObject *name, cj_attribute *found);

/* What is remembered of owner.name for cached sites (stencils_src/attribute_cache.h) is brought up
 * to date. How it will be found there: 0 not at all, else one of CJ_AS_... and a pointer. */
uintptr_t cj_attribute_remember(PyObject *owner, PyObject *name);
bool cj_attribute_remember_store(PyObject *owner, PyObject *name);
/* owner.name, as `descriptor` gives it, which the class of the owner has. */
PyObject *cj_get_described(PyObject *owner, PyObject *name, PyObject *descriptor);
/* PyObject_GetAttr and PyObject_SetAttr, by what is remembered. */
PyObject *cj_get_attribute(PyObject *owner, PyObject *name);
int cj_set_attribute(PyObject *owner, PyObject *name, PyObject *value);
/* Forgets all. */
void cj_attributes_forget(void);

/* Where objects of this exact type keep their length, as a Py_ssize_t, in bytes from the object; 0:
 * not in a field. */
int32_t cj_size_offset(const PyTypeObject *type);
/* Likewise what is 0 when such an object, or an int, is false. */
int32_t cj_truth_offset(const PyTypeObject *type);
/* The version of a class whose instances are all true, because it says nothing of truth; 0: not
 * such. */
uint32_t cj_always_true(PyTypeObject *type);
/* Likewise one whose instances are equal to themselves alone, as far as it is asked. */
uint32_t cj_compares_identity(PyTypeObject *type);

/* Where a global is found: 0 if that can't be checked, else by one of two checks. */
typedef enum { CJ_NO_GLOBAL, CJ_GLOBAL, CJ_BUILTIN } cj_global_kind;
typedef struct {
    int32_t place;    /* of the value (GLOBAL) or the entry (BUILTIN), in bytes from the keys */
    uint32_t version; /* of the keys of the module */
    uint32_t layout;  /* of the keys that have the name */
    PyObject *value;  /* now; borrowed, or NULL */
} cj_global;
cj_global_kind cj_global_find(PyObject *globals, PyObject *builtins, PyObject *name,
                              cj_global *found);
/* The value of a name, borrowed; NULL, without an exception: there is none, or something has to be
 * asked. */
PyObject *cj_find_global(PyObject *globals, PyObject *builtins, PyObject *name);

#endif
