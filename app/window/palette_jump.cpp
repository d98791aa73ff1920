#include "app/window/palette_jump.h"

#include "core/protocol/site.h"

#include <QRegularExpression>
#include <QStringList>

namespace rotorscope {
namespace {

/// The only site that begins with `text`, or the one of that name; empty: none or several.
QString find_site(const QString& text) {
  QStringList matches;
  for (const Site site : block_sites) {
    const QString name = QString::fromUtf8(site_name(site).data(), static_cast<qsizetype>(site_name(site).size()));
    if (name == text) return name;
    if (name.startsWith(text)) matches << name;
  }
  return matches.size() == 1 ? matches.first() : QString();
}

}  // namespace

std::optional<PaletteJump> parse_jump(const QString& text, int layers) {
  static const QRegularExpression separators(QStringLiteral("[\\s,·./]+"));
  QStringList words = text.toLower().split(separators, Qt::SkipEmptyParts);
  words.removeAll(QStringLiteral("layer"));
  words.removeAll(QStringLiteral("channel"));
  if (words.isEmpty() || words.size() > 3) return std::nullopt;
  PaletteJump jump;
  QString layer = words[0];
  if (layer.size() > 1 && layer.startsWith(u'l')) layer.remove(0, 1);
  bool is_number = false;
  jump.layer = layer.toInt(&is_number);
  if (!is_number || jump.layer < 0 || jump.layer >= layers) return std::nullopt;
  if (words.size() > 1) {
    jump.site = find_site(words[1]);
    if (jump.site.isEmpty()) return std::nullopt;
  }
  if (words.size() > 2) {
    jump.channel = words[2].toInt(&is_number);
    if (!is_number || jump.channel < 0) return std::nullopt;
  }
  return jump;
}

}  // namespace rotorscope
