/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/version.h>
#include <seccomp.h>
#include <string.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
#include <linux/landlock.h>
#define HAS_LANDLOCK 1
#endif
#ifndef PR_SET_VMA /* headers before 5.17 */
#define PR_SET_VMA 0x53564d41
#endif

/* As a backstop: captures are read within 256 MiB each, keys and configurations are in memory already. */
#define MEMORY_BASE    (3072ULL << 20)
#define MEMORY_PER_JOB (512ULL << 20)

#if defined(HAS_LANDLOCK) && defined(SYS_landlock_create_ruleset)

/* What newer headers name; the kernel is asked which of them it knows. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
enum {
    ABI_REFER = 2,
    ABI_TRUNCATE = 3,
    ABI_NETWORK = 4
};

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                                                                        \
    (READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |          \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_TRUNCATE)
/* Of a file that is none of a folder. */
#define OF_FILES                                                                                                       \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE |                       \
     LANDLOCK_ACCESS_FS_TRUNCATE)

/* struct landlock_ruleset_attr with its second member, which headers before 6.7 lack. */
struct ruleset {
    uint64_t files, network;
};

static uint64_t known_rights(int abi)
{
    uint64_t rights = (1ULL << 13) - 1; /* those of the first version: EXECUTE to MAKE_SYM */
    if (abi >= ABI_REFER)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= ABI_TRUNCATE)
        rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
    return rights;
}

static void allow(int ruleset, const GPtrArray *paths, uint64_t rights)
{
    for (guint i = 0; paths && i < paths->len; i++) {
        struct stat status;
        struct landlock_path_beneath_attr rule = {.allowed_access = rights};
        rule.parent_fd = open(g_ptr_array_index(paths, i), O_PATH | O_CLOEXEC);
        if (rule.parent_fd < 0)
            continue;
        if (fstat(rule.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode))
            rule.allowed_access &= OF_FILES;
        (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(rule.parent_fd);
    }
}

/* Needs "no new privileges". */
static unsigned confine_files(const struct ikt_sandbox *sandbox)
{
    const long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return 0;
    const bool network = abi >= ABI_NETWORK;
    const uint64_t rights = known_rights((int)abi);
    const struct ruleset attributes = {rights, network ? 3 : 0}; /* to bind and to connect */
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes,
                                     network ? sizeof attributes : sizeof attributes.files, 0);
    if (ruleset < 0)
        return 0;
    allow(ruleset, sandbox->read, READING & rights);
    allow(ruleset, sandbox->write, WRITING & rights);
    const bool holds = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return holds ? (unsigned)IKT_SANDBOX_FILES | (network ? (unsigned)IKT_SANDBOX_NETWORK : 0) : 0;
}

#else

static unsigned confine_files(const struct ikt_sandbox *sandbox)
{
    (void)sandbox;
    return 0;
}

#endif

/* What reading, computing, writing and threads need, by name: libseccomp knows which of them this machine has. */
static const char *const allowed[] = {
    /* files that Landlock lets through */
    "read", "pread64", "readv", "write", "pwrite64", "writev", "open", "openat", "close", "close_range", "lseek",
    "_llseek", "stat", "fstat", "lstat", "stat64", "fstat64", "lstat64", "newfstatat", "fstatat64", "statx", "statfs",
    "fstatfs", "getdents", "getdents64", "readlink", "readlinkat", "access", "faccessat", "faccessat2", "getcwd",
    "umask", "fchmod", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "fsync",
    "fdatasync", "fallocate", "ftruncate", "ftruncate64", "dup", "dup2", "dup3", "pipe", "pipe2", "poll", "ppoll",
    "ppoll_time64", "select", "pselect6", "fadvise64", "fadvise64_64", "readahead",
    /* memory */
    "brk", "munmap", "mremap", "madvise", "mlock", "mlock2", "munlock", "membarrier",
    /* threads and signals */
    "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "futex", "futex_time64", "futex_waitv",
    "sched_yield", "sched_getaffinity", "getpid", "gettid", "tgkill", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group", "arch_prctl", "set_thread_area",
    /* what asks, and changes nothing */
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep", "clock_nanosleep_time64", "nanosleep",
    "gettimeofday", "time", "getrandom", "getuid", "geteuid", "getgid", "getegid", "getuid32", "geteuid32", "getgid32",
    "getegid32", "uname", "sysinfo", "getrusage", "times", "getpriority", "getrlimit", "ugetrlimit"};
/* Who tries these is no reader of captures any more. */
static const char *const fatal[] = {"execve", "execveat",   "ptrace",          "process_vm_readv", "process_vm_writev",
                                    "fork",   "vfork",      "mount",           "umount2",          "pivot_root",
                                    "bpf",    "setuid",     "setgid",          "init_module",      "finit_module",
                                    "reboot", "kexec_load", "perf_event_open", "io_uring_setup",   "personality"};

/* What fcntl may ask for: no signals to others, which F_SETOWN asks for. */
static const int file_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

/* A call whose argument at place, under mask, has to be value. False where the machine has it and it was not added. */
static bool add_limited(scmp_filter_ctx filter, const char *name, unsigned place, scmp_datum_t mask, scmp_datum_t value)
{
    const int call = seccomp_syscall_resolve_name(name);
    return call == __NR_SCMP_ERROR || call < 0 ||
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(place, SCMP_CMP_MASKED_EQ, mask, value)) == 0;
}

/* Memory that is written is never run; a thread, never a process: what clone3 makes no filter sees, so that the C
 * library is told that there is none, and takes clone. */
static bool add_limited_calls(scmp_filter_ctx filter)
{
    static const char *const memory[] = {"mmap", "mmap2", "mprotect"}, *const files[] = {"fcntl", "fcntl64"};
    for (size_t i = 0; i < G_N_ELEMENTS(memory); i++)
        if (!add_limited(filter, memory[i], 2, PROT_EXEC, 0))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(files) * G_N_ELEMENTS(file_commands); i++)
        if (!add_limited(filter, files[i / G_N_ELEMENTS(file_commands)], 1, UINT32_MAX,
                         (scmp_datum_t)file_commands[i % G_N_ELEMENTS(file_commands)]))
            return false;
    const int clone3 = seccomp_syscall_resolve_name("clone3");
    if (clone3 >= 0 && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), clone3, 0) != 0)
        return false;
    return add_limited(filter, "clone", 0, CLONE_THREAD, CLONE_THREAD);
}

/* What an open capture needs besides; no new socket. */
static bool add_live_calls(scmp_filter_ctx filter)
{
    static const char *const calls[] = {"recvfrom", "recvmsg", "getsockopt"};
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++) {
        const int call = seccomp_syscall_resolve_name(calls[i]);
        if (call != __NR_SCMP_ERROR && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0 && call >= 0)
            return false;
    }
    /* Is the interface there still, and up? */
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, SIOCGIFFLAGS)) == 0;
}

static bool add_calls(scmp_filter_ctx filter, bool live)
{
    if (live && !add_live_calls(filter))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++) {
        const int call = seccomp_syscall_resolve_name(allowed[i]);
        if (call != __NR_SCMP_ERROR && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0 && call >= 0)
            return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(fatal); i++) {
        const int call = seccomp_syscall_resolve_name(fatal[i]);
        if (call != __NR_SCMP_ERROR)
            (void)seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0);
    }
    /* terminals are asked for their size; limits are read; threads are named */
    return add_limited_calls(filter) &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, TCGETS)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_VMA)) == 0;
}

/* Everything else fails with EPERM, so that a library that only tries something goes on. */
static bool confine_calls(bool live)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return false;
    const bool holds = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
                       add_calls(filter, live) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return holds;
}

static bool limit_memory(unsigned jobs)
{
    const rlim_t limit = MEMORY_BASE + MEMORY_PER_JOB * MIN(jobs, 1024);
    struct rlimit now;
    if (getrlimit(RLIMIT_DATA, &now) != 0)
        return false;
    if (now.rlim_cur != RLIM_INFINITY && now.rlim_cur <= limit)
        return true;
    const rlim_t most = now.rlim_max == RLIM_INFINITY ? limit : MIN(now.rlim_max, limit);
    const struct rlimit wanted = {most, most};
    return setrlimit(RLIMIT_DATA, &wanted) == 0;
}

unsigned ikt_sandbox_enter(const struct ikt_sandbox *sandbox)
{
    unsigned holds = limit_memory(sandbox->jobs) ? (unsigned)IKT_SANDBOX_MEMORY : 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return holds;
    holds |= IKT_SANDBOX_NO_PRIVILEGES;
    holds |= confine_files(sandbox);
    holds |= confine_calls(sandbox->live) ? (unsigned)IKT_SANDBOX_CALLS : 0;
    return holds;
}

char *ikt_sandbox_text(unsigned holds)
{
    static const char *const words[] = {"no new privileges", "files (Landlock)", "no TCP (Landlock)",
                                        "system calls (seccomp)", "memory"};
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (holds & 1U << i)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", words[i]);
    return g_string_free(text->len > 0 ? text : g_string_append(text, "nothing"), FALSE);
}
