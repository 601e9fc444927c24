/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modp.h"

#include <string.h>

#include "crypto.h"
#include "iketriage/isakmp.h"

/*
 * The primes of RFC 2409 and RFC 3526 are all made of one number:
 *
 *     p = 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) * pi) + offset)
 *
 * that is 64 one bits, the first n - 128 bits of pi (binary 11.00100100001111110110...) plus offset - 1, and 64 one
 * bits. Here are the 8064 bits of the longest; the shorter groups use a beginning of them.
 */
static const uint32_t pi_bits[] = {
    0xc90fdaa2, 0x2168c234, 0xc4c6628b, 0x80dc1cd1, 0x29024e08, 0x8a67cc74, 0x020bbea6, 0x3b139b22, 0x514a0879,
    0x8e3404dd, 0xef9519b3, 0xcd3a431b, 0x302b0a6d, 0xf25f1437, 0x4fe1356d, 0x6d51c245, 0xe485b576, 0x625e7ec6,
    0xf44c42e9, 0xa637ed6b, 0x0bff5cb6, 0xf406b7ed, 0xee386bfb, 0x5a899fa5, 0xae9f2411, 0x7c4b1fe6, 0x49286651,
    0xece45b3d, 0xc2007cb8, 0xa163bf05, 0x98da4836, 0x1c55d39a, 0x69163fa8, 0xfd24cf5f, 0x83655d23, 0xdca3ad96,
    0x1c62f356, 0x208552bb, 0x9ed52907, 0x7096966d, 0x670c354e, 0x4abc9804, 0xf1746c08, 0xca18217c, 0x32905e46,
    0x2e36ce3b, 0xe39e772c, 0x180e8603, 0x9b2783a2, 0xec07a28f, 0xb5c55df0, 0x6f4c52c9, 0xde2bcbf6, 0x95581718,
    0x3995497c, 0xea956ae5, 0x15d22618, 0x98fa0510, 0x15728e5a, 0x8aaac42d, 0xad33170d, 0x04507a33, 0xa85521ab,
    0xdf1cba64, 0xecfb8504, 0x58dbef0a, 0x8aea7157, 0x5d060c7d, 0xb3970f85, 0xa6e1e4c7, 0xabf5ae8c, 0xdb0933d7,
    0x1e8c94e0, 0x4a25619d, 0xcee3d226, 0x1ad2ee6b, 0xf12ffa06, 0xd98a0864, 0xd8760273, 0x3ec86a64, 0x521f2b18,
    0x177b200c, 0xbbe11757, 0x7a615d6c, 0x770988c0, 0xbad946e2, 0x08e24fa0, 0x74e5ab31, 0x43db5bfc, 0xe0fd108e,
    0x4b82d120, 0xa9210801, 0x1a723c12, 0xa787e6d7, 0x88719a10, 0xbdba5b26, 0x99c32718, 0x6af4e23c, 0x1a946834,
    0xb6150bda, 0x2583e9ca, 0x2ad44ce8, 0xdbbbc2db, 0x04de8ef9, 0x2e8efc14, 0x1fbecaa6, 0x287c5947, 0x4e6bc05d,
    0x99b2964f, 0xa090c3a2, 0x233ba186, 0x515be7ed, 0x1f612970, 0xcee2d7af, 0xb81bdd76, 0x2170481c, 0xd0069127,
    0xd5b05aa9, 0x93b4ea98, 0x8d8fddc1, 0x86ffb7dc, 0x90a6c08f, 0x4df435c9, 0x34028492, 0x36c3fab4, 0xd27c7026,
    0xc1d4dcb2, 0x602646de, 0xc9751e76, 0x3dba37bd, 0xf8ff9406, 0xad9e530e, 0xe5db382f, 0x413001ae, 0xb06a53ed,
    0x9027d831, 0x179727b0, 0x865a8918, 0xda3edbeb, 0xcf9b14ed, 0x44ce6cba, 0xced4bb1b, 0xdb7f1447, 0xe6cc254b,
    0x33205151, 0x2bd7af42, 0x6fb8f401, 0x378cd2bf, 0x5983ca01, 0xc64b92ec, 0xf032ea15, 0xd1721d03, 0xf482d7ce,
    0x6e74fef6, 0xd55e702f, 0x46980c82, 0xb5a84031, 0x900b1c9e, 0x59e7c97f, 0xbec7e8f3, 0x23a97a7e, 0x36cc88be,
    0x0f1d45b7, 0xff585ac5, 0x4bd407b2, 0x2b4154aa, 0xcc8f6d7e, 0xbf48e1d8, 0x14cc5ed2, 0x0f8037e0, 0xa79715ee,
    0xf29be328, 0x06a1d58b, 0xb7c5da76, 0xf550aa3d, 0x8a1fbff0, 0xeb19ccb1, 0xa313d55c, 0xda56c9ec, 0x2ef29632,
    0x387fe8d7, 0x6e3c0468, 0x043e8f66, 0x3f4860ee, 0x12bf2d5b, 0x0b7474d6, 0xe694f91e, 0x6dbe1159, 0x74a3926f,
    0x12fee5e4, 0x38777cb6, 0xa932df8c, 0xd8bec4d0, 0x73b931ba, 0x3bc832b6, 0x8d9dd300, 0x741fa7bf, 0x8afc47ed,
    0x2576f693, 0x6ba42466, 0x3aab639c, 0x5ae4f568, 0x3423b474, 0x2bf1c978, 0x238f16cb, 0xe39d652d, 0xe3fdb8be,
    0xfc848ad9, 0x22222e04, 0xa4037c07, 0x13eb57a8, 0x1a23f0c7, 0x3473fc64, 0x6cea306b, 0x4bcbc886, 0x2f8385dd,
    0xfa9d4b7f, 0xa2c087e8, 0x79683303, 0xed5bdd3a, 0x062b3cf5, 0xb3a278a6, 0x6d2a13f8, 0x3f44f82d, 0xdf310ee0,
    0x74ab6a36, 0x4597e899, 0xa0255dc1, 0x64f31cc5, 0x0846851d, 0xf9ab4819, 0x5ded7ea1, 0xb1d510bd, 0x7ee74d73,
    0xfaf36bc3, 0x1ecfa268, 0x359046f4, 0xeb879f92, 0x4009438b, 0x481c6cd7, 0x889a002e, 0xd5ee382b, 0xc9190da6,
    0xfc026e47, 0x9558e447, 0x5677e9aa, 0x9e3050e2, 0x765694df, 0xc81f56e8, 0x80b96e71, 0x60c980dd, 0x98a573ea,
};

static const struct {
    int group;
    unsigned bits;
    uint32_t offset; /* makes p and (p - 1) / 2 prime */
} safe_primes[] = {
    {IKT_GROUP_MODP_768, 768, 149686},   {IKT_GROUP_MODP_1024, 1024, 129093},  {IKT_GROUP_MODP_1536, 1536, 741804},
    {IKT_GROUP_MODP_2048, 2048, 124476}, {IKT_GROUP_MODP_3072, 3072, 1690314}, {IKT_GROUP_MODP_4096, 4096, 240904},
    {IKT_GROUP_MODP_6144, 6144, 929484}, {IKT_GROUP_MODP_8192, 8192, 4743158},
};

/* RFC 5114 section 2.3: 2048-bit MODP group with a 256-bit prime order subgroup */
static const uint32_t modp_2048_256_prime[] = {
    0x87a8e61d, 0xb4b6663c, 0xffbbd19c, 0x65195999, 0x8ceef608, 0x660dd0f2, 0x5d2ceed4, 0x435e3b00,
    0xe00df8f1, 0xd61957d4, 0xfaf7df45, 0x61b2aa30, 0x16c3d911, 0x34096faa, 0x3bf4296d, 0x830e9a7c,
    0x209e0c64, 0x97517abd, 0x5a8a9d30, 0x6bcf67ed, 0x91f9e672, 0x5b4758c0, 0x22e0b1ef, 0x4275bf7b,
    0x6c5bfc11, 0xd45f9088, 0xb941f54e, 0xb1e59bb8, 0xbc39a0bf, 0x12307f5c, 0x4fdb70c5, 0x81b23f76,
    0xb63acae1, 0xcaa6b790, 0x2d525267, 0x35488a0e, 0xf13c6d9a, 0x51bfa4ab, 0x3ad83477, 0x96524d8e,
    0xf6a167b5, 0xa41825d9, 0x67e144e5, 0x14056425, 0x1ccacb83, 0xe6b486f6, 0xb3ca3f79, 0x71506026,
    0xc0b857f6, 0x89962856, 0xded4010a, 0xbd0be621, 0xc3a3960a, 0x54e710c3, 0x75f26375, 0xd7014103,
    0xa4b54330, 0xc198af12, 0x6116d227, 0x6e11715f, 0x693877fa, 0xd7ef09ca, 0xdb094ae9, 0x1e1a1597,
};
static const uint32_t modp_2048_256_generator[] = {
    0x3fb32c9b, 0x73134d0b, 0x2e775066, 0x60edbd48, 0x4ca7b18f, 0x21ef2054, 0x07f4793a, 0x1a0ba125,
    0x10dbc150, 0x77be463f, 0xff4fed4a, 0xac0bb555, 0xbe3a6c1b, 0x0c6b47b1, 0xbc3773bf, 0x7e8c6f62,
    0x901228f8, 0xc28cbb18, 0xa55ae313, 0x41000a65, 0x0196f931, 0xc77a57f2, 0xddf463e5, 0xe9ec144b,
    0x777de62a, 0xaab8a862, 0x8ac376d2, 0x82d6ed38, 0x64e67982, 0x428ebc83, 0x1d14348f, 0x6f2f9193,
    0xb5045af2, 0x767164e1, 0xdfc967c1, 0xfb3f2e55, 0xa4bd1bff, 0xe83b9c80, 0xd052b985, 0xd182ea0a,
    0xdb2a3b73, 0x13d3fe14, 0xc8484b1e, 0x052588b9, 0xb7d2bbd2, 0xdf016199, 0xecd06e15, 0x57cd0915,
    0xb3353bbb, 0x64e0ec37, 0x7fd02837, 0x0df92b52, 0xc7891428, 0xcdc67eb6, 0x184b523d, 0x1db246c3,
    0x2f630784, 0x90f00ef8, 0xd647d148, 0xd4795451, 0x5e2327cf, 0xef98c582, 0x664b4c0f, 0x6cc41659,
};

static void write_words(const uint32_t *words, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++)
        for (unsigned k = 0; k < 4; k++)
            out[4 * i + k] = (uint8_t)(words[i] >> (24 - 8 * k));
}

static void make_safe_prime(unsigned bits, uint32_t offset, struct ikt_modp *out)
{
    size_t middle = bits / 8 - 16;
    uint32_t carry = offset - 1;

    out->length = bits / 8;
    memset(out->prime, 0xff, out->length);
    write_words(pi_bits, middle / 4, out->prime + 8);
    for (size_t i = 8 + middle; carry > 0 && i-- > 8;) {
        carry += out->prime[i];
        out->prime[i] = (uint8_t)carry;
        carry >>= 8;
    }
    out->generator_length = 1;
    out->generator[0] = 2;
}

bool ikt_modp_group(int group, struct ikt_modp *out)
{
    if (group == IKT_GROUP_MODP_2048_256) {
        out->length = sizeof modp_2048_256_prime;
        write_words(modp_2048_256_prime, G_N_ELEMENTS(modp_2048_256_prime), out->prime);
        out->generator_length = sizeof modp_2048_256_generator;
        write_words(modp_2048_256_generator, G_N_ELEMENTS(modp_2048_256_generator), out->generator);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(safe_primes); i++) {
        if (safe_primes[i].group == group) {
            make_safe_prime(safe_primes[i].bits, safe_primes[i].offset, out);
            return true;
        }
    }
    return false;
}

struct ikt_secret *ikt_modp_power(int group, const struct ikt_bytes *base, struct ikt_bytes exponent)
{
    struct ikt_modp modp;

    if (!ikt_modp_group(group, &modp) || exponent.length > modp.length)
        return NULL;
    struct ikt_bytes prime = {modp.prime, modp.length};
    struct ikt_bytes generator = {modp.generator, modp.generator_length};
    return ikt_crypto_power(prime, base ? *base : generator, exponent);
}
