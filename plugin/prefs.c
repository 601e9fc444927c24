/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prefs.h"

#include <string.h>

#include "engine/base/hex.h"
#include "iketriage/isakmp.h"
#include "iketriage/locked.h"
#include "input_files.h"

#define IKEV1_TABLE "IKEv1 Decryption Table"
#define ROW_MAX     512 /* octets of one as text, and more than any cipher's key needs */

/* A row of either list of files. */
struct file_row {
    char *peer; /* address, of a configuration; may be empty */
    char *path;
};

static struct {
    ikt_ws_bool enabled, use_ikev1_table, info_column;
    const char *key_file, *config_file; /* one more of each; may be empty */
    struct file_row *keys, *configs;
    guint key_count, config_count;
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
    /* Of no profile: keys stay when another one is chosen. */
    return uat_new("IKE triage key files", sizeof(struct file_row), "iketriage_keys", FALSE, &chosen.keys,
                   &chosen.key_count, UAT_AFFECTS_DISSECTION, NULL, copy_row, check_row, free_row, NULL, NULL, columns);
}

static uat_t *config_table(void)
{
    static uat_field_t columns[] = {
        UAT_FLD_CSTRING(ikt_row, peer, "Peer", "Address of the router; empty: by its interfaces' addresses"),
        UAT_FLD_FILENAME(ikt_row, path, "Configuration", "Output of show running-config, or the file of another peer"),
        UAT_END_FIELDS};
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
    prefs_register_filename_preference(module, "keys", "Key file",
                                       "A file with preshared keys, Diffie-Hellman secrets, SKEYID_e or cipher keys. "
                                       "It is read when a capture is opened or dissected again.",
                                       &chosen.key_file, FALSE);
    prefs_register_uat_preference(module, "key_files", "Further key files", "Any number of them, of any kind.",
                                  key_table());
    prefs_register_filename_preference(module, "ios_configs", "Configuration",
                                       "A configuration of a peer, known by its interfaces' addresses.",
                                       &chosen.config_file, FALSE);
    prefs_register_uat_preference(
        module, "ios_config_files", "Further configurations",
        "Configurations of the peers, as evidence beside the wire; their preshared keys count "
        "as key material too. They are read when a capture is opened or dissected again.",
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

/* Rows as text, in locked memory. */
struct rows {
    char *text;
    size_t length, room;
};

static void append_octet(struct rows *rows, char octet)
{
    if (rows->length < rows->room)
        rows->text[rows->length++] = octet;
}

/* A field of a row as hex, and how many octets it has; table fields of octets hold no text. 0 as well without room. */
static unsigned append_hex(struct rows *rows, const uat_t *table, unsigned field, void *row)
{
    char *octets = NULL;
    unsigned length = 0;
    const uat_field_t *column = &table->fields[field];
    column->cb.tostr(row, &octets, &length, column->cbdata.tostr, column->fld_data);
    const bool fits = octets && 2 * (size_t)length < rows->room - rows->length;
    if (fits) {
        ikt_hex_write((struct ikt_bytes){(const uint8_t *)octets, length}, rows->text + rows->length);
        rows->length += 2 * (size_t)length;
    }
    if (octets)
        explicit_bzero(octets, length);
    g_free(octets);
    return fits ? length : 0;
}

/*
 * ISAKMP's own table: initiator cookie and cipher key, as the file of the same name has them. Wireshark tells of rows
 * that it could not read, and keeps them without their octets.
 */
static void add_ikev1_table(struct ikt_input_files *files)
{
    const uat_t *table = uat_get_table_by_name(IKEV1_TABLE);
    if (!table || !table->raw_data || table->ncols < 2 || table->raw_data->len == 0)
        return;
    struct rows rows = {.room = (size_t)table->raw_data->len * ROW_MAX};
    rows.text = ikt_locked_new(rows.room, NULL);
    for (guint i = 0; i < table->raw_data->len; i++) {
        if (!g_array_index(table->valid_data, ikt_ws_bool, i)) {
            append_octet(&rows, '\n');
            continue;
        }
        void *row = table->raw_data->data + table->record_size * i;
        const size_t start = rows.length;
        const unsigned cookie = append_hex(&rows, table, 0, row);
        append_octet(&rows, ',');
        const unsigned key = append_hex(&rows, table, 1, row);
        if (cookie != IKT_COOKIE_SIZE || key == 0)
            rows.length = start; /* an empty line, so that lines stay rows */
        append_octet(&rows, '\n');
    }
    ikt_input_keys(files, IKEV1_TABLE, (struct ikt_bytes){(const uint8_t *)rows.text, rows.length});
    ikt_locked_free(rows.text, rows.room);
}

static bool is_given(const char *path)
{
    return path && *path != '\0';
}

void ikt_prefs_read(struct ikt_keyring **keyring, struct ikt_configs **configs)
{
    struct ikt_input_files *files = ikt_input_files_new();
    if (is_given(chosen.key_file))
        ikt_input_key_file(files, chosen.key_file);
    if (is_given(chosen.config_file))
        ikt_input_config_file(files, chosen.config_file, "");
    for (guint i = 0; i < chosen.key_count; i++)
        if (*chosen.keys[i].path != '\0') /* else Wireshark has told of it */
            ikt_input_key_file(files, chosen.keys[i].path);
    for (guint i = 0; i < chosen.config_count; i++)
        if (*chosen.configs[i].path != '\0')
            ikt_input_config_file(files, chosen.configs[i].path, chosen.configs[i].peer);
    if (chosen.use_ikev1_table)
        add_ikev1_table(files);
    ikt_input_files_end(files, keyring, configs);
}
