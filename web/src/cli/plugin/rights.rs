//! What a version may do, in plain words, and what is still to be decided.

use relais_channels::Capability;
use relais_core::plugins::{Installed, State, Version};
use std::io::{self, Write};

/// The capability of this name.
pub fn capability(name: &str) -> Result<Capability, String> {
    Capability::named(name).ok_or_else(|| {
        let known = Capability::ALL.map(Capability::name).join(", ");
        format!("there is no such capability: {known}")
    })
}

/// Writes what a version asks for, which of it was granted, and what comes next. `slug`: of the company whose own plugin it is.
pub fn write(out: &mut impl Write, plugin: &Installed, version: &Version, slug: Option<&str>) -> io::Result<()> {
    writeln!(out, "It can:")?;
    let before = plugin.current().filter(|current| current.number != version.number);
    let missing = version.missing();
    for capability in &version.wants {
        let new = before.is_some_and(|before| !before.wants.contains(capability));
        let mark = if new { " NEW" } else { "" };
        let open = if missing.contains(capability) {
            " – not granted"
        } else {
            ""
        };
        writeln!(out, "  - {} ({capability}){mark}{open}", capability.plainly())?;
    }
    writeln!(out, "{}", next(plugin, version, slug))
}

fn next(plugin: &Installed, version: &Version, slug: Option<&str>) -> String {
    match plugin.state(version) {
        State::Serving => "It is in use.".to_owned(),
        State::Aside => "It is not in use.".to_owned(),
        State::Waiting => {
            let missing: Vec<&str> = version.missing().into_iter().map(Capability::name).collect();
            let until = match plugin.current() {
                Some(current) => format!("version {} stays in use", current.number),
                None => "it is not in use".to_owned(),
            };
            let command = format!("`relais plugin grant {}", plugin.name);
            let who = match slug {
                Some(slug) => {
                    format!("an administrator grants it on the plugin's page, or you with {command} --tenant {slug}`")
                }
                None => format!("{command}`"),
            };
            format!("It waits to be granted {}: {until}. Next: {who}.", missing.join(", "))
        }
    }
}
