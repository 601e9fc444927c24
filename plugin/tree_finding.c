/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_finding.h"

/* Nothing of a finding stands in a single octet. */
static const struct ikt_range nowhere = {0, 0};

static proto_item *put(const struct ikt_target *target, enum ikt_field field, const char *text)
{
    proto_item *item = ikt_put_text(target, field, nowhere, text);
    if (item != NULL) {
        proto_item_set_generated(item);
    }
    return item;
}

static void put_list(const struct ikt_target *target, enum ikt_field field, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++) {
        put(target, field, list[i]);
    }
}

static void put_filled_in(const struct ikt_target *target, enum ikt_field field, const char *const *templates,
                          const struct ikt_values *values)
{
    g_auto(GStrv) lines = ikt_lines_expand(templates, values);
    put_list(target, field, (const char *const *)lines);
}

static void put_fixes(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                      const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    for (size_t i = 0; i < finding->fix_count; i++) {
        const struct ikt_fix *fix = &finding->fixes[i];
        char text[IKT_ADDRESS_TEXT];
        const char *router =
            exchange == NULL
                ? NULL
                : ikt_address_format(fix->on_initiator ? &exchange->initiator : &exchange->responder, text);
        struct ikt_target under = *target;
        proto_item *item =
            put(target, IKT_FIELD_IOS_ROUTER,
                wmem_strdup_printf(target->pinfo->pool, "%s%s%s", fix->on_initiator ? "initiator" : "responder",
                                   router != NULL ? " " : "", router != NULL ? router : ""));
        under.tree = proto_item_add_subtree(item, ikt_subtree(IKT_SUBTREE_FIX));
        put_filled_in(&under, IKT_FIELD_IOS_FIX, info->fix, &fix->values);
    }
}

proto_item *ikt_tree_finding(const struct ikt_target *target, const struct ikt_note_finding *note,
                             const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    const char *rule = info->name;
    const char *severity = ikt_severity_name(finding->severity);
    const char *likelihood = ikt_likelihood_name(finding->likelihood);
    proto_item *item =
        proto_tree_add_uint_format(target->tree, ikt_field(IKT_FIELD_FINDING), target->tvb, 0, 0, finding->ordinal,
                                   "%s (%s, %s): %s", rule, severity, likelihood, finding->summary);
    struct ikt_target under = *target;
    proto_item_set_generated(item);
    under.tree = proto_item_add_subtree(item, ikt_subtree(IKT_SUBTREE_FINDING));
    put(&under, IKT_FIELD_RULE, rule);
    put(&under, IKT_FIELD_SEVERITY, severity);
    put(&under, IKT_FIELD_LIKELIHOOD, likelihood);
    put(&under, IKT_FIELD_MISCONFIGURED, ikt_misconfigured_name(finding->misconfigured));
    put(&under, IKT_FIELD_SUMMARY, finding->summary);
    put(&under, IKT_FIELD_INITIATOR_HAS, finding->initiator_has);
    put(&under, IKT_FIELD_RESPONDER_HAS, finding->responder_has);
    put_filled_in(&under, IKT_FIELD_IOS_SUSPECT, info->suspect, &finding->values);
    put_filled_in(&under, IKT_FIELD_IOS_SHOW, info->show, &finding->values);
    put_fixes(&under, note->exchange, finding);
    put_list(&under, IKT_FIELD_EVIDENCE, finding->evidence);
    for (size_t i = 0; i < finding->frame_count; i++) {
        proto_item_set_generated(proto_tree_add_uint(under.tree, ikt_field(IKT_FIELD_FINDING_FRAME), target->tvb, 0, 0,
                                                     (uint32_t)finding->frames[i]));
    }
    if (note->exchange != NULL && note->exchange->phase2) {
        proto_item_set_generated(proto_tree_add_uint(under.tree, ikt_field(IKT_FIELD_MESSAGE_ID), target->tvb, 0, 0,
                                                     note->exchange->message_id));
    }
    put_filled_in(&under, IKT_FIELD_IOS_DEBUG, info->debug, &finding->values);
    return item;
}
