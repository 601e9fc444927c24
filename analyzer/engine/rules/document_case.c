/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/document_case.h"

struct ikt_value ikt_document_address(const struct ikt_document_side *side)
{
    return ikt_address_of(side->address.family == IKT_FAMILY_NONE ? NULL : &side->address);
}

void ikt_document_ref(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect)
{
    const struct ikt_ref ref = {
        .number = line, .source = side->config, .kind = IKT_REF_CONFIG, .suspect = suspect ? 1 : 0};
    ikt_draft_ref(draft, ref);
}
