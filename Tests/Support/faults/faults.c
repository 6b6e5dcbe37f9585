/* Faults for tests: a library to preload that makes chosen calls fail, or ends the process between two of them.
 *
 *   LD_PRELOAD=libfaults.so LIFEBOOT_FAULT='fsync:2:EIO' program …
 *
 * LIFEBOOT_FAULT         one or more of these, with commas between:
 *   CALL:N:ERROR         the N-th CALL (from 1) is not done and fails with EIO ENOSPC EROFS EINTR EACCES EINVAL
 *                        EDQUOT or EOPNOTSUPP
 *   CALL:N:short         the N-th write or pwrite does only half of its bytes
 *   CALL:from-N:ERROR    the N-th and all that follow
 *   kill-before:N        SIGKILL before the N-th writing call of any name
 *   kill-after:N         SIGKILL after it
 * LIFEBOOT_FAULT_UNDER   only calls on this directory and below count; without it all on files and directories
 * LIFEBOOT_FAULT_TRACE   a file that gets one line per counted call: "renameat2 a b"
 *
 * CALL is the name of the function of libc, or "any": write pwrite fsync fdatasync syncfs ftruncate
 * fallocate renameat renameat2 unlinkat mkdirat symlinkat utimensat flock; "create" is openat2 or openat with
 * O_CREAT; "free" is the close of what has no name any more (it cannot fail). A program sees nothing of it; it must be
 * linked to libc dynamically. Nothing is counted without LIFEBOOT_FAULT or LIFEBOOT_FAULT_TRACE.
 *
 * Build: cc -shared -fPIC -O1 -o libfaults.so faults.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int total;
static struct { const char *name; int count; } counts[32];

#define REAL(type, name, ...)                                   \
  static type (*real_##name)(__VA_ARGS__);                      \
  if (!real_##name) real_##name = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t plain_write(int fd, const void *bytes, size_t size) {
  REAL(ssize_t, write, int, const void *, size_t);
  return real_write(fd, bytes, size);
}

/* The path of a descriptor, or of a name in a directory; 0 if it is no file or directory. */
static int place(int fd, const char *name, char *path) {
  char link[64];
  if (name && name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return 1;
  }
  struct stat status;
  if (fd == AT_FDCWD) {
    if (!getcwd(path, PATH_MAX)) return 0;
  } else {
    if (fstat(fd, &status) < 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
  }
  if (name) {
    size_t length = strlen(path);
    snprintf(path + length, PATH_MAX - length, "/%s", name);
  }
  return 1;
}

static void trace(const char *call, const char *path, const char *second) {
  const char *file = getenv("LIFEBOOT_FAULT_TRACE");
  if (!file) return;
  REAL(int, open, const char *, int, ...);
  int fd = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return;
  const char *slash = strrchr(path, '/');
  char line[2 * NAME_MAX + 64];
  int length = snprintf(line, sizeof line, "%s %s%s%s\n", call, slash ? slash + 1 : path, second ? " " : "",
                        second ? second : "");
  plain_write(fd, line, (size_t)length);
  close(fd);
}

static int number_of(const char *name) {
  static const struct { const char *name; int number; } known[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"EINTR", EINTR},
      {"EACCES", EACCES}, {"EINVAL", EINVAL}, {"EDQUOT", EDQUOT}, {"EOPNOTSUPP", EOPNOTSUPP}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(name, known[i].name)) return known[i].number;
  fprintf(stderr, "faults: unknown error %s\n", name);
  _exit(125);
}

enum { DO = 0, SHORT = -1 };
static int kill_after;

/* Counts a call; gives DO, SHORT or the error to fail with. */
static int decide(const char *call, const char *path, const char *second) {
  const char *spec = getenv("LIFEBOOT_FAULT");
  if (!spec && !getenv("LIFEBOOT_FAULT_TRACE")) return DO;
  const char *under = getenv("LIFEBOOT_FAULT_UNDER");
  size_t length = under ? strlen(under) : 0;
  if (under && (strncmp(path, under, length) || (path[length] && path[length] != '/'))) return DO;
  int nth = 0;
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    if (!counts[i].name) counts[i].name = call;
    if (!strcmp(counts[i].name, call)) {
      nth = ++counts[i].count;
      break;
    }
  }
  total++;
  trace(call, path, second);
  if (!spec) return DO;
  char copy[1024], *rest = NULL;
  snprintf(copy, sizeof copy, "%s", spec);
  for (char *one = strtok_r(copy, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
    char *inner = NULL, *name = strtok_r(one, ":", &inner);
    char *which = strtok_r(NULL, ":", &inner), *what = strtok_r(NULL, ":", &inner);
    if (!name || !which) continue;
    if (!strcmp(name, "kill-before") && atoi(which) == total) kill(getpid(), SIGKILL);
    if (!strcmp(name, "kill-after") && atoi(which) == total) kill_after = 1;
    int count = strcmp(name, "any") ? nth : total;
    if (!what || (strcmp(name, call) && strcmp(name, "any"))) continue;
    int hit = strncmp(which, "from-", 5) ? atoi(which) == count : atoi(which + 5) <= count;
    if (hit) return strcmp(what, "short") ? number_of(what) : SHORT;
  }
  return DO;
}

static long after(long result) {
  if (kill_after) kill(getpid(), SIGKILL);
  return result;
}

/* Counts a call on a descriptor or name, and leaves the function when it shall fail. */
#define FAULT(call, fd, name, second)                                    \
  char path[PATH_MAX];                                                   \
  int verdict = place(fd, name, path) ? decide(call, path, second) : DO; \
  if (verdict > 0) {                                                     \
    errno = verdict;                                                     \
    return -1;                                                           \
  }

ssize_t write(int fd, const void *bytes, size_t size) {
  FAULT("write", fd, NULL, NULL);
  return after(plain_write(fd, bytes, verdict == SHORT ? size / 2 : size));
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  FAULT("pwrite", fd, NULL, NULL);
  return after(real_pwrite(fd, bytes, verdict == SHORT ? size / 2 : size, offset));
}

int fsync(int fd) {
  REAL(int, fsync, int);
  FAULT("fsync", fd, NULL, NULL);
  return (int)after(real_fsync(fd));
}

int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  FAULT("fdatasync", fd, NULL, NULL);
  return (int)after(real_fdatasync(fd));
}

int syncfs(int fd) {
  REAL(int, syncfs, int);
  FAULT("syncfs", fd, NULL, NULL);
  return (int)after(real_syncfs(fd));
}

int ftruncate(int fd, off_t size) {
  REAL(int, ftruncate, int, off_t);
  FAULT("ftruncate", fd, NULL, NULL);
  return (int)after(real_ftruncate(fd, size));
}

int fallocate(int fd, int mode, off_t offset, off_t size) {
  REAL(int, fallocate, int, int, off_t, off_t);
  FAULT("fallocate", fd, NULL, NULL);
  return (int)after(real_fallocate(fd, mode, offset, size));
}

/* Closing frees the room of what was unlinked; no other close matters. */
int close(int fd) {
  REAL(int, close, int);
  struct stat status;
  char path[PATH_MAX];
  if (fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) &&
      status.st_nlink == 0 && place(fd, NULL, path)) {
    char *end = strstr(path, " (deleted)");
    if (end) *end = 0;
    decide("free", path, NULL);
  }
  return (int)after(real_close(fd));
}

int renameat(int from_fd, const char *from, int to_fd, const char *to) {
  REAL(int, renameat, int, const char *, int, const char *);
  FAULT("renameat", from_fd, from, to);
  return (int)after(real_renameat(from_fd, from, to_fd, to));
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
  REAL(int, renameat2, int, const char *, int, const char *, unsigned);
  FAULT("renameat2", from_fd, from, to);
  return (int)after(real_renameat2(from_fd, from, to_fd, to, flags));
}

int unlinkat(int fd, const char *name, int flags) {
  REAL(int, unlinkat, int, const char *, int);
  FAULT("unlinkat", fd, name, NULL);
  return (int)after(real_unlinkat(fd, name, flags));
}

int mkdirat(int fd, const char *name, mode_t mode) {
  REAL(int, mkdirat, int, const char *, mode_t);
  FAULT("mkdirat", fd, name, NULL);
  return (int)after(real_mkdirat(fd, name, mode));
}

int symlinkat(const char *target, int fd, const char *name) {
  REAL(int, symlinkat, const char *, int, const char *);
  FAULT("symlinkat", fd, name, NULL);
  return (int)after(real_symlinkat(target, fd, name));
}

int utimensat(int fd, const char *name, const struct timespec times[2], int flags) {
  REAL(int, utimensat, int, const char *, const struct timespec *, int);
  FAULT("utimensat", fd, name, NULL);
  return (int)after(real_utimensat(fd, name, times, flags));
}

int flock(int fd, int operation) {
  REAL(int, flock, int, int);
  FAULT("flock", fd, NULL, NULL);
  return (int)after(real_flock(fd, operation));
}

int openat(int fd, const char *name, int flags, ...) {
  REAL(int, openat, int, const char *, int, ...);
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (!(flags & O_CREAT)) return real_openat(fd, name, flags, mode);
  FAULT("create", fd, name, NULL);
  return (int)after(real_openat(fd, name, flags, mode));
}

/* openat2 has no wrapper in glibc and comes through here. */
long syscall(long number, ...) {
  REAL(long, syscall, long, ...);
  long a[6];
  va_list rest;
  va_start(rest, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_openat2 && ((const struct open_how *)a[2])->flags & O_CREAT) {
    FAULT("create", (int)a[0], (const char *)a[1], NULL);
    return after(real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]));
  }
  return real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
