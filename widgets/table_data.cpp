#include "widgets/table_data.h"

#include "widgets/format.h"

#include <QIODevice>

namespace rotorscope {
namespace {

bool is_real(const QVariant& value) {
  return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Float;
}

bool is_number(const QVariant& value) {
  const int type = value.typeId();
  return is_real(value) || type == QMetaType::Int || type == QMetaType::LongLong || type == QMetaType::UInt ||
         type == QMetaType::ULongLong;
}

QString exact_text(const QVariant& value) {
  return is_real(value) ? QString::number(value.toDouble(), 'g', 9) : value.toString();
}

/// Quoted where RFC 4180 asks for it.
QString csv_field(const QString& text) {
  const bool special = text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) ||
                       text.contains(QLatin1Char('\n')) || text.contains(QLatin1Char('\r'));
  if (!special) return text;
  QString quoted = text;
  quoted.replace(QStringLiteral("\""), QStringLiteral("\"\""));
  return QLatin1Char('"') + quoted + QLatin1Char('"');
}

QString one_line(QString text) {
  return text.replace(QLatin1Char('\n'), QStringLiteral("\\n")).replace(QLatin1Char('\t'), QStringLiteral("\\t"));
}

}  // namespace

Status write_csv(const TableData& table, QIODevice& device) {
  QString line;
  const auto flush = [&]() -> Status {
    line += QStringLiteral("\r\n");
    const QByteArray bytes = line.toUtf8();
    line.clear();
    if (device.write(bytes) != bytes.size()) return fail(device.errorString().toStdString());
    return {};
  };
  for (qsizetype c = 0; c < table.columns.size(); ++c) {
    if (c > 0) line += QLatin1Char(',');
    line += csv_field(table.columns[c]);
  }
  ROTOR_CHECK(flush());
  for (int r = 0; r < table.rows; ++r) {
    for (int c = 0; c < table.columns.size(); ++c) {
      if (c > 0) line += QLatin1Char(',');
      line += csv_field(exact_text(table.cell(r, c)));
    }
    ROTOR_CHECK(flush());
  }
  return {};
}

QString to_tab_separated(const TableData& table, int limit) {
  QString text = table.columns.join(QLatin1Char('\t')) + QLatin1Char('\n');
  for (int r = 0; r < std::min(table.rows, limit); ++r) {
    for (int c = 0; c < table.columns.size(); ++c) {
      if (c > 0) text += QLatin1Char('\t');
      text += one_line(exact_text(table.cell(r, c)));
    }
    text += QLatin1Char('\n');
  }
  return text;
}

QString to_markdown(const TableData& table) {
  const auto field = [](QString text) {
    return one_line(text.replace(QLatin1Char('|'), QStringLiteral("\\|"))) + QStringLiteral(" |");
  };
  QString text = QStringLiteral("|");
  for (const QString& column : table.columns) text += QLatin1Char(' ') + field(column);
  text += QStringLiteral("\n|");
  for (int c = 0; c < table.columns.size(); ++c) {
    text += table.rows > 0 && is_number(table.cell(0, c)) ? QStringLiteral("---:|") : QStringLiteral("---|");
  }
  text += QLatin1Char('\n');
  for (int r = 0; r < table.rows; ++r) {
    text += QLatin1Char('|');
    for (int c = 0; c < table.columns.size(); ++c) {
      const QVariant value = table.cell(r, c);
      text += QLatin1Char(' ') + field(is_real(value) ? format_number(value.toDouble()) : value.toString());
    }
    text += QLatin1Char('\n');
  }
  return text;
}

TableDataModel::TableDataModel(TableData table, QObject* parent)
    : QAbstractTableModel(parent), table_(std::move(table)) {}

int TableDataModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : table_.rows; }

int TableDataModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(table_.columns.size());
}

QVariant TableDataModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::TextAlignmentRole) return {};
  const QVariant value = table_.cell(index.row(), index.column());
  if (role == Qt::EditRole) return value;
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::Alignment(is_number(value) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  return is_real(value) ? format_number(value.toDouble(), 6) : value.toString();
}

QVariant TableDataModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Vertical) return section + 1;
  return section < table_.columns.size() ? table_.columns[section] : QVariant();
}

}  // namespace rotorscope
