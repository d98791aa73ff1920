#include "app/window/command_palette.h"

#include "app/session/session.h"
#include "app/window/palette_jump.h"
#include "core/protocol/site.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAction>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace rotorscope {
namespace {

constexpr std::size_t shown_places = 8;

/// Every word of the query occurs in the text.
bool matches(const QString& text, const QStringList& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace

CommandPalette::CommandPalette(Session& session, QList<QAction*> actions, QWidget* parent)
    : QFrame(parent),
      session_(session),
      actions_(std::move(actions)),
      field_(new QLineEdit(this)),
      list_(new QListWidget(this)),
      focus_before_(parent->focusWidget()) {
  setAttribute(Qt::WA_DeleteOnClose);
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setObjectName(QStringLiteral("command_palette"));
  setAccessibleName(tr("Command palette"));
  field_->setPlaceholderText(tr("A command, or a place such as \"29 down_in 341\""));
  field_->setAccessibleName(tr("Command or place"));
  field_->setClearButtonEnabled(true);
  list_->setAccessibleName(tr("Matches"));
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space, space, space, space);
  column->addWidget(field_);
  column->addWidget(list_);
  field_->installEventFilter(this);
  parent->installEventFilter(this);
  connect(field_, &QLineEdit::textChanged, this, &CommandPalette::update_entries);
  connect(field_, &QLineEdit::returnPressed, this, &CommandPalette::run_current);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run_current);
  place();
  update_entries({});
}

void CommandPalette::place() {
  const int width = std::min(560, parentWidget()->width() - 40);
  setFixedWidth(width);
  move((parentWidget()->width() - width) / 2, 60);
}

void CommandPalette::open() {
  show();
  raise();
  field_->setFocus();
}

void CommandPalette::closeEvent(QCloseEvent* event) {
  if (field_->hasFocus() && focus_before_) focus_before_->setFocus();
  QFrame::closeEvent(event);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget()) {
    if (event->type() == QEvent::Resize) place();
    return false;
  }
  if (watched != field_) return QFrame::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::ShortcutOverride:  // Escape is ours, not the presentation's
      if (static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) break;
      event->accept();
      return true;
    case QEvent::KeyPress:
      if (take_key(static_cast<QKeyEvent*>(event)->key())) return true;
      break;
    case QEvent::FocusOut: {
      const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
      if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason) close();
      break;
    }
    default:
      break;
  }
  return QFrame::eventFilter(watched, event);
}

bool CommandPalette::take_key(int key) {
  if (key == Qt::Key_Escape) {
    close();
    return true;
  }
  const int step = key == Qt::Key_Down       ? 1
                   : key == Qt::Key_Up       ? -1
                   : key == Qt::Key_PageDown ? 8
                   : key == Qt::Key_PageUp   ? -8
                                             : 0;
  if (step == 0 || list_->count() == 0) return false;
  list_->setCurrentRow(std::clamp(list_->currentRow() + step, 0, list_->count() - 1));
  return true;
}

void CommandPalette::update_entries(const QString& text) {
  entries_.clear();
  add_places(text);
  add_actions(text);
  list_->clear();
  for (const Entry& entry : entries_) {
    list_->addItem(entry.note.isEmpty() ? entry.text : tr("%1   –   %2").arg(entry.text, entry.note));
  }
  if (list_->count() > 0) list_->setCurrentRow(0);
  constexpr int most_rows = 14;
  const int row_height = list_->count() > 0 ? list_->sizeHintForRow(0) : fontMetrics().height();
  list_->setFixedHeight(std::clamp(list_->count(), 1, most_rows) * row_height + 2 * list_->frameWidth());
  adjustSize();
}

void CommandPalette::add_places(const QString& text) {
  if (!session_.has_model() || text.trimmed().isEmpty()) return;
  const auto go = [this](int layer, const QString& site, int channel) {
    return [this, layer, site, channel] { emit place_wanted(layer, site, channel); };
  };
  if (const auto jump = parse_jump(text, session_.model().layers)) {
    if (!jump->site.isEmpty()) {
      QString name = tr("Layer %1 · %2").arg(jump->layer).arg(jump->site);
      if (jump->channel >= 0) name += tr(" · channel %1").arg(jump->channel);
      entries_.push_back({name, tr("go there"), go(jump->layer, jump->site, jump->channel)});
    } else {
      for (const Site site : block_sites) {
        const QString site_text =
            QString::fromUtf8(site_name(site).data(), static_cast<qsizetype>(site_name(site).size()));
        entries_.push_back(
            {tr("Layer %1 · %2").arg(jump->layer).arg(site_text), tr("go there"), go(jump->layer, site_text, -1)});
      }
    }
    return;
  }
  if (!session_.inspection().has_outcome()) return;
  const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
  std::vector<const SiteSummary*> found;
  for (const auto& site : session_.inspection().outcome().sites) {
    const QString name = tr("layer %1 %2").arg(site.layer).arg(QString::fromStdString(site.site));
    if (matches(name, words)) found.push_back(&site);
  }
  std::stable_sort(found.begin(), found.end(), [](const SiteSummary* a, const SiteSummary* b) {
    return a->before.outlier_ratio > b->before.outlier_ratio;
  });
  if (found.size() > shown_places) found.resize(shown_places);
  for (const auto* site : found) {
    const QString name = QString::fromStdString(site->site);
    entries_.push_back({tr("Layer %1 · %2").arg(site->layer).arg(name),
                        tr("outlier ratio %1").arg(format_number(site->before.outlier_ratio)),
                        go(site->layer, name, -1)});
  }
}

void CommandPalette::add_actions(const QString& text) {
  const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
  for (QAction* action : actions_) {
    QString name = action->text();
    name.remove(u'&').remove(u'…');
    const QString group = action->data().toString();
    if (!action->isEnabled() || name.isEmpty() || !matches(group + u' ' + name, words)) continue;
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    entries_.push_back({group.isEmpty() ? name : tr("%1: %2").arg(group, name), keys, [action] { action->trigger(); }});
  }
}

void CommandPalette::run_current() {
  const int row = list_->currentRow();
  if (row < 0 || row >= static_cast<int>(entries_.size())) return;
  const auto run = entries_[static_cast<std::size_t>(row)].run;
  close();
  run();
}

}  // namespace rotorscope
