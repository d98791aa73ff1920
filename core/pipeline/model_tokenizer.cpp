#include "core/pipeline/model_tokenizer.h"

#include "core/model/tokenizer/gguf_metadata.h"

namespace rotorscope {

Result<std::unique_ptr<Tokenizer>> load_tokenizer(const Checkpoint& checkpoint) {
  if (checkpoint.gguf()) {
    ROTOR_TRY(TokenizerSpec spec, tokenizer_spec_from_metadata(GgufTokenizerMetadata(*checkpoint.gguf())));
    return make_tokenizer(std::move(spec));
  }
  ROTOR_TRY(TokenizerSpec spec, tokenizer_spec_from_hf(checkpoint.path()));
  return make_tokenizer(std::move(spec));
}

}  // namespace rotorscope
