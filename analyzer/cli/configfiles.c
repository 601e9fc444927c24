/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "configfiles.h"

#include "anonymous.h"
#include "keyfiles.h"
#include "messages.h"
#include "options.h"

struct ikt_configfiles {
    struct ikt_configs *configs;
    GArray *of; /* of each, struct bound */
    gint *met;  /* of each, atomic: what of it was seen as a peer's address, enum met */
};

/* The address that -c ADDR=FILE names. */
struct bound {
    bool bound;
    struct ikt_address address;
};

enum met {
    MET_ANY = 1,
    MET_NAMED = 2
};

/* A configuration without keys, or with encrypted ones, is a configuration all the same. */
static void say_key_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    if (line != 0 || kind == IKT_KEY_ERROR)
        ikt_say_remark(user, file, line, text);
}

static bool load(struct ikt_configfiles *files, const struct ikt_document_option *option, guint number,
                 struct ikt_keyring *keyring, struct ikt_anonymizer *anonymizer)
{
    struct ikt_configs *configs = files->configs;
    const struct bound bound = {option->bound, option->of};
    struct ikt_content content;
    bool well = ikt_content_read(option->path, "configuration", IKT_CONTENT_LARGEST, &content);
    if (well) {
        const struct ikt_bytes bytes = {.data = content.length > 0 ? content.data : NULL, .length = content.length};
        g_autofree char *name = ikt_anonymous_name(anonymizer, "configuration", number, option->path);
        if (anonymizer)
            ikt_anonymizer_learn_document(anonymizer, bytes);
        well = ikt_configs_add(configs, name, bytes, option->bound ? &option->of : NULL, ikt_say_remark, NULL);
        if (!well)
            ikt_content_say_capture(name, bytes);
        if (ikt_configs_count(configs) > files->of->len)
            g_array_append_val(files->of, bound);
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
    files->of = g_array_new(FALSE, FALSE, sizeof(struct bound));
    for (guint i = 0; i < options->len; i++)
        *well = load(files, g_ptr_array_index(options, i), i + 1, keyring, anonymizer) && *well;
    files->met = g_new0(gint, MAX(1, ikt_configs_count(files->configs)));
    return files;
}

void ikt_configfiles_free(struct ikt_configfiles *files)
{
    if (!files)
        return;
    ikt_configs_free(files->configs);
    g_array_unref(files->of);
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
    for (size_t i = 0; i < ikt_configs_count(configs); i++) {
        const struct bound *of = &g_array_index(files->of, struct bound, i);
        const gint met = of->bound && ikt_address_equal(&of->address, address) ? MET_ANY | MET_NAMED : MET_ANY;
        if ((g_atomic_int_get(&files->met[i]) & met) != met && ikt_configs_has(configs, i, address))
            (void)g_atomic_int_or((guint *)&files->met[i], (guint)met);
    }
}

void ikt_configfiles_meet(struct ikt_configfiles *files, const struct ikt_tunnel *tunnel)
{
    meet(files, &tunnel->a.endpoint.address);
    meet(files, &tunnel->b.endpoint.address);
}

void ikt_configfiles_say_unmet(const struct ikt_configfiles *files)
{
    for (size_t i = 0; i < ikt_configs_count(ikt_configfiles_configs(files)); i++) {
        const gint met = g_atomic_int_get(&files->met[i]);
        const struct bound *of = &g_array_index(files->of, struct bound, i);
        const char *const name = ikt_configs_name(files->configs, i);
        char text[IKT_ADDRESS_TEXT];
        if (of->bound && (met & MET_NAMED) == 0)
            ikt_say(name, "note: %s, which -c names, is no peer in the captures; %s",
                    ikt_address_format(&of->address, text),
                    met != 0 ? "one of its own addresses is" : "none of its own addresses is one either");
        else if (met == 0)
            ikt_say(name, "note: none of its addresses is a peer in the captures; -c ADDR=FILE says where it is seen");
    }
}
