#include "core/formats/tokenizer_writer.h"

#include "core/base/files.h"
#include "core/formats/tokenizer_json.h"
#include "core/model/tokenizer/gguf_metadata.h"

#include <system_error>

namespace rotorscope {
namespace {

Result<std::vector<std::string>> copy_files(const std::filesystem::path& from, const std::filesystem::path& folder) {
  std::vector<std::string> written;
  for (const char* name :
       {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.model",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json"}) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(from / name, error)) continue;
    std::filesystem::copy_file(from / name, folder / name, error);
    if (error) {
      return fail("cannot be copied: " + error.message(), (from / name).string(), "check the free space");
    }
    written.emplace_back(name);
  }
  return written;
}

Status write_json(const std::filesystem::path& path, const nlohmann::json& json) {
  try {
    return write_file(path, json.dump(1) + "\n");
  } catch (const nlohmann::json::exception&) {  // the only way to learn that a text is not UTF-8
    return fail("the vocabulary holds a text that is not UTF-8", path.filename().string());
  }
}

}  // namespace

Result<std::vector<std::string>> write_tokenizer(const Checkpoint& source, const std::filesystem::path& folder) {
  if (source.gguf() == nullptr) return copy_files(source.path(), folder);
  const GgufFile& file = *source.gguf();
  const auto kind = file.text("tokenizer.ggml.model");
  if (!kind || *kind == "no_vocab") return std::vector<std::string>{};
  ROTOR_TRY(const auto spec, tokenizer_spec_from_metadata(GgufTokenizerMetadata(file)));
  ROTOR_TRY(const auto tokenizer, tokenizer_json(spec));
  ROTOR_CHECK(write_json(folder / "tokenizer.json", tokenizer));
  const auto chat_template = file.text("tokenizer.chat_template");
  const auto config = tokenizer_config_json(spec, source.config().context_length,
                                            chat_template ? std::optional(std::string(*chat_template)) : std::nullopt);
  ROTOR_CHECK(write_json(folder / "tokenizer_config.json", config));
  return std::vector<std::string>{"tokenizer.json", "tokenizer_config.json"};
}

}  // namespace rotorscope
