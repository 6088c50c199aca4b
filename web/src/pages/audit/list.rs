//! `GET /audit?act=…&actor=…&from=…&until=…&object=…&cursor=…`.

use super::names::{Names, act};
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::audit::{ActGroup, ActRow, Filters, JournalPage, Log, OutletForm, Verified};
use crate::view::{Choice, Field, Place, Ui};
use axum::response::Html;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use relais_core::access::Permission;
use relais_core::audit::acts::{ACTS, Kind};
use relais_core::audit::outlet::{HOURS, Outlet};
use relais_core::audit::{self, Entry, Status, Wanted};
use relais_tenants::clock::Millis;
use uuid::Uuid;

/// Acts of a page.
const PAGE: usize = 50;
/// How often checkpoints are sent unless somebody chooses otherwise.
const USUAL_HOURS: u32 = 24;
/// Those who act and are no members.
const OTHERS: [&str; 3] = ["system", "operator", "subject"];

/// What the page says besides.
#[derive(Default)]
pub struct Said {
    /// What verifying has just come to.
    pub verified: Option<Verified>,
    /// The address that was typed and not taken.
    pub address: Option<Field>,
}

/// What is asked for; what cannot be read asks for nothing.
struct Asked {
    act: String,
    actor: String,
    from: Option<Date>,
    until: Option<Date>,
    object: String,
    before: Option<Uuid>,
}

impl Asked {
    fn read(query: &Fields) -> Self {
        Self {
            act: query.get("act").to_owned(),
            actor: query.get("actor").to_owned(),
            from: query.get("from").parse().ok(),
            until: query.get("until").parse().ok(),
            object: query.get("object").to_owned(),
            before: query.get("cursor").parse().ok(),
        }
    }

    fn actions(&self) -> Vec<&str> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == self.act);
        match kind {
            Some(kind) => kind.acts().collect(),
            None => Some(self.act.as_str())
                .filter(|act| !act.is_empty())
                .into_iter()
                .collect(),
        }
    }

    fn wanted(&self, zone: &TimeZone) -> Wanted<'_> {
        let begins = |day: Date| day.to_zoned(zone.clone()).ok().map(|at| Millis::from(at.timestamp()));
        Wanted {
            actions: self.actions(),
            actor: Some(self.actor.as_str()).filter(|actor| !actor.is_empty()),
            object: Some(self.object.as_str()).filter(|object| !object.is_empty()),
            from: self.from.and_then(begins),
            until: self.until.and_then(|day| day.tomorrow().ok()).and_then(begins),
            before: self.before,
        }
    }

    fn is_set(&self) -> bool {
        let days = self.from.is_some() || self.until.is_some();
        days || ![&self.act, &self.actor, &self.object].into_iter().all(String::is_empty)
    }

    fn address(&self, cursor: Option<Uuid>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let cursor = cursor.map(|cursor| cursor.to_string()).unwrap_or_default();
        let pairs = [
            ("act", self.act.clone()),
            ("actor", self.actor.clone()),
            ("from", day(self.from)),
            ("until", day(self.until)),
            ("object", self.object.clone()),
            ("cursor", cursor),
        ];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, &value);
        }
        match query.finish() {
            query if query.is_empty() => "/audit".to_owned(),
            query => format!("/audit?{query}"),
        }
    }
}

/// One page of acts, newest first.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    audit::catch_up(frame.tenant()).await?;
    html(&page(&frame, &query, Said::default()).await?)
}

/// The page, as it was asked for.
pub async fn page(frame: &Frame, query: &Fields, said: Said) -> Result<JournalPage, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let asked = Asked::read(query);
    let status = audit::status(tenant).await?;
    let (entries, next) = audit::latest(tenant, &asked.wanted(&ui.zone), PAGE).await?;
    let names = Names::of(frame, &entries).await?;
    let object = entries.iter().find_map(|entry| {
        let content = entry.content.as_ref()?;
        names.object(ui, &entry.action, &content.object)
    });
    let shown = || object.clone().unwrap_or_else(|| asked.object.clone());
    Ok(JournalPage {
        ui: ui.clone(),
        shell: frame.shell(Place::Compliance).await?,
        log: log(&status),
        verified: said.verified,
        filters: Filters {
            acts: acts(ui, &asked.act),
            actors: actors(ui, &names, &asked.actor),
            from: asked.from.map(|day| day.to_string()).unwrap_or_default(),
            until: asked.until.map(|day| day.to_string()).unwrap_or_default(),
            object: (!asked.object.is_empty()).then(|| (asked.object.clone(), shown())),
            set: asked.is_set(),
        },
        rows: entries.iter().map(|entry| row(ui, &names, entry)).collect(),
        next: next.map(|cursor| asked.address(Some(cursor))),
        first: asked.before.map(|_| asked.address(None)),
        outlet: outlet(ui, status.outlet.as_ref(), said.address),
        can_manage: frame.may(Permission::AuditManage),
    })
}

/// An act as a line.
pub fn row(ui: &Ui, names: &Names, entry: &Entry) -> ActRow {
    let content = entry.content.as_ref();
    ActRow {
        href: format!("/audit/{}", entry.id),
        what: act(ui, &entry.action),
        who: content.map(|content| names.actor(ui, &content.actor)),
        object: content.and_then(|content| names.object(ui, &entry.action, &content.object)),
        at: entry.at.timestamp(),
        index: entry.index,
    }
}

fn log(status: &Status) -> Log {
    Log {
        size: status.size,
        staged: status.staged,
        signed_at: status.newest.as_ref().map(|signed| signed.at.timestamp()),
        fingerprint: status.key.fingerprint(),
        key: status.key.to_string(),
        note: status
            .newest
            .as_ref()
            .map(|signed| signed.note.clone())
            .unwrap_or_default(),
        damage: status.damage.clone(),
    }
}

fn acts(ui: &Ui, chosen: &str) -> Vec<ActGroup> {
    let group = |kind: Kind| {
        let whole = Choice::new(
            kind.as_str(),
            ui.t1("journal-kind-all", "kind", kind.as_str()),
            kind.as_str() == chosen,
        );
        let own = ACTS.iter().filter(move |(_, of)| *of == kind);
        let own = own.map(|(action, _)| Choice::new(*action, act(ui, action), *action == chosen));
        ActGroup {
            label: ui.t1("journal-kind", "kind", kind.as_str()),
            acts: std::iter::once(whole).chain(own).collect(),
        }
    };
    Kind::ALL.into_iter().map(group).collect()
}

fn actors(ui: &Ui, names: &Names, chosen: &str) -> Vec<Choice> {
    let members = names
        .people()
        .map(|(id, name)| (format!("person:{id}"), name.to_owned()));
    let others = OTHERS.map(|actor| (actor.to_owned(), names.actor(ui, actor)));
    let all = members.chain(others);
    all.map(|(value, label)| Choice::new(value.clone(), label, value == chosen))
        .collect()
}

fn outlet(ui: &Ui, kept: Option<&Outlet>, typed: Option<Field>) -> OutletForm {
    let hours = kept.map_or(u64::from(USUAL_HOURS), |outlet| outlet.every.as_secs() / 3_600);
    let address = typed.unwrap_or_else(|| Field::of(kept.map(|outlet| outlet.address.clone()).unwrap_or_default()));
    let every = HOURS.map(|every| {
        let label = ui.t1("outlet-hours", "hours", every);
        Choice::new(every.to_string(), label, u64::from(every) == hours)
    });
    OutletForm {
        address,
        every: every.into(),
        sent: kept
            .and_then(|outlet| outlet.sent)
            .map(|(size, at)| (size, at.timestamp())),
        failure: kept
            .and_then(|outlet| outlet.failure.clone())
            .map(|(why, at)| (why, at.timestamp())),
        on: kept.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_comes_back_in_the_address() {
        let asked = Asked::read(&Fields::parse(
            b"act=people&from=2026-11-01&until=pas+un+jour&object=x%26y",
        ));
        assert_eq!(asked.address(None), "/audit?act=people&from=2026-11-01&object=x%26y");
        assert!(asked.is_set() && asked.actions().contains(&"contact.create"));
        let nothing = Asked::read(&Fields::default());
        assert_eq!((nothing.address(None).as_str(), nothing.is_set()), ("/audit", false));
        assert!(nothing.actions().is_empty());
    }

    #[test]
    fn a_day_begins_and_ends_where_the_reader_is() {
        let asked = Asked::read(&Fields::parse(b"from=2027-01-15&until=2027-01-15"));
        let wanted = asked.wanted(&TimeZone::get("Europe/Paris").unwrap());
        let at = |text: &str| Some(Millis::from(text.parse::<jiff::Timestamp>().unwrap()));
        assert_eq!(wanted.from, at("2027-01-14T23:00:00Z"));
        assert_eq!(wanted.until, at("2027-01-15T23:00:00Z"));
    }
}
