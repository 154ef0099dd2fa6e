/* Where to put the executable memory: gaps in the process's address space from which every byte
 * reaches the interpreter's image by a signed 32-bit displacement. */

#ifndef CJ_PLACEMENT_H
#define CJ_PLACEMENT_H

#include <stddef.h>
#include <stdint.h>

/* Fills `found` with at most `max` addresses where `size` bytes are free just now, best first.
 * Another thread may take one at any moment: map with MAP_FIXED_NOREPLACE and try the next. */
size_t cj_placement_find(const void *near, size_t size, uintptr_t *found, size_t max);

#endif
