// The first thing one sees: three large choices.
#pragma once

#include "core/base/result.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace rotorscope {

class ErrorBanner;
class RecentFiles;

class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(RecentFiles& recent, QWidget* parent = nullptr);

  /// Why something could not be opened, with a button to try again.
  void show_error(const Error& error, bool can_retry);
  /// "Opening …"; empty: nothing is being opened.
  void show_opening(const QString& text);

 signals:
  void model_wanted();
  void sample_wanted();
  void project_wanted();
  void file_wanted(const QString& file);
  void retry_wanted();

 private:
  void fill_recent();

  RecentFiles& recent_files_;
  ErrorBanner* banner_;
  QLabel* note_;
  QVBoxLayout* recent_;
  QWidget* recent_box_;
};

}  // namespace rotorscope
