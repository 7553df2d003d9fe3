//! Saves the report to a file that the user chooses.

use std::path::Path;

/// The suggested file name.
const NAME: &str = "signoff-report.txt";

/// Opens the desktop's file dialog, waits for the user, and writes the text. Returns whether it was written; `None` if
/// the user cancels or there is no dialog.
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
