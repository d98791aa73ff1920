#include "app/pages/quantize_panel.h"

#include "app/pages/mixed_editor.h"
#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"

#include <QFormLayout>
#include <QVBoxLayout>

namespace rotorscope {

QuantizePanel::QuantizePanel(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  QuantSettings& quant = session.settings().quant;
  auto* column = new QVBoxLayout(this);
  auto* weights = add_group(column, tr("Weights"));
  add(weights, quant.w_bits, make_choice_slider(quant.w_bits, this));
  for (SettingBase* setting :
       std::initializer_list<SettingBase*>{&quant.w_method, &quant.w_group, &quant.w_symmetric, &quant.w_clip_search}) {
    add(weights, *setting);
  }
  auto* activations = add_group(column, tr("Activations"));
  add(activations, quant.a_bits, make_choice_slider(quant.a_bits, this));
  add(activations, quant.a_clip, make_slider(quant.a_clip, this));
  add(activations, quant.a_group);
  add(activations, quant.a_symmetric);
  auto* cache = add_group(column, tr("KV cache"));
  add(cache, quant.kv_bits, make_choice_slider(quant.kv_bits, this));
  add(cache, quant.kv_clip, make_slider(quant.kv_clip, this));
  add(cache, quant.kv_group);
  add(cache, quant.kv_symmetric);
  auto* rotation = add_group(column, tr("Rotation"));
  add_rotation_rows(rotation, session.settings().after, true, tr("Source"));
  auto* more = add_more(column, tr("More about quantizing"), QStringLiteral("quantize_more"));
  add(more, quant.mixed, new MixedEditor(session, this));
  add(more, quant.clip_search);
  add(more, quant.k_pre_rope);
  add(more, quant.calibration_file, make_path_editor(quant.calibration_file, text_filter(), false, false, this));
  for (SettingBase* setting : std::initializer_list<SettingBase*>{&quant.calibration_tokens, &quant.w_act_order,
                                                                  &quant.w_damping, &quant.w_grid, &quant.w_incoherence,
                                                                  &quant.head_bits, &quant.embedding_bits}) {
    add(more, *setting);
  }
  column->addStretch(1);
  connect(&quant, &QuantSettings::changed, this, &QuantizePanel::update_rows);
  update_rows();
}

void QuantizePanel::add(QFormLayout* form, SettingBase& setting, QWidget* editor) {
  rows_.append({&setting, form, add_row(form, setting, editor)});
}

void QuantizePanel::update_rows() {
  const QuantSettings& quant = session_.settings().quant;
  for (const Row& row : rows_) enable_row(row.form, row.editor, quant.acts(*row.setting));
}

}  // namespace rotorscope
