// What a page shows while it has nothing: one sentence and a button for the next thing.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rotorscope {

class EmptyState : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyState(QWidget* parent = nullptr);

  /// `action` names the button; empty: none.
  void show_text(const QString& title, const QString& text, const QString& action = {});
  /// Something is being done; total 0: not known how long.
  void show_progress(const QString& title, qint64 done, qint64 total, const QString& activity);

 signals:
  void action_chosen();

 private:
  QLabel* title_;
  QLabel* text_;
  QProgressBar* bar_;
  QPushButton* action_;
};

}  // namespace rotorscope
