// Regular expressions of tokenizers on PCRE2, compiled to machine code.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace rotorscope {

/// What one thread needs while it matches; make one per call, it is cheap.
class RegexScratch {
 public:
  RegexScratch();
  RegexScratch(const RegexScratch&) = delete;
  RegexScratch& operator=(const RegexScratch&) = delete;
  ~RegexScratch();

 private:
  friend class Regex;
  pcre2_real_match_data_8* data_;
  pcre2_real_match_context_8* context_;
  pcre2_real_jit_stack_8* stack_;
};

/// A compiled pattern; may be used by several threads, each with its own scratch.
class Regex {
 public:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// Compiles a pattern in the syntax of tokenizer.json files (Oniguruma's, as far as PCRE2 shares it); `literal`:
  /// plain text. Errors: does not compile; uses class intersection, which PCRE2 10.42 would misread.
  static Result<Regex> compile(std::string_view pattern, bool literal);

  /// All matches from left to right, not overlapping; empty ones too. The text must be valid UTF-8. Errors: the
  /// pattern needs more steps or memory than is allowed.
  Status find_all(std::string_view text, RegexScratch& scratch, std::vector<Span>& matches) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const;
  };
  std::unique_ptr<pcre2_real_code_8, Free> code_;
  std::string pattern_;
  bool jit_ = false;
};

}  // namespace rotorscope
