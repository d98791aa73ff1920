#include "core/pipeline/model_tokenizer.h"

#include "core/base/advised.h"
#include "core/model/tokenizer/gguf_metadata.h"

namespace rotorscope {

namespace {

Result<std::unique_ptr<Tokenizer>> load(const Checkpoint& checkpoint) {
  if (checkpoint.gguf()) {
    ROTOR_TRY(TokenizerSpec spec, tokenizer_spec_from_metadata(GgufTokenizerMetadata(*checkpoint.gguf())));
    return make_tokenizer(std::move(spec));
  }
  ROTOR_TRY(TokenizerSpec spec, tokenizer_spec_from_hf(checkpoint.path()));
  return make_tokenizer(std::move(spec));
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> load_tokenizer(const Checkpoint& checkpoint) {
  return advised(load(checkpoint), "the tokenizer is damaged or of an unknown kind: fetch the model again",
                 checkpoint.path().string());
}

}  // namespace rotorscope
