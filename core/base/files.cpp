#include "core/base/files.h"

#include "core/base/abandoned.h"
#include "core/base/mapped_file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rotorscope {
namespace {

constexpr const char* partial_mark = ".partial-";

std::string reason() { return std::generic_category().message(errno); }

Status sync_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail("cannot be opened to sync it: " + reason(), path.string());
  const bool synced = ::fsync(descriptor) == 0;
  const std::string why = reason();
  ::close(descriptor);
  if (!synced) return fail("cannot be written to disk: " + why, path.string(), "check the free space");
  return {};
}

/// Makes a rename last through a power cut. Without it the old or the new file is there all the same, and some file
/// systems cannot do it: so no error.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

/// Closes a file when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (open()) ::close(number_);
  }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// Removes a file unless told that it has moved on; also when an exception passes.
class Leftover {
 public:
  explicit Leftover(std::filesystem::path path) : path_(std::move(path)) {}
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;
  ~Leftover() {
    std::error_code ignored;
    if (!moved_) std::filesystem::remove(path_, ignored);
  }
  void moved() { moved_ = true; }

 private:
  std::filesystem::path path_;
  bool moved_ = false;
};

/// A name beside `path` that no other write of this or another program uses.
std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> count = 0;
  auto temporary = path;
  temporary += partial_mark + std::to_string(::getpid()) + "-" + std::to_string(count++);
  return temporary;
}

/// A lock of the open file itself (fcntl, OFD), which another thread of this process does not share. No flock: HDF5
/// takes that on every file that it opens, and a reader would find the project locked while it is put in place.
bool lock_file(int descriptor, int command) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(descriptor, command, &whole) == 0;
}

/// Makes the file, empty and as old as can be, and locks it: without its lock a temporary belongs to a program that was
/// killed. Negative where that is impossible.
int claimed(const std::filesystem::path& temporary) {
  while (true) {
    const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return descriptor;
    (void)lock_file(descriptor, F_OFD_SETLKW);
    const timespec never[2] = {{0, 0}, {0, 0}};
    (void)::futimens(descriptor, never);
    struct stat opened {};
    struct stat named {};
    const bool still_there = ::fstat(descriptor, &opened) == 0 && ::stat(temporary.c_str(), &named) == 0 &&
                             opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
    if (still_there) return descriptor;
    ::close(descriptor);  // another writer took it for abandoned before it was locked
  }
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uintmax_t limit_bytes) {
  // Read, not mapped: a file that is cut meanwhile is a short read and no SIGBUS. Not blocking, as in MappedFile.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) return fail("cannot be opened: " + reason(), path.string(), "check the path and its permissions");
  struct stat status {};
  if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail("is not a plain file", path.string(), "name a file, not a folder or device");
  }
  const auto size = static_cast<std::uintmax_t>(status.st_size);
  if (size > limit_bytes) {
    return fail("is larger than the " + std::to_string(limit_bytes) + " bytes such a file may have", path.string(),
                "name another file");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::read(file.number(), text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("cannot be read: " + reason(), path.string(), "check the disk");
    if (count == 0) return fail("was cut while it was read", path.string(), "leave it alone and start again");
    done += static_cast<std::size_t>(count);
  }
  return text;
}

Result<std::string> read_text(const std::filesystem::path& path, std::uintmax_t limit_bytes) {
  ROTOR_TRY(std::string text, read_file(path, limit_bytes));
  std::size_t kept = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool carriage_return = text[i] == '\r';
    if (carriage_return && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    text[kept++] = carriage_return ? '\n' : text[i];
  }
  text.resize(kept);
  return text;
}

void remove_abandoned(const std::filesystem::path& path) {
  std::error_code error;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const std::string start = path.filename().string() + partial_mark;
  std::vector<std::filesystem::path> found;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().filename().string().starts_with(start)) found.push_back(entry->path());
  }
  for (const auto& each : found) {
    // Removed while its lock is held: a writer that has just made it waits, and finds that it has gone.
    const bool is_folder = std::filesystem::is_directory(each, error);
    const Descriptor file(::open(each.c_str(), (is_folder ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK));
    const bool held =
        is_folder ? ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 : lock_file(file.number(), F_OFD_SETLK);
    if (file.open() && held) std::filesystem::remove_all(each, error);
  }
}

Status write_atomically(const std::filesystem::path& path,
                        const std::function<Status(const std::filesystem::path&)>& write) {
  std::error_code error;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::filesystem::create_directories(folder, error);
  if (error) return fail("the folder cannot be made: " + error.message(), folder.string(), "choose another place");
  remove_abandoned(path);
  const auto temporary = temporary_beside(path);
  const Descriptor claim(claimed(temporary));
  if (!claim.open()) {
    return fail("cannot be written: " + reason(), path.string(), "check the free space and permissions");
  }
  Leftover leftover(temporary);
  ROTOR_CHECK(write(temporary));
  struct stat written {};
  if (::stat(temporary.c_str(), &written) != 0 || (written.st_mtim.tv_sec == 0 && written.st_mtim.tv_nsec == 0)) {
    return fail("was not written", path.string(), "please report how it came to this");
  }
  // a private file stays private
  const auto old = std::filesystem::status(path, error);
  if (std::filesystem::is_regular_file(old)) std::filesystem::permissions(temporary, old.permissions(), error);
  ROTOR_CHECK(sync_file(temporary));
  std::filesystem::rename(temporary, path, error);
  if (error) return fail("cannot be replaced: " + error.message(), path.string(), "choose another place");
  leftover.moved();
  sync_folder(folder);
  return {};
}

Status write_file(const std::filesystem::path& path, std::string_view contents) {
  return write_atomically(path, [&](const std::filesystem::path& temporary) -> Status {
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    stream.close();
    if (!stream)
      return fail("cannot be written: " + reason(), temporary.string(), "check the free space and permissions");
    return {};
  });
}

Result<std::string> fingerprint(const std::filesystem::path& path) {
  ROTOR_TRY(const auto file, MappedFile::open(path));
  const auto bytes = file->bytes();
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&](std::size_t from, std::size_t count) {
    for (const std::byte b : bytes.subspan(from, std::min(count, bytes.size() - from))) {
      hash = (hash ^ static_cast<std::uint64_t>(b)) * 1099511628211ULL;
    }
  };
  constexpr std::size_t edge = 1U << 20U;
  constexpr std::size_t page = 4096;
  mix(0, edge);
  if (bytes.size() > edge) {
    const std::size_t step = bytes.size() / 65;
    for (std::size_t i = 1; i <= 64; ++i) mix(i * step, page);
    mix(bytes.size() - edge, edge);
  }
  for (std::uint64_t size = bytes.size(); size != 0; size >>= 8U) hash = (hash ^ (size & 0xffU)) * 1099511628211ULL;
  constexpr char digits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, hash >>= 4U) text[static_cast<std::size_t>(i)] = digits[hash & 15U];
  return text;
}

}  // namespace rotorscope
