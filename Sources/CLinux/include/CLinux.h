// The kernel and its libraries as C sees them: calls that Swift's Glibc module lacks (it is built
// without _GNU_SOURCE), calls whose errno must be taken before anything else runs, and the headers of
// libblkid and libefivar. No logic, no allocation, and no state but where the arguments are: what a call means is
// said in Linux.
//
// Every function returns a value >= 0, or -errno. Paths are `const void *` so that Swift may pass a
// String or an array of bytes that ends in 0.
#ifndef CLINUX_H
#define CLINUX_H

#include <stdint.h>
#include <sys/types.h>

// Debian keeps these in a folder of the library's name; pkg-config elsewhere names the folder itself.
#if __has_include(<blkid/blkid.h>)
#include <blkid/blkid.h>
#else
#include <blkid.h>
#endif
#if __has_include(<efivar/efivar.h>)
#include <efivar/efivar.h>
#else
#include <efivar.h>
#endif

// The arguments that the process was started with, as the kernel laid them down. Swift reads them from /proc, and
// has none where that is not mounted. NULL behind the last.
const char *clinux_argument(int index);

// Opening. `resolve` takes the CLINUX_RESOLVE_ bits below.
extern const uint64_t CLINUX_O_PATH;
extern const uint64_t CLINUX_O_NOATIME;
extern const uint64_t CLINUX_RESOLVE_IN_ROOT;
extern const uint64_t CLINUX_RESOLVE_BENEATH;
extern const uint64_t CLINUX_RESOLVE_NO_SYMLINKS;
extern const uint64_t CLINUX_RESOLVE_NO_MAGICLINKS;
extern const uint64_t CLINUX_RESOLVE_NO_XDEV;
int clinux_open(const void *path, int flags);
int clinux_open_inherited(const void *path, int flags); // stays open in programs that are started
int clinux_openat2(int directory, const void *path, uint64_t flags, uint64_t mode, uint64_t resolve);

// Looking.
struct clinux_status {
  uint64_t size, blocks512, inode;
  int64_t modified_seconds, changed_seconds;
  uint32_t modified_nanoseconds, changed_nanoseconds;
  uint32_t mode, links, owner;
  uint32_t device_major, device_minor;   // of the file system that holds the file
  uint32_t special_major, special_minor; // of the device that a device node stands for
  int32_t mount_root;                    // 1 root of a mount, 0 not, -1 the kernel does not say
};
int clinux_status_at(int directory, const void *name, struct clinux_status *out);
int clinux_status_of(int descriptor, struct clinux_status *out);

struct clinux_filesystem {
  uint64_t magic, block_size, blocks, blocks_free, blocks_available;
  int32_t read_only;
};
int clinux_filesystem_of(int descriptor, struct clinux_filesystem *out);

ssize_t clinux_getdents64(int directory, void *buffer, size_t size);
int64_t clinux_seek(int descriptor, int64_t offset);
ssize_t clinux_read(int descriptor, void *buffer, size_t size);
ssize_t clinux_pread(int descriptor, void *buffer, size_t size, int64_t offset);
ssize_t clinux_readlinkat(int directory, const void *name, void *buffer, size_t size);
int clinux_forget_cache(int descriptor);
int clinux_close(int descriptor);

// Writing.
ssize_t clinux_write(int descriptor, const void *buffer, size_t size);
ssize_t clinux_pwrite(int descriptor, const void *buffer, size_t size, int64_t offset);
int clinux_truncate(int descriptor, int64_t size);
int clinux_reserve(int descriptor, int64_t size); // room without length
int clinux_fsync(int descriptor);
int clinux_syncfs(int descriptor);
int clinux_rename(int directory, const void *from, const void *to);
int clinux_rename_to_free_name(int directory, const void *from, const void *to);
int clinux_unlink(int directory, const void *name);
int clinux_remove_directory(int directory, const void *name);
int clinux_make_directory(int directory, const void *name, unsigned mode);
int clinux_symlink(const void *target, int directory, const void *name);
int clinux_set_modified(int directory, const void *name, int64_t seconds, int64_t nanoseconds);
int clinux_set_immutable(int descriptor, int wanted); // 1 when it was so before, 0 when not

// Mounts and namespaces. Flags are the MS_ ones of mount(2).
extern const uint64_t CLINUX_MS_READ_ONLY_LOOK; // read-only, no devices, no programs, no set-user-ID
int clinux_mount(const void *source, const void *target, const void *type, uint64_t flags, const void *data);
int clinux_bind(const void *source, const void *target);
int clinux_own_mounts(void);      // unshare, and nothing propagates from or to the others
int clinux_join_mounts(int namespace);
int clinux_go_to(int directory);  // fchdir
int clinux_take_as_root(void);    // chroot(".")

// Programs.
int clinux_pipe(int ends[2]);
int clinux_try_user_namespace(void); // clone(2) with CLONE_NEWUSER; the child ends at once
int clinux_open_process(int process); // pidfd_open(2): can be read when the process has ended
int clinux_wait_readable(int first, int second, int milliseconds); // bit 0 and 1: which can be read
int clinux_machine(void *buffer, size_t size); // uname -m

// Locks. Whole-file locks of flock(2).
int clinux_lock(int descriptor, int wait);
int clinux_unlock(int descriptor);

// Terminals and sockets.
int clinux_terminal_columns(int descriptor);
int clinux_wait_writable(int descriptor, int milliseconds);
int clinux_send_datagram(const void *socket_path, const void *bytes, size_t size);

#endif
