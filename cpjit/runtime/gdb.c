/* GDB's interface for compilers at run time: it looks at a list of object files in memory, and has
 * a breakpoint at a function that is called when the list changes. Only where that is asked for, an
 * object file is made for each extent of a function's code: a symbol with the function's name, and
 * the rule by which frames are unwound. */
#include "gdb.h"

#ifndef CJ_NO_INSPECTION

#include "../patcher/unwind.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what GDB knows by name ----
 * It finds names that are not exported, too; so no other library's of the same names are taken. */

typedef struct jit_code_entry {
    struct jit_code_entry *next_entry, *prev_entry;
    const char *symfile_addr;
    uint64_t symfile_size;
} jit_code_entry;

typedef struct {
    uint32_t version, action_flag; /* 1: registered; 2: unregistered */
    jit_code_entry *relevant_entry, *first_entry;
} jit_descriptor;

jit_descriptor __jit_debug_descriptor = {.version = 1};
__attribute__((noinline)) void __jit_debug_register_code(void);
void __jit_debug_register_code(void) {
    __asm__ volatile("" ::: "memory");
}

/* ---- an object file ---- */

enum { NONE, TEXT, EH_FRAME, SYMTAB, STRTAB, SECTIONS };
static const char names[] = "\0.text\0.eh_frame\0.symtab\0.strtab";
enum { NAME_TEXT = 1, NAME_EH_FRAME = 7, NAME_SYMTAB = 17, NAME_STRTAB = 25, NAMES = sizeof names };
enum { LONGEST = 200 }; /* name of a function */

typedef struct {
    jit_code_entry entry;
    const void *owner; /* the function, or NULL */
    Elf64_Ehdr header;
    Elf64_Shdr sections[SECTIONS];
    Elf64_Sym symbols[2];
    cj_unwind_section frames;
    char strings[NAMES + LONGEST];
} object;

#define OFFSET(field) (offsetof(object, field) - offsetof(object, header))

static void fill(object *made, const uint8_t *start, size_t size, const char *name) {
    made->header = (Elf64_Ehdr){
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_REL,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_shoff = OFFSET(sections),
        .e_ehsize = sizeof(Elf64_Ehdr),
        .e_shentsize = sizeof(Elf64_Shdr),
        .e_shnum = SECTIONS,
        .e_shstrndx = STRTAB,
    };
    memcpy(made->strings, names, sizeof names);
    snprintf(made->strings + NAMES, LONGEST, "%s", name);
    cj_unwind_describe(&made->frames, start, size);
    made->sections[TEXT] = (Elf64_Shdr){
        .sh_name = NAME_TEXT,
        .sh_type = SHT_NOBITS,
        .sh_flags = SHF_ALLOC | SHF_EXECINSTR,
        .sh_addr = (uintptr_t)start,
        .sh_size = size,
        .sh_addralign = 16,
    };
    made->sections[EH_FRAME] = (Elf64_Shdr){
        .sh_name = NAME_EH_FRAME,
        .sh_type = SHT_PROGBITS,
        .sh_flags = SHF_ALLOC,
        .sh_addr = (uintptr_t)&made->frames,
        .sh_offset = OFFSET(frames),
        .sh_size = sizeof made->frames,
        .sh_addralign = 8,
    };
    made->sections[SYMTAB] = (Elf64_Shdr){
        .sh_name = NAME_SYMTAB,
        .sh_type = SHT_SYMTAB,
        .sh_offset = OFFSET(symbols),
        .sh_size = sizeof made->symbols,
        .sh_link = STRTAB,
        .sh_info = 1, /* the first that is not local */
        .sh_addralign = 8,
        .sh_entsize = sizeof(Elf64_Sym),
    };
    made->sections[STRTAB] = (Elf64_Shdr){
        .sh_name = NAME_STRTAB,
        .sh_type = SHT_STRTAB,
        .sh_offset = OFFSET(strings),
        .sh_size = sizeof made->strings,
        .sh_addralign = 1,
    };
    made->symbols[1] = (Elf64_Sym){
        .st_name = NAMES,
        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
        .st_shndx = TEXT,
        .st_size = size,
    };
}

static void tell(object *made, uint32_t action) {
    __jit_debug_descriptor.action_flag = action;
    __jit_debug_descriptor.relevant_entry = &made->entry;
    __jit_debug_register_code();
}

static void add(const void *owner, const uint8_t *start, size_t size, const char *name) {
    object *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return;
    }
    fill(made, start, size, name);
    made->owner = owner;
    made->entry.symfile_addr = (const char *)&made->header;
    made->entry.symfile_size = sizeof *made - offsetof(object, header);
    made->entry.next_entry = __jit_debug_descriptor.first_entry;
    if (made->entry.next_entry != NULL) {
        made->entry.next_entry->prev_entry = &made->entry;
    }
    __jit_debug_descriptor.first_entry = &made->entry;
    tell(made, 1);
}

static void take_out(object *made) {
    if (made->entry.prev_entry != NULL) {
        made->entry.prev_entry->next_entry = made->entry.next_entry;
    } else {
        __jit_debug_descriptor.first_entry = made->entry.next_entry;
    }
    if (made->entry.next_entry != NULL) {
        made->entry.next_entry->prev_entry = made->entry.prev_entry;
    }
    tell(made, 2);
    free(made);
}

/* ---- what is told ---- */

static void add_extent(const cj_function *function, cj_extent extent) {
    char name[LONGEST];
    const char *qualified = PyUnicode_AsUTF8(function->code->co_qualname);
    if (qualified == NULL) {
        PyErr_Clear();
    }
    snprintf(name, sizeof name, "py::%s", qualified == NULL ? "?" : qualified);
    add(function, extent.start, extent.size, name);
}

/* In place of cj_code_more: the code of a function grows. */
static bool more(cj_code *code, size_t need) {
    if (!cj_code_more(code, need)) {
        return false;
    }
    add_extent(code->owner, code->extents[code->n_extents - 1]);
    return true;
}

void cj_gdb_function(cj_function *function) {
    if (cj.tells_gdb) {
        function->out.more = more;
        function->out.owner = function;
    }
}

void cj_gdb_forget(const cj_function *function) {
    for (jit_code_entry *entry = __jit_debug_descriptor.first_entry; entry;) {
        object *made = (object *)entry; /* its first field */
        entry = entry->next_entry;
        if (made->owner == function) {
            take_out(made);
        }
    }
}

PyObject *cj_tell_gdb(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    if (!cj.loaded || cj.tells_gdb) {
        Py_RETURN_NONE;
    }
    cj.tells_gdb = true;
    for (unsigned i = 0; i < cj_routine_count(); i++) {
        add(NULL, cj_routine(i), cj_routine_size(i), cj_routine_name(i));
    }
    for (cj_function *function = cj.functions; function; function = function->next) {
        cj_gdb_function(function);
        for (uint32_t i = 0; i < function->out.n_extents; i++) {
            add_extent(function, function->out.extents[i]);
        }
    }
    Py_RETURN_NONE;
}

#endif
