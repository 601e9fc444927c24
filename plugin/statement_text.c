/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "statement_text.h"

#include <glib.h>
#include <string.h>

char *ikt_statement_text(const struct ikt_configs *configs, const struct ikt_ref *ref)
{
    const char *text = ref->suspect ? ikt_configs_line(configs, ref) : NULL;
    if (!text)
        return NULL;
    const char *name = ikt_configs_name(configs, ref->source);
    g_autofree char *shown = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)});
    return g_strdup_printf("%s:%u: %s", shown, (unsigned)ref->number, text);
}
