#include "app/backend/command_line.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

namespace rotorscope {

Result<QStringList> split_command(const QString& text) {
  QStringList words;
  QString word;
  bool in_word = false;
  QChar quote;
  for (qsizetype at = 0; at < text.size(); ++at) {
    const QChar c = text[at];
    if (!quote.isNull()) {
      if (c == quote) {
        quote = QChar();
      } else if (c == u'\\' && quote == u'"' && at + 1 < text.size() &&
                 QStringLiteral("\"\\$`").contains(text[at + 1])) {
        word += text[++at];
      } else {
        word += c;
      }
    } else if (c == u'\'' || c == u'"') {
      quote = c;
      in_word = true;
    } else if (c == u'\\' && at + 1 < text.size()) {
      word += text[++at];
      in_word = true;
    } else if (c.isSpace()) {
      if (in_word) words << word;
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (!quote.isNull())
    return fail("a quote is not closed", text.toStdString(), "close the quote or put a \\ before it");
  if (in_word) words << word;
  if (words.isEmpty()) return fail("the backend command is empty", "", "for example: ssh HOST rotor serve");
  return words;
}

QString quote_for_shell(const QString& word) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
  if (plain.match(word).hasMatch()) return word;
  QString inside = word;
  inside.replace(u'\'', QStringLiteral("'\\''"));
  return u'\'' + inside + u'\'';
}

QStringList default_backend_command() {
  const QFileInfo beside(QCoreApplication::applicationDirPath() + QStringLiteral("/rotor"));
  return {beside.isExecutable() ? beside.absoluteFilePath() : QStringLiteral("rotor"), QStringLiteral("serve")};
}

QStringList ssh_backend_command(const QString& host, const QString& program) {
  return {QStringLiteral("ssh"), QStringLiteral("-o"), QStringLiteral("BatchMode=yes"), host, program,
          QStringLiteral("serve")};
}

QString remote_host(const QStringList& command) {
  if (command.isEmpty() || QFileInfo(command.first()).fileName() != QLatin1String("ssh")) return {};
  static const QString with_value = QStringLiteral("BbcDEeFIiJLlmOopQRSWw");
  for (qsizetype at = 1; at < command.size(); ++at) {
    const QString& word = command[at];
    if (!word.startsWith(u'-')) return word;
    if (word.size() == 2 && with_value.contains(word[1])) ++at;
  }
  return {};
}

}  // namespace rotorscope
