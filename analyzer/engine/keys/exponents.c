/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/exponents.h"

#include "base/hash.h"
#include "crypto/dh_group.h"

/* What one exponent makes in one group. */
struct power {
    const struct ikt_key *key; /* this and the group name it in the table */
    int group;
    struct ikt_secret *public;                      /* g^x, NULL when the exponent is none of the group */
    unsigned count;                                 /* of peers */
    struct ikt_secret *theirs[IKT_EXPONENT_PEERS];  /* their public values */
    struct ikt_secret *secrets[IKT_EXPONENT_PEERS]; /* g^xy, NULL when theirs is none of the group */
};

struct ikt_exponents {
    GMutex lock;
    GHashTable *powers; /* struct power, owned */
};

static guint power_hash(gconstpointer key)
{
    const struct power *power = key;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, power->key->ordinal);
    ikt_hasher_add_number(&hasher, (uint64_t)power->group);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean power_equal(gconstpointer a, gconstpointer b)
{
    const struct power *one = a, *other = b;
    return one->key == other->key && one->group == other->group;
}

static void free_power(gpointer data)
{
    struct power *power = data;
    ikt_secret_free(power->public);
    for (unsigned i = 0; i < power->count; i++) {
        ikt_secret_free(power->theirs[i]);
        ikt_secret_free(power->secrets[i]);
    }
    g_free(power);
}

struct ikt_exponents *ikt_exponents_new(void)
{
    struct ikt_exponents *exponents = g_new0(struct ikt_exponents, 1);
    g_mutex_init(&exponents->lock);
    exponents->powers = g_hash_table_new_full(power_hash, power_equal, free_power, NULL);
    return exponents;
}

void ikt_exponents_free(struct ikt_exponents *exponents)
{
    g_hash_table_unref(exponents->powers);
    g_mutex_clear(&exponents->lock);
    g_free(exponents);
}

static struct power *power_of(GHashTable *powers, const struct ikt_key *key, int group)
{
    const struct power wanted = {.key = key, .group = group};
    struct power *power = g_hash_table_lookup(powers, &wanted);
    if (power)
        return power;
    power = g_new(struct power, 1);
    *power = wanted;
    power->public = ikt_group_public(group, ikt_secret_bytes(key->secret));
    g_hash_table_add(powers, power);
    return power;
}

/* NULL as well when there were too many peers. */
static const struct ikt_secret *secret_with(struct power *power, struct ikt_bytes theirs)
{
    for (unsigned i = 0; i < power->count; i++)
        if (ikt_bytes_equal(ikt_secret_bytes(power->theirs[i]), theirs))
            return power->secrets[i];
    if (power->count == IKT_EXPONENT_PEERS)
        return NULL;
    unsigned at = power->count++;
    power->theirs[at] = ikt_secret_new(theirs);
    power->secrets[at] = ikt_group_secret(power->group, theirs, ikt_secret_bytes(power->key->secret));
    return power->secrets[at];
}

struct ikt_secret *ikt_exponents_secret(struct ikt_exponents *exponents, const struct ikt_key *key, int group,
                                        const struct ikt_bytes ke[static 2])
{
    const struct ikt_secret *secret = NULL;
    if (ke[0].length == 0 || ke[1].length == 0)
        return NULL;
    g_mutex_lock(&exponents->lock);
    struct power *power = power_of(exponents->powers, key, group);
    for (unsigned side = 0; power->public && side < 2 && !secret; side++)
        if (ikt_bytes_equal(ikt_secret_bytes(power->public), ke[side]))
            secret = secret_with(power, ke[1 - side]);
    struct ikt_secret *copy = secret ? ikt_secret_new(ikt_secret_bytes(secret)) : NULL;
    g_mutex_unlock(&exponents->lock);
    return copy;
}
