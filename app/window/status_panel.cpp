#include "app/window/status_panel.h"

#include "app/backend/backend_client.h"
#include "app/backend/command_line.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QStatusBar>
#include <QToolButton>

namespace rotorscope {
namespace {

QString gib(std::int64_t bytes) { return format_number(static_cast<double>(bytes) / (1024.0 * 1024.0 * 1024.0), 3); }

/// "NVIDIA H100, compute capability 9.0: 78.5 of 79.1 GiB free", or why it cannot be used.
QString device_line(const DeviceInfo& device) {
  QString line = QString::fromStdString(device.name);
  if (!device.compute_capability.empty()) {
    line = StatusPanel::tr("%1, compute capability %2").arg(line, QString::fromStdString(device.compute_capability));
  }
  if (!device.usable) return StatusPanel::tr("%1 cannot be used: %2").arg(line, QString::fromStdString(device.reason));
  if (device.memory_free_bytes <= 0) return line;
  return StatusPanel::tr("%1: %2 of %3 GiB free").arg(line, gib(device.memory_free_bytes), gib(device.memory_bytes));
}

}  // namespace

StatusPanel::StatusPanel(Session& session, QStatusBar* bar)
    : QObject(bar),
      session_(session),
      backend_(new QToolButton(bar)),
      device_(new QLabel(bar)),
      gate_(new QToolButton(bar)),
      project_(new QLabel(bar)) {
  backend_->setObjectName(QStringLiteral("status_backend"));
  device_->setObjectName(QStringLiteral("status_device"));
  gate_->setObjectName(QStringLiteral("status_gate"));
  for (QToolButton* button : {backend_, gate_}) {
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(14, 14));
  }
  bar->addWidget(backend_);
  bar->addWidget(device_);
  bar->addPermanentWidget(gate_);
  bar->addPermanentWidget(project_);
  connect(backend_, &QToolButton::clicked, this, [this] {
    if (session_.client().state() == BackendProcess::State::failed) emit restart_wanted();
  });
  connect(gate_, &QToolButton::clicked, &session.gate(), &RotationGate::check);
  BackendClient& client = session.client();
  connect(&client, &BackendClient::state_changed, this, &StatusPanel::update_backend);
  connect(&client, &BackendClient::memory_changed, this, &StatusPanel::update_backend);
  connect(&client, &BackendClient::devices_changed, this, &StatusPanel::update_backend);
  connect(&session.gate(), &RotationGate::changed, this, &StatusPanel::update_gate);
  connect(&session, &Session::model_changed, this, &StatusPanel::update_gate);
  connect(&session, &Session::project_changed, this, &StatusPanel::update_project);
  connect(&session.follower(), &ProjectFollower::state_changed, this, &StatusPanel::update_project);
  update_backend();
  update_gate();
  update_project();
}

void StatusPanel::update_backend() {
  const BackendClient& client = session_.client();
  const QStringList& command = client.command();
  const QString host = remote_host(command);
  const QString where = host.isEmpty() ? tr("this computer") : host;
  QString text;
  QString symbol;
  switch (client.state()) {
    case BackendProcess::State::stopped:
    case BackendProcess::State::starting:
      text = tr("Backend: starting on %1").arg(where);
      break;
    case BackendProcess::State::ready:
      text = tr("Backend: %1").arg(where);
      break;
    case BackendProcess::State::restarting:
      text = tr("Backend: ended, starting again");
      symbol = QStringLiteral("warning");
      break;
    case BackendProcess::State::failed:
      text = tr("Backend: not running – click to start it again");
      symbol = QStringLiteral("error");
      break;
  }
  backend_->setText(text);
  backend_->setIcon(symbol.isEmpty() ? QIcon() : themed_icon(symbol));
  backend_->setToolTip(client.state() == BackendProcess::State::failed
                           ? QString::fromStdString(client.trouble().message())
                           : command.join(u' '));
  QStringList parts;
  if (client.state() == BackendProcess::State::ready) {
    for (const DeviceInfo& device : client.devices()) {
      if (!device.usable) continue;
      const QString name = device.id == "cpu" ? tr("CPU") : QString::fromStdString(device.name);
      parts << (device.threads > 0 ? tr("%1, %n thread(s)", nullptr, device.threads).arg(name)
                                   : tr("%1, %2 GiB").arg(name, gib(device.memory_bytes)));
    }
    const BackendMemory& memory = client.memory();
    if (memory.total_bytes > 0) {
      const double gibibyte = 1024.0 * 1024.0 * 1024.0;
      parts << tr("%1 of %2 GiB")
                   .arg(format_number(static_cast<double>(memory.used_bytes) / gibibyte, 2),
                        format_number(static_cast<double>(memory.total_bytes) / gibibyte, 3));
    }
  }
  device_->setText(parts.join(QStringLiteral(" · ")));
  QStringList lines{tr("Where the backend computes, and how much memory it uses")};
  if (client.state() == BackendProcess::State::ready) {
    for (const DeviceInfo& device : client.devices()) lines << device_line(device);
  }
  device_->setToolTip(lines.join(u'\n'));
}

void StatusPanel::update_gate() {
  RotationGate& gate = session_.gate();
  const bool rotated = session_.has_model() && session_.settings().after.spec().source != "none";
  gate_->setVisible(rotated);
  if (!rotated) return;
  const RotateOutcome* outcome = gate.outcome();
  gate_->setEnabled(session_.model_found());
  if (outcome != nullptr) {
    gate_->setText(outcome->invariant ? tr("invariance %1").arg(format_number(outcome->invariance_error, 2))
                                      : tr("not invariant, error %1").arg(format_number(outcome->invariance_error, 2)));
    gate_->setIcon(themed_icon(outcome->invariant ? QStringLiteral("check") : QStringLiteral("error")));
    gate_->setToolTip(tr("The merged network's logits differ from the original's by this fraction of their scale; the "
                         "limit is %1.")
                          .arg(format_number(outcome->invariance_limit, 2)));
    return;
  }
  gate_->setIcon(QIcon());
  gate_->setText(gate.running() ? tr("checking invariance…") : tr("invariance not checked"));
  gate_->setToolTip(gate.error().what.empty()
                        ? tr("Click to merge the rotation and compare the logits with the original's.")
                        : QString::fromStdString(gate.error().message()));
  if (!gate.error().what.empty()) gate_->setText(tr("invariance check failed"));
}

void StatusPanel::update_project() {
  if (!session_.has_model()) {
    project_->clear();
  } else if (!session_.project_path().isEmpty()) {
    project_->setText(session_.follower().is_followed() ? tr("project: followed while it is written elsewhere")
                                                        : tr("project saved"));
    project_->setToolTip(session_.project_path());
  } else {
    project_->setText(session_.has_unsaved_changes() ? tr("project not saved") : tr("no project"));
    project_->setToolTip(tr("File, Save project keeps everything that was measured in one file."));
  }
}

}  // namespace rotorscope
