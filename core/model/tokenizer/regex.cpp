#include "core/model/tokenizer/regex.h"

#include "core/model/tokenizer/unicode_text.h"

#include <algorithm>
#include <array>
#include <new>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace rotorscope {
namespace {

/// For messages: a rule can be as long as its file.
std::string shortened(const std::string& pattern) {
  constexpr std::size_t longest = 120;
  return pattern.size() <= longest ? pattern : pattern.substr(0, longest) + "…";
}

// Enough for any sane rule on a text of megabytes, and the end of an exponential one within seconds.
constexpr std::uint32_t step_limit = 50'000'000;
constexpr std::uint32_t heap_limit_kibibytes = 64 << 10;
constexpr std::size_t stack_start_bytes = 32UL << 10;
constexpr std::size_t stack_limit_bytes = 16UL << 20;

/// Oniguruma's \p{Han} is the Script property; PCRE2's is Script_Extensions unless it is told.
constexpr std::array<std::string_view, 14> scripts = {"Han",   "Hiragana", "Katakana", "Hangul",    "Latin",
                                                      "Greek", "Cyrillic", "Arabic",   "Hebrew",    "Thai",
                                                      "Lao",   "Khmer",    "Myanmar",  "Devanagari"};

/// The pattern in PCRE2's words: \s is exactly Unicode's White_Space there as in Oniguruma and Rust (PCRE2's own \s has
/// U+180E as well).
std::string translated(std::string_view pattern) {
  // The same matches, without trying again from every space of a run that does not reach the end.
  if (pattern == R"(\s+$)") return R"((?:(?<!\p{wspace})|\G)\p{wspace}+$)";
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '\\' || at + 1 == pattern.size()) {
      out += pattern[at++];
      continue;
    }
    const char escaped = pattern[at + 1];
    const std::size_t close = pattern.find('}', at);
    if (escaped == 's') {
      out += R"(\p{wspace})";
    } else if (escaped == 'S') {
      out += R"(\P{wspace})";
    } else if ((escaped == 'p' || escaped == 'P') && pattern.substr(at + 2, 1) == "{" &&
               close != std::string_view::npos &&
               std::ranges::find(scripts, pattern.substr(at + 3, close - at - 3)) != scripts.end()) {
      out += pattern.substr(at, 3);
      out += "sc:";
      at += 3;
      continue;
    } else {
      out += pattern.substr(at, 2);
    }
    at += 2;
  }
  return out;
}

std::string error_text(int code) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

}  // namespace

RegexScratch::RegexScratch()
    : data_(pcre2_match_data_create(1, nullptr)),
      context_(pcre2_match_context_create(nullptr)),
      stack_(pcre2_jit_stack_create(stack_start_bytes, stack_limit_bytes, nullptr)) {
  if (data_ == nullptr || context_ == nullptr) throw std::bad_alloc();
  pcre2_set_match_limit(context_, step_limit);
  pcre2_set_heap_limit(context_, heap_limit_kibibytes);
  if (stack_ != nullptr) pcre2_jit_stack_assign(context_, nullptr, stack_);
}

RegexScratch::~RegexScratch() {
  pcre2_jit_stack_free(stack_);
  pcre2_match_context_free(context_);
  pcre2_match_data_free(data_);
}

void Regex::Free::operator()(pcre2_real_code_8* code) const { pcre2_code_free(code); }

Result<Regex> Regex::compile(std::string_view pattern, bool literal) {
  Regex regex;
  regex.pattern_ = pattern;
  if (!is_valid_utf8(pattern)) return fail("a split rule of the tokenizer is not valid UTF-8");
  if (!literal && pattern.find("&&") != std::string_view::npos) {
    return fail("the split rule \"" + shortened(regex.pattern_) +
                "\" uses class intersection (&&), which is not supported");
  }
  const std::string source = literal ? std::string(pattern) : translated(pattern);
  // Oniguruma's Ruby syntax lets ^ and $ match at line ends: hence MULTILINE.
  const std::uint32_t options =
      PCRE2_UTF | (literal ? PCRE2_LITERAL : PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C);
  int error = 0;
  PCRE2_SIZE offset = 0;
  regex.code_.reset(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(), options, &error, &offset, nullptr));
  if (!regex.code_)
    return fail("the split rule \"" + shortened(regex.pattern_) + "\" does not compile: " + error_text(error));
  // Where there is no just-in-time compiler the interpreter does the same, slower.
  regex.jit_ = pcre2_jit_compile(regex.code_.get(), PCRE2_JIT_COMPLETE) == 0;
  return regex;
}

Status Regex::find_all(std::string_view text, RegexScratch& scratch, std::vector<Span>& matches) const {
  matches.clear();
  const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
  const PCRE2_SIZE* ovector = pcre2_get_ovector_pointer(scratch.data_);
  for (std::size_t at = 0; at <= text.size();) {
    int found = jit_ ? pcre2_jit_match(code_.get(), subject, text.size(), at, 0, scratch.data_, scratch.context_)
                     : PCRE2_ERROR_JIT_BADOPTION;
    if (found == PCRE2_ERROR_JIT_STACKLIMIT || found == PCRE2_ERROR_JIT_BADOPTION) {
      found = pcre2_match(code_.get(), subject, text.size(), at, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scratch.data_,
                          scratch.context_);
    }
    if (found == PCRE2_ERROR_NOMATCH) return {};
    if (found < 0) {
      return fail("the tokenizer's split rule \"" + shortened(pattern_) +
                  "\" fails on this text: " + error_text(found));
    }
    // \K can move a match's start behind its end; such a match would never advance.
    if (ovector[0] > ovector[1] || ovector[1] < at) {
      return fail("the tokenizer's split rule \"" + shortened(pattern_) + "\" matches backwards");
    }
    matches.push_back({ovector[0], ovector[1]});
    at = ovector[1];
    if (ovector[0] == ovector[1]) at += at < text.size() ? character_at(text, at).length : 1;
  }
  return {};
}

}  // namespace rotorscope
