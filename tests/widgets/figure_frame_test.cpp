#include "widgets/figure_frame.h"

#include "tests/widgets/looking.h"
#include "widgets/channel_profile_view.h"
#include "widgets/curves_view.h"
#include "widgets/error_bars_view.h"
#include "widgets/gallery/synthetic.h"
#include "widgets/heat_map_view.h"
#include "widgets/help_button.h"
#include "widgets/histogram_view.h"
#include "widgets/multiples_view.h"
#include "widgets/perplexity_chart.h"
#include "widgets/seed_sweep_view.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QPainter>
#include <QSvgRenderer>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

std::vector<std::unique_ptr<FigureFrame>> every_figure() {
  std::vector<std::unique_ptr<FigureFrame>> figures;
  const std::vector<SiteVariant> variants = synthetic::site_variants(128, 64);
  auto histogram = std::make_unique<HistogramView>();
  histogram->set_variants(variants);
  figures.push_back(std::move(histogram));
  auto map = std::make_unique<HeatMapView>();
  map->set_map(synthetic::token_map(20, 64));
  figures.push_back(std::move(map));
  auto profile = std::make_unique<ChannelProfileView>();
  profile->set_variants(variants);
  figures.push_back(std::move(profile));
  auto curves = std::make_unique<CurvesView>();
  const int run = curves->add_run(QStringLiteral("run"));
  for (int i = 1; i < 50; ++i) curves->append(run, i, 1.0 / i);
  curves->flush();
  figures.push_back(std::move(curves));
  auto multiples = std::make_unique<MultiplesView>();
  multiples->set_variants(variants);
  figures.push_back(std::move(multiples));
  auto sweep = std::make_unique<SeedSweepView>();
  sweep->add_seed(QStringLiteral("hadamard"), {0, 51.0});
  sweep->set_line(QStringLiteral("learned"), 44);
  figures.push_back(std::move(sweep));
  auto bars = std::make_unique<ErrorBarsView>();
  bars->set_rows({{QStringLiteral("layer 0"), 13, 18}});
  figures.push_back(std::move(bars));
  auto chart = std::make_unique<PerplexityChart>();
  chart->set_points({{QStringLiteral("none"), QStringLiteral("W4A4KV4"), 4, 900, 3}});
  figures.push_back(std::move(chart));
  for (const auto& figure : figures) {
    figure->set_title(QStringLiteral("Title of it"));
    figure->set_subtitle(QStringLiteral("layer 3"));
  }
  return figures;
}

int colours_of(const QImage& image) {
  QSet<QRgb> colours;
  for (int y = 0; y < image.height(); y += 2) {
    for (int x = 0; x < image.width(); x += 2) colours.insert(image.pixel(x, y));
  }
  return static_cast<int>(colours.size());
}

TEST(FigureFrame, EveryFigureSavesPngSvgAndCsv) {
  QTemporaryDir folder;
  int number = 0;
  for (const auto& figure : every_figure()) {
    SCOPED_TRACE(figure->metaObject()->className());
    show_at(*figure, 480, 320);
    const QString name = folder.filePath(QString::number(number++));
    ASSERT_TRUE(figure->save_picture(name + QStringLiteral(".png"), {400, 300}));
    const QImage image(name + QStringLiteral(".png"));
    EXPECT_EQ(image.size(), QSize(800, 600));
    EXPECT_GT(colours_of(image), 10);

    ASSERT_TRUE(figure->save_picture(name + QStringLiteral(".svg"), {400, 300}));
    QSvgRenderer svg(name + QStringLiteral(".svg"));
    ASSERT_TRUE(svg.isValid());
    EXPECT_EQ(svg.viewBox(), QRect(0, 0, 400, 300));
    QImage drawn(400, 300, QImage::Format_RGB32);
    drawn.fill(Qt::white);
    QPainter painter(&drawn);
    svg.render(&painter);
    painter.end();
    EXPECT_GT(colours_of(drawn), 10);

    ASSERT_TRUE(figure->save_csv(name + QStringLiteral(".csv")));
    QFile csv(name + QStringLiteral(".csv"));
    ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
    EXPECT_EQ(csv.readAll().count("\r\n"), figure->table().rows + 1);
    EXPECT_GE(figure->table().rows, 1);
  }
}

TEST(FigureFrame, WrongEndingAndUnwritablePlaceAreErrors) {
  HistogramView view;
  EXPECT_FALSE(view.save_picture(QStringLiteral("/tmp/figure.bmp")));
  const Status status = view.save_picture(QStringLiteral("/dev/null/figure.png"), {100, 100});
  ASSERT_FALSE(status);
  EXPECT_FALSE(status.error().message().empty());
}

TEST(FigureFrame, CopiesPictureAndNumbers) {
  HistogramView view;
  view.set_variants(synthetic::site_variants(64, 32));
  show_at(view, 300, 200);
  view.copy_data();
  EXPECT_EQ(QApplication::clipboard()->text().count(QLatin1Char('\n')), 202);
  view.copy_picture();
  EXPECT_FALSE(QApplication::clipboard()->image().isNull());
}

TEST(FigureFrame, TheTableButtonOpensATableForScreenReaders) {
  HistogramView view;
  view.set_title(QStringLiteral("Histogram"));
  view.set_variants(synthetic::site_variants(64, 32));
  show_at(view, 400, 300);
  auto* button = view.findChild<QToolButton*>(QStringLiteral("as_table"));
  ASSERT_NE(button, nullptr);
  EXPECT_FALSE(button->accessibleName().isEmpty());
  QTest::mouseClick(button, Qt::LeftButton);
  auto* dialog = view.findChild<QDialog*>(QStringLiteral("table_dialog"));
  ASSERT_NE(dialog, nullptr);
  auto* table = dialog->findChild<QTableView*>();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->model()->rowCount(), 201);
  EXPECT_FALSE(table->accessibleName().isEmpty());
  dialog->close();
}

TEST(FigureFrame, ResetButtonShowsEverything) {
  ChannelProfileView view;
  view.set_variants(synthetic::site_variants(128, 32));
  show_at(view, 400, 300);
  view.set_x_range(10, 20);
  EXPECT_FALSE(view.shows_all());
  QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("reset_zoom")), Qt::LeftButton);
  EXPECT_TRUE(view.shows_all());
}

TEST(FigureFrame, WheelZoomsAndDoubleClickResets) {
  ChannelProfileView view;
  view.set_variants(synthetic::site_variants(128, 32));
  show_at(view, 400, 300);
  const QPointF middle(220, 120);
  QWheelEvent wheel(middle, view.canvas()->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(view.canvas(), &wheel);
  EXPECT_FALSE(view.shows_all());
  QTest::mouseDClick(view.canvas(), Qt::LeftButton, {}, middle.toPoint());
  EXPECT_TRUE(view.shows_all());
}

TEST(FigureFrame, KeysZoomToo) {
  HistogramView view;
  view.set_variants(synthetic::site_variants(64, 32));
  show_at(view, 400, 300);
  QTest::keyClick(view.canvas(), Qt::Key_Plus);
  EXPECT_FALSE(view.shows_all());
  QTest::keyClick(view.canvas(), Qt::Key_0);
  EXPECT_TRUE(view.shows_all());
}

TEST(FigureFrame, HelpIsShownOnClickAndRead) {
  HistogramView view;
  view.set_help(QStringLiteral("What it is. When it is bad."));
  show_at(view, 400, 300);
  auto* help = view.findChild<HelpButton*>();
  ASSERT_NE(help, nullptr);
  EXPECT_TRUE(help->isVisible());
  EXPECT_EQ(view.accessibleDescription().toStdString(), "What it is. When it is bad.");
  QTest::mouseClick(help, Qt::LeftButton);
  auto* bubble = help->findChild<QFrame*>(QStringLiteral("help_bubble"));
  ASSERT_NE(bubble, nullptr);
  EXPECT_TRUE(bubble->isVisible());
  EXPECT_EQ(bubble->findChild<QLabel*>()->text().toStdString(), "What it is. When it is bad.");
  bubble->close();
}

TEST(FigureFrame, PlotsFollowTheTheme) {
  HistogramView view;
  view.set_variants(synthetic::site_variants(64, 32));
  show_at(view, 400, 300);
  EXPECT_TRUE(is_like(look_at(view).pixel(2, 2), theme_palette(false).color(QPalette::Base).rgb()));
  apply_theme(ThemeChoice::dark);
  EXPECT_TRUE(is_like(look_at(view).pixel(2, 2), theme_palette(true).color(QPalette::Base).rgb()));
  EXPECT_EQ(view.legend()[0].color, role_color(ColorRole::before, theme_palette(true)));
  apply_theme(ThemeChoice::light);
}

TEST(FigureFrame, PlaceholderCoversTheEmptyPlot) {
  HistogramView view;
  view.set_placeholder(QStringLiteral("Nothing yet."));
  show_at(view, 400, 300);
  const auto texts = view.canvas()->findChildren<QLabel*>();
  ASSERT_EQ(texts.size(), 1);
  EXPECT_TRUE(texts[0]->isVisible());
  EXPECT_EQ(texts[0]->size(), view.canvas()->size());
  view.set_placeholder({});
  EXPECT_FALSE(texts[0]->isVisible());
}

/// Counts how often it takes on a new look.
class Styled : public FigureFrame {
 public:
  int times = 0;
  [[nodiscard]] TableData table() const override { return {}; }

 protected:
  void draw_content(QCPPainter&, QSize) override {}
  void restyle() override { ++times; }
};

TEST(FigureFrame, TakesOnAnotherThemeAtOnceOrWhenItIsSeenAgain) {
  apply_theme(ThemeChoice::light);
  Styled seen;
  Styled hidden;
  seen.show();
  hidden.show();
  hidden.hide();
  QCoreApplication::processEvents();
  seen.times = hidden.times = 0;
  apply_theme(ThemeChoice::dark);
  QCoreApplication::processEvents();
  EXPECT_GE(seen.times, 1);
  EXPECT_EQ(hidden.times, 0);
  hidden.show();
  EXPECT_EQ(hidden.times, 1);
  hidden.hide();
  hidden.show();
  EXPECT_EQ(hidden.times, 1) << "nothing has changed since";
  apply_theme(ThemeChoice::light);
}

}  // namespace
}  // namespace rotorscope
