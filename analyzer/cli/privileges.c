/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    NOBODY = 65534, /* where the system has no such user */
    CAPABILITIES = 64
};

static void set_error(const char *what, GError **error)
{
    const int number = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), "%s: %s", what, g_strerror(number));
}

struct user {
    uid_t uid;
    gid_t gid;
};

/* A number that names a user who is not root. */
static bool from_environment(const char *name, guint64 *out)
{
    const char *text = g_getenv(name);
    return text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT32, out, NULL);
}

static struct user whom_to_become(void)
{
    guint64 uid, gid;
    if (from_environment("SUDO_UID", &uid) && from_environment("SUDO_GID", &gid))
        return (struct user){(uid_t)uid, (gid_t)gid};
    const struct passwd *nobody = getpwnam("nobody");
    return nobody ? (struct user){nobody->pw_uid, nobody->pw_gid} : (struct user){NOBODY, NOBODY};
}

/* In a user namespace root is nobody outside, and other users may not be there (EINVAL): then nothing is to be left. */
static bool become(struct user user, GError **error)
{
    if (setgroups(0, NULL) != 0 && errno != EPERM) {
        set_error("groups cannot be left", error);
        return false;
    }
    if (setresgid(user.gid, user.gid, user.gid) != 0 && errno != EINVAL) {
        set_error("the group cannot be changed", error);
        return false;
    }
    if (setresuid(user.uid, user.uid, user.uid) != 0 && errno != EINVAL) {
        set_error("the user cannot be changed", error);
        return false;
    }
    return true;
}

static bool clear_capabilities(GError **error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}};
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capset, &header, none) == 0)
        return true;
    set_error("capabilities cannot be cleared", error);
    return false;
}

bool ikt_privileges_drop(char **out, GError **error)
{
    for (unsigned long capability = 0; capability < CAPABILITIES; capability++)
        (void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    if ((geteuid() == 0 && !become(whom_to_become(), error)) || !clear_capabilities(error))
        return false;
    *out = g_strdup_printf("user %lu, no capabilities", (unsigned long)geteuid());
    return true;
}
