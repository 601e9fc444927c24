/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copy.h"

#include <string.h>

wmem_map_t *ikt_copy_pool(void)
{
    return wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
}

const char *ikt_copy_text(wmem_map_t *pool, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    const char *known = wmem_map_lookup(pool, text);
    if (known == NULL) {
        char *copy = wmem_strdup(wmem_file_scope(), text);
        wmem_map_insert(pool, copy, copy);
        known = copy;
    }
    return known;
}

/* NULL-terminated lists. */
static const char **copy_list(wmem_map_t *pool, const char **list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL) {
        count++;
    }
    const char **copy = wmem_alloc0_array(wmem_file_scope(), const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = ikt_copy_text(pool, list[i]);
    }
    return copy;
}

void ikt_copy_finding(wmem_map_t *pool, const struct ikt_finding *from, struct ikt_finding *out)
{
    *out = *from;
    out->frames = wmem_memdup(wmem_file_scope(), from->frames, from->frame_count * sizeof(*from->frames));
    out->summary = ikt_copy_text(pool, from->summary);
    out->initiator_has = ikt_copy_text(pool, from->initiator_has);
    out->responder_has = ikt_copy_text(pool, from->responder_has);
    out->evidence = copy_list(pool, from->evidence);
    out->debug = copy_list(pool, from->debug);
    out->show = copy_list(pool, from->show);
    out->suspect = copy_list(pool, from->suspect);
    struct ikt_fix *fixes = wmem_alloc0_array(wmem_file_scope(), struct ikt_fix, from->fix_count);
    for (size_t i = 0; i < from->fix_count; i++) {
        fixes[i] = (struct ikt_fix){from->fixes[i].on_initiator, copy_list(pool, from->fixes[i].lines)};
    }
    out->fixes = fixes;
}
