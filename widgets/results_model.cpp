#include "widgets/results_model.h"

#include "core/protocol/mixed.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QFont>
#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

bool is_number(const QVariant& value) {
  return value.typeId() == QMetaType::Double || value.typeId() == QMetaType::Int ||
         value.typeId() == QMetaType::LongLong;
}

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(results)
};

/// "hadamard, seed 0, R1 R2 R4 off": what of a rotation is not its default.
QString rotation_text(const RotationSpec& rotation) {
  QString text = variant_text(QString::fromStdString(rotation.source));
  if (rotation.source == "none") return Texts::tr("none");
  if (rotation.source == "hadamard" || rotation.source == "orthogonal") {
    text += Texts::tr(" · seed %1").arg(rotation.seed);
  }
  QStringList off;
  const std::pair<const char*, const std::string&> parts[] = {
      {"R1", rotation.r1}, {"R2", rotation.r2}, {"R3", rotation.r3}, {"R4", rotation.r4}};
  for (const auto& [name, state] : parts) {
    if (state == "off") off << QLatin1String(name);
  }
  if (!off.isEmpty()) text += Texts::tr(" · without %1").arg(off.join(QStringLiteral(", ")));
  return text;
}

/// What a scheme's name does not say.
QString extras_text(const QuantSpec& quant) {
  QStringList extras;
  if (!quant.mixed.empty()) extras << QString::fromStdString(overrides_text(quant.mixed));
  if (quant.clip_search) extras << Texts::tr("clip searched");
  if (quant.k_pre_rope) extras << Texts::tr("K before RoPE");
  if (quant.head_bits < 16) extras << Texts::tr("head %1").arg(quant.head_bits);
  if (quant.embedding_bits < 16) extras << Texts::tr("embedding %1").arg(quant.embedding_bits);
  return extras.join(QStringLiteral(" · "));
}

}  // namespace

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ResultsModel::set_columns(std::vector<ResultColumn> columns) {
  beginResetModel();
  columns_ = std::move(columns);
  endResetModel();
}

void ResultsModel::set_rows(std::vector<std::vector<QVariant>> rows) {
  beginResetModel();
  rows_ = std::move(rows);
  for (std::vector<QVariant>& row : rows_) row.resize(columns_.size());
  endResetModel();
}

void ResultsModel::append_row(std::vector<QVariant> row) {
  const int place = rowCount();
  beginInsertRows({}, place, place);
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
  endInsertRows();
  if (place > 0) emit dataChanged(index(0, 0), index(place, columnCount() - 1));  // the best may be another one now
}

void ResultsModel::set_row(int row, std::vector<QVariant> values) {
  values.resize(columns_.size());
  rows_.at(static_cast<std::size_t>(row)) = std::move(values);
  emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void ResultsModel::clear() { set_rows({}); }

TableData ResultsModel::table() const {
  TableData table;
  for (const ResultColumn& column : columns_) table.columns << column.title;
  table.rows = rowCount();
  table.cell = [rows = rows_](int row, int column) {
    return rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
  };
  return table;
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

bool ResultsModel::is_best(int row, int column) const {
  const auto c = static_cast<std::size_t>(column);
  const Better better = columns_[c].better;
  const QVariant& value = rows_[static_cast<std::size_t>(row)][c];
  if (better == Better::neither || !is_number(value) || std::isnan(value.toDouble())) return false;
  int numbers = 0;
  for (const std::vector<QVariant>& other : rows_) {
    if (!is_number(other[c]) || std::isnan(other[c].toDouble())) continue;
    ++numbers;
    const bool beaten =
        better == Better::lower ? other[c].toDouble() < value.toDouble() : other[c].toDouble() > value.toDouble();
    if (beaten) return false;
  }
  return numbers > 1;  // the best of one is nothing to point out
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const QVariant& value = rows_[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return value.typeId() == QMetaType::Double ? QVariant(format_number(value.toDouble())) : value;
    case sort_role:
      return value;
    case best_role:
      return is_best(index.row(), index.column());
    case Qt::FontRole: {
      if (!is_best(index.row(), index.column())) return {};
      QFont font;
      font.setBold(true);
      return font;
    }
    case Qt::AccessibleDescriptionRole:
      return is_best(index.row(), index.column()) ? QVariant(tr("best value of the column")) : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(is_number(value) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
      return {};
  }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (section < 0 || section >= columnCount()) return {};
  const ResultColumn& column = columns_[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) return column.title;
  if (role == Qt::TextAlignmentRole) {
    const auto holds_number = [section](const std::vector<QVariant>& row) {
      return is_number(row[static_cast<std::size_t>(section)]);
    };
    const bool numbers = std::any_of(rows_.begin(), rows_.end(), holds_number);
    return QVariant::fromValue(Qt::Alignment(numbers ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  if (role == Qt::ToolTipRole && !column.help.isEmpty()) return column.help;
  return {};
}

std::vector<ResultColumn> evaluation_columns() {
  return {
      {Texts::tr("Scheme"), Better::neither, true, Texts::tr("Bits of weights, activations and KV cache.")},
      {Texts::tr("Rotation"), Better::neither, true, {}},
      {Texts::tr("Weights"), Better::neither, true, Texts::tr("Method and group size of the weights' quantizer.")},
      {Texts::tr("Extras"), Better::neither, true,
       Texts::tr("Other bits for some layers, searched clip ratios, keys before RoPE, bits of head and embedding.")},
      {Texts::tr("Protocol"), Better::neither, true, Texts::tr("How the text is cut into windows, and their length.")},
      {Texts::tr("Perplexity"), Better::lower, false,
       Texts::tr("How many tokens the model hesitates between on average. Lower is better; compare only within one "
                 "protocol and text.")},
      {Texts::tr("± s.e."), Better::neither, false,
       Texts::tr("Standard error of the perplexity, from the spread of the windows. Smaller differences say nothing.")},
      {Texts::tr("KL (nats)"), Better::lower, false,
       Texts::tr("How far the predictions are from the unquantized model's. 0 is the same. Empty "
                 "where the run was not compared with the original.")},
      {Texts::tr("Top-1 (%)"), Better::higher, false,
       Texts::tr("How often the likeliest token is the unquantized model's. Empty where the run was not compared with "
                 "the original.")},
      {Texts::tr("Tasks"), Better::neither, false, Texts::tr("Accuracy of the zero-shot tasks, in percent.")},
      {Texts::tr("Time"), Better::neither, false, {}},
  };
}

std::vector<QVariant> evaluation_row(const EvalRow& row) {
  const EvalRequest& request = row.request;
  const EvalOutcome& outcome = row.outcome;
  const auto positive = [](double value) { return value > 0 ? QVariant(value) : QVariant(); };
  QString weights;
  if (request.quant.w_bits < 16) {
    weights = QString::fromStdString(request.quant.w_method);
    if (request.quant.w_group > 0) weights += Texts::tr(" · group %1").arg(request.quant.w_group);
    if (request.quant.w_grid != "uniform") weights += QStringLiteral(" · E8");
    if (!request.quant.w_incoherence.empty()) weights += QStringLiteral(" · QuIP");
  }
  QStringList tasks;
  for (const auto& [name, score] : outcome.tasks) {
    QString text = QStringLiteral("%1 %2").arg(QString::fromStdString(name), format_number(score.acc * 100, 3));
    if (score.acc_stderr > 0) text += QStringLiteral(" ± %1").arg(format_number(score.acc_stderr * 100, 2));
    tasks << text;
  }
  return {QString::fromStdString(scheme_name(request.quant)),
          rotation_text(request.rotation),
          weights,
          extras_text(request.quant),
          QStringLiteral("%1 · %2").arg(QString::fromStdString(request.protocol)).arg(request.seq_len),
          positive(outcome.perplexity),
          positive(outcome.standard_error),
          outcome.compared ? QVariant(outcome.kl) : QVariant(),
          outcome.compared ? QVariant(outcome.top1_agreement * 100) : QVariant(),
          tasks.join(QStringLiteral(", ")),
          format_duration(outcome.seconds)};
}

}  // namespace rotorscope
