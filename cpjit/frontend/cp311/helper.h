/* The head of a helper's definition (cj_helper in ops.h): HELPER(cj_helper_...) { UNUSED; ... } */
#ifndef CJ_CP311_HELPER_H
#define CJ_CP311_HELPER_H

#define HELPER(name)                                                                 \
    int name(PyThreadState *ts, cj_frame *frame, PyObject **slots, int64_t argument, \
             PyObject *object)
#define UNUSED (void)ts, (void)frame, (void)slots, (void)argument, (void)object

#endif
