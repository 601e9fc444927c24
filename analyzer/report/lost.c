/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lost.h"

/* A HASH alone, closed for no other reason than that the message before it is missing: a key opened another one. */
static bool is_lost_whole(const struct ikt_seen *seen, size_t count, size_t nth)
{
    bool opened = false;

    if (seen[nth].name != IKT_QUICK3 || seen[nth].decryption != IKT_DECRYPTION_NO_KEY)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (seen[i].name == IKT_QUICK2)
            return false;
        opened |= seen[i].decryption <= IKT_DECRYPTION_PARTIAL;
    }
    return opened;
}

uint32_t ikt_report_lost(const struct ikt_seen *seen, size_t count, size_t nth)
{
    const struct ikt_message *message = seen[nth].message;

    if (message == NULL || seen[nth].duplicate_of != 0)
        return 0;
    return is_lost_whole(seen, count, nth) ? (uint32_t)message->ciphertext.length : message->lost;
}

/* Do the keys or an answer to it say that it is the first message of its Quick Mode? */
static bool is_first(const struct ikt_seen *seen, size_t count, size_t nth)
{
    bool first = seen[nth].quick_number == 1;

    for (size_t i = nth; i < count && !first; i++)
        first = seen[i].name == IKT_QUICK2 || seen[i].name == IKT_NOTIFY;
    return first;
}

const char *ikt_report_lost_because(const struct ikt_seen *seen, size_t count, size_t nth)
{
    static const char after_phase1[] = "the end of phase 1 is not in this capture",
                      after_another[] = "the message before it is not in this capture",
                      after_ke[] = "a KE payload of phase 1 is not in this capture",
                      after_either[] = "the message before it, or the end of phase 1, is not in this capture";

    if (ikt_report_lost(seen, count, nth) == 0)
        return NULL;
    switch (seen[nth].name) {
    case IKT_MAIN5:
    case IKT_AGGRESSIVE3:
        return after_ke;
    case IKT_MAIN6:
    case IKT_QUICK2:
    case IKT_QUICK3:
    case IKT_QUICK4:
        return after_another;
    case IKT_QUICK1:
        return is_first(seen, count, nth) ? after_phase1 : after_either;
    case IKT_TRANSACTION:
        return after_either;
    default:
        return after_phase1;
    }
}
