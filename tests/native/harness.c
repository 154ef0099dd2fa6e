/* The main program of the native tests, and what they share. See harness.h. */

#include "harness.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    const char *name;
    void (*run)(void);
} test;

static test tests[256];
static size_t n_tests;

const char *harness_folder = ".";

void harness_add(const char *name, void (*run)(void)) {
    CHECK(n_tests < sizeof tests / sizeof *tests);
    tests[n_tests++] = (test){name, run};
}

int harness_fork(void) {
    fflush(NULL);
    int pid = fork();
    CHECK(pid >= 0);
    return pid;
}

void harness_wait(int pid) {
    int status;
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

void turns_init(turns *t) {
    CHECK(pipe(t->to_child) == 0 && pipe(t->to_parent) == 0);
}

static void send_turn(const int ends[2]) {
    CHECK(write(ends[1], "x", 1) == 1);
}

static void await_turn(const int ends[2]) {
    char c;
    CHECK(read(ends[0], &c, 1) == 1);
}

void turn_to_child(turns *t) {
    send_turn(t->to_child);
}
void turn_to_parent(turns *t) {
    send_turn(t->to_parent);
}
void wait_as_child(turns *t) {
    await_turn(t->to_child);
}
void wait_as_parent(turns *t) {
    await_turn(t->to_parent);
}

size_t harness_maps(map_line *lines, size_t max) {
    FILE *file = fopen("/proc/self/maps", "re");
    CHECK(file != NULL);
    size_t n = 0;
    char line[512];
    while (n < max && fgets(line, sizeof line, file) != NULL) {
        unsigned long lo, hi;
        char r, w, x;
        if (sscanf(line, "%lx-%lx %c%c%c", &lo, &hi, &r, &w, &x) == 5)
            lines[n++] = (map_line){lo, hi, r == 'r', w == 'w', x == 'x'};
    }
    fclose(file);
    return n;
}

/* Not sanitized: clang's check of function types would read the bytes in front of the code. */
__attribute__((no_sanitize("undefined"))) int64_t harness_call(const uint8_t *code,
                                                               int64_t argument) {
    int64_t (*function)(int64_t);
    memcpy(&function, &code, sizeof function);
    return function(argument);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        for (size_t i = 0; i < n_tests; i++)
            puts(tests[i].name);
        return 0;
    }
    if (argc > 2)
        harness_folder = argv[2];
    for (size_t i = 0; i < n_tests; i++) {
        if (strcmp(tests[i].name, argv[1]) == 0) {
            tests[i].run();
            return 0;
        }
    }
    fprintf(stderr, "there is no test %s\n", argv[1]);
    return 1;
}
