/* What the frame would hold in the interpreter: values that are in registers, or nowhere but in the
 * context, get into their slots. */
#include "exits.h"

#include "../../stencils_src/native_frame.h"

static int64_t raw_bits(const cj_machine *machine, cj_place place) {
    if (place >= CJ_FIRST_HOME) {
        return *(int64_t *)(machine->native_frame + CJ_HOME_OF_REGISTER(place - CJ_FIRST_HOME));
    }
    return machine->r[place];
}

static double raw_double(const cj_machine *machine, cj_place place) {
    if (place >= CJ_FIRST_HOME) {
        return *(double *)(machine->native_frame + CJ_HOME_OF_REGISTER(place - CJ_FIRST_HOME));
    }
    return machine->d[place - CJ_FIRST_DOUBLE];
}

static PyObject *box(const cj_machine *machine, cj_place place, uint8_t type) {
    return type == CJ_FLOAT ? PyFloat_FromDouble(raw_double(machine, place))
                            : PyLong_FromLongLong(raw_bits(machine, place));
}

/* The box of a raw value: that of a local which has it already, or a new one. New reference. */
static PyObject *box_of(const cj_context *context, const cj_frame *frame, const cj_machine *machine,
                        cj_place place, uint8_t type) {
    for (int i = 0; i < context->n_locals; i++) {
        if (context->locals[i].raw == place && !context->locals[i].dirty) {
            return Py_NewRef(frame->localsplus[i]);
        }
    }
    return box(machine, place, type);
}

int cj_write_locals(cj_context *context, cj_frame *frame, const cj_machine *machine) {
    int status = 0;
    for (int i = 0; i < context->n_locals; i++) {
        cj_local *local = &context->locals[i];
        if (!local->dirty) {
            continue;
        }
        PyObject *value = box_of(context, frame, machine, local->raw, local->type);
        if (value == NULL) {
            status = -1;
            continue;
        }
        PyObject *old = frame->localsplus[i];
        frame->localsplus[i] = value;
        Py_XDECREF(old); /* a leaf */
        local->dirty = false;
    }
    return status;
}

/* Other entries with the raw value that has just got a box, at `position`, have the same one. */
static void share_box(cj_context *context, PyObject **stack, int position) {
    cj_place place = context->stack[position].raw;
    for (int i = position + 1; i < context->depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        if (entry->kind == CJ_RAW && entry->raw == place) {
            stack[i] = Py_NewRef(stack[position]);
            entry->kind = CJ_IN_SLOT;
            entry->raw = CJ_NOWHERE;
        }
    }
}

int cj_own_entries(cj_context *context, cj_frame *frame, const cj_machine *machine, int depth) {
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        switch (entry->kind) {
        case CJ_BORROWED:
            Py_INCREF(stack[i]);
            break;
        case CJ_ALIAS:
            stack[i] = Py_NewRef(frame->localsplus[entry->index]);
            break;
        case CJ_CONSTANT:
            stack[i] = Py_NewRef(cj_object_of_entry(frame, entry));
            break;
        case CJ_RAW:
            stack[i] = box_of(context, frame, machine, entry->raw, entry->type);
            if (stack[i] == NULL) {
                return -1;
            }
            share_box(context, stack, i);
            break;
        case CJ_NULL:
            stack[i] = NULL;
            continue;
        default:
            continue;
        }
        entry->kind = CJ_IN_SLOT;
        entry->raw = CJ_NOWHERE;
    }
    return 0;
}

void cj_give_up_boxes(cj_context *context, cj_frame *frame, int depth) {
    PyObject **stack = frame->localsplus + context->base;
    for (int i = 0; i < depth && i < CJ_MAX_STACK; i++) {
        cj_entry *entry = &context->stack[i];
        PyObject *value = NULL;
        switch (entry->kind) {
        case CJ_BORROWED:
            value = stack[i];
            break;
        case CJ_ALIAS:
            value = frame->localsplus[entry->index];
            break;
        case CJ_CONSTANT:
            value = cj_object_of_entry(frame, entry);
            break;
        case CJ_RAW:
            break;
        case CJ_NULL:
            stack[i] = NULL;
            continue;
        default:
            continue;
        }
        stack[i] = Py_NewRef(value != NULL ? value : Py_None);
        *entry = (cj_entry){.kind = CJ_IN_SLOT, .raw = CJ_NOWHERE};
    }
    for (int i = 0; i < context->n_locals; i++) {
        context->locals[i].dirty = false;
    }
}
