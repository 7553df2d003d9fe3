//! Looking through the folders of a home for those with certain names in them. Opens folders alone, looks at no file, and
//! follows no link; another mount and another user's folder are not entered.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::time::Instant;

use super::dir_stack::DirStack;
use super::home::Home;
use super::listing::Listing;
use super::sys::{self, Refused};
use crate::model::{RelPath, Stop};

/// How far a survey goes. Several surveys may share it.
#[derive(Debug)]
pub struct SurveyLimits<'a> {
    /// How many folders deep, below where it starts.
    pub depth: usize,
    /// How many names it may still read.
    pub names: usize,
    /// When it must end.
    pub until: Option<Instant>,
    /// What else ends it.
    pub stop: &'a Stop,
}

/// What a survey looks for. `Way` is what is known of a folder from those above it, so that no path is made or looked up
/// for a folder that is nothing special.
pub trait Surveyor<Way> {
    /// Returns what a name in a folder is a sign of, as bits; 0 for nothing.
    fn sign(&self, name: &OsStr, is_folder: bool) -> u64;

    /// Says whether a folder with these signs is worth taking.
    fn wants(&self, way: &Way, signs: u64) -> bool;

    /// Takes a folder that it wants. Called before any folder in it.
    fn take(&mut self, at: RelPath, signs: u64);

    /// Returns the way to a folder in another one; `None` if it is not to be looked into.
    fn enters(&self, above: &Way, name: &OsStr) -> Option<Way>;

    /// Takes a folder of this user's that cannot be read.
    fn unreadable(&mut self, way: &Way, at: RelPath);

    /// Says whether the names of a folder count as looked through here; those that were listed before do not.
    fn counts(&self, way: &Way) -> bool;
}

/// How a survey ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyEnd {
    /// It has seen everything.
    Whole,
    /// It reached a limit in this folder; `None` is where it started, if that is HOME.
    CutAt(Option<RelPath>),
}

/// A folder of the walk: the way to it, and the folders in it that are still to be entered; `None` until it is listed.
struct Here<W> {
    way: W,
    depth: usize,
    pending: Option<Vec<sys::Name>>,
}

impl Home {
    /// Looks through the folders below a folder of HOME (`None`: HOME itself) to which this is the way. A start that is
    /// not there, or must not be entered, has nothing in it.
    pub fn survey<Way: Clone>(
        &self,
        start: Option<&RelPath>,
        way: Way,
        limits: &mut SurveyLimits<'_>,
        surveyor: &mut impl Surveyor<Way>,
    ) -> SurveyEnd {
        let boundary = self.boundary();
        let Ok(mut top) = sys::reopen(self.dir()) else { return SurveyEnd::Whole };
        for name in start.map_or(&[][..], RelPath::names) {
            match boundary.enter(&top, name.as_os_str()) {
                Ok((dir, _meta)) => top = dir,
                Err(_missing_or_not_ours) => return SurveyEnd::Whole,
            }
        }
        let Ok(mut stack) = DirStack::new(boundary, top, Here { way, depth: 0, pending: None }) else {
            return SurveyEnd::Whole;
        };
        let below_home = |path: Option<RelPath>| path.map(|path| path.within(start)).or_else(|| start.cloned());
        let mut listing = Listing::new();
        while let Some((dir, here)) = stack.current() {
            let (way, depth) = (here.way.clone(), here.depth);
            let Some(pending) = &mut here.pending else {
                let (mut signs, mut folders) = (0, Vec::new());
                let counts = surveyor.counts(&way);
                let read = listing.read(dir, |batch| {
                    for name in batch.names() {
                        let text = batch.text(*name);
                        signs |= surveyor.sign(&text.to_os_str(), name.is_folder);
                        if name.is_folder && depth < limits.depth {
                            folders.push(sys::Name::from(text));
                        }
                    }
                    limits.names = limits.names.saturating_sub(if counts { batch.names().len() } else { 0 });
                    if limits.names == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                // Taken from the end.
                folders.sort_unstable_by(|one, other| other.cmp(one));
                here.pending = Some(folders);
                let wanted = signs != 0 && surveyor.wants(&way, signs);
                if (wanted || read.is_err())
                    && let Some(at) = below_home(stack.path(None))
                {
                    if read.is_err() {
                        surveyor.unreadable(&way, at.clone());
                    }
                    if wanted {
                        surveyor.take(at, signs);
                    }
                }
                let is_late = limits.until.is_some_and(|until| Instant::now() >= until);
                if limits.names == 0 || is_late || limits.stop.asked().is_some() {
                    return SurveyEnd::CutAt(below_home(stack.path(None)));
                }
                continue;
            };
            let Some(name) = pending.pop() else {
                match stack.parent() {
                    Ok(Some(_)) => stack.pop(),
                    Ok(None) => stack.clear(),
                    // A folder on the way was moved meanwhile.
                    Err(_) => return SurveyEnd::CutAt(below_home(stack.path(None))),
                }
                continue;
            };
            let Some(way) = surveyor.enters(&way, &name.by_ref().to_os_str()) else { continue };
            match stack.enter(name.by_ref(), Here { way: way.clone(), depth: depth.saturating_add(1), pending: None }) {
                Ok(()) => {}
                Err(Refused::Denied(_) | Refused::Os(_)) => {
                    if let Some(at) = below_home(stack.path(Some(name.by_ref()))) {
                        surveyor.unreadable(&way, at);
                    }
                }
                Err(_gone_or_not_ours) => {}
            }
        }
        SurveyEnd::Whole
    }
}
