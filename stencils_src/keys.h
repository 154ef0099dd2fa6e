/* A key in slot B, where something else keeps it (X = 0) or which gives its reference (X = 1); or
 * it is pointer B (X = 2). Included once for each variant. */
#undef KEY
#undef DROP_KEY
#if X == 2
#define KEY POINTER(PyObject *, B)
#else
#define KEY SLOT(B)
#endif
#if X == 1
#define DROP_KEY() decref_leaf(ts, SLOT(B))
#else
#define DROP_KEY()
#endif
