/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/router_log.h"

#include <string.h>

#include "products/ios_release.h"
#include "products/products.h"
#include "rules/value_text.h"

enum ikt_log_style ikt_log_style_of(const struct ikt_phase1 *record, bool initiator)
{
    const struct ikt_party *party = initiator ? &record->initiator : &record->responder;
    if (!ikt_product_of(party->vendor)->logs_like_ios)
        return IKT_LOG_FOREIGN;
    switch (ikt_ios_release_of(record, initiator)) {
    case IKT_RELEASE_OLD:
        return IKT_LOG_IOS_12;
    case IKT_RELEASE_LATER:
        return IKT_LOG_IOS_15;
    case IKT_RELEASE_UNKNOWN:
        break;
    }
    return IKT_LOG_IOS;
}

struct ikt_finding_log ikt_router_logs(const struct ikt_phase1 *record, bool reversed)
{
    return (struct ikt_finding_log){.initiator = ikt_log_style_of(record, !reversed),
                                    .responder = ikt_log_style_of(record, reversed)};
}

bool ikt_finding_log_by_initiator(const struct ikt_finding *finding, size_t nth)
{
    return ikt_rule_info(finding->rule)->log[nth].by_initiator != finding->log.reversed;
}

/* IKT_LOG_IOS_12 or _15, or IKT_LOG_FOREIGN. */
static enum ikt_log_style wording_of(const struct ikt_finding *finding, size_t nth, enum ikt_log_style otherwise)
{
    bool by_initiator = ikt_finding_log_by_initiator(finding, nth);
    enum ikt_log_style style = by_initiator ? finding->log.initiator : finding->log.responder;
    if (style != IKT_LOG_IOS)
        return style;
    return otherwise == IKT_LOG_IOS_12 ? IKT_LOG_IOS_12 : IKT_LOG_IOS_15;
}

static bool is_logged(const struct ikt_finding *finding, size_t nth, enum ikt_log_style otherwise)
{
    const struct ikt_log_line *line = &ikt_rule_info(finding->rule)->log[nth];
    enum ikt_log_style wording = wording_of(finding, nth, otherwise);
    return wording != IKT_LOG_FOREIGN && (line->wording == IKT_LOG_IOS || line->wording == wording) &&
           (!line->needs || ikt_named_value_find(finding->values, line->needs, strlen(line->needs)));
}

bool ikt_finding_log_next(const struct ikt_finding *finding, enum ikt_log_style otherwise, size_t *nth)
{
    const struct ikt_log_line *lines = ikt_rule_info(finding->rule)->log;
    while (lines[*nth].line && !is_logged(finding, *nth, otherwise))
        ++*nth;
    return lines[*nth].line;
}

/* Before IOS XE message IDs are signed numbers. */
static struct ikt_named_values in_wording(const struct ikt_finding *finding, enum ikt_log_style wording,
                                          struct ikt_named_value *room)
{
    static const char name[] = "message-id";
    const struct ikt_value *value =
        wording == IKT_LOG_IOS_12 ? ikt_named_value_find(finding->values, name, strlen(name)) : NULL;
    if (value && value->kind != IKT_VALUE_NUMBER)
        value = NULL;
    if (value)
        *room = (struct ikt_named_value){name, {.kind = IKT_VALUE_SIGNED, .is.number = value->is.number}};
    return (struct ikt_named_values){value ? 1 : 0, room, finding->values};
}

void ikt_finding_log_write(const struct ikt_finding *finding, enum ikt_log_style otherwise, size_t nth, ikt_write write,
                           void *user)
{
    struct ikt_named_value room = {0};
    const struct ikt_named_values values = in_wording(finding, wording_of(finding, nth, otherwise), &room);
    ikt_line_write(ikt_rule_info(finding->rule)->log[nth].line, &values, write, user);
}
