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

/// What a survey looks for.
pub trait Surveyor {
    /// Returns what a name in a folder is a sign of, as bits; 0 for nothing.
    fn sign(&self, name: &OsStr, is_folder: bool) -> u64;

    /// Takes a folder with its signs. Called before any folder in it.
    fn take(&mut self, at: &RelPath, signs: u64);

    /// Says whether to look into a folder.
    fn enters(&self, at: &RelPath) -> bool;

    /// Takes a folder of this user's that cannot be read.
    fn unreadable(&mut self, at: &RelPath);
}

/// How a survey ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyEnd {
    /// It has seen everything.
    Whole,
    /// It reached a limit in this folder; `None` is where it started, if that is HOME.
    CutAt(Option<RelPath>),
}

/// A folder of the walk: its path below HOME, and the folders in it that are still to be entered; `None` until it is
/// listed.
struct Here {
    at: Option<RelPath>,
    depth: usize,
    pending: Option<Vec<sys::Name>>,
}

impl Home {
    /// Looks through the folders below a folder of HOME (`None`: HOME itself). A start that is not there, or must not be
    /// entered, has nothing in it.
    pub fn survey(
        &self,
        start: Option<&RelPath>,
        limits: &mut SurveyLimits<'_>,
        surveyor: &mut dyn Surveyor,
    ) -> SurveyEnd {
        let boundary = self.boundary();
        let Ok(mut top) = sys::reopen(self.dir()) else { return SurveyEnd::Whole };
        for name in start.map_or(&[][..], RelPath::names) {
            match boundary.enter(&top, name.as_os_str()) {
                Ok((dir, _meta)) => top = dir,
                Err(_missing_or_not_ours) => return SurveyEnd::Whole,
            }
        }
        let Ok(mut stack) = DirStack::new(boundary, top, Here { at: start.cloned(), depth: 0, pending: None }) else {
            return SurveyEnd::Whole;
        };
        let mut listing = Listing::new();
        while let Some((dir, here)) = stack.current() {
            let (at, depth) = (here.at.clone(), here.depth);
            let Some(pending) = &mut here.pending else {
                let (mut signs, mut folders) = (0, Vec::new());
                let read = listing.read(dir, |batch| {
                    for name in batch.names() {
                        let text = batch.text(*name);
                        signs |= surveyor.sign(&text.to_os_str(), name.is_folder);
                        folders.extend(name.is_folder.then(|| sys::Name::from(text)));
                    }
                    limits.names = limits.names.saturating_sub(batch.names().len());
                    if limits.names == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                if let Some(at) = &at {
                    if read.is_err() {
                        surveyor.unreadable(at);
                    }
                    if signs != 0 {
                        surveyor.take(at, signs);
                    }
                }
                let is_late = limits.until.is_some_and(|until| Instant::now() >= until);
                if limits.names == 0 || is_late || limits.stop.asked().is_some() {
                    return SurveyEnd::CutAt(at);
                }
                // Taken from the end.
                folders.sort_by(|one, other| other.by_ref().to_os_str().cmp(&one.by_ref().to_os_str()));
                here.pending = Some(if depth < limits.depth { folders } else { Vec::new() });
                continue;
            };
            let Some(name) = pending.pop() else {
                match stack.parent() {
                    Ok(Some(_)) => stack.pop(),
                    Ok(None) => stack.clear(),
                    // A folder on the way was moved meanwhile.
                    Err(_) => return SurveyEnd::CutAt(at),
                }
                continue;
            };
            let text = name.by_ref().to_os_str();
            let inside = at.as_ref().map_or_else(|| RelPath::from_name(&text), |at| at.join(&text));
            let Ok(inside) = inside else { continue };
            if !surveyor.enters(&inside) {
                continue;
            }
            match stack
                .enter(name.by_ref(), Here { at: Some(inside.clone()), depth: depth.saturating_add(1), pending: None })
            {
                Ok(()) => {}
                Err(Refused::Denied(_) | Refused::Os(_)) => surveyor.unreadable(&inside),
                Err(_gone_or_not_ours) => {}
            }
        }
        SurveyEnd::Whole
    }
}
