/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/hex.h"
#include "iketriage/isakmp.h"

#define LARGEST      (64 * 1024 * 1024) /* what is larger is no key file */
#define IKEV1_TABLE  "IKEv1 Decryption Table"
#define ERRORS_SHOWN 8

/* A row of either list of files. */
struct file_row {
    char *peer; /* address, of a configuration; may be empty */
    char *path;
};

static struct {
    ikt_ws_bool enabled, use_ikev1_table, info_column;
    struct file_row *keys, *configs;
    guint key_count, config_count;
    char *told; /* the trouble that the user knows of, NULL: none */
} chosen = {.enabled = TRUE, .use_ikev1_table = TRUE, .info_column = TRUE};

UAT_FILENAME_CB_DEF(ikt_row, path, struct file_row)
UAT_CSTRING_CB_DEF(ikt_row, peer, struct file_row)

static void *copy_row(void *to, const void *from, size_t size G_GNUC_UNUSED)
{
    const struct file_row *source = from;
    struct file_row *copy = to;
    *copy = (struct file_row){g_strdup(source->peer), g_strdup(source->path)};
    return copy;
}

static void free_row(void *data)
{
    struct file_row *row = data;
    g_free(row->peer);
    g_free(row->path);
}

static ikt_ws_bool check_row(void *data, char **error)
{
    const struct file_row *row = data;
    struct ikt_address address;
    *error = NULL;
    if (!row->path || *row->path == '\0')
        *error = g_strdup("A file is needed.");
    else if (row->peer && *row->peer != '\0' && !ikt_address_parse(row->peer, &address))
        *error = g_strdup_printf("\"%s\" is no IP address.", row->peer);
    return !*error;
}

static uat_t *key_table(void)
{
    static uat_field_t columns[] = {
        UAT_FLD_FILENAME(
            ikt_row, path, "Key file",
            "A keyring in the syntax of ipsec.secrets, or another kind that iketriage knows by its content"),
        UAT_END_FIELDS};
    return uat_new("IKE triage key files", sizeof(struct file_row), "iketriage_keys", TRUE, &chosen.keys,
                   &chosen.key_count, UAT_AFFECTS_DISSECTION, NULL, copy_row, check_row, free_row, NULL, NULL, columns);
}

static uat_t *config_table(void)
{
    static uat_field_t columns[] = {
        UAT_FLD_CSTRING(ikt_row, peer, "Peer", "Address of the router; empty: by its interfaces' addresses"),
        UAT_FLD_FILENAME(ikt_row, path, "Configuration", "Output of show running-config"), UAT_END_FIELDS};
    return uat_new("IKE triage IOS configurations", sizeof(struct file_row), "iketriage_ios_configs", TRUE,
                   &chosen.configs, &chosen.config_count, UAT_AFFECTS_DISSECTION, NULL, copy_row, check_row, free_row,
                   NULL, NULL, columns);
}

void ikt_prefs_register(int protocol, void (*changed)(void))
{
    module_t *module = prefs_register_protocol(protocol, changed);
    prefs_register_bool_preference(module, "enabled", "Enable IKE triage",
                                   "Look at every frame for IKE, ESP and what bears on them. Costs some time while a "
                                   "capture is read, even where there is no IKE in it.",
                                   &chosen.enabled);
    prefs_register_uat_preference(module, "keys", "Key files",
                                  "Files with preshared keys, Diffie-Hellman secrets, SKEYID_e or cipher keys. They "
                                  "are read when a capture is opened or dissected again.",
                                  key_table());
    prefs_register_uat_preference(module, "ios_configs", "IOS configurations",
                                  "Running configurations of the routers. The list is kept, and not used by this "
                                  "version.",
                                  config_table());
    prefs_register_bool_preference(module, "use_ikev1_table", "Use the IKEv1 decryption table of ISAKMP",
                                   "Also take the keys of the IKEv1 Decryption Table in the preferences of ISAKMP.",
                                   &chosen.use_ikev1_table);
    prefs_register_bool_preference(module, "info_column", "Verdict in the Info column",
                                   "Append a short verdict to the Info column.", &chosen.info_column);
}

bool ikt_prefs_enabled(void)
{
    return chosen.enabled;
}

bool ikt_prefs_info_column(void)
{
    return chosen.info_column;
}

/* What is wrong, a line each. */
struct trouble {
    GString *text;
    unsigned count;
};

static void add_trouble(struct trouble *trouble, const char *file, unsigned line, const char *what)
{
    if (trouble->count++ >= ERRORS_SHOWN)
        return;
    g_string_append_printf(trouble->text, "\n%s:", file);
    if (line > 0)
        g_string_append_printf(trouble->text, "%u:", line);
    g_string_append_printf(trouble->text, " %s", what);
}

static void on_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    if (kind == IKT_KEY_ERROR)
        add_trouble(user, file, line, text);
}

/* The open file's content into memory of size + 1; NULL with what is wrong. */
static uint8_t *read_regular(int fd, size_t *size, const char **wrong)
{
    struct stat status;
    *wrong = NULL;
    if (fd < 0 || fstat(fd, &status) != 0)
        *wrong = g_strerror(errno);
    else if (S_ISDIR(status.st_mode))
        *wrong = g_strerror(EISDIR);
    else if (!S_ISREG(status.st_mode))
        *wrong = "this is no regular file";
    else if (status.st_size > LARGEST)
        *wrong = g_strerror(EFBIG);
    if (*wrong)
        return NULL;
    *size = (size_t)status.st_size;
    uint8_t *data = g_malloc(*size + 1);
    size_t done = 0;
    while (done < *size) {
        const ssize_t got = read(fd, data + done, *size - done);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        done += got > 0 ? (size_t)got : 0;
    }
    *size = done;
    return data;
}

static void add_file(struct ikt_keyring *keyring, const char *path, struct trouble *trouble)
{
    size_t size = 0;
    const char *wrong;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    uint8_t *data = read_regular(fd, &size, &wrong);
    if (!data) {
        add_trouble(trouble, path, 0, wrong);
    } else {
        const struct ikt_bytes content = {size > 0 ? data : NULL, size};
        (void)ikt_keyring_add(keyring, path, content, on_remark, trouble);
        explicit_bzero(data, size);
        g_free(data);
    }
    if (fd >= 0)
        close(fd);
}

/* A field of a row as hex, and how many octets it has; table fields of octets hold no text. */
static unsigned append_hex(GString *out, const uat_t *table, unsigned field, void *row)
{
    char *octets = NULL;
    unsigned length = 0;
    const uat_field_t *column = &table->fields[field];
    column->cb.tostr(row, &octets, &length, column->cbdata.tostr, column->fld_data);
    const gsize start = out->len;
    g_string_set_size(out, start + 2 * (gsize)length);
    if (octets) {
        ikt_hex_write((struct ikt_bytes){(const uint8_t *)octets, length}, out->str + start);
        explicit_bzero(octets, length);
    }
    g_free(octets);
    return length;
}

/*
 * ISAKMP's own table: initiator cookie and cipher key, as the file of the same name has them. Wireshark tells of rows
 * that it could not read, and keeps them without their octets.
 */
static void add_ikev1_table(struct ikt_keyring *keyring, struct trouble *trouble)
{
    const uat_t *table = uat_get_table_by_name(IKEV1_TABLE);
    if (!table || !table->raw_data || table->ncols < 2 || table->raw_data->len == 0)
        return;
    /* Sized so that it never moves: what is left behind would not be wiped. */
    GString *text = g_string_sized_new((gsize)table->raw_data->len * 512);
    for (guint i = 0; i < table->raw_data->len; i++) {
        if (!g_array_index(table->valid_data, ikt_ws_bool, i)) {
            g_string_append_c(text, '\n');
            continue;
        }
        void *row = table->raw_data->data + table->record_size * i;
        const gsize start = text->len;
        const unsigned cookie = append_hex(text, table, 0, row);
        g_string_append_c(text, ',');
        const unsigned key = append_hex(text, table, 1, row);
        if (cookie != IKT_COOKIE_SIZE || key == 0) {
            g_string_truncate(text, start); /* an empty line, so that lines stay rows */
        }
        g_string_append_c(text, '\n');
    }
    const struct ikt_bytes content = {text->len > 0 ? (const uint8_t *)text->str : NULL, text->len};
    (void)ikt_keyring_add(keyring, IKEV1_TABLE, content, on_remark, trouble);
    explicit_bzero(text->str, text->allocated_len);
    g_string_free(text, TRUE);
}

static void tell(const struct trouble *trouble)
{
    if (trouble->count > 0 && g_strcmp0(chosen.told, trouble->text->str) != 0) {
        if (trouble->count > ERRORS_SHOWN) {
            report_failure("IKE triage: %u errors in its key files, the first are:%s", trouble->count,
                           trouble->text->str);
        } else {
            report_failure("IKE triage, key files:%s", trouble->text->str);
        }
    }
    g_free(chosen.told);
    chosen.told = g_strdup(trouble->text->str);
}

struct ikt_keyring *ikt_prefs_keyring(void)
{
    struct ikt_keyring *keyring = ikt_keyring_new();
    struct trouble trouble = {.text = g_string_new(NULL)};
    for (guint i = 0; i < chosen.key_count; i++) {
        if (*chosen.keys[i].path == '\0') {
            continue; /* Wireshark has told of it */
        }
        add_file(keyring, chosen.keys[i].path, &trouble);
    }
    if (chosen.use_ikev1_table)
        add_ikev1_table(keyring, &trouble);
    tell(&trouble);
    g_string_free(trouble.text, TRUE);
    return keyring;
}
