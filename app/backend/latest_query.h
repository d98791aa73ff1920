// A question that is asked again and again while the user moves something: one is under way, only the newest waits.
#pragma once

#include "app/backend/job.h"

#include <QObject>
#include <QPointer>
#include <optional>

namespace rotorscope {

class BackendClient;

class LatestQuery : public QObject {
  Q_OBJECT

 public:
  LatestQuery(BackendClient& client, QString operation, QObject* parent);

  /// Asks now, or when the question under way has its answer; a question that waits is replaced.
  void ask(nlohmann::json body);
  /// Forgets the question under way and the waiting one; no signal follows.
  void forget();
  [[nodiscard]] bool busy() const { return !job_.isNull(); }

 signals:
  void answered(rotorscope::JsonPointer body);
  void failed(const rotorscope::Error& error);

 private:
  void send(const nlohmann::json& body);
  void next();

  BackendClient& client_;
  QString operation_;
  QPointer<Job> job_;
  std::optional<nlohmann::json> waiting_;
};

}  // namespace rotorscope
