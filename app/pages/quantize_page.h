// What bits cost: the error of every site, the grid over one site's values, the sizes.
#pragma once

#include "app/pages/page.h"

namespace rotorscope {

class GridView;
class MetricLabel;
class SiteErrors;

class QuantizePage : public Page {
  Q_OBJECT

 public:
  explicit QuantizePage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;

 private:
  void update_state();
  void update_sizes();

  SiteErrors* errors_;
  GridView* grid_;
  MetricLabel* weights_;
  MetricLabel* cache_;
  MetricLabel* memory_;
};

}  // namespace rotorscope
