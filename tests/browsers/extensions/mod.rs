//! `extensions = "managed-only"` in a real browser with two extensions: the one that its policy installed stays and
//! works, and no trace of the one that a person installed is left.

mod chromium;
mod firefox;

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

pub(crate) use chromium::Chromium;
pub(crate) use firefox::Firefox;

use crate::lab::{Lab, Windows, up_to_three};
use crate::search::Searcher;
use crate::server::Server;
use crate::signoff;
use crate::sites::Sites;
use crate::values::Values;

/// The ids of the two extensions.
pub(crate) struct Both {
    by_policy: String,
    by_person: String,
}

/// What a browser reports of its extensions.
pub(crate) struct Seen {
    /// The ids of those that work.
    active: Vec<String>,
    /// Settings of the browser that the person's extension has changed.
    set: Vec<String>,
}

/// A browser that can be given extensions.
pub(crate) trait Extended {
    const NAME: &str;
    /// The settings that the person's extension changes.
    const SETS: &[&str];
    /// The ends of the paths of files in which [`Self::mark`] leaves it.
    const MARKED: &[&str];

    /// Installs both, and closes the browser.
    fn install(lab: &Lab, server: &Server) -> Result<Both>;
    /// Starts the browser, asks it, and closes it.
    fn see(lab: &Lab, server: &Server, both: &Both) -> Result<Seen>;
    /// Leaves a mark in files that are kept, as a person who uses extensions and changes settings does.
    fn mark(lab: &Lab, server: &Server, both: &Both, mark: &str) -> Result<()>;
    /// Fails where the browser does not show a setting that [`Self::mark`] has made, or shows one that goes.
    fn shows_what_stays(lab: &Lab, server: &Server) -> Result<()>;
}

/// Without that policy both stay and work after the session, and nothing of what was left in files that are kept.
pub(crate) fn all_stay_without_what_the_person_left<B: Extended>() -> Result<()> {
    let (lab, server, both, sites) = up_to_three(B::NAME, || {
        let lab = Lab::alone(Windows::Managed)?;
        let sites = Sites::new(Values::draw()?);
        let server = Server::start(sites.clone())?;
        let both = B::install(&lab, &server)?;
        B::mark(&lab, &server, &both, &sites.values().of("typed-text")?)?;
        Ok((lab, server, both, sites))
    })?;
    let searcher = Searcher::new(&sites)?;
    let before: Vec<_> = searcher.search(&lab.places()?).finds.into_iter().map(|find| find.file).collect();
    for file in B::MARKED {
        ensure!(before.iter().any(|found| found.ends_with(file)), "no mark in {file}: {before:#?}");
    }
    for session in ["first", "second"] {
        let ran = signoff::run(&lab, &["end-session", "--yes"])?;
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        let found = searcher.search(&lab.places()?);
        ensure!(found.finds.is_empty(), "after the {session} session: {:#?}\n{}", found.finds, ran.said);
        let Seen { mut active, set } = B::see(&lab, &server, &both)?;
        active.sort();
        let mut wanted = [both.by_person.clone(), both.by_policy.clone()];
        wanted.sort();
        ensure!(active == wanted && set == B::SETS, "after the {session} session: {active:?}, set: {set:?}");
        B::shows_what_stays(&lab, &server)?;
    }
    Ok(())
}

/// Installs both, ends the session, and asks the browser afterwards.
pub(crate) fn only_a_policys_stay<B: Extended>() -> Result<()> {
    let (lab, server, both) = up_to_three(B::NAME, || {
        let lab = Lab::alone(Windows::Managed)?;
        let server = Server::start(Sites::new(Values::draw()?))?;
        let both = B::install(&lab, &server)?;
        let Seen { mut active, set } = B::see(&lab, &server, &both)?;
        active.sort();
        let mut wanted = [both.by_person.clone(), both.by_policy.clone()];
        wanted.sort();
        ensure!(active == wanted && set == B::SETS, "active: {active:?}, set: {set:?}");
        Ok((lab, server, both))
    })?;
    let home = lab.home();
    ensure!(naming(&home, &both.by_person)?.len() > 2, "the search finds nothing of what was installed");

    let settings = home.join(".config/signoff");
    fs::create_dir_all(&settings)?;
    fs::write(settings.join("settings.toml"), "extensions = \"managed-only\"\n")?;
    let preview = signoff::run(&lab, &["preview"])?;
    let listed = &preview.json["extensions"];
    ensure!(listed[0]["name"] == "By person" && listed[0]["goes"] == true, "{}", preview.said);
    ensure!(listed.as_array().is_some_and(|all| all.len() == 1), "{}", preview.said);
    for session in ["first", "second"] {
        let ran = signoff::run(&lab, &["end-session", "--yes"])?;
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        let left = naming(&home, &both.by_person)?;
        ensure!(left.is_empty(), "after the {session} session still named in {left:?}");
        ensure!(!naming(&home, &both.by_policy)?.is_empty(), "the policy's went in the {session} session");
        let Seen { active, set } = B::see(&lab, &server, &both)?;
        ensure!(active == [both.by_policy.clone()], "active after the {session} session: {active:?}");
        ensure!(set.is_empty(), "set by the person's after the {session} session: {set:?}");
    }
    Ok(())
}

/// Files below a folder whose name or content says this.
fn naming(folder: &Path, text: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        let is_named = entry.file_name().to_string_lossy().contains(text);
        let holds = entry.file_type().is_file()
            && fs::read(entry.path())?.windows(text.len()).any(|window| window == text.as_bytes());
        if is_named || holds {
            found.push(entry.path().display().to_string());
        }
    }
    Ok(found)
}
