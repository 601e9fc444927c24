/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

/* Words of a line, with commas between them. */
struct words {
    struct ikt_layout *layout;
    bool some;
};

static void begin_word(struct words *words)
{
    if (words->some)
        ikt_layout_put(words->layout, ", ");
    words->some = true;
}

static void put_word(struct words *words, const char *word)
{
    begin_word(words);
    ikt_layout_put(words->layout, word);
}

static void put_name(struct words *words, const char *name, const char *kind, int64_t value)
{
    if (value == IKT_ABSENT)
        return;
    put_word(words, name ? name : kind);
    if (name)
        return;
    ikt_layout_put(words->layout, " ");
    ikt_layout_put_integer(words->layout, value);
}

static void put_number(struct words *words, const char *before, int64_t value, const char *after)
{
    if (value == IKT_ABSENT)
        return;
    put_word(words, before);
    ikt_layout_put_integer(words->layout, value);
    ikt_layout_put(words->layout, after);
}

/* After the cipher, in the same word. */
static void put_key_bits(struct words *words, int32_t bits)
{
    if (bits == IKT_ABSENT)
        return;
    ikt_layout_put(words->layout, " ");
    ikt_layout_put_integer(words->layout, bits);
}

static void put_phase1(struct words *words, const struct ikt_transform *transform)
{
    put_name(words, ikt_encryption_name((unsigned)transform->encryption), "cipher", transform->encryption);
    put_key_bits(words, transform->key_bits);
    put_name(words, ikt_hash_name((unsigned)transform->hash), "hash", transform->hash);
    put_name(words, ikt_authentication_name((unsigned)transform->authentication), "method", transform->authentication);
    put_number(words, "group ", transform->group, "");
    put_number(words, "", transform->life_seconds, "s");
}

/* IOS has no word for it: the names of the DOI. */
static void put_plain_suite(struct words *words, const struct ikt_transform *transform)
{
    put_name(words, ikt_protocol_name(transform->protocol), "protocol", transform->protocol);
    put_name(words, ikt_transform_name(transform->protocol, transform->id), "transform", transform->id);
    put_key_bits(words, transform->key_bits);
    put_name(words, ikt_integrity_name((unsigned)transform->integrity), "integrity", transform->integrity);
    put_word(words, "no transform-set word");
}

static void put_phase2(struct words *words, const struct ikt_transform *transform)
{
    g_autofree char *ios = ikt_transform_ios(transform);
    if (ios)
        put_word(words, ios);
    else
        put_plain_suite(words, transform);
    put_name(words, ikt_encapsulation_name((unsigned)transform->encapsulation), "mode", transform->encapsulation);
    put_number(words, "group ", transform->group, "");
    put_number(words, "", transform->life_seconds, "s");
    put_number(words, "", transform->life_kilobytes, "kB");
}

static void put_transform(struct ikt_layout *layout, unsigned proposal, const struct ikt_transform *transform)
{
    struct words words = {.layout = layout};
    ikt_layout_put_number(layout, proposal);
    ikt_layout_put(layout, ".");
    ikt_layout_put_number(layout, transform->number);
    ikt_layout_put(layout, " ");
    if (transform->protocol == IKT_PROTOCOL_ISAKMP)
        put_phase1(&words, transform);
    else
        put_phase2(&words, transform);
}

void ikt_text_proposals(struct ikt_layout *layout, const char *label, const struct ikt_sa *sa, const char *none)
{
    if (!sa) {
        ikt_layout_field(layout, label, none);
        return;
    }
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        for (size_t j = 0; j < proposal->transform_count; j++) {
            ikt_layout_begin_field(layout, label);
            put_transform(layout, proposal->number, &proposal->transforms[j]);
            ikt_layout_end(layout);
            label = "";
        }
    }
}
