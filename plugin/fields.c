/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fields.h"

#include "value_names.h"

static int fields[IKT_FIELD_COUNT];
static int subtrees[IKT_SUBTREE_COUNT];
static expert_field experts[IKT_RULE_COUNT][IKT_SEVERITY_COUNT];

#define IKT_FIELD(id, abbrev, title, type, display, strings, pass, blurb)                                              \
    {&fields[IKT_FIELD_##id], {title, "iketriage." abbrev, type, display, strings, 0, blurb, HFILL}},
static hf_register_info registered_fields[] = {
#include "fields.def"
};
#undef IKT_FIELD

static int expert_group(enum ikt_rule_group group)
{
    switch (group) {
    case IKT_GROUP_SECURITY:
        return PI_SECURITY;
    case IKT_GROUP_SEQUENCE:
        return PI_SEQUENCE;
    default:
        return PI_PROTOCOL;
    }
}

/* One per rule and severity: a finding may weigh less than its rule does at its worst, and a filter by rule finds all.
 */
static void register_experts(int protocol)
{
    static const int severities[IKT_SEVERITY_COUNT] = {
        [IKT_SEVERITY_ERROR] = PI_ERROR, [IKT_SEVERITY_WARNING] = PI_WARN, [IKT_SEVERITY_NOTE] = PI_NOTE};
    static ei_register_info rows[IKT_RULE_COUNT * IKT_SEVERITY_COUNT];
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        char *word = wmem_strdup(wmem_epan_scope(), info->name);
        g_strdelimit(word, "-", '_');
        const char *name = wmem_strdup_printf(wmem_epan_scope(), "iketriage.expert.%s", word);
        for (unsigned severity = 0; severity < IKT_SEVERITY_COUNT; severity++) {
            experts[rule][severity] = (expert_field)EI_INIT;
            rows[rule * IKT_SEVERITY_COUNT + severity] = (ei_register_info){
                &experts[rule][severity], {name, expert_group(info->group), severities[severity], info->line, EXPFILL}};
        }
    }
    expert_register_field_array(expert_register_protocol(protocol), rows, G_N_ELEMENTS(rows));
}

void ikt_fields_register(int protocol)
{
    static int *subtree_pointers[IKT_SUBTREE_COUNT];
    for (unsigned i = 0; i < IKT_FIELD_COUNT; i++)
        fields[i] = -1;
    for (unsigned i = 0; i < IKT_SUBTREE_COUNT; i++) {
        subtrees[i] = -1;
        subtree_pointers[i] = &subtrees[i];
    }
    for (unsigned i = 0; i < IKT_FIELD_COUNT; i++) {
        const value_string *names = ikt_value_names((enum ikt_field)i);
        if (names)
            registered_fields[i].hfinfo.strings = VALS(names);
    }
    proto_register_field_array(protocol, registered_fields, G_N_ELEMENTS(registered_fields));
    proto_register_subtree_array(subtree_pointers, G_N_ELEMENTS(subtree_pointers));
    register_experts(protocol);
}

int ikt_field(enum ikt_field field)
{
    return fields[field];
}

int ikt_subtree(enum ikt_subtree subtree)
{
    return subtrees[subtree];
}

expert_field *ikt_expert(enum ikt_rule rule, enum ikt_severity severity)
{
    return &experts[rule][severity];
}
