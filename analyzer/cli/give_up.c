/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "give_up.h"

#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "unfinished/unfinished.h"

#define EXIT_TROUBLE 2
#define PROBE        (1UL << 20)
#define STACK        (32UL << 10)

static atomic_bool watched; /* before there are threads */
static atomic_bool giving;  /* one thread ends the run, and says why */

static const char no_memory[] = "iketriage: there is not enough memory\n";

/* Nothing is allocated here, and what is being written is written to its end. */
static _Noreturn void give_up(const char *why)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    while (atomic_exchange(&giving, true))
        (void)nanosleep(&moment, NULL); /* until the other thread has ended the process */
    (void)!write(STDERR_FILENO, why, strlen(why));
    ikt_unfinished_exit(EXIT_TROUBLE);
}

/* An allocation, or a thread, that could not be had. */
static void give_up_by_glib(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer user)
{
    (void)domain;
    (void)level;
    (void)user;
    const bool memory = !message || strstr(message, "allocat");
    give_up(memory ? no_memory : "iketriage: the system gives no threads\n");
}

void ikt_give_up_by_gcrypt(void *user, int number, const char *message)
{
    (void)user;
    (void)number;
    const bool memory = message && (strstr(message, "memory") || strstr(message, "core"));
    give_up(memory ? no_memory : "iketriage: libgcrypt failed\n");
}

#if !defined(IKT_SANITIZED)
/*
 * Slices of GLib (before 2.76) abort where this fails, and by then other threads may have given back what was wanted:
 * asked of the program itself, which comes before the C library, it tells at once.
 */
__attribute__((visibility("default"))) int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *aligned = aligned_alloc(alignment, size);
    if (!aligned && atomic_load(&watched))
        give_up(no_memory);
    if (aligned)
        *block = aligned;
    return aligned ? 0 : ENOMEM;
}
#endif

/*
 * Locks of GLib abort where their memory cannot be had, and ask nobody; its errors need memory for their words, whose
 * want is an error, until the stack is used up. Was memory what this thread did not get, is it out, or does another
 * thread say so? Anything else is a fault of ours, and ends as one.
 */
static void broken(int number)
{
    const bool wanted = errno == ENOMEM;
    void *probe = mmap(NULL, PROBE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (wanted || probe == MAP_FAILED || atomic_load(&giving))
        give_up(no_memory);
    ikt_unfinished_end(number);
}

/* Of a program that watches, where no sanitizer says what was wrong, on a stack of its own. */
void ikt_give_up_thread(void)
{
    static _Thread_local uint8_t octets[STACK];
    const stack_t stack = {.ss_sp = octets, .ss_size = sizeof octets};
    if (atomic_load(&watched))
        (void)sigaltstack(&stack, NULL);
}

void ikt_give_up_watch(void)
{
    static const GLogLevelFlags errors = G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION;
    const struct sigaction action = {.sa_handler = broken, .sa_flags = SA_ONSTACK};
    (void)g_log_set_handler(NULL, errors, give_up_by_glib, NULL);
    (void)g_log_set_handler("GLib", errors, give_up_by_glib, NULL);
    (void)sigaction(SIGABRT, &action, NULL);
#if !defined(IKT_SANITIZED)
    atomic_store(&watched, true);
    ikt_give_up_thread();
    (void)sigaction(SIGSEGV, &action, NULL);
#endif
}
