//! Saving the report to a file of the person's choice.

use std::path::Path;

/// The name that is proposed.
const NAME: &str = "signoff-report.txt";

/// Asks for a file in the desktop's own dialog and writes the text to it. Waits for the person. Returns whether it could
/// be written; `None` where they chose none, or the desktop has no such dialog.
pub(super) fn report(title: &str, text: &str) -> Option<bool> {
    let chosen = rfd::FileDialog::new().set_title(title).set_file_name(NAME).save_file()?;
    Some(write(&chosen, text).is_ok())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one file that a person names; the dialog has asked before replacing it"
)]
fn write(at: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(at, format!("{text}\n"))
}
