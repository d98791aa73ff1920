#include "app/window/options.h"

#include "app/backend/command_line.h"
#include "app/window/language.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <array>
#include <string_view>

namespace rotorscope {
namespace {
/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(options)
};

void describe(QCommandLineParser& parser) {
  parser.setApplicationDescription(
      Texts::tr("Looks at activation outliers in language models, rotates them away, quantizes, "
                "measures and exports."));
  parser.addPositionalArgument(QStringLiteral("MODEL | PROJECT"),
                               Texts::tr("A GGUF file, a Hugging Face folder, \"sample\", or a project (.h5)."),
                               QStringLiteral("[MODEL | PROJECT]"));
  parser.addOptions({
      {QStringLiteral("backend"), Texts::tr("The backend's command, e.g. \"ssh HOST rotor serve\"."),
       QStringLiteral("COMMAND")},
      {QStringLiteral("page"), Texts::tr("inspect, rotate, quantize, evaluate, export or lessons."),
       QStringLiteral("PAGE")},
      {QStringLiteral("theme"), Texts::tr("light, dark or system."), QStringLiteral("THEME")},
      {QStringLiteral("size"), Texts::tr("Size of the window, e.g. 1280x800."), QStringLiteral("SIZE")},
      {QStringLiteral("scale"), Texts::tr("Scale of everything, e.g. 2."), QStringLiteral("FACTOR")},
      {QStringLiteral("language"), Texts::tr("One of: %1.").arg(available_languages().join(QStringLiteral(", "))),
       QStringLiteral("LANGUAGE")},
      {QStringLiteral("select"), Texts::tr("Layer, site and channel to look at, e.g. \"29 down_in 341\"."),
       QStringLiteral("PLACE")},
      {QStringLiteral("screenshot"), Texts::tr("Write a picture when the page has its data, then end."),
       QStringLiteral("FILE")},
      {{QStringLiteral("h"), QStringLiteral("help")}, Texts::tr("This text.")},
      {{QStringLiteral("v"), QStringLiteral("version")}, Texts::tr("The version.")},
  });
}

}  // namespace

Result<Options> parse_options(const QStringList& arguments) {
  QCommandLineParser parser;
  describe(parser);
  const std::string help = "see rotorscope --help";
  if (!parser.parse(arguments)) return fail(parser.errorText().toStdString(), "command line", help);
  Options options;
  options.show_help = parser.isSet(QStringLiteral("help"));
  options.show_version = parser.isSet(QStringLiteral("version"));
  const QStringList rest = parser.positionalArguments();
  if (rest.size() > 1) return fail("only one model or project can be opened", "command line", help);
  if (!rest.isEmpty()) options.open = rest.first();
  if (parser.isSet(QStringLiteral("backend"))) {
    ROTOR_TRY(options.backend, split_command(parser.value(QStringLiteral("backend"))));
  }
  if (parser.isSet(QStringLiteral("page"))) {
    const QString name = parser.value(QStringLiteral("page"));
    for (const auto& known : page_names) {
      if (name == QLatin1String(known.name)) options.page = known.page;
    }
    if (!options.page) return fail("there is no page '" + name.toStdString() + "'", "--page", help);
  }
  options.theme = parser.value(QStringLiteral("theme"));
  if (!options.theme.isEmpty() && !QStringList{"light", "dark", "system"}.contains(options.theme)) {
    return fail("there is no theme '" + options.theme.toStdString() + "'", "--theme", help);
  }
  options.language = parser.value(QStringLiteral("language"));
  if (!options.language.isEmpty() && !available_languages().contains(options.language)) {
    return fail("there is no language '" + options.language.toStdString() + "'", "--language", help);
  }
  if (parser.isSet(QStringLiteral("size"))) {
    const QStringList parts = parser.value(QStringLiteral("size")).split(u'x');
    if (parts.size() == 2) options.size = QSize(parts[0].toInt(), parts[1].toInt());
    if (options.size.width() < 320 || options.size.height() < 240 || options.size.width() > 16384 ||
        options.size.height() > 16384) {
      return fail("a size is WIDTHxHEIGHT, at least 320x240", "--size", help);
    }
  }
  if (parser.isSet(QStringLiteral("scale"))) {
    const double scale = parser.value(QStringLiteral("scale")).toDouble();
    if (!(scale >= 0.5 && scale <= 4)) return fail("a scale is between 0.5 and 4", "--scale", help);
  }
  options.select = parser.value(QStringLiteral("select"));
  options.screenshot = parser.value(QStringLiteral("screenshot"));
  return options;
}

QString options_help() {
  QCommandLineParser parser;
  describe(parser);
  return parser.helpText();
}

double find_scale(int argc, char** argv) {
  for (int at = 1; at < argc; ++at) {
    const std::string_view argument = argv[at];
    std::string value;
    if (argument == "--scale" && at + 1 < argc) value = argv[at + 1];
    if (argument.starts_with("--scale=")) value = argument.substr(8);
    if (value.empty()) continue;
    const double scale = QString::fromStdString(value).toDouble();
    return scale >= 0.5 && scale <= 4 ? scale : 0;  // parse_options complains about others
  }
  return 0;
}

}  // namespace rotorscope
