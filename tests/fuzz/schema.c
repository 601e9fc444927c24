/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "schema.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "abort_saying.h"

/* FILE_OF_SCHEMA: CMakeLists.txt */

/* A value, and where it stands in the record. */
struct place {
    json_t *value;
    const struct place *in;
    const char *key; /* NULL: an item of an array */
};

static bool holds(json_t *schema, const struct place *place, char **complaint);

static json_t *whole(void)
{
    static json_t *read;
    if (!read) {
        json_error_t error;
        read = json_load_file(FILE_OF_SCHEMA, 0, &error);
        if (!read)
            abort_saying("%s: %s", FILE_OF_SCHEMA, error.text);
    }
    return read;
}

static void write_path(GString *out, const struct place *place)
{
    if (!place->in)
        return;
    write_path(out, place->in);
    g_string_append(out, place->key ? place->key : "[]");
    g_string_append_c(out, '.');
}

/* The first complaint is kept: it is the one that is deepest. */
static bool wrong(const struct place *place, const char *word, char **complaint)
{
    if (!complaint || *complaint)
        return false;
    g_autoptr(GString) text = g_string_new(NULL);
    char *value = json_dumps(place->value, JSON_ENCODE_ANY | JSON_COMPACT);
    write_path(text, place);
    g_string_append_printf(text, " %s: %.200s", word, value ? value : "?");
    free(value);
    *complaint = g_string_free(g_steal_pointer(&text), FALSE);
    return false;
}

static bool is_type(const json_t *value, const char *name)
{
    return g_str_equal(name, "object")    ? json_is_object(value)
           : g_str_equal(name, "array")   ? json_is_array(value)
           : g_str_equal(name, "string")  ? json_is_string(value)
           : g_str_equal(name, "integer") ? json_is_integer(value)
           : g_str_equal(name, "number")  ? json_is_number(value)
           : g_str_equal(name, "boolean") ? json_is_boolean(value)
                                          : json_is_null(value);
}

static bool type_holds(json_t *word, json_t *value)
{
    size_t i;
    json_t *name;
    if (json_is_string(word))
        return is_type(value, json_string_value(word));
    json_array_foreach(word, i, name)
        if (is_type(value, json_string_value(name)))
            return true;
    return false;
}

/* Compiled once for each text; not optimised, since that has no room for a pattern that repeats thousands of times. */
static bool matches(const char *pattern, const char *text)
{
    static GHashTable *compiled;
    if (!compiled)
        compiled = g_hash_table_new(g_str_hash, g_str_equal);
    GRegex *regex = g_hash_table_lookup(compiled, pattern);
    if (!regex) {
        regex = g_regex_new(pattern, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
        g_assert_nonnull(regex);
        g_hash_table_insert(compiled, (char *)(uintptr_t)pattern, regex);
    }
    return g_regex_match(regex, text, 0, NULL);
}

static bool among(json_t *values, const json_t *value)
{
    size_t i;
    json_t *one;
    json_array_foreach(values, i, one)
        if (json_equal(one, value))
            return true;
    return false;
}

static bool object_holds(json_t *schema, const struct place *place, char **complaint)
{
    json_t *properties = json_object_get(schema, "properties"),
           *others = json_object_get(schema, "additionalProperties"), *names = json_object_get(schema, "propertyNames"),
           *required = json_object_get(schema, "required"), *value;
    const char *key;
    size_t i;
    json_array_foreach(required, i, value)
        if (!json_object_get(place->value, json_string_value(value)))
            return wrong(place, json_string_value(value), complaint);
    json_object_foreach(place->value, key, value) {
        json_t *one = json_object_get(properties, key);
        const struct place inside = {value, place, key};
        json_auto_t *name = names ? json_string(key) : NULL;
        if (name && !holds(names, &(struct place){name, place, key}, complaint))
            return false;
        if (!one && json_is_false(others))
            return wrong(&inside, "too many", complaint);
        if (!one && json_is_object(others))
            one = others;
        if (one && !holds(one, &inside, complaint))
            return false;
    }
    return true;
}

static bool items_hold(json_t *schema, const struct place *place, char **complaint)
{
    size_t i;
    json_t *value;
    json_array_foreach(place->value, i, value)
        if (!holds(schema, &(struct place){value, place, NULL}, complaint))
            return false;
    return true;
}

/* One of several: what is wrong with each is of no interest. */
static bool any_holds(json_t *schemas, const struct place *place)
{
    size_t i;
    json_t *schema;
    json_array_foreach(schemas, i, schema)
        if (holds(schema, place, NULL))
            return true;
    return false;
}

static bool all_hold(json_t *schemas, const struct place *place, char **complaint)
{
    size_t i;
    json_t *schema;
    json_array_foreach(schemas, i, schema)
        if (!holds(schema, place, complaint))
            return false;
    return true;
}

static bool condition_holds(json_t *schema, const struct place *place, char **complaint)
{
    json_t *then = json_object_get(schema, holds(json_object_get(schema, "if"), place, NULL) ? "then" : "else");
    return !then || holds(then, place, complaint);
}

static json_t *referred(const char *reference)
{
    static const char definitions[] = "#/$defs/";
    g_assert_true(g_str_has_prefix(reference, definitions));
    json_t *found = json_object_get(json_object_get(whole(), "$defs"), reference + strlen(definitions));
    g_assert_nonnull(found);
    return found;
}

static bool word_holds(json_t *schema, const char *word, json_t *says, const struct place *place, char **complaint)
{
    static const char *const elsewhere[] = {"properties", "additionalProperties", "propertyNames", "required", "then",
                                            "else",       "description",          "title",         "$schema",  "$defs"};
    json_t *value = place->value;
    if (g_str_equal(word, "$ref"))
        return holds(referred(json_string_value(says)), place, complaint);
    if (g_str_equal(word, "type"))
        return type_holds(says, value) || wrong(place, word, complaint);
    if (g_str_equal(word, "enum"))
        return among(says, value) || wrong(place, word, complaint);
    if (g_str_equal(word, "const"))
        return json_equal(says, value) || wrong(place, word, complaint);
    if (g_str_equal(word, "pattern"))
        return !json_is_string(value) || matches(json_string_value(says), json_string_value(value)) ||
               wrong(place, word, complaint);
    if (g_str_equal(word, "minimum"))
        return !json_is_number(value) || json_number_value(value) >= json_number_value(says) ||
               wrong(place, word, complaint);
    if (g_str_equal(word, "maximum"))
        return !json_is_number(value) || json_number_value(value) <= json_number_value(says) ||
               wrong(place, word, complaint);
    if (g_str_equal(word, "items"))
        return !json_is_array(value) || items_hold(says, place, complaint);
    if (g_str_equal(word, "anyOf"))
        return any_holds(says, place) || wrong(place, word, complaint);
    if (g_str_equal(word, "allOf"))
        return all_hold(says, place, complaint);
    if (g_str_equal(word, "if"))
        return condition_holds(schema, place, complaint);
    for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++)
        if (g_str_equal(word, elsewhere[i]))
            return true;
    abort_saying("a schema's word that is not known: %s", word);
}

/* complaint: NULL where nobody asks. */
static bool holds(json_t *schema, const struct place *place, char **complaint)
{
    const char *word;
    json_t *says;
    json_object_foreach(schema, word, says)
        if (!word_holds(schema, word, says, place, complaint))
            return false;
    return !json_is_object(place->value) || object_holds(schema, place, complaint);
}

char *schema_complaint(json_t *record)
{
    char *complaint = NULL;
    const bool well = holds(whole(), &(struct place){record, NULL, NULL}, &complaint);
    g_assert_true(well == !complaint);
    return complaint;
}
