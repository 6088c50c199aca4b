//! `GET|POST /campaigns/new`: the panel that creates a campaign, step by step.
//!
//! One form goes back and forth; `step` names where the reader wants to go. Each step is reached only through what
//! the steps before it ask for, checked here again whatever the buttons allowed. The address says all of it, so that
//! back, reload and bookmark come to the same step with the same answers.

use super::address::{address, pushed};
use super::form::{self, NAMES, Shown};
use super::message::{self, Audience, Facts, Ways, Writing, contents, is_begun, is_carried, merged, sentence};
use super::review::review;
use crate::http::{Fields, Form, Problem};
use crate::pages::audience::{Asked, PREFIX, audience, own_attributes, reach};
use crate::pages::frame::Frame;
use crate::pages::{html, overview};
use crate::view::campaigns::{Carried, Panel, PanelFragment, Step, Verdict};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::access::Permission;
use relais_core::campaigns::{self, Campaign, CampaignError, CampaignId, Draft, FieldError, Status};
use relais_core::channels;
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_core::content::{self, Content, ContentProblem, Contents, Template, foreign_sender};

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
                let mut fields = form::stored(&draft);
                form::leaving(&draft, &mut fields);
                message::store(&mut fields, &campaigns::contents(frame.tenant(), id).await?);
                fields
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
    let mut step = fields.get("step").to_owned();
    let mut state = State {
        frame: &frame,
        fields,
        asked,
    };
    if state.begin_with_ready(&step)? {
        step = "message".to_owned();
    }
    if form::reordered(&step, &mut state.fields) {
        step = "campaign".to_owned();
    }
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
        // Without script a step is a page with an address, too; but no address holds a mail.
        Some(address) if status == StatusCode::OK && !state.has_message() => Ok(Redirect::to(&address).into_response()),
        _ => board(&frame, status, panel).await,
    }
}

/// Fields of a draft that the message step asks for, as the core names them, and as forms do.
const LEAVING: [&str; 3] = ["scheduled_at", "time_zone", "delay_ms"];
const LEAVING_FIELDS: [&str; 3] = ["scheduled_at", "time_zone", "delay_s"];

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
            "message" => self.past_campaign().await,
            "review" => self.past_message().await,
            _ => Ok(Ok(self.at_audience(None).await?)),
        }
    }

    async fn at_audience(&self, error: Option<String>) -> Result<Panel, Problem> {
        let Frame { app, ui, .. } = self.frame;
        let mut audience = audience(app, self.frame.tenant(), ui, &self.asked).await?;
        audience.can_import = self.frame.member.may(Permission::ContactsImport);
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
        Ok(Ok(self.at_message(&[], &[]).await?))
    }

    async fn past_message(&self) -> Result<Held, Problem> {
        if let Some(panel) = self.held_at_audience().await? {
            return Ok(Err(panel));
        }
        if let Some(panel) = self.held_at_campaign().await? {
            return Ok(Err(panel));
        }
        if let Some(panel) = self.held_at_message().await? {
            return Ok(Err(panel));
        }
        let review = review(self.frame, &self.asked.filter, &self.draft()).await?;
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
        if let Some(panel) = self.held_at_message().await? {
            return Ok(Err(panel));
        }
        let Frame { app, member, ui, .. } = self.frame;
        let (tenant, filter) = (self.frame.tenant(), Some(&self.asked.filter));
        let draft = self.draft();
        let made = match form::campaign(&self.fields) {
            None => campaigns::create(tenant, &app.audiences, member.person.id, &draft, filter).await,
            Some(id) => {
                let change = |_: &Campaign, said: &Contents| Draft {
                    contents: draft.contents.map(|written| merged(said, written)),
                    ..draft
                };
                campaigns::update(tenant, &app.audiences, member.actor(), id, change, filter)
                    .await
                    .map(|updated| updated.map(|campaign| campaign.id))
                    .and_then(|updated| updated.ok_or(CampaignError::Status(Status::Cancelled)))
            }
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
            Err(CampaignError::Content(problems)) => Err(self.at_message(&problems, &[]).await?),
            Err(error) => return Err(error.into()),
        })
    }

    /// The campaign the form asks for, with what it says.
    fn draft(&self) -> Draft {
        Draft {
            contents: Some(contents(&self.fields)),
            ..form::draft(&self.fields)
        }
    }

    fn has_message(&self) -> bool {
        let said = contents(&self.fields);
        said.keys().any(|channel| is_begun(&said, *channel))
    }

    /// Puts a ready message into the form when `step` asks for one.
    fn begin_with_ready(&mut self, step: &str) -> Result<bool, Problem> {
        let draft = form::draft(&self.fields);
        let schedule = draft.check(form::beside(self.frame, None)).ok();
        let link = self.fields.get("ready_link").to_owned();
        let facts = Facts {
            company: &self.frame.member.company.name,
            title: &draft.title,
            from: schedule.as_ref().map(|schedule| schedule.event_date),
            to: schedule.as_ref().and_then(|schedule| schedule.end_date),
            description: &draft.description,
            link: &link,
        };
        message::apply(self.frame, step, &mut self.fields, &facts)
    }

    /// What cannot be sent is mended before it is looked at whole. Nothing at all may be said: it can be written later.
    async fn held_at_message(&self) -> Result<Option<Panel>, Problem> {
        let draft = self.draft();
        let errors = form::errors(&draft, form::beside(self.frame, None));
        let errors: Vec<FieldError> = errors
            .into_iter()
            .filter(|error| LEAVING.contains(&error.field))
            .collect();
        let said = contents(&self.fields);
        let own = own_attributes(self.frame.tenant()).await?;
        let config = channels::get(self.frame.tenant(), Topic::Email).await?.config;
        let foreign = said
            .get(&Topic::Email)
            .and_then(|content| foreign_sender(Topic::Email, content, &config));
        let begun = said.into_iter().filter(|(topic, content)| {
            let chosen = draft.channels.iter().any(|channel| channel == topic.as_str());
            chosen && content.0.values().any(|text| !text.is_empty())
        });
        let mut problems: Vec<ContentProblem> = begun
            .flat_map(|(topic, content)| self.wrong(topic, content, &own))
            .collect();
        problems.extend(foreign.filter(|_| draft.channels.iter().any(|channel| channel == Topic::Email.as_str())));
        if errors.is_empty() && problems.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.at_message(&problems, &errors).await?))
    }

    /// What is wrong with what is said over a channel that is chosen: what is missing too.
    fn wrong(&self, topic: Topic, content: Content, own: &[Attribute]) -> Vec<ContentProblem> {
        let offered = &self.frame.offered;
        let compiled = match offered.content(topic) {
            Some(fields) => Template::compile_for(topic, fields, &content, own),
            None => Template::compile(topic, &content, own),
        };
        let mut problems = compiled.err().unwrap_or_default();
        for problem in content::check(&Contents::from([(topic, content)]), own, offered) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        problems
    }

    async fn at_message(&self, problems: &[ContentProblem], errors: &[FieldError]) -> Result<Panel, Problem> {
        let frame = self.frame;
        let draft = form::draft(&self.fields);
        let told = |error: &FieldError| {
            // The form writes the pause in seconds.
            let field = if error.field == "delay_ms" {
                "delay_s"
            } else {
                error.field
            };
            let text = match error.field {
                "delay_ms" => frame.ui.t("delay-out-of-range"),
                _ => form::sentence(&frame.ui, error),
            };
            (field, text)
        };
        let writing = Writing {
            form: &self.fields,
            ways: Ways::new(&draft.channels, draft.fallback),
            audience: Audience::Form,
            base: "/campaigns/new".to_owned(),
            problems,
            errors: errors.iter().map(told).collect(),
        };
        let step = writing.step(frame).await?;
        let first = problems.first().map(|problem| sentence(&frame.ui, problem));
        let mut carried = self.carried_audience();
        carried.extend(carry(&self.fields, |name| {
            NAMES.contains(&name) && !LEAVING_FIELDS.contains(&name)
        }));
        // What is written over channels that are not chosen, or that no plugin serves, is not lost on the way.
        let shown = step.written();
        carried.extend(carry(&self.fields, |name| {
            is_carried(name) && !shown.iter().any(|one| one == name)
        }));
        Ok(Panel {
            step: Step::Message(Box::new(step)),
            carried,
            error: first,
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
        let mut errors = form::errors(&draft, form::beside(self.frame, None));
        errors.retain(|error| !LEAVING.contains(&error.field));
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
            .ask(tenant, |index| reach(index, &self.asked.filter, &self.frame.offered))
            .await?;
        let form = Shown {
            ui,
            tenant,
            own: &own,
            offered: &self.frame.offered,
            reach: Some(&reach),
        }
        .form(&self.fields, errors)
        .await?;
        let mut carried = self.carried_audience();
        carried.extend(carry(&self.fields, |name| {
            name == "campaign" || LEAVING_FIELDS.contains(&name)
        }));
        carried.extend(carry(&self.fields, is_carried));
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
        carry(&self.fields, |name| NAMES.contains(&name) || is_carried(name))
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
