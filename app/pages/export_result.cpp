#include "app/pages/export_result.h"

#include "app/pages/heading_label.h"
#include "widgets/format.h"
#include "widgets/metric_label.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>

namespace rotorscope {

ExportResult::ExportResult(QWidget* parent)
    : QWidget(parent),
      heading_(new HeadingLabel({}, this)),
      invariance_(new MetricLabel(tr("Invariance error"), {}, Better::lower, this)),
      perplexity_(new MetricLabel(tr("Perplexity, original → reopened"), {}, Better::neither, this)),
      size_(new MetricLabel(tr("Written"), {}, Better::neither, this)),
      files_(new QPlainTextEdit(this)) {
  heading_->setWordWrap(true);
  heading_->setObjectName(QStringLiteral("export_verdict"));
  invariance_->set_help(
      tr("How far the logits of the merged network are from the original's, as a fraction of their "
         "scale. Above 1e−3 the export would not be the same network, and nothing is written."));
  perplexity_->set_help(
      tr("Both measured on the same text: the model as it was opened, and the written files opened "
         "again. They should agree to the precision of the written type."));
  files_->setReadOnly(true);
  files_->setAccessibleName(tr("Written files"));
  files_->setMinimumHeight(60);
  auto* figures = new QHBoxLayout;
  figures->setSpacing(space_large);
  figures->addWidget(size_);
  figures->addWidget(invariance_);
  figures->addWidget(perplexity_);
  figures->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, space, 0, 0);
  column->addWidget(heading_);
  column->addLayout(figures);
  column->addWidget(files_, 1);
  clear();
}

void ExportResult::show_outcome(const ExportRequest& request, const ExportOutcome& outcome) {
  heading_->setText(
      tr("Written to %1 in %2").arg(QString::fromStdString(request.out), format_duration(outcome.seconds)));
  invariance_->set_value(outcome.invariance_error);
  size_->set_text(
      tr("%1 in %n file(s)", nullptr, static_cast<int>(outcome.files.size())).arg(format_bytes(outcome.bytes)));
  if (outcome.was_verified) {
    perplexity_->set_change(outcome.verified.original_perplexity, outcome.verified.perplexity);
  } else {
    perplexity_->set_text(tr("not measured"));
  }
  QStringList lines;
  for (const auto& file : outcome.files) {
    lines << tr("%1  %2").arg(QString::fromStdString(file.path), format_bytes(file.bytes));
  }
  files_->setPlainText(lines.join(u'\n'));
  show();
}

void ExportResult::clear() {
  hide();
  files_->clear();
}

}  // namespace rotorscope
