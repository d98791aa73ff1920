// One job: what it is, what it is doing now, how far it is, how long it will take, and its buttons.
#pragma once

#include <QElapsedTimer>
#include <QWidget>
#include <cstdint>

class QLabel;
class QProgressBar;
class QToolButton;

namespace rotorscope {

enum class JobState { waiting, running, paused, cancelling, finished, failed, cancelled };

class JobRow : public QWidget {
  Q_OBJECT
 public:
  explicit JobRow(const QString& title, QWidget* parent = nullptr);

  void set_title(const QString& title);
  /// As in core/base/progress.h: `total` 0 is not known. The time left is estimated from the pace since the start,
  /// without the pauses.
  void set_progress(std::int64_t done, std::int64_t total, const QString& activity);
  /// Extra figure after the activity, e.g. "loss 3.81".
  void set_note(const QString& note);
  void set_state(JobState state, const QString& message = {});
  [[nodiscard]] JobState state() const { return state_; }
  /// Jobs that cannot be paused have no Pause button.
  void set_pausable(bool pausable);
  [[nodiscard]] QString time_left_text() const;

 signals:
  void pause_requested();
  void resume_requested();
  void cancel_requested();
  /// The reader has seen a finished, failed or cancelled job.
  void dismissed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void update_texts();

  QString title_, activity_, note_, message_;
  JobState state_ = JobState::waiting;
  std::int64_t done_ = 0, total_ = 0, first_done_ = 0;
  bool pausable_ = true;
  qint64 active_ms_ = 0;  ///< running time before the present stretch
  QElapsedTimer stretch_;
  QLabel* text_ = nullptr;
  QLabel* left_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QToolButton* pause_ = nullptr;
  QToolButton* cancel_ = nullptr;
};

}  // namespace rotorscope
