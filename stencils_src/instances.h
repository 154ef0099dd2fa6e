/* Instances of plain classes: of what CPython keeps of one that has died, and how it takes it
 * apart, nothing depends on anything but the class. A few are kept for new ones, as they were
 * allocated, with their values; everything in them is NULL.
 *
 * The engine fills the table (frontend/cp311/instances.c), by the version of the class: it is never
 * used again, so nothing is found of a class that has changed or died. */
#ifndef CJ_INSTANCES_H
#define CJ_INSTANCES_H

#define CJ_INSTANCES 8 /* of one class */
#define CJ_PLAIN_CLASSES 256

typedef struct {
    PyObject *first; /* linked by ob_type */
    uint32_t version;
    uint16_t count;
    uint16_t size;    /* of what lies before an instance, in bytes: the collector's part, values */
    uint16_t slot;    /* where the members of __slots__ begin, in bytes from the object */
    uint16_t n_slots; /* and how many there are */
    uint16_t weak_list; /* where weak references are listed, likewise; 0: nowhere */
    bool has_values;    /* and, perhaps, a dictionary */
} cj_instances;

extern cj_instances cj_plain_classes[CJ_PLAIN_CLASSES];

/* The two pointers before an instance (and its collector's part) that has values. */
#define CJ_VALUES_OF(object) (((PyDictValues **)(object))[-4])
#define CJ_DICT_OF(object) (((PyObject **)(object))[-3])

#endif
