/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unfinished.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PLACES = 32, /* an output, two tables, a bundle of seven */
    PATH_SIZE = 4096,
    PATIENCE = 1000 /* milliseconds for a text that another thread writes */
};

enum state {
    FREE,
    TAKEN, /* its path is being written */
    IS_FILE,
    IS_FOLDER
};

/* Fixed, so that a handler in another thread never meets what was freed. */
static struct {
    atomic_int state;
    char path[PATH_SIZE];
} places[PLACES];

static atomic_int held;
static atomic_int waiting; /* the signal that waits for the release, 0 */

void ikt_unfinished_add(const char *path, bool folder)
{
    const size_t size = strlen(path) + 1;
    for (size_t i = 0; size <= PATH_SIZE && i < PLACES; i++) {
        int free_one = FREE;
        if (!atomic_compare_exchange_strong(&places[i].state, &free_one, TAKEN))
            continue;
        memcpy(places[i].path, path, size);
        atomic_store(&places[i].state, folder ? IS_FOLDER : IS_FILE);
        return;
    }
}

void ikt_unfinished_done(const char *path)
{
    for (size_t i = 0; i < PLACES; i++) {
        const int state = atomic_load(&places[i].state);
        if (state >= IS_FILE && strcmp(places[i].path, path) == 0)
            atomic_store(&places[i].state, FREE);
    }
}

/* What is in folders first. */
static void remove_all(void)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (atomic_load(&places[i].state) == IS_FILE)
            (void)unlink(places[i].path);
    }
    for (size_t i = PLACES; i-- > 0;) {
        if (atomic_load(&places[i].state) == IS_FOLDER)
            (void)rmdir(places[i].path);
    }
}

void ikt_unfinished_end(int number)
{
    sigset_t alone;
    remove_all();
    (void)signal(number, SIG_DFL);
    (void)sigemptyset(&alone);
    (void)sigaddset(&alone, number);
    (void)raise(number); /* blocked while it is handled */
    (void)sigprocmask(SIG_UNBLOCK, &alone, NULL);
    _exit(128 + number);
}

static void end(int number)
{
    const bool first = atomic_exchange(&waiting, number) == 0;
    if (!first || number == SIGPIPE || !atomic_load(&held))
        ikt_unfinished_end(number);
}

void ikt_unfinished_hold(void)
{
    atomic_fetch_add(&held, 1);
}

void ikt_unfinished_release(void)
{
    const bool last = atomic_fetch_sub(&held, 1) == 1;
    const int number = atomic_load(&waiting);
    if (last && number != 0)
        ikt_unfinished_end(number);
}

void ikt_unfinished_exit(int status)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    for (int i = 0; i < PATIENCE && atomic_load(&held); i++)
        (void)nanosleep(&moment, NULL);
    remove_all();
    _exit(status);
}

void ikt_unfinished_watch(void)
{
    static const int fatal[] = {SIGTERM, SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU};
    const struct sigaction handled = {.sa_handler = end, .sa_flags = SA_RESTART}, ignored = {.sa_handler = SIG_IGN};
    struct sigaction before;
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
        if (sigaction(fatal[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            (void)sigaction(fatal[i], &handled, NULL);
    }
    if (sigaction(SIGXFSZ, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        (void)sigaction(SIGXFSZ, &ignored, NULL);
}
