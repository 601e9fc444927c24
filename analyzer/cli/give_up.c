/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "give_up.h"

#include <glib.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unfinished/unfinished.h"

#define EXIT_TROUBLE 2
#define PROBE        (1UL << 20)
#define STACK        (32UL << 10)

static atomic_bool watched; /* before there are threads */

static const char no_memory[] = "iketriage: there is not enough memory\n";

/* Nothing is allocated here, and what is being written is written to its end. */
static void give_up(const char *why)
{
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

/*
 * Locks and slices of GLib (before 2.76) abort where their memory cannot be had, and ask nobody; its errors need memory
 * for their words, whose want is an error, until the stack is used up. Is memory out? Anything else is a fault of ours,
 * and ends as one.
 */
static void broken(int number)
{
    void *probe = mmap(NULL, PROBE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (probe == MAP_FAILED)
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
