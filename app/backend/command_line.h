// The backend's command: how it is written by the user, and where `rotor` stands if nobody says.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace rotorscope {

/// Splits as a POSIX shell does, without expansions: blanks separate, 'single' and "double" quotes join, \ takes the
/// next character as it is. Errors: an open quote, nothing but blanks.
Result<QStringList> split_command(const QString& text);

/// Quotes what a shell would split or expand; words that need no quotes stay bare.
QString quote_for_shell(const QString& word);

/// `rotor serve`: the program beside this one if it is there, otherwise the one in PATH.
QStringList default_backend_command();

/// `PROGRAM serve` on another computer. ssh must not ask: there is nobody who could type a password.
QStringList ssh_backend_command(const QString& host, const QString& program);

/// The computer that an ssh command goes to; empty: it is not ssh.
QString remote_host(const QStringList& command);

}  // namespace rotorscope
