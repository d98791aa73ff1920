#include "core/model/tokenizer/hf_tokenizer_json.h"

#include "core/model/tokenizer/byte_alphabet.h"
#include "core/model/tokenizer/hf_json.h"
#include "core/model/tokenizer/hf_pipeline.h"
#include "core/model/tokenizer/merges_check.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace rotorscope {
namespace {

using nlohmann::json;

constexpr std::string_view file_name = "tokenizer.json";
constexpr std::int64_t largest_id = 1 << 24;
/// Ids that nobody names, in a row; more would be memory that the file has no contents for.
constexpr std::size_t longest_gap = 1 << 16;
/// Real ones are 5 deep.
constexpr int deepest_nesting = 32;

tl::unexpected<Error> broken(std::string what) { return fail(std::move(what), std::string(file_name)); }

/// Puts a text at an id below `room`; ids between that nobody names are unused tokens without text.
Status put_token(const std::string& text, std::int64_t id, TokenType type, std::size_t room, TokenizerSpec& spec) {
  if (id < 0 || id > largest_id) {
    return broken("the token \"" + text + "\" has the impossible id " + std::to_string(id));
  }
  const auto index = static_cast<std::size_t>(id);
  if (index >= room) {
    return broken("the token \"" + text + "\" has the id " + std::to_string(id) + ", far from all others");
  }
  if (index >= spec.tokens.size()) {
    spec.tokens.resize(index + 1);
    spec.types.resize(index + 1, TokenType::unused);
  }
  spec.tokens[index] = text;
  spec.types[index] = type;
  return {};
}

Status read_vocabulary(const json& model, TokenizerSpec& spec) {
  const json* vocabulary = member(model, "vocab");
  if (vocabulary == nullptr || !vocabulary->is_object()) return broken("the model has no vocabulary");
  const std::size_t room = 2 * vocabulary->size() + longest_gap;
  const bool has_byte_tokens = flag_member(model, "byte_fallback").value_or(false);
  for (const auto& [text, value] : vocabulary->items()) {
    const auto id = integer_of(value);
    if (!id) return broken("the token \"" + text + "\" has no id");
    const bool taken = *id >= 0 && static_cast<std::size_t>(*id) < spec.tokens.size() &&
                       spec.types[static_cast<std::size_t>(*id)] != TokenType::unused;
    if (taken) return broken("two tokens have the id " + std::to_string(*id));
    const bool is_byte = has_byte_tokens && byte_of_token(text);
    ROTOR_CHECK(put_token(text, *id, is_byte ? TokenType::byte : TokenType::normal, room, spec));
  }
  return {};
}

Status read_merges(const json& model, TokenizerSpec& spec) {
  const json* merges = member(model, "merges");
  if (merges == nullptr || !merges->is_array()) return broken("the model has no merges");
  spec.merges.reserve(merges->size());
  for (const json& merge : *merges) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      spec.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
      continue;
    }
    if (!merge.is_string()) return broken("a merge is not a pair of texts");
    const auto& text = merge.get_ref<const std::string&>();
    const std::size_t space = text.find(' ');
    if (space == 0 || space == std::string::npos || space + 1 == text.size() ||
        text.find(' ', space + 1) != text.npos) {
      return broken("the merge \"" + text + "\" is not two texts and a space");
    }
    spec.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
  }
  return {};
}

Status read_model(const json& model, TokenizerSpec& spec) {
  if (const json* given = member(model, "type"); given != nullptr && !given->is_string()) {
    return broken("the model's type is not a text");
  }
  // Files of before 2020 do not name the type.
  const std::string type = text_member(model, "type").value_or(member(model, "merges") != nullptr ? "BPE" : "none");
  if (type != "BPE") {
    return fail("tokenizer models of the kind \"" + type + "\" are not supported", std::string(file_name),
                "BPE is, byte-level or in SentencePiece's manner");
  }
  for (const std::string_view affix : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    if (!text_member(model, affix).value_or("").empty()) {
      return fail("BPE with a " + std::string(affix) + " is not supported", std::string(file_name));
    }
  }
  spec.ignore_merges = flag_member(model, "ignore_merges").value_or(false);
  spec.fuse_unknown = flag_member(model, "fuse_unk").value_or(false);
  ROTOR_CHECK(read_vocabulary(model, spec));
  ROTOR_CHECK(read_merges(model, spec));
  ROTOR_CHECK(check_merges(spec));
  if (const auto unknown = text_member(model, "unk_token")) {
    const auto found = std::ranges::find(spec.tokens, *unknown);
    if (found == spec.tokens.end()) return broken("the unknown token \"" + *unknown + "\" is not in the vocabulary");
    const auto index = static_cast<std::size_t>(found - spec.tokens.begin());
    spec.unknown = static_cast<TokenId>(index);
    spec.types[index] = TokenType::unknown;
  }
  return {};
}

}  // namespace

Status put_added_token(const json& token, std::int64_t id, TokenizerSpec& spec) {
  const auto content = text_member(token, "content");
  if (!content) return broken("an added token has no text");
  const bool special = flag_member(token, "special").value_or(false);
  const bool is_unknown = spec.unknown && id == *spec.unknown;
  const TokenType type = is_unknown ? TokenType::unknown : special ? TokenType::control : TokenType::user_defined;
  ROTOR_CHECK(put_token(*content, id, type, spec.tokens.size() + longest_gap, spec));
  AddedToken added;
  added.id = static_cast<TokenId>(id);
  added.strips_left = flag_member(token, "lstrip").value_or(false);
  added.strips_right = flag_member(token, "rstrip").value_or(false);
  added.single_word = flag_member(token, "single_word").value_or(false);
  added.normalized = flag_member(token, "normalized").value_or(!special);
  std::erase_if(spec.added_tokens, [&](const AddedToken& other) { return other.id == added.id; });
  spec.added_tokens.push_back(added);
  return {};
}

Result<TokenizerSpec> tokenizer_spec_from_json(std::string_view text) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > deepest_nesting;
    return !too_deep;
  };
  const json root = json::parse(text, watch_depth, false);
  if (too_deep) return broken("is nested too deeply");
  if (root.is_discarded()) return broken("is no valid JSON");
  const json* model = member(root, "model");
  if (model == nullptr) return broken("describes no model");
  TokenizerSpec spec;
  ROTOR_CHECK(read_model(*model, spec));
  ROTOR_CHECK(read_hf_pipeline(root, spec));
  if (const json* added = member(root, "added_tokens")) {
    if (!added->is_array()) return broken("the added tokens are no list");
    for (const json& token : *added) {
      const auto id = integer_member(token, "id");
      if (!id) return broken("an added token has no id");
      ROTOR_CHECK(put_added_token(token, *id, spec));
    }
  }
  for (const auto& id : {spec.bos, spec.eos}) {
    if (id && static_cast<std::size_t>(*id) >= spec.tokens.size()) {
      return broken("the template adds the token " + std::to_string(*id) + ", which is not in the vocabulary");
    }
  }
  return spec;
}

}  // namespace rotorscope
