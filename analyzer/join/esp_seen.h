/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which packets of ESP and AH were seen in which place, by SPI and sequence number. Memory is bounded: what comes when
 * there is no more room is not compared.
 */
#ifndef IKT_JOIN_ESP_SEEN_H
#define IKT_JOIN_ESP_SEEN_H

#include <glib.h>
#include <stdbool.h>

#include "iketriage/transit.h"

struct ikt_esp_seen;

struct ikt_esp_seen *ikt_esp_seen_new(void);
void ikt_esp_seen_free(struct ikt_esp_seen *seen); /* NULL is allowed */

struct ikt_esp_packet {
    uint8_t protocol;
    uint32_t spi, sequence;
    ikt_time time;
    uint64_t frame;
    struct ikt_address source, destination; /* as the triage is fed; those of the first packet of the SPI stay */
};
/*
 * Seen in this place; counts: at a time when all places capture. True when another place has seen it before.
 */
bool ikt_esp_seen_add(struct ikt_esp_seen *seen, uint8_t place, const struct ikt_esp_packet *packet, bool counts);

/* What was seen in a place from on and not in any from to on. False: the SPI was never seen. */
bool ikt_esp_seen_count(const struct ikt_esp_seen *seen, uint8_t protocol, uint32_t spi, const uint8_t *order,
                        unsigned places, struct ikt_transit_count *out);
/* Of all SPIs, in no order. */
void ikt_esp_seen_each(const struct ikt_esp_seen *seen,
                       void (*tell)(void *user, uint8_t protocol, uint32_t spi, const struct ikt_address *source,
                                    const struct ikt_address *destination),
                       void *user);
/* Between whom does the SPI run? False: never seen. */
bool ikt_esp_seen_ends(const struct ikt_esp_seen *seen, uint8_t protocol, uint32_t spi, struct ikt_address *source,
                       struct ikt_address *destination);
/* Packets that were compared. */
uint64_t ikt_esp_seen_packets(const struct ikt_esp_seen *seen);
/* The addresses of each SPI as translate makes them of those that were seen first, in this place. */
void ikt_esp_seen_translate(struct ikt_esp_seen *seen,
                            void (*translate)(void *user, uint8_t place, struct ikt_address *source,
                                              struct ikt_address *destination),
                            void *user);
/* Packets that there was no room for. */
uint64_t ikt_esp_seen_left_out(const struct ikt_esp_seen *seen);

#endif
