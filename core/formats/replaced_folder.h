// A folder that appears whole or not at all.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// Files are written to a folder beside the target; commit() puts it in the target's place. What has not been
/// committed is removed.
///
/// A folder that stands there already is replaced only if it is empty, or an earlier export with nothing in it but its
/// own files: those that its rotorscope.json lists.
class ReplacedFolder {
 public:
  static constexpr std::string_view marker = "rotorscope.json";

  /// Errors: something else stands there, or the place cannot be written.
  static Result<ReplacedFolder> begin(const std::filesystem::path& target);
  ~ReplacedFolder();
  ReplacedFolder(ReplacedFolder&& other) noexcept;
  ReplacedFolder& operator=(ReplacedFolder&&) = delete;
  ReplacedFolder(const ReplacedFolder&) = delete;
  ReplacedFolder& operator=(const ReplacedFolder&) = delete;

  /// Write here.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Where the files will stand.
  [[nodiscard]] const std::filesystem::path& target() const { return target_; }
  /// Moves the folder to its place. Errors: the disk; then the target is as it was.
  Status commit();

 private:
  ReplacedFolder(std::filesystem::path target, std::filesystem::path temporary, int claim);
  std::filesystem::path target_;
  std::filesystem::path temporary_;  // empty once committed
  int claim_ = -1;                   // the temporary folder, open and locked
};

}  // namespace rotorscope
