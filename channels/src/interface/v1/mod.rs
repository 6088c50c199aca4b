//! Version 1 of the interface, as in `plugins-sdk/wit/1.0`.

mod capabilities;
mod convert;
mod email;
mod http;
mod signatures;
mod spool;

use super::{Answer, Given, Interface, Problem};
use crate::capabilities::Capability;
use crate::host::State;
use crate::message::{Callback, Event, Message, Outcome};
use crate::{Description, Fault, text};
use futures_util::FutureExt;
use std::collections::BTreeSet;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Error, Store};

mod bindings {
    wasmtime::component::bindgen!({
        path: "../plugins-sdk/wit/1.0",
        world: "plugin",
        imports: { default: async | trappable },
        exports: { default: async },
    });
}

use bindings::exports::relais::channel::channel as exported;
use bindings::relais::channel as imported;

/// Problems that are kept of a plugin's answer.
const PROBLEMS: usize = 50;
/// Events of one report.
const EVENTS: usize = 10_000;

/// A plugin that speaks version 1.
struct V1(bindings::PluginPre<State>);

/// Links what a component needs.
pub(super) fn load(
    linker: &mut Linker<State>,
    component: &Component,
    capabilities: &BTreeSet<Capability>,
) -> wasmtime::Result<impl Interface + use<>> {
    for capability in capabilities {
        match capability {
            Capability::EmailTransport => {
                imported::email_transport::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?;
            }
            Capability::Http => imported::http::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Signatures => {
                imported::signatures::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?;
            }
            Capability::Spool => imported::spool::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Secrets => imported::secrets::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Cache => imported::cache::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Clock => imported::clock::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Random => imported::random::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
            Capability::Log => imported::log::add_to_linker::<State, HasSelf<State>>(linker, |state| state)?,
        }
    }
    Ok(V1(bindings::PluginPre::new(linker.instantiate_pre(component)?)?))
}

/// Only types: nothing to do.
impl imported::types::Host for State {}

impl Interface for V1 {
    fn describe<'a>(&'a self, store: &'a mut Store<State>, language: &'a str) -> Answer<'a, Description> {
        async move {
            let plugin = self.0.instantiate_async(&mut *store).await?;
            let said = plugin.relais_channel_channel().call_describe(store, language).await?;
            Ok(convert::description(said))
        }
        .boxed()
    }

    fn check_config<'a>(
        &'a self,
        store: &'a mut Store<State>,
        given: Given,
        language: &'a str,
    ) -> Answer<'a, Vec<Problem>> {
        async move {
            let plugin = self.0.instantiate_async(&mut *store).await?;
            let settings = convert::settings(given);
            let said = plugin
                .relais_channel_channel()
                .call_check_config(store, &settings, language)
                .await?;
            let problems = said.into_iter().take(PROBLEMS).map(|problem| Problem {
                field: problem.field.map(|field| text::line(&field)),
                message: text::line(&problem.message),
            });
            Ok(problems.collect())
        }
        .boxed()
    }

    fn measure<'a>(&'a self, store: &'a mut Store<State>, given: Given, batch: Vec<Message>) -> Answer<'a, Vec<u32>> {
        async move {
            let plugin = self.0.instantiate_async(&mut *store).await?;
            let settings = convert::settings(given);
            let batch: Vec<_> = batch.into_iter().map(convert::message).collect();
            plugin
                .relais_channel_channel()
                .call_measure(store, &settings, &batch)
                .await
        }
        .boxed()
    }

    fn send<'a>(&'a self, store: &'a mut Store<State>, given: Given, batch: Vec<Message>) -> Answer<'a, Vec<Outcome>> {
        async move {
            let plugin = self.0.instantiate_async(&mut *store).await?;
            let settings = convert::settings(given);
            let batch: Vec<_> = batch.into_iter().map(convert::message).collect();
            let said = plugin
                .relais_channel_channel()
                .call_send(&mut *store, &settings, &batch)
                .await?;
            let now = store.data().job(Capability::Clock).map(|job| job.services.now())?;
            Ok(said.into_iter().map(|outcome| convert::outcome(outcome, now)).collect())
        }
        .boxed()
    }

    fn parse_callback<'a>(
        &'a self,
        store: &'a mut Store<State>,
        given: Given,
        request: Callback,
    ) -> Answer<'a, Result<Vec<Event>, String>> {
        async move {
            let plugin = self.0.instantiate_async(&mut *store).await?;
            let (settings, request) = (convert::settings(given), convert::callback(request));
            let said = plugin
                .relais_channel_channel()
                .call_parse_callback(store, &settings, &request)
                .await?;
            Ok(match said {
                // Dropping some would lose what nobody sends again.
                Ok(events) if events.len() > EVENTS => {
                    return Err(Error::new(Fault::BadAnswer(format!(
                        "{} events in one report",
                        events.len()
                    ))));
                }
                Ok(events) => Ok(events.into_iter().map(convert::event).collect()),
                Err(reason) => Err(text::line(&reason)),
            })
        }
        .boxed()
    }
}
