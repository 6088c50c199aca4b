//! `relais plugin new`: a project that builds and passes its tests at once. What it is built of comes along, so that
//! whoever works on it needs this program, a compiler, and nothing of ours besides.

use super::super::CommandError;
use std::io::Write;
use std::path::Path;

/// The name of the template's package, channel and component.
const TEMPLATE: &str = "webhook";
/// Names that mean something to the compiler.
const TAKEN: [&str; 6] = ["alloc", "core", "proc-macro", "relais-plugin", "std", "test"];

/// With which the guest crate's manifest says that it stands alone.
const ALONE: &str = "# A crate of its own: its users pin what they build with.\n[workspace]\n\n";

/// A file of a new project, and where it comes from.
macro_rules! files {
    ($($to:literal <- $from:literal),* $(,)?) => {
        [$(($to, include_str!(concat!("../../../../plugins-sdk/", $from)))),*]
    };
}

/// Everything that a project begins with.
const FILES: [(&str, &str); 21] = files![
    ".gitignore" <- "template/.gitignore",
    "Cargo.lock" <- "template/Cargo.lock",
    "Cargo.toml" <- "template/Cargo.toml",
    "README.md" <- "template/README.md",
    "src/lib.rs" <- "template/src/lib.rs",
    "src/tests.rs" <- "template/src/tests.rs",
    "sdk/guest/Cargo.toml" <- "guest/Cargo.toml",
    "sdk/guest/src/answer.rs" <- "guest/src/answer.rs",
    "sdk/guest/src/channel.rs" <- "guest/src/channel.rs",
    "sdk/guest/src/config.rs" <- "guest/src/config.rs",
    "sdk/guest/src/describe.rs" <- "guest/src/describe.rs",
    "sdk/guest/src/lib.rs" <- "guest/src/lib.rs",
    "sdk/guest/src/request.rs" <- "guest/src/request.rs",
    "sdk/wit/1.0/channel.wit" <- "wit/1.0/channel.wit",
    "sdk/wit/1.0/email-transport.wit" <- "wit/1.0/email-transport.wit",
    "sdk/wit/1.0/http.wit" <- "wit/1.0/http.wit",
    "sdk/wit/1.0/signatures.wit" <- "wit/1.0/signatures.wit",
    "sdk/wit/1.0/spool.wit" <- "wit/1.0/spool.wit",
    "sdk/wit/1.0/tools.wit" <- "wit/1.0/tools.wit",
    "sdk/wit/1.0/types.wit" <- "wit/1.0/types.wit",
    "sdk/wit/1.0/world.wit" <- "wit/1.0/world.wit",
];

pub fn run(name: &str, parent: &Path) -> Result<(), CommandError> {
    check(name)?;
    let folder = parent.join(name);
    std::fs::create_dir_all(parent)?;
    // Fails when there is something of this name: nobody's work is written over.
    std::fs::create_dir(&folder).map_err(|error| CommandError::Refused(format!("{}: {error}", folder.display())))?;
    for (to, content) in FILES {
        let file = folder.join(to);
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(file, named(to, content, name))?;
    }
    let mut output = std::io::stdout();
    writeln!(output, "{}", folder.display())?;
    writeln!(output, "Next: cd {} && relais plugin build", folder.display())?;
    Ok(())
}

fn check(name: &str) -> Result<(), CommandError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let good = name.bytes().all(plain)
        // What a channel may be called.
        && (2..=24).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-');
    if !good {
        let text =
            "a name is made of 2 to 24 lower-case letters, digits and dashes, and begins with a letter".to_owned();
        return Err(CommandError::Refused(text));
    }
    let dependency = format!("name = \"{name}\"\n");
    let known = FILES
        .iter()
        .any(|(to, content)| *to == "Cargo.lock" && content.contains(&dependency));
    if TAKEN.contains(&name) || (known && name != TEMPLATE) {
        return Err(CommandError::Refused(format!(
            "«{name}» is the name of something else already"
        )));
    }
    Ok(())
}

/// A file of the template with the project's own name. What is of the kit stays as it is.
fn named(to: &str, content: &str, name: &str) -> String {
    match to {
        "Cargo.toml" => content
            .replace(&format!("name = \"{TEMPLATE}\""), &format!("name = \"{name}\""))
            .replace("path = \"../guest\"", "path = \"sdk/guest\""),
        "Cargo.lock" => lock(content, name),
        // Below a project it is a part of it.
        "sdk/guest/Cargo.toml" => content.replace(ALONE, ""),
        "src/lib.rs" => content.replace(&format!("channel: \"{TEMPLATE}\""), &format!("channel: \"{name}\"")),
        "README.md" => content
            .replace(&format!("{TEMPLATE}.wasm"), &format!("{}.wasm", name.replace('-', "_")))
            .replace(TEMPLATE, name),
        _ => content.to_owned(),
    }
}

/// Cargo wants its packages sorted by name.
fn lock(content: &str, name: &str) -> String {
    const START: &str = "[[package]]\n";
    let content = content.replace(&format!("name = \"{TEMPLATE}\"\n"), &format!("name = \"{name}\"\n"));
    let mut parts = content.split(START);
    let head = parts.next().unwrap_or_default().to_owned();
    let mut packages: Vec<&str> = parts.map(str::trim_end).collect();
    let key = |package: &&str| {
        let value = |line: Option<&str>| {
            line.and_then(|line| line.split('"').nth(1))
                .unwrap_or_default()
                .to_owned()
        };
        let mut lines = package.lines();
        (value(lines.next()), value(lines.next()))
    };
    packages.sort_by_key(key);
    let packages: Vec<String> = packages.iter().map(|package| format!("{START}{package}\n")).collect();
    format!("{head}{}", packages.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    fn sdk() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins-sdk")
    }

    fn listed(folder: &str, to: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(sdk().join(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_file() && !name.ends_with(".wasm") {
                found.insert(format!("{to}{name}"));
            }
        }
    }

    // R: P2
    #[test]
    fn a_project_gets_every_file_of_the_kit() {
        let mut found = BTreeSet::new();
        for (folder, to) in [
            ("template", ""),
            ("template/src", "src/"),
            ("guest/src", "sdk/guest/src/"),
            ("wit/1.0", "sdk/wit/1.0/"),
        ] {
            listed(folder, to, &mut found);
        }
        found.insert("sdk/guest/Cargo.toml".to_owned());
        let given: BTreeSet<String> = FILES.iter().map(|(to, _)| (*to).to_owned()).collect();
        assert_eq!(given, found);
    }

    // R: P2
    #[test]
    fn names_that_cannot_be_are_refused() {
        for good in ["webhook", "sms-4u", "fax"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Fax",
            "4fax",
            "fax_",
            "fax-",
            "../fax",
            "serde",
            "test",
            "é",
            "wit-bindgen",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    // R: P2
    #[test]
    fn a_lock_file_with_another_name_is_sorted() {
        let lock_of = |name: &str| {
            FILES
                .iter()
                .find(|(to, _)| *to == "Cargo.lock")
                .map(|(to, content)| named(to, content, name))
                .unwrap()
        };
        assert_eq!(lock_of(TEMPLATE), FILES[1].1);
        let fax = lock_of("fax");
        assert!(!fax.contains("\"webhook\"") && fax.contains("name = \"fax\""));
        let place = |name: &str| fax.find(&format!("name = \"{name}\"")).unwrap();
        assert!(place("equivalent") < place("fax") && place("fax") < place("serde"));
    }

    // R: P2
    #[test]
    fn nobodys_work_is_written_over() {
        let parent = tempfile_folder();
        run("fax", &parent).unwrap();
        let manifest = std::fs::read_to_string(parent.join("fax/Cargo.toml")).unwrap();
        assert!(
            manifest.contains("name = \"fax\"") && manifest.contains("sdk/guest"),
            "{manifest}"
        );
        let code = std::fs::read_to_string(parent.join("fax/src/lib.rs")).unwrap();
        assert!(code.contains("channel: \"fax\""), "{code}");
        let kit = std::fs::read_to_string(parent.join("fax/sdk/guest/Cargo.toml")).unwrap();
        assert!(!kit.contains("[workspace]"), "{kit}");
        assert!(run("fax", &parent).is_err());
        std::fs::remove_dir_all(parent).unwrap();
    }

    fn tempfile_folder() -> PathBuf {
        std::env::temp_dir().join(format!("relais-new-{}", std::process::id()))
    }
}
