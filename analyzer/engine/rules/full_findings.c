/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/finding.h"

bool ikt_finding_in_full(const struct ikt_findings *findings, size_t nth)
{
    return nth == 0 || findings->items[nth]->likelihood != IKT_LIKELIHOOD_POSSIBLE;
}
