#include "app/window/dialogs.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

struct Dialog {
  Dialog(const QString& title, QWidget* parent, QDialogButtonBox::StandardButtons buttons)
      : window(new QDialog(parent)), column(new QVBoxLayout(window)), box(new QDialogButtonBox(buttons, window)) {
    window->setWindowTitle(title);
    window->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(box, &QDialogButtonBox::accepted, window, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, window, &QDialog::reject);
  }
  QDialog* window;
  QVBoxLayout* column;
  QDialogButtonBox* box;
};

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(dialogs)
};

}  // namespace

void show_shortcuts(const QList<QAction*>& actions, QWidget* parent) {
  Dialog dialog(Texts::tr("Keyboard shortcuts"), parent, QDialogButtonBox::Close);
  auto* table = new QTableWidget(0, 2, dialog.window);
  table->setHorizontalHeaderLabels({Texts::tr("Action"), Texts::tr("Keys")});
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->verticalHeader()->hide();
  table->setAccessibleName(Texts::tr("Keyboard shortcuts"));
  const auto add = [table](const QString& action, const QString& keys) {
    const int row = table->rowCount();
    table->insertRow(row);
    table->setItem(row, 0, new QTableWidgetItem(action));
    table->setItem(row, 1, new QTableWidgetItem(keys));
  };
  for (const QAction* action : actions) {
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    if (keys.isEmpty()) continue;
    QString name = action->text();
    add(name.remove(u'&').remove(u'…'), keys.join(Texts::tr(" or ")));
  }
  add(Texts::tr("Move in a map; take the marked cell"), Texts::tr("arrow keys; Enter"));
  add(Texts::tr("Zoom a plot; only one axis; show all"), Texts::tr("wheel; Ctrl+wheel; double click"));
  add(Texts::tr("Remove the chosen row of the evaluations"), Texts::tr("Del"));
  table->resizeColumnsToContents();
  table->horizontalHeader()->setStretchLastSection(true);
  dialog.column->addWidget(table);
  dialog.column->addWidget(dialog.box);
  dialog.window->resize(520, 520);
  dialog.window->open();
}

void show_about(const QString& backend_version, QWidget* parent) {
  Dialog dialog(Texts::tr("About Rotorscope"), parent, QDialogButtonBox::Close);
  auto* picture = new QLabel(dialog.window);
  picture->setPixmap(app_icon().pixmap(64, 64));
  picture->setAlignment(Qt::AlignCenter);
  auto* text = new QTextBrowser(dialog.window);
  text->setOpenExternalLinks(true);
  text->setHtml(
      Texts::tr("<h2 align='center'>Rotorscope %1</h2>"
         "<p align='center'>Backend: %2</p>"
         "<p>Looks at activation outliers of language models, removes them with rotations, quantizes, measures and "
         "exports.</p>"
         "<p>Rotorscope is licensed under the Apache License 2.0.</p>"
         "<p>It is built on:</p><ul>"
         "<li>Qt %3, LGPL 3</li>"
         "<li>QCustomPlot 2.1, GPL 3</li>"
         "<li>libtorch (PyTorch), BSD 3-clause</li>"
         "<li>HDF5, BSD style</li>"
         "<li>JSON for Modern C++, MIT</li>"
         "<li>tl::expected, CC0</li>"
         "<li>PCRE2 and SentencePiece, BSD 3-clause and Apache 2.0</li></ul>"
         "<p>QCustomPlot's licence makes this program as a whole subject to the GNU General Public License 3.</p>"
         "<p>Sample model: SmolLM2-135M-Instruct by Hugging Face, Apache License 2.0.</p>")
          .arg(QStringLiteral(ROTORSCOPE_VERSION),
               backend_version.isEmpty() ? Texts::tr("none") : QStringLiteral("rotor ") + backend_version,
               QString::fromLatin1(qVersion())));
  dialog.column->addWidget(picture);
  dialog.column->addWidget(text);
  dialog.column->addWidget(dialog.box);
  dialog.window->resize(480, 560);
  dialog.window->open();
}

}  // namespace rotorscope
