/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_exchange.h"

#include "iketriage/wording.h"

static const struct ikt_range nowhere = {0, 0};

static proto_item *generated(proto_item *item)
{
    if (item)
        proto_item_set_generated(item);
    return item;
}

static void put_text(const struct ikt_target *target, enum ikt_field field, const char *text)
{
    generated(ikt_put_text(target, field, nowhere, text));
}

static void put_number(const struct ikt_target *target, enum ikt_field field, unsigned number)
{
    generated(proto_tree_add_uint(target->tree, ikt_field(field), target->tvb, 0, 0, number));
}

static void put_nat(const struct ikt_target *target, enum ikt_field field, enum ikt_tristate behind)
{
    if (behind != IKT_UNKNOWN)
        generated(proto_tree_add_boolean(target->tree, ikt_field(field), target->tvb, 0, 0, behind == IKT_YES));
}

/* Fields of one side. */
struct side_fields {
    enum ikt_field product, identity, key, nat;
};

static void draw_side(const struct ikt_target *target, const struct ikt_note_side *side,
                      const struct side_fields *fields)
{
    proto_item *product = generated(ikt_put_text(target, fields->product, nowhere, side->product));
    if (product && side->evidence)
        proto_item_append_text(product, " (%s)", side->evidence);
    put_text(target, fields->identity, side->identity);
    put_text(target, fields->key, side->key);
    put_nat(target, fields->nat, (enum ikt_tristate)side->behind_nat);
}

/* "IPsec SA: ESP 0x4d1107a7, 203.0.113.1 -> 198.51.100.1: 12 packets" */
static void draw_sa(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                    const struct ikt_note_sa *sa)
{
    char source[IKT_ADDRESS_TEXT], destination[IKT_ADDRESS_TEXT];
    const struct ikt_address *from = sa->from_initiator ? &exchange->initiator : &exchange->responder;
    const struct ikt_address *to = sa->from_initiator ? &exchange->responder : &exchange->initiator;
    struct ikt_target under = *target;
    proto_item *item = proto_tree_add_uint_format(
        target->tree, ikt_field(IKT_FIELD_SA), target->tvb, 0, 0, sa->spi,
        "IPsec SA: %s 0x%08x, %s -> %s: %" G_GUINT64_FORMAT " packets%s", ikt_protocol_name(sa->protocol), sa->spi,
        ikt_address_format(from, source), ikt_address_format(to, destination), sa->packets,
        exchange->sas_guessed ? ", taken for its own by order" : "");
    generated(item);
    under.tree = proto_item_add_subtree(item, ikt_subtree(IKT_SUBTREE_SA));
    generated(proto_tree_add_uint64(under.tree, ikt_field(IKT_FIELD_SA_PACKETS), target->tvb, 0, 0, sa->packets));
}

void ikt_tree_exchange(const struct ikt_target *target, const struct ikt_note_message *note)
{
    static const struct side_fields fields[] = {
        {IKT_FIELD_PRODUCT_INITIATOR, IKT_FIELD_IDENTITY_INITIATOR, IKT_FIELD_KEY_INITIATOR, IKT_FIELD_NAT_INITIATOR},
        {IKT_FIELD_PRODUCT_RESPONDER, IKT_FIELD_IDENTITY_RESPONDER, IKT_FIELD_KEY_RESPONDER, IKT_FIELD_NAT_RESPONDER}};
    const struct ikt_note_exchange *exchange = note->exchange;
    if (!exchange)
        return;
    put_number(target, IKT_FIELD_OUTCOME, exchange->outcome);
    if (exchange->ended != IKT_ENDED_NOT)
        put_number(target, IKT_FIELD_ENDED, exchange->ended);
    put_text(target, IKT_FIELD_IOS_STATE, exchange->ios_state);
    if (note->decryption == IKT_DECRYPTION_NO_KEY)
        put_text(target, IKT_FIELD_MISSING, ikt_missing_key_text(exchange->missing, exchange->phase1_captured));
    for (unsigned i = 0; exchange->sides && i < 2; i++)
        draw_side(target, &exchange->sides[i], &fields[i]);
    for (unsigned i = 0; i < exchange->sa_count; i++)
        draw_sa(target, exchange, &exchange->sas[i]);
}

void ikt_tree_made_in(const struct ikt_target *target, const struct ikt_note_exchange *quick_mode)
{
    proto_item *item = generated(
        proto_tree_add_uint(target->tree, ikt_field(IKT_FIELD_SA_IN), target->tvb, 0, 0, quick_mode->request));
    if (quick_mode->sas_guessed)
        proto_item_append_text(item, " (by order: its SPIs were not read)");
}
