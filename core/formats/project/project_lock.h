// Keeps two programs from writing one project at the same time.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <filesystem>
#include <mutex>

namespace rotorscope {

/// Held while a project is written. A file beside the project, PROJECT.lock, carries an advisory lock (flock), which
/// the system drops when its holder dies; the project itself cannot carry it, because each write replaces it. Within
/// this process a mutex does the same.
class ProjectLock {
 public:
  /// Waits up to `patience` for another program to finish. Errors: it did not, or the lock file cannot be made.
  static Result<ProjectLock> acquire(const std::filesystem::path& project, std::chrono::milliseconds patience);
  ProjectLock(ProjectLock&& other) noexcept;
  ProjectLock& operator=(ProjectLock&&) = delete;
  ProjectLock(const ProjectLock&) = delete;
  ProjectLock& operator=(const ProjectLock&) = delete;
  /// Removes the lock file and lets others write.
  ~ProjectLock();

 private:
  ProjectLock(std::unique_lock<std::mutex> own_writers, std::filesystem::path file, int descriptor);
  std::unique_lock<std::mutex> own_writers_;
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace rotorscope
