#include "app/window/language.h"

#include "app/window/english_plurals.h"

#include <QApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>

// A macro that declares a function of the global namespace.
static void register_translations() { Q_INIT_RESOURCE(translations); }

namespace rotorscope {
namespace {

QString translation_path(const QString& language) {
  return QStringLiteral(":/translations/rotorscope_%1.qm").arg(language);
}

}  // namespace

QStringList available_languages() {
  register_translations();
  QStringList languages = {QStringLiteral("en")};
  if (QFile::exists(translation_path(QStringLiteral("ru")))) languages << QStringLiteral("ru");
  return languages;
}

QString language_name(const QString& language) {
  if (language.isEmpty()) return QCoreApplication::translate("language", "As the system");
  QString name = QLocale(language).nativeLanguageName();
  return name.isEmpty() ? language : name.left(1).toUpper() + name.mid(1);
}

void install_language(QApplication& application, const QString& wanted) {
  const QString system = QLocale::system().name().left(2);
  const QStringList available = available_languages();
  const QString language = available.contains(wanted)   ? wanted
                           : available.contains(system) ? system
                                                        : QStringLiteral("en");
  if (language == QLatin1String("en")) {
    QApplication::installTranslator(new EnglishPlurals(&application));
    return;
  }
  auto* qt = new QTranslator(&application);
  if (qt->load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QApplication::installTranslator(qt);
  }
  auto* own = new QTranslator(&application);
  if (own->load(translation_path(language))) QApplication::installTranslator(own);
}

}  // namespace rotorscope
