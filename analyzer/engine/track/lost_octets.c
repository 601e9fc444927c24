/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/lost_octets.h"

/* What the other messages of the exchange say, gathered once. */
struct around {
    bool opened;       /* a key opened one of them */
    bool second;       /* QM2 is among them */
    size_t after_last; /* of the last one that answers QM1, counted from 1; 0: none */
};

static struct around look_around(const struct ikt_seen *seen, size_t count)
{
    struct around around = {0};
    for (size_t i = 0; i < count; i++) {
        around.opened |= seen[i].decryption <= IKT_DECRYPTION_PARTIAL;
        around.second |= seen[i].name == IKT_QUICK2;
        if (seen[i].name == IKT_QUICK2 || seen[i].name == IKT_NOTIFY)
            around.after_last = i + 1;
    }
    return around;
}

/* QM3 is nothing but a HASH, which no IV opens where QM2 is missing, although a key opened another message. */
static bool is_lost_whole(const struct ikt_seen *message, const struct around *around)
{
    return message->name == IKT_QUICK3 && message->decryption == IKT_DECRYPTION_NO_KEY && !around->second &&
           around->opened;
}

static uint32_t lost_octets(const struct ikt_seen *message, const struct around *around)
{
    if (!message->message || message->duplicate_of != 0)
        return 0;
    return is_lost_whole(message, around) ? (uint32_t)message->message->ciphertext.length : message->message->lost;
}

/* first: the keys, or an answer to it, say that it is the first message of its Quick Mode. */
static const char *cause(enum ikt_message_name name, bool first)
{
    static const char after_phase1[] = "the end of phase 1 is not in this capture",
                      after_another[] = "the message before it is not in this capture",
                      after_ke[] = "a KE payload of phase 1 is not in this capture",
                      after_either[] = "the message before it, or the end of phase 1, is not in this capture";
    switch (name) {
    case IKT_MAIN5:
    case IKT_AGGRESSIVE3:
        return after_ke;
    case IKT_MAIN6:
    case IKT_QUICK2:
    case IKT_QUICK3:
    case IKT_QUICK4:
        return after_another;
    case IKT_QUICK1:
        return first ? after_phase1 : after_either;
    case IKT_TRANSACTION:
        return after_either;
    default:
        return after_phase1;
    }
}

void ikt_lost_octets(const struct ikt_seen *seen, size_t count, GArray *rows)
{
    const struct around around = look_around(seen, count);
    for (size_t i = 0; i < count; i++) {
        const uint32_t octets = lost_octets(&seen[i], &around);
        if (octets == 0)
            continue;
        const bool first = seen[i].quick_number == 1 || around.after_last > i;
        const struct ikt_lost row = {&seen[i], octets, cause(seen[i].name, first)};
        g_array_append_val(rows, row);
    }
}
