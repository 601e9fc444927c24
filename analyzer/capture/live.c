/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live.h"

#include <net/if.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "live_filter.h"

enum {
    SNAP_LENGTH = 65535, /* an IP packet; longer ones are of senders that leave cutting to their hardware */
    TIMEOUT_MS = 100,    /* for which the kernel gathers packets before it hands them on */
    BUFFER_KIB = 16 * 1024
};

struct ikt_live {
    pcap_t *pcap;
    struct ifreq interface; /* its name; empty: all interfaces */
    int descriptor;
    int link_type;
    uint64_t frames;
    struct ikt_live_drops drops;
    uint32_t last_kernel, last_interface; /* libpcap's counts, which begin anew at 2^32 */
};

/* Of this machine, for who named one that is not there. */
static char *interfaces(void)
{
    GString *text = g_string_new("any");
    struct if_nameindex *list = if_nameindex();
    for (const struct if_nameindex *one = list; one && one->if_index != 0; one++)
        g_string_append_printf(text, ", %s", one->if_name);
    if (list)
        if_freenameindex(list);
    return g_string_free(text, FALSE);
}

static void set_no_permission(GError **error)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_NO_PERMISSION,
                "no permission to capture: run it with sudo, or give the program the right once: "
                "sudo setcap cap_net_raw,cap_net_admin=ep %s",
                program ? program : "iketriage");
}

static void set_open_error(pcap_t *pcap, int status, GError **error)
{
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE: {
        g_autofree char *list = interfaces();
        g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_NO_INTERFACE, "there is no such interface; there are: %s", list);
        break;
    }
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        set_no_permission(error);
        break;
    case PCAP_ERROR_IFACE_NOT_UP:
        g_set_error_literal(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, "the interface is not up (ip link set ... up)");
        break;
    default: {
        const char *text = pcap_geterr(pcap);
        g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, "cannot be captured: %s",
                    *text ? text : pcap_statustostr(status));
        break;
    }
    }
}

/* The second of Linux's cooked link types names the interface and keeps VLAN tags; it may have to be asked for. */
static bool choose_link(struct ikt_live *live, GError **error)
{
    int *types = NULL;
    const int count = pcap_list_datalinks(live->pcap, &types);
    int chosen = pcap_datalink(live->pcap);
    for (int i = 0; i < count; i++) {
        if (types[i] == DLT_LINUX_SLL2 || (types[i] == DLT_EN10MB && !ikt_feed_reads(chosen)))
            chosen = types[i];
    }
    if (types)
        pcap_free_datalinks(types);
    if (chosen != pcap_datalink(live->pcap) && pcap_set_datalink(live->pcap, chosen) != 0)
        chosen = pcap_datalink(live->pcap);
    live->link_type = chosen;
    if (ikt_feed_reads(chosen))
        return true;
    const char *name = pcap_datalink_val_to_name(chosen);
    g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, "its link type %s (DLT %d) is not handled",
                name ? name : "without a name", chosen);
    return false;
}

static bool set_filter(struct ikt_live *live, const char *user, GError **error)
{
    g_autofree char *why = NULL;
    if (ikt_live_filter_set(live->pcap, user, &why))
        return true;
    g_set_error_literal(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, why);
    return false;
}

/*
 * Not libpcap's immediate mode: it gives every packet a slot of the snap length, and a buffer holds few of these. With
 * a timeout slots are as long as packets, and none waits longer than it.
 */
static bool activate(struct ikt_live *live, const struct ikt_live_options *options, GError **error)
{
    const unsigned kib = options->buffer_kib > 0 ? options->buffer_kib : BUFFER_KIB;
    char text[PCAP_ERRBUF_SIZE] = "";
    pcap_set_snaplen(live->pcap, SNAP_LENGTH);
    pcap_set_promisc(live->pcap, strcmp(options->interface, "any") != 0);
    pcap_set_timeout(live->pcap, TIMEOUT_MS);
    pcap_set_buffer_size(live->pcap, (int)MIN(kib, G_MAXINT / 1024) * 1024);
    const int status = pcap_activate(live->pcap); /* above 0: a warning, as that it cannot be promiscuous */
    if (status < 0) {
        set_open_error(live->pcap, status, error);
        return false;
    }
    live->descriptor = pcap_get_selectable_fd(live->pcap);
    if (live->descriptor < 0 || pcap_setnonblock(live->pcap, 1, text) != 0) {
        g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, "cannot be waited for: %s", text);
        return false;
    }
    return choose_link(live, error) && set_filter(live, options->filter, error);
}

struct ikt_live *ikt_live_open(const struct ikt_live_options *options, GError **error)
{
    char text[PCAP_ERRBUF_SIZE] = "";
    struct ikt_live *live = g_new0(struct ikt_live, 1);
    if (strcmp(options->interface, "any") != 0)
        g_strlcpy(live->interface.ifr_name, options->interface, sizeof live->interface.ifr_name);
    live->pcap = pcap_create(options->interface, text);
    if (!live->pcap)
        g_set_error(error, IKT_LIVE_ERROR, IKT_LIVE_UNFIT, "cannot be captured: %s", text);
    if (live->pcap && activate(live, options, error))
        return live;
    ikt_live_close(live);
    return NULL;
}

void ikt_live_close(struct ikt_live *live)
{
    if (!live)
        return;
    if (live->pcap)
        pcap_close(live->pcap);
    g_free(live);
}

int ikt_live_descriptor(const struct ikt_live *live)
{
    return live->descriptor;
}

enum ikt_live_result ikt_live_next(struct ikt_live *live, struct ikt_frame *out, GError **error)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    const int result = pcap_next_ex(live->pcap, &header, &data);
    if (result == 0)
        return IKT_LIVE_NOTHING;
    if (result != 1) {
        g_set_error_literal(error, IKT_LIVE_ERROR, IKT_LIVE_GONE, pcap_geterr(live->pcap));
        return IKT_LIVE_ENDED;
    }
    *out = (struct ikt_frame){
        .number = ++live->frames,
        .time = ikt_feed_time(header->ts.tv_sec, header->ts.tv_usec),
        .link_type = live->link_type,
        .octets = {.data = header->caplen > 0 ? data : NULL, .length = header->caplen},
        .wire_length = MAX(header->len, header->caplen),
    };
    return IKT_LIVE_FRAME;
}

struct ikt_live_drops ikt_live_drops(struct ikt_live *live)
{
    struct pcap_stat stats;
    if (pcap_stats(live->pcap, &stats) == 0) {
        live->drops.kernel += (uint32_t)(stats.ps_drop - live->last_kernel);
        live->drops.interface += (uint32_t)(stats.ps_ifdrop - live->last_interface);
        live->last_kernel = stats.ps_drop;
        live->last_interface = stats.ps_ifdrop;
    }
    return live->drops;
}

bool ikt_live_is_up(const struct ikt_live *live)
{
    struct ifreq answer = live->interface;
    if (!*answer.ifr_name || ioctl(live->descriptor, SIOCGIFFLAGS, &answer) != 0)
        return true;
    return (answer.ifr_flags & IFF_UP) && (answer.ifr_flags & IFF_RUNNING);
}
