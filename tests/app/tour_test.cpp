// A scripted session on the sample model, with real clicks and keys and the real backend: every page, every lesson,
// from opening to a verified export. Measures the longest time in which the window does not answer. With
// ROTORSCOPE_PICTURES=FOLDER it also takes pictures of all that it sees (see docs/window.md).
#include "tests/app/tour.h"

#include "app/lessons/lesson_runner.h"
#include "app/window/actions.h"
#include "app/window/page_tabs.h"
#include "app/window/teaching.h"
#include "core/protocol/site.h"
#include "widgets/heat_map_view.h"
#include "widgets/relief_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>

namespace rotorscope {
namespace {

/// Does what the steps of a lesson ask, by real input; the lesson must notice each.
class LessonReader {
 public:
  explicit LessonReader(Tour& tour) : tour_(tour), runner_(tour.window().teaching().runner()) {}

  void read(int lesson, const std::vector<std::function<void()>>& tasks) {
    tour_.doing(QStringLiteral("lesson %1").arg(lesson + 1));
    tour_.window().pages().show_page(PageId::lessons);
    tour_.idle();
    tour_.click(QStringLiteral("lesson_start_%1").arg(lesson + 1));
    ASSERT_TRUE(runner_.running());
    ASSERT_EQ(runner_.step_count(), static_cast<int>(tasks.size())) << lesson;
    for (std::size_t step = 0; step < tasks.size(); ++step) {
      tour_.doing(QStringLiteral("lesson %1, step %2").arg(lesson + 1).arg(step + 1));
      ASSERT_EQ(runner_.step_index(), static_cast<int>(step));
      tour_.idle();
      if (lesson == 0 && step == 1) tour_.picture(QStringLiteral("lesson-running"));
      if (const auto& question = runner_.question()) {
        const int wrong = question->right == 0 ? 1 : 0;
        tour_.click(QStringLiteral("lesson_choice_%1").arg(wrong));
        EXPECT_FALSE(runner_.step_done()) << "a wrong answer passed";
        tour_.click(QStringLiteral("lesson_choice_%1").arg(question->right));
      } else if (tasks[step]) {
        tasks[step]();
        if (testing::Test::HasFatalFailure()) return;
      }
      ASSERT_TRUE(wait_until([this] { return runner_.step_done(); }, Tour::long_ms))
          << "lesson " << lesson + 1 << ", step " << step + 1;
      tour_.click(QStringLiteral("lesson_next"));
    }
    EXPECT_FALSE(runner_.running());
    EXPECT_EQ(tour_.window().pages().current_page(), PageId::lessons);
    EXPECT_TRUE(LessonRunner::finished_lessons().contains(runner_.lessons()[static_cast<std::size_t>(lesson)].id));
  }

 private:
  Tour& tour_;
  LessonRunner& runner_;
};

/// A key, and time for the window to act on it, as between two keys of a hand.
void press(QWidget* widget, Qt::Key key) {
  QTest::keyClick(widget, key);  // may close the widget
  QTest::qWait(20);
}

/// Ctrl+K, a place, Enter.
void jump(Tour& tour, const QString& place, const char* picture = nullptr) {
  QTest::keyClick(&tour.window(), Qt::Key_K, Qt::ControlModifier);
  ASSERT_TRUE(wait_until([&] { return tour.visible(QStringLiteral("command_palette")); }));
  if (picture != nullptr) tour.picture(QLatin1String(picture));
  auto* field = tour.find<QWidget>(QStringLiteral("command_palette"))->findChild<QLineEdit*>();
  QTest::keyClicks(field, place, Qt::NoModifier, 20);
  press(field, Qt::Key_Return);
}

void choose_view(Tour& tour, int view) {
  auto* bar = tour.find<QTabBar>(QStringLiteral("site_views"));
  QTest::mouseClick(bar, Qt::LeftButton, Qt::NoModifier, bar->tabRect(view).center());
  tour.idle();
}

void choose_rotation(Tour& tour, const QString& source) {
  auto* combo = tour.find<QComboBox>(QStringLiteral("compare/after/source"));
  combo->setFocus();
  const int wanted = combo->findData(source);
  ASSERT_GE(wanted, 0) << source.toStdString();
  press(combo, Qt::Key_Home);
  for (int at = combo->currentIndex(); at < wanted; ++at) press(combo, Qt::Key_Down);
  ASSERT_EQ(combo->currentIndex(), wanted);
  tour.idle();
}

void set_number(Tour& tour, const QString& name, const QString& value) {
  auto* spin = tour.find<QAbstractSpinBox>(name);
  spin->setFocus();
  spin->selectAll();
  QTest::keyClicks(spin, value, Qt::NoModifier, 20);
  press(spin, Qt::Key_Return);
  tour.idle();
}

void set_quantized(Tour& tour, bool on) {
  auto* box = tour.find<QAbstractButton>(QStringLiteral("evaluate/quantized"));
  if (box->isChecked() != on) QTest::mouseClick(box, Qt::LeftButton, Qt::NoModifier, QPoint(8, box->height() / 2));
}

/// Of a site in the overview.
int row_of(const std::string& site) {
  for (std::size_t row = 0; row < block_sites.size(); ++row) {
    if (site_name(block_sites[row]) == site) return static_cast<int>(row);
  }
  return -1;
}

void toggle_r4(Tour& tour) {
  tour.find<QAbstractButton>(QStringLiteral("R4"))->click();
  tour.idle();
}

TEST(TourTest, EveryPageAndEveryLessonOnTheSampleModel) {
  Tour tour;
  if (!tour.has_sample()) GTEST_SKIP() << "the sample model is not installed";
  // Pictures show what a reader would see; the test alone takes small numbers, for its time.
  const int tokens = tour.takes_pictures() ? 512 : 128;
  QSettings().setValue(QStringLiteral("inspect/tokens"), tokens);
  QSettings().setValue(QStringLiteral("evaluate/seq_len"), tokens);
  tour.open_window();
  tour.picture(QStringLiteral("start"));

  tour.doing(QStringLiteral("opening"));
  QElapsedTimer opening;
  opening.start();
  tour.click(QStringLiteral("start_sample"));
  ASSERT_TRUE(wait_until([&] { return tour.session().has_model(); }, Tour::long_ms));
  std::printf("the tree was there after %lld ms\n", static_cast<long long>(opening.elapsed()));
  tour.idle();
  ASSERT_TRUE(tour.session().inspection().has_outcome()) << tour.session().inspection().error().message();
  tour.picture(QStringLiteral("inspect"));

  tour.doing(QStringLiteral("inspect"));
  jump(tour, QStringLiteral("11 down_in"), "palette");
  tour.idle();
  EXPECT_EQ(tour.session().selection().layer(), 11);
  auto* map = tour.find<HeatMapView>(QStringLiteral("site_map"));
  EXPECT_EQ(map->table().rows, 30);
  tour.picture(QStringLiteral("inspect-site"));
  choose_view(tour, 1);
  EXPECT_EQ(map->table().rows, tokens);
  tour.picture(QStringLiteral("inspect-tokens"));
  choose_view(tour, 2);
  auto* relief = tour.find<ReliefView>(QStringLiteral("site_relief"));
  ASSERT_TRUE(wait_until([&] { return relief->panel_count() == 2; }, Tour::long_ms));
  tour.picture(QStringLiteral("inspect-relief"));
  const ReliefCamera camera = relief->camera();
  QTest::mousePress(relief->canvas(), Qt::LeftButton, Qt::NoModifier, QPoint(100, 60));
  for (int x = 100; x < 160; x += 4) QTest::mouseMove(relief->canvas(), QPoint(x, 60));
  QTest::mouseRelease(relief->canvas(), Qt::LeftButton, Qt::NoModifier, QPoint(160, 60));
  EXPECT_FALSE(relief->camera() == camera);
  choose_view(tour, 3);
  tour.picture(QStringLiteral("inspect-largest"));
  choose_view(tour, 0);
  tour.click(QStringLiteral("pin_site"));
  tour.window().go_to(29, QStringLiteral("down_in"), -1);
  tour.idle();
  tour.click(QStringLiteral("pin_site"));
  tour.idle();
  tour.picture(QStringLiteral("inspect-pins"));

  LessonReader reader(tour);
  auto& settings = tour.window().settings();
  reader.read(0, {[&] {
                    auto* overview = tour.find<HeatMapView>(QStringLiteral("overview_map"));
                    const SiteSummary* worst = tour.window().teaching().runner().context().worst_site();
                    ASSERT_NE(worst, nullptr);
                    QTest::mouseClick(overview->canvas(), Qt::LeftButton, Qt::NoModifier,
                                      tour.cell_position(*overview, worst->layer, row_of(worst->site)));
                  },
                  {},
                  [&] { choose_view(tour, 3); },
                  [&] { choose_view(tour, 2); },
                  [&] { jump(tour, QStringLiteral("0 mlp_in")); }});
  if (HasFatalFailure()) return;
  const auto evaluate = [&] { tour.click(QStringLiteral("evaluate_run")); };
  settings.inspect.bits.set(5);
  reader.read(1, {[&] { set_number(tour, QStringLiteral("inspect/bits/number"), QStringLiteral("8")); },
                  [&] { set_number(tour, QStringLiteral("inspect/bits/number"), QStringLiteral("4")); },
                  {},
                  [&] {
                    auto* clip = tour.find<QWidget>(QStringLiteral("inspect/clip"));
                    for (int at = 0; at < 14; ++at) press(clip, Qt::Key_Left);
                  },
                  [&] {
                    settings.eval.windows.set(tour.takes_pictures() ? 4 : 2);
                    set_quantized(tour, false);
                    evaluate();
                  },
                  [&] {
                    set_quantized(tour, true);
                    choose_rotation(tour, QStringLiteral("none"));
                    evaluate();
                  }});
  if (HasFatalFailure()) return;
  settings.inspect.clip.reset();
  reader.read(2, {[&] { choose_rotation(tour, QStringLiteral("orthogonal")); },
                  [&] { tour.click(QStringLiteral("status_gate")); },
                  {},
                  [&] { toggle_r4(tour); },
                  [&] { toggle_r4(tour); }});
  if (HasFatalFailure()) return;
  tour.window().pages().show_page(PageId::rotate);
  choose_rotation(tour, QStringLiteral("hadamard"));
  tour.session().selection().set(29, QStringLiteral("down_in"));
  tour.idle();
  tour.picture(QStringLiteral("rotate"));
  reader.read(3, {{},
                  [&] { set_number(tour, QStringLiteral("compare/after/seed"), QStringLiteral("3")); },
                  [&] {
                    settings.eval.sweep_seeds.set(tour.takes_pictures() ? 6 : 2);
                    tour.click(QStringLiteral("sweep_start"));
                    tour.idle();
                    tour.picture(QStringLiteral("rotate-seeds"));
                  },
                  {}});
  if (HasFatalFailure()) return;
  settings.learn.steps.set(tour.takes_pictures() ? 100 : 40);
  reader.read(4, {[&] { tour.click(QStringLiteral("learn_start")); },
                  [&] {
                    wait_until([&] { return tour.session().learning().job() == nullptr; }, Tour::long_ms);
                    tour.idle();
                    tour.picture(QStringLiteral("rotate-learning"));
                  },
                  [&] { choose_rotation(tour, QStringLiteral("learned")); },
                  [&] {
                    set_quantized(tour, true);
                    evaluate();
                  }});
  if (HasFatalFailure()) return;
  tour.doing(QStringLiteral("quantize"));
  tour.window().pages().show_page(PageId::quantize);
  tour.window().actions().inspect->trigger();
  tour.idle();
  tour.picture(QStringLiteral("quantize"));
  tour.doing(QStringLiteral("evaluate"));
  tour.window().pages().show_page(PageId::evaluate);
  tour.idle();
  tour.picture(QStringLiteral("evaluate"));
  reader.read(5, {{},
                  [&] {
                    auto* line = tour.find<QLineEdit>(QStringLiteral("export/out"));
                    line->setFocus();
                    line->selectAll();
                    QTest::keyClicks(line, tour.folder("exported"), Qt::NoModifier, 5);
                    press(line, Qt::Key_Return);
                  },
                  [&] {
                    auto* verify = tour.find<QAbstractButton>(QStringLiteral("export/verify"));
                    if (!verify->isChecked()) verify->click();
                  },
                  [&] {
                    tour.click(QStringLiteral("export_start"));
                    wait_until([&] { return tour.visible(QStringLiteral("export_verdict")); }, Tour::long_ms);
                    tour.picture(QStringLiteral("export"));
                  },
                  {}});
  if (HasFatalFailure()) return;
  tour.picture(QStringLiteral("lessons"));

  tour.doing(QStringLiteral("presentation"));
  tour.window().go_to(11, QStringLiteral("down_in"), 1231);
  QTest::keyClick(&tour.window(), Qt::Key_F11);
  EXPECT_TRUE(tour.window().isFullScreen());
  tour.idle();
  tour.picture(QStringLiteral("presentation"));
  QTest::keyClick(&tour.window(), Qt::Key_Escape);
  EXPECT_FALSE(tour.window().isFullScreen());

  tour.report();
  // The goal is 50 ms on a quiet machine; this machine may be crowded.
  EXPECT_LT(tour.stalls().longest_ms(), 2000);
}

}  // namespace
}  // namespace rotorscope
