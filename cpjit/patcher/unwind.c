/* A minimal .eh_frame: one CIE with the rule, one FDE with the region's range, an end mark. The
 * unwinder (libgcc's or LLVM's) is the one the process has; none is linked. */

#include "unwind.h"

#include "memory.h"

#include <dlfcn.h>
#include <string.h>

enum {
    DW_CFA_OFFSET = 0x80, /* + register, then the offset in units of the data alignment */
    DW_CFA_DEF_CFA = 0x0c,
    DW_RBP = 6,
    DW_RETURN_ADDRESS = 16,
    MAX_SAVED = 5,
};

static cj_unwind_section frames;

static bool registered;

typedef void registrar(const void *);

/* libgcc's unwinder often comes as a dependency of some extension module, out of sight of the
 * process's global names; it is looked for among what is loaded, never loaded for this. */
static void *look_up(const char *name) {
    void *address = dlsym(RTLD_DEFAULT, name);
    if (address != NULL)
        return address;
    void *libgcc = dlopen("libgcc_s.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (libgcc == NULL)
        return NULL;
    address = dlsym(libgcc, name);
    dlclose(libgcc);
    return address;
}

static registrar *find(const char *name) {
    void *address = look_up(name);
    registrar *function;
    memcpy(&function, &address, sizeof function);
    return function;
}

/* LLVM's unwinder takes one FDE, libgcc's a whole section. They are told apart by a function that
 * only the former has. */
static const void *what_to_register(void) {
    return find("__unw_add_dynamic_fde") != NULL ? (const void *)&frames.fde
                                                 : (const void *)&frames;
}

void cj_unwind_describe(cj_unwind_section *section, const void *start, size_t size) {
    memset(section, 0, sizeof *section);
    section->cie = (cj_unwind_cie){
        .length = sizeof(cj_unwind_cie) - sizeof(uint32_t),
        .version = 1,
        .code_alignment = 1,
        .data_alignment = 0x78, /* -8 */
        .return_register = DW_RETURN_ADDRESS,
        .rules = {DW_CFA_DEF_CFA, DW_RBP, 16, DW_CFA_OFFSET | DW_RETURN_ADDRESS, 1,
                  DW_CFA_OFFSET | DW_RBP, 2},
    };
    section->fde = (cj_unwind_fde){
        .length = sizeof(cj_unwind_fde) - sizeof(uint32_t),
        .cie_distance = sizeof(cj_unwind_cie) + sizeof(uint32_t),
        .start = (uintptr_t)start,
        .size = size,
    };
}

bool cj_unwind_register(const cj_saved_register *saved, int n) {
    registrar *add = find("__register_frame");
    cj_memory_info memory;
    cj_memory_stats(&memory);
    if (registered || add == NULL || find("__deregister_frame") == NULL || memory.base == NULL ||
        n > MAX_SAVED)
        return false;

    cj_unwind_describe(&frames, memory.base, memory.reserved);
    for (int i = 0; i < n; i++) {
        frames.cie.rules[7 + 2 * i] = (uint8_t)(DW_CFA_OFFSET | saved[i].dwarf_register);
        frames.cie.rules[8 + 2 * i] = saved[i].slot;
    }
    add(what_to_register());
    registered = true;
    return true;
}

void cj_unwind_deregister(void) {
    if (!registered)
        return;
    find("__deregister_frame")(what_to_register());
    registered = false;
}
