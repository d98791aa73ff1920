#include "widgets/metric_label.h"

#include "widgets/format.h"
#include "widgets/help_button.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <cmath>

namespace rotorscope {

MetricLabel::MetricLabel(const QString& name, const QString& unit, Better better, QWidget* parent)
    : QWidget(parent), name_(name), unit_(unit), better_(better) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(space_small);
  name_label_ = new QLabel(name, this);
  name_label_->setTextFormat(Qt::PlainText);
  help_ = new HelpButton(this);
  value_label_ = new QLabel(this);
  value_label_->setTextFormat(Qt::RichText);
  value_label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  value_label_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  layout->addWidget(name_label_);
  layout->addWidget(help_);
  layout->addStretch(1);
  layout->addWidget(value_label_);
  update_text();
}

void MetricLabel::set_value(double value) {
  before_ = std::numeric_limits<double>::quiet_NaN();
  value_ = value;
  plain_.clear();
  update_text();
}

void MetricLabel::set_change(double before, double after) {
  before_ = before;
  value_ = after;
  plain_.clear();
  update_text();
}

void MetricLabel::set_text(const QString& text) {
  plain_ = text;
  update_text();
}

void MetricLabel::clear() { set_value(std::numeric_limits<double>::quiet_NaN()); }

void MetricLabel::set_help(const QString& text) {
  help_->set_help(text);
  setAccessibleDescription(text);
}

QString MetricLabel::text() const {
  if (!plain_.isEmpty()) return plain_;
  if (!std::isnan(before_)) return format_change(before_, value_, unit_);
  if (std::isnan(value_)) return QStringLiteral("–");
  return unit_.isEmpty() ? format_number(value_) : format_number(value_) + QLatin1Char(' ') + unit_;
}

void MetricLabel::update_text() {
  const QString muted = role_color(ColorRole::muted, palette()).name();
  QString rich = QStringLiteral("<b>%1</b>").arg(text().toHtmlEscaped());
  if (plain_.isEmpty() && !std::isnan(before_)) {
    // Rounded as shown: a difference that the reader cannot see gets no colour.
    const bool same = format_number(before_) == format_number(value_);
    const bool improved = better_ == Better::higher ? value_ > before_ : value_ < before_;
    QColor color = palette().color(QPalette::WindowText);
    if (!same && better_ != Better::neither) {
      color = role_color(improved ? ColorRole::good : ColorRole::bad, palette());
    }
    rich = QStringLiteral("<span style='color:%1'>%2 →</span> <b style='color:%3'>%4</b>")
               .arg(muted, format_number(before_), color.name(), format_number(value_));
    if (!unit_.isEmpty()) rich += QStringLiteral(" <span style='color:%1'>%2</span>").arg(muted, unit_.toHtmlEscaped());
  } else if (plain_.isEmpty() && !std::isnan(value_) && !unit_.isEmpty()) {
    rich = QStringLiteral("<b>%1</b> <span style='color:%2'>%3</span>")
               .arg(format_number(value_), muted, unit_.toHtmlEscaped());
  }
  value_label_->setText(rich);
  setAccessibleName(QStringLiteral("%1: %2").arg(name_, text()));
}

void MetricLabel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) update_text();
}

}  // namespace rotorscope
