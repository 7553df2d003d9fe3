//! What something that is skipped or left belongs to: a browser or an area.

use super::area::Area;
use super::browser::BrowserId;

/// What something that is skipped or left belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A browser.
    Browser(BrowserId),
    /// An area outside browsers.
    Area(Area),
}
