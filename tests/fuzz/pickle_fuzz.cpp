// Any bytes as the pickle of an R.bin: looked through without a crash.
#include "core/formats/pickle_check.h"
#include "tests/fuzz/memory_file.h"

#include <span>

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::must_explain(check_pickle(std::as_bytes(std::span(data, size))));
  return 0;
}
