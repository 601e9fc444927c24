/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sandbox from inside: what it lets through, and each thing that it forbids is tried. Every attempt is a process of
 * its own. Built without sanitizers, which need calls that the sandbox forbids.
 */
#include "cli/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *top, *readable, *writable, *elsewhere; /* folders, each with a file "f" */

enum {
    NOT_HELD = 77 /* the kernel lacks what this attempt is about */
};

/* An attempt's own result: 0, or the errno. */
typedef int attempt(void);

static int try_open(const char *folder, const char *name, int flags)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    const int fd = open(path, flags, 0600);
    return fd < 0 ? errno : close(fd);
}

static int read_what_is_named(void)
{
    return try_open(readable, "f", O_RDONLY);
}

static int read_elsewhere(void)
{
    return try_open(elsewhere, "f", O_RDONLY);
}

static int read_passwords(void)
{
    return try_open("/etc", "passwd", O_RDONLY);
}

static int write_what_is_read(void)
{
    return try_open(readable, "f", O_WRONLY);
}

static int make_where_output_goes(void)
{
    return try_open(writable, "new", O_WRONLY | O_CREAT | O_EXCL);
}

static int rename_where_output_goes(void)
{
    g_autofree char *from = g_build_filename(writable, "f", NULL), *to = g_build_filename(writable, "g", NULL);
    return rename(from, to) != 0 ? errno : unlink(to) != 0 ? errno : 0;
}

static int make_elsewhere(void)
{
    return try_open(elsewhere, "new", O_WRONLY | O_CREAT | O_EXCL);
}

static int make_socket(void)
{
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    return fd < 0 ? errno : close(fd);
}

static int make_process(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child < 0 ? errno : 0;
}

/* As a library's own fork does not: past its wrapper, with arguments that lie in memory. */
static int make_process_by_clone3(void)
{
    uint64_t arguments[11] = {0};
    arguments[4] = SIGCHLD; /* exit_signal of struct clone_args */
    const long child = syscall(SYS_clone3, arguments, sizeof arguments);
    if (child == 0)
        _exit(0);
    return child < 0 ? errno : 0;
}

static int change_mode_of(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "f", NULL);
    return chmod(path, 0666) != 0 ? errno : 0;
}

static int change_mode(void)
{
    return change_mode_of(elsewhere);
}

static int change_mode_of_what_is_read(void)
{
    return change_mode_of(readable);
}

static int change_mode_at(void)
{
    g_autofree char *path = g_build_filename(elsewhere, "f", NULL);
    return fchmodat(AT_FDCWD, path, 0666, 0) != 0 ? errno : 0;
}

/* O_ASYNC and this would send any signal to any process of the user. */
static int own_signals_to_others(void)
{
    return fcntl(STDIN_FILENO, F_SETOWN, getppid()) != 0 ? errno : 0;
}

static int duplicate(void)
{
    const int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
    return fd < 0 ? errno : fcntl(fd, F_GETFL) < 0 ? errno : close(fd);
}

static int map_what_runs(void)
{
    void *data = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return data == MAP_FAILED ? errno : munmap(data, 4096);
}

static int make_memory_run(void)
{
    void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return data == MAP_FAILED ? 0 : mprotect(data, 4096, PROT_READ | PROT_EXEC) != 0 ? errno : 0;
}

static int run_program(void)
{
    execl("/bin/true", "true", NULL);
    return errno;
}

static int trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 ? errno : 0;
}

static int make_user_root(void)
{
    return setuid(0) != 0 ? errno : 0;
}

static int be_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0 ? errno : 0;
}

static gpointer in_thread(gpointer user)
{
    (void)user;
    return GINT_TO_POINTER(read_elsewhere());
}

static int begin_thread(void)
{
    return GPOINTER_TO_INT(g_thread_join(g_thread_new("worker", in_thread, NULL)));
}

static int take_memory(void)
{
    const size_t size = 64ULL << 30;
    void *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return data == MAP_FAILED ? errno : munmap(data, size);
}

static int open_socket;

static int receive(void)
{
    char octet;
    return recv(open_socket, &octet, sizeof octet, MSG_DONTWAIT) < 0 ? errno : 0;
}

static int ask_for_flags(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    return ioctl(open_socket, SIOCGIFFLAGS, &request) != 0 ? errno : 0;
}

static int take_interface_down(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    return ioctl(open_socket, SIOCSIFFLAGS, &request) != 0 ? errno : 0;
}

/* The status that waitpid gives. */
static int in_the_sandbox(attempt *what, unsigned needs, bool live)
{
    const pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        g_autoptr(GPtrArray) read = g_ptr_array_new(), write = g_ptr_array_new();
        g_ptr_array_add(read, readable);
        g_ptr_array_add(read, (gpointer) "/nowhere/at/all");
        g_ptr_array_add(write, writable);
        const struct ikt_sandbox sandbox = {.read = read, .write = write, .live = live, .jobs = 2};
        const unsigned holds = ikt_sandbox_enter(&sandbox);
        _exit((holds & needs) == needs ? what() : NOT_HELD);
    }
    int status;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    return status;
}

static const struct {
    const char *name;
    attempt *what;
    unsigned needs;
    int error;   /* that it ends with; 0: it succeeds */
    bool killed; /* ... or the signal that ends it */
    bool live;   /* in the sandbox of a live capture, which is open */
} attempts[] = {
    {"read-what-is-named", read_what_is_named, 0, 0, false, false},
    {"read-elsewhere", read_elsewhere, IKT_SANDBOX_FILES, EACCES, false, false},
    {"read-passwords", read_passwords, IKT_SANDBOX_FILES, EACCES, false, false},
    {"write-what-is-read", write_what_is_read, IKT_SANDBOX_FILES, EACCES, false, false},
    {"make-where-output-goes", make_where_output_goes, 0, 0, false, false},
    {"rename-where-output-goes", rename_where_output_goes, 0, 0, false, false},
    {"make-elsewhere", make_elsewhere, IKT_SANDBOX_FILES, EACCES, false, false},
    {"socket", make_socket, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"process", make_process, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"process-by-clone3", make_process_by_clone3, IKT_SANDBOX_CALLS, ENOSYS, false, false},
    {"mode", change_mode, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"mode-of-what-is-read", change_mode_of_what_is_read, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"mode-at", change_mode_at, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"signals-to-others", own_signals_to_others, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"duplicate", duplicate, 0, 0, false, false},
    {"map-what-runs", map_what_runs, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"make-memory-run", make_memory_run, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"be-dumpable", be_dumpable, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"run", run_program, IKT_SANDBOX_CALLS, 0, true, false},
    {"trace", trace, IKT_SANDBOX_CALLS, 0, true, false},
    {"root", make_user_root, IKT_SANDBOX_CALLS, 0, true, false},
    {"thread-is-confined-too", begin_thread, IKT_SANDBOX_FILES, EACCES, false, false},
    {"memory", take_memory, IKT_SANDBOX_MEMORY, ENOMEM, false, false},
    {"receive", receive, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"flags", ask_for_flags, IKT_SANDBOX_CALLS, EPERM, false, false},
    {"live-receive", receive, 0, EAGAIN, false, true},
    {"live-flags", ask_for_flags, 0, 0, false, true},
    {"live-interface-down", take_interface_down, IKT_SANDBOX_CALLS, EPERM, false, true},
    {"live-socket", make_socket, IKT_SANDBOX_CALLS, EPERM, false, true},
    {"live-read-elsewhere", read_elsewhere, IKT_SANDBOX_FILES, EACCES, false, true},
    {"live-run", run_program, IKT_SANDBOX_CALLS, 0, true, true},
    {"live-root", make_user_root, IKT_SANDBOX_CALLS, 0, true, true},
};

static void test_attempt(gconstpointer data)
{
    const size_t nth = GPOINTER_TO_SIZE(data);
    const int status = in_the_sandbox(attempts[nth].what, attempts[nth].needs, attempts[nth].live);
    if (attempts[nth].killed) {
        if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HELD) {
            g_test_skip("this kernel lacks it");
            return;
        }
        g_assert_true(WIFSIGNALED(status));
        g_assert_cmpint(WTERMSIG(status), ==, SIGSYS);
        return;
    }
    g_assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_HELD)
        g_test_skip("this kernel lacks it");
    else
        g_assert_cmpint(WEXITSTATUS(status), ==, attempts[nth].error);
}

static int nothing(void)
{
    return 0;
}

/* Without the sandbox each attempt that files and calls forbid succeeds: else its failure would show nothing. */
static void test_outside(void)
{
    g_assert_cmpint(read_elsewhere(), ==, 0);
    g_assert_cmpint(read_passwords(), ==, 0);
    g_assert_cmpint(write_what_is_read(), ==, 0);
    g_assert_cmpint(make_socket(), ==, 0);
    g_assert_cmpint(receive(), ==, EAGAIN);
    g_assert_cmpint(ask_for_flags(), ==, 0);
    g_assert_cmpint(take_memory(), ==, 0);
    g_assert_cmpint(WEXITSTATUS(in_the_sandbox(nothing, 0, false)), ==, 0);
}

static void test_text(void)
{
    g_autofree char *none = ikt_sandbox_text(0), *some = ikt_sandbox_text(IKT_SANDBOX_FILES | IKT_SANDBOX_CALLS);
    g_assert_cmpstr(none, ==, "nothing");
    g_assert_cmpstr(some, ==, "files (Landlock), system calls (seccomp)");
}

static char *make_folder(const char *name)
{
    char *folder = g_build_filename(top, name, NULL);
    g_autofree char *file = g_build_filename(folder, "f", NULL);
    g_assert_cmpint(mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    return folder;
}

static void remove_folder(char *folder)
{
    static const char *const names[] = {"f", "g", "new"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        (void)unlink(path);
    }
    (void)rmdir(folder);
    g_free(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    open_socket = socket(AF_INET, SOCK_DGRAM, 0);
    g_assert_cmpint(open_socket, >=, 0);
    top = g_dir_make_tmp("sandbox-XXXXXX", NULL);
    readable = make_folder("readable");
    writable = make_folder("writable");
    elsewhere = make_folder("elsewhere");
    g_test_add_func("/sandbox/outside", test_outside);
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        g_autofree char *path = g_strdup_printf("/sandbox/%s", attempts[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_attempt);
    }
    g_test_add_func("/sandbox/text", test_text);
    const int status = g_test_run();
    remove_folder(readable);
    remove_folder(writable);
    remove_folder(elsewhere);
    (void)rmdir(top);
    g_free(top);
    return status;
}
