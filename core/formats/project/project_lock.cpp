#include "core/formats/project/project_lock.h"

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rotorscope {
namespace {

constexpr std::chrono::milliseconds pause{20};

std::mutex& own_writers_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// Whether `file` still names the file that is open: its last holder removes it, perhaps after it was opened here.
bool still_there(int descriptor, const std::filesystem::path& file) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(file.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

}  // namespace

Result<ProjectLock> ProjectLock::acquire(const std::filesystem::path& project, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock<std::mutex> own_writers(own_writers_mutex());
  std::filesystem::path file = project;
  file += ".lock";
  while (true) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail("the project cannot be written: " + std::generic_category().message(errno), file.string(),
                  "save the project in a folder where you may write");
    }
    const bool locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    // some network file systems have no locks: better unprotected there than unusable
    const bool impossible = !locked && errno != EWOULDBLOCK && errno != EINTR;
    if (impossible || (locked && still_there(descriptor, file))) {
      return ProjectLock(std::move(own_writers), std::move(file), descriptor);
    }
    ::close(descriptor);
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail("another program is writing this project", project.string(),
                  "wait until it is done, or save under another name");
    }
    std::this_thread::sleep_for(pause);
  }
}

ProjectLock::ProjectLock(std::unique_lock<std::mutex> own_writers, std::filesystem::path file, int descriptor)
    : own_writers_(std::move(own_writers)), file_(std::move(file)), descriptor_(descriptor) {}

ProjectLock::ProjectLock(ProjectLock&& other) noexcept
    : own_writers_(std::move(other.own_writers_)),
      file_(std::move(other.file_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

ProjectLock::~ProjectLock() {
  if (descriptor_ < 0) return;
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  ::close(descriptor_);
}

}  // namespace rotorscope
