/* GDB's interface for compilers at run time: it looks at a list of object files in memory, and has
 * a breakpoint at a function that is called when the list changes. Only where that is asked for, an
 * object file is made for each piece of a function's code: a symbol with the function's name, the
 * rule by which frames are unwound, and, as DWARF, which Python lines the code is for. */
#include "telling.h"

#ifndef CJ_NO_INSPECTION

#include "../patcher/unwind.h"
#include "bytes.h"

#include <elf.h>

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

/* ---- the debugging information ---- */

enum { DW_TAG_COMPILE_UNIT = 0x11, DW_TAG_SUBPROGRAM = 0x2e };
enum { DW_AT_NAME = 3, DW_AT_STMT_LIST = 0x10, DW_AT_LOW_PC, DW_AT_HIGH_PC, DW_AT_LANGUAGE };
enum { DW_FORM_ADDR = 1, DW_FORM_DATA8 = 7, DW_FORM_STRING, DW_FORM_DATA1 = 11 };
enum { DW_FORM_SEC_OFFSET = 0x17, DW_LANG_PYTHON = 0x14, DWARF = 4 /* the version */ };
enum { DW_LNS_COPY = 1, DW_LNS_ADVANCE_PC, DW_LNS_ADVANCE_LINE, DW_LNS_SET_FILE };
enum { DW_LNE_END_SEQUENCE = 1, DW_LNE_SET_ADDRESS };

/* What stands in an entry of .debug_info: a compilation unit (1), in it a function (2). */
static const uint8_t abbreviations[] = {
    1,
    DW_TAG_COMPILE_UNIT,
    1,
    DW_AT_LANGUAGE,
    DW_FORM_DATA1,
    DW_AT_NAME,
    DW_FORM_STRING,
    DW_AT_STMT_LIST,
    DW_FORM_SEC_OFFSET,
    DW_AT_LOW_PC,
    DW_FORM_ADDR,
    DW_AT_HIGH_PC,
    DW_FORM_DATA8,
    0,
    0,
    2,
    DW_TAG_SUBPROGRAM,
    0,
    DW_AT_NAME,
    DW_FORM_STRING,
    DW_AT_LOW_PC,
    DW_FORM_ADDR,
    DW_AT_HIGH_PC,
    DW_FORM_DATA8,
    0,
    0,
    0,
};

/* A length that is known when what follows it has been put. */
static size_t begin_length(cj_bytes *bytes) {
    cj_put_number(bytes, 0, 4);
    return bytes->size;
}

static void end_length(cj_bytes *bytes, size_t begin) {
    uint32_t length = (uint32_t)(bytes->size - begin);
    if (!bytes->failed) {
        memcpy(bytes->data + begin - sizeof length, &length, sizeof length);
    }
}

static void put_info(cj_bytes *out, const char *name, const char *file, const uint8_t *start,
                     size_t size) {
    size_t unit = begin_length(out);
    cj_put_number(out, DWARF, 2);
    cj_put_number(out, 0, 4); /* .debug_abbrev is one table */
    cj_put_number(out, sizeof start, 1);
    cj_put_number(out, 1, 1);
    cj_put_number(out, DW_LANG_PYTHON, 1);
    cj_put_text(out, file);
    cj_put_number(out, 0, 4); /* so is .debug_line */
    cj_put_number(out, (uintptr_t)start, 8);
    cj_put_number(out, size, 8);
    cj_put_number(out, 2, 1);
    cj_put_text(out, name);
    cj_put_number(out, (uintptr_t)start, 8);
    cj_put_number(out, size, 8);
    cj_put_number(out, 0, 1); /* no more in this unit */
    end_length(out, unit);
}

/* The steps of the line table; files are numbered as they come. */
static void put_steps(cj_bytes *out, cj_bytes *files, const cj_part *parts, size_t count) {
    const cj_part *last = NULL;
    const PyCodeObject *code = NULL;
    const uint8_t *at = parts->start;
    uint64_t file = 0;
    int line = 1;
    cj_put_number(out, 0, 1);
    cj_put_unsigned(out, 1 + sizeof at);
    cj_put_number(out, DW_LNE_SET_ADDRESS, 1);
    cj_put_number(out, (uintptr_t)at, sizeof at);
    for (size_t i = 0; i < count; i++) {
        if (!cj_parts_line_changes(&parts[i], &last)) {
            continue;
        }
        if (parts[i].code != code) {
            code = parts[i].code;
            cj_put_text(files, cj_parts_file(&parts[i]));
            cj_put(files, "\0\0\0", 3); /* no folder, time, length */
            cj_put_number(out, DW_LNS_SET_FILE, 1);
            cj_put_unsigned(out, ++file);
        }
        cj_put_number(out, DW_LNS_ADVANCE_PC, 1);
        cj_put_unsigned(out, (uint64_t)(parts[i].start - at));
        cj_put_number(out, DW_LNS_ADVANCE_LINE, 1);
        cj_put_signed(out, parts[i].line - line);
        cj_put_number(out, DW_LNS_COPY, 1);
        at = parts[i].start;
        line = parts[i].line;
    }
    const cj_part *end = &parts[count - 1];
    cj_put_number(out, DW_LNS_ADVANCE_PC, 1);
    cj_put_unsigned(out, (uint64_t)(end->start + end->size - at));
    cj_put_number(out, 0, 1);
    cj_put_unsigned(out, 1);
    cj_put_number(out, DW_LNE_END_SEQUENCE, 1);
}

static void put_lines(cj_bytes *out, const cj_part *parts, size_t count) {
    /* Of the opcodes' operands; those that change line and address at once are not used. */
    static const uint8_t operands[] = {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    static const uint8_t start[] = {1, 1, 1, 1, 1, sizeof operands + 1};
    cj_bytes steps = {0}, files = {0};
    put_steps(&steps, &files, parts, count);
    size_t unit = begin_length(out);
    cj_put_number(out, DWARF, 2);
    size_t header = begin_length(out);
    cj_put(out, start, sizeof start);
    cj_put(out, operands, sizeof operands);
    cj_put_number(out, 0, 1); /* no folders */
    cj_put(out, files.data, files.size);
    cj_put_number(out, 0, 1);
    end_length(out, header);
    cj_put(out, steps.data, steps.size);
    end_length(out, unit);
    out->failed |= steps.failed || files.failed;
    free(steps.data);
    free(files.data);
}

/* ---- an object file ---- */

enum { NONE, TEXT, EH_FRAME, SYMTAB, STRTAB, ABBREV, INFO, LINE, SECTIONS };
static const char names[] =
    "\0.text\0.eh_frame\0.symtab\0.strtab\0.debug_abbrev\0.debug_info\0.debug_line";
enum { NAMES = sizeof names };

static uint32_t name_of(int section) {
    const char *name = names;
    for (int i = 0; i < section; i++) {
        name += strlen(name) + 1;
    }
    return (uint32_t)(name - names);
}

/* What it begins with; .eh_frame is looked for at its address in the program. */
typedef struct {
    Elf64_Ehdr header;
    Elf64_Shdr sections[SECTIONS];
    Elf64_Sym symbols[2];
    cj_unwind_section frames;
} Head;

typedef struct {
    jit_code_entry entry;
    const void *owner; /* the function, or NULL */
    cj_bytes file;
} object;

static Elf64_Shdr section(int number, uint32_t type, size_t offset, size_t size) {
    return (Elf64_Shdr){
        .sh_name = name_of(number),
        .sh_type = type,
        .sh_offset = offset,
        .sh_size = size,
        .sh_addralign = 1,
    };
}

/* A section with what has been put behind the others. */
static Elf64_Shdr end_section(int number, uint32_t type, const cj_bytes *file, size_t begin) {
    return section(number, type, begin, file->size - begin);
}

/* `parts`, NULL for a routine: their lines. */
static void fill(cj_bytes *file, const char *name, const uint8_t *start, size_t size,
                 const cj_part *parts, size_t count) {
    Head head = {
        .header =
            {
                .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
                            EV_CURRENT},
                .e_type = ET_REL,
                .e_machine = EM_X86_64,
                .e_version = EV_CURRENT,
                .e_shoff = offsetof(Head, sections),
                .e_ehsize = sizeof(Elf64_Ehdr),
                .e_shentsize = sizeof(Elf64_Shdr),
                .e_shnum = SECTIONS,
                .e_shstrndx = STRTAB,
            },
    };
    cj_put(file, &head, sizeof head);
    Elf64_Shdr *sections = head.sections;
    size_t begin = file->size;
    cj_put(file, names, NAMES);
    cj_put_text(file, name);
    sections[STRTAB] = end_section(STRTAB, SHT_STRTAB, file, begin);
    if (parts != NULL) {
        begin = file->size;
        cj_put(file, abbreviations, sizeof abbreviations);
        sections[ABBREV] = end_section(ABBREV, SHT_PROGBITS, file, begin);
        begin = file->size;
        put_info(file, name, cj_parts_file(parts), start, size);
        sections[INFO] = end_section(INFO, SHT_PROGBITS, file, begin);
        begin = file->size;
        put_lines(file, parts, count);
        sections[LINE] = end_section(LINE, SHT_PROGBITS, file, begin);
    }
    if (file->failed) {
        return;
    }
    cj_unwind_describe(&head.frames, start, size);
    sections[TEXT] = section(TEXT, SHT_NOBITS, 0, size);
    sections[TEXT].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
    sections[TEXT].sh_addr = (uintptr_t)start;
    sections[EH_FRAME] =
        section(EH_FRAME, SHT_PROGBITS, offsetof(Head, frames), sizeof head.frames);
    sections[EH_FRAME].sh_flags = SHF_ALLOC;
    sections[EH_FRAME].sh_addr = (uintptr_t)file->data + offsetof(Head, frames);
    sections[SYMTAB] = section(SYMTAB, SHT_SYMTAB, offsetof(Head, symbols), sizeof head.symbols);
    sections[SYMTAB].sh_link = STRTAB;
    sections[SYMTAB].sh_info = 1; /* the first that is not local */
    sections[SYMTAB].sh_entsize = sizeof(Elf64_Sym);
    head.symbols[1] = (Elf64_Sym){
        .st_name = NAMES,
        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
        .st_shndx = TEXT,
        .st_size = size,
    };
    memcpy(file->data, &head, sizeof head);
}

static void tell(object *made, uint32_t action) {
    __jit_debug_descriptor.action_flag = action;
    __jit_debug_descriptor.relevant_entry = &made->entry;
    __jit_debug_register_code();
}

static void add(const void *owner, const char *name, const uint8_t *start, size_t size,
                const cj_part *parts, size_t count) {
    object *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return;
    }
    fill(&made->file, name, start, size, parts, count);
    if (made->file.failed) {
        free(made->file.data);
        free(made);
        return;
    }
    made->owner = owner;
    made->entry.symfile_addr = made->file.data;
    made->entry.symfile_size = made->file.size;
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
    free(made->file.data);
    free(made);
}

/* ---- what is told ---- */

void cj_gdb_add(const cj_function *function, const cj_parts *parts) {
    char name[CJ_LONGEST_NAME];
    cj_parts_name(function, name);
    for (size_t i = 0, n; i < parts->count; i += n) {
        n = cj_parts_together(parts, i);
        const cj_part *first = &parts->parts[i], *last = first + n - 1;
        add(function, name, first->start, (size_t)(last->start + last->size - first->start), first,
            n);
    }
}

void cj_gdb_routine(unsigned number) {
    add(NULL, cj_routine_name(number), cj_routine(number), cj_routine_size(number), NULL, 0);
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

#endif
