/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lets IKE daemons finish Quick Mode on a kernel built without ESP and AH.
 *
 * Such a kernel refuses XFRM_MSG_NEWSA and XFRM_MSG_UPDSA, and a daemon then tears the exchange
 * down before its last message. With this library preloaded these two requests leave the process
 * as NLMSG_NOOP: the kernel acknowledges a control message without looking at its body. Nothing
 * else is touched, so every IKE byte is the daemon's own. No ESP flows.
 *
 *     gcc -shared -fPIC -O2 -Wall -o ackshim.so ackshim.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    REQUEST_MAX = 4096
};

static int is_xfrm_socket(int fd)
{
    int domain = -1, protocol = -1;
    socklen_t len = sizeof(int);

    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) || domain != AF_NETLINK)
        return 0;
    len = sizeof(int);
    return !getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) && protocol == NETLINK_XFRM;
}

/* The request to send: BUF itself, or its copy in COPY turned into an acknowledged no-op. */
static const void *disarm(int fd, const void *buf, size_t len, unsigned char copy[REQUEST_MAX])
{
    struct nlmsghdr header;

    if (len < sizeof(header) || len > REQUEST_MAX)
        return buf;
    memcpy(&header, buf, sizeof(header));
    if (header.nlmsg_type != XFRM_MSG_NEWSA && header.nlmsg_type != XFRM_MSG_UPDSA)
        return buf;
    if (!is_xfrm_socket(fd))
        return buf;
    memcpy(copy, buf, len);
    header.nlmsg_type = NLMSG_NOOP;
    header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    memcpy(copy, &header, sizeof(header));
    return copy;
}

ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to, socklen_t to_len)
{
    ssize_t (*next)(int, const void *, size_t, int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "sendto");
    unsigned char copy[REQUEST_MAX];

    return next(fd, disarm(fd, buf, len, copy), len, flags, to, to_len);
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
    return sendto(fd, buf, len, flags, NULL, 0);
}

ssize_t write(int fd, const void *buf, size_t len)
{
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    unsigned char copy[REQUEST_MAX];

    return next(fd, disarm(fd, buf, len, copy), len);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
    ssize_t (*next)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
    unsigned char copy[REQUEST_MAX];
    struct msghdr changed = *msg;
    struct iovec part;

    if (msg->msg_iovlen != 1)
        return next(fd, msg, flags);
    part = msg->msg_iov[0];
    part.iov_base = (void *)disarm(fd, part.iov_base, part.iov_len, copy);
    changed.msg_iov = &part;
    return next(fd, &changed, flags);
}
