//! Exports of the audit log and checkpoints, from whoever hands them to an auditor.

use relais_core::audit::note::{Checkpoint, LogKey};
use relais_core::audit::verify::export;
use std::io::Write;

/// Whatever a file says, checking it ends; what is no export is never found in order.
pub fn run(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(checkpoint) = Checkpoint::read(text) {
            assert!(
                text.starts_with(&format!("{}\n", checkpoint.origin)),
                "another name than is written"
            );
        }
        if let Ok(key) = text.parse::<LogKey>() {
            // Both, since they are read by whoever holds the key and by whoever does not.
            let _ = key.open(text);
            assert_eq!(key.to_string().parse::<LogKey>().ok().as_ref(), Some(&key));
        }
    }
    let Ok(mut file) = tempfile::NamedTempFile::new() else {
        return;
    };
    if file.write_all(data).is_err() {
        return;
    }
    if let Ok(Ok(report)) = export::verify(file.path(), None, &[]) {
        assert!(data.len() as u64 > report.size, "more entries than bytes");
    }
}
