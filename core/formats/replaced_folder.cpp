#include "core/formats/replaced_folder.h"

#include "core/base/abandoned.h"
#include "core/formats/json_file.h"
#include "core/formats/printable.h"

#include <algorithm>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;

constexpr const char* choose_another = "choose another folder, or an empty one";

/// Whether the folder holds nothing but an earlier export.
Status check_replaceable(const fs::path& target) {
  std::error_code error;
  const auto status = fs::status(target, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (status.type() != fs::file_type::directory) return fail("is no folder", target.string(), choose_another);
  std::unordered_set<std::string> found;
  for (fs::directory_iterator entry(target, error), end; !error && entry != end; entry.increment(error)) {
    found.insert(entry->path().filename().string());
  }
  if (error) return fail("cannot be read: " + error.message(), target.string(), choose_another);
  if (found.empty()) return {};
  const std::string marker(ReplacedFolder::marker);
  if (found.erase(marker) == 0) {
    return fail("is not empty and no earlier export, so it is left alone", target.string(), choose_another);
  }
  const auto json = read_json(target / marker);
  if (!json) return tl::unexpected<Error>(json.error());
  const auto files = json->find("files");
  if (files != json->end() && files->is_array()) {
    for (const auto& file : *files) {
      if (file.is_string()) found.erase(file.get<std::string>());
    }
  }
  if (found.empty()) return {};
  return fail("holds files that no export wrote (" + printable(*found.begin()) + "), so it is left alone",
              target.string(), choose_another);
}

void sync_folder_of(const fs::path& path) {
  // Makes the rename last through a power cut; some file systems cannot, and the rename holds all the same.
  if (FILE* folder = std::fopen(path.parent_path().c_str(), "re")) {
    (void)::fsync(::fileno(folder));
    std::fclose(folder);
  }
}

}  // namespace

Result<ReplacedFolder> ReplacedFolder::begin(const fs::path& target) {
  std::error_code error;
  // A name alone has no parent folder until it is made absolute.
  fs::path place = fs::absolute(target, error);
  if (!error) place = fs::weakly_canonical(place, error);
  if (error) return fail("is no usable path: " + error.message(), target.string(), choose_another);
  if (place.filename().empty()) place = place.parent_path();
  if (place.empty() || place == place.root_path()) {
    return fail("is no place for an export", target.string(), choose_another);
  }
  ROTOR_CHECK(check_replaceable(place));
  fs::create_directories(place.parent_path(), error);
  if (error) return fail("the folder cannot be made: " + error.message(), place.parent_path().string(), choose_another);
  remove_abandoned(place);
  fs::path temporary = place;
  temporary += ".partial-" + std::to_string(::getpid());
  fs::create_directory(temporary, error);
  if (error) return fail("the folder cannot be made: " + error.message(), temporary.string(), choose_another);
  // Held until the folder is in place: without its lock it belongs to a program that was killed.
  const int claim = ::open(temporary.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (claim >= 0) (void)::flock(claim, LOCK_EX | LOCK_NB);
  return ReplacedFolder(std::move(place), std::move(temporary), claim);
}

ReplacedFolder::ReplacedFolder(fs::path target, fs::path temporary, int claim)
    : target_(std::move(target)), temporary_(std::move(temporary)), claim_(claim) {}

ReplacedFolder::ReplacedFolder(ReplacedFolder&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      claim_(std::exchange(other.claim_, -1)) {}

ReplacedFolder::~ReplacedFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
  if (claim_ >= 0) ::close(claim_);
}

Status ReplacedFolder::commit() {
  ROTOR_CHECK(check_replaceable(target_));  // much time may have passed since begin()
  std::error_code error;
  // The old and the new folder change places in one step, so that a kill never leaves none.
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) {
    sync_folder_of(target_);
    fs::remove_all(std::exchange(temporary_, {}), error);
    return {};
  }
  // There is no old one, or the file system cannot do that.
  fs::path old = temporary_;
  old += "-old";
  const bool replaces = fs::exists(target_, error) && !fs::is_empty(target_, error);
  if (replaces) fs::rename(target_, old, error);
  if (error) return fail("cannot be replaced: " + error.message(), target_.string(), choose_another);
  fs::rename(temporary_, target_, error);  // replaces an empty folder, too
  if (error) {
    std::error_code ignored;
    if (replaces) fs::rename(old, target_, ignored);
    return fail("cannot be put in place: " + error.message(), target_.string(), choose_another);
  }
  temporary_.clear();
  sync_folder_of(target_);
  if (replaces) fs::remove_all(old, error);
  return {};
}

}  // namespace rotorscope
