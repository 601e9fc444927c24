/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/key_work.h"

#include "base/hash.h"
#include "crypto/dh_group.h"
#include "isakmp/group.h"

#define OCTETS_HASHED 10 /* for a tenth of a microsecond: SHA-512 without help of the processor takes as long */

/* Powers that are remembered; when there are more, all are forgotten, and paid for again when they are wanted. */
#define POWERS_MAX 8192

/* What one exponent makes in one group of a base. */
struct power {
    const struct ikt_key *key;
    int group;
    GBytes *theirs;            /* the other side's public value; NULL: g^x */
    struct ikt_secret *result; /* NULL: the exponent or theirs is none of the group */
};

struct ikt_key_work {
    unsigned references;
    struct ikt_keyring *keyring;
    uint64_t pool;
    struct ikt_vault *vault;
    struct ikt_made_skeyids *skeyids;
    GHashTable *powers; /* struct power, owned */
    GPtrArray *row;     /* see ikt_key_work_row */
    GPtrArray *ciphers; /* struct ikt_cipher, owned: one for each length of key, some dozens at most */
};

static void free_cipher(gpointer cipher)
{
    ikt_cipher_free(cipher);
}

static struct ikt_bytes view(GBytes *bytes)
{
    struct ikt_bytes out = {NULL, 0};
    if (bytes)
        out.data = g_bytes_get_data(bytes, &out.length);
    return out;
}

static guint power_hash(gconstpointer key)
{
    const struct power *power = key;
    const struct ikt_bytes theirs = view(power->theirs);
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, power->key->ordinal);
    ikt_hasher_add_number(&hasher, (uint64_t)power->group);
    ikt_hasher_add(&hasher, theirs.data, theirs.length);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean power_equal(gconstpointer a, gconstpointer b)
{
    const struct power *one = a, *other = b;
    return one->key == other->key && one->group == other->group &&
           ikt_bytes_equal(view(one->theirs), view(other->theirs));
}

static void free_power(gpointer data)
{
    struct power *power = data;
    ikt_secret_free(power->result);
    g_clear_pointer(&power->theirs, g_bytes_unref);
    g_free(power);
}

struct ikt_key_work *ikt_key_work_new(struct ikt_keyring *keyring)
{
    struct ikt_key_work *work = g_new0(struct ikt_key_work, 1);
    work->references = 1;
    work->keyring = keyring ? ikt_keyring_ref(keyring) : ikt_keyring_new();
    work->pool = IKT_KEY_POOL;
    work->vault = ikt_vault_new(ikt_keyring_vault(work->keyring));
    work->skeyids = ikt_made_skeyids_new(work->vault);
    work->row = g_ptr_array_new();
    work->ciphers = g_ptr_array_new_with_free_func(free_cipher);
    work->powers = g_hash_table_new_full(power_hash, power_equal, free_power, NULL);
    return work;
}

struct ikt_key_work *ikt_key_work_ref(struct ikt_key_work *work)
{
    work->references++;
    return work;
}

void ikt_key_work_unref(struct ikt_key_work *work)
{
    if (!work || --work->references > 0)
        return;
    g_hash_table_unref(work->powers);
    g_ptr_array_unref(work->ciphers);
    g_ptr_array_unref(work->row);
    ikt_made_skeyids_free(work->skeyids);
    ikt_vault_free(work->vault);
    ikt_keyring_unref(work->keyring);
    g_free(work);
}

const struct ikt_keyring *ikt_key_work_keyring(const struct ikt_key_work *work)
{
    return work->keyring;
}

struct ikt_cipher *ikt_key_work_cipher(struct ikt_key_work *work, int encryption, int key_bits)
{
    for (guint i = 0; i < work->ciphers->len; i++)
        if (ikt_cipher_is(work->ciphers->pdata[i], encryption, key_bits))
            return work->ciphers->pdata[i];
    struct ikt_cipher *cipher = ikt_cipher_new(encryption, key_bits);
    if (cipher)
        g_ptr_array_add(work->ciphers, cipher);
    return cipher;
}

struct ikt_vault *ikt_key_work_vault(const struct ikt_key_work *work)
{
    return work->vault;
}

GPtrArray *ikt_key_work_row(struct ikt_key_work *work)
{
    g_ptr_array_set_size(work->row, 0);
    return work->row;
}

struct ikt_made_skeyids *ikt_key_work_skeyids(const struct ikt_key_work *work)
{
    return work->skeyids;
}

void ikt_key_account_earn(struct ikt_key_account *account, size_t octets)
{
    account->earned += (uint64_t)octets * IKT_COST_EARNED;
}

uint64_t ikt_key_account_left(const struct ikt_key_account *account)
{
    return account->earned + account->work->pool;
}

bool ikt_key_account_pay(struct ikt_key_account *account, uint64_t cost)
{
    if (cost > ikt_key_account_left(account))
        return false;
    const uint64_t own = MIN(cost, account->earned);
    account->earned -= own;
    account->work->pool -= cost - own;
    return true;
}

uint64_t ikt_cost_of_octets(size_t octets)
{
    return octets / OCTETS_HASHED;
}

/*
 * Schoolbook multiplication, as measured with libgcrypt 1.10: 0.5 ms for 768 bits, 4.6 ms for 2048, 0.2 s for 8192,
 * with an exponent as long as the prime; longer numbers do somewhat better than the third power of their length. On
 * curves 0.7 ms for 256 bits, 2.7 ms for 521.
 */
uint64_t ikt_cost_of_power(int group, size_t octets)
{
    const uint64_t size = ikt_group_prime_size(group);
    if (ikt_group_is_curve(group))
        return 1000 + 6 * size * size;
    if (octets > size)
        return 200; /* it is none of the group */
    return 200 + 10 * size * size * octets / (2000 + 3 * size);
}

/* What it makes, NULL as well where it was too dear. */
static const struct ikt_secret *raise_power(struct ikt_key_account *account, const struct power *wanted, bool *too_dear)
{
    GHashTable *powers = account->work->powers;
    const struct ikt_bytes exponent = ikt_secret_bytes(wanted->key->secret);
    struct power *power = g_hash_table_lookup(powers, wanted);
    if (power)
        return power->result;
    if (!ikt_key_account_pay(account, ikt_cost_of_power(wanted->group, exponent.length))) {
        *too_dear = true;
        return NULL;
    }
    if (g_hash_table_size(powers) >= POWERS_MAX)
        g_hash_table_remove_all(powers);
    power = g_new(struct power, 1);
    *power = *wanted;
    if (power->theirs)
        g_bytes_ref(power->theirs);
    power->result = power->theirs ? ikt_group_secret(account->work->vault, power->group, view(power->theirs), exponent)
                                  : ikt_group_public(account->work->vault, power->group, exponent);
    g_hash_table_add(powers, power);
    return power->result;
}

struct ikt_secret *ikt_key_work_dh_secret(struct ikt_key_account *account, const struct ikt_key *key, int group,
                                          const struct ikt_bytes ke[static 2], bool *too_dear)
{
    struct power wanted = {.key = key, .group = group};
    if (ke[0].length == 0 || ke[1].length == 0 || ikt_group_prime_size(group) == 0)
        return NULL;
    const struct ikt_bytes public = ikt_secret_bytes(raise_power(account, &wanted, too_dear));
    const bool first = ikt_bytes_equal(public, ke[0]);
    if (!first && !ikt_bytes_equal(public, ke[1]))
        return NULL;
    wanted.theirs = g_bytes_new(ke[first].data, ke[first].length);
    const struct ikt_secret *secret = raise_power(account, &wanted, too_dear);
    g_bytes_unref(wanted.theirs);
    return secret ? ikt_secret_new(account->work->vault, ikt_secret_bytes(secret)) : NULL;
}
