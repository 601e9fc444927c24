/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Documents beside a capture, or alone. The input is how the report is to be (1), two configurations, whose keys count,
 * and a log, each behind its length (2), then frames (triage_run.h).
 */
#include <glib.h>

#include "fuzz_message.h"
#include "mutate_parts.h"
#include "triage_run.h"
#include "verdicts.h"

const unsigned mutate_parts = 3;

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

/* Two configurations alone: which of them comes first changes nothing. */
static void check_order(const struct triage_given *given, const struct ikt_bytes texts[2])
{
    struct triage_given plain = *given, swapped = *given;
    struct ikt_configs *configs = ikt_configs_new();
    for (int i = 1; i >= 0; i--)
        (void)ikt_configs_add(configs, i == 0 ? "r1" : "r2", texts[i], NULL, NULL, NULL);
    plain.how = swapped.how = 0;
    swapped.configs = configs;
    if (ikt_configs_count(configs) > 1) {
        g_autofree char *one = triage_json(&plain), *other = triage_json(&swapped);
        check_swapped(one, other);
    }
    ikt_configs_free(configs);
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
    struct ikt_bytes texts[G_N_ELEMENTS(names)];
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        texts[i] = take(&data, &size);
        if (ikt_configs_add(configs, names[i], texts[i], NULL, NULL, NULL))
            (void)ikt_keyring_add(keyring, names[i], texts[i], NULL, NULL);
    }
    (void)ikt_logs_add(logs, "log", take(&data, &size), NULL, NULL, NULL);
    given.keyring = keyring;
    given.configs = configs;
    given.logs = logs;
    given.frames = (struct ikt_bytes){size > 0 ? data : NULL, size};
    triage_run(&given);
    if (size == 0 && ikt_logs_count(logs) == 0)
        check_order(&given, texts);
    ikt_logs_free(logs);
    ikt_configs_free(configs);
    ikt_keyring_unref(keyring);
    return 0;
}
