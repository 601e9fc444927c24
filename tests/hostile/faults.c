/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To be loaded before a program (LD_PRELOAD): the calls that IKT_FAIL_* name fail, once options are being read.
 *
 *     IKT_FAIL_MALLOC=N     the Nth allocation fails; IKT_FAIL_FROM=OCTETS: and after it all of so many octets and more
 *                           (small ones come out of what was freed when memory is out)
 *     IKT_FAIL_READ=OCTETS  read(2) of a file that is no standard stream fails (EIO) behind so many octets of it
 *     IKT_FAIL_SIGNAL=N     fsync(2) sends this signal first
 *
 * IKT_FAIL_COUNT=FILE: how many allocations there were.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_bool armed;
static atomic_long allocations;
static long failing, from, readable = -1;

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void say_count(void)
{
    const char *path = getenv("IKT_FAIL_COUNT");
    char text[32];
    const int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (fd < 0)
        return;
    (void)!write(fd, text, (size_t)snprintf(text, sizeof text, "%ld\n", atomic_load(&allocations)));
    close(fd);
}

int getopt_long(int argc, char *const *argv, const char *letters, const struct option *options, int *index)
{
    typedef int function(int, char *const *, const char *, const struct option *, int *);
    function *next;
    *(void **)&next = dlsym(RTLD_NEXT, "getopt_long");
    if (!atomic_load(&armed)) {
        failing = number("IKT_FAIL_MALLOC", 0);
        from = number("IKT_FAIL_FROM", 0);
        readable = number("IKT_FAIL_READ", -1);
        (void)atexit(say_count);
        atomic_store(&armed, true);
    }
    return next(argc, argv, letters, options, index);
}

static bool fails(size_t size)
{
    if (!atomic_load(&armed))
        return false;
    const long now = atomic_fetch_add(&allocations, 1) + 1;
    if (failing <= 0 || now < failing || (now > failing && (from == 0 || size < (size_t)from)))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    static void *(*next)(size_t);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "malloc");
    return fails(size) ? NULL : next(size);
}

void *realloc(void *old, size_t size)
{
    static void *(*next)(void *, size_t);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "realloc");
    return fails(size) ? NULL : next(old, size);
}

/* dlsym(3) may call it while it is looked up. */
void *calloc(size_t count, size_t size)
{
    static void *(*next)(size_t, size_t);
    static _Alignas(16) char early[4096];
    static size_t used;
    static bool looking;
    if (!next && !looking) {
        looking = true;
        *(void **)&next = dlsym(RTLD_NEXT, "calloc");
    }
    if (!next) {
        const size_t wanted = (count * size + 15) / 16 * 16;
        used += wanted;
        return used <= sizeof early ? early + used - wanted : NULL;
    }
    return fails(count * size) ? NULL : next(count, size);
}

ssize_t read(int fd, void *octets, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "read");
    if (!atomic_load(&armed) || readable < 0 || fd <= STDERR_FILENO)
        return next(fd, octets, size);
    const off_t at = lseek(fd, 0, SEEK_CUR);
    if (at >= readable) {
        errno = EIO;
        return -1;
    }
    return next(fd, octets, at >= 0 && (off_t)size > readable - at ? (size_t)(readable - at) : size);
}

int fsync(int fd)
{
    static int (*next)(int);
    const long signal_number = number("IKT_FAIL_SIGNAL", 0);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "fsync");
    if (signal_number != 0)
        (void)raise((int)signal_number);
    return next(fd);
}
