// Presets of the quantizers, and undo and redo of their changes.
#pragma once

#include <QWidget>

class QComboBox;
class QToolButton;

namespace rotorscope {

struct Settings;

class PresetBar : public QWidget {
  Q_OBJECT

 public:
  explicit PresetBar(Settings& settings, QWidget* parent = nullptr);

 private:
  void fill();
  void update_current();
  void save();
  void remove();

  Settings& settings_;
  QComboBox* presets_;
  QToolButton* remove_;
};

}  // namespace rotorscope
