#include "widgets/gallery/showcase.h"

#include "widgets/block_diagram.h"
#include "widgets/channel_profile_view.h"
#include "widgets/curves_view.h"
#include "widgets/error_bars_view.h"
#include "widgets/gallery/synthetic.h"
#include "widgets/heat_map_view.h"
#include "widgets/histogram_view.h"
#include "widgets/icons.h"
#include "widgets/jobs_bar.h"
#include "widgets/metric_label.h"
#include "widgets/model_tree.h"
#include "widgets/multiples_view.h"
#include "widgets/perplexity_chart.h"
#include "widgets/results_table.h"
#include "widgets/seed_sweep_view.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>
#include <random>

namespace rotorscope {
namespace {

std::vector<SiteVariant> two_variants() {
  const std::vector<SiteVariant> all = synthetic::site_variants();
  return {all[0], all[2]};
}

QWidget* make_histogram(QWidget* parent) {
  auto* view = new HistogramView(parent);
  view->set_title(QStringLiteral("Histogram"));
  view->set_subtitle(QStringLiteral("layer 29 · down_in, input of model.layers.29.mlp.down_proj, all channels"));
  view->set_help(QStringLiteral("How often each value occurs. Far single bars are outliers: they stretch the grid."));
  view->set_axis_names(QStringLiteral("value of down_in"), QStringLiteral("count"));
  view->set_variants(two_variants());
  view->add_tool(new QCheckBox(QStringLiteral("log count"), view));
  return view;
}

QWidget* make_heat_map(QWidget* parent) {
  auto* view = new HeatMapView(parent);
  view->set_title(QStringLiteral("Layers × channels"));
  view->set_subtitle(QStringLiteral("down_in"));
  view->set_help(QStringLiteral("The largest activation of every channel. Bright columns are outlier channels."));
  view->set_names(QStringLiteral("layer"), QStringLiteral("channel"), QStringLiteral("max |x|"));
  view->set_map(synthetic::layer_map());
  view->select(29, 341);
  return view;
}

QWidget* make_token_map(QWidget* parent) {
  auto* view = new HeatMapView(parent);
  view->set_title(QStringLiteral("Tokens × channels"));
  view->set_names(QStringLiteral("token"), QStringLiteral("channel"), QStringLiteral("|x|"));
  view->set_map(synthetic::token_map(20, 256));
  return view;
}

QWidget* make_profile(QWidget* parent) {
  auto* view = new ChannelProfileView(parent);
  view->set_title(QStringLiteral("Channels"));
  view->set_subtitle(QStringLiteral("layer 29 · down_in"));
  view->set_help(QStringLiteral("One statistic of every channel. A tall bar is an outlier channel."));
  view->set_variants(two_variants());
  view->select_channel(341);
  return view;
}

QWidget* make_sorted_profile(QWidget* parent) {
  auto* view = new ChannelProfileView(parent);
  view->set_title(QStringLiteral("Channels"));
  view->set_variants(two_variants());
  view->set_order(ChannelOrder::by_value);
  view->set_value_scale(ValueScale::logarithmic);
  return view;
}

QWidget* make_curves(QWidget* parent) {
  auto* view = new CurvesView(parent);
  view->set_title(QStringLiteral("Loss"));
  view->set_help(QStringLiteral("What learning makes smaller. If it rises for long, the learning rate is too high."));
  view->set_axis_names(QStringLiteral("step"), QStringLiteral("loss (nats a token)"));
  view->set_best(BestPoint::lowest);
  view->set_expected_end(100);
  view->set_baseline(3.41, QStringLiteral("unquantized 3.41"));
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 0.025);
  for (int run = 0; run < 3; ++run) {
    const int id = view->add_run(QStringLiteral("run %1").arg(run + 1));
    std::vector<CurvePoint> points;
    for (int step = 1; step <= (run == 0 ? 41 : 100); ++step) {
      points.push_back({static_cast<double>(step), 3.6 + 0.1 * run + 0.35 * std::exp(-step / 18.0) + noise(random)});
    }
    view->set_points(id, points);
  }
  return view;
}

QWidget* make_dense_curves(QWidget* parent) {
  auto* view = new CurvesView(parent);
  view->set_title(QStringLiteral("Gradient norm"));
  view->set_axis_names(QStringLiteral("step"), QStringLiteral("gradient norm"));
  view->set_value_scale(ValueScale::logarithmic);
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> noise(0, 0.4);
  const int id = view->add_run(QStringLiteral("a million steps"));
  std::vector<CurvePoint> points;
  for (int step = 1; step <= 1000000; ++step) {
    points.push_back({static_cast<double>(step), noise(random) * (0.2 + std::exp(-step / 2e5))});
  }
  points[500000].y = 900;
  view->set_points(id, points);
  return view;
}

QWidget* make_multiples(QWidget* parent) {
  auto* view = new MultiplesView(parent);
  view->set_title(QStringLiteral("Four bases, one scale"));
  view->set_subtitle(QStringLiteral("layer 29 · down_in"));
  view->set_variants(synthetic::site_variants());
  return view;
}

QWidget* make_multiple_histograms(QWidget* parent) {
  auto* view = new MultiplesView(parent);
  view->set_title(QStringLiteral("Four bases, one scale"));
  view->set_content_kind(MultiplesContent::histogram);
  view->set_scale(ValueScale::logarithmic);
  view->set_variants(synthetic::site_variants());
  return view;
}

QWidget* make_sweep(QWidget* parent) {
  auto* view = new SeedSweepView(parent);
  view->set_title(QStringLiteral("Random rotations differ"));
  view->set_subtitle(QStringLiteral("A4KV4"));
  view->start_sweep(QStringLiteral("hadamard"), 10);
  std::mt19937_64 random(4);
  std::normal_distribution<double> spread(0, 1.6);
  for (int seed = 0; seed < 10; ++seed) {
    view->add_seed(QStringLiteral("hadamard"), {seed, 51.5 + spread(random)});
    view->add_seed(QStringLiteral("orthogonal"), {seed, 54.5 + 1.5 * spread(random)});
  }
  view->set_line(QStringLiteral("learned"), 43.7);
  view->set_line(QStringLiteral("unquantized"), 30.2);
  return view;
}

QWidget* make_error_bars(QWidget* parent) {
  auto* view = new ErrorBarsView(parent);
  view->set_title(QStringLiteral("Error by layer"));
  view->set_subtitle(QStringLiteral("down_in, 4 bits"));
  std::vector<ErrorRow> rows;
  for (int layer = 0; layer < 30; ++layer) {
    const double before = 20 - 0.2 * layer - (layer == 29 ? 3 : 0);
    rows.push_back({QStringLiteral("layer %1").arg(layer), before, before + 2 + 0.1 * layer});
  }
  view->set_rows(std::move(rows));
  view->set_order(RowOrder::by_before);
  view->select_row(29);
  return view;
}

QWidget* make_perplexity(QWidget* parent) {
  auto* view = new PerplexityChart(parent);
  view->set_title(QStringLiteral("What bits cost"));
  view->set_bits_name(QStringLiteral("bits of activations"));
  std::vector<PerplexityPoint> points;
  const auto add = [&](const QString& rotation, const std::vector<double>& values) {
    const std::vector<double> bits = {4, 6, 8, 16};
    for (std::size_t i = 0; i < values.size(); ++i) {
      points.push_back({rotation, QStringLiteral("W16A%1KV16").arg(bits[i]), bits[i], values[i], values[i] * 0.04});
    }
  };
  add(QStringLiteral("none"), {5840, 88.2, 31.9, 30.23});
  add(QStringLiteral("orthogonal"), {52.3, 33.0, 30.5, 30.23});
  add(QStringLiteral("hadamard"), {47.97, 32.6, 30.4, 30.23});
  add(QStringLiteral("learned"), {40.1, 31.4, 30.3, 30.23});
  view->set_points(std::move(points));
  view->set_baseline(30.23);
  return view;
}

QWidget* make_results(QWidget* parent) {
  auto* table = new ResultsTable(parent);
  table->model().set_columns(evaluation_columns());
  const auto add = [&](const std::string& scheme, const std::string& rotation, double perplexity, double kl) {
    EvalRow row;
    if (!apply_scheme(scheme, row.request.quant)) return;
    row.request.rotation.source = rotation;
    row.request.seq_len = 512;
    row.outcome.perplexity = perplexity;
    row.outcome.standard_error = perplexity * 0.03;
    row.outcome.compared = kl > 0;
    row.outcome.kl = kl;
    row.outcome.top1_agreement = 1 - kl / 3;
    row.outcome.seconds = 42;
    table->model().append_row(evaluation_row(row));
  };
  add("W16A16KV16", "none", 30.226, 0);
  add("W16A4KV16", "none", 5840.1, 2.4);
  add("W16A4KV16", "hadamard", 47.97, 0.52);
  add("W16A4KV4", "hadamard", 51.6, 0.61);
  add("W16A4KV4", "learned", 43.7, 0.41);
  table->select_row(4);
  return table;
}

QWidget* make_block(QWidget* parent) {
  auto* view = new BlockDiagram(parent);
  view->set_caption(QStringLiteral("Layer 29"));
  view->set_rotation_on(1, true);
  view->set_rotation_on(4, true);
  view->set_rotation_enabled(3, false, QStringLiteral("K is not quantized, so R3 would change nothing."));
  view->set_current_site(QStringLiteral("down_in"));
  return view;
}

QWidget* make_where(QWidget* parent) {
  auto* view = new BlockDiagram(parent);
  view->set_switches_visible(false);
  view->set_current_site(QStringLiteral("attn_in"));
  return view;
}

QWidget* make_tree(QWidget* parent) {
  auto* view = new ModelTree(parent);
  view->set_model(synthetic::model_info());
  view->set_sites(synthetic::site_summaries());
  view->select(3, QStringLiteral("down_in"));
  return view;
}

QWidget* make_tree_after(QWidget* parent) {
  auto* view = new ModelTree(parent);
  view->set_model(synthetic::model_info());
  view->set_sites(synthetic::site_summaries(30, true));
  view->select(0, QStringLiteral("down_in"));
  return view;
}

QWidget* make_jobs(QWidget* parent) {
  auto* bar = new JobsBar(parent);
  JobRow& learning = bar->add_job(1, QStringLiteral("Learning R1, R2"));
  learning.set_progress(41, 100, QStringLiteral("step 41 of 100"));
  learning.set_note(QStringLiteral("loss 3.81"));
  bar->add_job(2, QStringLiteral("Perplexity, W4A4KV4")).set_state(JobState::waiting);
  bar->add_job(3, QStringLiteral("Opening SmolLM2"), false).set_progress(0, 0, QStringLiteral("reading tensors"));
  JobRow& paused = bar->add_job(4, QStringLiteral("Seed sweep"));
  paused.set_progress(3, 10, QStringLiteral("seed 3 of 10"));
  paused.set_state(JobState::paused);
  bar->add_job(5, QStringLiteral("Export"));
  bar->finish_job(5, JobState::failed, QStringLiteral("the disk is full (2.1 GiB are needed, 300 MiB are free)"));
  return bar;
}

QWidget* make_metrics(QWidget* parent) {
  auto* box = new QWidget(parent);
  auto* layout = new QVBoxLayout(box);
  const auto add = [&](const QString& name, const QString& unit, Better better, double before, double after) {
    auto* label = new MetricLabel(name, unit, better, box);
    label->set_change(before, after);
    label->set_help(QStringLiteral("Signal over quantization noise. Below about 15 dB the model suffers."));
    layout->addWidget(label);
  };
  add(QStringLiteral("SQNR"), QStringLiteral("dB"), Better::higher, 13.1, 18.1);
  add(QStringLiteral("max |x|"), {}, Better::lower, 466.9, 76.3);
  add(QStringLiteral("outlier ratio"), {}, Better::lower, 79.4, 4.5);
  add(QStringLiteral("perplexity"), {}, Better::lower, 30.23, 47.97);
  auto* size = new MetricLabel(QStringLiteral("size"), {}, Better::neither, box);
  size->set_text(QStringLiteral("92 MiB"));
  layout->addWidget(size);
  layout->addStretch(1);
  return box;
}

QWidget* make_empty(QWidget* parent) {
  auto* view = new HistogramView(parent);
  view->set_title(QStringLiteral("Histogram"));
  view->set_placeholder(QStringLiteral("Open a model and run Inspect to see its activations here."));
  return view;
}

QWidget* make_controls(QWidget* parent) {
  auto* box = new QWidget(parent);
  auto* layout = new QGridLayout(box);
  auto* combo = new QComboBox(box);
  combo->addItems({QStringLiteral("Random Hadamard"), QStringLiteral("Learned")});
  auto* check = new QCheckBox(QStringLiteral("One scale"), box);
  check->setChecked(true);
  auto* off = new QCheckBox(QStringLiteral("Logarithmic"), box);
  auto* radio = new QRadioButton(QStringLiteral("GGUF"), box);
  radio->setChecked(true);
  auto* other = new QRadioButton(QStringLiteral("safetensors"), box);
  auto* standard = new QPushButton(QStringLiteral("Learn"), box);
  standard->setDefault(true);
  auto* disabled = new QPushButton(QStringLiteral("Export"), box);
  disabled->setEnabled(false);
  auto* slider = new QSlider(Qt::Horizontal, box);
  slider->setValue(40);
  auto* spin = new QSpinBox(box);
  auto* number = new QDoubleSpinBox(box);
  auto* edit = new QLineEdit(QStringLiteral("29 down_in 341"), box);
  auto* tool = new QToolButton(box);
  tool->setText(QStringLiteral("Pin"));
  tool->setIcon(themed_icon(QStringLiteral("pin")));
  tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  auto* tabs = new QTabWidget(box);
  tabs->addTab(new QWidget(tabs), QStringLiteral("Inspect"));
  tabs->addTab(new QWidget(tabs), QStringLiteral("Rotate"));
  auto* group = new QGroupBox(QStringLiteral("Weights"), box);
  int place = 0;
  for (QWidget* one : {static_cast<QWidget*>(combo), static_cast<QWidget*>(check), static_cast<QWidget*>(off),
                       static_cast<QWidget*>(radio), static_cast<QWidget*>(other), static_cast<QWidget*>(standard),
                       static_cast<QWidget*>(disabled), static_cast<QWidget*>(slider), static_cast<QWidget*>(spin),
                       static_cast<QWidget*>(number), static_cast<QWidget*>(edit), static_cast<QWidget*>(tool),
                       static_cast<QWidget*>(tabs), static_cast<QWidget*>(group)}) {
    layout->addWidget(one, place / 3, place % 3);
    ++place;
  }
  return box;
}

QWidget* make_icons(QWidget* parent) {
  auto* box = new QWidget(parent);
  auto* layout = new QGridLayout(box);
  int place = 0;
  const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
  for (const QString& file : files) {
    auto* picture = new QLabel(box);
    const QString name = file.chopped(4);
    picture->setPixmap(themed_icon(name).pixmap(QSize(32, 32), box->devicePixelRatioF()));
    picture->setAlignment(Qt::AlignCenter);
    auto* text = new QLabel(name, box);
    text->setAlignment(Qt::AlignCenter);
    layout->addWidget(picture, place / 8 * 2, place % 8);
    layout->addWidget(text, place / 8 * 2 + 1, place % 8);
    ++place;
  }
  return box;
}

}  // namespace

const std::vector<Exhibit>& exhibits() {
  static const std::vector<Exhibit> all = {
      {QStringLiteral("histogram"), {620, 380}, make_histogram},
      {QStringLiteral("heat_map"), {900, 400}, make_heat_map},
      {QStringLiteral("token_map"), {700, 420}, make_token_map},
      {QStringLiteral("channel_profile"), {700, 320}, make_profile},
      {QStringLiteral("sorted_profile"), {700, 320}, make_sorted_profile},
      {QStringLiteral("curves"), {620, 340}, make_curves},
      {QStringLiteral("dense_curves"), {620, 340}, make_dense_curves},
      {QStringLiteral("block_diagram"), {560, 400}, make_block},
      {QStringLiteral("where_am_i"), {420, 300}, make_where},
      {QStringLiteral("model_tree"), {280, 520}, make_tree},
      {QStringLiteral("model_tree_after"), {280, 520}, make_tree_after},
      {QStringLiteral("jobs_bar"), {900, 170}, make_jobs},
      {QStringLiteral("metrics"), {300, 190}, make_metrics},
      {QStringLiteral("multiples"), {980, 300}, make_multiples},
      {QStringLiteral("multiple_histograms"), {700, 520}, make_multiple_histograms},
      {QStringLiteral("seed_sweep"), {560, 340}, make_sweep},
      {QStringLiteral("error_bars"), {560, 420}, make_error_bars},
      {QStringLiteral("perplexity"), {560, 360}, make_perplexity},
      {QStringLiteral("results"), {1000, 260}, make_results},
      {QStringLiteral("empty"), {480, 300}, make_empty},
      {QStringLiteral("controls"), {560, 320}, make_controls},
      {QStringLiteral("icons"), {760, 420}, make_icons},
  };
  return all;
}

}  // namespace rotorscope
