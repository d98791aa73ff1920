#include "widgets/heat_map_view.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/max_pool.h"
#include "widgets/theme.h"
#include "widgets/tickers.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

/// Row numbers, or the rows' names (tokens) once there is room for each.
class RowTicker : public QCPAxisTicker {
 public:
  std::shared_ptr<const Map> map;

 protected:
  double getTickStep(const QCPRange& range) override {
    if (named(range)) return 1;
    return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
  }
  int getSubTickCount(double) override { return 0; }
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    const auto row = static_cast<std::size_t>(std::max(tick, 0.0));
    if (!named_ || map == nullptr || row >= map->row_labels.size()) return QString::number(tick, 'f', 0);
    QString name = QString::fromStdString(map->row_labels[row]).simplified();
    if (name.isEmpty()) name = QStringLiteral("␣");
    return name.size() > 12 ? name.left(11) + QStringLiteral("…") : name;
  }

 private:
  bool named(const QCPRange& range) {
    named_ = map != nullptr && !map->row_labels.empty() && range.size() <= 22;
    return named_;
  }
  bool named_ = false;
};

/// The smallest value worth its own colour on a logarithmic scale: below it are the lowest half percent.
double low_limit(const std::vector<float>& values, double high) {
  std::vector<float> sample;
  const std::size_t stride = std::max<std::size_t>(1, values.size() / 100000);
  for (std::size_t i = 0; i < values.size(); i += stride) {
    if (values[i] > 0 && std::isfinite(values[i])) sample.push_back(values[i]);
  }
  if (sample.empty()) return high / 100;
  const auto rank = sample.begin() + static_cast<std::ptrdiff_t>(sample.size() / 200);
  std::nth_element(sample.begin(), rank, sample.end());
  return std::clamp(static_cast<double>(*rank), high * 1e-6, high * 0.5);
}

}  // namespace

struct HeatMapView::State {
  std::shared_ptr<const Map> map = std::make_shared<Map>();
  std::vector<float> blocks;  ///< block_rows() of the map
  std::vector<float> pooled;
  QImage image;
  PoolWindow window;
  std::optional<ColorLookup> lookup;
  bool stale = true;  ///< values, limits or colours changed
  qint64 palette_key = 0;
  ValueScale scale = ValueScale::logarithmic;
  double fixed_low = 0, fixed_high = 0;
  double low = 0.1, high = 1;
  int row = -1, column = -1;
  int hover_row = -1, hover_column = -1;
  QString row_name, column_name, value_name;
  QCPColorScale* colors = nullptr;
  QSharedPointer<RowTicker> rows;

  [[nodiscard]] float value(int r, int c) const {
    return map->values
        .values[static_cast<std::size_t>(r) * static_cast<std::size_t>(map->columns) + static_cast<std::size_t>(c)];
  }
  void draw(QCustomPlot& plot, QCPPainter& painter);
  void draw_mark(QCustomPlot& plot, QCPPainter& painter) const;
};

void HeatMapView::State::draw(QCustomPlot& plot, QCPPainter& painter) {
  if (map->rows == 0 || map->columns == 0) return;
  const QRect rect = plot.axisRect()->rect();
  // In a vector file one pixel a unit: what shows it larger repeats pixels, what shows more of them smaller drops some.
  const double ratio = painter.modes().testFlag(QCPPainter::pmVectorized) ? 1.0 : painter.device()->devicePixelRatioF();
  const QCPRange x = plot.xAxis->range();
  const QCPRange y = plot.yAxis->range();
  const PoolWindow wanted{x.lower + 0.5,
                          x.upper + 0.5,
                          y.lower + 0.5,
                          y.upper + 0.5,
                          static_cast<int>(std::lround(rect.width() * ratio)),
                          static_cast<int>(std::lround(rect.height() * ratio))};
  if (wanted.width <= 0 || wanted.height <= 0) return;
  if (stale || !(wanted == window)) {
    if (stale || !lookup) {
      lookup.emplace(low, high, scale == ValueScale::logarithmic, plot.palette().color(QPalette::Base).rgb());
    }
    window = wanted;
    stale = false;
    max_pool(map->values.values.data(), map->rows, map->columns, window, pooled, blocks.data());
    image = QImage(window.width, window.height, QImage::Format_RGB32);
    for (int line = 0; line < window.height; ++line) {
      auto* pixels = reinterpret_cast<QRgb*>(image.scanLine(line));
      const float* values = pooled.data() + static_cast<std::size_t>(line) * static_cast<std::size_t>(window.width);
      lookup->colour_line(values, window.width, pixels);
    }
  }
  painter.drawImage(QRectF(rect), image);
}

void HeatMapView::State::draw_mark(QCustomPlot& plot, QCPPainter& painter) const {
  if (row < 0 || column < 0) return;
  const QRectF rect = plot.axisRect()->rect();
  QRectF cell(QPointF(plot.xAxis->coordToPixel(column - 0.5), plot.yAxis->coordToPixel(row - 0.5)),
              QPointF(plot.xAxis->coordToPixel(column + 0.5), plot.yAxis->coordToPixel(row + 0.5)));
  const QPointF middle = cell.center();
  painter.setPen(QPen(QColor(255, 255, 255, 120), 1));
  painter.drawLine(QLineF(rect.left(), middle.y(), rect.right(), middle.y()));
  painter.drawLine(QLineF(middle.x(), rect.top(), middle.x(), rect.bottom()));
  cell = cell.united(QRectF(middle.x() - 5, middle.y() - 5, 10, 10));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(Qt::black, 1));
  painter.drawRect(cell.adjusted(-1, -1, 1, 1));
  painter.setPen(QPen(Qt::white, 1));
  painter.drawRect(cell);
}

HeatMapView::HeatMapView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  State& s = *state_;
  QCustomPlot& p = plot();
  set_interactive_axes(true, true);
  set_x_whole_numbers(true);
  s.rows = QSharedPointer<RowTicker>::create();
  p.yAxis->setTicker(s.rows);
  p.yAxis->setRangeReversed(true);
  p.yAxis->grid()->setVisible(false);
  s.colors = new QCPColorScale(&p);
  s.colors->setType(QCPAxis::atRight);
  s.colors->setBarWidth(12);
  s.colors->setRangeDrag(false);
  s.colors->setRangeZoom(false);
  p.plotLayout()->addElement(0, 1, s.colors);
  p.plotLayout()->setColumnSpacing(2);
  auto* align = new QCPMarginGroup(&p);
  p.axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, align);
  s.colors->setMarginGroup(QCP::msTop | QCP::msBottom, align);
  QCPColorGradient gradient;
  gradient.clearColorStops();
  for (int i = 0; i <= 32; ++i) gradient.setColorStopAt(i / 32.0, QColor::fromRgb(viridis(i / 32.0)));
  s.colors->setGradient(gradient);
  add_drawing(p, QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  add_drawing(p, QStringLiteral("overlay"), [this](QCPPainter& painter) { state_->draw_mark(plot(), painter); });
  set_names(tr("row"), tr("column"), tr("value"));
  update_limits();
  HeatMapView::restyle();
}

HeatMapView::~HeatMapView() = default;

void HeatMapView::set_map(Map map) {
  State& s = *state_;
  const auto cells =
      static_cast<std::size_t>(std::max(map.rows, 0)) * static_cast<std::size_t>(std::max(map.columns, 0));
  if (cells == 0 || map.values.values.size() != cells) map = Map{};
  const bool same_shape = map.rows == s.map->rows && map.columns == s.map->columns;
  s.map = std::make_shared<const Map>(std::move(map));
  s.rows->map = s.map;
  s.blocks = block_rows(s.map->values.values.data(), s.map->rows, s.map->columns);
  s.stale = true;
  if (s.row >= s.map->rows || s.column >= s.map->columns) s.row = s.column = -1;
  set_bounds(-0.5, std::max(s.map->columns, 1) - 0.5, -0.5, std::max(s.map->rows, 1) - 0.5);
  update_limits();
  if (!same_shape) reset_view();
  redraw();
}

void HeatMapView::clear() { set_map({}); }

void HeatMapView::set_names(const QString& row, const QString& column, const QString& value) {
  state_->row_name = row;
  state_->column_name = column;
  state_->value_name = value;
  state_->colors->setLabel(value);
  set_axis_names(column, row);
}

void HeatMapView::set_scale(ValueScale scale) {
  state_->scale = scale;
  update_limits();
}

ValueScale HeatMapView::scale() const { return state_->scale; }

void HeatMapView::set_limits(double low, double high) {
  state_->fixed_low = low;
  state_->fixed_high = high;
  update_limits();
}

std::pair<double, double> HeatMapView::limits() const { return {state_->low, state_->high}; }

void HeatMapView::update_limits() {
  State& s = *state_;
  const bool logarithmic = s.scale == ValueScale::logarithmic;
  const std::vector<float>& values = s.map->values.values;
  double high = 0;
  for (const float v : values) {
    if (std::isfinite(v) && v > high) high = v;
  }
  if (!(high > 0)) high = 1;
  s.high = high;
  s.low = logarithmic ? low_limit(values, high) : 0;
  if (s.fixed_high > s.fixed_low) {
    s.high = s.fixed_high;
    s.low = logarithmic && s.fixed_low <= 0 ? s.high * 1e-4 : s.fixed_low;
  }
  s.stale = true;
  s.colors->setDataScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  set_axis_scale(*s.colors->axis(), logarithmic);
  s.colors->setDataRange(QCPRange(s.low, s.high));
  redraw();
}

void HeatMapView::select(int row, int column) {
  State& s = *state_;
  const bool none = row < 0 || column < 0 || row >= s.map->rows || column >= s.map->columns;
  s.row = none ? -1 : row;
  s.column = none ? -1 : column;
  if (!none) {
    const auto show = [](QCPAxis& axis, double position) {
      const QCPRange range = axis.range();
      if (position - 0.5 < range.lower || position + 0.5 > range.upper) {
        axis.setRange(position - range.size() / 2, position + range.size() / 2);
      }
    };
    show(*plot().xAxis, column);
    show(*plot().yAxis, row);
    canvas()->setAccessibleDescription(cell_text(row, column).replace(QLatin1Char('\n'), QStringLiteral(", ")));
  }
  redraw();
}

int HeatMapView::selected_row() const { return state_->row; }
int HeatMapView::selected_column() const { return state_->column; }
const QImage& HeatMapView::pooled_image() const { return state_->image; }

std::pair<int, int> HeatMapView::cell_under(const QPointF& position) const {
  int row = -1;
  int column = -1;
  return cell_at(position, row, column) ? std::pair(row, column) : std::pair(-1, -1);
}

bool HeatMapView::cell_at(const QPointF& position, int& row, int& column) const {
  const State& s = *state_;
  const QRectF rect = plot().axisRect()->rect();
  if (s.map->rows == 0 || !rect.contains(position)) return false;
  const auto span = [](const QCPAxis& axis, double pixel, int cells) {
    // Small cells: whatever is within a pixel and a half, so that a one-pixel spike can be hit.
    const double cell = std::abs(axis.coordToPixel(1) - axis.coordToPixel(0));
    const double reach = cell < 4 ? 1.5 : 0;
    const double a = axis.pixelToCoord(pixel - reach) + 0.5;
    const double b = axis.pixelToCoord(pixel + reach) + 0.5;
    const int first = static_cast<int>(std::floor(std::min(a, b)));
    const int last = static_cast<int>(std::floor(std::max(a, b)));
    return CellSpan{std::clamp(first, 0, cells - 1), std::clamp(last, 0, cells - 1) + 1};
  };
  const CellSpan rows = span(*plot().yAxis, position.y(), s.map->rows);
  const CellSpan columns = span(*plot().xAxis, position.x(), s.map->columns);
  float largest = -1;
  row = rows.begin;
  column = columns.begin;
  for (int r = rows.begin; r < rows.end; ++r) {
    for (int c = columns.begin; c < columns.end; ++c) {
      if (s.value(r, c) > largest) {
        largest = s.value(r, c);
        row = r;
        column = c;
      }
    }
  }
  return true;
}

QString HeatMapView::cell_text(int row, int column) const {
  const State& s = *state_;
  QString text = QStringLiteral("%1 %2 · %3 %4").arg(s.row_name).arg(row).arg(s.column_name).arg(column);
  if (static_cast<std::size_t>(row) < s.map->row_labels.size()) {
    text += QStringLiteral("\n“%1”").arg(QString::fromStdString(s.map->row_labels[static_cast<std::size_t>(row)]));
  }
  return text + QStringLiteral("\n%1 %2").arg(s.value_name, format_number(s.value(row, column)));
}

QString HeatMapView::hover_text(const QPointF& position) {
  int row = -1;
  int column = -1;
  if (!cell_at(position, row, column)) return {};
  if (row != state_->hover_row || column != state_->hover_column) {
    state_->hover_row = row;
    state_->hover_column = column;
    emit hovered(row, column);
  }
  return cell_text(row, column);
}

void HeatMapView::hover_left() {
  if (state_->hover_row < 0) return;
  state_->hover_row = state_->hover_column = -1;
  emit hovered(-1, -1);
}

void HeatMapView::clicked_at(const QPointF& position) {
  int row = -1;
  int column = -1;
  if (!cell_at(position, row, column)) return;
  select(row, column);
  emit clicked(row, column);
}

void HeatMapView::move_selection(int rows, int columns) {
  const State& s = *state_;
  if (s.map->rows == 0) return;
  const int row = s.row < 0 ? 0 : std::clamp(s.row + rows, 0, s.map->rows - 1);
  const int column = s.column < 0 ? 0 : std::clamp(s.column + columns, 0, s.map->columns - 1);
  select(row, column);
  emit selection_moved(row, column);
}

void HeatMapView::key_pressed(QKeyEvent* event) {
  const int step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
  switch (event->key()) {
    case Qt::Key_Left:
      move_selection(0, -step);
      break;
    case Qt::Key_Right:
      move_selection(0, step);
      break;
    case Qt::Key_Up:
      move_selection(-step, 0);
      break;
    case Qt::Key_Down:
      move_selection(step, 0);
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (state_->row < 0) return;
      emit clicked(state_->row, state_->column);
      break;
    default:
      return;
  }
  event->accept();
}

TableData HeatMapView::table() const {
  const std::shared_ptr<const Map> map = state_->map;
  TableData table;
  const bool named = !map->row_labels.empty();
  table.columns << state_->row_name;
  if (named) table.columns << tr("text");
  for (int c = 0; c < map->columns; ++c) table.columns << QString::number(c);
  table.rows = map->rows;
  table.cell = [map, named](int row, int column) -> QVariant {
    if (column == 0) return row;
    const auto r = static_cast<std::size_t>(row);
    if (named && column == 1)
      return r < map->row_labels.size() ? QString::fromStdString(map->row_labels[r]) : QString();
    const auto c = static_cast<std::size_t>(column - (named ? 2 : 1));
    return map->values.values[r * static_cast<std::size_t>(map->columns) + c];
  };
  return table;
}

void HeatMapView::restyle() {
  PlotFrame::restyle();
  // Larger text changes no color.
  if (std::exchange(state_->palette_key, palette().cacheKey()) != palette().cacheKey()) state_->stale = true;
  QCPAxis& axis = *state_->colors->axis();
  const QCPAxis& y = *plot().yAxis;
  axis.setTickLabelColor(y.tickLabelColor());
  axis.setLabelColor(y.labelColor());
  axis.setTickLabelFont(y.tickLabelFont());
  axis.setLabelFont(y.labelFont());
  for (QCPAxis* a : state_->colors->axis()->axisRect()->axes()) {
    a->setBasePen(Qt::NoPen);
    a->setTickPen(y.tickPen());
    a->setSubTickPen(y.subTickPen());
    a->setTickLength(0, 3);
    a->setSubTickLength(0, 2);
  }
}

}  // namespace rotorscope
