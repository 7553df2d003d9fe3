//! Text output: the preview, the report, and tables. All wording comes from `i18n`.

pub(super) mod areas;
pub(super) mod fix;
pub(super) mod paths;
pub(super) mod preview;
pub(super) mod report;
pub(super) mod table;
