#include "core/formats/project/h5_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

namespace rotorscope::h5 {
namespace {

/// What travels in the access properties.
struct DriverInfo {
  WriteReport* report = nullptr;
};

/// HDF5 sees the first member and hands it back to every function.
struct OpenFile {
  H5FD_t base{};
  int descriptor = -1;
  haddr_t end_of_allocation = 0;
  haddr_t end_of_file = 0;
  WriteReport* report = nullptr;
};

OpenFile& self(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& self(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

void note(OpenFile& file, int error_number) {
  if (file.report->error_number == 0) file.report->error_number = error_number;
}

H5FD_t* open_file_here(const char* name, unsigned, hid_t access, haddr_t) {
  const auto* info = static_cast<const DriverInfo*>(H5Pget_driver_info(access));
  const int descriptor = ::open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (info == nullptr || descriptor < 0) return nullptr;
  auto file = std::make_unique<OpenFile>();
  file->descriptor = descriptor;
  file->report = info->report;
  return &file.release()->base;
}

herr_t close_file(H5FD_t* file) {
  const std::unique_ptr<OpenFile> owner(&self(file));
  if (::close(owner->descriptor) != 0) note(*owner, errno);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  if (flags != nullptr) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
  }
  return 0;
}

haddr_t get_end_of_allocation(const H5FD_t* file, H5FD_mem_t) { return self(file).end_of_allocation; }

herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t, haddr_t address) {
  self(file).end_of_allocation = address;
  return 0;
}

haddr_t get_end_of_file(const H5FD_t* file, H5FD_mem_t) { return self(file).end_of_file; }

/// What was never written reads as zeros.
herr_t read_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer) {
  auto* to = static_cast<char*>(buffer);
  while (size > 0) {
    const ssize_t got = ::pread(self(file).descriptor, to, size, static_cast<off_t>(address));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    to += got;
    address += static_cast<haddr_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  std::memset(to, 0, size);
  return 0;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer) {
  OpenFile& open = self(file);
  const auto* from = static_cast<const char*>(buffer);
  open.end_of_file = std::max(open.end_of_file, address + size);
  while (size > 0 && open.report->error_number == 0) {
    const ssize_t put = ::pwrite(open.descriptor, from, size, static_cast<off_t>(address));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      note(open, put < 0 ? errno : EIO);
      break;
    }
    from += put;
    address += static_cast<haddr_t>(put);
    size -= static_cast<std::size_t>(put);
  }
  return 0;
}

/// HDF5 may allocate more than it writes; the file must have that size.
herr_t truncate_file(H5FD_t* file, hid_t, hbool_t) {
  OpenFile& open = self(file);
  if (open.end_of_file == open.end_of_allocation) return 0;
  if (::ftruncate(open.descriptor, static_cast<off_t>(open.end_of_allocation)) != 0) note(open, errno);
  open.end_of_file = open.end_of_allocation;
  return 0;
}

H5FD_class_t driver_class() {
  H5FD_class_t driver{};
  driver.name = "rotorscope_writer";
  driver.maxaddr = HADDR_MAX / 2;
  driver.fc_degree = H5F_CLOSE_STRONG;
  driver.fapl_size = sizeof(DriverInfo);
  driver.open = open_file_here;
  driver.close = close_file;
  driver.query = query;
  driver.get_eoa = get_end_of_allocation;
  driver.set_eoa = set_end_of_allocation;
  driver.get_eof = get_end_of_file;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = truncate_file;
  constexpr H5FD_mem_t by_kind[] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(by_kind), std::end(by_kind), std::begin(driver.fl_map));
  return driver;
}

}  // namespace

Result<Handle> create_file(const std::filesystem::path& path, WriteReport& report) {
  static const H5FD_class_t driver = driver_class();
  static const hid_t driver_id = H5FDregister(&driver);
  const Handle access = newest_format();
  const DriverInfo info{&report};
  Handle file;
  if (H5Pset_driver(access.id(), driver_id, &info) >= 0) {
    file = Handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  }
  if (!file.valid()) return fail("cannot be written", path.string(), "check the folder's permissions and free space");
  return file;
}

}  // namespace rotorscope::h5
