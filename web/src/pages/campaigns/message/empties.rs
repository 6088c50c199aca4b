//! For how many of an audience a merge field would leave an empty place, in the reader's words.

use super::people::Audience;
use super::sentences::merge_label;
use crate::http::{Fields, Problem};
use crate::locale::IntoArg;
use crate::pages::audience::Asked;
use crate::pages::frame::Frame;
use relais_core::audience::Filter;
use relais_core::campaigns::unknown_of;
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use std::collections::BTreeSet;

/// What is said of empty places: `missing` are those of the person shown, `holes` those somebody could have.
pub async fn sentences(
    frame: &Frame,
    (audience, form): (Audience, &Fields),
    channel: Topic,
    missing: &[String],
    holes: &[String],
    own: &[Attribute],
) -> Result<Vec<String>, Problem> {
    let ui = &frame.ui;
    let (campaign, filter) = match audience {
        Audience::Form => (None, Asked::read(form)?.filter),
        Audience::Campaign(id) => (Some(id), Filter::new()),
    };
    let names: BTreeSet<&String> = missing.iter().chain(holes).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = names.into_iter().cloned().collect();
    let (tenant, audiences) = (frame.tenant(), &frame.app.audiences);
    let unknown = unknown_of(tenant, audiences, campaign, &filter, channel, &names).await?;
    let told = names.iter().filter_map(|name| {
        let label = merge_label(ui, name, own);
        let count = unknown.empty.get(name).copied();
        if missing.contains(name) {
            let here = ui.t1("content-missing", "name", label);
            return Some(match count {
                Some(count) => format!(
                    "{here} {}",
                    ui.t2("content-missing-count", "count", count, "of", unknown.of)
                ),
                None => here,
            });
        }
        let count = count.filter(|count| *count > 0)?;
        let args = [("name", label.arg()), ("count", count.arg()), ("of", unknown.of.arg())];
        Some(ui.tn("content-empty-for", &args))
    });
    Ok(told.collect())
}
