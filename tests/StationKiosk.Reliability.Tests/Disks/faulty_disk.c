/* A bad card: loaded before a program with LD_PRELOAD, it records what the program writes below one folder, and answers some of its
 * flushes (fsync, fdatasync) with success without counting them. WriteHistory.cs reads the record and makes the folder that a power cut at
 * any moment would leave. It can also make calls fail, for as long as a file is there. Built by the trials: cc -shared -fPIC -O2 -o faulty_disk.so faulty_disk.c -ldl
 *
 * DISK_FOLDER         only files below it are watched (absolute, no links); SQLite's -shm is left out, for it never outlives a power cut
 * DISK_RECORD         the record, appended to; made if it is not there; if not said, nothing is recorded and flushes are real
 * DISK_LIES_PERCENT   so many of a hundred flushes lie; 0 if not said
 * DISK_SEED           chooses which
 * DISK_FLUSH_MICROS   how long a flush takes; 0 if not said
 * DISK_FAILS_WHILE    calls fail while this file is there; each failure adds a byte to it
 * DISK_FAILS_PERCENT  so many of a hundred
 * DISK_FAILS_ERRNO    with this error: 5 (EIO) in writing, flushing and reading; 30 (EROFS) in writing, flushing and opening to write
 *
 * The record: for each operation a header of 32 bytes (little-endian: u32 operation, u32 path's length, u64 offset, u64 data's length,
 * u64 1 for an honest flush), the path, the data. Operations: 1 write, 2 truncate to offset, 3 flush, 4 remove, 5 rename (data: new path). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE = 2, FLUSH = 3, REMOVE = 4, RENAME = 5, PATH_MOST = 4096 };
struct header { uint32_t operation, path_length; uint64_t offset, length, honest; };

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;
static const char *folder, *failing;
static double lies, failures;
static int failure;
static useconds_t slow;
static uint64_t state;

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); real; })

__attribute__((constructor)) static void begin(void)
{
    const char *to = getenv("DISK_RECORD"), *percent = getenv("DISK_LIES_PERCENT"), *seed = getenv("DISK_SEED"), *micros = getenv("DISK_FLUSH_MICROS");
    folder = getenv("DISK_FOLDER");
    lies = percent ? atof(percent) / 100 : 0;
    slow = micros ? (useconds_t)atoi(micros) : 0;
    state = (seed ? strtoull(seed, NULL, 10) : 1) * 0x9E3779B97F4A7C15u + 1;
    failing = getenv("DISK_FAILS_WHILE");
    failures = getenv("DISK_FAILS_PERCENT") ? atof(getenv("DISK_FAILS_PERCENT")) / 100 : 0;
    failure = getenv("DISK_FAILS_ERRNO") ? atoi(getenv("DISK_FAILS_ERRNO")) : EIO;
    if (folder && to) record = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static double chance(void)
{
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return (double)(state >> 11) / (double)(1ull << 53);
}

static int watched(const char *path)
{
    size_t length = strlen(path), root = folder ? strlen(folder) : 0;
    return root && strncmp(path, folder, root) == 0 && path[root] == '/' && (length < 4 || strcmp(path + length - 4, "-shm") != 0);
}

static int named(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = !folder ? -1 : readlink(link, path, PATH_MOST - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return watched(path);
}

static void put(const void *bytes, size_t length)
{
    for (const char *at = bytes; length > 0;) {
        ssize_t done = REAL(write)(record, at, length);
        if (done < 0) abort();      /* a record with a hole would judge wrongly */
        at += done; length -= (size_t)done;
    }
}

/* Under the lock: whether this call fails. */
static int fails(void)
{
    if (!failing || access(failing, F_OK) != 0 || chance() >= failures) return 0;
    int counted = REAL(open)(failing, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (counted >= 0) { REAL(write)(counted, "x", 1); close(counted); }
    errno = failure;
    return 1;
}

static int fails_at(int fd)
{
    char path[PATH_MOST];
    return failing && named(fd, path) && fails();
}

static void note(int operation, const char *path, uint64_t offset, const void *data, uint64_t length, int honest)
{
    if (record < 0) return;
    struct header h = { (uint32_t)operation, (uint32_t)strlen(path), offset, length, (uint64_t)honest };
    put(&h, sizeof h); put(path, h.path_length);
    if (length) put(data, length);
}

static ssize_t write_at(ssize_t done, int fd, const void *bytes, off64_t at)
{
    char path[PATH_MOST];
    if (done > 0 && named(fd, path)) note(WRITE, path, (uint64_t)at, bytes, (uint64_t)done, 0);
    return done;
}

#define LOCKED(type, body) do { pthread_mutex_lock(&one); type result = (body); int kept = errno; pthread_mutex_unlock(&one); errno = kept; return result; } while (0)

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { LOCKED(ssize_t, fails_at(fd) ? -1 : write_at(REAL(pwrite)(fd, bytes, length, at), fd, bytes, at)); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { LOCKED(ssize_t, fails_at(fd) ? -1 : write_at(REAL(pwrite64)(fd, bytes, length, at), fd, bytes, at)); }

/* The place of a plain write is where the file's cursor was: its end after the write, less what was written. */
static ssize_t write_here(int fd, const void *bytes, size_t length)
{
    ssize_t done = REAL(write)(fd, bytes, length);
    char path[PATH_MOST];
    if (done > 0 && named(fd, path)) note(WRITE, path, (uint64_t)(lseek64(fd, 0, SEEK_CUR) - done), bytes, (uint64_t)done, 0);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    char path[PATH_MOST];
    if (!named(fd, path)) return REAL(write)(fd, bytes, length);     /* a pipe may block: never under the lock */
    LOCKED(ssize_t, fails_at(fd) ? -1 : write_here(fd, bytes, length));
}

static ssize_t write_all_at(ssize_t done, int fd, const struct iovec *parts, int count, off64_t at)
{
    ssize_t left = done;
    for (int i = 0; i < count && left > 0; i++) {
        size_t part = parts[i].iov_len < (size_t)left ? parts[i].iov_len : (size_t)left;
        write_at((ssize_t)part, fd, parts[i].iov_base, at);
        at += (off64_t)part; left -= (ssize_t)part;
    }
    return done;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { LOCKED(ssize_t, fails_at(fd) ? -1 : write_all_at(REAL(pwritev)(fd, parts, count, at), fd, parts, count, at)); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { LOCKED(ssize_t, fails_at(fd) ? -1 : write_all_at(REAL(pwritev64)(fd, parts, count, at), fd, parts, count, at)); }

static int truncate_to(int result, int fd, off64_t length)
{
    char path[PATH_MOST];
    if (result == 0 && named(fd, path)) note(TRUNCATE, path, (uint64_t)length, NULL, 0, 0);
    return result;
}

int ftruncate(int fd, off_t length) { LOCKED(int, fails_at(fd) ? -1 : truncate_to(REAL(ftruncate)(fd, length), fd, length)); }
int ftruncate64(int fd, off64_t length) { LOCKED(int, fails_at(fd) ? -1 : truncate_to(REAL(ftruncate64)(fd, length), fd, length)); }

ssize_t pread(int fd, void *bytes, size_t length, off_t at) { LOCKED(ssize_t, failure == EIO && fails_at(fd) ? -1 : REAL(pread)(fd, bytes, length, at)); }
ssize_t pread64(int fd, void *bytes, size_t length, off64_t at) { LOCKED(ssize_t, failure == EIO && fails_at(fd) ? -1 : REAL(pread64)(fd, bytes, length, at)); }

#define OPENED(name) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    if ((flags & O_ACCMODE) == O_RDONLY || failure != EROFS || !failing || !watched(path)) return REAL(name)(path, flags, mode); /* a FIFO blocks */ \
    LOCKED(int, fails() ? -1 : REAL(name)(path, flags, mode))
int open(const char *path, int flags, ...) { OPENED(open); }
int open64(const char *path, int flags, ...) { OPENED(open64); }

static int flush_now(int fd, const char *path, int (*real)(int))
{
    if (fails_at(fd)) return -1;
    if (record < 0) return real(fd);
    note(FLUSH, path, 0, NULL, 0, chance() >= lies);
    return 0;
}

/* Where there is a record no real flush is made: the record is the disk. */
static int flush(int fd, int (*real)(int))
{
    char path[PATH_MOST];
    if (!named(fd, path)) return real(fd);
    if (slow) usleep(slow);
    LOCKED(int, flush_now(fd, path, real));
}

int fsync(int fd) { return flush(fd, REAL(fsync)); }
int fdatasync(int fd) { return flush(fd, REAL(fdatasync)); }

static int removed(int result, const char *path)
{
    if (result == 0 && watched(path)) note(REMOVE, path, 0, NULL, 0, 0);
    return result;
}

int unlink(const char *path) { LOCKED(int, removed(REAL(unlink)(path), path)); }

static int renamed(int result, const char *from, const char *to)
{
    if (result == 0 && watched(from)) note(RENAME, from, 0, to, strlen(to), 0);
    return result;
}

int rename(const char *from, const char *to) { LOCKED(int, renamed(REAL(rename)(from, to), from, to)); }
