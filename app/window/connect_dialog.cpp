#include "app/window/connect_dialog.h"

#include "app/backend/command_line.h"
#include "app/pages/muted_label.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

const QString host_key = QStringLiteral("backend/host");
const QString program_key = QStringLiteral("backend/program");

QString joined(const QStringList& words) {
  QStringList quoted;
  for (const QString& word : words) quoted << quote_for_shell(word);
  return quoted.join(u' ');
}

}  // namespace

ConnectDialog::ConnectDialog(const QStringList& current, QWidget* parent)
    : QDialog(parent),
      kinds_(new QButtonGroup(this)),
      host_(new QLineEdit(QSettings().value(host_key).toString(), this)),
      program_(new QLineEdit(QSettings().value(program_key, QStringLiteral("rotor")).toString(), this)),
      command_(new QLineEdit(joined(current), this)),
      summary_(new MutedLabel({}, this)),
      problem_(new QLabel(this)) {
  setObjectName(QStringLiteral("connect_dialog"));
  setWindowTitle(tr("Connect to a backend"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* text = new QLabel(
      tr("The backend computes; the window only shows. It can run on the computer that has the GPUs. What is open now is "
         "opened again there, so its path must be the same."),
      this);
  text->setWordWrap(true);
  const auto add = [this](Kind kind, const char* name, const QString& label) {
    auto* button = new QRadioButton(label, this);
    button->setObjectName(QLatin1String(name));
    kinds_->addButton(button, kind);
    return button;
  };
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space);
  column->addWidget(text);
  column->addWidget(add(local, "connect_local", tr("This computer")));
  column->addWidget(add(ssh, "connect_ssh", tr("Another computer, through ssh")));
  auto* form = new QFormLayout;
  form->setContentsMargins(24, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  host_->setObjectName(QStringLiteral("connect_host"));
  host_->setPlaceholderText(tr("user@server, or a name from ~/.ssh/config"));
  program_->setObjectName(QStringLiteral("connect_program"));
  form->addRow(tr("Host"), host_);
  form->addRow(tr("Program there"), program_);
  auto* keys = new MutedLabel(tr("The key must need no password: ssh-agent, or a key without one."), this);
  keys->setWordWrap(true);
  form->addRow(keys);
  column->addLayout(form);
  column->addWidget(add(other, "connect_other", tr("Another command")));
  auto* own = new QFormLayout;
  own->setContentsMargins(24, 0, 0, 0);
  command_->setObjectName(QStringLiteral("connect_command"));
  own->addRow(tr("Command"), command_);
  column->addLayout(own);
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  summary_->setWordWrap(true);
  problem_->setWordWrap(true);
  problem_->setObjectName(QStringLiteral("connect_problem"));
  column->addWidget(summary_);
  column->addWidget(problem_);
  auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  box->button(QDialogButtonBox::Ok)->setText(tr("Connect"));
  box->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("connect_accept"));
  column->addWidget(box);
  connect(box, &QDialogButtonBox::accepted, this, &ConnectDialog::finish);
  connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(kinds_, &QButtonGroup::idToggled, this, &ConnectDialog::update_state);
  for (QLineEdit* line : {host_, program_, command_}) {
    connect(line, &QLineEdit::textChanged, this, &ConnectDialog::update_state);
  }
  const QString host = remote_host(current);
  if (!host.isEmpty()) host_->setText(host);
  const Kind now = !host.isEmpty() ? ssh : current == default_backend_command() ? local : other;
  kinds_->button(now)->setChecked(true);
  resize(540, sizeHint().height());
  update_state();
}

ConnectDialog::Kind ConnectDialog::kind() const { return static_cast<Kind>(kinds_->checkedId()); }

void ConnectDialog::update_state() {
  host_->setEnabled(kind() == ssh);
  program_->setEnabled(kind() == ssh);
  command_->setEnabled(kind() == other);
  problem_->clear();
  QString command = joined(default_backend_command());
  if (kind() == ssh) command = joined(ssh_backend_command(host_->text().trimmed(), program_->text().trimmed()));
  if (kind() == other) command = command_->text();
  summary_->setText(tr("Starts: %1").arg(command));
}

void ConnectDialog::finish() {
  QStringList command = default_backend_command();
  if (kind() == ssh) {
    const QString host = host_->text().trimmed();
    const QString program = program_->text().trimmed();
    // A host that begins with a hyphen would be taken for an option of ssh.
    if (host.isEmpty() || host.startsWith(u'-') || program.isEmpty()) {
      problem_->setText(tr("Name the host and the program there, for example user@server and rotor."));
      return;
    }
    QSettings().setValue(host_key, host);
    QSettings().setValue(program_key, program);
    command = ssh_backend_command(host, program);
  } else if (kind() == other) {
    auto words = split_command(command_->text());
    if (!words) {
      problem_->setText(QString::fromStdString(words.error().message()));
      return;
    }
    command = *words;
  }
  emit command_chosen(command);
  accept();
}

}  // namespace rotorscope
