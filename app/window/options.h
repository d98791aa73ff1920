// The command line of the window.
#pragma once

#include "app/pages/page.h"
#include "core/base/result.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace rotorscope {

struct Options {
  QString open;         ///< model or project; empty: none
  QStringList backend;  ///< empty: `rotor serve` beside this program
  std::optional<PageId> page;
  QString theme;       ///< empty: the saved one
  QString language;    ///< empty: the saved one, or the system's
  QSize size;          ///< invalid: the saved one
  QString screenshot;  ///< empty: none
  QString select;      ///< "29 down_in 341"; empty: the worst site
  bool show_help = false;
  bool show_version = false;
};

/// Errors: unknown option, bad value.
Result<Options> parse_options(const QStringList& arguments);
[[nodiscard]] QString options_help();

/// The value of --scale among the raw arguments; it must be known before the application object exists. 0: none.
double find_scale(int argc, char** argv);

}  // namespace rotorscope
