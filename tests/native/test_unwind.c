/* A backtrace through machine code that follows the convention. libgcc's unwinder is loaded for it,
 * as some extension module might do in a Python process. */

#define _GNU_SOURCE 1
#include "blob.h"
#include "harness.h"
#include "patcher/library.h"
#include "patcher/memory.h"
#include "patcher/unwind.h"

#include <dlfcn.h>
#include <string.h>
#include <unwind.h>

static char why[512];
static int frames, in_region;
static bool reached_caller;

static int64_t caller(const uint8_t *code);

static struct {
    uintptr_t (*get_ip)(struct _Unwind_Context *);
    void *(*find_function)(void *);
    _Unwind_Reason_Code (*backtrace)(_Unwind_Trace_Fn, void *);
} unwinder;

static void find_unwinder(void) {
    void *libgcc = dlopen("libgcc_s.so.1", RTLD_LAZY);
    if (libgcc == NULL)
        SKIP("there is no libgcc_s.so.1 here");
    void *found[] = {dlsym(libgcc, "_Unwind_GetIP"), dlsym(libgcc, "_Unwind_FindEnclosingFunction"),
                     dlsym(libgcc, "_Unwind_Backtrace")};
    memcpy(&unwinder, found, sizeof unwinder);
}

static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *unused) {
    (void)unused;
    uintptr_t ip = unwinder.get_ip(context);
    frames++;
    in_region += cj_memory_contains((void *)ip);
    if (in_region > 0 && unwinder.find_function((void *)(ip - 1)) == (void *)(uintptr_t)caller)
        reached_caller = true;
    return frames < 100 ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static int64_t look_back(int64_t value) {
    frames = in_region = 0;
    reached_caller = false;
    unwinder.backtrace(count, NULL);
    return value + 1;
}

__attribute__((noinline)) static int64_t caller(const uint8_t *code) {
    return harness_call(code, (int64_t)(uintptr_t)look_back) + 1;
}

/* push rbp; mov rbp, rsp; sub rsp, 32; call rdi; leave; ret */
static const char frame_code[] = "\x55\x48\x89\xe5\x48\x83\xec\x20\xff\xd7\xc9\xc3";

TEST(unwinding_goes_through_machine_code) {
    find_unwinder();
    CHECK(cj_memory_init(2 << 20, (void *)(uintptr_t)count, why, sizeof why) == 0);
    size_t size = 1024;
    uint8_t *code = cj_memory_alloc(&size);
    cj_write_begin();
    memcpy(cj_writable(code, sizeof frame_code), frame_code, sizeof frame_code);
    CHECK(cj_write_end());

    caller(code);
    CHECK(!reached_caller); /* without a description it ends there */
    static const cj_saved_register saved[] = {{3, 3}, {12, 4}};
    for (int i = 0; i < 3; i++) {
        if (!cj_unwind_register(i == 2 ? saved : NULL, i == 2 ? 2 : 0))
            SKIP("this process has no unwinder to register with");
        CHECK(!cj_unwind_register(NULL, 0));
        caller(code);
        CHECK(in_region == 1 && reached_caller);
        cj_unwind_deregister();
        cj_unwind_deregister();
        caller(code);
        CHECK(!reached_caller);
    }
}

TEST(unwinding_without_memory_is_refused) {
    CHECK(!cj_unwind_register(NULL, 0));
}
