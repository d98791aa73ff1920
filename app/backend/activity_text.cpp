#include "app/backend/activity_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace rotorscope {
namespace {

constexpr const char* context = "activities";

/// What the core says; tests/app/language_test.cpp looks for these words in its sources.
constexpr const char* whole[] = {
    QT_TRANSLATE_NOOP("activities", "Caching activations"),
    QT_TRANSLATE_NOOP("activities", "Comparing the rotated network with the original"),
    QT_TRANSLATE_NOOP("activities", "Computing statistics"),
    QT_TRANSLATE_NOOP("activities", "Going on after the layers that are done"),
    QT_TRANSLATE_NOOP("activities", "Learning R4"),
    QT_TRANSLATE_NOOP("activities", "Learning rotations"),
    QT_TRANSLATE_NOOP("activities", "Making an orthogonal matrix"),
    QT_TRANSLATE_NOOP("activities", "Measuring"),
    QT_TRANSLATE_NOOP("activities", "Measuring perplexity"),
    QT_TRANSLATE_NOOP("activities", "Measuring what noise costs"),
    QT_TRANSLATE_NOOP("activities", "Merging rotations"),
    QT_TRANSLATE_NOOP("activities", "Quantizing one at a time"),
    QT_TRANSLATE_NOOP("activities", "Quantizing weights"),
    QT_TRANSLATE_NOOP("activities", "Reading weights"),
    QT_TRANSLATE_NOOP("activities", "Running the text through the network"),
    QT_TRANSLATE_NOOP("activities", "Searching clip ratios"),
    QT_TRANSLATE_NOOP("activities", "Warm start"),
    QT_TRANSLATE_NOOP("activities", "Writing the project"),
};

/// Texts that end in a name.
constexpr const char* with_name[] = {
    QT_TRANSLATE_NOOP("activities", "Writing %1"),
    QT_TRANSLATE_NOOP("activities", "Answering %1"),
};

/// The parts of an operation that does the same many times (core/protocol/part_reporter.h).
constexpr const char* in_parts[] = {
    QT_TRANSLATE_NOOP("activities", "Seed %1 of %2: %3"),
    QT_TRANSLATE_NOOP("activities", "Combination %1 of %2: %3"),
};

QString translated(const char* text) { return QCoreApplication::translate(context, text); }

}  // namespace

QString activity_text(const QString& activity) {
  for (const char* text : whole) {
    if (activity == QLatin1String(text)) return translated(text);
  }
  for (const char* text : in_parts) {
    const QString name = QString::fromLatin1(text).section(u' ', 0, 0);
    static const QRegularExpression parts(QStringLiteral("^(\\w+) (\\d+) of (\\d+): (.*)$"));
    const auto match = parts.match(activity);
    if (match.captured(1) != name) continue;
    return translated(text).arg(match.captured(2), match.captured(3), activity_text(match.captured(4)));
  }
  static const QRegularExpression layer(QStringLiteral("^Quantizing layer (\\d+), (.*)$"));
  if (const auto match = layer.match(activity); match.hasMatch()) {
    return translated(QT_TRANSLATE_NOOP("activities", "Quantizing layer %1, %2"))
        .arg(match.captured(1), match.captured(2));
  }
  for (const char* text : with_name) {
    const QString start = QString::fromLatin1(text).chopped(2);
    if (activity.startsWith(start)) return translated(text).arg(activity.mid(start.size()));
  }
  return activity;
}

}  // namespace rotorscope
