// Every widget under a name, filled with synthetic data.
#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <utility>
#include <vector>

namespace rotorscope {

struct Exhibit {
  QString name;
  QSize size;  ///< a size as in the window
  std::function<QWidget*(QWidget* parent)> make;
};

[[nodiscard]] const std::vector<Exhibit>& exhibits();

}  // namespace rotorscope
