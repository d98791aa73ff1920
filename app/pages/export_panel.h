// The rotation that an export carries, and the text of its check.
#pragma once

#include <QWidget>

namespace rotorscope {

class Session;

class ExportPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ExportPanel(Session& session, QWidget* parent = nullptr);
};

}  // namespace rotorscope
