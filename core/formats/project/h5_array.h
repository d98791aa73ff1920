// Numeric arrays in HDF5 datasets, with checksums.
#pragma once

#include "core/formats/project/h5.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rotorscope::h5 {

/// IEEE half-precision numbers by their bits; h5py shows the dataset as float16.
struct Half {
  std::uint16_t bits = 0;
};

template <class T>
struct Array {
  std::vector<hsize_t> shape;  ///< {0} where the dataset is absent
  std::vector<T> values;       ///< row-major
};

/// Writes values of `shape` under `name`; no dataset where there are no values. T is float, double, Half, std::int32_t
/// or std::uint8_t.
template <class T>
Status write_array(const Handle& parent, const std::string& name, const std::vector<hsize_t>& shape, const T* values);

/// Reads a dataset of exactly this type and number of axes; an absent one is an empty array.
template <class T>
Result<Array<T>> read_array(const Handle& parent, const std::string& name, std::size_t axes);

/// A dataset for reading whose storage has been checked (see h5.h): no filter but checksums, no data outside the file.
Result<Handle> open_dataset(const Handle& parent, const std::string& name);
/// Size in bytes of the file that holds the object.
[[nodiscard]] hsize_t file_size(const Handle& object);
/// Creation properties of a dataset: pieces of about 1 MiB, each with a checksum.
Result<Handle> checked_storage(const std::vector<hsize_t>& shape, std::size_t element_bytes);

}  // namespace rotorscope::h5
