// HDF5's C interface in small: handles that close themselves, errors as Results, and nothing read from a file that has
// not been checked. Internal to this folder; every call needs a Session in scope.
//
// Files come from strangers, and HDF5 offers them a lot: links to other files, data in other files, compressed data,
// sizes without bounds. Only what this program itself writes is accepted: hard links, data inside the file, checksums
// as the only filter, and no dataset larger than the file.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace rotorscope::h5 {

/// One thread at a time is inside HDF5, which Debian builds without thread safety; its error stack is not printed.
class Session {
 public:
  Session();

 private:
  std::unique_lock<std::mutex> lock_;
};

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Closer closer) : id_(id), closer_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      (void)close();
      id_ = std::exchange(other.id_, H5I_INVALID_HID);
      closer_ = other.closer_;
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { (void)close(); }

  [[nodiscard]] bool valid() const { return id_ >= 0; }
  [[nodiscard]] hid_t id() const { return id_; }
  /// Closes now; false if HDF5 could not, e.g. because a file's last bytes could not be written.
  [[nodiscard]] bool close() {
    const hid_t id = std::exchange(id_, H5I_INVALID_HID);
    return id < 0 || closer_(id) >= 0;
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Closer closer_ = nullptr;
};

/// Access properties: every object in the newest format that HDF5 1.10 knows; closing the file closes what is in it.
Handle newest_format();
/// An HDF5 file for reading.
Result<Handle> open_file(const std::filesystem::path& path);

/// Whether `parent` has a hard link of that name; any other kind of link counts as absent.
[[nodiscard]] bool has(const Handle& parent, const std::string& name);
/// Names of the hard links in a group, in no particular order; at most 100,000.
Result<std::vector<std::string>> names(const Handle& group);
Result<Handle> create_group(const Handle& parent, const std::string& name);
Result<Handle> open_group(const Handle& parent, const std::string& name);
/// open_group, or create_group where it is absent.
Result<Handle> require_group(const Handle& parent, const std::string& name);

/// Copies everything below `from` into the group `to`, but not what stands at `without`, e.g. {"runs", "run 1"}; an
/// empty list leaves nothing out.
Status copy_all(const Handle& from, const Handle& to, std::vector<std::string> without);

/// A 32-bit integer attribute of the file's root group.
Status write_root_number(const Handle& file, const std::string& name, int value);
Result<int> read_root_number(const Handle& file, const std::string& name);

/// UTF-8 text as a dataset of one fixed-length string, with a checksum. Empty text is not written.
Status write_text(const Handle& parent, const std::string& name, const std::string& text);
/// Absent: empty text.
Result<std::string> read_text(const Handle& parent, const std::string& name);

}  // namespace rotorscope::h5
