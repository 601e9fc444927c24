/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/pair_documents.h"

#include "model/model.h"

struct ikt_ref ikt_pair_ref(const struct ikt_pair_router *router, unsigned line, bool suspect)
{
    return (struct ikt_ref){
        .number = line, .source = router->config, .kind = IKT_REF_CONFIG, .suspect = suspect ? 1 : 0};
}

bool ikt_pair_speaks_for(const struct ikt_pair_router *router, enum ikt_vendor vendor)
{
    return router->router && (vendor == IKT_VENDOR_UNKNOWN || vendor == ikt_model_vendor(router->router));
}
