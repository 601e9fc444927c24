/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/wording.h"

#include <glib.h>

static const struct {
    const char *brief, *full;
} message_names[IKT_MESSAGE_NAME_COUNT] = {
    [IKT_MAIN1] = {"MM1", "Main Mode 1 of 6"},
    [IKT_MAIN2] = {"MM2", "Main Mode 2 of 6"},
    [IKT_MAIN3] = {"MM3", "Main Mode 3 of 6"},
    [IKT_MAIN4] = {"MM4", "Main Mode 4 of 6"},
    [IKT_MAIN5] = {"MM5", "Main Mode 5 of 6"},
    [IKT_MAIN6] = {"MM6", "Main Mode 6 of 6"},
    [IKT_AGGRESSIVE1] = {"AM1", "Aggressive Mode 1 of 3"},
    [IKT_AGGRESSIVE2] = {"AM2", "Aggressive Mode 2 of 3"},
    [IKT_AGGRESSIVE3] = {"AM3", "Aggressive Mode 3 of 3"},
    [IKT_BASE1] = {"BM1", "Base Mode 1 of 4"},
    [IKT_BASE2] = {"BM2", "Base Mode 2 of 4"},
    [IKT_BASE3] = {"BM3", "Base Mode 3 of 4"},
    [IKT_BASE4] = {"BM4", "Base Mode 4 of 4"},
    [IKT_QUICK1] = {"QM1", "Quick Mode 1 of 3"},
    [IKT_QUICK2] = {"QM2", "Quick Mode 2 of 3"},
    [IKT_QUICK3] = {"QM3", "Quick Mode 3 of 3"},
    [IKT_QUICK4] = {"QM4", "Quick Mode 4, the answer to the commit bit"},
    [IKT_TRANSACTION] = {"transaction", "Transaction"},
    [IKT_NEW_GROUP] = {"new group", "New Group Mode"},
    [IKT_INFORMATIONAL] = {"informational", "Informational"},
    [IKT_NOTIFY] = {"notify", "Error notify"},
    [IKT_DELETE] = {"delete", "Delete"},
    [IKT_MESSAGE_OTHER] = {"message", "Other message"},
};

const char *ikt_message_name_brief(enum ikt_message_name name)
{
    return name < IKT_MESSAGE_NAME_COUNT ? message_names[name].brief : NULL;
}

const char *ikt_message_name_full(enum ikt_message_name name)
{
    return name < IKT_MESSAGE_NAME_COUNT ? message_names[name].full : NULL;
}

const char *ikt_decryption_text(enum ikt_decryption decryption)
{
    static const char *const texts[IKT_DECRYPTION_COUNT] = {
        [IKT_DECRYPTION_VERIFIED] = "decrypted, and every HASH fits",
        [IKT_DECRYPTION_DECRYPTED] = "decrypted, without a key to check a HASH with",
        [IKT_DECRYPTION_PARTIAL] = "decrypted but for a first block",
        [IKT_DECRYPTION_NO_KEY] = "encrypted, not readable with the keys given",
        [IKT_DECRYPTION_BAD_KEY] = "encrypted, and the key given does not fit",
        [IKT_DECRYPTION_CLEARTEXT] = "in clear",
    };
    return decryption < IKT_DECRYPTION_COUNT ? texts[decryption] : NULL;
}

const char *ikt_missing_key_name(enum ikt_missing_key missing)
{
    switch (missing) {
    case IKT_MISSING_NOTHING:
        break;
    case IKT_MISSING_ALL:
        return "any";
    case IKT_MISSING_DH:
        return "dh-secret";
    case IKT_MISSING_PSK:
        return "psk";
    case IKT_MISSING_PHASE1:
        return "phase1";
    case IKT_MISSING_SUPPORT:
        return "support";
    case IKT_MISSING_TRIAL:
        return "trial";
    }
    return NULL;
}

const char *ikt_missing_key_text(enum ikt_missing_key missing, bool phase1_captured)
{
    switch (missing) {
    case IKT_MISSING_NOTHING:
        break;
    case IKT_MISSING_ALL:
        return phase1_captured
                   ? "No key was given for this pair. A preshared key alone would not do (RFC 2409 section 5): g^xy, "
                     "SKEYID_e or Ka is needed."
                   : "No key was given, and phase 1 is not in this capture, so that only SKEYID_e or Ka would open it.";
    case IKT_MISSING_DH:
        return "A preshared key alone opens nothing here (RFC 2409 section 5): g^xy, SKEYID_e or Ka is needed too.";
    case IKT_MISSING_PSK:
        return "g^xy was given, but no preshared key for this pair that goes with it.";
    case IKT_MISSING_PHASE1:
        return "A key was given, but phase 1 is not in this capture, or not whole, and the key is derived from its "
               "nonces and KE: SKEYID_e or Ka is needed.";
    case IKT_MISSING_SUPPORT:
        return "Keys for this authentication method, group or cipher cannot be derived from what was given: Ka is "
               "needed.";
    case IKT_MISSING_TRIAL:
        return "Not every key that may be this pair's was tried: in one capture keys may cost two seconds, and a "
               "second more for ten million octets of IKE. Whether one fits is not known.";
    }
    return NULL;
}

const char *ikt_missing_key_source(enum ikt_missing_key missing)
{
    switch (missing) {
    case IKT_MISSING_NOTHING:
        break;
    case IKT_MISSING_ALL:
    case IKT_MISSING_DH:
        return "IOS shows none of it. A strongSwan peer logs it with ike = 4, libreswan in its private debug log.";
    case IKT_MISSING_PSK:
        return "On IOS: show running-config | include isakmp key.";
    case IKT_MISSING_PHASE1:
        return "A capture from the first message on will do as well (clear crypto session remote ADDRESS).";
    case IKT_MISSING_SUPPORT:
        return "IOS does not show it; the other peer may log it.";
    case IKT_MISSING_TRIAL:
        return "Name the two peers before a preshared key's colon, leave out keys of others, or look at this pair "
               "alone (--peer).";
    }
    return NULL;
}

char *ikt_missing_key_line(const struct ikt_phase1 *record)
{
    if (record->missing == IKT_MISSING_NOTHING || record->missing == IKT_MISSING_TRIAL)
        return NULL;
    if (record->missing == IKT_MISSING_PSK) {
        char initiator[IKT_ADDRESS_TEXT], responder[IKT_ADDRESS_TEXT];
        return g_strdup_printf("%s %s : PSK \"...\"",
                               ikt_address_format(&record->initiator.endpoint.address, initiator),
                               ikt_address_format(&record->responder.endpoint.address, responder));
    }
    const bool no_dh = record->missing == IKT_MISSING_ALL || record->missing == IKT_MISSING_DH;
    const bool captured = record->exchange != IKT_ABSENT;
    g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->initiator_cookie, IKT_COOKIE_SIZE});
    return g_strdup_printf("%s : %s 0x...", cookie, no_dh && captured ? "SKEYID_e" : "KA");
}
