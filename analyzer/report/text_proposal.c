/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include "names.h"

static void append_word(GString *line, const char *word)
{
    if (line->len > 0)
        g_string_append(line, ", ");
    g_string_append(line, word);
}

static void append_name(GString *line, const char *name, const char *kind, int64_t value)
{
    if (value == IKT_ABSENT)
        return;
    g_autofree char *number = g_strdup_printf("%s %" G_GINT64_FORMAT, kind, value);
    append_word(line, name != NULL ? name : number);
}

static void append_number(GString *line, const char *before, int64_t value, const char *after)
{
    if (value == IKT_ABSENT)
        return;
    g_autofree char *text = g_strdup_printf("%s%" G_GINT64_FORMAT "%s", before, value, after);
    append_word(line, text);
}

static void append_phase1(GString *line, const struct ikt_transform *transform)
{
    append_name(line, ikt_encryption_name((unsigned)transform->encryption), "cipher", transform->encryption);
    if (transform->key_bits != IKT_ABSENT)
        g_string_append_printf(line, " %d", (int)transform->key_bits);
    append_name(line, ikt_hash_name((unsigned)transform->hash), "hash", transform->hash);
    append_name(line, ikt_authentication_name((unsigned)transform->authentication), "method",
                transform->authentication);
    append_number(line, "group ", transform->group, "");
    append_number(line, "", transform->life_seconds, "s");
}

/* IOS has no word for it: the names of the DOI. */
static void append_plain_suite(GString *line, const struct ikt_transform *transform)
{
    const char *protocol = ikt_protocol_name(transform->protocol);
    append_name(line, protocol, "protocol", transform->protocol);
    append_name(line, ikt_report_transform_name(transform), "transform", transform->id);
    if (transform->key_bits != IKT_ABSENT)
        g_string_append_printf(line, " %d", (int)transform->key_bits);
    append_name(line, ikt_integrity_name((unsigned)transform->integrity), "integrity", transform->integrity);
    append_word(line, "no transform-set word");
}

static void append_phase2(GString *line, const struct ikt_transform *transform)
{
    g_autofree char *ios = ikt_transform_ios(transform);
    if (ios != NULL)
        append_word(line, ios);
    else
        append_plain_suite(line, transform);
    append_name(line, ikt_encapsulation_name((unsigned)transform->encapsulation), "mode", transform->encapsulation);
    append_number(line, "group ", transform->group, "");
    append_number(line, "", transform->life_seconds, "s");
    append_number(line, "", transform->life_kilobytes, "kB");
}

void ikt_text_proposals(const struct ikt_layout *layout, const char *label, const struct ikt_sa *sa, const char *none)
{
    if (sa == NULL) {
        ikt_layout_field(layout, label, none);
        return;
    }
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        for (size_t j = 0; j < proposal->transform_count; j++) {
            g_autoptr(GString) line = g_string_new(NULL);
            if (proposal->protocol == IKT_PROTOCOL_ISAKMP)
                append_phase1(line, &proposal->transforms[j]);
            else
                append_phase2(line, &proposal->transforms[j]);
            g_autofree char *text =
                g_strdup_printf("%u.%u %s", proposal->number, proposal->transforms[j].number, line->str);
            ikt_layout_field(layout, label, text);
            label = "";
        }
    }
}
