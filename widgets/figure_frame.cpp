#include "widgets/figure_frame.h"

#include "widgets/elided_label.h"
#include "widgets/help_button.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <utility>

namespace rotorscope {
namespace {

QToolButton* make_tool(const QString& icon_name, const QString& text, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(themed_icon(icon_name));
  button->setIconSize({16, 16});
  button->setAutoRaise(true);
  button->setToolTip(text);
  button->setAccessibleName(text);
  return button;
}

}  // namespace

FigureFrame::FigureFrame(QWidget* parent) : QWidget(parent) {
  layout_ = new QVBoxLayout(this);
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(space_small);

  header_ = new QWidget(this);
  auto* header = new QHBoxLayout(header_);
  header->setContentsMargins(0, 0, 0, 0);
  header->setSpacing(space_small);
  title_ = new ElidedLabel(this);
  title_->set_prominent(true);
  title_->setFont(heading_font());
  help_ = new HelpButton(this);
  subtitle_ = new ElidedLabel(this);
  subtitle_->setFont(small_font());
  // The subtitle gives way first.
  subtitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  header->addWidget(title_);
  header->addWidget(help_);
  header->addSpacing(space_small);
  header->addWidget(subtitle_, 1);
  tools_ = new QHBoxLayout;
  tools_->setSpacing(2);
  header->addLayout(tools_);
  layout_->addWidget(header_);

  legend_ = new LegendRow(this);
  legend_->hide();
  layout_->addWidget(legend_);
  build_tools();
}

void FigureFrame::build_tools() {
  reset_ = make_tool(QStringLiteral("reset-zoom"), tr("Show all (reset zoom)"), this);
  reset_->setObjectName(QStringLiteral("reset_zoom"));
  as_table_ = make_tool(QStringLiteral("table"), tr("Show as table"), this);
  as_table_->setObjectName(QStringLiteral("as_table"));
  more_ = make_tool(QStringLiteral("save"), tr("Save or copy"), this);
  more_->setObjectName(QStringLiteral("save_or_copy"));
  for (QToolButton* button : {reset_, as_table_, more_}) tools_->addWidget(button);
  connect(reset_, &QToolButton::clicked, this, &FigureFrame::reset_view);
  connect(as_table_, &QToolButton::clicked, this, &FigureFrame::show_table);
  auto* menu = new QMenu(more_);
  fill_menu(*menu);
  more_->setMenu(menu);
  more_->setPopupMode(QToolButton::InstantPopup);
  // The arrow that Qt adds beside a menu's icon says nothing that the icon does not.
  more_->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; width: 0; }"));
}

void FigureFrame::fill_menu(QMenu& menu) {
  menu.addAction(themed_icon(QStringLiteral("picture")), tr("Save picture as PNG…"), this,
                 [this] { save_as(QStringLiteral("png")); });
  menu.addAction(themed_icon(QStringLiteral("picture")), tr("Save picture as SVG…"), this,
                 [this] { save_as(QStringLiteral("svg")); });
  menu.addAction(themed_icon(QStringLiteral("table")), tr("Save numbers as CSV…"), this,
                 [this] { save_as(QStringLiteral("csv")); });
  menu.addSeparator();
  menu.addAction(themed_icon(QStringLiteral("copy")), tr("Copy picture"), this, &FigureFrame::copy_picture);
  menu.addAction(themed_icon(QStringLiteral("copy")), tr("Copy numbers"), this, &FigureFrame::copy_data);
  menu.addSeparator();
  menu.addAction(themed_icon(QStringLiteral("table")), tr("Show as table"), this, &FigureFrame::show_table);
  menu.addAction(themed_icon(QStringLiteral("reset-zoom")), tr("Show all (reset zoom)"), this,
                 &FigureFrame::reset_view);
}

void FigureFrame::set_title(const QString& title) {
  title_->set_text(title);
  setAccessibleName(title);
  if (content_ != nullptr) content_->setAccessibleName(title);
}

QString FigureFrame::title() const { return title_->text(); }

void FigureFrame::set_subtitle(const QString& subtitle) { subtitle_->set_text(subtitle); }

QString FigureFrame::subtitle() const { return subtitle_->text(); }

void FigureFrame::set_help(const QString& text) {
  help_->set_help(text);
  setAccessibleDescription(text);
  if (content_ != nullptr) content_->setAccessibleDescription(text);
}

void FigureFrame::set_legend(std::vector<LegendEntry> entries) {
  legend_->set_entries(std::move(entries));
  if (compact_) legend_->hide();
}

const std::vector<LegendEntry>& FigureFrame::legend() const { return legend_->entries(); }

void FigureFrame::set_placeholder(const QString& text) {
  if (placeholder_ == nullptr) {
    if (text.isEmpty() || content_ == nullptr) return;
    placeholder_ = new QLabel(content_);
    placeholder_->setAlignment(Qt::AlignCenter);
    placeholder_->setWordWrap(true);
    placeholder_->setTextFormat(Qt::PlainText);
    placeholder_->setAttribute(Qt::WA_TransparentForMouseEvents);
    placeholder_->setAutoFillBackground(true);
    placeholder_->setBackgroundRole(QPalette::Base);
    placeholder_->setForegroundRole(QPalette::PlaceholderText);
    placeholder_->setMargin(space_large);
  }
  placeholder_->setText(text);
  placeholder_->setVisible(!text.isEmpty());
  place_placeholder();
}

void FigureFrame::place_placeholder() {
  if (placeholder_ != nullptr) placeholder_->setGeometry(content_->rect());
}

void FigureFrame::add_tool(QWidget* tool) { tools_->insertWidget(tools_->count() - 3, tool); }

void FigureFrame::set_compact(bool compact) {
  compact_ = compact;
  header_->setVisible(!compact);
  legend_->setVisible(!compact && !legend_->entries().empty());
}

void FigureFrame::set_content(QWidget* content) {
  content_ = content;
  content_->installEventFilter(this);
  layout_->addWidget(content_, 1);
}

bool FigureFrame::event(QEvent* event) {
  if (event->type() == QEvent::ApplicationFontChange) {
    title_->setFont(heading_font());
    subtitle_->setFont(small_font());
    restyle_when_seen();
  }
  return QWidget::event(event);
}

void FigureFrame::restyle_when_seen() {
  // A change of theme or type size reaches all figures of all pages at once; most are hidden and can wait.
  must_restyle_ = !isVisible();
  if (!must_restyle_) restyle();
}

void FigureFrame::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (std::exchange(must_restyle_, false)) restyle();
}

void FigureFrame::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) restyle_when_seen();
}

void FigureFrame::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  fill_menu(*menu);
  menu->popup(event->globalPos());
}

bool FigureFrame::eventFilter(QObject* watched, QEvent* event) {
  if (watched == content_ && event->type() == QEvent::Resize) place_placeholder();
  return QWidget::eventFilter(watched, event);
}

}  // namespace rotorscope
