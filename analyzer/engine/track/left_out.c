/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/triage.h"

const struct ikt_left_out_words *ikt_left_out_words(enum ikt_left_out which)
{
    static const struct ikt_left_out_words words[] = {
#define IKT_LEFT_OUT(symbol, key, before, after) {key, before, after},
#include "iketriage/left_out.def"
#undef IKT_LEFT_OUT
    };
    return &words[which];
}
