/* Where lines begin, from the location table of a code object (CPython's Objects/locations.md). */
#include "../ops.h"
#include "layout.h"

/* Where the table is read, and the line that it has come to. */
typedef struct {
    const uint8_t *at, *end;
    int unit; /* behind the entry's instructions */
    unsigned line;
    bool has_line;
} Table;

enum { SAME_LINE = 0, LATER_LINE = 10, NO_COLUMNS = 13, LONG = 14, NO_LOCATION = 15 }; /* forms */

static unsigned varint(Table *table) {
    unsigned value = 0, shift = 0, byte = 0x40;
    while (byte & 0x40 && table->at < table->end) {
        byte = *table->at++;
        value |= shift < 32 ? (byte & 0x3F) << shift : 0;
        shift += 6;
    }
    return value;
}

static unsigned signed_varint(Table *table) {
    unsigned value = varint(table);
    return value & 1 ? 0 - (value >> 1) : value >> 1;
}

/* Reads an entry; false: there is none. */
static bool next(Table *table) {
    if (table->at >= table->end) {
        return false;
    }
    unsigned head = *table->at++, form = head >> 3 & 15;
    table->unit += (int)(head & 7) + 1;
    table->has_line = form != NO_LOCATION;
    if (form < NO_COLUMNS) {
        unsigned columns = form < LATER_LINE ? 1 : 2; /* bytes */
        table->line += form < LATER_LINE ? 0 : form - LATER_LINE;
        table->at += columns < table->end - table->at ? columns : table->end - table->at;
    } else if (table->has_line) {
        table->line += signed_varint(table);
        for (int i = 0; form == LONG && i < 3; i++) {
            varint(table); /* its last line, its columns */
        }
    }
    return true;
}

void cj_find_loop_lines(const PyCodeObject *code, uint8_t *lines) {
    int units = cj_code_units(code), first = units, last = 0;
    cj_instruction instruction;
    for (int unit = 0; unit < units; unit = instruction.next) {
        cj_decode(code, unit, &instruction);
        if (cj_is_loop_end(code, instruction.unit)) {
            first = instruction.target < first ? instruction.target : first;
            last = instruction.unit;
        }
    }
    const uint8_t *start = (const uint8_t *)PyBytes_AS_STRING(code->co_linetable);
    Table table = {.at = start, .end = start + PyBytes_GET_SIZE(code->co_linetable)};
    unsigned known = 0;
    bool is_known = false;
    for (int unit = 0; unit < last && next(&table); unit = table.unit) {
        if (table.has_line && unit >= first && !(is_known && known == table.line)) {
            lines[unit >> 3] |= (uint8_t)(1 << (unit & 7));
        }
        known = table.line;
        is_known = table.has_line;
    }
}
