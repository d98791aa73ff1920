#include "core/eval/tasks/formats.h"

#include "core/eval/tasks/hellaswag_text.h"
#include "core/model/tokenizer/unicode_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rotorscope {
namespace {

using Choices = Result<std::vector<Choice>>;

Result<std::string> required_text(const JsonFields& record, const std::string& key) {
  ROTOR_TRY(auto text, record.text(key));
  if (!text) return fail(key + " is missing", record.where());
  return std::move(*text);
}

std::size_t characters_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Choice choice(std::string context, const std::string& text, std::string label) {
  return {std::move(context), " " + text, std::move(label), characters_of(text)};
}

Choices boolq(const JsonFields& record) {
  ROTOR_TRY(const auto passage, required_text(record, "passage"));
  ROTOR_TRY(const auto question, required_text(record, "question"));
  const std::string context = passage + "\nQuestion: " + question + "?\nAnswer:";
  return std::vector<Choice>{choice(context, "no", "false"), choice(context, "yes", "true")};
}

Choices piqa(const JsonFields& record) {
  ROTOR_TRY(const auto goal, required_text(record, "goal"));
  ROTOR_TRY(const auto first, required_text(record, "sol1"));
  ROTOR_TRY(const auto second, required_text(record, "sol2"));
  const std::string context = "Question: " + goal + "\nAnswer:";
  return std::vector<Choice>{choice(context, first, "0"), choice(context, second, "1")};
}

Choices siqa(const JsonFields& record) {
  ROTOR_TRY(const auto situation, required_text(record, "context"));
  ROTOR_TRY(const auto question, required_text(record, "question"));
  const std::string context = "Q: " + situation + " " + question + "\nA:";
  std::vector<Choice> choices;
  for (const auto& [key, label] : {std::pair{"answerA", "1"}, std::pair{"answerB", "2"}, std::pair{"answerC", "3"}}) {
    ROTOR_TRY(const auto text, required_text(record, key));
    choices.push_back(choice(context, text, label));
  }
  return choices;
}

Choices hellaswag(const JsonFields& record) {
  ROTOR_TRY(const auto activity, required_text(record, "activity_label"));
  ROTOR_TRY(const auto first, required_text(record, "ctx_a"));
  ROTOR_TRY(const auto second, required_text(record, "ctx_b"));
  const auto* endings = record.find("endings");
  if (endings == nullptr) return fail("endings is missing", record.where());
  if (!endings->is_array()) return fail("endings is not a list", record.where());
  const std::string context = hellaswag_text(activity + ": " + first + " " + capitalized(second));
  std::vector<Choice> choices;
  for (const auto& ending : *endings) {
    if (!ending.is_string()) return fail("an ending is not a text", record.where());
    choices.push_back(choice(context, hellaswag_text(ending.get<std::string>()), std::to_string(choices.size())));
  }
  return choices;
}

/// Partial scoring (Trinh and Le 2018): the options differ in the context, and what follows the gap is scored. All
/// continuations are as long as each other, so that acc_norm is acc.
Choices winogrande(const JsonFields& record) {
  ROTOR_TRY(const auto sentence, required_text(record, "sentence"));
  const auto gap = sentence.find('_');
  if (gap == std::string::npos) return fail("sentence has no gap \"_\"", record.where());
  const std::string rest = without_outer_space(sentence.substr(gap + 1));
  std::vector<Choice> choices;
  for (const auto& [key, label] : {std::pair{"option1", "1"}, std::pair{"option2", "2"}}) {
    ROTOR_TRY(const auto option, required_text(record, key));
    choices.push_back(choice(sentence.substr(0, gap) + option, rest, label));
  }
  return choices;
}

/// The choices of ARC and OpenBookQA: a list of {text, label}, as published, or {text: […], label: […]}, as Hugging
/// Face's data sets have it.
Result<std::vector<std::pair<std::string, std::string>>> labelled_texts(const JsonFields& fields) {
  const auto* choices = fields.find("choices");
  if (choices == nullptr) return fail("choices is missing", fields.where());
  std::vector<std::pair<std::string, std::string>> result;
  if (choices->is_array()) {
    for (const auto& one : *choices) {
      if (!one.is_object()) return fail("a choice is not an object", fields.where());
      const JsonFields choice_fields(one, fields.where());
      ROTOR_TRY(auto text, required_text(choice_fields, "text"));
      ROTOR_TRY(auto label, required_text(choice_fields, "label"));
      result.emplace_back(std::move(text), std::move(label));
    }
    return result;
  }
  if (!choices->is_object()) return fail("choices is neither a list nor an object", fields.where());
  const JsonFields lists(*choices, fields.where());
  const auto* texts = lists.find("text");
  const auto* labels = lists.find("label");
  const bool paired = texts != nullptr && labels != nullptr && texts->is_array() && labels->is_array() &&
                      texts->size() == labels->size();
  if (!paired) return fail("choices does not hold two lists, text and label, of the same length", fields.where());
  for (std::size_t i = 0; i < texts->size(); ++i) {
    if (!(*texts)[i].is_string() || !(*labels)[i].is_string()) {
      return fail("a choice's text or label is not a text", fields.where());
    }
    result.emplace_back((*texts)[i].get<std::string>(), (*labels)[i].get<std::string>());
  }
  return result;
}

/// `flat_key` names the question's text where it stands beside the choices; else it is in an object "question".
Choices stem_and_choices(const JsonFields& record, const std::string& flat_key, const char* before, const char* after) {
  const auto* nested = record.find("question");
  const bool is_nested = nested != nullptr && nested->is_object();
  const JsonFields fields = is_nested ? JsonFields(*nested, record.where()) : record;
  ROTOR_TRY(const auto stem, required_text(fields, is_nested ? "stem" : flat_key));
  ROTOR_TRY(const auto texts, labelled_texts(fields));
  std::vector<Choice> choices;
  for (const auto& [text, label] : texts) choices.push_back(choice(before + stem + after, text, label));
  return choices;
}

Choices arc(const JsonFields& record) { return stem_and_choices(record, "question", "Question: ", "\nAnswer:"); }

Choices openbookqa(const JsonFields& record) { return stem_and_choices(record, "question_stem", "", ""); }

constexpr std::array<std::string_view, 2> answer_or_label = {"answer", "label"};
constexpr std::array<std::string_view, 1> label_key = {"label"};
constexpr std::array<std::string_view, 1> answer_key = {"answer"};
constexpr std::array<std::string_view, 1> letter_key = {"answerKey"};

constexpr std::array<TaskFormat, 8> formats = {{{"arc_challenge", arc, letter_key},
                                                {"arc_easy", arc, letter_key},
                                                {"boolq", boolq, answer_or_label},
                                                {"hellaswag", hellaswag, label_key},
                                                {"openbookqa", openbookqa, letter_key},
                                                {"piqa", piqa, label_key},
                                                {"siqa", siqa, label_key},
                                                {"winogrande", winogrande, answer_key}}};

}  // namespace

const TaskFormat* task_format(std::string_view name) {
  if (name == "social_iqa") name = "siqa";  // the harness' name
  const auto* found = std::ranges::find(formats, name, &TaskFormat::name);
  return found == formats.end() ? nullptr : found;
}

std::string task_names() {
  std::string names;
  for (const TaskFormat& format : formats) names += (names.empty() ? "" : ", ") + std::string(format.name);
  return names;
}

Result<std::optional<std::string>> answer_label(const TaskFormat& format, const JsonFields& record) {
  for (const std::string_view key : format.answer_keys) {
    const auto* value = record.find(std::string(key));
    if (value == nullptr) continue;
    if (value->is_boolean()) return value->get<bool>() ? "true" : "false";
    if (value->is_number_integer()) return value->dump();
    if (value->is_string()) return without_outer_space(value->get<std::string>());
    return fail(std::string(key) + " is neither a truth value nor a whole number nor a text", record.where());
  }
  return std::nullopt;
}

}  // namespace rotorscope
