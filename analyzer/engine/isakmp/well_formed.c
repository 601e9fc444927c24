/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/message.h"

/*
 * Problems that senders of real messages have, too: they stand inside of a payload whose frame is sound, so they say
 * nothing about the key. Everything else is what decryption with a wrong key looks like.
 */
static bool sender_may_have(enum ikt_problem_kind kind)
{
    switch (kind) {
    case IKT_PROBLEM_RESERVED_FIELD_NOT_ZERO:
    case IKT_PROBLEM_DOI_UNKNOWN:
    case IKT_PROBLEM_SITUATION_UNSUPPORTED:
    case IKT_PROBLEM_SPI_SIZE_UNUSUAL:
    case IKT_PROBLEM_TRANSFORM_COUNT_MISMATCH:
    case IKT_PROBLEM_ATTRIBUTE_REPEATED:
    case IKT_PROBLEM_ATTRIBUTE_VALUE_UNREADABLE:
    case IKT_PROBLEM_LIFE_TYPE_UNKNOWN:
    case IKT_PROBLEM_LIFE_TYPE_WITHOUT_DURATION:
    case IKT_PROBLEM_LIFE_DURATION_WITHOUT_TYPE:
    case IKT_PROBLEM_ID_TYPE_UNKNOWN:
    case IKT_PROBLEM_ID_MASK_NOT_CONTIGUOUS:
    case IKT_PROBLEM_ID_RANGE_REVERSED:
    case IKT_PROBLEM_DELETE_SPI_COUNT_MISMATCH:
        return true;
    default:
        return false;
    }
}

/*
 * What chance produces this? A single payload that fills a random plaintext needs next = 0 (2^-8), reserved = 0 (2^-8)
 * and a length within a block of the end (2^-12): 2^-28. A longer chain needs more zeros, a known type and a length
 * that fits for each further payload, and is rarer still.
 */
bool ikt_message_well_formed(const struct ikt_message *message, unsigned block_size)
{
    if (!message->opened || message->truncated || message->payload_count == 0 || message->padding.length > block_size)
        return false;
    for (size_t i = 0; i < message->problem_count; i++)
        if (!sender_may_have(message->problems[i].kind))
            return false;
    return true;
}
