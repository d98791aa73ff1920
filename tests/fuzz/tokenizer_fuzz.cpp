// Any bytes as a tokenizer.json; what is accepted must encode any text and decode what it encoded.
#include "core/model/tokenizer/hf_tokenizer_json.h"
#include "core/model/tokenizer/tokenizer.h"
#include "core/model/tokenizer/tokenizer_spec.h"
#include "tests/fuzz/memory_file.h"

#include <string_view>

using namespace rotorscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto spec = tokenizer_spec_from_json(text);
  fuzz::must_explain(spec);
  if (!spec) return 0;
  const auto tokenizer = make_tokenizer(*spec);
  fuzz::must_explain(tokenizer);
  if (!tokenizer) return 0;
  for (const std::string_view sample : {std::string_view("a b, ab 12\n\t\xff\xc3\xa9 abc"), text.substr(0, 200)}) {
    const auto ids = (*tokenizer)->encode(sample, true);
    if (!ids) continue;
    for (const TokenId id : *ids) {
      if (id < 0 || static_cast<std::size_t>(id) >= (*tokenizer)->vocab_size()) std::abort();
      (void)(*tokenizer)->piece(id);
    }
    (void)(*tokenizer)->decode(*ids);
  }
  return 0;
}
