/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Documents beside a capture, or alone. The input is how the report is to be (1), two configurations, whose keys count,
 * and a log, each behind its length (2), then frames (triage_run.h).
 */
#include <glib.h>

#include "fuzz_message.h"
#include "triage_run.h"

/* What a length before it says, or what is left. */
static struct ikt_bytes take(const uint8_t **data, size_t *size)
{
    if (*size < 2) {
        *size = 0;
        return (struct ikt_bytes){0};
    }
    const size_t length = MIN((size_t)((*data)[0] << 8 | (*data)[1]), *size - 2);
    const struct ikt_bytes part = {length > 0 ? *data + 2 : NULL, length};
    *data += 2 + length;
    *size -= 2 + length;
    return part;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct triage_given given = {.how = *data, .all = {data, size}};
    data++;
    size--;
    struct ikt_keyring *keyring = ikt_keyring_new();
    struct ikt_configs *configs = ikt_configs_new();
    struct ikt_logs *logs = ikt_logs_new();
    static const char *const names[] = {"r1", "r2"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const struct ikt_bytes text = take(&data, &size);
        if (ikt_configs_add(configs, names[i], text, NULL, NULL, NULL))
            (void)ikt_keyring_add(keyring, names[i], text, NULL, NULL);
    }
    (void)ikt_logs_add(logs, "log", take(&data, &size), NULL, NULL, NULL);
    given.keyring = keyring;
    given.configs = configs;
    given.logs = logs;
    given.frames = (struct ikt_bytes){size > 0 ? data : NULL, size};
    triage_run(&given);
    ikt_logs_free(logs);
    ikt_configs_free(configs);
    ikt_keyring_unref(keyring);
    return 0;
}
