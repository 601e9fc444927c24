/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads messages as hex and the length that they had on the wire, one a line, and writes what was decoded as words, one
 * message a line: for a script that compares it with another source. Encrypted messages show their header alone.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "iketriage/message.h"

static void dump_hex(const char *key, struct ikt_bytes octets)
{
    g_autofree char *hex = ikt_bytes_hex(octets);
    printf(" %s=%s", key, hex);
}

static void dump_number(const char *key, int64_t value)
{
    if (value != IKT_ABSENT)
        printf(" %s=%" PRId64, key, value);
}

static void dump_transform(const struct ikt_transform *transform)
{
    printf(" transform=%u,%u", transform->number, transform->id);
    dump_number("encryption", transform->encryption);
    dump_number("hash", transform->hash);
    dump_number("authentication", transform->authentication);
    dump_number("group", transform->group);
    dump_number("key_bits", transform->key_bits);
    dump_number("life_seconds", transform->life_seconds);
    dump_number("life_kilobytes", transform->life_kilobytes);
    dump_number("encapsulation", transform->encapsulation);
    dump_number("integrity", transform->integrity);
}

static void dump_sa(const struct ikt_sa *sa)
{
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        printf(" proposal=%u,%u", proposal->number, proposal->protocol);
        dump_hex("spi", proposal->spi);
        for (size_t k = 0; k < proposal->transform_count; k++)
            dump_transform(&proposal->transforms[k]);
    }
}

static void dump_payload(const struct ikt_payload *payload)
{
    printf(" payload=%u", payload->type);
    if (payload->type == IKT_PAYLOAD_SA) {
        dump_sa(&payload->sa);
    } else if (payload->type == IKT_PAYLOAD_ID || ikt_payload_is_nat_oa(payload->type)) {
        g_autofree char *name = ikt_identity_name(&payload->id);
        printf(" id=%u,%u,%u,%s", payload->id.type, payload->id.protocol, payload->id.port, name);
    } else if (payload->type == IKT_PAYLOAD_NOTIFY) {
        printf(" notify=%u,%u", payload->notify.protocol, payload->notify.type);
        dump_hex("spi", payload->notify.spi);
        dump_hex("data", payload->notify.data);
    } else if (payload->type == IKT_PAYLOAD_DELETE) {
        printf(" delete=%u", payload->deletion.protocol);
        dump_hex("spis", payload->deletion.spis);
    } else {
        dump_hex("body", payload->body);
    }
}

static void dump_message(struct ikt_bytes octets, size_t wire_length)
{
    struct ikt_message *message = ikt_message_decode(octets, wire_length);
    printf("exchange=%u encrypted=%d message_id=%08x length=%u", message->header.exchange, message->encrypted,
           message->header.message_id, message->header.length);
    for (size_t i = 0; i < message->problem_count; i++)
        printf(" problem=%s", ikt_problem_name(message->problems[i].kind));
    for (size_t i = 0; i < message->payload_count; i++)
        dump_payload(&message->payloads[i]);
    putchar('\n');
    ikt_message_unref(message);
}

int main(void)
{
    static char line[2 * 65536 + 2];
    while (fgets(line, sizeof(line), stdin) != NULL) {
        g_autoptr(GByteArray) octets = g_byte_array_new();
        const char *at;
        for (at = line; g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]); at += 2) {
            uint8_t octet = (uint8_t)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
            g_byte_array_append(octets, &octet, 1);
        }
        dump_message((struct ikt_bytes){octets->len > 0 ? octets->data : NULL, octets->len},
                     (size_t)g_ascii_strtoull(at, NULL, 10));
    }
    return 0;
}
