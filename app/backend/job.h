// One request to the backend: what it is, how far it is, how it ends.
#pragma once

#include "app/backend/json_pointer.h"
#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>

namespace rotorscope {

class BackendClient;

/// Lives until its end has been told (`finished` or `failed`), then is deleted by the event loop.
class Job : public QObject {
  Q_OBJECT

 public:
  enum class State { waiting, running, paused, cancelling, ended };

  [[nodiscard]] qint64 id() const { return id_; }
  [[nodiscard]] const QString& operation() const { return operation_; }
  /// For the jobs bar; empty for questions that are answered at once.
  [[nodiscard]] const QString& title() const { return title_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool can_pause() const { return operation_ == QLatin1String("learn"); }
  [[nodiscard]] qint64 done() const { return done_; }
  [[nodiscard]] qint64 total() const { return total_; }
  [[nodiscard]] const QString& activity() const { return activity_; }
  /// −1: not known.
  [[nodiscard]] double seconds_left() const { return seconds_left_; }

  void cancel();
  void pause();
  void resume();

 signals:
  /// `total` 0 and `seconds_left` −1: not known.
  void progress(qint64 done, qint64 total, const QString& activity, double seconds_left);
  void partial(const QString& kind, rotorscope::JsonPointer body);
  void finished(rotorscope::JsonPointer body);
  void failed(const rotorscope::Error& error);
  /// After `finished` or `failed`.
  void ended();
  void state_changed();

 private:
  friend class BackendClient;
  Job(BackendClient* client, qint64 id, QString operation, QString title);
  void set_state(State state);
  void take_progress(const nlohmann::json& message);
  void finish(const JsonPointer& body);
  void fail(const Error& error);

  BackendClient* client_;
  qint64 id_;
  QString operation_, title_, activity_;
  State state_ = State::waiting;
  qint64 done_ = 0, total_ = 0;
  double seconds_left_ = -1;
};

}  // namespace rotorscope
