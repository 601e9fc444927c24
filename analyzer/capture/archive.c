/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "archive.h"

#include <glib.h>
#include <string.h>

#include "iketriage/bytes.h"

enum {
    TAR_BLOCK = 512, /* POSIX.1-1988 ustar, and what was before it: names of 100 octets, a sum of the header's octets */
    TAR_NAME = 100,
    TAR_SUM_AT = 148,
    TAR_SUM_SIZE = 8,
    ZIP_HEADER = 30 /* APPNOTE.TXT 4.3.7: the local file header, before the name */
};

struct beginning {
    uint8_t octets[TAR_BLOCK];
    size_t length;
};

static bool begins(const struct beginning *begin, const void *magic, size_t length)
{
    return begin->length >= length && memcmp(begin->octets, magic, length) == 0;
}

/* The sum of the header's octets, its own field as blanks, in octal: in every tar there is. */
static bool is_tar(const struct beginning *begin)
{
    unsigned long sum = 0;
    if (begin->length < TAR_BLOCK || begin->octets[0] == 0)
        return false;
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += i >= TAR_SUM_AT && i < TAR_SUM_AT + TAR_SUM_SIZE ? ' ' : begin->octets[i];
    char field[TAR_SUM_SIZE + 1] = {0};
    memcpy(field, begin->octets + TAR_SUM_AT, TAR_SUM_SIZE);
    return sum == strtoul(field, NULL, 8);
}

/* Of one with members, and of an empty one. */
static bool is_zip(const struct beginning *begin)
{
    return begins(begin, "PK\3\4", 4) || begins(begin, "PK\5\6", 4) || begins(begin, "PK\7\10", 4);
}

static bool names(const struct beginning *begin, const char *first)
{
    const size_t length = strlen(first);
    return begin->length >= ZIP_HEADER + length && memcmp(begin->octets + ZIP_HEADER, first, length) == 0;
}

/* OOXML, OpenDocument and EPUB, Java: told by the member that comes first in each. */
static bool is_document(const struct beginning *begin)
{
    return names(begin, "[Content_Types].xml") || names(begin, "_rels/") || names(begin, "mimetype") ||
           names(begin, "META-INF/");
}

static struct beginning beginning_of(struct ikt_stream *stream)
{
    struct beginning begin;
    begin.length = ikt_stream_peek(stream, begin.octets, sizeof begin.octets);
    return begin;
}

/* What no stream takes apart. */
static const struct packing {
    const char *magic;
    size_t length;
    bool archive; /* of several files */
    const char *name, *command;
} packings[] = {{"\xfd"
                 "7zXZ\0",
                 6, false, "xz", "xz -dc"},
                {"BZh", 3, false, "bzip2", "bzip2 -dc"},
                {"\x04\x22\x4d\x18", 4, false, "lz4", "lz4 -dc"},
                {"7z\xbc\xaf\x27\x1c", 6, true, "7-Zip", "7z x -so"}};

static const struct packing *packing_of(const struct beginning *begin)
{
    for (size_t i = 0; i < G_N_ELEMENTS(packings); i++)
        if (begins(begin, packings[i].magic, packings[i].length))
            return &packings[i];
    return NULL;
}

/* "x.pcap.xz", "CAPTURE.bz2": what is packed tells it by its name alone. */
static bool is_called_a_capture(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *lower = g_ascii_strdown(name, -1);
    return strstr(lower, "cap") || strstr(lower, ".dmp") || strstr(lower, "snoop");
}

bool ikt_archive_is(struct ikt_stream *stream, const char *path)
{
    const struct beginning begin = beginning_of(stream);
    const struct packing *packing = packing_of(&begin);
    return is_tar(&begin) || (is_zip(&begin) && !is_document(&begin)) ||
           (packing && (packing->archive || is_called_a_capture(path)));
}

/* As a word of a shell; what shows nothing there is escaped. */
static char *quoted(const char *name, size_t length)
{
    g_autofree char *safe = ikt_bytes_text((struct ikt_bytes){.data = (const uint8_t *)name, .length = length});
    const bool plain = strspn(safe, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._/+-") == strlen(safe);
    return plain ? g_strdup(safe) : g_shell_quote(safe);
}

static char *tar_text(const struct beginning *begin, const char *word)
{
    const char *name = (const char *)begin->octets;
    const size_t length = strnlen(name, TAR_NAME);
    const bool file = length > 0 && length < TAR_NAME && name[length - 1] != '/';
    g_autofree char *member = file ? quoted(name, length) : g_strdup("NAME");
    return g_strdup_printf(
        "a tar archive, which is not unpacked here: mkdir d && tar -xf %s -C d && iketriage d, or one "
        "capture of it: tar -xOf %s %s | iketriage -",
        word, word, member);
}

char *ikt_archive_text(struct ikt_stream *stream, const char *path)
{
    const struct beginning begin = beginning_of(stream);
    g_autofree char *word = quoted(path, strlen(path));
    if (is_tar(&begin))
        return tar_text(&begin, word);
    if (is_zip(&begin))
        return g_strdup_printf(
            "a zip archive, which is not unpacked here: unzip -d d %s && iketriage d, or one capture "
            "of it: unzip -p %s NAME | iketriage -",
            word, word);
    const struct packing *packing = packing_of(&begin);
    return packing ? g_strdup_printf("compressed with %s, which is not taken apart here: %s %s | iketriage -",
                                     packing->name, packing->command, word)
                   : NULL;
}
