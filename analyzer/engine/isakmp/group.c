/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/group.h"

#include <glib.h>

#include "iketriage/isakmp.h"

static const struct group {
    int number;
    unsigned bits; /* of the prime */
    bool is_curve;
} groups[] = {
    {IKT_GROUP_MODP_768, 768, false},       {IKT_GROUP_MODP_1024, 1024, false},
    {IKT_GROUP_MODP_1536, 1536, false},     {IKT_GROUP_MODP_2048, 2048, false},
    {IKT_GROUP_MODP_3072, 3072, false},     {IKT_GROUP_MODP_4096, 4096, false},
    {IKT_GROUP_MODP_6144, 6144, false},     {IKT_GROUP_MODP_8192, 8192, false},
    {IKT_GROUP_ECP_256, 256, true},         {IKT_GROUP_ECP_384, 384, true},
    {IKT_GROUP_ECP_521, 521, true},         {IKT_GROUP_MODP_1024_160, 1024, false},
    {IKT_GROUP_MODP_2048_224, 2048, false}, {IKT_GROUP_MODP_2048_256, 2048, false},
    {IKT_GROUP_ECP_192, 192, true},         {IKT_GROUP_ECP_224, 224, true},
    {IKT_GROUP_BRAINPOOL_224, 224, true},   {IKT_GROUP_BRAINPOOL_256, 256, true},
    {IKT_GROUP_BRAINPOOL_384, 384, true},   {IKT_GROUP_BRAINPOOL_512, 512, true},
};

static const struct group *find(int number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (groups[i].number == number)
            return &groups[i];
    return NULL;
}

size_t ikt_group_prime_size(int group)
{
    const struct group *found = find(group);
    return found ? (found->bits + 7) / 8 : 0;
}

bool ikt_group_is_curve(int group)
{
    const struct group *found = find(group);
    return found && found->is_curve;
}

/* RFC 5903 section 7, RFC 6932 section 2: x | y */
unsigned ikt_group_ke_size(unsigned group)
{
    if (group > G_MAXINT)
        return 0;
    return (unsigned)ikt_group_prime_size((int)group) * (ikt_group_is_curve((int)group) ? 2 : 1);
}
