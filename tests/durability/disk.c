/* A disk that forgets, and a disk that is full: preloaded into the appliance by tests/durability.
 *
 * What a machine keeps through a power cut is what was synced, name and content apart. This library
 * keeps exactly that beside the appliance: at each sync of a file its content, at each sync of a folder
 * its list of names, before the call returns. What is left of them after the cut is put together by
 * disk.rs. A sync of a file says nothing of its name, nor a sync of a folder of what its files hold: so
 * POSIX has it, and file systems differ in what they give beyond that.
 *
 * Files below DISK_ROOT are meant, and no other; DISK_KEPT is where it is kept (without it nothing is). DISK_DIALS is a file of
 * three numbers of 64 bits. Two the test turns while the program runs: how many bytes may still be
 * written, and how many syncs there are until the power goes; -1 is no end of either. The third counts
 * the lists.
 *
 * DISK_DEAF, a pattern as of fnmatch(3), names files below DISK_ROOT (folders with a slash at the end)
 * whose syncs the disk does not hear: what the program would be without them, for whoever tries
 * whether the tests notice.
 *
 * Left out: files opened with O_SYNC and renames by bare system call (the vault's own) are not seen;
 * SQLite's shared memory is never durable.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROOM, SYNCS, ORDER };
/* What a new name takes of the room. */
#define NAME 512

static char root[PATH_MAX];
static char kept[PATH_MAX];
static const char *deaf;
static int64_t *dials;

__attribute__((constructor)) static void begin(void)
{
    deaf = getenv("DISK_DEAF");
    const char *where = getenv("DISK_ROOT"), *beside = getenv("DISK_KEPT"), *turned = getenv("DISK_DIALS");
    if (!where || !turned || !realpath(where, root)) {
        root[0] = 0;
        return;
    }
    if (beside && !realpath(beside, kept))
        abort();
    int fd = syscall(SYS_openat, AT_FDCWD, turned, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0)
        abort();
    dials = mmap(NULL, 3 * sizeof *dials, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (dials == MAP_FAILED)
        abort();
    syscall(SYS_close, fd);
}

static int is_below(const char *path)
{
    size_t length = strlen(root);
    return length && !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

/* Whether an open file is one of the disk's; then where it is. */
static int is_ours_at(int fd, struct stat *facts, char path[PATH_MAX])
{
    char link[64];
    if (!root[0] || syscall(SYS_fstat, fd, facts) || !(S_ISREG(facts->st_mode) || S_ISDIR(facts->st_mode)))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_below(path);
}

static int is_ours(int fd, struct stat *facts)
{
    char path[PATH_MAX];
    return is_ours_at(fd, facts, path);
}

/* Whether the disk does not hear a sync of this file. */
static int is_deaf_to(const struct stat *facts, char path[PATH_MAX])
{
    size_t length = strlen(path);
    if (!deaf || length + 2 > PATH_MAX)
        return 0;
    if (S_ISDIR(facts->st_mode))
        strcpy(path + length, "/");
    return !fnmatch(deaf, path + strlen(root) + 1, FNM_PATHNAME);
}

/* --- A full disk -------------------------------------------------------------------------- */

/* Takes up to `wanted` bytes of the room; how many there were. */
static int64_t take(int64_t wanted)
{
    int64_t room = __atomic_load_n(&dials[ROOM], __ATOMIC_SEQ_CST), taken;
    do {
        if (room < 0)
            return wanted;
        taken = room < wanted ? room : wanted;
    } while (!__atomic_compare_exchange_n(&dials[ROOM], &room, room - taken, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    return taken;
}

/* How much of a write at `at` fits; -1 if nothing of it. What is overwritten takes no room. */
static ssize_t fits(int fd, off_t at, size_t count)
{
    struct stat facts;
    if (!count || !root[0] || dials[ROOM] < 0 || !is_ours(fd, &facts))
        return (ssize_t)count;
    if (at < 0)
        at = fcntl(fd, F_GETFL) & O_APPEND ? facts.st_size : lseek(fd, 0, SEEK_CUR);
    int64_t grows = at + (int64_t)count - facts.st_size;
    if (grows <= 0)
        return (ssize_t)count;
    int64_t there = (int64_t)count - grows + take(grows);
    if (there > 0)
        return there;
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    ssize_t some = fits(fd, -1, count);
    return some < 0 ? -1 : syscall(SYS_write, fd, bytes, some);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    struct stat facts;
    if (!root[0] || dials[ROOM] < 0 || count < 1 || !is_ours(fd, &facts))
        return syscall(SYS_writev, fd, parts, count);
    return write(fd, parts[0].iov_base, parts[0].iov_len);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    ssize_t some = fits(fd, at, count);
    return some < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, some, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

int ftruncate64(int fd, off64_t length)
{
    struct stat facts;
    if (root[0] && dials[ROOM] >= 0 && is_ours(fd, &facts) && length > facts.st_size &&
        take(length - facts.st_size) < length - facts.st_size) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* Whether there is room for a name that is not there yet. */
static int takes_a_name(const char *path)
{
    struct stat facts;
    if (!root[0] || dials[ROOM] < 0 || !is_below(path) || !syscall(SYS_lstat, path, &facts))
        return 1;
    if (take(NAME) == NAME)
        return 1;
    errno = ENOSPC;
    return 0;
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (flags & O_CREAT && !takes_a_name(path))
        return -1;
    return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open64(path, flags, mode);
}

int mkdir(const char *path, mode_t mode)
{
    return takes_a_name(path) ? syscall(SYS_mkdirat, AT_FDCWD, path, mode) : -1;
}

int rename(const char *from, const char *to)
{
    return takes_a_name(to) ? syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to) : -1;
}

/* --- What is kept through a cut -------------------------------------------------------------- */

/* What tells a file from every other: its number, and when it was made, for numbers come again. */
static int mark(int at, const char *path, char *out, size_t size)
{
    struct statx facts;
    int flags = AT_SYMLINK_NOFOLLOW | (*path ? 0 : AT_EMPTY_PATH);
    if (syscall(SYS_statx, at, path, flags, STATX_INO | STATX_BTIME | STATX_TYPE, &facts) ||
        !(facts.stx_mask & STATX_BTIME))
        return -1;
    snprintf(out, size, "%c%llu-%lld%09u", S_ISDIR(facts.stx_mode) ? 'd' : 'f',
             (unsigned long long)facts.stx_ino, (long long)facts.stx_btime.tv_sec, facts.stx_btime.tv_nsec);
    return 0;
}

static void keep_content(int fd, int to)
{
    static __thread char block[1 << 16];
    off_t at = 0;
    ssize_t count;
    while ((count = syscall(SYS_pread64, fd, block, sizeof block, at)) > 0) {
        if (syscall(SYS_write, to, block, count) != count)
            abort();
        at += count;
    }
    if (!count)
        return;
    /* It was opened for writing only. */
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int again = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
    if (again < 0)
        abort();
    keep_content(again, to);
    syscall(SYS_close, again);
}

static void keep_names(int fd, int to)
{
    char link[64], name[128];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    DIR *folder = opendir(link);
    struct dirent *entry;
    if (!folder)
        abort();
    dprintf(to, "%lld\n", (long long)__atomic_fetch_add(&dials[ORDER], 1, __ATOMIC_SEQ_CST));
    while ((entry = readdir(folder))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        if (!mark(dirfd(folder), entry->d_name, name, sizeof name))
            dprintf(to, "%s %s\n", name, entry->d_name);
    }
    closedir(folder);
}

static int synced(int fd)
{
    struct stat facts;
    char name[128], where[PATH_MAX], path[PATH_MAX + 160], made[PATH_MAX + 200];
    if (!kept[0] || !is_ours_at(fd, &facts, where))
        return 0;
    if (facts.st_nlink && !is_deaf_to(&facts, where) && !mark(fd, "", name, sizeof name)) {
        snprintf(path, sizeof path, "%s/%s", kept, name);
        snprintf(made, sizeof made, "%s/.%s.%ld", kept, name, syscall(SYS_gettid));
        int to = syscall(SYS_openat, AT_FDCWD, made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (to < 0)
            abort();
        if (S_ISDIR(facts.st_mode))
            keep_names(fd, to);
        else
            keep_content(fd, to);
        syscall(SYS_close, to);
        if (syscall(SYS_renameat, AT_FDCWD, made, AT_FDCWD, path))
            abort();
    }
    /* The power goes right after: nothing was said to anybody yet. */
    if (__atomic_load_n(&dials[SYNCS], __ATOMIC_SEQ_CST) >= 0 &&
        __atomic_fetch_sub(&dials[SYNCS], 1, __ATOMIC_SEQ_CST) == 0)
        kill(getpid(), SIGKILL);
    return 0;
}

int fsync(int fd) { return synced(fd); }

int fdatasync(int fd) { return synced(fd); }
