#include "widgets/seed_sweep_view.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

ColorRole line_role(const QString& label) {
  const ColorRole role = variant_role(label);
  return role == ColorRole::other ? ColorRole::muted : role;
}

QString line_text(const QString& label) {
  return variant_role(label) == ColorRole::other ? label : variant_text(label);
}

}  // namespace

struct SeedSweepView::State {
  std::map<QString, std::map<int, double>> sweeps;  ///< kind → seed → perplexity
  std::map<QString, double> lines;
  int seeds = 10;  ///< planned

  void draw(QCustomPlot& plot, QCPPainter& painter) const;
};

void SeedSweepView::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  const QRectF rect = plot.axisRect()->rect();
  const QPalette palette = plot.palette();
  const QFontMetrics metrics(small_font());
  painter.setFont(small_font());
  std::vector<std::pair<double, QString>> order;
  for (const auto& [label, value] : lines) order.emplace_back(plot.yAxis->coordToPixel(value), label);
  std::sort(order.begin(), order.end(), std::greater<>());
  double lowest_text = rect.bottom();
  for (const auto& [y, label] : order) {
    const QColor color = role_color(line_role(label), palette);
    const bool solid = line_role(label) != ColorRole::muted;
    painter.setPen(QPen(color, solid ? 2 : 1, solid ? Qt::SolidLine : Qt::DashLine));
    painter.drawLine(QLineF(rect.left(), std::round(y), rect.right(), std::round(y)));
    // Texts of lines that are close to each other move up.
    const double bottom = std::min(y - 2, lowest_text);
    lowest_text = bottom - metrics.height();
    painter.setPen(color);
    painter.drawText(QRectF(rect.left(), bottom - metrics.height(), rect.width() - 6, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("%1 %2").arg(line_text(label), format_number(lines.at(label))));
  }
  painter.setAntialiasing(true);
  double shift = -3.5 * (static_cast<double>(sweeps.size()) - 1);  // kinds of one seed stand beside each other
  for (const auto& [kind, seeds_of_kind] : sweeps) {
    painter.setPen(QPen(palette.color(QPalette::Base), 1));
    painter.setBrush(role_color(variant_role(kind), palette));
    for (const auto& [seed, value] : seeds_of_kind) {
      painter.drawEllipse(QPointF(plot.xAxis->coordToPixel(seed) + shift, plot.yAxis->coordToPixel(value)), 5, 5);
    }
    shift += 7;
  }
  painter.setAntialiasing(false);
}

SeedSweepView::SeedSweepView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  set_axis_names(tr("seed of the random rotation"), tr("perplexity"));
  set_x_whole_numbers(true);
  set_interactive_axes(false, true);
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  update_view();
}

SeedSweepView::~SeedSweepView() = default;

void SeedSweepView::start_sweep(const QString& kind, int seeds) {
  state_->sweeps[kind].clear();
  state_->seeds = std::max(seeds, 1);
  update_view();
}

void SeedSweepView::add_seed(const QString& kind, const SweepSeed& seed) {
  if (!std::isfinite(seed.perplexity)) return;
  state_->sweeps[kind][seed.seed] = seed.perplexity;
  update_view();
}

void SeedSweepView::set_outcome(const SweepOutcome& outcome) {
  const QString kind = QString::fromStdString(outcome.kind);
  start_sweep(kind, static_cast<int>(outcome.perplexities.size()));
  for (std::size_t i = 0; i < outcome.perplexities.size(); ++i) {
    add_seed(kind, {static_cast<int>(i), outcome.perplexities[i]});
  }
}

void SeedSweepView::set_line(const QString& label, double perplexity) {
  if (std::isfinite(perplexity)) {
    state_->lines[label] = perplexity;
  } else {
    state_->lines.erase(label);
  }
  update_view();
}

void SeedSweepView::clear() {
  state_->sweeps.clear();
  state_->lines.clear();
  update_view();
}

int SeedSweepView::dot_count() const {
  int count = 0;
  for (const auto& [kind, seeds] : state_->sweeps) count += static_cast<int>(seeds.size());
  return count;
}

void SeedSweepView::update_view() {
  const State& s = *state_;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  int last_seed = s.seeds - 1;
  const auto include = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  std::vector<LegendEntry> legend;
  for (const auto& [kind, seeds] : s.sweeps) {
    double sum = 0;
    double smallest = std::numeric_limits<double>::infinity();
    double largest = 0;
    for (const auto& [seed, value] : seeds) {
      include(value);
      last_seed = std::max(last_seed, seed);
      sum += value;
      smallest = std::min(smallest, value);
      largest = std::max(largest, value);
    }
    QString note;
    if (!seeds.empty()) {
      note = tr("mean %1, %2 … %3")
                 .arg(format_number(sum / static_cast<double>(seeds.size())), format_number(smallest),
                      format_number(largest));
    }
    legend.push_back({variant_text(kind), note, role_color(variant_role(kind), palette()), LegendMark::dot});
  }
  for (const auto& [label, value] : s.lines) include(value);
  set_legend(std::move(legend));
  if (!(high >= low)) {
    low = 0;
    high = 1;
  }
  const double margin = high > low ? (high - low) * 0.12 : std::max(std::abs(high) * 0.05, 0.1);
  set_bounds(-0.7, last_seed + 0.7, low - margin, high + margin);
  reset_view();
}

void SeedSweepView::restyle() {
  PlotFrame::restyle();
  if (state_ != nullptr) update_view();
}

QString SeedSweepView::hover_text(const QPointF& position) {
  const int seed = static_cast<int>(std::lround(plot().xAxis->pixelToCoord(position.x())));
  QStringList lines;
  for (const auto& [kind, seeds] : state_->sweeps) {
    const auto found = seeds.find(seed);
    if (found != seeds.end()) lines << tr("%1: perplexity %2").arg(variant_text(kind), format_number(found->second));
  }
  if (lines.isEmpty()) return {};
  return tr("seed %1").arg(seed) + QLatin1Char('\n') + lines.join(QLatin1Char('\n'));
}

TableData SeedSweepView::table() const {
  struct Row {
    QString kind;
    QVariant seed;
    double perplexity;
  };
  auto rows = std::make_shared<std::vector<Row>>();
  for (const auto& [kind, seeds] : state_->sweeps) {
    for (const auto& [seed, value] : seeds) rows->push_back({variant_text(kind), seed, value});
  }
  for (const auto& [label, value] : state_->lines) rows->push_back({line_text(label), QVariant(), value});
  TableData table;
  table.columns << tr("rotation") << tr("seed") << tr("perplexity");
  table.rows = static_cast<int>(rows->size());
  table.cell = [rows](int row, int column) -> QVariant {
    const Row& one = (*rows)[static_cast<std::size_t>(row)];
    if (column == 0) return one.kind;
    return column == 1 ? one.seed : QVariant(one.perplexity);
  };
  return table;
}

}  // namespace rotorscope
