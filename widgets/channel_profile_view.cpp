#include "widgets/channel_profile_view.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/max_pool.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <numeric>

#include <qcustomplot.h>

namespace rotorscope {

struct ChannelProfileView::State {
  struct Series {
    QString label;
    SiteNumbers numbers;
    std::vector<float> values;  ///< by channel
    std::vector<float> shown;   ///< by position on the x axis
  };
  std::shared_ptr<const std::vector<SiteVariant>> variants = std::make_shared<std::vector<SiteVariant>>();
  std::vector<Series> series;
  std::vector<int> order;      ///< channel of each position
  std::vector<int> positions;  ///< position of each channel
  int channels = 0;
  int selected = -1;
  ChannelStatistic statistic = ChannelStatistic::absmax;
  ChannelOrder channel_order = ChannelOrder::by_index;
  ValueScale scale = ValueScale::linear;
  double fixed_low = 0, fixed_high = 0;

  void sort_channels();
  void draw(QCustomPlot& plot, QCPPainter& painter) const;
  void draw_mark(QCustomPlot& plot, QCPPainter& painter) const;
};

void ChannelProfileView::State::sort_channels() {
  order.resize(static_cast<std::size_t>(channels));
  std::iota(order.begin(), order.end(), 0);
  if (channel_order == ChannelOrder::by_value && !series.empty()) {
    const std::vector<float>& values = series.front().values;
    std::stable_sort(order.begin(), order.end(), [&values](int a, int b) {
      return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)];
    });
  }
  positions.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) positions[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
  for (Series& one : series) {
    one.shown.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) one.shown[i] = one.values[static_cast<std::size_t>(order[i])];
  }
}

void ChannelProfileView::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  if (channels == 0 || series.empty()) return;
  const QRect rect = plot.axisRect()->rect();
  const QCPAxis& x = *plot.xAxis;
  const QCPAxis& y = *plot.yAxis;
  const double baseline = rect.bottom() + 1;
  const double floor = y.range().lower;
  std::vector<QVector<QRectF>> bars(series.size());
  std::vector<std::pair<double, std::size_t>> heights(series.size());

  // In one column the shorter bar stands in front of the taller one, so that both can be seen.
  struct Bar {
    QRectF rect;
    std::size_t series;
  };
  std::vector<std::vector<Bar>> layers(series.size());
  const auto add_column = [&](double left, double width, int begin, int end) {
    for (std::size_t s = 0; s < series.size(); ++s) {
      float largest = -1;
      for (int i = begin; i < end; ++i) largest = std::max(largest, series[s].shown[static_cast<std::size_t>(i)]);
      heights[s] = {largest, s};
    }
    std::sort(heights.begin(), heights.end(), std::greater<>());
    for (std::size_t depth = 0; depth < heights.size(); ++depth) {
      const auto [value, s] = heights[depth];
      if (!(value > floor)) continue;
      const double top = std::max(y.coordToPixel(value), rect.top() - 1.0);
      layers[depth].push_back({QRectF(left, top, width, std::max(1.0, baseline - top)), s});
    }
  };

  const double pixels_per_channel = rect.width() / x.range().size();
  if (pixels_per_channel >= 1) {
    const int first = std::clamp(static_cast<int>(std::floor(x.range().lower)), 0, channels);
    const int last = std::clamp(static_cast<int>(std::ceil(x.range().upper)) + 1, 0, channels);
    const double gap = pixels_per_channel >= 4 ? 1 : 0;
    for (int i = first; i < last; ++i) {
      const double left = std::round(x.coordToPixel(i - 0.5));
      const double right = std::round(x.coordToPixel(i + 0.5));
      add_column(left, std::max(1.0, right - left - gap), i, i + 1);
    }
  } else {
    for (int pixel = 0; pixel < rect.width(); ++pixel) {
      const CellSpan span = touched_cells(x.range().lower + 0.5, x.range().upper + 0.5, rect.width(), pixel, channels);
      if (span.begin < span.end) add_column(rect.left() + pixel, 1, span.begin, span.end);
    }
  }
  painter.setPen(Qt::NoPen);
  for (const std::vector<Bar>& layer : layers) {
    for (QVector<QRectF>& list : bars) list.clear();
    for (const Bar& bar : layer) bars[bar.series].append(bar.rect);
    for (std::size_t s = 0; s < series.size(); ++s) {
      painter.setBrush(role_color(variant_role(series[s].label), plot.palette()));
      painter.drawRects(bars[s]);
    }
  }
}

void ChannelProfileView::State::draw_mark(QCustomPlot& plot, QCPPainter& painter) const {
  if (selected < 0 || selected >= channels) return;
  const QRectF rect = plot.axisRect()->rect();
  const double x = std::round(plot.xAxis->coordToPixel(positions[static_cast<std::size_t>(selected)]));
  const QColor color = plot.palette().color(QPalette::Text);
  // Down to the bar, not over it.
  double value = 0;
  for (const Series& one : series) {
    value = std::max(value, static_cast<double>(one.values[static_cast<std::size_t>(selected)]));
  }
  const double top = std::clamp(plot.yAxis->coordToPixel(value), rect.top() + 9, rect.bottom());
  painter.setPen(QPen(color, 1, Qt::DotLine));
  painter.drawLine(QLineF(x, rect.top(), x, top - 2));
  painter.setAntialiasing(true);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF({{x - 5, rect.top()}, {x + 5, rect.top()}, {x, rect.top() + 7}}));
  painter.setAntialiasing(false);
}

ChannelProfileView::ChannelProfileView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  set_x_whole_numbers(true);
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  add_drawing(plot(), QStringLiteral("overlay"), [this](QCPPainter& painter) { state_->draw_mark(plot(), painter); });
  update_data();
}

ChannelProfileView::~ChannelProfileView() = default;

void ChannelProfileView::set_variants(const std::vector<SiteVariant>& variants) {
  state_->variants = std::make_shared<std::vector<SiteVariant>>(variants);
  update_data();
}

void ChannelProfileView::clear() { set_variants({}); }

void ChannelProfileView::set_statistic(ChannelStatistic statistic) {
  state_->statistic = statistic;
  update_data();
}

ChannelStatistic ChannelProfileView::statistic() const { return state_->statistic; }

void ChannelProfileView::set_order(ChannelOrder order) {
  state_->channel_order = order;
  update_data();
  reset_view();
}

ChannelOrder ChannelProfileView::order() const { return state_->channel_order; }

void ChannelProfileView::set_value_scale(ValueScale scale) {
  state_->scale = scale;
  set_y_axis_scale(scale);
  update_data();
}

void ChannelProfileView::set_value_limits(double low, double high) {
  state_->fixed_low = low;
  state_->fixed_high = high;
  update_data();
}

void ChannelProfileView::select_channel(int channel) {
  state_->selected = channel;
  redraw();
}

int ChannelProfileView::selected_channel() const { return state_->selected; }

void ChannelProfileView::update_data() {
  State& s = *state_;
  const int channels_before = s.channels;
  s.series.clear();
  s.channels = 0;
  for (const SiteVariant& variant : *s.variants) {
    s.series.push_back(
        {QString::fromStdString(variant.label), variant.numbers, channel_values(variant, s.statistic).values, {}});
    s.channels = std::max(s.channels, static_cast<int>(s.series.back().values.size()));
  }
  double high = 0;
  double low = std::numeric_limits<double>::infinity();
  for (State::Series& one : s.series) {
    one.values.resize(static_cast<std::size_t>(s.channels), 0.0f);
    for (const float v : one.values) {
      if (!std::isfinite(v)) continue;
      high = std::max(high, static_cast<double>(v));
      if (v > 0) low = std::min(low, static_cast<double>(v));
    }
  }
  s.sort_channels();
  if (!(high > 0)) high = 1;
  const bool logarithmic = s.scale == ValueScale::logarithmic;
  double y_low = logarithmic ? std::clamp(low * 0.7, high * 1e-4, high * 0.5) : 0;
  double y_high = logarithmic ? high * 1.4 : high * 1.05;
  if (s.fixed_high > s.fixed_low) {
    y_high = s.fixed_high;
    y_low = logarithmic && s.fixed_low <= 0 ? y_high * 1e-4 : s.fixed_low;
  }
  // A little air, so that the first and the last channel do not hide on the edge.
  const double air = s.channels * 0.006;
  set_bounds(-0.5 - air, std::max(s.channels, 1) - 0.5 + air, y_low, y_high);
  if (s.channels != channels_before) {
    reset_view();
  } else {
    set_y_range(y_low, y_high);
  }
  set_axis_names(s.channel_order == ChannelOrder::by_index ? tr("channel") : tr("channels, largest first"),
                 statistic_text(s.statistic));
  update_legend();
}

void ChannelProfileView::update_legend() {
  std::vector<LegendEntry> legend;
  for (const State::Series& one : state_->series) {
    QStringList figures;
    if (one.numbers.absmax > 0) figures << tr("max %1").arg(format_number(one.numbers.absmax));
    if (one.numbers.outlier_ratio > 0) figures << tr("ratio %1").arg(format_number(one.numbers.outlier_ratio, 3));
    legend.push_back({variant_text(one.label), figures.join(QStringLiteral(" · ")),
                      role_color(variant_role(one.label), palette()), LegendMark::block});
  }
  set_legend(std::move(legend));
}

int ChannelProfileView::channel_at(const QPointF& position) const {
  const State& s = *state_;
  if (s.channels == 0 || !plot().axisRect()->rect().contains(position.toPoint())) return -1;
  // Narrow bars: the largest within a pixel and a half, so that a spike can be hit.
  const double reach = plot().axisRect()->width() / plot().xAxis->range().size() < 4 ? 1.5 : 0;
  const auto place = [&](double pixel) {
    return std::clamp(static_cast<int>(std::lround(plot().xAxis->pixelToCoord(pixel))), 0, s.channels - 1);
  };
  int best = place(position.x());
  const std::vector<float>& values = s.series.front().shown;
  for (int i = place(position.x() - reach); i <= place(position.x() + reach); ++i) {
    if (values[static_cast<std::size_t>(i)] > values[static_cast<std::size_t>(best)]) best = i;
  }
  return s.order[static_cast<std::size_t>(best)];
}

QString ChannelProfileView::hover_text(const QPointF& position) {
  const int channel = channel_at(position);
  if (channel < 0) return {};
  QString text = tr("channel %1").arg(channel);
  for (const State::Series& one : state_->series) {
    text += QStringLiteral("\n%1: %2")
                .arg(variant_text(one.label),
                     format_number(static_cast<double>(one.values[static_cast<std::size_t>(channel)])));
  }
  return text;
}

void ChannelProfileView::clicked_at(const QPointF& position) {
  const int channel = channel_at(position);
  if (channel < 0) return;
  select_channel(channel);
  emit channel_clicked(channel);
}

void ChannelProfileView::key_pressed(QKeyEvent* event) {
  const State& s = *state_;
  if (s.channels == 0) return;
  const int place = s.selected >= 0 && s.selected < s.channels ? s.positions[static_cast<std::size_t>(s.selected)] : -1;
  const auto move_to = [&](int target) {
    select_channel(s.order[static_cast<std::size_t>(std::clamp(target, 0, s.channels - 1))]);
  };
  switch (event->key()) {
    case Qt::Key_Left:
      move_to(place - 1);
      break;
    case Qt::Key_Right:
      move_to(place + 1);
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (place < 0) return;
      emit channel_clicked(s.selected);
      break;
    default:
      return;
  }
  event->accept();
}

TableData ChannelProfileView::table() const {
  TableData table;
  table.columns << tr("channel");
  for (const State::Series& one : state_->series) {
    table.columns << QStringLiteral("%1, %2").arg(variant_text(one.label), statistic_text(state_->statistic));
  }
  table.rows = state_->channels;
  table.cell = [series = state_->series, order = state_->order](int row, int column) -> QVariant {
    const auto r = static_cast<std::size_t>(row);
    if (column == 0) return order[r];
    return series[static_cast<std::size_t>(column - 1)].shown[r];
  };
  return table;
}

void ChannelProfileView::restyle() {
  PlotFrame::restyle();
  if (state_ != nullptr) update_legend();
}

}  // namespace rotorscope
