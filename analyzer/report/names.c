/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

const char *ikt_report_transform_name(const struct ikt_transform *transform)
{
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        return ikt_ah_transform_name(transform->id);
    case IKT_PROTOCOL_ESP:
        return ikt_esp_transform_name(transform->id);
    case IKT_PROTOCOL_IPCOMP:
        return ikt_ipcomp_transform_name(transform->id);
    default:
        return NULL;
    }
}
