/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_bool noted; /* lock-free: a handler may set it */

static void note(int signal)
{
    (void)signal;
    atomic_store(&noted, true);
}

static void let_pass(int signal)
{
    (void)signal;
}

/* Once: the second one does what it does where nobody handles it. */
static void handle(void (*handler)(int))
{
    const struct sigaction once = {.sa_handler = handler, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &once, NULL);
}

void ikt_interrupt_watch(void)
{
    handle(note);
}

void ikt_interrupt_outlive(void)
{
    handle(let_pass);
}

bool ikt_interrupted(void)
{
    return atomic_load_explicit(&noted, memory_order_relaxed);
}
