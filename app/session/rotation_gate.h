// The invariance gate: a merged network must give the logits that the original gives (numerics.md §2).
#pragma once

#include "app/backend/job.h"
#include "core/protocol/rotate.h"

#include <QObject>
#include <QPointer>
#include <optional>

namespace rotorscope {

class Session;

class RotationGate : public QObject {
  Q_OBJECT

 public:
  explicit RotationGate(Session& session);

  /// Measures the rotation that is compared with ("after"); nothing happens if that has been measured.
  void check();
  void forget();
  /// Of the rotation chosen now; nothing if it has not been measured.
  [[nodiscard]] const RotateOutcome* outcome() const;
  [[nodiscard]] bool running() const { return !job_.isNull(); }
  [[nodiscard]] const Error& error() const { return error_; }

 signals:
  void changed();

 private:
  Session& session_;
  QPointer<Job> job_;
  std::optional<RotateOutcome> outcome_;
  nlohmann::json measured_;
  Error error_;
};

}  // namespace rotorscope
