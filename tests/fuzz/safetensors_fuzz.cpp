// Any bytes as a safetensors file: opened, every tensor decoded.
#include "core/formats/safetensors.h"
#include "tests/fuzz/memory_file.h"

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile bytes(data, size);
  const auto file = SafetensorsFile::open(bytes.path());
  fuzz::must_explain(file);
  if (!file) return 0;
  for (const TensorView& view : (*file)->tensors()) {
    const auto values = (*file)->read_f32(view.name);
    fuzz::must_explain(values);
    // Data cannot be more than the file holds; a byte becomes four.
    if (values && values->size() > size) std::abort();
  }
  return 0;
}
