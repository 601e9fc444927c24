/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The least that reading the captures of clones.py with their keys can cost: libpcap's reads and the operations of
 * libgcrypt that iketriage does with them, and nothing else. What is where in a frame, and whose key it is, is known
 * from how these captures are made; nothing is looked up, decoded, kept or judged.
 *
 * usage: floor CAPTURE TABLE
 */
#include <gcrypt.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES = 8,   /* of a negotiation, as clones.py has them */
    TOGETHER = 8, /* negotiations that go on at a time */
    ETHERNET_IP_UDP = 14 + 20 + 8,
    HEADER = 28, /* of ISAKMP */
    MESSAGE_ID = 20,
    GENERIC = 4,
    KE = 128,
    BLOCK = 16,
    COOKIE_HEX = 16,
    LINE = COOKIE_HEX + 1 + 2 * BLOCK + 1, /* of the table */
    SHA1 = 20,
    OCTETS_MAX = 2048
};

struct negotiation {
    gcry_cipher_hd_t cipher;
    uint8_t key[BLOCK];
    uint8_t ke[2][KE];
    uint8_t iv[SHA1];    /* of main mode, its first BLOCK octets */
    uint8_t last[BLOCK]; /* the last block of main mode */
};

static void need(bool well, const char *what)
{
    if (well)
        return;
    fprintf(stderr, "floor: %s\n", what);
    exit(2);
}

static uint8_t *read_keys(const char *path, size_t *count)
{
    FILE *file = fopen(path, "r");
    need(file, path);
    size_t room = 1024;
    uint8_t *keys = malloc(room * BLOCK);
    char line[LINE + 1];
    for (*count = 0; keys && fread(line, LINE, 1, file) == 1; ++*count) {
        if (*count == room)
            keys = realloc(keys, (room *= 2) * BLOCK);
        need(keys, "out of memory");
        for (int i = 0; i < BLOCK; i++) {
            unsigned octet;
            need(sscanf(line + COOKIE_HEX + 1 + 2 * i, "%2x", &octet) == 1, path);
            keys[*count * BLOCK + (size_t)i] = (uint8_t)octet;
        }
    }
    fclose(file);
    return keys;
}

static void hash(const void *one, size_t one_size, const void *other, size_t other_size, uint8_t digest[static SHA1])
{
    gcry_buffer_t parts[2] = {{.data = (void *)(uintptr_t)one, .len = one_size},
                              {.data = (void *)(uintptr_t)other, .len = other_size}};
    need(gcry_md_hash_buffers(GCRY_MD_SHA1, 0, digest, parts, 2) == 0, "hash");
}

/* The first block tells whether key and IV are right; then the whole. */
static void decrypt(struct negotiation *one, const uint8_t *iv, const uint8_t *octets, size_t size)
{
    uint8_t plain[OCTETS_MAX];
    need(size % BLOCK == 0 && size <= sizeof plain, "not of clones.py");
    for (int whole = 0; whole < 2; whole++)
        need(gcry_cipher_setiv(one->cipher, iv, BLOCK) == 0 &&
                 gcry_cipher_decrypt(one->cipher, plain, whole ? size : BLOCK, octets, whole ? size : BLOCK) == 0,
             "cipher");
    memcpy(one->iv, octets + size - BLOCK, BLOCK);
}

static void take(struct negotiation *one, unsigned frame, const uint8_t *message, size_t size)
{
    uint8_t iv[SHA1];
    switch (frame) {
    case 2:
    case 3:
        memcpy(one->ke[frame - 2], message + HEADER + GENERIC, KE);
        break;
    case 4:
        hash(one->ke[0], KE, one->ke[1], KE, one->iv);
        need(gcry_cipher_open(&one->cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, 0) == 0 &&
                 gcry_cipher_setkey(one->cipher, one->key, BLOCK) == 0,
             "cipher");
        decrypt(one, one->iv, message + HEADER, size - HEADER);
        break;
    case 5:
        decrypt(one, one->iv, message + HEADER, size - HEADER);
        memcpy(one->last, one->iv, BLOCK);
        break;
    case 6:
    case 7:
        hash(one->last, BLOCK, message + MESSAGE_ID, 4, iv);
        decrypt(one, iv, message + HEADER, size - HEADER);
        break;
    default:
        break;
    }
    if (frame == FRAMES - 1)
        gcry_cipher_close(one->cipher);
}

int main(int argc, char **argv)
{
    char why[PCAP_ERRBUF_SIZE];
    need(argc == 3, "usage: floor CAPTURE TABLE");
    need(gcry_check_version(GCRYPT_VERSION) && gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
             gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0,
         "libgcrypt does not start");
    size_t keys_count, number = 0;
    uint8_t *keys = read_keys(argv[2], &keys_count);
    pcap_t *capture = pcap_open_offline(argv[1], why);
    need(capture, why);
    struct negotiation group[TOGETHER];
    struct pcap_pkthdr *header;
    const uint8_t *octets;
    while (pcap_next_ex(capture, &header, &octets) == 1) {
        need(header->caplen > ETHERNET_IP_UDP + HEADER, "not of clones.py");
        const size_t start = number / (FRAMES * TOGETHER) * TOGETHER;
        const size_t together = keys_count - start < TOGETHER ? keys_count - start : TOGETHER;
        const size_t at = number - start * FRAMES, which = at % together;
        if (at / together == 0)
            memcpy(group[which].key, keys + (start + which) * BLOCK, BLOCK);
        take(&group[which], (unsigned)(at / together), octets + ETHERNET_IP_UDP, header->caplen - ETHERNET_IP_UDP);
        number++;
    }
    need(number == keys_count * FRAMES, "not of clones.py");
    pcap_close(capture);
    free(keys);
    return 0;
}
