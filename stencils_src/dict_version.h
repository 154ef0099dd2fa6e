/* Dictionaries tell by a number, unique among all, whether they have changed. CPython's counter is
 * not exported: ours begins at the other end. */
#ifndef CJ_DICT_VERSION_H
#define CJ_DICT_VERSION_H

extern uint64_t cj_dict_version;

#endif
