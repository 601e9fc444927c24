/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Crypto Engine Connections
 *
 *        ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address
 *         1  IPsec   AES256+SHA                0        4        4 203.0.113.1
 *         2  IPsec   AES256+SHA                4        0        0 203.0.113.1
 *      1001  IKE     SHA+AES256                0        0        0 203.0.113.1
 *
 * Before 12.4: ID, Interface, IP-Address, State, Algorithm, Encrypt, Decrypt.
 */
#include "ios_page.h"

#include "append.h"

static const char *ike_cipher(int encryption, bool old)
{
    switch (encryption) {
    case IKT_ENCRYPTION_DES_CBC:
        return old ? "DES_56_CB" : "DES";
    case IKT_ENCRYPTION_3DES_CBC:
        return old ? "3DES_56_C" : "3DES";
    case IKT_ENCRYPTION_AES_CBC:
        return old ? "AES_CBC" : "AES";
    default:
        return NULL;
    }
}

static const char *ike_hash(int hash)
{
    static const char *const words[] = {[IKT_HASH_MD5] = "MD5",
                                        [IKT_HASH_SHA1] = "SHA",
                                        [IKT_HASH_SHA2_256] = "SHA256",
                                        [IKT_HASH_SHA2_384] = "SHA384",
                                        [IKT_HASH_SHA2_512] = "SHA512"};
    return hash >= 0 && (size_t)hash < G_N_ELEMENTS(words) ? words[hash] : NULL;
}

struct row {
    const char *type;
    char algorithm[40];
    const char *interface;
    int64_t encrypt, decrypt, last; /* IKT_ABSENT: unknown */
};

/* Right-aligned. */
static void put_count(GString *out, int64_t count)
{
    if (count < 0)
        g_string_append_printf(out, " %8s", ikt_ios_unknown);
    else
        g_string_append_printf(out, " %8" G_GINT64_FORMAT, count);
}

static void put_row(struct ikt_ios_page *page, const struct row *row)
{
    GString *out = page->out;
    char own[IKT_ADDRESS_TEXT];
    ikt_ios_address(&page->own, own);
    const bool old = ikt_ios_page_is_old(page);
    if (old)
        g_string_append_printf(out, "%s %-20s %-15s set    %-19s", ikt_ios_unknown,
                               row->interface ? row->interface : ikt_ios_unknown, own, row->algorithm);
    else
        g_string_append_printf(out, "%s  %-7s %-18s", ikt_ios_unknown, row->type, row->algorithm);
    put_count(out, row->encrypt);
    put_count(out, row->decrypt);
    if (!old) {
        put_count(out, row->last);
        g_string_append_printf(out, " %s", own);
    }
    ikt_append_octet(out, '\n');
}

static void put_pair(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    for (guint i = 0; i < pair->up->len; i++) {
        const struct ikt_ios_quick *quick = g_ptr_array_index(pair->up, i);
        const char *known = quick->chosen_known && !quick->chosen.unknown ? quick->chosen.algorithm : "";
        for (guint j = 0; j < quick->sas->len; j++) {
            const struct ikt_ios_sa *sa = &g_array_index(quick->sas, struct ikt_ios_sa, j);
            const bool inbound = ikt_ios_is_inbound(page, quick, sa);
            struct row row = {.type = "IPsec", .interface = pair->interface};
            g_strlcpy(row.algorithm, sa->protocol == IKT_PROTOCOL_ESP && *known != '\0' ? known : ikt_ios_unknown,
                      sizeof row.algorithm);
            row.encrypt = inbound ? 0 : page->counted ? (int64_t)sa->packets : IKT_ABSENT;
            row.decrypt = !inbound ? 0 : page->counted ? (int64_t)sa->packets : IKT_ABSENT;
            row.last = !inbound ? 0 : page->counted ? (int64_t)sa->last_sequence : IKT_ABSENT;
            put_row(page, &row);
        }
    }
}

static void put_isakmp(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    const bool old = ikt_ios_page_is_old(page);
    const char *cipher = ike_cipher(one->encryption, old), *hash = ike_hash(one->hash);
    struct row row = {.type = "IKE"};
    if (cipher && hash)
        g_snprintf(row.algorithm, sizeof row.algorithm, "%s%s+%s", old ? "HMAC_" : "", hash, cipher);
    else
        g_strlcpy(row.algorithm, ikt_ios_unknown, sizeof row.algorithm);
    if (!old && one->encryption == IKT_ENCRYPTION_AES_CBC && cipher && hash && one->key_bits > 128)
        g_snprintf(row.algorithm, sizeof row.algorithm, "%s+%s%d", hash, cipher, one->key_bits);
    put_row(page, &row);
}

void ikt_ios_show_engine(struct ikt_ios_page *page)
{
    uint64_t more;
    g_autoptr(GPtrArray) pairs = ikt_ios_pairs(page, &more);
    ikt_ios_command(page, "show crypto engine connections active");
    if (ikt_ios_page_is_old(page))
        ikt_ios_put(page->out,
                    "\n  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt\n");
    else
        ikt_ios_put(page->out, "Crypto Engine Connections\n\n"
                               "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n");
    for (guint i = 0; i < pairs->len; i++)
        put_pair(page, g_ptr_array_index(pairs, i));
    for (guint i = 0; i < page->kept->isakmp->len; i++) {
        const struct ikt_ios_isakmp *one = &g_array_index(page->kept->isakmp, struct ikt_ios_isakmp, i);
        const bool wanted = page->options->tunnel == 0 || one->pair == page->kept->pair;
        if (one->up && wanted && ikt_ios_end_at(one->ends, &page->own) >= 0)
            put_isakmp(page, one);
    }
    ikt_append_octet(page->out, '\n');
}
