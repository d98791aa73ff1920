#include "core/formats/project/h5.h"

#include "core/formats/project/h5_array.h"

#include <array>
#include <cstring>
#include <fstream>
#include <string_view>

namespace rotorscope::h5 {
namespace {

constexpr std::size_t names_limit = 100'000;
constexpr std::size_t text_limit_bytes = std::size_t{1} << 28U;

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose}; }

/// Superblock version 3, at the beginning of the file. The older ones, and files with something before it, carry no
/// checksums: damage would be met deep inside HDF5, which trusts them.
Status check_beginning(const std::filesystem::path& path) {
  constexpr std::string_view signature("\x89HDF\r\n\x1a\n", 8);
  constexpr char version = 3;
  std::array<char, signature.size() + 1> begin{};
  std::ifstream stream(path, std::ios::binary);
  stream.read(begin.data(), begin.size());
  if (!stream || std::string_view(begin.data(), signature.size()) != signature) {
    return fail("is not an HDF5 file, or damaged", path.string());
  }
  if (begin.back() == version) return {};
  return fail("is an HDF5 file, but not a Rotorscope project", path.string(), "open a project");
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t* info, void* out) {
  auto& list = *static_cast<std::vector<std::string>*>(out);
  if (list.size() == names_limit) return -1;
  if (info->type == H5L_TYPE_HARD) list.emplace_back(name);
  return 0;
}

}  // namespace

Session::Session() : lock_(library_mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle newest_format() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
  return access;
}

Result<Handle> open_file(const std::filesystem::path& path) {
  ROTOR_CHECK(check_beginning(path));
  const Handle access = newest_format();
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  if (!file.valid()) return fail("is not an HDF5 file, or damaged", path.string());
  return file;
}

bool has(const Handle& parent, const std::string& name) {
  if (H5Lexists(parent.id(), name.c_str(), H5P_DEFAULT) <= 0) return false;
  H5L_info_t info;
  return H5Lget_info(parent.id(), name.c_str(), &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

Result<std::vector<std::string>> names(const Handle& group) {
  std::vector<std::string> list;
  if (H5Literate(group.id(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_name, &list) < 0) {
    return fail("the list of a group's members is damaged");
  }
  return list;
}

Result<Handle> create_group(const Handle& parent, const std::string& name) {
  Handle group(H5Gcreate2(parent.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  if (!group.valid()) return fail("cannot be written", name);
  return group;
}

Result<Handle> open_group(const Handle& parent, const std::string& name) {
  if (!has(parent, name)) return fail("is missing", name);
  Handle group(H5Gopen2(parent.id(), name.c_str(), H5P_DEFAULT), H5Gclose);
  if (!group.valid()) return fail("is damaged", name);
  return group;
}

Result<Handle> require_group(const Handle& parent, const std::string& name) {
  return has(parent, name) ? open_group(parent, name) : create_group(parent, name);
}

Status copy_all(const Handle& from, const Handle& to, std::vector<std::string> without) {
  ROTOR_TRY(const auto members, names(from));
  for (const std::string& name : members) {
    const bool left_out = !without.empty() && without.front() == name;
    if (left_out && without.size() == 1) continue;
    if (left_out) {
      ROTOR_TRY(const Handle source, open_group(from, name));
      ROTOR_TRY(const Handle target, create_group(to, name));
      ROTOR_CHECK(copy_all(source, target, {without.begin() + 1, without.end()}));
    } else if (H5Ocopy(from.id(), name.c_str(), to.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0) {
      return fail("cannot be copied to the new file", name, "check the free space");
    }
  }
  return {};
}

Status write_root_number(const Handle& file, const std::string& name, int value) {
  const Handle space = scalar_space();
  const Handle attribute(H5Acreate2(file.id(), name.c_str(), H5T_STD_I32LE, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  if (!attribute.valid() || H5Awrite(attribute.id(), H5T_NATIVE_INT, &value) < 0) {
    return fail("cannot be written", name);
  }
  return {};
}

Result<int> read_root_number(const Handle& file, const std::string& name) {
  if (H5Aexists(file.id(), name.c_str()) <= 0) return fail("is missing", name);
  const Handle attribute(H5Aopen(file.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  if (H5Tequal(type.id(), H5T_STD_I32LE) <= 0 || H5Sget_simple_extent_npoints(space.id()) != 1) {
    return fail("is damaged", name);
  }
  int value = 0;
  if (H5Aread(attribute.id(), H5T_NATIVE_INT, &value) < 0) return fail("is damaged", name);
  return value;
}

Status write_text(const Handle& parent, const std::string& name, const std::string& text) {
  if (text.empty()) return {};
  if (text.size() > text_limit_bytes) return fail("is too long", name);
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), text.size());
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  const hsize_t one = 1;
  const Handle space(H5Screate_simple(1, &one, nullptr), H5Sclose);
  ROTOR_TRY(const Handle storage, checked_storage({1}, text.size()));
  const Handle dataset(
      H5Dcreate2(parent.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, storage.id(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid() || H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()) < 0) {
    return fail("cannot be written", name, "check the free space");
  }
  return {};
}

Result<std::string> read_text(const Handle& parent, const std::string& name) {
  if (!has(parent, name)) return std::string();
  ROTOR_TRY(const Handle dataset, open_dataset(parent, name));
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose);
  const std::size_t size = H5Tget_size(type.id());
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0 || size == 0 ||
      size > text_limit_bytes || size > file_size(parent) || H5Sget_simple_extent_npoints(space.id()) != 1) {
    return fail("is not the text it should be", name);
  }
  std::string text(size, '\0');
  if (H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()) < 0) return fail("is damaged", name);
  return text;
}

}  // namespace rotorscope::h5
