/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include "lost.h"
#include "text_event.h"

/* Under the column of the sentence, a little deeper. */
#define LINE_INDENT 17

static const char *const decryption_words[IKT_DECRYPTION_COUNT] = {
    [IKT_DECRYPTION_VERIFIED] = "verified: decrypted, and every HASH fits",
    [IKT_DECRYPTION_DECRYPTED] = "decrypted, without a key to check a HASH with",
    [IKT_DECRYPTION_PARTIAL] = "partial: a first block is lost, the rest is read",
    [IKT_DECRYPTION_NO_KEY] = "no-key: encrypted, not readable with the keys given",
    [IKT_DECRYPTION_BAD_KEY] = "bad-key: a key was given and does not fit",
    [IKT_DECRYPTION_CLEARTEXT] = "cleartext: nothing was encrypted",
};

#define WHERE                                                                                                          \
    "IOS shows none of it. A strongSwan peer logs it with ike = 4, libreswan in its private debug log. Then, in a "    \
    "--keys file:"

/* Each ends in what the line below it completes. */
static const char *const missing_sentences[] = {
    [IKT_MISSING_ALL] = "No key was given for this pair. A preshared key alone would not do (RFC 2409 section 5): "
                        "g^xy, SKEYID_e or Ka is needed. " WHERE,
    [IKT_MISSING_DH] = "A preshared key alone opens nothing here (RFC 2409 section 5): g^xy, SKEYID_e or Ka is needed "
                       "too. " WHERE,
    [IKT_MISSING_PSK] = "g^xy was given, but no preshared key for this pair that goes with it (show running-config | "
                        "include isakmp key). In a --keys file:",
    [IKT_MISSING_PHASE1] = "A key was given, but phase 1 is not in this capture, or not whole, and the key is "
                           "derived from its nonces and KE. Capture again from the first message (clear crypto "
                           "isakmp), or put SKEYID_e or Ka into a --keys file:",
    [IKT_MISSING_SUPPORT] = "Keys for this authentication method, group or cipher cannot be derived from what was "
                            "given. If the peer logs Ka, in a --keys file:",
};
static const char no_key_no_phase1[] = "No key was given, and phase 1 is not in this capture, so that only SKEYID_e "
                                       "or Ka would open it. " WHERE;

const char *ikt_text_decryption(enum ikt_decryption decryption)
{
    return decryption_words[decryption];
}

void ikt_text_missing_key(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    if (record->missing == IKT_MISSING_NOTHING)
        return;
    bool captured = record->exchange != IKT_ABSENT;
    bool no_dh = record->missing == IKT_MISSING_ALL || record->missing == IKT_MISSING_DH;
    bool bare = record->missing == IKT_MISSING_ALL && !captured;
    ikt_layout_field(layout, "key missing", bare ? no_key_no_phase1 : missing_sentences[record->missing]);
    g_autofree char *line = NULL;
    if (record->missing == IKT_MISSING_PSK) {
        char initiator[IKT_ADDRESS_TEXT], responder[IKT_ADDRESS_TEXT];
        line =
            g_strdup_printf("%s %s : PSK \"...\"", ikt_address_format(&record->initiator.endpoint.address, initiator),
                            ikt_address_format(&record->responder.endpoint.address, responder));
    } else {
        g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->initiator_cookie, IKT_COOKIE_SIZE});
        line = g_strdup_printf("%s : %s 0x...", cookie, no_dh && captured ? "SKEYID_e" : "KA");
    }
    ikt_layout_paste(layout, LINE_INDENT, line);
}

void ikt_text_lost(const struct ikt_layout *layout, const struct ikt_seen *seen, size_t count)
{
    const char *label = "lost";
    for (size_t i = 0; i < count; i++) {
        const char *because = ikt_report_lost_because(seen, count, i);
        uint32_t octets = ikt_report_lost(seen, count, i);
        bool said = because == NULL;
        for (size_t j = 0; j < i && !said; j++)
            said = ikt_report_lost_because(seen, count, j) == because && ikt_report_lost(seen, count, j) == octets;
        if (said)
            continue;
        g_autoptr(GArray) alike = g_array_new(FALSE, FALSE, sizeof *seen);
        for (size_t j = i; j < count; j++) {
            if (ikt_report_lost_because(seen, count, j) == because && ikt_report_lost(seen, count, j) == octets)
                g_array_append_val(alike, seen[j]);
        }
        g_autofree char *messages = ikt_text_messages((const struct ikt_seen *)(void *)alike->data, alike->len);
        g_autofree char *text = g_strdup_printf("the first %u octets of %s: %s", octets, messages, because);
        ikt_layout_field(layout, label, text);
        label = "";
    }
}
