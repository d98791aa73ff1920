#include "app/pages/pinned_site.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "widgets/channel_profile_view.h"
#include "widgets/histogram_view.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace rotorscope {
namespace {

QString rotations_text(const SiteViewRequest& request) {
  QStringList texts;
  for (const RotationSpec& rotation : request.rotations) texts << rotation_text(rotation);
  return texts.join(QStringLiteral(" → "));
}

}  // namespace

PinnedSite::PinnedSite(Session& session, Pins::Pin pin, QWidget* parent)
    : QWidget(parent),
      session_(session),
      pin_(std::move(pin)),
      query_(session.client(), QStringLiteral("site_view"), this),
      profile_(new ChannelProfileView(this)),
      histogram_(new HistogramView(this)) {
  const SiteViewRequest& request = pin_.request;
  const QString place = site_title(request.layer, QString::fromStdString(request.site));
  profile_->set_title(place);
  profile_->set_subtitle(rotations_text(request));
  histogram_->set_title(request.channel < 0 ? tr("All channels") : tr("Channel %1").arg(request.channel));
  histogram_->set_subtitle(place);
  auto* open = new QToolButton(this);
  open->setText(tr("Open"));
  open->setToolTip(tr("Looks at this site closely"));
  auto* remove = new QToolButton(this);
  remove->setIcon(themed_icon(QStringLiteral("close")));
  remove->setToolTip(tr("Takes this pin away"));
  remove->setAccessibleName(tr("Unpin %1").arg(place));
  remove->setObjectName(QStringLiteral("unpin"));
  for (QToolButton* button : {open, remove}) {
    button->setAutoRaise(true);
    profile_->add_tool(button);
  }
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(profile_);
  splitter->addWidget(histogram_);
  splitter->setChildrenCollapsible(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(splitter);

  connect(open, &QToolButton::clicked, this, [this] {
    const SiteViewRequest& at = pin_.request;
    session_.selection().set(at.layer, QString::fromStdString(at.site), at.channel);
    emit opened();
  });
  connect(remove, &QToolButton::clicked, this, [this] { session_.pins().remove(pin_.id); });
  connect(&query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_view(*body); });
  connect(&query_, &LatestQuery::failed, this, &PinnedSite::failed);
  connect(profile_, &ChannelProfileView::channel_clicked, this, [this](int channel) {
    pin_.request.channel = channel;
    histogram_->set_title(tr("Channel %1").arg(channel));
    ask();
  });
  forward_zoom(profile_, true);
  forward_zoom(histogram_, false);
}

void PinnedSite::forward_zoom(PlotFrame* plot, bool profile) {
  connect(plot, &PlotFrame::x_range_changed, this, [this, profile](double low, double high) {
    if (!following_) emit zoomed(profile, low, high);
  });
}

void PinnedSite::follow_zoom(bool profile, double low, double high) {
  following_ = true;
  if (profile) {
    profile_->set_x_range(low, high);
  } else {
    histogram_->set_x_range(low, high);
  }
  following_ = false;
}

void PinnedSite::ask() {
  const auto& settings = session_.settings().inspect;
  SiteViewRequest request = pin_.request;
  request.bits = settings.bits;
  request.clip = settings.clip;
  request.symmetric = settings.symmetric;
  query_.ask(request);
}

void PinnedSite::take_view(const nlohmann::json& body) {
  auto view = decode<SiteView>(body, "site_view");
  if (!view) {
    emit failed(view.error());
    return;
  }
  view_ = std::move(*view);
  following_ = true;
  profile_->set_variants(view_.variants);
  profile_->select_channel(view_.channel);
  histogram_->set_variants(view_.variants, view_.channel);
  following_ = false;
  emit view_came();
}

void PinnedSite::apply_settings() {
  const auto& settings = session_.settings().inspect;
  const auto scale = settings.logarithmic ? ValueScale::logarithmic : ValueScale::linear;
  following_ = true;
  profile_->set_value_scale(scale);
  profile_->set_statistic(statistic_from_name(settings.statistic));
  profile_->set_order(settings.by_value ? ChannelOrder::by_value : ChannelOrder::by_index);
  histogram_->set_count_scale(scale);
  following_ = false;
}

PinnedSite::Extent PinnedSite::extent() const {
  Extent extent;
  const auto statistic = statistic_from_name(session_.settings().inspect.statistic);
  for (const SiteVariant& variant : view_.variants) {
    for (const float value : channel_values(variant, statistic).values) {
      if (value > 0) extent.lowest = std::min(extent.lowest, static_cast<double>(value));
      extent.largest = std::max(extent.largest, static_cast<double>(value));
    }
    extent.low = std::min(extent.low, variant.histogram.low);
    extent.high = std::max(extent.high, variant.histogram.high);
    for (const float count : variant.histogram.counts.values) {
      extent.count = std::max(extent.count, static_cast<double>(count));
    }
  }
  return extent;
}

void PinnedSite::set_extent(const Extent& extent) {
  following_ = true;
  const bool logarithmic = session_.settings().inspect.logarithmic;
  if (extent.largest > 0) {
    const double low = logarithmic ? std::clamp(extent.lowest * 0.7, extent.largest * 1e-4, extent.largest * 0.5) : 0;
    profile_->set_value_limits(low, extent.largest * (logarithmic ? 1.4 : 1.05));
  }
  histogram_->set_span(extent.low, extent.high);
  histogram_->set_largest_count(extent.count);
  following_ = false;
}

}  // namespace rotorscope
