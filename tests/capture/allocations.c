/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counts what packets allocate once everybody in them is known: nothing, be it other traffic, ESP, or IKE that was
 * seen before. AddressSanitizer counts, so other builds skip this; GLib's slices are told to ask malloc for all.
 */
#include <glib.h>

#include "build.h"
#include "iketriage/feed.h"

#if defined(__SANITIZE_ADDRESS__)
#define COUNTS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COUNTS 1
#endif
#endif

#ifdef COUNTS
/* sanitizer/allocator_interface.h, which not every compiler brings */
int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void *, size_t),
                                              void (*free_hook)(const volatile void *));

#define ETHERNET    1
#define WARM_UP     1100 /* rounds until the longest list, of 1,000, is full */
#define COUNTED     200
#define MILLISECOND 1000

static size_t allocations;

static void count(const volatile void *memory, size_t size)
{
    (void)memory;
    (void)size;
    allocations++;
}

/* Both hooks are wanted, or none is called. */
static void pass(const volatile void *memory)
{
    (void)memory;
}

struct run {
    struct ikt_triage *triage;
    struct ikt_feed *feed;
    uint64_t number;
    ikt_time time;
};

/* A frame that comes so many milliseconds after the one before it. */
static void feed(struct run *run, unsigned later, const GByteArray *octets)
{
    run->time += (ikt_time)later * MILLISECOND;
    const struct ikt_frame frame = {.number = ++run->number,
                                    .time = run->time,
                                    .link_type = ETHERNET,
                                    .octets = {octets->data, octets->len},
                                    .wire_length = octets->len};
    g_assert_true(ikt_feed_frame(run->feed, &frame));
}

static GByteArray *in_ethernet(uint8_t protocol, GByteArray *inner)
{
    return build_prefix("020000000002 020000000001 0800", build_ipv4(protocol, inner));
}

/* rest: of the header, from the next payload to the message ID; size: of the message. */
static GByteArray *ike(const char *responder_cookie, const char *rest, const char *body, unsigned size)
{
    g_autofree char *hex = g_strdup_printf("1111111111111111 %s %s %08x %s", responder_cookie, rest, size, body);
    GByteArray *message = build_hex(hex);
    return in_ethernet(17, build_udp(500, 500, build_pad(message, 0x5a, size - message->len)));
}

/* Main mode 1 with one proposal (RFC 2408 section 3), encrypted messages of three exchanges, other traffic. */
static GPtrArray *traffic(void)
{
    static const char unanswered[] = "0000000000000000", answered[] = "2222222222222222";
    static const char offer[] = "00000034 00000001 00000001 00000028 01010001 00000020 01010000 80010007 800e0080 "
                                "80020002 80040002 80030001 800b0001";
    GPtrArray *frames = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
    g_ptr_array_add(frames, ike(unanswered, "01100200 00000000", offer, 80));
    g_ptr_array_add(frames, ike(answered, "05100201 00000000", "", 92));
    g_ptr_array_add(frames, ike(answered, "08102001 00000077", "", 172));
    g_ptr_array_add(frames, ike(answered, "08100501 00000099", "", 92));
    g_ptr_array_add(frames, in_ethernet(17, build_udp(4500, 4500, build_hex("ff"))));
    g_ptr_array_add(frames, in_ethernet(17, build_udp(53, 30000, build_pad(build_hex("00"), 1, 99))));
    g_ptr_array_add(frames, in_ethernet(50, build_pad(build_hex("0badcafe 00000001"), 0x33, 96)));
    g_ptr_array_add(frames, in_ethernet(6, build_pad(build_hex("c0000050"), 0x50, 96)));
    return frames;
}

/* later: of each frame after the one before it. twice: each comes again at once, as from a mirror. */
static void check(unsigned later, bool twice)
{
    static const struct ikt_sink sink = {NULL};
    g_autoptr(GPtrArray) frames = traffic();
    struct run run = {.triage = ikt_triage_new(NULL, NULL, &sink, NULL)};
    run.feed = ikt_feed_new(run.triage, NULL);
    for (unsigned round = 0; round < WARM_UP + COUNTED; round++) {
        if (round == WARM_UP)
            allocations = 0;
        for (guint i = 0; i < frames->len; i++) {
            feed(&run, later, frames->pdata[i]);
            if (twice)
                feed(&run, 1, frames->pdata[i]);
        }
    }
    g_assert_cmpuint(allocations, ==, 0);
    ikt_feed_end(run.feed);
    const struct ikt_capture *capture = ikt_triage_finish(run.triage);
    g_assert_cmpuint(capture->ike_messages, ==, (WARM_UP + COUNTED) * 4 * (twice ? 2 : 1));
    g_assert_cmpuint(capture->copies > 0, ==, twice);
    g_assert_cmpuint(allocations, >, 0); /* the end of a capture takes some, so they are counted */
    ikt_feed_free(run.feed);
    ikt_triage_free(run.triage);
}

static void test_repetitions(void)
{
    check(1000, false);
}

static void test_copies(void)
{
    check(1000, true);
}
#endif

int main(int argc, char **argv)
{
#ifndef COUNTS
    (void)argc;
    (void)argv;
    g_print("allocations are counted in a build with AddressSanitizer\n");
    return 77;
#else
    g_test_init(&argc, &argv, NULL);
    g_assert_true(__sanitizer_install_malloc_and_free_hooks(count, pass) > 0);
    g_test_add_func("/allocations/repetitions", test_repetitions);
    g_test_add_func("/allocations/copies", test_copies);
    return g_test_run();
#endif
}
