#include "widgets/multiples_view.h"

#include "widgets/format.h"
#include "widgets/histogram_view.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

constexpr int least_height_of_two_rows = 380;

}  // namespace

struct MultiplesView::State {
  struct Panel {
    QWidget* box = nullptr;
    QLabel* name = nullptr;
    PlotFrame* plot = nullptr;
    QLabel* figures = nullptr;
  };
  std::vector<SiteVariant> variants;
  std::vector<Panel> panels;
  QWidget* area = nullptr;
  QGridLayout* grid = nullptr;
  MultiplesContent content = MultiplesContent::profile;
  ChannelStatistic statistic = ChannelStatistic::absmax;
  ValueScale scale = ValueScale::linear;
  bool linking = false;
  int columns = 0;
};

MultiplesView::MultiplesView(QWidget* parent) : FigureFrame(parent), state_(std::make_unique<State>()) {
  state_->area = new QWidget(this);
  state_->grid = new QGridLayout(state_->area);
  state_->grid->setContentsMargins(0, 0, 0, 0);
  state_->grid->setSpacing(space);
  set_content(state_->area);
}

MultiplesView::~MultiplesView() = default;

void MultiplesView::set_variants(const std::vector<SiteVariant>& variants) {
  state_->variants = variants;
  if (state_->variants.size() > max_panels) state_->variants.resize(max_panels);
  show_variants();
}

void MultiplesView::set_content_kind(MultiplesContent kind) {
  if (kind == state_->content) return;
  state_->content = kind;
  for (State::Panel& panel : state_->panels) delete panel.box;
  state_->panels.clear();
  show_variants();
}

MultiplesContent MultiplesView::content_kind() const { return state_->content; }

void MultiplesView::set_statistic(ChannelStatistic statistic) {
  state_->statistic = statistic;
  show_variants();
}

void MultiplesView::set_scale(ValueScale scale) {
  state_->scale = scale;
  show_variants();
}

void MultiplesView::clear() { set_variants({}); }

int MultiplesView::panel_count() const { return static_cast<int>(state_->variants.size()); }

PlotFrame* MultiplesView::panel(int index) const { return state_->panels.at(static_cast<std::size_t>(index)).plot; }

void MultiplesView::build_panels() {
  State& s = *state_;
  while (s.panels.size() < s.variants.size()) {
    State::Panel panel;
    panel.box = new QWidget(s.area);
    auto* layout = new QVBoxLayout(panel.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    panel.name = new QLabel(panel.box);
    panel.figures = new QLabel(panel.box);
    panel.figures->setWordWrap(true);  // a narrow panel needs two lines
    for (QLabel* label : {panel.name, panel.figures}) {
      label->setTextFormat(Qt::RichText);
      label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
      label->setCursor(Qt::PointingHandCursor);
      label->installEventFilter(this);
    }
    if (s.content == MultiplesContent::profile) {
      auto* profile = new ChannelProfileView(panel.box);
      connect(profile, &ChannelProfileView::channel_clicked, this, [this](int channel) {
        for (const State::Panel& one : state_->panels) {
          static_cast<ChannelProfileView*>(one.plot)->select_channel(channel);
        }
        emit channel_clicked(channel);
      });
      panel.plot = profile;
    } else {
      panel.plot = new HistogramView(panel.box);
    }
    panel.plot->set_compact(true);
    connect(panel.plot, &PlotFrame::x_range_changed, this, [this](double low, double high) {
      if (state_->linking) return;
      state_->linking = true;
      for (const State::Panel& one : state_->panels) one.plot->set_x_range(low, high);
      state_->linking = false;
    });
    layout->addWidget(panel.name);
    layout->addWidget(panel.plot, 1);
    layout->addWidget(panel.figures);
    s.panels.push_back(panel);
    s.columns = 0;
  }
}

void MultiplesView::show_variants() {
  State& s = *state_;
  build_panels();
  double high = 0;
  double low = std::numeric_limits<double>::infinity();
  double largest_count = 0;
  double best_sqnr = 0;
  for (const SiteVariant& variant : s.variants) {
    for (const float v : channel_values(variant, s.statistic).values) {
      if (!std::isfinite(v)) continue;
      high = std::max(high, static_cast<double>(v));
      if (v > 0) low = std::min(low, static_cast<double>(v));
    }
    for (const float count : variant.histogram.counts.values) {
      largest_count = std::max(largest_count, static_cast<double>(count));
    }
    best_sqnr = std::max(best_sqnr, variant.numbers.sqnr_db);
  }
  s.linking = true;  // each panel's own bounds are no wish of the reader
  for (std::size_t i = 0; i < s.panels.size(); ++i) {
    State::Panel& panel = s.panels[i];
    panel.box->setVisible(i < s.variants.size());
    if (i >= s.variants.size()) continue;
    const SiteVariant& variant = s.variants[i];
    const QString label = QString::fromStdString(variant.label);
    const QColor color = role_color(variant_role(label), palette());
    panel.name->setText(QStringLiteral("<span style='color:%1'>■</span> <b>%2</b>")
                            .arg(color.name(), variant_text(label).toHtmlEscaped()));
    panel.name->setProperty("variant", label);
    panel.figures->setProperty("variant", label);
    const bool best = s.variants.size() > 1 && variant.numbers.sqnr_db >= best_sqnr;
    panel.figures->setText(
        tr("<b style='color:%1'>%2</b> · max %3 · ratio %4")
            .arg((best ? role_color(ColorRole::good, palette()) : palette().color(QPalette::WindowText)).name(),
                 format_db(variant.numbers.sqnr_db), format_number(variant.numbers.absmax),
                 format_number(variant.numbers.outlier_ratio, 3)));
    panel.plot->set_title(variant_text(label));
    if (s.content == MultiplesContent::profile) {
      auto* profile = static_cast<ChannelProfileView*>(panel.plot);
      profile->set_statistic(s.statistic);
      profile->set_value_scale(s.scale);
      if (high > 0) {
        const bool logarithmic = s.scale == ValueScale::logarithmic;
        profile->set_value_limits(logarithmic ? std::max(low * 0.7, high * 1e-4) : 0,
                                  high * (logarithmic ? 1.4 : 1.05));
      }
      profile->set_variants({variant});
      profile->set_axis_names(tr("channel"), i == 0 ? statistic_text(s.statistic) : QString());
    } else {
      auto* histogram = static_cast<HistogramView*>(panel.plot);
      histogram->set_count_scale(s.scale);
      histogram->set_largest_count(largest_count);
      histogram->set_variants({variant});
      histogram->set_axis_names(tr("value"), i == 0 ? tr("count") : QString());
    }
  }
  s.linking = false;
  arrange();
}

void MultiplesView::arrange() {
  State& s = *state_;
  const int count = std::max(panel_count(), 1);
  // In one row where that is wide enough, or where two would be too low, as beside a lesson.
  const int least_width = height() < least_height_of_two_rows ? 150 : 210;
  const int columns = width() >= count * least_width ? count : std::min(count, 2);
  if (columns == s.columns) return;
  s.columns = columns;
  for (std::size_t i = 0; i < s.panels.size(); ++i) {
    s.grid->removeWidget(s.panels[i].box);
    s.grid->addWidget(s.panels[i].box, static_cast<int>(i) / columns, static_cast<int>(i) % columns);
  }
  for (int c = 0; c < max_panels; ++c) s.grid->setColumnStretch(c, c < columns ? 1 : 0);
}

void MultiplesView::resizeEvent(QResizeEvent* event) {
  FigureFrame::resizeEvent(event);
  arrange();
}

void MultiplesView::reset_view() {
  for (const State::Panel& panel : state_->panels) panel.plot->reset_view();
}

void MultiplesView::draw_content(QCPPainter& painter, QSize size) {
  const State& s = *state_;
  if (s.variants.empty()) return;
  const int columns = std::max(s.columns, 1);
  const int rows = (panel_count() + columns - 1) / columns;
  const int text_height = QFontMetrics(small_font()).height() + 4;
  const QSize cell((size.width() - (columns - 1) * space) / columns, (size.height() - (rows - 1) * space) / rows);
  for (int i = 0; i < panel_count(); ++i) {
    const SiteVariant& variant = s.variants[static_cast<std::size_t>(i)];
    const QString label = QString::fromStdString(variant.label);
    painter.save();
    const QPoint place(i % columns * (cell.width() + space), i / columns * (cell.height() + space));
    painter.translate(place);
    painter.setFont(small_font());
    painter.setPen(role_color(variant_role(label), palette()));
    painter.drawText(QRect(0, 0, cell.width(), text_height), Qt::AlignLeft, variant_text(label));
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(0, cell.height() - text_height, cell.width(), text_height), Qt::AlignLeft,
                     tr("%1 · max %2 · ratio %3")
                         .arg(format_db(variant.numbers.sqnr_db), format_number(variant.numbers.absmax),
                              format_number(variant.numbers.outlier_ratio, 3)));
    painter.translate(0, text_height);
    s.panels[static_cast<std::size_t>(i)].plot->draw_content(painter, {cell.width(), cell.height() - 2 * text_height});
    painter.restore();
  }
}

void MultiplesView::restyle() {
  if (state_ != nullptr) show_variants();
}

bool MultiplesView::eventFilter(QObject* watched, QEvent* event) {
  const QString label = watched->property("variant").toString();
  if (event->type() == QEvent::MouseButtonRelease && !label.isEmpty()) emit variant_clicked(label);
  return FigureFrame::eventFilter(watched, event);
}

TableData MultiplesView::table() const {
  TableData table;
  table.columns << tr("rotation") << tr("SQNR (dB)") << tr("max |x|") << tr("outlier ratio") << tr("kurtosis");
  table.rows = panel_count();
  table.cell = [variants = state_->variants](int row, int column) -> QVariant {
    const SiteVariant& variant = variants[static_cast<std::size_t>(row)];
    switch (column) {
      case 0:
        return variant_text(QString::fromStdString(variant.label));
      case 1:
        return variant.numbers.sqnr_db;
      case 2:
        return variant.numbers.absmax;
      case 3:
        return variant.numbers.outlier_ratio;
      default:
        return variant.numbers.kurtosis;
    }
  };
  return table;
}

}  // namespace rotorscope
