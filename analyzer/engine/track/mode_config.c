/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/mode_config.h"

/* The XAUTH attributes stand in one range: draft-beaulieu-ike-xauth section 6. */
static bool is_xauth(const struct ikt_attribute *attribute)
{
    return attribute->type >= IKT_CFGATTR_XAUTH_TYPE && attribute->type <= IKT_CFGATTR_XAUTH_ANSWER;
}

static void learn_xauth(struct ikt_configuration *configuration, const struct ikt_config *config,
                        const struct ikt_attribute *attribute, const struct ikt_seen *seen)
{
    configuration->xauth_frame = seen->frame;
    if (config->type == IKT_CFG_REQUEST)
        configuration->xauth_from_initiator = seen->from_initiator;
    if (attribute->type != IKT_CFGATTR_XAUTH_STATUS || config->type != IKT_CFG_SET)
        return;
    configuration->xauth_ok = attribute->value == 1 ? IKT_YES : IKT_NO;
    configuration->status_frame = seen->frame;
    configuration->status_verified = seen->decryption == IKT_DECRYPTION_VERIFIED;
    configuration->status_from_initiator = seen->from_initiator;
}

void ikt_configuration_learn(struct ikt_configuration *configuration, const struct ikt_seen *seen)
{
    const struct ikt_payload *payload =
        seen->message->encrypted ? NULL : ikt_message_payload(seen->message, IKT_PAYLOAD_ATTRIBUTES, 0);
    if (!payload)
        return;
    const struct ikt_config *config = &payload->config;
    bool xauth = false;
    for (size_t i = 0; i < config->attribute_count; i++) {
        if (!is_xauth(&config->attributes[i]))
            continue;
        xauth = true;
        learn_xauth(configuration, config, &config->attributes[i], seen);
    }
    /* The acknowledgement of XAUTH-STATUS may be empty; it follows the status it acknowledges. */
    bool acknowledges_xauth = config->type == IKT_CFG_ACK && configuration->xauth_ok != IKT_UNKNOWN &&
                              configuration->config_request_frame == 0;
    if (xauth || acknowledges_xauth)
        return;
    if (config->type == IKT_CFG_REQUEST || config->type == IKT_CFG_SET)
        configuration->config_request_frame = seen->frame;
    else
        configuration->config_answer_frame = seen->frame;
}
