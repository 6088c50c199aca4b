//! A stranger's path: with the program and a compiler, and nothing of ours besides, to a plugin that passes every check.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The tutorial's plugin, which is the template's.
const TUTORIAL: &str = include_str!("../../../plugins-sdk/template/src/lib.rs");
const DOCUMENTATION: &str = include_str!("../../../docs/plugins.md");

/// Where guests are compiled for all tests: what they have in common is compiled once.
fn target() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folder = here
        .ancestors()
        .filter(|folder| folder.join("CACHEDIR.TAG").is_file())
        .last();
    folder.unwrap().join("guests")
}

fn run(command: &mut Command) -> Output {
    command.env("CARGO_TARGET_DIR", target());
    command.output().unwrap()
}

fn relais(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(relais_tests::server::binary().unwrap());
    let output = run(command.current_dir(folder).args(["plugin"]).args(arguments));
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

// R: P1 P2
#[test]
fn a_stranger_makes_builds_and_checks_a_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let (done, said) = relais(folder.path(), &["new", "fax-4u"]);
    assert!(done && said.contains("relais plugin build"), "{said}");
    let project = folder.path().join("fax-4u");

    // Somebody makes it theirs.
    let code = project.join("src/lib.rs");
    let text = std::fs::read_to_string(&code).unwrap();
    std::fs::write(&code, text.replace("\"Webhook\".to_owned()", "\"Fax\".to_owned()")).unwrap();

    let (done, said) = relais(&project, &["build"]);
    assert!(done, "{said}");
    let (done, report) = relais(&project, &["check", "fax_4u.wasm"]);
    assert!(done, "{report}");
    for line in [
        "Fax, for the channel «fax-4u»",
        "  - make requests to the web addresses you allow, and to no others (http)",
        "good     providers on a bad day",
        "good     callbacks from anybody",
        "The plugin passes.",
    ] {
        assert!(report.contains(line), "{line}\n{report}");
    }

    let mut cargo = Command::new("cargo");
    let tests = run(cargo.arg("test").current_dir(&project));
    let said = String::from_utf8_lossy(&tests.stdout);
    assert!(tests.status.success() && said.contains("2 passed"), "{said}");
}

// R: P2
#[test]
fn what_is_no_plugin_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.wasm"), b"\0asm\x01\0\0\0").unwrap();
    for (arguments, reason) in [
        (&["check", "x.wasm"][..], "not a WebAssembly component"),
        (&["check", "missing.wasm"], "missing.wasm"),
        (&["build"], "relais plugin new"),
        (&["new", "../fax"], "lower-case letters"),
    ] {
        let (done, said) = relais(folder.path(), arguments);
        assert!(!done && said.contains(reason), "{arguments:?}: {said}");
    }
}

// R: P1
#[test]
fn the_documentations_plugin_is_the_one_that_is_built() {
    assert!(
        TUTORIAL.lines().count() < 40,
        "a working channel takes less than forty lines"
    );
    assert!(
        DOCUMENTATION.contains(TUTORIAL.trim_end()),
        "docs/plugins.md shows another one"
    );
}
