/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "configfiles.h"

#include "anonymous.h"
#include "keyfiles.h"
#include "messages.h"
#include "options.h"

struct ikt_configfiles {
    struct ikt_configs *configs;
    gint *met; /* of each, atomic: a peer of that address was seen */
};

/* A configuration without keys, or with encrypted ones, is a configuration all the same. */
static void say_key_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    if (line != 0 || kind == IKT_KEY_ERROR)
        ikt_say_remark(user, file, line, text);
}

static bool load(struct ikt_configs *configs, const struct ikt_document_option *option, guint number,
                 struct ikt_keyring *keyring, struct ikt_anonymizer *anonymizer)
{
    struct ikt_content content;
    bool well = ikt_content_read(option->path, "configuration", IKT_CONTENT_LARGEST, &content);
    if (well) {
        const struct ikt_bytes bytes = {.data = content.length > 0 ? content.data : NULL, .length = content.length};
        g_autofree char *name = ikt_anonymous_name(anonymizer, "configuration", number, option->path);
        if (anonymizer)
            ikt_anonymizer_learn_document(anonymizer, bytes);
        well = ikt_configs_add(configs, name, bytes, option->bound ? &option->of : NULL, ikt_say_remark, NULL);
        if (well)
            (void)ikt_keyring_add_config(keyring, name, bytes, say_key_remark, NULL);
    }
    ikt_content_clear(&content);
    return well;
}

struct ikt_configfiles *ikt_configfiles_load(const GPtrArray *options, struct ikt_keyring *keyring,
                                             struct ikt_anonymizer *anonymizer, bool *well)
{
    *well = true;
    if (options->len == 0)
        return NULL;
    struct ikt_configfiles *files = g_new(struct ikt_configfiles, 1);
    files->configs = ikt_configs_new();
    for (guint i = 0; i < options->len; i++)
        *well = load(files->configs, g_ptr_array_index(options, i), i + 1, keyring, anonymizer) && *well;
    files->met = g_new0(gint, MAX(1, ikt_configs_count(files->configs)));
    return files;
}

void ikt_configfiles_free(struct ikt_configfiles *files)
{
    if (!files)
        return;
    ikt_configs_free(files->configs);
    g_free(files->met);
    g_free(files);
}

const struct ikt_configs *ikt_configfiles_configs(const struct ikt_configfiles *files)
{
    return files ? files->configs : NULL;
}

static void meet(struct ikt_configfiles *files, const struct ikt_address *address)
{
    const struct ikt_configs *configs = ikt_configfiles_configs(files);
    if (!ikt_configs_know(configs, address))
        return;
    for (size_t i = 0; i < ikt_configs_count(configs); i++)
        if (g_atomic_int_get(&files->met[i]) == 0 && ikt_configs_has(configs, i, address))
            g_atomic_int_set(&files->met[i], 1);
}

void ikt_configfiles_meet(struct ikt_configfiles *files, const struct ikt_tunnel *tunnel)
{
    meet(files, &tunnel->a.endpoint.address);
    meet(files, &tunnel->b.endpoint.address);
}

void ikt_configfiles_say_unmet(const struct ikt_configfiles *files)
{
    for (size_t i = 0; i < ikt_configs_count(ikt_configfiles_configs(files)); i++)
        if (g_atomic_int_get(&files->met[i]) == 0)
            ikt_say(ikt_configs_name(files->configs, i),
                    "note: none of its addresses is a peer in the captures; -c ADDR=FILE says where it is seen");
}
