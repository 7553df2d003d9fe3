//! How the cost grows with the number of profiles: it should follow the number of files, and nothing else.

use std::fs;
use std::path::Path;

use signoff::catalog::Catalog;
use signoff::model::{Category, Family, FolderKind};
use tempfile::TempDir;

use super::usage::Usage;
use super::{end_session, preview};

/// How many profiles a home has, half of them Chromium's and half Firefox's.
const PROFILES: [usize; 3] = [10, 50, 200];
/// Files in each folder of a site; a profile has a hundred files or so besides.
const PER_SITE: usize = 10;
const SITES: usize = 20;

/// Prints what a preview and an End session cost for each file.
pub(super) fn tell() {
    println!("\nprofiles    files   preview s   µs/file   end-session s   µs/file   (CPU)");
    let mut costs = Vec::new();
    for profiles in PROFILES {
        let home = make(profiles);
        let files = walkdir::WalkDir::new(home.path()).into_iter().flatten().filter(|one| one.file_type().is_file());
        let files = files.count();
        rustix::fs::sync();
        // The first look finds a cold cache.
        preview(home.path());
        let (looked, ended) = (preview(home.path()), end_session(home.path()));
        let each = |used: &Usage| used.cpu * 1e6 / f64::from(u32::try_from(files).unwrap());
        println!(
            "{profiles:>8} {files:>8} {:>11.2} {:>9.1} {:>15.2} {:>9.1}",
            looked.cpu,
            each(&looked),
            ended.cpu,
            each(&ended)
        );
        costs.push((each(&looked), each(&ended)));
    }
    if let (Some(few), Some(many)) = (costs.first(), costs.last()) {
        println!("per file, {PROFILES:?}: preview x{:.2}, end-session x{:.2}", many.0 / few.0, many.1 / few.1);
    }
}

/// Makes a home in which every profile has something of every category.
fn make(profiles: usize) -> TempDir {
    let home = tempfile::Builder::new().prefix("signoff-bench-").tempdir().unwrap();
    let catalog = Catalog::builtin().unwrap();
    let names: Vec<_> = (0..profiles / 2).collect();
    let listed = |name: &usize| format!("\"Profile {name}\":{{\"name\":\"Person {name}\"}}");
    let listed: Vec<_> = names.iter().map(listed).collect();
    let chromium = home.path().join(".config/chromium");
    put(&chromium.join("Local State"), &format!("{{\"profile\":{{\"info_cache\":{{{}}}}}}}", listed.join(",")));
    let firefox = home.path().join(".config/mozilla/firefox");
    let section = |name: &usize| format!("[Profile{name}]\nName=p{name}\nIsRelative=1\nPath=p{name}.default\n\n");
    put(&firefox.join("profiles.ini"), &names.iter().map(section).collect::<String>());
    for name in &names {
        for (family, dir) in [
            (Family::Chromium, chromium.join(format!("Profile {name}"))),
            (Family::Firefox, firefox.join(format!("p{name}.default"))),
        ] {
            for site in 0..SITES {
                for file in 0..PER_SITE {
                    let folder = if family == Family::Chromium { "Unknown" } else { "storage/default" };
                    put(&dir.join(format!("{folder}/https+++site{site}.example/{file}")), "stored");
                }
            }
            let definition = catalog.family(family).unwrap();
            for rule in definition.categories.iter().filter(|rule| Category::ALL.contains(&rule.id)) {
                for at in rule.entries(FolderKind::Profile) {
                    put(&dir.join(at.to_path()), "something that the person left");
                }
            }
        }
        put(&chromium.join(format!("Profile {name}/Preferences")), "{\"profile\":{\"name\":\"Person\"}}");
        put(&firefox.join(format!("p{name}.default/prefs.js")), "user_pref(\"a.b\", 1);\n");
    }
    home
}

/// Writes a file. What the catalog names twice (a folder, and something in it) is a folder.
fn put(at: &Path, text: &str) {
    if at.is_dir() || at.ancestors().skip(1).any(Path::is_file) {
        return;
    }
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, text).unwrap();
}
