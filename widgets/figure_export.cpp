// The part of FigureFrame that takes figures out of the window: files, clipboard, table.
#include "core/base/files.h"
#include "widgets/figure_frame.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QTableView>
#include <QVBoxLayout>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

constexpr int margin = 12;

void show_error(QWidget* parent, const Error& error) {
  auto* box = new QMessageBox(QMessageBox::Warning, QApplication::translate("figure", "Not saved"),
                              QString::fromStdString(error.message()), QMessageBox::Ok, parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

Status save_svg(const QString& path, QSize size, const QString& title,
                const std::function<void(QCPPainter&, QSize)>& draw) {
  QSvgGenerator generator;
  generator.setFileName(path);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(0, 0), size));
  generator.setResolution(96);  // a pixel here is a CSS pixel, and texts have the size they have on screen
  generator.setTitle(title);
  QCPPainter painter(&generator);
  if (!painter.isActive()) return fail("the file cannot be written", path.toStdString());
  painter.setMode(QCPPainter::pmVectorized);
  painter.setMode(QCPPainter::pmNoCaching);
  draw(painter, size);
  if (!painter.end()) return fail("the picture was not written whole", path.toStdString());
  return {};
}

}  // namespace

void FigureFrame::draw_figure(QCPPainter& painter, QSize size) {
  const QPalette colors = palette();
  painter.fillRect(QRect(QPoint(0, 0), size), colors.color(QPalette::Base));
  const int width = size.width() - 2 * margin;
  int y = margin;
  painter.save();
  painter.translate(margin, 0);
  const QFont heading = heading_font();
  const QFontMetrics metrics(heading);
  painter.setFont(heading);
  painter.setPen(colors.color(QPalette::Text));
  painter.drawText(QRect(0, y, width, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, title());
  const int title_width = metrics.horizontalAdvance(title()) + margin;
  painter.setFont(small_font());
  painter.setPen(role_color(ColorRole::muted, colors));
  painter.drawText(QRect(title_width, y, std::max(0, width - title_width), metrics.height()),
                   Qt::AlignLeft | Qt::AlignVCenter, subtitle());
  y += metrics.height() + space_small;
  painter.translate(0, y);
  y += legend_->draw(&painter, width);
  painter.restore();
  y += space_small;
  painter.save();
  painter.translate(margin, y);
  draw_content(painter, {width, std::max(40, size.height() - y - margin)});
  painter.restore();
}

QImage FigureFrame::picture(QSize size, double pixel_ratio) {
  if (size.isEmpty()) size = this->size().grownBy(QMargins(margin, margin, margin, margin));
  QImage image(size * pixel_ratio, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(pixel_ratio);
  QCPPainter painter(&image);
  painter.setMode(QCPPainter::pmNoCaching);
  draw_figure(painter, size);
  return image;
}

Status FigureFrame::save_picture(const QString& path, QSize size) {
  if (size.isEmpty()) size = this->size().grownBy(QMargins(margin, margin, margin, margin));
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix != QStringLiteral("png") && suffix != QStringLiteral("svg")) {
    return fail("pictures are saved as .png or .svg", path.toStdString());
  }
  return write_atomically(path.toStdString(), [&](const std::filesystem::path& temporary) -> Status {
    const QString file = QString::fromStdString(temporary.string());
    if (suffix == QStringLiteral("svg")) {
      return save_svg(file, size, title(), [this](QCPPainter& painter, QSize area) { draw_figure(painter, area); });
    }
    if (!picture(size).save(file, "PNG")) return fail("the picture could not be written", path.toStdString());
    return {};
  });
}

Status FigureFrame::save_csv(const QString& path) const {
  return write_atomically(path.toStdString(), [&](const std::filesystem::path& temporary) -> Status {
    QFile file(QString::fromStdString(temporary.string()));
    if (!file.open(QIODevice::WriteOnly)) return fail(file.errorString().toStdString(), path.toStdString());
    ROTOR_CHECK(write_csv(table(), file));
    if (!file.flush()) return fail(file.errorString().toStdString(), path.toStdString());
    return {};
  });
}

void FigureFrame::copy_picture() { QApplication::clipboard()->setImage(picture()); }

void FigureFrame::copy_data() const { QApplication::clipboard()->setText(to_tab_separated(table())); }

void FigureFrame::save_as(const QString& suffix) {
  QString name = title().isEmpty() ? tr("figure") : title().toLower();
  name.replace(QRegularExpression(QStringLiteral("[^\\w]+")), QStringLiteral("-"));
  const QString filter = QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix);
  QString path = QFileDialog::getSaveFileName(this, tr("Save figure"), name + QLatin1Char('.') + suffix, filter);
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QLatin1Char('.') + suffix;
  const Status saved = suffix == QStringLiteral("csv") ? save_csv(path) : save_picture(path);
  if (!saved) show_error(this, saved.error());
}

void FigureFrame::show_table() {
  auto* dialog = new QDialog(this);
  dialog->setObjectName(QStringLiteral("table_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("%1 as a table").arg(title()));
  auto* layout = new QVBoxLayout(dialog);
  auto* view = new QTableView(dialog);
  view->setModel(new TableDataModel(table(), view));
  view->setAccessibleName(dialog->windowTitle());
  view->setAlternatingRowColors(true);
  view->setShowGrid(false);
  view->verticalHeader()->setDefaultSectionSize(view->fontMetrics().height() + 8);
  // Measuring every cell of a map would take seconds; the header and what is visible suffice.
  view->horizontalHeader()->setResizeContentsPrecision(50);
  if (view->model()->columnCount() <= 64) view->resizeColumnsToContents();
  layout->addWidget(view);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QPushButton* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
  copy->setIcon(themed_icon(QStringLiteral("copy")));
  QPushButton* save = buttons->addButton(tr("Save as CSV…"), QDialogButtonBox::ActionRole);
  save->setIcon(themed_icon(QStringLiteral("save")));
  connect(copy, &QPushButton::clicked, this, &FigureFrame::copy_data);
  connect(save, &QPushButton::clicked, this, [this] { save_as(QStringLiteral("csv")); });
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  layout->addWidget(buttons);
  dialog->resize(640, 480);
  dialog->show();
}

}  // namespace rotorscope
