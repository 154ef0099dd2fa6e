/* A few lines that make a C file a list of named tests: TEST(name) { ... CHECK(...); }
 *
 * The program lists its tests or runs the one named on the command line, each in a process of its
 * own, since they fork, unmap and deny. Exit status: 0 passed, 1 failed, 77 not possible here. */

#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void harness_add(const char *name, void (*run)(void));

/* The folder for the test's files. */
extern const char *harness_folder;

#define TEST(name)                                              \
    static void name(void);                                     \
    __attribute__((constructor)) static void add_##name(void) { \
        harness_add(#name, name);                               \
    }                                                           \
    static void name(void)

#define CHECK(...)                                                                      \
    do {                                                                                \
        if (!(__VA_ARGS__)) {                                                           \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #__VA_ARGS__); \
            _Exit(1);                                                                   \
        }                                                                               \
    } while (0)

#define SKIP(reason)                     \
    do {                                 \
        fprintf(stderr, "%s\n", reason); \
        _Exit(77);                       \
    } while (0)

/* Runs statements in a child process and waits for it; CHECK in the child fails the parent's. */
#define IN_CHILD(...)                   \
    do {                                \
        int child_pid = harness_fork(); \
        if (child_pid == 0) {           \
            __VA_ARGS__;                \
            _Exit(0);                   \
        }                               \
        harness_wait(child_pid);        \
    } while (0)

int harness_fork(void);
void harness_wait(int pid);

/* Two processes take turns: a pair of pipes. */
typedef struct {
    int to_child[2], to_parent[2];
} turns;

void turns_init(turns *t);
void turn_to_child(turns *t);
void turn_to_parent(turns *t);
void wait_as_child(turns *t);
void wait_as_parent(turns *t);

/* One line of /proc/self/maps. */
typedef struct {
    uintptr_t lo, hi;
    bool readable, writable, executable;
} map_line;

size_t harness_maps(map_line *lines, size_t max);

/* Calls machine code as int64_t f(int64_t). */
int64_t harness_call(const uint8_t *code, int64_t argument);

#ifdef __SANITIZE_ADDRESS__
#define HARNESS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HARNESS_ASAN 1
#endif
#endif
#ifndef HARNESS_ASAN
#define HARNESS_ASAN 0
#endif

#endif
