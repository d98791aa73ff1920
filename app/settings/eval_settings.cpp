#include "app/settings/eval_settings.h"

#include "app/settings/text_source.h"

namespace rotorscope {
namespace {

SettingText text(const char* key, const QString& label, const QString& tooltip, const QString& unit = {},
                 const QString& placeholder = {}) {
  return {QStringLiteral("evaluate/") + QLatin1String(key), label, tooltip, unit, placeholder, true};
}

}  // namespace

EvalSettings::EvalSettings()
    : text_file(text("text", QObject::tr("Text"), QObject::tr("A UTF-8 text file to measure on."), {},
                     QObject::tr("installed prose")),
                QString()),
      protocol(text("protocol", QObject::tr("Protocol"),
                    QObject::tr("SpinQuant scores every token of consecutive windows; llama.cpp scores the second "
                                "half of each window. Figures of the two cannot be compared.")),
               QStringLiteral("spinquant"),
               {{QStringLiteral("spinquant"), QObject::tr("SpinQuant")},
                {QStringLiteral("llama.cpp"), QStringLiteral("llama.cpp")}}),
      seq_len(text("seq_len", QObject::tr("Window"), QObject::tr("Tokens of each window."), QObject::tr(" tokens")),
              512, SettingRange<int>{16, 32'768, 128}),
      windows(text("windows", QObject::tr("Windows"),
                   QObject::tr("How many windows of the text are scored; 0 takes all of it. More windows give a "
                               "smaller standard error."),
                   {}, QObject::tr("all of the text")),
              4, SettingRange<int>{0, 100'000, 1}),
      tasks(text("tasks", QObject::tr("Zero-shot tasks"),
                 QObject::tr("Questions to ask as well: NAME=FILE of a published JSONL file, several with semicolons "
                             "between them; a file with the answers follows after a comma. For example "
                             "piqa=valid.jsonl,valid-labels.lst."),
                 {}, QObject::tr("none")),
            QString()),
      task_limit(
          text("task_limit", QObject::tr("Questions a task"),
               QObject::tr("Only the first so many questions of each task; 0 takes all."), {}, QObject::tr("all")),
          0, SettingRange<int>{0, 100'000, 50}),
      perplexity(text("perplexity", QObject::tr("Measure perplexity"),
                      QObject::tr("Off: only the zero-shot tasks are asked, which saves the windows' time.")),
                 true),
      compare(text("compare", QObject::tr("Compare with the original"),
                   QObject::tr("Also measures the KL divergence from the unquantized network and how often both "
                               "choose the same token. Takes about twice as long.")),
              false),
      quantized(text("quantized", QObject::tr("Quantize as on the Quantize page"),
                     QObject::tr("Off: nothing is quantized, which gives the perplexity that all others are compared "
                                 "to.")),
                true),
      sweep_seeds(text("sweep_seeds", QObject::tr("Seeds of a sweep"),
                       QObject::tr("How many random rotations a sweep measures."), QObject::tr(" seeds")),
                  10, SettingRange<int>{2, 200, 1}) {}

EvalRequest EvalSettings::request() const {
  EvalRequest request;
  request.text = text_source(text_file);
  request.protocol = protocol.value().toStdString();
  request.seq_len = seq_len;
  request.windows = windows;
  for (const QString& task : tasks.value().split(u';', Qt::SkipEmptyParts)) {
    request.tasks.push_back(task.trimmed().toStdString());
  }
  request.limit = task_limit;
  // Without tasks there would be nothing left to measure, and the comparison is made on perplexity's windows.
  request.perplexity = perplexity || request.tasks.empty();
  request.compare = compare && request.perplexity;
  return request;
}

}  // namespace rotorscope
