// Any bytes as a GGUF model: opened, described, its tensors decoded, its tokenizer made and used.
#include "core/formats/checkpoint.h"
#include "core/formats/describe.h"
#include "core/model/tokenizer/gguf_metadata.h"
#include "core/model/tokenizer/tokenizer.h"
#include "core/model/tokenizer/tokenizer_spec.h"
#include "tests/fuzz/memory_file.h"

#include <vector>

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file(data, size);
  if (const auto gguf = GgufFile::open(file.path())) {
    const auto spec = tokenizer_spec_from_metadata(GgufTokenizerMetadata(**gguf));
    fuzz::must_explain(spec);
    if (spec) {
      const auto tokenizer = make_tokenizer(*spec);
      fuzz::must_explain(tokenizer);
      if (tokenizer) {
        const auto ids = (*tokenizer)->encode("a b, ab 12\n\xff", true);
        if (ids) (void)(*tokenizer)->decode(*ids);
      }
    }
  }
  const auto model = Checkpoint::open(file.path());
  fuzz::must_explain(model);
  if (!model) return 0;
  fuzz::must_explain(describe(**model, "fuzz"));
  for (const TensorEntry& entry : (*model)->tensors()) {
    std::vector<float> values(element_count(entry.shape).value());
    fuzz::must_explain((*model)->read_f32(entry, values));
  }
  return 0;
}
