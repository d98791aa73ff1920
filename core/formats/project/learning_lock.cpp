#include "core/formats/project/learning_lock.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rotorscope {
namespace {

/// Whether `file` still names the file that is open.
bool still_there(int descriptor, const std::filesystem::path& file) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(file.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

}  // namespace

Result<LearningLock> LearningLock::acquire(const std::filesystem::path& project) {
  std::filesystem::path file = project;
  file += ".learning.lock";
  std::error_code ignored;
  if (project.has_parent_path()) std::filesystem::create_directories(project.parent_path(), ignored);
  while (true) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail("the project cannot be written: " + std::generic_category().message(errno), project.string(),
                  "save the project in a folder where you may write");
    }
    const bool locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    // Some network file systems have no locks: better unprotected there than unusable.
    const bool impossible = !locked && errno != EWOULDBLOCK && errno != EINTR;
    if (impossible || (locked && still_there(descriptor, file))) return LearningLock(std::move(file), descriptor);
    ::close(descriptor);
    if (locked) continue;  // its last holder removed it meanwhile
    return fail("another program is learning in this project", project.string(),
                "wait until it is done, or use another --project; reading and evaluating go on");
  }
}

LearningLock::LearningLock(std::filesystem::path file, int descriptor)
    : file_(std::move(file)), descriptor_(descriptor) {}

LearningLock::LearningLock(LearningLock&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

LearningLock& LearningLock::operator=(LearningLock&& other) noexcept {
  if (this == &other) return *this;
  release();
  file_ = std::move(other.file_);
  descriptor_ = std::exchange(other.descriptor_, -1);
  return *this;
}

void LearningLock::release() {
  if (descriptor_ < 0) return;
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace rotorscope
