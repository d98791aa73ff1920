// Applies theme and text size to the whole application, and again whenever they change.
#pragma once

#include "app/settings/appearance_settings.h"

#include <QFont>
#include <QObject>

namespace rotorscope {

class Appearance : public QObject {
  Q_OBJECT

 public:
  /// `theme` overrides the saved one until the user chooses another; empty: none.
  Appearance(AppearanceSettings& settings, const QString& theme, QObject* parent = nullptr);

 private:
  void apply_font();
  void apply_colors();

  AppearanceSettings& settings_;
  QString override_;
  QFont base_font_;
};

}  // namespace rotorscope
