/* Snapshots: what is known at a stub or a version, kept for as long as that lives. There are many:
 * copies of equal contexts that are taken shortly after each other are one, none has room that it
 * does not use, and each is named by 32 bits. */
#ifndef CJ_SNAPSHOT_H
#define CJ_SNAPSHOT_H

#include "context.h"

typedef uint32_t cj_snapshot; /* 0: none */

/* One more user of a copy; give it up with cj_snapshot_free(). 0: no memory. */
cj_snapshot cj_snapshot_take(const cj_context *context);
cj_snapshot cj_snapshot_take_entries(const cj_context *context); /* with nothing known of locals */
void cj_snapshot_free(cj_snapshot snapshot);

/* Fills what the copy holds; entries and locals beyond stay as they are. */
void cj_snapshot_restore(cj_snapshot snapshot, cj_context *context);
bool cj_snapshot_is(cj_snapshot snapshot, const cj_context *context); /* of an equal context? */
bool cj_snapshot_is_of_entries(cj_snapshot snapshot, const cj_context *context);
int cj_snapshot_inlined(cj_snapshot snapshot); /* the inlined call that it is in, or 0 */

size_t cj_snapshots_bytes(void); /* of all there are */

#endif
