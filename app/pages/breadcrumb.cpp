#include "app/pages/breadcrumb.h"

#include "app/session/session.h"
#include "app/session/site_request.h"
#include "core/protocol/site.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace rotorscope {
namespace {

QString text_of(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

Breadcrumb::Breadcrumb(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      all_(new QToolButton(this)),
      layer_(new QToolButton(this)),
      site_(new QToolButton(this)),
      channel_(new QToolButton(this)),
      pin_(new QToolButton(this)),
      pinned_(new QToolButton(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space_small);
  all_->setText(tr("All layers"));
  all_->setObjectName(QStringLiteral("crumb_all"));
  layer_->setObjectName(QStringLiteral("crumb_layer"));
  site_->setObjectName(QStringLiteral("crumb_site"));
  channel_->setObjectName(QStringLiteral("crumb_channel"));
  bool first = true;
  for (QToolButton* part : {all_, layer_, site_, channel_}) {
    if (!first) row->addWidget(new QLabel(QStringLiteral("›"), this));
    first = false;
    part->setAutoRaise(true);
    part->setFocusPolicy(Qt::TabFocus);
    row->addWidget(part);
  }
  row->addStretch(1);
  pin_->setText(tr("Pin"));
  pin_->setIcon(themed_icon(QStringLiteral("pin")));
  pin_->setObjectName(QStringLiteral("pin_site"));
  pin_->setToolTip(tr("Keeps this site and its rotations, to be seen beside others"));
  pinned_->setObjectName(QStringLiteral("show_pins"));
  pinned_->setToolTip(tr("Shows the pinned sites side by side, on one scale"));
  for (QToolButton* button : {pin_, pinned_}) {
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row->addWidget(button);
  }
  for (QToolButton* part : {layer_, site_, channel_}) {
    part->setPopupMode(QToolButton::InstantPopup);
    part->setMenu(new QMenu(part));
  }
  layer_->setAccessibleName(tr("Choose a layer"));
  site_->setAccessibleName(tr("Choose a site"));
  channel_->setAccessibleName(tr("Choose a channel"));
  connect(all_, &QToolButton::clicked, this, &Breadcrumb::overview_wanted);
  connect(layer_->menu(), &QMenu::aboutToShow, this, &Breadcrumb::fill_layers);
  connect(site_->menu(), &QMenu::aboutToShow, this, &Breadcrumb::fill_sites);
  connect(channel_->menu(), &QMenu::aboutToShow, this, &Breadcrumb::fill_channels);
  connect(&session.selection(), &Selection::changed, this, &Breadcrumb::update_texts);
  connect(pin_, &QToolButton::clicked, this, [this] {
    session_.pins().add(selected_site_request(session_, compared_rotations(session_)));
    emit pins_wanted();
  });
  connect(pinned_, &QToolButton::clicked, this, &Breadcrumb::pins_wanted);
  connect(&session.pins(), &Pins::changed, this, &Breadcrumb::update_pins);
  update_texts();
  update_pins();
}

void Breadcrumb::update_pins() {
  const auto count = session_.pins().all().size();
  pinned_->setVisible(count > 0);
  pinned_->setText(tr("Pinned (%1)").arg(count));
  pin_->setEnabled(count < Pins::most);
}

void Breadcrumb::set_overview(bool overview) {
  QFont font = all_->font();
  font.setBold(overview);
  all_->setFont(font);
}

void Breadcrumb::update_texts() {
  const Selection& selection = session_.selection();
  layer_->setText(tr("Layer %1").arg(selection.layer()));
  site_->setText(selection.site());
  channel_->setText(selection.channel() < 0 ? tr("all channels") : tr("channel %1").arg(selection.channel()));
}

void Breadcrumb::fill_layers() {
  QMenu* menu = layer_->menu();
  menu->clear();
  if (!session_.has_model()) return;
  for (int layer = 0; layer < session_.model().layers; ++layer) {
    menu->addAction(tr("Layer %1").arg(layer), this, [this, layer] {
      session_.selection().set(layer, session_.selection().site());
      emit site_wanted();
    });
  }
}

void Breadcrumb::fill_sites() {
  QMenu* menu = site_->menu();
  menu->clear();
  for (const Site site : block_sites) {
    const QString name = text_of(site_name(site));
    menu->addAction(tr("%1 – %2").arg(name, text_of(site_description(site))), this, [this, name] {
      session_.selection().set(session_.selection().layer(), name);
      emit site_wanted();
    });
  }
}

void Breadcrumb::fill_channels() {
  QMenu* menu = channel_->menu();
  menu->clear();
  const auto choose = [this](int channel) {
    session_.selection().set_channel(channel);
    emit site_wanted();
  };
  menu->addAction(tr("All channels"), this, [choose] { choose(-1); });
  const SiteSummary* site = session_.inspection().site(session_.selection().layer(), session_.selection().site());
  if (site == nullptr) return;
  menu->addSeparator();
  for (const auto& peak : site->before.top_channels) {
    menu->addAction(tr("Channel %1, max %2").arg(peak.channel).arg(format_number(peak.absmax)), this,
                    [choose, channel = peak.channel] { choose(channel); });
  }
}

}  // namespace rotorscope
