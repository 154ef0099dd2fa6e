/* How a template of axis X delivers what it has found for the object in slot A. X = 0: to slot B,
 * while somebody else keeps the object. X = 1: in the object's place, whose reference is given up;
 * GOTO B, with nothing done, where that is the last one. X = 2: to slot B,
 * without a reference. Included once for each X. */
#undef DELIVER
#if X == 2
#define DELIVER(value)   \
    do {                 \
        SLOT(B) = value; \
        GO_ON();         \
    } while (0)
#elif X == 0
#define DELIVER(value)           \
    do {                         \
        SLOT(B) = incref(value); \
        GO_ON();                 \
    } while (0)
#else
#define DELIVER(value)                       \
    do {                                     \
        GOTO_IF(Py_REFCNT(SLOT(A)) == 1, B); \
        PyObject *taken = SLOT(A);           \
        SLOT(A) = incref(value);             \
        drop_reference(taken);               \
        GO_ON();                             \
    } while (0)
#endif
