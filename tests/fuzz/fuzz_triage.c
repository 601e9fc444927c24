/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything at once: keys, packets, engine, all reports and the keys that are exported. The input is how the report is
 * to be (1), a key file behind its length (2), then frames (triage_run.h). What comes out has to be well-formed.
 */
#include <glib.h>

#include "fuzz_message.h"
#include "triage_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const uint8_t how = *data++;
    size--;
    const size_t length = MIN((size_t)(data[0] << 8 | data[1]), size - 2);
    struct ikt_keyring *keyring = ikt_keyring_new();
    (void)ikt_keyring_add(keyring, "keys", (struct ikt_bytes){length > 0 ? data + 2 : NULL, length}, NULL, NULL);
    triage_run(how, keyring, NULL, NULL, data + 2 + length, size - 2 - length);
    ikt_keyring_unref(keyring);
    return 0;
}
