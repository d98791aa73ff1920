// The lessons that compute for a while: seeds, learning, export.
#include "app/lessons/lesson_context.h"
#include "app/lessons/lesson_parts.h"
#include "app/session/session.h"
#include "app/settings/settings.h"

namespace rotorscope {
namespace {

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(lessons)
};

const Settings& settings(const LessonContext& context) { return context.session().settings(); }

Lesson random_against_hadamard() {
  Lesson lesson{QStringLiteral("random"),
                Texts::tr("Random orthogonal or Hadamard?"),
                Texts::tr("Two kinds of random rotation, and how much luck there is in the seed."),
                6,
                {}};
  lesson.steps.push_back(
      {Texts::tr("The same site in several bases on one scale. Both random rotations flatten the profile. A Hadamard "
                 "rotation has "
                 "entries of ±1/√n only, so it spreads each channel evenly over all and runs fast without a matrix."),
       PageId::rotate, LessonPlace::side_by_side, QStringLiteral("rotation_multiples"), nullptr,
       [](const LessonContext&) {
         return std::optional(LessonQuestion{Texts::tr("What does a Hadamard rotation do to one large channel?"),
                                             {Texts::tr("It gives every channel an equal share of it"),
                                              Texts::tr("It removes it"), Texts::tr("It moves it to another channel")},
                                             0});
       }});
  lesson.steps.push_back(
      {Texts::tr("Choose “histogram” instead of “channels” above the panels if you like. Then change the seed on the "
                 "right: every "
                 "seed is another rotation of the same kind, and the SQNR under the panels moves a little."),
       PageId::rotate, LessonPlace::side_by_side, QStringLiteral("compare/after/seed"),
       [](const LessonContext& context) { return settings(context).after.seed.value() != context.seed_at_start(); }});
  lesson.steps.push_back({Texts::tr("How much does the seed matter for perplexity? Set the number of seeds (2 are "
                                    "enough here) and press Sweep. Each "
                                    "dot is one random rotation."),
                          PageId::rotate, LessonPlace::seeds, QStringLiteral("sweep_start"),
                          [](const LessonContext& context) { return context.new_seeds() >= 2; }});
  lesson.steps.push_back({Texts::tr("The dots do not lie on one line: at 4 bits the seed is luck. That is the reason "
                                    "for learning a rotation instead "
                                    "of drawing one."),
                          PageId::rotate, LessonPlace::seeds, QStringLiteral("seed_sweep")});
  return lesson;
}

Lesson learn_one() {
  Lesson lesson{QStringLiteral("learn"),
                Texts::tr("Learn one"),
                Texts::tr("Cayley SGD turns R step by step, always a rotation, towards smaller errors. Watch it."),
                6,
                {}};
  lesson.steps.push_back({Texts::tr("The default recipe makes the range of the activations small; it takes seconds on "
                                    "a small model. Press Learn."),
                          PageId::rotate, LessonPlace::learning, QStringLiteral("learn_start"),
                          [](const LessonContext& context) {
                            return context.session().learning().job() != nullptr || context.new_runs() > 0;
                          }});
  lesson.steps.push_back(
      {Texts::tr("The loss falls, and the selected site's histogram on the right becomes narrower (only that of "
                 "down_in stays, which R4 alone turns). The orthogonality error below "
                 "stays tiny: every step keeps R a rotation. You may pause and go on. Wait until it is finished."),
       PageId::rotate, LessonPlace::learning, QStringLiteral("loss_curve"), [](const LessonContext& context) {
         const Learning& learning = context.session().learning();
         return learning.job() == nullptr && learning.has_learned();
       }});
  lesson.steps.push_back(
      {Texts::tr("Look at the result: choose “learned” as the source on the right. Every page now shows it in green."),
       PageId::rotate, LessonPlace::side_by_side, QStringLiteral("compare/after/source"),
       [](const LessonContext& context) {
         return settings(context).after.source.value() == QLatin1String("learned");
       }});
  lesson.steps.push_back({Texts::tr("Does it help the model? Tick “Quantize as on the Quantize page” and press Run; "
                                    "compare the row with a random "
                                    "rotation's."),
                          PageId::evaluate, LessonPlace::page, QStringLiteral("evaluate_run"),
                          [](const LessonContext& context) {
                            const auto& rows = context.session().evaluations().rows();
                            return !rows.empty() && rows.back().request.rotation.source == "learned";
                          }});
  return lesson;
}

Lesson export_and_check() {
  Lesson lesson{QStringLiteral("export"),
                Texts::tr("Export and check"),
                Texts::tr("Write a checkpoint with the rotation merged in, and prove that it still is the same model."),
                4,
                {}};
  lesson.steps.push_back(
      {Texts::tr("First who is to load it. A Hugging Face folder has R1 and R2 merged into the weights, so stock "
                 "programs load it. "
                 "Choose it."),
       PageId::exporting, LessonPlace::page, QStringLiteral("target_hf"),
       [](const LessonContext& context) { return settings(context).exporting.target.value() == QLatin1String("hf"); }});
  lesson.steps.push_back({Texts::tr("Choose where to write: a folder that does not exist yet."), PageId::exporting,
                          LessonPlace::page, QStringLiteral("export/out"), [](const LessonContext& context) {
                            return !settings(context).exporting.out.value().isEmpty();
                          }});
  lesson.steps.push_back(
      {Texts::tr("Tick the check: what was written is opened again and measured, before anybody relies on it."),
       PageId::exporting, LessonPlace::page, QStringLiteral("export/verify"),
       [](const LessonContext& context) { return settings(context).exporting.verify.value(); }});
  lesson.steps.push_back(
      {Texts::tr("Press Export. The line “Same command” above repeats all of this on a server without a display."),
       PageId::exporting, LessonPlace::page, QStringLiteral("export_start"),
       [](const LessonContext& context) { return context.visible(QStringLiteral("export_verdict")); }});
  lesson.steps.push_back({Texts::tr("Both perplexities are of unquantized weights."), PageId::exporting,
                          LessonPlace::page, QStringLiteral("export_verdict"), nullptr, [](const LessonContext&) {
                            return std::optional(LessonQuestion{
                                Texts::tr("How should the perplexity of the export compare with the original's?"),
                                {Texts::tr("It should be the same but for rounding"),
                                 Texts::tr("It should be much lower"), Texts::tr("It should be higher")},
                                0});
                          }});
  return lesson;
}

}  // namespace

std::vector<Lesson> computing_lessons() { return {random_against_hadamard(), learn_one(), export_and_check()}; }

}  // namespace rotorscope
