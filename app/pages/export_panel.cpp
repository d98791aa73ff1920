#include "app/pages/export_panel.h"

#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"

#include <QFormLayout>
#include <QVBoxLayout>

namespace rotorscope {

ExportPanel::ExportPanel(Session& session, QWidget* parent) : QWidget(parent) {
  Settings& settings = session.settings();
  auto* column = new QVBoxLayout(this);
  auto* rotation = add_group(column, tr("Rotation"));
  add_rotation_rows(rotation, settings.after, false, tr("Source"));
  auto* check = add_group(column, tr("Check"));
  add_row(check, settings.eval.text_file, make_path_editor(settings.eval.text_file, text_filter(), false, false, this));
  column->addStretch(1);
}

}  // namespace rotorscope
