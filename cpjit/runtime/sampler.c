/* The share of time in JIT code, by samples: a thread looks every few milliseconds of the process's
 * CPU time at who runs the Python code. It touches no Python object and takes no lock. It runs only
 * where statistics are wanted: a process with a second thread may not unshare() some namespaces,
 * and the C library's locks cost it more (a ctypes callback 10 %). */
#include "engine.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#define INTERVAL 2000000L /* nanoseconds */

static pthread_t thread;
static bool started;
static volatile bool stop;

static int64_t cpu_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void *sample(void *unused) {
    int64_t last = cpu_time();
    while (!stop) {
        struct timespec interval = {0, INTERVAL};
        nanosleep(&interval, NULL);
        /* More than one interval of work may have passed on a machine that is busy. */
        int64_t ticks = (cpu_time() - last + INTERVAL / 2) / INTERVAL;
        cj.samples[cj.mode] += (uint64_t)ticks;
        last += ticks * INTERVAL;
    }
    return unused;
}

void cj_sampler_start(void) {
    if (started) {
        return;
    }
    /* Signals are for the program's threads. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    stop = false;
    started = pthread_create(&thread, NULL, sample, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void cj_sampler_stop(void) {
    if (started) {
        stop = true;
        pthread_join(thread, NULL);
        started = false;
    }
}

/* The child of a fork has this thread's state, but not the thread. */
void cj_sampler_forked(void) {
    if (started) {
        started = false;
        cj_sampler_start();
    }
}
