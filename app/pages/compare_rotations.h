// The selected site without rotation, with random ones and with the learned one, side by side; and where they act.
#pragma once

#include "app/backend/latest_query.h"

#include <QWidget>

namespace rotorscope {

class BlockDiagram;
class MultiplesView;
class Session;

class CompareRotations : public QWidget {
  Q_OBJECT

 public:
  explicit CompareRotations(Session& session, QWidget* parent = nullptr);
 signals:
  void failed(const rotorscope::Error& error);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void take_view(const nlohmann::json& body);
  void update_diagram();

  Session& session_;
  LatestQuery query_;
  MultiplesView* multiples_;
  BlockDiagram* diagram_;
};

}  // namespace rotorscope
