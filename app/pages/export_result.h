// What an export wrote and what the checks of it found.
#pragma once

#include "core/protocol/exporting.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace rotorscope {

class MetricLabel;

class ExportResult : public QWidget {
  Q_OBJECT

 public:
  explicit ExportResult(QWidget* parent = nullptr);

  void show_outcome(const ExportRequest& request, const ExportOutcome& outcome);
  void clear();

 private:
  QLabel* heading_;
  MetricLabel* invariance_;
  MetricLabel* perplexity_;
  MetricLabel* size_;
  QPlainTextEdit* files_;
};

}  // namespace rotorscope
