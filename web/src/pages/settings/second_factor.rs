//! `/settings/profile/second-factor`: the reader's own second factor, turned on and off by who knows the password.

use super::{moment, present, tabs};
use crate::http::{Client, Form, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::session;
use crate::view::second_factor::{QrCode, SecondFactor, SecondFactorPage};
use crate::view::{Field, Place};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use relais_tenants::second_factor;
use relais_tenants::secret::Secret;

const HERE: &str = "/settings/profile/second-factor";

/// Where it stands, and what to do next.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    let stage = stage(&frame).await?;
    Ok(html(&page(&frame, stage).await?)?.into_response())
}

/// Makes a key for the reader's authenticator.
pub async fn offer(frame: Frame, Client(client): Client, Form(form): Form) -> Result<Response, Problem> {
    if let Some(refusal) = present::check(&frame, client, form.raw("current")).await? {
        let error = Some(refusal.error.clone());
        return refusal.answer(html(&page(&frame, SecondFactor::Off { error }).await?)?);
    }
    let person = frame.member.person.id;
    frame.app.installation.offer_second_factor(person).await?;
    Ok(Redirect::to(HERE).into_response())
}

/// Turns it on for a code of that key, and shows the recovery codes this once. The reader's other sessions end.
pub async fn confirm(frame: Frame, headers: HeaderMap, Form(form): Form) -> Result<Response, Problem> {
    let kept = kept(&frame, &headers)?;
    let codes = frame
        .app
        .installation
        .confirm_second_factor(frame.tenant(), frame.member.person.id, form.get("code"), &kept)
        .await?;
    if let Some(codes) = codes {
        let codes = codes.iter().map(|code| code.text()).collect();
        return Ok(html(&page(&frame, SecondFactor::Confirmed { codes }).await?)?.into_response());
    }
    match stage(&frame).await? {
        SecondFactor::Offered { qr, uri, key, .. } => {
            let code = Field::wrong("", frame.ui.t("login-code-wrong"));
            let page = page(&frame, SecondFactor::Offered { qr, uri, key, code }).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        // The offer ran out, or was taken already.
        _ => Ok(Redirect::to(HERE).into_response()),
    }
}

/// Turns it off. The reader's other sessions end.
pub async fn end(
    frame: Frame,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let SecondFactor::On {
        since, recovery_codes, ..
    } = stage(&frame).await?
    else {
        return Ok(Redirect::to(HERE).into_response());
    };
    if let Some(refusal) = present::check(&frame, client, form.raw("current")).await? {
        let stage = SecondFactor::On {
            since,
            recovery_codes,
            error: Some(refusal.error.clone()),
        };
        return refusal.answer(html(&page(&frame, stage).await?)?);
    }
    let kept = kept(&frame, &headers)?;
    frame
        .app
        .installation
        .end_second_factor(frame.tenant(), frame.member.person.id, &kept)
        .await?;
    Ok(Flash::SecondFactorOff.redirect(&frame.app, "/settings/profile"))
}

/// The session that goes on. A page is only ever asked for with one.
fn kept(frame: &Frame, headers: &HeaderMap) -> Result<Secret, Problem> {
    session::secret(&frame.app, headers).ok_or_else(|| Problem::internal("a member without a session"))
}

async fn stage(frame: &Frame) -> Result<SecondFactor, Problem> {
    let person = &frame.member.person;
    Ok(match frame.app.installation.second_factor(person.id).await? {
        second_factor::SecondFactor::Off => SecondFactor::Off { error: None },
        second_factor::SecondFactor::Offered(key) => {
            let uri = key.uri(&person.email).map_err(Problem::internal)?;
            SecondFactor::Offered {
                qr: QrCode::of(&uri),
                uri,
                key: key.text(),
                code: Field::default(),
            }
        }
        second_factor::SecondFactor::On { since, recovery_codes } => SecondFactor::On {
            since: moment(since),
            recovery_codes,
            error: None,
        },
    })
}

async fn page(frame: &Frame, stage: SecondFactor) -> Result<SecondFactorPage, Problem> {
    Ok(SecondFactorPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Settings).await?,
        tabs: tabs(frame),
        email: frame.member.person.email.clone(),
        stage,
    })
}
