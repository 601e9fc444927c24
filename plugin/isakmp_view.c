/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp_view.h"

#include <epan/exceptions.h>
#include <epan/show_exception.h>

static dissector_handle_t isakmp;
static int protocol = -1;

void ikt_isakmp_view_init(void)
{
    isakmp = find_dissector("isakmp");
    protocol = proto_get_id_by_filter_name("isakmp");
}

bool ikt_isakmp_view_wanted(proto_tree *tree)
{
    return isakmp && tree && proto_field_is_referenced(tree, protocol);
}

void ikt_isakmp_view_draw(tvbuff_t *message, packet_info *pinfo, proto_tree *tree)
{
    const bool writable = col_get_writable(pinfo->cinfo, -1);
    const char *current = pinfo->current_proto;
    col_set_writable(pinfo->cinfo, -1, FALSE);
    TRY
    {
        call_dissector_only(isakmp, message, pinfo, tree, NULL);
    }
    CATCH_NONFATAL_ERRORS
    {
        show_exception(message, pinfo, tree, EXCEPT_CODE, GET_MESSAGE);
    }
    ENDTRY;
    pinfo->current_proto = current;
    col_set_writable(pinfo->cinfo, -1, writable);
}
