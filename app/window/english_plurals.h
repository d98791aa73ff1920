// English texts are written with "(s)" where a number decides; this gives "1 thread" and "2 threads".
#pragma once

#include <QTranslator>

namespace rotorscope {

class EnglishPlurals : public QTranslator {
  Q_OBJECT

 public:
  using QTranslator::QTranslator;
  [[nodiscard]] QString translate(const char* /*context*/, const char* source, const char* /*disambiguation*/,
                                  int n) const override {
    if (n < 0) return {};
    return QString::fromUtf8(source).replace(QLatin1String("(s)"), n == 1 ? QString() : QStringLiteral("s"));
  }
  [[nodiscard]] bool isEmpty() const override { return false; }
};

}  // namespace rotorscope
