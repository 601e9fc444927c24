/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "unfinished/unfinished.h"

static atomic_bool noted, passed; /* lock-free: a handler may set them */

static void note(int signal)
{
    if (atomic_exchange(&noted, true))
        ikt_unfinished_end(signal);
}

static void let_pass(int signal)
{
    if (atomic_exchange(&passed, true))
        ikt_unfinished_end(signal);
}

static void handle(void (*handler)(int))
{
    const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    (void)sigaction(SIGINT, &action, NULL);
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
