// See CLinux.h. Only this file says _GNU_SOURCE; glibc's own wrapper is called where there is one, so that
// a preloaded library (the fault injection of the tests) sees every call.
#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define OR_ERRNO(call)                  \
  do {                                  \
    __typeof__(call) result = (call);   \
    return result < 0 ? -errno : result; \
  } while (0)

static int argument_count;
static char **arguments;

// glibc gives each function that runs before main what main gets.
__attribute__((constructor)) static void note_arguments(int count, char **values) {
  argument_count = count;
  arguments = values;
}

const char *clinux_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

const uint64_t CLINUX_O_PATH = O_PATH;
const uint64_t CLINUX_O_NOATIME = O_NOATIME;
const uint64_t CLINUX_RESOLVE_IN_ROOT = RESOLVE_IN_ROOT;
const uint64_t CLINUX_RESOLVE_BENEATH = RESOLVE_BENEATH;
const uint64_t CLINUX_RESOLVE_NO_SYMLINKS = RESOLVE_NO_SYMLINKS;
const uint64_t CLINUX_RESOLVE_NO_MAGICLINKS = RESOLVE_NO_MAGICLINKS;
const uint64_t CLINUX_RESOLVE_NO_XDEV = RESOLVE_NO_XDEV;

int clinux_open(const void *path, int flags) { OR_ERRNO(open(path, flags | O_CLOEXEC)); }

int clinux_open_inherited(const void *path, int flags) { OR_ERRNO(open(path, flags)); }

int clinux_openat2(int directory, const void *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
  struct open_how how = {.flags = flags | O_CLOEXEC, .mode = mode, .resolve = resolve};
  OR_ERRNO((int)syscall(SYS_openat2, directory, path, &how, sizeof how));
}

static int status(int directory, const void *name, int flags, struct clinux_status *out) {
  struct statx s;
  if (statx(directory, name, flags | AT_SYMLINK_NOFOLLOW | AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, &s) < 0)
    return -errno;
  *out = (struct clinux_status){
      .size = s.stx_size,
      .blocks512 = s.stx_blocks,
      .inode = s.stx_ino,
      .modified_seconds = s.stx_mtime.tv_sec,
      .changed_seconds = s.stx_ctime.tv_sec,
      .modified_nanoseconds = s.stx_mtime.tv_nsec,
      .changed_nanoseconds = s.stx_ctime.tv_nsec,
      .mode = s.stx_mode,
      .links = s.stx_nlink,
      .owner = s.stx_uid,
      .device_major = s.stx_dev_major,
      .device_minor = s.stx_dev_minor,
      .special_major = s.stx_rdev_major,
      .special_minor = s.stx_rdev_minor,
      .mount_root = s.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT
                        ? (s.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0
                        : -1,
  };
  return 0;
}

int clinux_status_at(int directory, const void *name, struct clinux_status *out) {
  return status(directory, name, 0, out);
}

int clinux_status_of(int descriptor, struct clinux_status *out) {
  return status(descriptor, "", AT_EMPTY_PATH, out);
}

int clinux_filesystem_of(int descriptor, struct clinux_filesystem *out) {
  struct statfs s;
  if (fstatfs(descriptor, &s) < 0) return -errno;
  *out = (struct clinux_filesystem){
      .magic = (uint64_t)s.f_type,
      .block_size = (uint64_t)(s.f_frsize ? s.f_frsize : s.f_bsize),
      .blocks = s.f_blocks,
      .blocks_free = s.f_bfree,
      .blocks_available = s.f_bavail,
      .read_only = (s.f_flags & 1) != 0, // ST_RDONLY
  };
  return 0;
}

ssize_t clinux_getdents64(int directory, void *buffer, size_t size) {
  OR_ERRNO(getdents64(directory, buffer, size));
}

int64_t clinux_seek(int descriptor, int64_t offset) {
  OR_ERRNO((int64_t)lseek(descriptor, offset, SEEK_SET));
}

ssize_t clinux_read(int descriptor, void *buffer, size_t size) { OR_ERRNO(read(descriptor, buffer, size)); }

ssize_t clinux_pread(int descriptor, void *buffer, size_t size, int64_t offset) {
  OR_ERRNO(pread(descriptor, buffer, size, offset));
}

ssize_t clinux_readlinkat(int directory, const void *name, void *buffer, size_t size) {
  OR_ERRNO(readlinkat(directory, name, buffer, size));
}

int clinux_forget_cache(int descriptor) { return -posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED); }

int clinux_close(int descriptor) { OR_ERRNO(close(descriptor)); }

ssize_t clinux_write(int descriptor, const void *buffer, size_t size) {
  OR_ERRNO(write(descriptor, buffer, size));
}

ssize_t clinux_pwrite(int descriptor, const void *buffer, size_t size, int64_t offset) {
  OR_ERRNO(pwrite(descriptor, buffer, size, offset));
}

int clinux_truncate(int descriptor, int64_t size) { OR_ERRNO(ftruncate(descriptor, size)); }

int clinux_reserve(int descriptor, int64_t size) {
  OR_ERRNO(fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, size));
}

int clinux_fsync(int descriptor) { OR_ERRNO(fsync(descriptor)); }

int clinux_syncfs(int descriptor) { OR_ERRNO(syncfs(descriptor)); }

int clinux_rename(int directory, const void *from, const void *to) {
  OR_ERRNO(renameat(directory, from, directory, to));
}

int clinux_rename_to_free_name(int directory, const void *from, const void *to) {
  OR_ERRNO(renameat2(directory, from, directory, to, RENAME_NOREPLACE));
}

int clinux_unlink(int directory, const void *name) { OR_ERRNO(unlinkat(directory, name, 0)); }

int clinux_remove_directory(int directory, const void *name) {
  OR_ERRNO(unlinkat(directory, name, AT_REMOVEDIR));
}

int clinux_make_directory(int directory, const void *name, unsigned mode) {
  OR_ERRNO(mkdirat(directory, name, mode));
}

int clinux_symlink(const void *target, int directory, const void *name) {
  OR_ERRNO(symlinkat(target, directory, name));
}

int clinux_set_modified(int directory, const void *name, int64_t seconds, int64_t nanoseconds) {
  struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = seconds, .tv_nsec = nanoseconds}};
  OR_ERRNO(utimensat(directory, name, times, AT_SYMLINK_NOFOLLOW));
}

int clinux_lock(int descriptor, int wait) { OR_ERRNO(flock(descriptor, LOCK_EX | (wait ? 0 : LOCK_NB))); }

int clinux_unlock(int descriptor) { OR_ERRNO(flock(descriptor, LOCK_UN)); }

int clinux_terminal_columns(int descriptor) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return -errno;
  return size.ws_col;
}

int clinux_wait_writable(int descriptor, int milliseconds) {
  struct pollfd wanted = {.fd = descriptor, .events = POLLOUT};
  OR_ERRNO(poll(&wanted, 1, milliseconds));
}

int clinux_send_datagram(const void *socket_path, const void *bytes, size_t size) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(socket_path) >= sizeof address.sun_path) return -ENAMETOOLONG;
  strcpy(address.sun_path, socket_path);
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  // A log daemon that hangs must not hang us.
  struct timeval patience = {.tv_sec = 1};
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ssize_t sent = sendto(descriptor, bytes, size, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
  int result = sent < 0 ? -errno : 0;
  close(descriptor);
  return result;
}

const uint64_t CLINUX_MS_READ_ONLY_LOOK = MS_RDONLY | MS_NODEV | MS_NOEXEC | MS_NOSUID | MS_NOATIME;

int clinux_mount(const void *source, const void *target, const void *type, uint64_t flags, const void *data) {
  OR_ERRNO(mount(source, target, type, flags, data));
}

int clinux_bind(const void *source, const void *target) {
  OR_ERRNO(mount(source, target, NULL, MS_BIND, NULL));
}

int clinux_own_mounts(void) {
  if (unshare(CLONE_NEWNS) < 0) return -errno;
  OR_ERRNO(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

int clinux_join_mounts(int namespace) { OR_ERRNO(setns(namespace, CLONE_NEWNS)); }

int clinux_go_to(int directory) { OR_ERRNO(fchdir(directory)); }

int clinux_take_as_root(void) { OR_ERRNO(chroot(".")); }

// <linux/fs.h> and <sys/mount.h> cannot be had together in every glibc.
#define GET_FLAGS _IOR('f', 1, long)
#define SET_FLAGS _IOW('f', 2, long)
#define IMMUTABLE 0x10

int clinux_set_immutable(int descriptor, int wanted) {
  int flags = 0;
  if (ioctl(descriptor, GET_FLAGS, &flags) < 0) return -errno;
  int was = (flags & IMMUTABLE) != 0;
  if (was == wanted) return was;
  flags = wanted ? flags | IMMUTABLE : flags & ~IMMUTABLE;
  if (ioctl(descriptor, SET_FLAGS, &flags) < 0) return -errno;
  return was;
}

int clinux_pipe(int ends[2]) { OR_ERRNO(pipe2(ends, O_CLOEXEC)); }

int clinux_try_user_namespace(void) {
  long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  if (child < 0) return -errno;
  while (waitpid((pid_t)child, NULL, 0) < 0 && errno == EINTR) {
  }
  return 0;
}

int clinux_open_process(int process) { OR_ERRNO((int)syscall(SYS_pidfd_open, process, 0)); }

int clinux_wait_readable(int first, int second, int milliseconds) {
  struct pollfd places[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  if (poll(places, 2, milliseconds) < 0) return -errno;
  return (places[0].revents != 0) | (places[1].revents != 0) << 1;
}

int clinux_machine(void *buffer, size_t size) {
  struct utsname name;
  if (uname(&name) < 0) return -errno;
  if (strlen(name.machine) + 1 > size) return -ENAMETOOLONG;
  strcpy(buffer, name.machine);
  return 0;
}
