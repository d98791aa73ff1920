#include "app/session/rotor_command.h"

#include "app/backend/command_line.h"
#include "core/protocol/command_words.h"
#include "core/protocol/target.h"

namespace rotorscope {

QString export_command(const ExportRequest& request, const QString& project) {
  QStringList words = {QStringLiteral("rotor"), QStringLiteral("export"), QString::fromStdString(request.model)};
  const auto add = [&words](const QString& flag, const QString& value) { words << flag << value; };
  add(QStringLiteral("--target"), QString::fromStdString(request.target));
  const auto& rotation = request.rotation;
  if (rotation.source != "none") {
    const QString source = rotation.source == "learned" ? project : QString::fromStdString(rotation.source);
    add(QStringLiteral("--rotation"), source);
    if (rotation.seed != 0) add(QStringLiteral("--seed"), QString::number(rotation.seed));
    if (rotation.r1 == "off") add(QStringLiteral("--r1"), QStringLiteral("off"));
    if (rotation.r2 == "off") add(QStringLiteral("--r2"), QStringLiteral("off"));
    if (rotation.r3 == "off") add(QStringLiteral("--r3"), QStringLiteral("off"));
    if (rotation.r4 == "off") add(QStringLiteral("--r4"), QStringLiteral("off"));
    if (rotation.scales == "off") add(QStringLiteral("--scales"), QStringLiteral("off"));
  }
  if (is_grid_target(request.target)) {
    for (const std::string& word : quant_words(request.quant)) words << QString::fromStdString(word);
  }
  if (request.target != "rotations" && request.target != target_gguf)
    add(QStringLiteral("--weights-dtype"), QString::fromStdString(request.weights_dtype));
  add(QStringLiteral("--out"), request.out.empty() ? QStringLiteral("PATH") : QString::fromStdString(request.out));
  if (request.verify) words << QStringLiteral("--verify");
  if (!request.text.file.empty()) add(QStringLiteral("--text"), QString::fromStdString(request.text.file));
  if (!request.text.ids_file.empty()) {
    add(QStringLiteral("--ids-file"), QString::fromStdString(request.text.ids_file));
  }
  for (QString& word : words) word = quote_for_shell(word);
  return words.join(u' ');
}

}  // namespace rotorscope
