/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Clear packets between networks of Quick Modes: which are counted, for whom, and in which direction.
 */
#include "track/clear_packets.h"

#include <string.h>

#include "iketriage/isakmp.h"

struct scene {
    struct ikt_clear_packets *clear;
    struct ikt_isakmp_sa sa;
    struct ikt_quick_mode quick;
    struct ikt_payload payloads[3];
    struct ikt_message answer;
};

static struct ikt_address address(const char *text)
{
    struct ikt_address out;
    g_assert_true(ikt_address_parse(text, &out));
    return out;
}

static void name(struct ikt_payload *payload, const char *low, const char *high, int prefix)
{
    payload->type = IKT_PAYLOAD_ID;
    payload->id.low = address(low);
    payload->id.high = address(high);
    payload->id.prefix = prefix;
}

/* An answer with these networks, each of the last octet's size. */
static void begin(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->clear = ikt_clear_packets_new();
    scene->sa.index.initiator.address = address("203.0.113.1");
    scene->sa.index.responder.address = address("198.51.100.1");
    scene->quick.sa = &scene->sa;
    scene->quick.places[1].message = &scene->answer;
    scene->payloads[0].type = IKT_PAYLOAD_SA;
    name(&scene->payloads[1], "192.168.1.0", "192.168.1.255", 24);
    name(&scene->payloads[2], "192.168.2.0", "192.168.2.255", 24);
    scene->answer.payloads = scene->payloads;
    scene->answer.payload_count = 3;
}

static void end(struct scene *scene)
{
    ikt_clear_packets_forget(scene->clear, &scene->quick);
    ikt_clear_packets_free(scene->clear);
}

static void pass_as(struct scene *scene, const char *from, const char *to, uint8_t protocol, bool authenticated)
{
    struct ikt_address source = address(from), destination = address(to);
    const struct ikt_ip_packet packet = {.frame = 40,
                                         .time = 5 * IKT_SECOND,
                                         .source = &source,
                                         .destination = &destination,
                                         .protocol = protocol,
                                         .authenticated = authenticated};
    ikt_clear_packets_take(scene->clear, &packet, 17);
}

static void pass(struct scene *scene, const char *from, const char *to, uint8_t protocol)
{
    pass_as(scene, from, to, protocol, false);
}

static void test_directions(void)
{
    struct scene scene;
    begin(&scene);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6); /* nothing is known yet */
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    for (int i = 0; i < 3; i++)
        pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    pass(&scene, "192.168.1.7", "192.168.2.7", 1);
    pass(&scene, "192.168.2.255", "192.168.1.0", 6); /* both ends belong to it */
    pass(&scene, "192.168.3.0", "192.168.1.7", 6);
    pass(&scene, "192.168.2.7", "192.168.0.255", 6);
    pass(&scene, "192.168.2.7", "192.168.2.8", 6);
    pass(&scene, "2001:db8::1", "192.168.1.7", 6);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 4);
    g_assert_cmpuint(scene.quick.clear[0].packets, ==, 1);
    g_assert_cmpuint(scene.quick.clear[1].first_frame, ==, 40);
    g_assert_cmpuint(scene.quick.clear[1].after_sequence, ==, 17);
    end(&scene);
}

/* What is encrypted or authenticated is not in clear; nor is what came after the SAs were deleted protected. */
static void test_protected(void)
{
    struct scene scene;
    begin(&scene);
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    pass(&scene, "192.168.2.7", "192.168.1.7", 50);
    pass(&scene, "192.168.2.7", "192.168.1.7", 51);
    pass_as(&scene, "192.168.2.7", "192.168.1.7", 6, true);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 0);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    scene.quick.ended = IKT_ENDED_DELETED;
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 1);
    end(&scene);
}

/* The selector's protocol, and IKE between the peers themselves, which goes in clear by design. */
static void test_protocols(void)
{
    struct scene scene;
    begin(&scene);
    name(&scene.payloads[1], "203.0.113.1", "203.0.113.1", 32);
    name(&scene.payloads[2], "198.51.100.1", "198.51.100.1", 32);
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    pass(&scene, "198.51.100.1", "203.0.113.1", 17);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 0);
    pass(&scene, "198.51.100.1", "203.0.113.1", 1);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 1);
    end(&scene);
    begin(&scene);
    scene.payloads[1].id.protocol = scene.payloads[2].id.protocol = 6;
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    pass(&scene, "192.168.2.7", "192.168.1.7", 17);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 1);
    end(&scene);
}

static uint64_t counted(struct scene *scene)
{
    ikt_clear_packets_watch(scene->clear, &scene->quick);
    pass(scene, "192.168.2.7", "192.168.1.7", 6);
    uint64_t packets = scene->quick.clear[1].packets;
    end(scene);
    return packets;
}

/* Any, ports, and what was not read, are not watched. */
static void test_unwatched(void)
{
    struct scene scene;
    begin(&scene);
    g_assert_cmpuint(counted(&scene), ==, 1);
    begin(&scene);
    name(&scene.payloads[1], "0.0.0.0", "255.255.255.255", 0);
    g_assert_cmpuint(counted(&scene), ==, 0);
    begin(&scene);
    scene.payloads[2].id.port = 80;
    g_assert_cmpuint(counted(&scene), ==, 0);
    begin(&scene);
    scene.answer.encrypted = true;
    g_assert_cmpuint(counted(&scene), ==, 0);
}

/* A packet that was captured twice, or as fragments, is one; two packets of one number are far apart. */
static void test_copies(void)
{
    struct scene scene;
    begin(&scene);
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    struct ikt_address source = address("192.168.2.7"), destination = address("192.168.1.7");
    struct ikt_ip_packet packet = {.frame = 1, .time = IKT_SECOND, .identification = 9, .protocol = 6};
    packet.source = &source;
    packet.destination = &destination;
    ikt_clear_packets_take(scene.clear, &packet, 1);
    packet.time += IKT_SECOND / 1000;
    ikt_clear_packets_take(scene.clear, &packet, 1);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 1);
    packet.time += IKT_SECOND;
    ikt_clear_packets_take(scene.clear, &packet, 1);
    packet.identification = 10;
    ikt_clear_packets_take(scene.clear, &packet, 1);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 3);
    packet.identification = 0; /* of which nothing is known */
    ikt_clear_packets_take(scene.clear, &packet, 1);
    ikt_clear_packets_take(scene.clear, &packet, 1);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 5);
    end(&scene);
}

/* A rekey counts for the new one, what is forgotten for nobody, and there is an end of the places. */
static void test_several(void)
{
    struct scene scene;
    begin(&scene);
    struct ikt_quick_mode *newer = g_new(struct ikt_quick_mode, 300);
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    for (int i = 0; i < 300; i++) {
        newer[i] = scene.quick;
        memset(newer[i].clear, 0, sizeof newer[i].clear);
        ikt_clear_packets_watch(scene.clear, &newer[i]);
    }
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 1);
    g_assert_cmpuint(newer[254].clear[1].packets, ==, 1); /* of 256 places the last */
    ikt_clear_packets_forget(scene.clear, &newer[254]);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    g_assert_cmpuint(newer[254].clear[1].packets, ==, 1);
    g_assert_cmpuint(newer[253].clear[1].packets, ==, 1);
    for (int i = 0; i < 300; i++)
        ikt_clear_packets_forget(scene.clear, &newer[i]);
    pass(&scene, "192.168.2.7", "192.168.1.7", 6);
    g_assert_cmpuint(scene.quick.clear[1].packets, ==, 2);
    g_free(newer);
    end(&scene);
}

/* The responder of the ISAKMP SA began it: its network comes first in the IDs. */
static void test_reversed(void)
{
    struct scene scene;
    begin(&scene);
    scene.quick.reversed = true;
    name(&scene.payloads[1], "198.51.100.1", "198.51.100.1", 32);
    name(&scene.payloads[2], "203.0.113.1", "203.0.113.1", 32);
    ikt_clear_packets_watch(scene.clear, &scene.quick);
    pass(&scene, "198.51.100.1", "203.0.113.1", 47);
    pass(&scene, "198.51.100.1", "203.0.113.1", 17);
    g_assert_cmpuint(scene.quick.clear[0].packets, ==, 1);
    end(&scene);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clear/directions", test_directions);
    g_test_add_func("/clear/protected", test_protected);
    g_test_add_func("/clear/protocols", test_protocols);
    g_test_add_func("/clear/unwatched", test_unwatched);
    g_test_add_func("/clear/copies", test_copies);
    g_test_add_func("/clear/several", test_several);
    g_test_add_func("/clear/reversed", test_reversed);
    return g_test_run();
}
