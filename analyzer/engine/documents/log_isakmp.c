/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of "debug crypto isakmp": whose connection it is, and with whom.
 *
 *     ISAKMP (0:1): ...    ISAKMP:(1001):...    ISAKMP: (0):...    ISAKMP-ERROR: (0):(65514): ...    ISAKMP:received
 * ...
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

#define UNUSABLE (-2) /* a number stands there that is none of a connection */

/* "(0:9477)" and "(0:9477:SW:1)" are connection 9477 of engine 0. IKT_ABSENT: none stands there. */
static int connection_number(const char *text)
{
    const char *at = text + strlen("ISAKMP");
    if (g_str_has_prefix(at, "-ERROR") || g_str_has_prefix(at, "-PAK"))
        at += strcspn(at, " :(");
    while (*at == ' ' || *at == ':')
        at++;
    int64_t number, second;
    if (*at != '(' || !g_ascii_isdigit(at[1]))
        return IKT_ABSENT;
    if (!ikt_log_take_number(&at, &number))
        return UNUSABLE;
    const char *behind = at + 1;
    if (*at == ':' && g_ascii_isdigit(*behind) && ikt_log_take_number(&behind, &second)) {
        at = behind;
        number = second;
    }
    return (*at == ')' || *at == ':') && number <= G_MAXINT32 ? (int)number : UNUSABLE;
}

/* The lines that say with whom it is. */
static void note_peers(struct ikt_log_reader *reader, struct ikt_log_connection *connection)
{
    const struct ikt_log_message *message = &reader->message;
    struct ikt_address local = {0}, remote = {0};
    if (ikt_log_message_address(message, "createdapeerstructfor", &remote) ||
        ikt_log_message_address(message, "foundpeerpresharedkeymatching", &remote) ||
        ikt_log_message_address(message, "foundpeerpresharedkeymatch", &remote) ||
        ikt_log_message_address(message, "nopresharedkeywith", &remote) ||
        ikt_log_message_address(message, "receivedpacketfrom", &remote) ||
        ikt_log_message_address(message, "sendingpacketto", &remote)) {
        ikt_log_tell_peers(connection, &local, &remote);
        return;
    }
    const char *at = ikt_log_message_after(message, "tryingtoinsertapeer");
    if (at && ikt_log_take_address(&at, &local) && ikt_log_take_address(&at, &remote)) {
        ikt_log_tell_peers(connection, &local, &remote);
        return;
    }
    if (ikt_log_message_address(message, "remote", &remote) && ikt_log_message_address(message, "local", &local))
        ikt_log_tell_peers(connection, &local, &remote);
}

/* Phase 1 is under way as connection 0 until it gets a number: the lines go on with the same peer. */
static struct ikt_log_connection *find_connection(struct ikt_log_reader *reader, int number)
{
    if (number == IKT_ABSENT && !ikt_log_message_has(&reader->message, "createdapeerstruct"))
        number = reader->current;
    reader->current = MAX(number, 0);
    struct ikt_log_connection *connection = ikt_log_connection(reader, reader->current);
    if (number <= 0 || connection->remote.family != IKT_FAMILY_NONE)
        return connection;
    struct ikt_log_connection *begun = ikt_log_connection(reader, 0);
    if (begun->remote.family == IKT_FAMILY_NONE || begun->numbered)
        return ikt_log_connection(reader, number);
    begun->numbered = true;
    const struct ikt_address local = begun->local, remote = begun->remote;
    connection = ikt_log_connection(reader, number);
    ikt_log_tell_peers(connection, &local, &remote);
    return connection;
}

bool ikt_log_read_isakmp(struct ikt_log_reader *reader)
{
    if (!ikt_log_message_begins(&reader->message, "isakmp"))
        return false;
    int number = connection_number(reader->message.text);
    struct ikt_log_connection *connection;
    if (number == UNUSABLE) {
        connection = ikt_log_connection(reader, UNUSABLE);
        connection->local = connection->remote = (struct ikt_address){0};
        connection->message_id = 0;
        number = reader->current = IKT_ABSENT;
    } else {
        connection = find_connection(reader, number);
    }
    if (number == IKT_ABSENT && reader->current > 0)
        number = reader->current;
    note_peers(reader, connection);
    if (!ikt_log_read_quick_mode(reader, connection, number) && !ikt_log_read_phase1(reader, connection, number))
        ikt_log_close(reader, &reader->open);
    return true;
}
