// The texts and checks of the lessons that look: outliers, bits, invariance. Those that compute are in
// lessons_computing.cpp.
#include "app/lessons/lesson_context.h"
#include "app/lessons/lesson_parts.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "widgets/format.h"

#include <algorithm>

namespace rotorscope {
namespace {

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(lessons)
};

const Settings& settings(const LessonContext& context) { return context.session().settings(); }

std::optional<LessonQuestion> ask_largest_channel(const LessonContext& context) {
  const SiteSummary* site = context.selected_site();
  if (site == nullptr || site->before.top_channels.size() < 2) return std::nullopt;
  const int right = site->before.top_channels[0].channel;
  const int second = site->before.top_channels[1].channel;
  int other = (right + second) / 2;
  while (other == right || other == second) ++other;
  return LessonQuestion{Texts::tr("Which channel is the largest?"),
                        {QString::number(second), QString::number(right), QString::number(other)},
                        1};
}

Lesson find_the_outlier() {
  Lesson lesson{
      QStringLiteral("outlier"),
      Texts::tr("Find the outlier"),
      Texts::tr("Where a model's activations are huge: from the whole network down to one channel and one token."),
      4,
      {}};
  lesson.steps.push_back(
      {Texts::tr(
           "Each cell of this map is a site: a place in a layer whose values get quantized. Its colour says how many "
           "times larger the largest channel is than the typical one. Click the brightest cell, or the first row of "
           "the "
           "table below."),
       PageId::inspect, LessonPlace::overview, QStringLiteral("overview_map"), [](const LessonContext& context) {
         const SiteSummary* worst = context.worst_site();
         const SiteSummary* chosen = context.selected_site();
         return worst != nullptr && chosen != nullptr && context.visible(QStringLiteral("site_profile")) &&
                chosen->before.outlier_ratio >= 0.7 * worst->before.outlier_ratio;
       }});
  lesson.steps.push_back({Texts::tr("The profile shows one bar a channel. Orange is before rotation. One channel "
                                    "stands far above all others: an "
                                    "outlier. Point at it to read its number."),
                          PageId::inspect, LessonPlace::site, QStringLiteral("site_profile"), nullptr,
                          ask_largest_channel});
  lesson.steps.push_back({Texts::tr("Who makes it large? Choose “Largest tokens” above the map: often it is the first "
                                    "token of the text, or a line "
                                    "break, whatever the text says."),
                          PageId::inspect, LessonPlace::site, QStringLiteral("site_views"),
                          [](const LessonContext& context) { return context.visible(QStringLiteral("site_tokens")); }});
  lesson.steps.push_back(
      {Texts::tr("Now choose “Relief”. A ridge along all tokens is an outlier channel, a single "
                 "spike is an outlier token. Turn "
                 "it with the mouse. On the right a rotation has spread it: ridges are gone, and a spike has "
                 "become a low wall, one token over all channels."),
       PageId::inspect, LessonPlace::site, QStringLiteral("site_views"),
       [](const LessonContext& context) { return context.visible(QStringLiteral("site_relief")); }});
  lesson.steps.push_back(
      {Texts::tr(
           "Press Ctrl+K and type “0 mlp_in”, then Enter: that is the quickest way to any place. Layer and site may be "
           "shortened, and a channel may follow."),
       PageId::inspect,
       LessonPlace::site,
       {},
       [](const LessonContext& context) {
         const Selection& selection = context.session().selection();
         return selection.layer() == 0 && selection.site() == QLatin1String("mlp_in");
       }});
  return lesson;
}

Lesson why_four_bits_fail() {
  Lesson lesson{
      QStringLiteral("bits"),
      Texts::tr("Why 4 bits fail"),
      Texts::tr("A grid stretched over an outlier leaves few levels for everything else. See it, then measure it."),
      6,
      {}};
  const auto bits_are = [](int bits) {
    return [bits](const LessonContext& context) { return settings(context).inspect.bits.value() == bits; };
  };
  lesson.steps.push_back({Texts::tr("The thin lines over the histogram are the values that a quantizer can store. Set "
                                    "“Bits” on the right to 8 and "
                                    "watch the SQNR: the signal is far stronger than its rounding errors."),
                          PageId::inspect, LessonPlace::site, QStringLiteral("inspect/bits"), bits_are(8)});
  lesson.steps.push_back({Texts::tr("Now set it to 4. Each bit less costs about 6 dB, and the lines move apart."),
                          PageId::inspect, LessonPlace::site, QStringLiteral("inspect/bits"), bits_are(4)});
  lesson.steps.push_back(
      {Texts::tr(
           "The grid must reach the outlier, so the typical values, which are near zero, share one or two levels."),
       PageId::inspect, LessonPlace::site, QStringLiteral("site_histogram"), nullptr, [](const LessonContext&) {
         return std::optional(LessonQuestion{Texts::tr("How many levels has a 4-bit grid?"),
                                             {QStringLiteral("4"), QStringLiteral("8"), QStringLiteral("16")},
                                             2});
       }});
  lesson.steps.push_back({Texts::tr("Could the grid simply be shorter? Take “Clip” below 0.9. The steps become finer, "
                                    "but the outlier is cut off; "
                                    "see whether the SQNR before rotation gains or loses."),
                          PageId::inspect, LessonPlace::site, QStringLiteral("inspect/clip"),
                          [](const LessonContext& context) { return settings(context).inspect.clip.value() < 0.9; }});
  lesson.steps.push_back(
      {Texts::tr(
           "What does it cost the model? On this page untick “Quantize as on the Quantize page” and press Run: the "
           "perplexity of the untouched model, which all others are compared to."),
       PageId::evaluate, LessonPlace::page, QStringLiteral("evaluate_run"), [](const LessonContext& context) {
         const auto& rows = context.session().evaluations().rows();
         return std::any_of(rows.begin(), rows.end(),
                            [](const EvalRow& row) { return scheme_name(row.request.quant) == "W16A16KV16"; });
       }});
  lesson.steps.push_back(
      {Texts::tr("Now tick it again, set the rotation on the right to “none”, and press Run. The Quantize page stands "
                 "at 4-bit "
                 "activations unless you changed it. The perplexity explodes: the outliers ate the grid."),
       PageId::evaluate, LessonPlace::page, QStringLiteral("evaluate_run"), [](const LessonContext& context) {
         const auto& rows = context.session().evaluations().rows();
         return std::any_of(rows.begin(), rows.end(), [](const EvalRow& row) {
           return row.request.quant.a_bits <= 4 && row.request.rotation.source == "none";
         });
       }});
  return lesson;
}

Lesson rotation_changes_nothing() {
  Lesson lesson{QStringLiteral("invariance"),
                Texts::tr("A rotation changes nothing"),
                Texts::tr("Turned activations and weights turned back give the same network. Prove it on this model."),
                3,
                {}};
  lesson.steps.push_back({Texts::tr("A rotation R mixes all channels into new ones. The weights that read them get Rᵀ, "
                                    "so R Rᵀ = 1 cancels. Choose "
                                    "“random orthogonal” as the source on the right."),
                          PageId::rotate, LessonPlace::side_by_side, QStringLiteral("compare/after/source"),
                          [](const LessonContext& context) {
                            return settings(context).after.source.value() == QLatin1String("orthogonal");
                          }});
  lesson.steps.push_back(
      {Texts::tr(
           "Press “Check invariance”, or the badge in the status bar. The rotation is merged into the weights, and the "
           "logits are compared with the original's."),
       PageId::rotate, LessonPlace::side_by_side, QStringLiteral("status_gate"), [](const LessonContext& context) {
         const RotateOutcome* outcome = context.session().gate().outcome();
         return outcome != nullptr && outcome->invariant;
       }});
  lesson.steps.push_back(
      {Texts::tr("Only the last digits of the logits differ, from rounding."), PageId::rotate,
       LessonPlace::side_by_side, QStringLiteral("status_gate"), nullptr, [](const LessonContext&) {
         return std::optional(LessonQuestion{
             Texts::tr("Why does the model still say the same?"),
             {Texts::tr("The rotation is very small"), Texts::tr("R and its transpose cancel between two weights"),
              Texts::tr("The model was trained again")},
             1});
       }});
  lesson.steps.push_back(
      {Texts::tr(
           "The diagram shows where each rotation acts. R1 and R2 are merged into weights and cost nothing. R3 and R4 "
           "(dashed) cannot be merged and run with the model. Switch R4 off and watch down_in."),
       PageId::rotate, LessonPlace::side_by_side, QStringLiteral("block_diagram"),
       [](const LessonContext& context) { return !settings(context).after.switches[3].value(); }});
  lesson.steps.push_back({Texts::tr("Switch R4 on again: down_in has the worst outliers, and only R4 reaches it."),
                          PageId::rotate, LessonPlace::side_by_side, QStringLiteral("block_diagram"),
                          [](const LessonContext& context) { return settings(context).after.switches[3].value(); }});
  return lesson;
}

}  // namespace

std::vector<Lesson> all_lessons() {
  std::vector<Lesson> lessons = {find_the_outlier(), why_four_bits_fail(), rotation_changes_nothing()};
  for (Lesson& lesson : computing_lessons()) lessons.push_back(std::move(lesson));
  return lessons;
}

}  // namespace rotorscope
