/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything at once: keys, packets, engine, all reports and the keys that are exported. The input is how the report is
 * to be (1), a key file behind its length (2), then frames (triage_run.h). What comes out has to be well-formed; what
 * is certain without the keys is certain with them.
 */
#include <glib.h>

#include "fuzz_message.h"
#include "mutate_parts.h"
#include "triage_run.h"
#include "verdicts.h"

const unsigned mutate_parts = 1;

static void check_without_keys(const struct triage_given *given)
{
    struct triage_given with = *given, without = *given;
    with.how = without.how = 0;
    without.keyring = ikt_keyring_new();
    g_autofree char *json = triage_json(&with), *keyless = triage_json(&without);
    check_keyless(json, keyless);
    ikt_keyring_unref(without.keyring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const size_t length = MIN((size_t)(data[1] << 8 | data[2]), size - 3), left = size - 3 - length;
    struct ikt_keyring *keyring = ikt_keyring_new();
    const struct triage_given given = {
        .how = data[0], .keyring = keyring, .frames = {left > 0 ? data + 3 + length : NULL, left}, .all = {data, size}};
    (void)ikt_keyring_add(keyring, "keys", (struct ikt_bytes){length > 0 ? data + 3 : NULL, length}, NULL, NULL);
    triage_run(&given);
    if ((data[0] & TRIAGE_RUN_FORMAT) == 0 && length > 0)
        check_without_keys(&given);
    ikt_keyring_unref(keyring);
    return 0;
}
