//! `POST /plugins`: a component is installed for the company.

use super::{list, sentences};
use crate::http::Problem;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::plugins::upload;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::response::{IntoResponse, Response};

/// Installs what the form brings and shows it, or says what is wrong with it.
pub async fn post(frame: Frame, form: Result<Multipart, MultipartRejection>) -> Result<Response, Problem> {
    let problem = match upload(form).await {
        Ok(upload) => {
            let plugins = &frame.app.plugins;
            match plugins
                .install(Some(frame.tenant()), frame.member.actor(), upload)
                .await
            {
                Ok(done) => {
                    let page = format!("/plugins/{}", done.plugin.name);
                    return Ok(Flash::PluginInstalled.redirect(&frame.app, &page));
                }
                Err(error) => error.into(),
            }
        }
        Err(problem) => problem,
    };
    let (status, errors) = sentences(&frame, problem)?;
    Ok((status, html(&list::page(&frame, errors).await?)?).into_response())
}
