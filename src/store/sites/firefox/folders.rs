//! Edits folders of Firefox's `storage`: one for each origin, container and partition, named by them. It contains local
//! storage, databases, caches, scripts of service workers and private files, and is removed with them.
//!
//! The name has `+` for characters that a file name cannot have. The file `.metadata-v2` in the folder has the full
//! origin, so it is read too. If the two disagree, nothing is removed. Observed in Firefox 153.7.0esr.

use std::ffi::OsString;

use super::attributes::{chosen, chosen_origin, split};
use crate::model::{Fate, LeftoverKind, RelPath, Scope, SiteFinding, SiteRules, Stop};
use crate::safefs::{Kind, ReadError, Root};
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::unclear::mentioned_in;

/// The file has some hundred bytes and the origin three times; a larger one is not read.
const LIMIT: u64 = 64 << 10;

/// The folder of origins that are removed at the next start; their names there do not name an origin.
const TO_BE_REMOVED: &str = "to-be-removed";

/// A folder of `storage` whose folders are named by their origin.
pub(in crate::store::sites) struct OriginDirs;

impl SiteEditor for OriginDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(classify(root, at, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let folders = classify(root, at, rules)?;
        if folders.found.total() == 0 {
            return Ok(Edited::UNCHANGED);
        }
        if !folders.scope.names_anything(&Fate::Remove) {
            return Err(unknown());
        }
        let removed = root.reset(Some(at), &folders.scope, &Stop::default(), &mut |_tally| ());
        if let Some(failure) = removed.failures.first() {
            return Err(error(&failure.kind));
        }
        self.verify(root, at, rules, stop).map(|()| Edited::CHANGED)
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let folders = classify(root, at, rules)?;
        let is_unclear = folders.found.total() > 0 && !folders.scope.names_anything(&Fate::Remove);
        if is_unclear { Err(unknown()) } else { none_left(&folders.found.list()) }
    }
}

fn unknown() -> EditError {
    EditError::UnknownSchema("a folder that does not tell its origin mentions a chosen site".into())
}

/// What is known of a folder's owner.
enum Owner {
    /// A chosen site, by its host.
    Chosen(String),
    Other,
    /// Unclear; the host is mentioned in it.
    Unclear(String),
}

struct Folders {
    found: Findings,
    scope: Scope<OsString>,
}

/// Returns the fate of every name in the folder. Kept names are listed too: a kept folder whose name ends like a
/// database's side file must not share the fate of the folder without that ending.
fn classify(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Folders, EditError> {
    let (mut found, mut scope) = (Findings::default(), Scope::new(Fate::Keep));
    if root.kind(at)? != Kind::Folder {
        if let Some(host) = mentioned_in(root, at, rules)? {
            found.add(&host, None);
        }
        return Ok(Folders { found, scope });
    }
    for listed in root.list(Some(at))? {
        let path = [listed.name.clone()];
        let owner = match listed.kind {
            Kind::Folder => folder(root, at, &listed.name, rules)?,
            Kind::File => unclear(root, &at.join(&listed.name)?, rules)?,
            Kind::Link | Kind::Special => Owner::Other,
        };
        match owner {
            Owner::Chosen(host) => {
                found.add(&host, None);
                scope.remove(&path);
            }
            Owner::Unclear(host) => {
                found.add(&host, None);
                scope.keep(&path);
            }
            Owner::Other => scope.keep(&path),
        }
    }
    Ok(Folders { found, scope })
}

/// Returns the owner of a folder.
fn folder(root: &Root, at: &RelPath, name: &OsString, rules: &SiteRules) -> Result<Owner, EditError> {
    let folder = at.join(name)?;
    let written = match root.read(&folder.join(".metadata-v2".as_ref())?, LIMIT) {
        Ok(bytes) => origin(&bytes),
        Err(ReadError::Missing | ReadError::TooLarge) => None,
        Err(error) => return Err(error.into()),
    };
    let written = written.map(|origin| chosen_origin(rules, &origin));
    let named = match name.to_str().filter(|_name| at.file_name() != TO_BE_REMOVED).map(named_origin) {
        Some(Named::Origin { host, suffix }) => Some(chosen(rules, &host, suffix)),
        // The browser's own folder: only its partition can name a site.
        Some(Named::Other { suffix }) => Some(chosen(rules, "", suffix)),
        Some(Named::Unclear) | None => None,
    };
    Ok(match (named, written) {
        (Some(named), Some(written)) if named.is_some() != written.is_some() => {
            Owner::Unclear(named.or(written).unwrap_or_default())
        }
        (_, Some(host)) | (Some(host), None) => host.map_or(Owner::Other, Owner::Chosen),
        (None, None) => unclear(root, &folder, rules)?,
    })
}

fn unclear(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Owner, EditError> {
    Ok(mentioned_in(root, at, rules)?.map_or(Owner::Other, Owner::Unclear))
}

/// What a folder's name says about its owner.
#[derive(Debug, PartialEq, Eq)]
enum Named<'n> {
    /// The origin of a site.
    Origin { host: String, suffix: &'n str },
    /// The browser, an extension or a file.
    Other { suffix: &'n str },
    /// A site, but the name does not say which.
    Unclear,
}

/// Parses a name such as `https+++login.live.com+8443^partitionKey=%28https%2Ctuni.fi%29`.
fn named_origin(name: &str) -> Named<'_> {
    let (address, suffix) = split(name);
    // Before 2016 an application's number and a letter came first: `0+f+https+++…`.
    let old = address.split_once('+').and_then(|(number, rest)| {
        let rest = rest.strip_prefix("f+").or_else(|| rest.strip_prefix("t+"))?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
    });
    let address = old.unwrap_or(address);
    let Some(rest) = ["https+++", "http+++"].iter().find_map(|scheme| address.strip_prefix(scheme)) else {
        return Named::Other { suffix };
    };
    let host = match rest.strip_prefix('[') {
        Some(inside) => inside.split_once(']').map(|(host, _port)| host.replace('+', ":")),
        None => rest.split('+').next().map(str::to_owned),
    };
    match host {
        Some(host) if !host.is_empty() => Named::Origin { host, suffix },
        _ => Named::Unclear,
    }
}

/// Returns the origin in a `.metadata-v2`: a time, a flag and eight bytes, then attributes, group and origin, each with
/// its length before it.
fn origin(bytes: &[u8]) -> Option<String> {
    let (_head, rest) = bytes.split_at_checked(8 + 1 + 8)?;
    let (suffix, rest) = string(rest)?;
    let (_group, rest) = string(rest)?;
    let (origin, _rest) = string(rest)?;
    // The attributes are written twice. If the two differ, the file is not trusted.
    let (address, same) = split(origin);
    (same == suffix && !address.is_empty()).then(|| origin.to_owned())
}

fn string(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

fn error(kind: &LeftoverKind) -> EditError {
    match kind {
        LeftoverKind::NoPermission | LeftoverKind::ForeignOwner => EditError::NoPermission,
        LeftoverKind::InUse(_) => EditError::Locked,
        LeftoverKind::OtherMount | LeftoverKind::Changed => EditError::NotAFile,
        LeftoverKind::Os(code) => EditError::Os(*code),
        _ => EditError::Residue(1),
    }
}

#[cfg(test)]
mod tests;
