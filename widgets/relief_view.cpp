#include "widgets/relief_view.h"

#include "widgets/format.h"
#include "widgets/max_pool.h"
#include "widgets/relief_axes.h"
#include "widgets/relief_drawer.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

constexpr int most_rows = 128;
constexpr int most_columns = 256;

/// Room for the numbers at the left, the title above and the names below.
QMargins margins() {
  const QFontMetrics metrics(small_font());
  return {metrics.horizontalAdvance(QStringLiteral("10000")) + 8, metrics.height() + 10, 24, 2 * metrics.height()};
}

/// Where a logarithmic height begins: below it are the lowest twentieth of the values.
double floor_of(const std::vector<std::vector<float>>& panels, double high) {
  std::vector<float> positive;
  for (const auto& panel : panels) {
    std::copy_if(panel.begin(), panel.end(), std::back_inserter(positive), [](float value) { return value > 0; });
  }
  if (positive.empty()) return high / 1000;
  const auto rank = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() / 20);
  std::nth_element(positive.begin(), rank, positive.end());
  return std::clamp(static_cast<double>(*rank), high * 1e-6, high / 20);
}

/// A plain widget that leaves painting to its owner.
class Canvas : public QWidget {
 public:
  using QWidget::QWidget;
};

}  // namespace

struct ReliefView::State {
  struct Shown {
    Panel panel;
    std::shared_ptr<const ReliefGrid> grid;
  };
  std::vector<Shown> panels;
  Canvas* canvas = nullptr;
  ReliefCamera camera;
  ValueScale scale = ValueScale::linear;
  double low = 0, high = 1;
  ReliefDrawer* drawer = nullptr;
  QPoint press, last;
  bool dragging = false;

  [[nodiscard]] QRect rect_of(std::size_t panel, QSize size) const {
    const int count = std::max<int>(1, static_cast<int>(panels.size()));
    const int width = size.width() / count;
    return {static_cast<int>(panel) * width, 0, width, size.height()};
  }
  [[nodiscard]] ReliefRequest request(QSize size, double ratio) const {
    ReliefRequest made;
    made.camera = camera;
    for (std::size_t at = 0; at < panels.size(); ++at) {
      made.grids.push_back(panels[at].grid);
      made.pixels.push_back(rect_of(at, size).marginsRemoved(margins()).size() * ratio);
    }
    return made;
  }
  [[nodiscard]] double height_of(float value) const {
    if (!(value > 0) || !(high > low)) return 0;
    if (scale == ValueScale::linear) return std::min(1.0, value / high);
    return std::clamp(std::log(value / low) / std::log(high / low), 0.0, 1.0);
  }
};

ReliefView::ReliefView(QWidget* parent) : FigureFrame(parent), state_(std::make_unique<State>()) {
  state_->canvas = new Canvas(this);
  state_->drawer = new ReliefDrawer(this);
  connect(state_->drawer, &ReliefDrawer::changed, state_->canvas, qOverload<>(&QWidget::update));
  state_->canvas->setFocusPolicy(Qt::StrongFocus);
  state_->canvas->setMouseTracking(true);
  state_->canvas->setMinimumSize(200, 120);
  state_->canvas->setCursor(Qt::OpenHandCursor);
  set_content(state_->canvas);
  ReliefView::restyle();
}

ReliefView::~ReliefView() = default;

void ReliefView::set_panels(std::vector<Panel> panels) {
  state_->panels.clear();
  for (Panel& panel : panels) {
    const auto cells = static_cast<std::size_t>(std::max(panel.map.rows, 0)) *
                       static_cast<std::size_t>(std::max(panel.map.columns, 0));
    if (cells == 0 || panel.map.values.values.size() != cells) continue;
    state_->panels.push_back({std::move(panel), nullptr});
  }
  rebuild();
}

void ReliefView::clear() { set_panels({}); }

void ReliefView::set_scale(ValueScale scale) {
  state_->scale = scale;
  rebuild();
}

const ReliefCamera& ReliefView::camera() const { return state_->camera; }

int ReliefView::panel_count() const { return static_cast<int>(state_->panels.size()); }

QWidget* ReliefView::canvas() const { return state_->canvas; }

void ReliefView::rebuild() {
  State& s = *state_;
  std::vector<std::vector<float>> pooled(s.panels.size());
  std::vector<ReliefGrid> grids(s.panels.size());
  s.high = 0;
  for (std::size_t at = 0; at < s.panels.size(); ++at) {
    const Map& map = s.panels[at].panel.map;
    ReliefGrid& grid = grids[at];
    grid.rows = std::clamp(map.rows, 2, most_rows);
    grid.columns = std::clamp(map.columns, 2, most_columns);
    const PoolWindow window{0,        static_cast<double>(map.columns), 0, static_cast<double>(map.rows), grid.columns,
                            grid.rows};
    max_pool(map.values.values.data(), map.rows, map.columns, window, pooled[at]);
    for (const float value : pooled[at]) s.high = std::max(s.high, static_cast<double>(value));
  }
  if (!(s.high > 0)) s.high = 1;
  s.low = floor_of(pooled, s.high);
  for (std::size_t at = 0; at < s.panels.size(); ++at) {
    auto& heights = grids[at].heights;
    heights.resize(pooled[at].size());
    std::transform(pooled[at].begin(), pooled[at].end(), heights.begin(),
                   [&s](float value) { return static_cast<float>(s.height_of(value)); });
    s.panels[at].grid = std::make_shared<const ReliefGrid>(std::move(grids[at]));
  }
  s.canvas->update();
}

void ReliefView::draw_content(QCPPainter& painter, QSize size) {
  // For a file or the clipboard: in this size, now.
  const ReliefRequest wanted = state_->request(size, std::max(1.0, painter.device()->devicePixelRatioF()));
  if (wanted == state_->drawer->drawn()) {
    draw_panels(painter, size, wanted, state_->drawer->pictures());
  } else {
    draw_panels(painter, size, wanted, wanted.draw());
  }
}

void ReliefView::draw_panels(QCPPainter& painter, QSize size, const ReliefRequest& drawn,
                             const std::vector<ReliefPicture>& pictures) const {
  const State& s = *state_;
  painter.fillRect(QRect(QPoint(0, 0), size), palette().color(QPalette::Base));
  for (std::size_t at = 0; at < s.panels.size(); ++at) {
    const QRect rect = s.rect_of(at, size);
    const QRect inner = rect.marginsRemoved(margins());
    if (inner.width() < 20 || inner.height() < 20) continue;
    const Panel& panel = s.panels[at].panel;
    const ReliefProjection projection(drawn.camera, inner.size());
    const ReliefLabels labels{
        panel.title, panel.map.columns - 1, panel.map.rows - 1, s.low, s.high, s.scale == ValueScale::logarithmic};
    painter.save();
    painter.setClipRect(rect);
    painter.translate(inner.topLeft());
    draw_relief_back(painter, projection, palette());
    if (at < pictures.size()) painter.drawImage(QRectF(QPointF(0, 0), inner.size()), pictures[at].image);
    draw_relief_front(painter, projection, labels, palette());
    painter.restore();
  }
}

void ReliefView::paint_canvas() {
  State& s = *state_;
  const QSize size = s.canvas->size();
  const ReliefRequest wanted = s.request(size, std::max(1.0, s.canvas->devicePixelRatioF()));
  if (wanted != s.drawer->drawn()) s.drawer->start(wanted);
  QCPPainter painter(s.canvas);
  // The latest pictures stay, with axes that fit them, until the new ones are there.
  const auto& pictures = s.drawer->pictures();
  draw_panels(painter, size, pictures.size() == s.panels.size() ? s.drawer->drawn() : wanted, pictures);
  if (s.canvas->hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
    painter.drawRect(s.canvas->rect().adjusted(0, 0, -1, -1));
  }
}

bool ReliefView::is_drawn() const {
  return state_->request(state_->canvas->size(), std::max(1.0, state_->canvas->devicePixelRatioF())) ==
         state_->drawer->drawn();
}

ReliefView::Hit ReliefView::hit(const QPoint& position) const {
  const State& s = *state_;
  for (std::size_t at = 0; at < s.panels.size() && at < s.drawer->pictures().size(); ++at) {
    const auto& shown = s.panels[at];
    const ReliefPicture& picture = s.drawer->pictures()[at];
    const QRect inner = s.rect_of(at, s.canvas->size()).marginsRemoved(margins());
    if (!inner.contains(position) || picture.image.isNull() || s.drawer->drawn().grids[at] != shown.grid) continue;
    const double ratio = static_cast<double>(picture.image.width()) / inner.width();
    const QPoint pixel = ((position - inner.topLeft()) * ratio);
    const int cell = picture.cell_at(pixel.x(), pixel.y());
    if (cell < 0) return {};
    // The largest value beneath the grid point.
    const Map& map = shown.panel.map;
    const ReliefGrid& grid = *shown.grid;
    const CellSpan rows = touched_cells(0, map.rows, grid.rows, cell / grid.columns, map.rows);
    const CellSpan columns = touched_cells(0, map.columns, grid.columns, cell % grid.columns, map.columns);
    Hit best;
    float largest = -1;
    for (int row = rows.begin; row < rows.end; ++row) {
      for (int column = columns.begin; column < columns.end; ++column) {
        const float value = map.values.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(map.columns) +
                                              static_cast<std::size_t>(column)];
        if (value <= largest) continue;
        largest = value;
        best = {static_cast<int>(at), row, column};
      }
    }
    return best;
  }
  return {};
}

QString ReliefView::text_at(const QPoint& position) const {
  const Hit found = hit(position);
  if (found.panel < 0) return {};
  const Map& map = state_->panels[static_cast<std::size_t>(found.panel)].panel.map;
  const auto token = static_cast<std::size_t>(found.token);
  const QString name = token < map.row_labels.size() ? QString::fromStdString(map.row_labels[token]) : QString();
  const float value =
      map.values.values[token * static_cast<std::size_t>(map.columns) + static_cast<std::size_t>(found.channel)];
  return tr("token %1 “%2”, channel %3: %4").arg(found.token).arg(name).arg(found.channel).arg(format_number(value));
}

TableData ReliefView::table() const {
  TableData made;
  made.columns = {tr("token"), tr("text"), tr("channel")};
  auto maps = std::make_shared<std::vector<Map>>();
  for (const auto& shown : state_->panels) {
    made.columns << shown.panel.title;
    maps->push_back(shown.panel.map);
  }
  if (maps->empty()) return made;
  const int columns = maps->front().columns;
  made.rows = maps->front().rows * columns;
  made.cell = [maps, columns](int row, int column) -> QVariant {
    const int token = row / columns;
    const auto& labels = maps->front().row_labels;
    if (column == 0) return token;
    if (column == 1) {
      const auto at = static_cast<std::size_t>(token);
      return at < labels.size() ? QString::fromStdString(labels[at]) : QString();
    }
    if (column == 2) return row % columns;
    const auto& values = (*maps)[static_cast<std::size_t>(column - 3)].values.values;
    return static_cast<std::size_t>(row) < values.size() ? QVariant(values[static_cast<std::size_t>(row)]) : QVariant();
  };
  return made;
}

void ReliefView::reset_view() {
  state_->camera = {};
  turn(0, 0);
}

void ReliefView::restyle() { state_->canvas->update(); }

void ReliefView::turn(double azimuth, double elevation) {
  auto& camera = state_->camera;
  camera.azimuth = std::remainder(camera.azimuth + azimuth, 360.0);
  camera.elevation = std::clamp(camera.elevation + elevation, 3.0, 88.0);
  state_->canvas->update();
}

void ReliefView::zoom(double factor) {
  state_->camera.zoom = std::clamp(state_->camera.zoom * factor, 0.5, 8.0);
  turn(0, 0);
}

bool ReliefView::handle_key(int key) {
  switch (key) {
    case Qt::Key_Left:
      turn(-5, 0);
      return true;
    case Qt::Key_Right:
      turn(5, 0);
      return true;
    case Qt::Key_Up:
      turn(0, 5);
      return true;
    case Qt::Key_Down:
      turn(0, -5);
      return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom(1.25);
      return true;
    case Qt::Key_Minus:
      zoom(0.8);
      return true;
    case Qt::Key_0:
      reset_view();
      return true;
    default:
      return false;
  }
}

bool ReliefView::eventFilter(QObject* watched, QEvent* event) {
  State& s = *state_;
  if (watched != s.canvas) return FigureFrame::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::Paint:
      paint_canvas();
      return true;
    case QEvent::MouseButtonPress: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      s.press = s.last = mouse->pos();
      s.dragging = mouse->button() == Qt::LeftButton;
      break;
    }
    case QEvent::MouseMove: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (s.dragging) {
        const QPoint moved = mouse->pos() - s.last;
        s.last = mouse->pos();
        turn(moved.x() * 0.4, moved.y() * 0.4);
      } else if (const QString text = text_at(mouse->pos()); text.isEmpty()) {
        QToolTip::hideText();
      } else {
        QToolTip::showText(mouse->globalPosition().toPoint() + QPoint(8, 0),
                           QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped()), s.canvas);
      }
      break;
    }
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      if (s.dragging && (mouse->pos() - s.press).manhattanLength() < 4) {
        const Hit found = hit(mouse->pos());
        if (found.panel >= 0) emit cell_clicked(found.token, found.channel);
      }
      s.dragging = false;
      break;
    }
    case QEvent::MouseButtonDblClick:
      reset_view();
      break;
    case QEvent::Wheel:
      zoom(static_cast<QWheelEvent*>(event)->angleDelta().y() > 0 ? 1.15 : 1 / 1.15);
      return true;
    case QEvent::KeyPress:
      if (handle_key(static_cast<QKeyEvent*>(event)->key())) return true;
      break;
    default:
      break;
  }
  return FigureFrame::eventFilter(watched, event);
}

}  // namespace rotorscope
