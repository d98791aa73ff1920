#include "core/model/tokenizer/hf_pipeline.h"

#include "core/model/tokenizer/hf_json.h"
#include "core/model/tokenizer/pre_tokenizer_names.h"
#include "core/model/tokenizer/unicode_text.h"

#include <array>
#include <cstddef>
#include <limits>
#include <utility>

namespace rotorscope {
namespace {

using nlohmann::json;

tl::unexpected<Error> unsupported(const std::string& what) {
  return fail(what + " is not supported", "tokenizer.json", "models of the Llama family do not need it");
}

/// The steps in order: a Sequence's members, or the one step itself.
template <class Read>
Status for_each_step(const json& step, std::string_view list, const Read& read) {
  if (text_member(step, "type") != "Sequence") return read(step);
  const json* steps = member(step, list);
  if (steps == nullptr || !steps->is_array()) return fail("a Sequence has no steps", "tokenizer.json");
  for (const json& inner : *steps) {
    if (text_member(inner, "type") == "Sequence") return unsupported("a Sequence in a Sequence");
    ROTOR_CHECK(read(inner));
  }
  return {};
}

class PipelineReader {
 public:
  explicit PipelineReader(TokenizerSpec& spec) : spec_(spec) { spec_.split_rules.emplace(); }

  Status read(const json& root) {
    spec_.normalization = Normalization::none;
    if (const json* step = member(root, "normalizer")) {
      ROTOR_CHECK(for_each_step(*step, "normalizers", [this](const json& j) { return normalizer(j); }));
    }
    if (const json* step = member(root, "pre_tokenizer")) {
      ROTOR_CHECK(for_each_step(*step, "pretokenizers", [this](const json& j) { return pre_tokenizer(j); }));
    }
    if (const json* step = member(root, "post_processor")) {
      ROTOR_CHECK(for_each_step(*step, "processors", [this](const json& j) { return post_processor(j); }));
    }
    if (byte_level_ == marks_spaces_) {
      return unsupported(byte_level_ ? "byte-level BPE with SentencePiece's spaces"
                                     : "BPE that is neither byte-level nor in SentencePiece's manner");
    }
    spec_.kind = byte_level_ ? TokenizerKind::byte_level_bpe : TokenizerKind::sentencepiece;
    return {};
  }

 private:
  Status normalizer(const json& step) {
    constexpr std::array<std::pair<std::string_view, Normalization>, 4> forms = {{{"NFC", Normalization::nfc},
                                                                                  {"NFD", Normalization::nfd},
                                                                                  {"NFKC", Normalization::nfkc},
                                                                                  {"NFKD", Normalization::nfkd}}};
    const std::string type = text_member(step, "type").value_or("");
    for (const auto& [name, form] : forms) {
      if (type != name) continue;
      if (spec_.normalization != Normalization::none) return unsupported("more than one Unicode normalization");
      spec_.normalization = form;
      return {};
    }
    if (type == "Prepend" && text_member(step, "prepend") == space_mark) {
      spec_.space_prefix = SpacePrefix::every_text;
      return {};
    }
    if (type == "Replace" && text_member(step, "content") == space_mark) {
      const json* pattern = member(step, "pattern");
      if (pattern != nullptr && text_member(*pattern, "String") == " ") {
        marks_spaces_ = true;
        return {};
      }
    }
    return unsupported("the normalizer \"" + type + "\" with these settings");
  }

  Status pre_tokenizer(const json& step) {
    const std::string type = text_member(step, "type").value_or("");
    // Such a step would see the letters that stand for bytes, not the text.
    if (byte_level_) return unsupported("the pre-tokenizer \"" + type + "\" after ByteLevel");
    if (type == "Split") return split(step);
    if (type == "ByteLevel") return byte_level(step);
    if (type == "Metaspace") return metaspace(step);
    if (type == "Digits") {
      const bool single = flag_member(step, "individual_digits").value_or(false);
      add_rule(R"(\p{N})", single ? SplitBehavior::isolated : SplitBehavior::contiguous);
      return {};
    }
    if (type == "Punctuation") {
      ROTOR_TRY(const auto behavior, behavior_of(step, "Isolated"));
      add_rule(R"([\p{P}!-/:-@\[-`{-~])", behavior);
      return {};
    }
    return unsupported("the pre-tokenizer \"" + type + "\"");
  }

  Status split(const json& step) {
    const json* pattern = member(step, "pattern");
    if (pattern == nullptr) return fail("a Split has no pattern", "tokenizer.json");
    const auto regex = text_member(*pattern, "Regex");
    const auto literal = text_member(*pattern, "String");
    if (!regex && !literal) return fail("a Split has no pattern", "tokenizer.json");
    SplitRule rule;
    rule.pattern = regex ? *regex : *literal;
    rule.literal = !regex;
    rule.invert = flag_member(step, "invert").value_or(false);
    ROTOR_TRY(rule.behavior, behavior_of(step, "Isolated"));
    spec_.split_rules->push_back(std::move(rule));
    return {};
  }

  Status byte_level(const json& step) {
    byte_level_ = true;
    if (flag_member(step, "add_prefix_space").value_or(true)) {
      // It would have to be put before each piece that the rules so far left.
      if (!spec_.split_rules->empty()) return unsupported("ByteLevel with add_prefix_space after another split");
      spec_.space_prefix = SpacePrefix::every_text;
      spec_.prefix_only_if_missing = true;
    }
    if (flag_member(step, "use_regex").value_or(true)) {
      ROTOR_TRY(const auto gpt2, named_pre_tokenizer("gpt-2"));
      spec_.split_rules->insert(spec_.split_rules->end(), gpt2.rules.begin(), gpt2.rules.end());
    }
    return {};
  }

  Status metaspace(const json& step) {
    if (text_member(step, "replacement").value_or(std::string(space_mark)) != space_mark) {
      return unsupported("Metaspace with a mark other than U+2581");
    }
    if (!spec_.split_rules->empty()) return unsupported("Metaspace after another split");
    marks_spaces_ = true;
    const bool older = flag_member(step, "add_prefix_space").value_or(true);
    const std::string scheme = text_member(step, "prepend_scheme").value_or(older ? "always" : "never");
    if (scheme != "never") {
      spec_.space_prefix = scheme == "first" ? SpacePrefix::first_text : SpacePrefix::every_text;
      spec_.prefix_only_if_missing = true;
    }
    if (flag_member(step, "split").value_or(true)) {
      SplitRule rule;
      rule.pattern = space_mark;
      rule.literal = true;
      rule.behavior = SplitBehavior::merged_with_next;
      spec_.split_rules->push_back(std::move(rule));
    }
    return {};
  }

  Status post_processor(const json& step) {
    const std::string type = text_member(step, "type").value_or("");
    if (type == "ByteLevel") return {};  // moves offsets only
    if (type != "TemplateProcessing") return unsupported("the post-processor \"" + type + "\"");
    const json* single = member(step, "single");
    if (single == nullptr || !single->is_array()) return fail("a TemplateProcessing has no template", "tokenizer.json");
    bool before = true;
    for (const json& item : *single) {
      if (member(item, "Sequence") != nullptr) {
        before = false;
        continue;
      }
      const json* special = member(item, "SpecialToken");
      ROTOR_TRY(const TokenId id, template_token(step, special == nullptr ? json() : *special));
      bool& adds = before ? spec_.add_bos : spec_.add_eos;
      if (adds) return unsupported("a template with several special tokens on one side");
      adds = true;
      (before ? spec_.bos : spec_.eos) = id;
    }
    return {};
  }

  static Result<TokenId> template_token(const json& step, const json& special) {
    const std::string name = text_member(special, "id").value_or("");
    const json* tokens = member(step, "special_tokens");
    const json* token = tokens == nullptr ? nullptr : member(*tokens, name);
    const json* ids = token == nullptr ? nullptr : member(*token, "ids");
    const auto id = ids != nullptr && ids->is_array() && ids->size() == 1 ? integer_of(ids->front()) : std::nullopt;
    if (!id || *id < 0 || *id > std::numeric_limits<TokenId>::max()) {
      return fail("the template's token \"" + name + "\" has no id", "tokenizer.json");
    }
    return static_cast<TokenId>(*id);
  }

  static Result<SplitBehavior> behavior_of(const json& step, const std::string& when_missing) {
    constexpr std::array<std::pair<std::string_view, SplitBehavior>, 5> names = {
        {{"Isolated", SplitBehavior::isolated},
         {"Removed", SplitBehavior::removed},
         {"MergedWithPrevious", SplitBehavior::merged_with_previous},
         {"MergedWithNext", SplitBehavior::merged_with_next},
         {"Contiguous", SplitBehavior::contiguous}}};
    const std::string wanted = text_member(step, "behavior").value_or(when_missing);
    for (const auto& [name, behavior] : names) {
      if (wanted == name) return behavior;
    }
    return unsupported("the split behavior \"" + wanted + "\"");
  }

  void add_rule(std::string_view pattern, SplitBehavior behavior) {
    SplitRule rule;
    rule.pattern = pattern;
    rule.behavior = behavior;
    spec_.split_rules->push_back(std::move(rule));
  }

  TokenizerSpec& spec_;
  bool byte_level_ = false;
  bool marks_spaces_ = false;
};

}  // namespace

Status read_hf_pipeline(const json& root, TokenizerSpec& spec) { return PipelineReader(spec).read(root); }

}  // namespace rotorscope
