// The layer, site and channel that every page looks at.
#pragma once

#include <QObject>
#include <QString>

namespace rotorscope {

class Selection : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  [[nodiscard]] int layer() const { return layer_; }
  /// A name of core/protocol/site.h.
  [[nodiscard]] const QString& site() const { return site_; }
  /// −1: all channels of the site.
  [[nodiscard]] int channel() const { return channel_; }
  /// The reader chose it; otherwise the largest outlier is shown.
  [[nodiscard]] bool chosen() const { return chosen_; }

  void set(int layer, const QString& site, int channel = -1) {
    chosen_ = true;
    move(layer, site, channel);
  }
  void set_channel(int channel) { set(layer_, site_, channel); }
  /// Without making it the reader's own choice.
  void suggest(int layer, const QString& site, int channel) {
    if (!chosen_) move(layer, site, channel);
  }
  void forget() {
    chosen_ = false;
    move(0, QStringLiteral("attn_in"), -1);
  }

 signals:
  void changed();

 private:
  void move(int layer, const QString& site, int channel) {
    if (layer == layer_ && site == site_ && channel == channel_) return;
    layer_ = layer;
    site_ = site;
    channel_ = channel;
    emit changed();
  }

  int layer_ = 0;
  QString site_ = QStringLiteral("attn_in");
  int channel_ = -1;
  bool chosen_ = false;
};

}  // namespace rotorscope
