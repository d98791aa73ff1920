#include "core/formats/project/h5_array.h"

#include <algorithm>

namespace rotorscope::h5 {
namespace {

constexpr hsize_t piece_bytes = 1U << 20U;
constexpr std::size_t axes_limit = 3;

template <class T>
Handle file_type();
template <>
Handle file_type<float>() {
  return {H5Tcopy(H5T_IEEE_F32LE), H5Tclose};
}
template <>
Handle file_type<double>() {
  return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
}
template <>
Handle file_type<std::int32_t>() {
  return {H5Tcopy(H5T_STD_I32LE), H5Tclose};
}
template <>
Handle file_type<std::uint8_t>() {
  return {H5Tcopy(H5T_STD_U8LE), H5Tclose};
}
template <>
Handle file_type<Half>() {
  Handle type(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
  // IEEE 754 binary16: sign at bit 15, 5 bits of exponent from bit 10 with bias 15, 10 bits of fraction
  H5Tset_fields(type.id(), 15, 10, 5, 0, 10);
  H5Tset_size(type.id(), 2);
  H5Tset_ebias(type.id(), 15);
  return type;
}

/// The number of elements, or an Error where it overflows or does not fit into the file.
Result<std::size_t> element_count(const std::vector<hsize_t>& shape, std::size_t element_bytes, hsize_t limit_bytes,
                                  const std::string& name) {
  hsize_t count = 1;
  for (const hsize_t extent : shape) {
    if (extent != 0 && count > limit_bytes / extent) return fail("claims to be larger than the file", name);
    count *= extent;
  }
  if (count > limit_bytes / element_bytes) return fail("claims to be larger than the file", name);
  return static_cast<std::size_t>(count);
}

}  // namespace

hsize_t file_size(const Handle& object) {
  const Handle file(H5Iget_file_id(object.id()), H5Fclose);
  hsize_t bytes = 0;
  return file.valid() && H5Fget_filesize(file.id(), &bytes) >= 0 ? bytes : 0;
}

Result<Handle> checked_storage(const std::vector<hsize_t>& shape, std::size_t element_bytes) {
  std::vector<hsize_t> piece = shape;
  hsize_t bytes = element_bytes;
  for (const hsize_t extent : shape) bytes *= extent;
  for (std::size_t axis = 0; axis < piece.size() && bytes > piece_bytes; ++axis) {
    const hsize_t rest = bytes / piece[axis];
    piece[axis] = std::clamp<hsize_t>(piece_bytes / std::max<hsize_t>(rest, 1), 1, piece[axis]);
    bytes = rest * piece[axis];
  }
  Handle storage(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  if (H5Pset_chunk(storage.id(), static_cast<int>(piece.size()), piece.data()) < 0 ||
      H5Pset_fletcher32(storage.id()) < 0) {
    return fail("cannot be laid out in the file");
  }
  return storage;
}

Result<Handle> open_dataset(const Handle& parent, const std::string& name) {
  H5O_info_t info;
  if (!has(parent, name)) return fail("is missing", name);
  if (H5Oget_info_by_name2(parent.id(), name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      info.type != H5O_TYPE_DATASET) {
    return fail("is damaged", name);
  }
  Handle dataset(H5Dopen2(parent.id(), name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid()) return fail("is damaged", name);
  const Handle storage(H5Dget_create_plist(dataset.id()), H5Pclose);
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const H5D_layout_t layout = H5Pget_layout(storage.id());
  if (layout == H5D_CHUNKED) {
    std::vector<hsize_t> piece(axes_limit, 1);
    const int axes = H5Pget_chunk(storage.id(), static_cast<int>(axes_limit), piece.data());
    if (axes < 1 || axes > static_cast<int>(axes_limit)) return fail("is damaged", name);
    ROTOR_CHECK(element_count(piece, std::max<std::size_t>(H5Tget_size(type.id()), 1), file_size(parent), name));
  } else if (layout != H5D_COMPACT && (layout != H5D_CONTIGUOUS || H5Pget_external_count(storage.id()) != 0)) {
    return fail("keeps its data outside the file", name);
  }
  const int filters = H5Pget_nfilters(storage.id());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t values = 0;
    if (H5Pget_filter2(storage.id(), static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config) !=
        H5Z_FILTER_FLETCHER32) {
      return fail("is stored in a way that Rotorscope does not use", name);
    }
  }
  return dataset;
}

template <class T>
Status write_array(const Handle& parent, const std::string& name, const std::vector<hsize_t>& shape, const T* values) {
  if (std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end()) return {};
  const Handle type = file_type<T>();
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
  ROTOR_TRY(const Handle storage, checked_storage(shape, sizeof(T)));
  const Handle dataset(
      H5Dcreate2(parent.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, storage.id(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid() || H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
    return fail("cannot be written", name, "check the free space");
  }
  return {};
}

template <class T>
Result<Array<T>> read_array(const Handle& parent, const std::string& name, std::size_t axes) {
  Array<T> array{std::vector<hsize_t>(axes, 0), {}};
  if (!has(parent, name)) return array;
  ROTOR_TRY(const Handle dataset, open_dataset(parent, name));
  const Handle type = file_type<T>();
  const Handle stored_type(H5Dget_type(dataset.id()), H5Tclose);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose);
  if (H5Tequal(type.id(), stored_type.id()) <= 0 || H5Sis_simple(space.id()) <= 0 ||
      H5Sget_simple_extent_ndims(space.id()) != static_cast<int>(axes)) {
    return fail("has not the type or shape it should have", name);
  }
  H5Sget_simple_extent_dims(space.id(), array.shape.data(), nullptr);
  ROTOR_TRY(const std::size_t count, element_count(array.shape, sizeof(T), file_size(parent), name));
  // a dataset without storage would read as zeros
  if (H5Dget_storage_size(dataset.id()) < count * sizeof(T)) return fail("is not complete", name);
  array.values.resize(count);
  if (H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()) < 0) {
    return fail("is damaged", name);
  }
  return array;
}

template Status write_array(const Handle&, const std::string&, const std::vector<hsize_t>&, const float*);
template Status write_array(const Handle&, const std::string&, const std::vector<hsize_t>&, const double*);
template Status write_array(const Handle&, const std::string&, const std::vector<hsize_t>&, const Half*);
template Status write_array(const Handle&, const std::string&, const std::vector<hsize_t>&, const std::int32_t*);
template Status write_array(const Handle&, const std::string&, const std::vector<hsize_t>&, const std::uint8_t*);
template Result<Array<float>> read_array(const Handle&, const std::string&, std::size_t);
template Result<Array<double>> read_array(const Handle&, const std::string&, std::size_t);
template Result<Array<Half>> read_array(const Handle&, const std::string&, std::size_t);
template Result<Array<std::int32_t>> read_array(const Handle&, const std::string&, std::size_t);
template Result<Array<std::uint8_t>> read_array(const Handle&, const std::string&, std::size_t);

}  // namespace rotorscope::h5
