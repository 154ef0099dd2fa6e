/* The effects of every op, in one table: X(template, effects). From it the compiler emits what
 * must stand before and after the op; a template itself does none of it. Each template
 * of the library has one row.
 *
 *   PURE     nothing but registers and slots; GOTO edges leave everything as it was before the op
 *   CALLS    calls C functions that run no foreign code: no register survives
 *   ESCAPES  foreign code may run or look, the garbage collector included: the frame shows what the
 *            interpreter's would, references are owned, the instruction is set, and afterwards
 *            tracing and changed locals are looked for. No register survives
 *   RAISES   GOTO A with an exception set and the operands gone
 *   MEMORY   GOTO A with MemoryError set, before anything was changed
 *   DROPS    GOTO A to deallocate: the engine escapes there
 *   COLD     escapes on the cold path, which sets the instruction itself: the frame shows
 *            everything, no register is alive, and GOTO A when something has changed
 *   KEEPS    with CALLS: nothing gets shorter (but see cj_quiet_call). Whatever else calls or
 * escapes may do that */
#ifndef CJ_EFFECTS_H
#define CJ_EFFECTS_H

enum {
    CJ_PURE = 0,
    CJ_CALLS = 1,
    CJ_ESCAPES = 2,
    CJ_RAISES = 4,
    CJ_MEMORY = 8,
    CJ_DROPS = 16,
    CJ_COLD = 32,
    CJ_KEEPS = 64,
};

#define CJ_EFFECTS(X)                        \
    X(INT_LT, CJ_PURE)                       \
    X(INT_LE, CJ_PURE)                       \
    X(INT_EQ, CJ_PURE)                       \
    X(INT_NE, CJ_PURE)                       \
    X(DOUBLE_LT, CJ_PURE)                    \
    X(DOUBLE_LE, CJ_PURE)                    \
    X(DOUBLE_EQ, CJ_PURE)                    \
    X(DOUBLE_NE, CJ_PURE)                    \
    X(UNBOX_INT, CJ_PURE)                    \
    X(UNBOX_DOUBLE, CJ_PURE)                 \
    X(BOX_INT, CJ_MEMORY)                    \
    X(BOX_DOUBLE, CJ_MEMORY)                 \
    X(WRITE_BACK_INT, CJ_MEMORY)             \
    X(WRITE_BACK_DOUBLE, CJ_MEMORY)          \
    X(INT_NEGATE, CJ_PURE)                   \
    X(INT_INVERT, CJ_PURE)                   \
    X(DOUBLE_NEGATE, CJ_PURE)                \
    X(BRANCH_INT_TRUE, CJ_PURE)              \
    X(BRANCH_DOUBLE_TRUE, CJ_PURE)           \
    X(UNPACK_METHOD, CJ_ESCAPES)             \
    X(CALL_UNARY, CJ_ESCAPES | CJ_RAISES)    \
    X(CALL_VECTOR, CJ_ESCAPES | CJ_RAISES)   \
    X(CALL_SIMPLE, CJ_ESCAPES | CJ_RAISES)   \
    X(CALL_FAST, CJ_ESCAPES | CJ_RAISES)     \
    X(CALL_PYTHON, CJ_ESCAPES)               \
    X(CALL_ANY, CJ_ESCAPES)                  \
    X(BIND_ARGUMENTS, CJ_ESCAPES)            \
    X(BIND_INIT, CJ_ESCAPES)                 \
    X(RUN_BOUND, CJ_ESCAPES)                 \
    X(END_CALL, CJ_CALLS | CJ_RAISES)        \
    X(END_CALL_INT, CJ_CALLS | CJ_RAISES)    \
    X(END_CALL_DOUBLE, CJ_CALLS | CJ_RAISES) \
    X(PASS_INT, CJ_PURE)                     \
    X(PASS_DOUBLE, CJ_PURE)                  \
    X(TAKE_INT, CJ_PURE)                     \
    X(TAKE_DOUBLE, CJ_PURE)                  \
    X(RETURN_INT, CJ_PURE)                   \
    X(RETURN_DOUBLE, CJ_PURE)                \
    X(CALL_TUPLE, CJ_ESCAPES)                \
    X(BIND_TUPLE, CJ_ESCAPES)                \
    X(END_NAMED, CJ_ESCAPES | CJ_RAISES)     \
    X(END_TUPLE, CJ_ESCAPES | CJ_RAISES)     \
    X(CALL_KNOWN, CJ_ESCAPES)                \
    X(END_ENTER, CJ_ESCAPES | CJ_RAISES)     \
    X(CALL_EXIT, CJ_ESCAPES)                 \
    X(END_KNOWN, CJ_ESCAPES | CJ_RAISES)     \
    X(END_ATTRIBUTE, CJ_ESCAPES | CJ_RAISES) \
    X(END_OPERATOR, CJ_ESCAPES | CJ_RAISES)  \
    X(END_NUMBER, CJ_ESCAPES | CJ_RAISES)    \
    X(END_STATEMENT, CJ_ESCAPES | CJ_RAISES) \
    X(END_CHECKED, CJ_ESCAPES | CJ_RAISES)   \
    X(END_NEXT, CJ_ESCAPES | CJ_RAISES)      \
    X(END_TEST, CJ_ESCAPES | CJ_RAISES)      \
    X(CALL_INSTANCE, CJ_ESCAPES)             \
    X(END_INSTANCE, CJ_ESCAPES | CJ_RAISES)  \
    X(GUARD_PLACE, CJ_PURE)                  \
    X(LIST_APPEND, CJ_MEMORY)                \
    X(CALL_LIST_APPEND, CJ_MEMORY)           \
    X(LOAD_CELL, CJ_PURE)                    \
    X(EXCHANGE_CELL, CJ_PURE)                \
    X(LOAD_SIZE, CJ_PURE)                    \
    X(TYPE_OF, CJ_PURE)                      \
    X(NEW_INSTANCE, CJ_ESCAPES | CJ_RAISES)  \
    X(NEW_EXCEPTION, CJ_ESCAPES | CJ_RAISES) \
    X(CALL_INIT, CJ_ESCAPES)                 \
    X(END_NEW, CJ_ESCAPES | CJ_RAISES)       \
    X(END_INIT, CJ_ESCAPES | CJ_RAISES)      \
    X(CALL_GENERATOR, CJ_CALLS)              \
    X(GUARD_CREATED, CJ_PURE)                \
    X(RESUME, CJ_ESCAPES)                    \
    X(END_RESUME, CJ_CALLS | CJ_RAISES)      \
    X(LIST_ITEM, CJ_PURE)                    \
    X(TUPLE_ITEM, CJ_PURE)                   \
    X(OWN_SLOT, CJ_PURE)                     \
    X(BORROW_LIST_ITEM, CJ_PURE)             \
    X(BORROW_TUPLE_ITEM, CJ_PURE)            \
    X(BORROW_LIST_DOUBLE, CJ_PURE)           \
    X(BORROW_LIST_INT, CJ_PURE)              \
    X(LIST_STORE_DOUBLE, CJ_PURE)            \
    X(LIST_STORE_INT, CJ_PURE)               \
    X(STORE_VALUE_DOUBLE, CJ_PURE)           \
    X(STORE_SLOT_DOUBLE, CJ_PURE)            \
    X(STORE_VALUE_INT, CJ_PURE)              \
    X(STORE_SLOT_INT, CJ_PURE)               \
    X(LIST_EXCHANGE, CJ_PURE)                \
    X(BYTES_ADDRESS, CJ_PURE)                \
    X(BYTEARRAY_ADDRESS, CJ_PURE)            \
    X(ARRAY_ADDRESS_BYTES, CJ_PURE)          \
    X(ARRAY_ADDRESS_SHORTS, CJ_PURE)         \
    X(ARRAY_ADDRESS_WORDS, CJ_PURE)          \
    X(ARRAY_ADDRESS_LONGS, CJ_PURE)          \
    X(ELEMENT_FLOAT, CJ_PURE)                \
    X(ELEMENT_DOUBLE, CJ_PURE)               \
    X(STORE_ELEMENT_FLOAT, CJ_PURE)          \
    X(STORE_ELEMENT_DOUBLE, CJ_PURE)         \
    X(STORE_ELEMENT_INT8, CJ_PURE)           \
    X(STORE_ELEMENT_UINT8, CJ_PURE)          \
    X(STORE_ELEMENT_INT16, CJ_PURE)          \
    X(STORE_ELEMENT_UINT16, CJ_PURE)         \
    X(STORE_ELEMENT_INT32, CJ_PURE)          \
    X(STORE_ELEMENT_UINT32, CJ_PURE)         \
    X(STORE_ELEMENT_INT64, CJ_PURE)          \
    X(ELEMENT_UINT64, CJ_PURE)               \
    X(STORE_ELEMENT_UINT64, CJ_PURE)         \
    X(ELEMENT_INT8, CJ_PURE)                 \
    X(ELEMENT_UINT8, CJ_PURE)                \
    X(ELEMENT_INT16, CJ_PURE)                \
    X(ELEMENT_UINT16, CJ_PURE)               \
    X(ELEMENT_INT32, CJ_PURE)                \
    X(ELEMENT_UINT32, CJ_PURE)               \
    X(ELEMENT_INT64, CJ_PURE)                \
    X(GUARD_ARRAY, CJ_PURE)                  \
    X(GUARD_VIEW, CJ_PURE)                   \
    X(GUARD_WRITABLE, CJ_PURE)               \
    X(VIEW_ADDRESS, CJ_PURE)                 \
    X(NEW_RANGE_BY, CJ_PURE)                 \
    X(RANGE_NEXT, CJ_PURE)                   \
    X(DOUBLE_ADD, CJ_PURE)                   \
    X(DOUBLE_SUBTRACT, CJ_PURE)              \
    X(DOUBLE_MULTIPLY, CJ_PURE)              \
    X(DOUBLE_DIVIDE, CJ_PURE)                \
    X(DOUBLE_ADD_CONSTANT, CJ_PURE)          \
    X(DOUBLE_SUBTRACT_CONSTANT, CJ_PURE)     \
    X(DOUBLE_MULTIPLY_CONSTANT, CJ_PURE)     \
    X(DOUBLE_DIVIDE_CONSTANT, CJ_PURE)       \
    X(BRANCH_DOUBLE_LT, CJ_PURE)             \
    X(BRANCH_DOUBLE_LE, CJ_PURE)             \
    X(BRANCH_DOUBLE_EQ, CJ_PURE)             \
    X(BRANCH_DOUBLE_NE, CJ_PURE)             \
    X(PUSH_EXC_INFO, CJ_CALLS)               \
    X(POP_EXCEPT, CJ_CALLS)                  \
    X(MATCH_EXCEPTION, CJ_CALLS)             \
    X(CLEAR_LEAF, CJ_PURE)                   \
    X(CALL_QUIET, CJ_CALLS | CJ_KEEPS)       \
    X(RELEASE_TEXT, CJ_CALLS | CJ_KEEPS)     \
    X(REPLACE_TEXT, CJ_CALLS | CJ_KEEPS)     \
    X(LEND_OBJECT, CJ_PURE)                  \
    X(STORE_RESULT, CJ_PURE)                 \
    X(GUARD_ALLOCATIONS, CJ_PURE)            \
    X(ADDRESS_OF, CJ_CALLS)                  \
    X(POLL, CJ_PURE)                         \
    X(CHECK_ESCAPE, CJ_PURE)                 \
    X(CHECK_TRACING, CJ_PURE)                \
    X(SET_INSTRUCTION, CJ_PURE)              \
    X(SET_INSTRUCTION_SHORT, CJ_PURE)        \
    X(COUNT, CJ_PURE)                        \
    X(NEW_GENERATOR, CJ_ESCAPES | CJ_RAISES) \
    X(YIELD_SLOT, CJ_ESCAPES)                \
    X(RETURN_SLOT, CJ_PURE)                  \
    X(RETURN_DIRTY, CJ_PURE)                 \
    X(UNARY, CJ_ESCAPES | CJ_RAISES)         \
    X(BINARY, CJ_ESCAPES | CJ_RAISES)        \
    X(SUBSCRIPT, CJ_ESCAPES | CJ_RAISES)     \
    X(COMPARE, CJ_ESCAPES | CJ_RAISES)       \
    X(GET_ATTRIBUTE, CJ_ESCAPES | CJ_RAISES) \
    X(GET_DESCRIBED, CJ_ESCAPES | CJ_RAISES) \
    X(SET_ATTRIBUTE, CJ_ESCAPES | CJ_RAISES) \
    X(SET_ITEM, CJ_ESCAPES | CJ_RAISES)      \
    X(BRANCH_TRUE, CJ_ESCAPES)               \
    X(TEST_TRUE, CJ_ESCAPES)                 \
    X(ITERATOR_NEXT, CJ_ESCAPES | CJ_RAISES) \
    X(HELPER, CJ_ESCAPES | CJ_RAISES)        \
    X(HELPER_BRANCH, CJ_ESCAPES | CJ_RAISES) \
    X(RELEASE_CALL, CJ_ESCAPES)              \
    X(GUARD_VERSION, CJ_PURE)                \
    X(GUARD_CLASS, CJ_PURE)                  \
    X(ABSENT_IN_CLASS, CJ_PURE)              \
    X(ABSENT_VALUE, CJ_PURE)                 \
    X(ABSENT_IN_DICT, CJ_PURE)               \
    X(ABSENT_DICT, CJ_PURE)                  \
    X(PUT_VALUE, CJ_PURE)                    \
    X(PUT_SLOT, CJ_PURE)                     \
    X(ABSENT_ALL, CJ_PURE)                   \
    X(GUARD_DESCRIPTOR, CJ_PURE)             \
    X(STORE_VALUE, CJ_PURE)                  \
    X(STORE_SLOT, CJ_PURE)                   \
    X(LOAD_VALUE, CJ_PURE)                   \
    X(LOAD_SLOT, CJ_PURE)                    \
    X(LOAD_SHARED, CJ_PURE)                  \
    X(LOAD_ENTRY, CJ_PURE)                   \
    X(LOAD_MODULE, CJ_PURE)                  \
    X(LOAD_FOUND, CJ_PURE)                   \
    X(LOAD_FOUND_AT, CJ_PURE)                \
    X(GUARD_INLINED, CJ_PURE)                \
    X(GUARD_DEFAULT, CJ_PURE)                \
    X(LOAD_CACHED, CJ_CALLS)                 \
    X(LOAD_METHOD_CACHED, CJ_CALLS)          \
    X(STORE_CACHED, CJ_CALLS)                \
    X(LOAD_GLOBAL, CJ_PURE)                  \
    X(GUARD_GLOBAL, CJ_PURE)                 \
    X(LOAD_GLOBAL_PLACED, CJ_PURE)           \
    X(LOAD_BUILTIN, CJ_PURE)                 \
    X(LOAD_OWN_BUILTIN, CJ_PURE)             \
    X(GUARD_OWN_BUILTIN, CJ_PURE)            \
    X(FIND_GLOBAL, CJ_CALLS | CJ_KEEPS)      \
    X(COPY_HOME, CJ_PURE)                    \
    X(INT_ADD, CJ_PURE)                      \
    X(INT_SUBTRACT, CJ_PURE)                 \
    X(INT_MULTIPLY, CJ_PURE)                 \
    X(INT_AND, CJ_PURE)                      \
    X(INT_OR, CJ_PURE)                       \
    X(INT_XOR, CJ_PURE)                      \
    X(INT_LSHIFT, CJ_PURE)                   \
    X(INT_RSHIFT, CJ_PURE)                   \
    X(INT_FLOOR_DIVIDE, CJ_PURE)             \
    X(INT_REMAINDER, CJ_PURE)                \
    X(BRANCH_INT_LT, CJ_PURE)                \
    X(BRANCH_INT_LE, CJ_PURE)                \
    X(BRANCH_INT_EQ, CJ_PURE)                \
    X(BRANCH_INT_NE, CJ_PURE)                \
    X(INT_ADD_SMALL, CJ_PURE)                \
    X(INT_MULTIPLY_SMALL, CJ_PURE)           \
    X(INT_FLOOR_DIVIDE_SMALL, CJ_PURE)       \
    X(INT_REMAINDER_SMALL, CJ_PURE)          \
    X(INT_OR_SMALL, CJ_PURE)                 \
    X(INT_XOR_SMALL, CJ_PURE)                \
    X(INT_AND_UNSIGNED, CJ_PURE)             \
    X(INT_LSHIFT_BY, CJ_PURE)                \
    X(INT_RSHIFT_BY, CJ_PURE)                \
    X(BOOL_VALUE, CJ_PURE)                   \
    X(INT_TRUTH, CJ_PURE)                    \
    X(INT_NOT, CJ_PURE)                      \
    X(DOUBLE_TRUTH, CJ_PURE)                 \
    X(DOUBLE_NOT, CJ_PURE)                   \
    X(DOUBLE_IS_NAN, CJ_PURE)                \
    X(DOUBLE_IS_INFINITE, CJ_PURE)           \
    X(DOUBLE_IS_FINITE, CJ_PURE)             \
    X(INT_MIN, CJ_PURE)                      \
    X(INT_MAX, CJ_PURE)                      \
    X(DOUBLE_MIN, CJ_PURE)                   \
    X(DOUBLE_MAX, CJ_PURE)                   \
    X(INT_POWER, CJ_PURE)                    \
    X(DOUBLE_SQUARE, CJ_PURE)                \
    X(DOUBLE_SQUARE_ROOT, CJ_PURE)           \
    X(DOUBLE_ROUND_TO, CJ_PURE)              \
    X(DOUBLE_COPY_SIGN, CJ_PURE)             \
    X(MATH_DIVISION, CJ_CALLS | CJ_KEEPS)    \
    X(MATH_DIVMOD, CJ_CALLS | CJ_KEEPS)      \
    X(DOUBLE_ROOT, CJ_PURE)                  \
    X(DOUBLE_ABSOLUTE, CJ_PURE)              \
    X(DOUBLE_TRUNCATE, CJ_PURE)              \
    X(DOUBLE_FLOOR, CJ_PURE)                 \
    X(DOUBLE_CEILING, CJ_PURE)               \
    X(DOUBLE_ROUND, CJ_PURE)                 \
    X(GUARD_LEVEL, CJ_PURE)                  \
    X(MATH_OF_ONE, CJ_CALLS | CJ_KEEPS)      \
    X(MATH_OF_TWO, CJ_CALLS | CJ_KEEPS)      \
    X(MATH_OF_INTS, CJ_CALLS | CJ_KEEPS)     \
    X(BORROW_CELL, CJ_PURE)                  \
    X(BORROW_GLOBAL, CJ_PURE)                \
    X(INT_AND_SMALL, CJ_PURE)                \
    X(BRANCH_INT_LT_SMALL, CJ_PURE)          \
    X(BRANCH_INT_LE_SMALL, CJ_PURE)          \
    X(BRANCH_INT_GT_SMALL, CJ_PURE)          \
    X(BRANCH_INT_GE_SMALL, CJ_PURE)          \
    X(BRANCH_INT_EQ_SMALL, CJ_PURE)          \
    X(BRANCH_INT_NE_SMALL, CJ_PURE)          \
    X(NEW_ITERATOR, CJ_PURE)                 \
    X(END_ITERATOR, CJ_DROPS)                \
    X(BUILD_TUPLE, CJ_PURE)                  \
    X(NEW_LIST, CJ_PURE)                     \
    X(BUILD_LIST, CJ_CALLS)                  \
    X(NEW_FUNCTION, CJ_CALLS)                \
    X(APPEND_STRING, CJ_CALLS | CJ_MEMORY)   \
    X(SAME_TEXT, CJ_CALLS)                   \
    X(CHARACTER_AT, CJ_PURE)                 \
    X(ORDINAL, CJ_PURE)                      \
    X(CHARACTER_OF, CJ_PURE)                 \
    X(JOIN_STRINGS, CJ_CALLS | CJ_MEMORY)    \
    X(NEXT_KEY, CJ_CALLS)                    \
    X(NEXT_VALUE, CJ_CALLS)                  \
    X(NEXT_ENTRY, CJ_CALLS)                  \
    X(NEXT_OF_SET, CJ_CALLS)                 \
    X(NEXT_REVERSED, CJ_CALLS)               \
    X(NEXT_NUMBERED, CJ_CALLS)               \
    X(NEXT_ZIPPED, CJ_CALLS)                 \
    X(END_CONTAINER, CJ_ESCAPES | CJ_RAISES) \
    X(SLICE, CJ_CALLS | CJ_KEEPS)            \
    X(EXCHANGE_SLICE, CJ_CALLS)              \
    X(STORE_KEY, CJ_CALLS | CJ_KEEPS)        \
    X(STORE_GLOBAL, CJ_PURE)                 \
    X(FIND, CJ_CALLS | CJ_KEEPS)             \
    X(NEW_RANGE_BACK, CJ_PURE)               \
    X(NEW_COUNTER, CJ_PURE)                  \
    X(MAKE_COUNTER, CJ_PURE)                 \
    X(COUNT_ON, CJ_PURE)                     \
    X(COUNT_FURTHER, CJ_PURE)                \
    X(END_RANGE, CJ_DROPS)                   \
    X(LIST_NEXT, CJ_PURE)                    \
    X(TUPLE_NEXT, CJ_PURE)                   \
    X(UNPACK_TUPLE, CJ_CALLS)                \
    X(UNPACK_LIST, CJ_CALLS)                 \
    X(GUARD_SIZE, CJ_PURE)                   \
    X(GUARD_ITEMS, CJ_PURE)                  \
    X(GUARD_SHARED, CJ_PURE)                 \
    X(TUPLE_FIELD, CJ_PURE)                  \
    X(LIST_FIELD, CJ_PURE)                   \
    X(TUPLE_LAST_FIELD, CJ_PURE)             \
    X(LIST_LAST_FIELD, CJ_PURE)              \
    X(DOUBLE_POWER, CJ_CALLS | CJ_KEEPS)     \
    X(INT_MOVE, CJ_PURE)                     \
    X(DOUBLE_MOVE, CJ_PURE)                  \
    X(INT_TO_DOUBLE, CJ_PURE)                \
    X(INT_SPILL, CJ_PURE)                    \
    X(INT_RELOAD, CJ_PURE)                   \
    X(DOUBLE_SPILL, CJ_PURE)                 \
    X(DOUBLE_RELOAD, CJ_PURE)                \
    X(INT_LOAD_SMALL, CJ_PURE)               \
    X(INT_LOAD, CJ_PURE)                     \
    X(DOUBLE_LOAD, CJ_PURE)                  \
    X(COPY_SLOT, CJ_PURE)                    \
    X(MOVE_SLOT, CJ_PURE)                    \
    X(SWAP_SLOTS, CJ_PURE)                   \
    X(LOAD_OBJECT, CJ_PURE)                  \
    X(LOAD_NULL, CJ_PURE)                    \
    X(GUARD_BOUND, CJ_PURE)                  \
    X(GUARD_OBJECT, CJ_PURE)                 \
    X(GUARD_CELL, CJ_PURE)                   \
    X(DROP_SHARED, CJ_PURE)                  \
    X(GUARD_TYPE, CJ_PURE)                   \
    X(GUARD_LEAF, CJ_PURE)                   \
    X(GUARD_CODE, CJ_PURE)                   \
    X(RELEASE_LEAF, CJ_PURE)                 \
    X(REPLACE_LEAF, CJ_PURE)                 \
    X(RELEASE, CJ_DROPS)                     \
    X(REPLACE, CJ_DROPS)                     \
    X(RELEASE_TWO, CJ_DROPS)                 \
    X(RELEASE_HERE, CJ_COLD)                 \
    X(REPLACE_HERE, CJ_COLD)                 \
    X(RELEASE_TWO_HERE, CJ_COLD)             \
    X(BRANCH_BOOL, CJ_PURE)                  \
    X(BRANCH_OWNED_BOOL, CJ_PURE)            \
    X(BRANCH_SAME, CJ_PURE)                  \
    X(BRANCH_SIZE, CJ_PURE)                  \
    X(NOT_BOOL, CJ_PURE)                     \
    X(NOT_SIZE, CJ_PURE)                     \
    X(IS_OBJECT, CJ_PURE)                    \
    X(IS_SAME, CJ_PURE)                      \
    X(BRANCH_OBJECT, CJ_PURE)

#endif
