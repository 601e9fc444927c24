/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who a peer is, from its first message: vendor IDs and attributes in the order that public captures of IOS and those
 * of strongSwan 5.9.8 and libreswan 4.10 have them.
 */
#include <glib.h>

#include "track/peer_fingerprint.h"

#define VIDS_MAX       6
#define ATTRIBUTES_MAX 7

struct opening {
    const char *vids[VIDS_MAX];
    uint16_t attributes[ATTRIBUTES_MAX]; /* 0 ends them */
};

#define RFC3947   "4a131c81070358455c5728f20e95452f"
#define DRAFT7    "439b59f8ba676c4c7737ae22eab8f582"
#define DRAFT3    "7d9419a65310ca6f2c179d9215529d56"
#define DRAFT2    "90cb80913ebb696e086381b5ec427b1f"
#define XAUTH     "09002689dfd6b712"
#define DPD       "afcad71368a1f1c96b8696fc77570100"
#define FRAGMENTS "4048b7d56ebce88525e7de7f00d6c2d3"
#define CIPHER_FIRST                                                                                                   \
    {                                                                                                                  \
        1, 14, 2, 4, 3, 11, 12                                                                                         \
    }
#define CIPHER_FIRST2                                                                                                  \
    {                                                                                                                  \
        1, 2, 4, 3, 11, 12                                                                                             \
    }
#define LIFE_FIRST                                                                                                     \
    {                                                                                                                  \
        11, 12, 1, 2, 3, 4, 14                                                                                         \
    }

static size_t unhex(const char *hex, uint8_t *out)
{
    size_t count = 0;
    for (; hex[2 * count] != '\0'; count++)
        out[count] = (uint8_t)(g_ascii_xdigit_value(hex[2 * count]) << 4 | g_ascii_xdigit_value(hex[2 * count + 1]));
    return count;
}

static struct ikt_fingerprint learn(const struct opening *opening, bool from_initiator)
{
    uint8_t octets[VIDS_MAX][20];
    struct ikt_attribute attributes[ATTRIBUTES_MAX] = {0};
    struct ikt_transform transform = {.attributes = attributes};
    struct ikt_proposal proposal = {.transform_count = 1, .transforms = &transform};
    struct ikt_payload payloads[VIDS_MAX + 1] = {{.type = IKT_PAYLOAD_SA}};
    struct ikt_message message = {.payload_count = 1, .payloads = payloads};
    struct ikt_fingerprint fingerprint = {0};

    payloads[0].sa = (struct ikt_sa){.proposal_count = 1, .proposals = &proposal};
    for (; transform.attribute_count < ATTRIBUTES_MAX && opening->attributes[transform.attribute_count] != 0;
         transform.attribute_count++)
        attributes[transform.attribute_count].type = opening->attributes[transform.attribute_count];
    for (size_t i = 0; i < VIDS_MAX && opening->vids[i] != NULL; i++) {
        payloads[message.payload_count].type = IKT_PAYLOAD_VID;
        payloads[message.payload_count++].body = (struct ikt_bytes){octets[i], unhex(opening->vids[i], octets[i])};
    }
    ikt_fingerprint_learn_vendor(&fingerprint, &message, from_initiator);
    return fingerprint;
}

static enum ikt_vendor vendor(const struct opening *opening, bool from_initiator)
{
    struct ikt_fingerprint fingerprint = learn(opening, from_initiator);
    enum ikt_vendor result = fingerprint.vendor;
    g_assert_true(result == IKT_VENDOR_UNKNOWN || (fingerprint.guessed && fingerprint.evidence != NULL));
    ikt_fingerprint_clear(&fingerprint);
    return result;
}

static void test_openings(void)
{
    const struct opening ios = {{RFC3947, DRAFT7, DRAFT3, DRAFT2}, CIPHER_FIRST},
                         ios_3des = {{RFC3947, DRAFT7, DRAFT3, DRAFT2}, CIPHER_FIRST2},
                         strongswan = {{XAUTH, DPD, FRAGMENTS "80000000", RFC3947, DRAFT2}, CIPHER_FIRST},
                         libreswan = {{FRAGMENTS, DPD, RFC3947, DRAFT3}, LIFE_FIRST}, bare = {{RFC3947}, LIFE_FIRST};
    g_assert_cmpint(vendor(&ios, true), ==, IKT_VENDOR_CISCO_IOS);
    g_assert_cmpint(vendor(&ios_3des, true), ==, IKT_VENDOR_CISCO_IOS);
    g_assert_cmpint(vendor(&strongswan, true), ==, IKT_VENDOR_STRONGSWAN);
    g_assert_cmpint(vendor(&libreswan, true), ==, IKT_VENDOR_LIBRESWAN);
    g_assert_cmpint(vendor(&bare, true), ==, IKT_VENDOR_LIBRESWAN);
}

/* A responder sends the attributes in the order that it got them, so these say nothing of it. */
static void test_near_misses(void)
{
    const struct opening other_attributes = {{RFC3947, DRAFT7, DRAFT3, DRAFT2}, {1, 2, 3, 4, 11, 12}},
                         other_order = {{RFC3947, DRAFT3, DRAFT7, DRAFT2}, CIPHER_FIRST},
                         fewer = {{RFC3947, DRAFT7}, CIPHER_FIRST}, plain = {{NULL}, {1, 2, 3, 4, 11, 12}},
                         nothing = {{NULL}, {0}}, echoed = {{RFC3947}, LIFE_FIRST};
    g_assert_cmpint(vendor(&other_attributes, true), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(&other_order, true), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(&fewer, true), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(&plain, true), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(&nothing, true), ==, IKT_VENDOR_UNKNOWN);
    g_assert_cmpint(vendor(&echoed, false), ==, IKT_VENDOR_UNKNOWN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/peer-fingerprint/openings", test_openings);
    g_test_add_func("/peer-fingerprint/near-misses", test_near_misses);
    return g_test_run();
}
