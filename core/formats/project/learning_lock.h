// Keeps two programs from learning in one project: both would call their run the same and overwrite its checkpoints.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace rotorscope {

/// Held as long as a run goes on. Others may still read the project, evaluate and append to it. The file
/// PROJECT.learning.lock carries an advisory lock (flock), which the system drops when its holder dies.
class LearningLock {
 public:
  LearningLock() = default;
  /// Errors: another program is learning in this project, or nothing can be written beside it.
  static Result<LearningLock> acquire(const std::filesystem::path& project);
  LearningLock(LearningLock&& other) noexcept;
  LearningLock& operator=(LearningLock&& other) noexcept;
  LearningLock(const LearningLock&) = delete;
  LearningLock& operator=(const LearningLock&) = delete;
  ~LearningLock() { release(); }

 private:
  LearningLock(std::filesystem::path file, int descriptor);
  void release();
  std::filesystem::path file_;
  int descriptor_ = -1;
};

}  // namespace rotorscope
