/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Requests and their responses, as they come by.
 */
#ifndef IKT_PLUGIN_REQUEST_RESPONSE_H
#define IKT_PLUGIN_REQUEST_RESPONSE_H

#include "frame_notes.h"

struct ikt_requests;

struct ikt_requests *ikt_requests_new(void);
void ikt_requests_free(struct ikt_requests *requests);
/* Links a response with its request, and keeps a request for its response. The note stays where it is. */
void ikt_requests_take(struct ikt_requests *requests, const struct ikt_message_event *event,
                       struct ikt_note_message *note);

bool ikt_is_request(enum ikt_message_name name);
void ikt_link_response(struct ikt_note_message *request, struct ikt_note_message *response, ikt_time elapsed);

#endif
