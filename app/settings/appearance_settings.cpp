#include "app/settings/appearance_settings.h"

namespace rotorscope {

AppearanceSettings::AppearanceSettings()
    : theme({QStringLiteral("appearance/theme"),
             QObject::tr("Theme"),
             QObject::tr("Colours of the window."),
             {},
             {},
             true},
            QStringLiteral("system"),
            {{QStringLiteral("light"), QObject::tr("Light")},
             {QStringLiteral("dark"), QObject::tr("Dark")},
             {QStringLiteral("system"), QObject::tr("As the system")}}),
      language({QStringLiteral("appearance/language"),
                QObject::tr("Language"),
                QObject::tr("Language of the window, from its next start on."),
                {},
                {},
                true},
               QString()),
      larger_text({QStringLiteral("appearance/larger_text"),
                   QObject::tr("Larger text"),
                   QObject::tr("All texts a quarter larger, for projectors and tired eyes."),
                   {},
                   {},
                   true},
                  false),
      presentation({QStringLiteral("appearance/presentation"),
                    QObject::tr("Presentation mode"),
                    QObject::tr("All texts half as large again, the whole screen, and only the settings beside the "
                                "plots."),
                    {},
                    {},
                    false},
                   false) {}

}  // namespace rotorscope
