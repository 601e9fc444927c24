/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preloaded behind the runtimes of sanitizers: Wireshark keeps them, its dumpcap is started without. There a lock of
 * the C library waits for itself when a program ends under a preloaded AddressSanitizer.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

__attribute__((constructor)) static void forget(void)
{
    if (strcmp(program_invocation_short_name, "wireshark") == 0)
        (void)unsetenv("LD_PRELOAD");
}
