#include "app/pages/quantize_panel.h"

#include "app/pages/panel.h"
#include "app/pages/rotation_editor.h"
#include "app/session/session.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "app/settings/text_source.h"

#include <QFormLayout>
#include <QVBoxLayout>

namespace rotorscope {

QuantizePanel::QuantizePanel(Session& session, QWidget* parent) : QWidget(parent) {
  QuantSettings& quant = session.settings().quant;
  auto* column = new QVBoxLayout(this);
  auto* weights = add_group(column, tr("Weights"));
  add_row(weights, quant.w_bits, make_choice_slider(quant.w_bits, this));
  add_row(weights, quant.w_method);
  add_row(weights, quant.w_group);
  add_row(weights, quant.w_symmetric);
  add_row(weights, quant.w_clip_search);
  add_row(weights, quant.w_act_order);
  add_row(weights, quant.calibration_file, make_path_editor(quant.calibration_file, text_filter(), false, false, this));
  add_row(weights, quant.calibration_tokens);
  auto* activations = add_group(column, tr("Activations"));
  add_row(activations, quant.a_bits, make_choice_slider(quant.a_bits, this));
  add_row(activations, quant.a_clip, make_slider(quant.a_clip, this));
  add_row(activations, quant.a_group);
  add_row(activations, quant.a_symmetric);
  auto* cache = add_group(column, tr("KV cache"));
  add_row(cache, quant.kv_bits, make_choice_slider(quant.kv_bits, this));
  add_row(cache, quant.kv_clip, make_slider(quant.kv_clip, this));
  add_row(cache, quant.kv_group);
  add_row(cache, quant.kv_symmetric);
  auto* rotation = add_group(column, tr("Rotation"));
  add_rotation_rows(rotation, session.settings().after, true, tr("Source"));
  column->addStretch(1);
}

}  // namespace rotorscope
