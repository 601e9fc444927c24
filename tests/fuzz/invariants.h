/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds of every decoded message, whatever the octets were. Each check aborts where it fails.
 */
#ifndef IKT_TEST_INVARIANTS_H
#define IKT_TEST_INVARIANTS_H

#include <string.h>

#include <glib.h>

#include "isakmp/decoding.h"
#include "iketriage/message.h"

static inline void check_view(const struct ikt_message *message, struct ikt_bytes view)
{
    uint8_t sum = 0;
    g_assert_true(view.length == 0 || view.data != NULL);
    if (view.length == 0)
        return;
    g_assert_true(view.data >= message->octets.data);
    g_assert_true(view.data + view.length <= message->octets.data + message->octets.length);
    for (size_t i = 0; i < view.length; i++)
        sum = (uint8_t)(sum + view.data[i]);
    (void)sum;
}

static inline void check_attributes(const struct ikt_message *message, const struct ikt_attribute *attributes,
                                    size_t count)
{
    g_assert_cmpuint(count, <=, IKT_MAX_ELEMENTS);
    for (size_t i = 0; i < count; i++) {
        check_view(message, attributes[i].octets);
        g_assert_cmpint(attributes[i].value, >=, IKT_ABSENT);
        g_assert_true(!attributes[i].basic || attributes[i].octets.length == 2);
        g_assert_cmpuint(attributes[i].offset, <, message->octets.length);
    }
}

static inline void check_sa(const struct ikt_message *message, const struct ikt_sa *sa)
{
    g_assert_cmpuint(sa->proposal_count, <=, IKT_MAX_ELEMENTS);
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        check_view(message, proposal->spi);
        g_assert_cmpuint(proposal->offset, <, message->octets.length);
        g_assert_cmpuint(proposal->transform_count, <=, IKT_MAX_ELEMENTS);
        for (size_t k = 0; k < proposal->transform_count; k++) {
            g_assert_cmpuint(proposal->transforms[k].protocol, ==, proposal->protocol);
            g_assert_cmpuint(proposal->transforms[k].offset, <, message->octets.length);
            check_attributes(message, proposal->transforms[k].attributes, proposal->transforms[k].attribute_count);
        }
    }
}

static inline void check_identity(const struct ikt_message *message, const struct ikt_identity *id)
{
    g_autofree char *text = ikt_identity_format(id);
    g_autofree char *name = ikt_identity_name(id);
    g_assert_true(g_utf8_validate(text, -1, NULL) && g_utf8_validate(name, -1, NULL));
    check_view(message, id->octets);
    g_assert_cmpint(id->low.family, ==, id->high.family);
    if (id->low.family != IKT_FAMILY_NONE)
        g_assert_cmpint(ikt_address_compare(&id->low, &id->high), <=, 0);
    if (id->prefix >= 0) {
        g_assert_true(ikt_address_in_prefix(&id->low, &id->high, (unsigned)id->prefix));
        g_assert_cmpint(id->low.family, !=, IKT_FAMILY_NONE);
    }
}

static inline void check_payload(const struct ikt_message *message, const struct ikt_payload *payload)
{
    check_view(message, payload->octets);
    check_view(message, payload->body);
    g_assert_cmpuint(payload->octets.length, ==, payload->body.length + 4);
    g_assert_true(payload->octets.data == message->octets.data + payload->offset);
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        check_sa(message, &payload->sa);
        break;
    case IKT_PAYLOAD_ID:
    case IKT_PAYLOAD_NAT_OA:
    case IKT_PAYLOAD_NAT_OA_DRAFT:
    case IKT_PAYLOAD_NAT_OA_48:
        check_identity(message, &payload->id);
        break;
    case IKT_PAYLOAD_CERT:
    case IKT_PAYLOAD_CERTREQ:
        check_view(message, payload->cert.data);
        break;
    case IKT_PAYLOAD_NOTIFY:
        check_view(message, payload->notify.spi);
        check_view(message, payload->notify.data);
        break;
    case IKT_PAYLOAD_DELETE:
        check_view(message, payload->deletion.spis);
        g_assert_cmpuint(payload->deletion.spis.length, ==, payload->deletion.spi_count * payload->deletion.spi_size);
        break;
    case IKT_PAYLOAD_ATTRIBUTES:
        check_attributes(message, payload->config.attributes, payload->config.attribute_count);
        break;
    case IKT_PAYLOAD_FRAGMENT:
        check_view(message, payload->fragment.data);
        break;
    case IKT_PAYLOAD_VID:
        (void)ikt_vendor_id_lookup(payload->body);
        (void)ikt_vendor_id_is_ios(payload->body, message->header.initiator_cookie);
        break;
    default:
        break;
    }
}

static inline void check_message(const struct ikt_message *message)
{
    size_t omitted = 0;
    g_assert_cmpuint(message->octets.length, <=, message->wire_length);
    g_assert_cmpuint(message->payload_count, <=, IKT_MAX_PAYLOADS);
    g_assert_cmpuint(message->problem_count, <=, IKT_MAX_PROBLEMS);
    g_assert_true(!message->encrypted || message->payload_count == 0);
    g_assert_true(!message->opened || !message->encrypted);
    check_view(message, message->ciphertext);
    check_view(message, message->padding);
    for (size_t i = 0; i < message->payload_count; i++)
        check_payload(message, &message->payloads[i]);
    for (size_t i = 0; i < message->problem_count; i++) {
        g_autofree char *text = ikt_problem_text(&message->problems[i]);
        g_assert_nonnull(ikt_problem_name(message->problems[i].kind));
        g_assert_null(strstr(text, "{value}"));
        g_assert_cmpuint(message->problems[i].offset, <=, message->wire_length);
        omitted += message->problems[i].kind == IKT_PROBLEM_PROBLEMS_OMITTED;
    }
    g_assert_cmpuint(omitted, <=, 1);
}

#endif
