#include "app/pages/compare_rotations.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/session/site_request.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"
#include "widgets/block_diagram.h"
#include "widgets/multiples_view.h"

#include <QComboBox>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace rotorscope {

CompareRotations::CompareRotations(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      query_(session.client(), QStringLiteral("site_view"), this),
      multiples_(new MultiplesView(this)),
      diagram_(new BlockDiagram(this)) {
  multiples_->setObjectName(QStringLiteral("rotation_multiples"));
  diagram_->setObjectName(QStringLiteral("block_diagram"));
  multiples_->set_help(
      tr("The same activations in several bases, all on one scale. The flatter the profile, the finer "
         "the grid of a quantizer and the higher the SQNR."));
  auto* kind = new QComboBox(this);
  kind->addItem(tr("channels"), static_cast<int>(MultiplesContent::profile));
  kind->addItem(tr("histogram"), static_cast<int>(MultiplesContent::histogram));
  kind->setAccessibleName(tr("What the panels show"));
  multiples_->add_tool(kind);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(multiples_);
  splitter->addWidget(diagram_);
  splitter->setChildrenCollapsible(false);
  splitter->setSizes({10'000, 10'000});
  // A low window scrolls.
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(splitter);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(scroll);

  connect(kind, &QComboBox::currentIndexChanged, this,
          [this, kind] { multiples_->set_content_kind(static_cast<MultiplesContent>(kind->currentData().toInt())); });
  connect(multiples_, &MultiplesView::channel_clicked, &session.selection(), &Selection::set_channel);
  connect(multiples_, &MultiplesView::variant_clicked, this, [this](const QString& label) {
    auto& source = session_.settings().after.source;
    for (const auto& choice : source.choices()) {
      if (choice.value == label) source.set(label);
    }
  });
  connect(diagram_, &BlockDiagram::switch_toggled, this, [this](int rotation, bool on) {
    if (rotation >= 1 && rotation <= 4)
      session_.settings().after.switches[static_cast<std::size_t>(rotation - 1)].set(on);
  });
  connect(diagram_, &BlockDiagram::site_clicked, this,
          [this](const QString& site) { session_.selection().set(session_.selection().layer(), site); });
  connect(&query_, &LatestQuery::answered, this, [this](const JsonPointer& body) { take_view(*body); });
  connect(&query_, &LatestQuery::failed, this, &CompareRotations::failed);
  connect(&session.selection(), &Selection::changed, this, &CompareRotations::refresh);
  connect(&session.inspection(), &Inspection::changed, this, &CompareRotations::refresh);
  connect(&session.learning(), &Learning::runs_changed, this, &CompareRotations::refresh);
  connect(&session.settings().after, &RotationSettings::changed, this, &CompareRotations::refresh);
  for (const SettingBase* setting : std::initializer_list<const SettingBase*>{
           &session.settings().inspect.bits, &session.settings().inspect.clip, &session.settings().inspect.symmetric}) {
    connect(setting, &SettingBase::changed, this, &CompareRotations::refresh);
  }
  const auto restyle = [this] {
    const auto& inspect = session_.settings().inspect;
    multiples_->set_statistic(statistic_from_name(inspect.statistic));
    multiples_->set_scale(inspect.logarithmic ? ValueScale::logarithmic : ValueScale::linear);
  };
  connect(&session.settings().inspect.statistic, &SettingBase::changed, this, restyle);
  connect(&session.settings().inspect.logarithmic, &SettingBase::changed, this, restyle);
  restyle();
  update_diagram();
}

void CompareRotations::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}

void CompareRotations::refresh() {
  update_diagram();
  if (!isVisible() || !session_.inspection().has_activations()) return;
  const Settings& settings = session_.settings();
  RotationSpec spec = settings.after.spec();
  spec.seed = static_cast<std::uint64_t>(settings.after.seed.value());
  std::vector<RotationSpec> rotations = {RotationSpec{}};
  for (const char* source : {"orthogonal", "hadamard"}) {
    spec.source = source;
    rotations.push_back(spec);
  }
  if (session_.learning().has_learned()) {
    spec.source = "learned";
    rotations.push_back(spec);
  }
  SiteViewRequest request = selected_site_request(session_, std::move(rotations));
  request.bits = settings.inspect.bits;
  request.clip = settings.inspect.clip;
  request.symmetric = settings.inspect.symmetric;
  query_.ask(request);
}

void CompareRotations::take_view(const nlohmann::json& body) {
  auto view = decode<SiteView>(body, "site_view");
  if (!view) {
    emit failed(view.error());
    return;
  }
  if (!is_of_selection(session_, *view)) return;
  multiples_->set_variants(view->variants);
  multiples_->set_title(site_title(view->layer, QString::fromStdString(view->site)));
  const QString explanation = site_explanation(QString::fromStdString(view->site));
  if (view->site == "down_in") {
    multiples_->set_subtitle(tr("only R4 acts here, a Hadamard whatever the kind: learning changes nothing"));
  } else {
    multiples_->set_subtitle(session_.learning().has_learned()
                                 ? explanation
                                 : tr("%1; a learned rotation joins once there is one").arg(explanation));
  }
}

void CompareRotations::update_diagram() {
  const Selection& selection = session_.selection();
  const auto& after = session_.settings().after;
  const bool rotated = after.source.value() != QLatin1String("none");
  for (int rotation = 1; rotation <= 4; ++rotation) {
    diagram_->set_rotation_enabled(rotation, rotated, tr("Choose a rotation first"));
    diagram_->set_rotation_on(rotation, rotated && after.switches[static_cast<std::size_t>(rotation - 1)]);
  }
  diagram_->set_current_site(selection.site());
  diagram_->set_caption(selection.site() == QLatin1String("head_in") ? tr("Head")
                                                                     : tr("Layer %1").arg(selection.layer()));
}

}  // namespace rotorscope
