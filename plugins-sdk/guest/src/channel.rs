//! The trait that a plugin implements, and how the generated interface reaches it.

use crate::bindings::exports::relais::channel::channel::Guest;
use crate::{Callback, Description, Event, Message, Outcome, Problem, Settings, log};

/// A channel. A fresh instance serves each call, so there is no `self`: what must outlive a call is in the cache.
pub trait Channel {
    /// What this channel is, in a reader's language (`fr`, `en`, …; English when it is not known).
    fn describe(language: &str) -> Description;

    /// What is wrong with a configuration; nothing, unless the channel says otherwise.
    fn check_config(settings: &Settings, language: &str) -> Vec<Problem> {
        let _ = (settings, language);
        Vec::new()
    }

    /// How many units the provider charges for each message: one, unless the channel says otherwise.
    fn measure(settings: &Settings, batch: &[Message]) -> Vec<u32> {
        let _ = settings;
        vec![1; batch.len()]
    }

    /// Hands a batch over: one outcome per message, in the batch's order.
    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome>;

    /// Reads a provider's report. A channel without callbacks leaves it out, and every report is refused.
    fn parse_callback(settings: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        let _ = (settings, request);
        Err("this channel takes no reports".to_owned())
    }
}

impl<T: Channel> Guest for T {
    fn describe(language: String) -> Description {
        report_panics();
        T::describe(&language)
    }

    fn check_config(settings: Settings, language: String) -> Vec<Problem> {
        report_panics();
        T::check_config(&settings, &language)
    }

    fn measure(settings: Settings, batch: Vec<Message>) -> Vec<u32> {
        report_panics();
        T::measure(&settings, &batch)
    }

    fn send(settings: Settings, batch: Vec<Message>) -> Vec<Outcome> {
        report_panics();
        T::send(&settings, batch)
    }

    fn parse_callback(settings: Settings, request: Callback) -> Result<Vec<Event>, String> {
        report_panics();
        T::parse_callback(&settings, request)
    }
}

/// A panic ends in a trap that says nothing: its place goes to the log first. Its message does not, since it may
/// quote a person's data.
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            log::write(
                log::Level::Error,
                &format!("panicked at {}:{}", place.file(), place.line()),
            );
        }
    }));
}
