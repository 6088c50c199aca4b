//! `GET|POST /campaigns/new`: the panel that creates a campaign, step by step.
//!
//! One form goes back and forth; `step` names where the reader wants to go. Each step is reached only through what
//! the steps before it ask for, checked here again whatever the buttons allowed. The address says all of it, so that
//! back, reload and bookmark come to the same step with the same answers.

use super::address::{address, pushed};
use super::form::{self, NAMES, Shown};
use super::review::review;
use crate::http::{Fields, Form, Problem};
use crate::pages::audience::{Asked, PREFIX, audience, own_attributes, reach};
use crate::pages::frame::Frame;
use crate::pages::{html, overview};
use crate::view::campaigns::{Carried, Panel, PanelFragment, Step, Verdict};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::campaigns::{self, CampaignError, CampaignId, FieldError, Status};

/// The panel at the step the address names, with what it says; for a draft just opened, with what is known of it.
pub async fn get(frame: Frame, query: Fields, headers: HeaderMap) -> Result<Response, Problem> {
    let fields = match form::campaign(&query) {
        None => query,
        Some(id) => {
            let campaign = campaigns::get(frame.tenant(), id).await?;
            let draft = campaign.filter(|campaign| campaign.status == Status::Draft);
            let draft = draft.ok_or_else(Problem::not_found)?;
            if query.has("title") {
                query
            } else {
                form::stored(&draft)
            }
        }
    };
    let asked = Asked::read(&fields)?;
    let step = fields.get("step").to_owned();
    let state = State {
        frame: &frame,
        fields,
        asked,
    };
    // A bookmark of before the base changed leads to the step that now needs an answer.
    let (Ok(panel) | Err(panel)) = state.at(&step).await?;
    if fragment(&headers) {
        return shown(&frame, StatusCode::OK, panel);
    }
    board(&frame, StatusCode::OK, panel).await
}

/// The next step, or the one before, or the step at which something is missing; at last the campaign.
pub async fn post(frame: Frame, headers: HeaderMap, Form(fields): Form) -> Result<Response, Problem> {
    let asked = Asked::read(&fields)?;
    let step = fields.get("step").to_owned();
    let state = State {
        frame: &frame,
        fields,
        asked,
    };
    let held = if step == "validate" {
        match state.validate().await? {
            Ok(id) => return Ok(arrived(&headers, id)),
            Err(panel) => Err(panel),
        }
    } else {
        state.at(&step).await?
    };
    let (status, panel) = match held {
        Ok(panel) => (StatusCode::OK, panel),
        Err(panel) => (StatusCode::UNPROCESSABLE_ENTITY, panel),
    };
    let address = address(panel.step.name(), &state.fields, &state.asked);
    if fragment(&headers) {
        return Ok((pushed(&headers, address), shown(&frame, status, panel)?).into_response());
    }
    match address {
        // Without script a step is a page with an address, too.
        Some(address) if status == StatusCode::OK => Ok(Redirect::to(&address).into_response()),
        _ => board(&frame, status, panel).await,
    }
}

/// The panel that is shown instead of the step asked for.
type Held = Result<Panel, Panel>;

/// The form as it came.
struct State<'a> {
    frame: &'a Frame,
    fields: Fields,
    asked: Asked,
}

impl State<'_> {
    /// The step of this name, or the one that must be answered before it.
    async fn at(&self, step: &str) -> Result<Held, Problem> {
        match step {
            "campaign" => self.past_audience().await,
            "review" => self.past_campaign().await,
            _ => Ok(Ok(self.at_audience(None).await?)),
        }
    }

    async fn at_audience(&self, error: Option<String>) -> Result<Panel, Problem> {
        let Frame { app, ui, .. } = self.frame;
        let audience = audience(app, self.frame.tenant(), ui, &self.asked).await?;
        Ok(Panel {
            step: Step::Audience(audience),
            carried: self.carried_campaign(),
            error,
        })
    }

    async fn past_audience(&self) -> Result<Held, Problem> {
        Ok(match self.held_at_audience().await? {
            Some(panel) => Err(panel),
            None => Ok(self.at_campaign(&[], None).await?),
        })
    }

    async fn past_campaign(&self) -> Result<Held, Problem> {
        if let Some(panel) = self.held_at_audience().await? {
            return Ok(Err(panel));
        }
        if let Some(panel) = self.held_at_campaign().await? {
            return Ok(Err(panel));
        }
        let review = review(self.frame, &self.asked.filter, &form::draft(&self.fields)).await?;
        let mut carried = self.carried_audience();
        carried.extend(self.carried_campaign());
        Ok(Ok(Panel {
            step: Step::Review(Box::new(review)),
            carried,
            error: None,
        }))
    }

    async fn validate(&self) -> Result<Result<CampaignId, Panel>, Problem> {
        if let Some(panel) = self.held_at_audience().await? {
            return Ok(Err(panel));
        }
        if let Some(panel) = self.held_at_campaign().await? {
            return Ok(Err(panel));
        }
        let Frame { app, member, ui, .. } = self.frame;
        let (tenant, filter) = (self.frame.tenant(), Some(&self.asked.filter));
        let draft = form::draft(&self.fields);
        let made = match form::campaign(&self.fields) {
            None => campaigns::create(tenant, &app.audiences, member.person.id, &draft, filter).await,
            Some(id) => campaigns::update(tenant, &app.audiences, member.actor(), id, |_| draft, filter)
                .await
                .map(|updated| updated.map(|campaign| campaign.id))
                .and_then(|updated| updated.ok_or(CampaignError::Status(Status::Cancelled))),
        };
        Ok(match made {
            Ok(id) => {
                app.workers.wake(tenant.id()).await;
                Ok(id)
            }
            // Somebody was quicker than the checks above.
            Err(CampaignError::TitleTaken) => Err(self.at_campaign(&[], None).await?),
            Err(CampaignError::Invalid(errors)) => Err(self.at_campaign(&errors, None).await?),
            Err(CampaignError::EmptyAudience) => Err(self.at_audience(Some(ui.t("audience-nobody"))).await?),
            Err(CampaignError::Status(_)) => Err(self.at_audience(Some(ui.t("campaign-moved-on"))).await?),
            Err(error) => return Err(error.into()),
        })
    }

    /// An audience that nobody is in, or a bound that cannot be read, leads nowhere.
    async fn held_at_audience(&self) -> Result<Option<Panel>, Problem> {
        let ui = &self.frame.ui;
        if !self.asked.unreadable.is_empty() {
            return Ok(Some(self.at_audience(Some(ui.t("range-unreadable"))).await?));
        }
        let count = self
            .frame
            .app
            .audiences
            .ask(self.frame.tenant(), |index| index.count(&self.asked.filter))
            .await?;
        if count == 0 {
            Ok(Some(self.at_audience(Some(ui.t("audience-nobody"))).await?))
        } else {
            Ok(None)
        }
    }

    async fn held_at_campaign(&self) -> Result<Option<Panel>, Problem> {
        let draft = form::draft(&self.fields);
        let errors = form::errors(&draft, form::beside(self.frame, None));
        let panel = self.at_campaign(&errors, None).await?;
        let taken = matches!(&panel.step, Step::Campaign(form) if form.verdict == Verdict::Taken);
        Ok((taken || !errors.is_empty()).then_some(panel))
    }

    async fn at_campaign(&self, errors: &[FieldError], error: Option<String>) -> Result<Panel, Problem> {
        let (tenant, ui) = (self.frame.tenant(), &self.frame.ui);
        let own = own_attributes(tenant).await?;
        let reach = self
            .frame
            .app
            .audiences
            .ask(tenant, |index| reach(index, &self.asked.filter))
            .await?;
        let form = Shown {
            ui,
            tenant,
            own: &own,
            reach: Some(&reach),
        }
        .form(&self.fields, errors)
        .await?;
        let mut carried = self.carried_audience();
        carried.extend(carry(&self.fields, |name| name == "campaign"));
        Ok(Panel {
            step: Step::Campaign(Box::new(form)),
            carried,
            error,
        })
    }

    fn carried_audience(&self) -> Vec<Carried> {
        let pairs = self.asked.filter.to_pairs().into_iter();
        pairs
            .map(|(key, value)| Carried {
                name: format!("{PREFIX}{key}"),
                value,
            })
            .collect()
    }

    fn carried_campaign(&self) -> Vec<Carried> {
        carry(&self.fields, |name| NAMES.contains(&name))
    }
}

fn carry(fields: &Fields, wanted: impl Fn(&str) -> bool) -> Vec<Carried> {
    let pairs = fields.pairs().filter(|(name, _)| wanted(name));
    pairs
        .map(|(name, value)| Carried {
            name: name.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

/// Whether htmx asks for the panel alone.
fn fragment(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request")
}

/// The panel alone.
fn shown(frame: &Frame, status: StatusCode, panel: Panel) -> Result<Response, Problem> {
    let ui = frame.ui.clone();
    Ok((status, html(&PanelFragment { ui, panel })?).into_response())
}

/// The panel in the overview.
async fn board(frame: &Frame, status: StatusCode, panel: Panel) -> Result<Response, Problem> {
    Ok((status, html(&overview::page(frame, Some(panel)).await?)?).into_response())
}

/// Goes to the campaign's page, which shows how it is prepared.
fn arrived(headers: &HeaderMap, id: CampaignId) -> Response {
    let page = format!("/campaigns/{id}");
    if headers.contains_key("hx-request") {
        return (StatusCode::NO_CONTENT, [("hx-redirect", page)]).into_response();
    }
    Redirect::to(&page).into_response()
}
