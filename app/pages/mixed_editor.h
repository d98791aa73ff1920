// Bits of single linears and sites other than the rest's: a line that takes only what can be understood, and a button
// that adds the selected site.
#pragma once

#include "app/settings/setting.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace rotorscope {

class Session;

class MixedEditor : public QWidget {
  Q_OBJECT

 public:
  explicit MixedEditor(Session& session, QWidget* parent = nullptr);

 private:
  void look();
  void add_selected();
  void update_selected();

  Session& session_;
  Setting<QString>& setting_;
  QLineEdit* line_;
  QLabel* problem_;
  QPushButton* add_;
};

}  // namespace rotorscope
