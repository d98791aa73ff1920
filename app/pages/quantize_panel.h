// The quantizers of weights, activations and the KV cache.
#pragma once

#include <QWidget>

namespace rotorscope {

class Session;

class QuantizePanel : public QWidget {
  Q_OBJECT

 public:
  explicit QuantizePanel(Session& session, QWidget* parent = nullptr);
};

}  // namespace rotorscope
