/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/exchange.h"

const char *ikt_outcome_name(enum ikt_outcome outcome)
{
    static const char *const names[IKT_OUTCOME_COUNT] = {
        [IKT_OUTCOME_ESTABLISHED] = "established", [IKT_OUTCOME_REJECTED] = "rejected",
        [IKT_OUTCOME_DELETED] = "deleted",         [IKT_OUTCOME_NO_RESPONSE] = "no-response",
        [IKT_OUTCOME_INCOMPLETE] = "incomplete",
    };
    return outcome < IKT_OUTCOME_COUNT ? names[outcome] : NULL;
}

const char *ikt_incomplete_name(enum ikt_incomplete incomplete)
{
    static const char *const names[IKT_INCOMPLETE_COUNT] = {
        [IKT_INCOMPLETE_ONE_DIRECTION] = "one-direction",
        [IKT_INCOMPLETE_BEGINS] = "begins-in-the-middle",
        [IKT_INCOMPLETE_GAP] = "message-missing",
        [IKT_INCOMPLETE_QM3_LOST] = "qm3-lost",
        [IKT_INCOMPLETE_ENDS] = "ends-in-the-middle",
        [IKT_INCOMPLETE_STOPS] = "given-up",
        [IKT_INCOMPLETE_EVICTED] = "evicted",
    };
    return incomplete < IKT_INCOMPLETE_COUNT ? names[incomplete] : NULL;
}

const char *ikt_incomplete_text(enum ikt_incomplete incomplete)
{
    static const char *const texts[IKT_INCOMPLETE_COUNT] = {
        [IKT_INCOMPLETE_ONE_DIRECTION] = "the capture shows one direction",
        [IKT_INCOMPLETE_BEGINS] = "the capture begins in the middle",
        [IKT_INCOMPLETE_GAP] = "a message in between was not captured",
        [IKT_INCOMPLETE_QM3_LOST] = "message 3 is lost",
        [IKT_INCOMPLETE_ENDS] = "the capture ends in the middle",
        [IKT_INCOMPLETE_STOPS] = "neither peer goes on, though the capture does",
        [IKT_INCOMPLETE_EVICTED] = "more went on at once than is kept",
    };
    return incomplete < IKT_INCOMPLETE_COUNT ? texts[incomplete] : NULL;
}

const char *ikt_ended_name(enum ikt_ended ended)
{
    switch (ended) {
    case IKT_ENDED_DELETED:
        return "deleted";
    case IKT_ENDED_SUPERSEDED:
        return "superseded";
    case IKT_ENDED_NOT:
        break;
    }
    return NULL;
}

const char *ikt_decryption_name(enum ikt_decryption decryption)
{
    static const char *const names[IKT_DECRYPTION_COUNT] = {
        [IKT_DECRYPTION_VERIFIED] = "verified", [IKT_DECRYPTION_DECRYPTED] = "decrypted",
        [IKT_DECRYPTION_PARTIAL] = "partial",   [IKT_DECRYPTION_NO_KEY] = "no-key",
        [IKT_DECRYPTION_BAD_KEY] = "bad-key",   [IKT_DECRYPTION_CLEARTEXT] = "cleartext",
    };
    return decryption < IKT_DECRYPTION_COUNT ? names[decryption] : NULL;
}

const char *ikt_message_name_text(enum ikt_message_name name)
{
    static const char *const names[IKT_MESSAGE_NAME_COUNT] = {
        [IKT_MAIN1] = "main1",
        [IKT_MAIN2] = "main2",
        [IKT_MAIN3] = "main3",
        [IKT_MAIN4] = "main4",
        [IKT_MAIN5] = "main5",
        [IKT_MAIN6] = "main6",
        [IKT_AGGRESSIVE1] = "aggressive1",
        [IKT_AGGRESSIVE2] = "aggressive2",
        [IKT_AGGRESSIVE3] = "aggressive3",
        [IKT_BASE1] = "base1",
        [IKT_BASE2] = "base2",
        [IKT_BASE3] = "base3",
        [IKT_BASE4] = "base4",
        [IKT_QUICK1] = "quick1",
        [IKT_QUICK2] = "quick2",
        [IKT_QUICK3] = "quick3",
        [IKT_QUICK4] = "quick4",
        [IKT_TRANSACTION] = "transaction",
        [IKT_NEW_GROUP] = "new_group",
        [IKT_INFORMATIONAL] = "informational",
        [IKT_NOTIFY] = "notify",
        [IKT_DELETE] = "delete",
        [IKT_MESSAGE_OTHER] = "other",
    };
    return name < IKT_MESSAGE_NAME_COUNT ? names[name] : NULL;
}
