// The quantizers of weights, activations and the KV cache.
#pragma once

#include <QList>
#include <QWidget>

class QFormLayout;

namespace rotorscope {

class Session;
class SettingBase;

class QuantizePanel : public QWidget {
  Q_OBJECT

 public:
  explicit QuantizePanel(Session& session, QWidget* parent = nullptr);

 private:
  struct Row {
    SettingBase* setting;
    QFormLayout* form;
    QWidget* editor;
  };

  void add(QFormLayout* form, SettingBase& setting, QWidget* editor = nullptr);
  void update_rows();

  Session& session_;
  QList<Row> rows_;
};

}  // namespace rotorscope
