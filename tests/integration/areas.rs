//! Areas outside browsers: only requested areas are cleaned. The engine gets its folders as values, so that no test
//! reads this computer's temporary folders, disks or clipboard.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use signoff::catalog::Catalog;
use signoff::engine::{Count, Engine, RunOptions, Waits};
use signoff::model::{
    Area, AreaNote, Category, Close, Event, LeftoverKind, Plan, Report, Request, SkipReason, Stop, StopReason, Verdict,
};
use signoff::platform::testing::{FakeProcess, FakeSystem};
use signoff::platform::{BaseFolder, MountSource, Places};
use signoff::policy::Settings;

use crate::support::{Lab, difference, snapshot};

mod aside;

/// A home with a shared temporary folder and a disk beside it.
struct AreaLab {
    lab: Lab,
    /// This computer with a session start of the test's choice.
    here: FakeSystem,
    catalog: Catalog,
    policy: Settings,
    places: Places,
}

impl AreaLab {
    fn new() -> Self {
        let lab = Lab::new();
        let mut places = Places::below(&lab.home());
        places.os.shared_temp = vec![lab.bench().join("shared")];
        places.os.mounts = MountSource::Fixed(vec![lab.bench().join("disk")]);
        // The last is the parent of Signoff's own folder.
        for folder in ["shared", "disk", "home/.local/state"] {
            fs::create_dir_all(lab.bench().join(folder)).unwrap();
        }
        let here = FakeSystem::over_real();
        Self { lab, here, catalog: Catalog::builtin().unwrap(), policy: Settings::default(), places }
    }

    /// Writes a file at a path below the lab's folder.
    fn put(&self, at: &str, text: &str) -> PathBuf {
        let path = self.lab.bench().join(at);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn engine(&self) -> Engine<'_> {
        Engine { catalog: &self.catalog, policy: &self.policy, places: &self.places, system: &self.here }
    }

    fn plan(&self, request: &Request) -> Plan {
        let inventory =
            self.engine().discover(&request.browsers, &request.also, Count::Sizes, &mut (), &Stop::default()).unwrap();
        self.engine().plan(&inventory, request).unwrap()
    }

    fn run(&self, plan: &Plan) -> Report {
        let options = RunOptions { close: Close::Never, grace: Duration::ZERO, ..RunOptions::default() };
        self.engine().run(plan, &options, &mut (), &Stop::default()).unwrap()
    }

    /// Cleans these areas; returns the report and what was removed or changed outside Signoff's own folder.
    fn clean(&self, also: &[Area]) -> (Report, BTreeSet<String>) {
        let before = snapshot(&self.lab.bench());
        let report = self.run(&self.plan(&request(also)));
        let after = snapshot(&self.lab.bench());
        let touched = difference(&before, &after).into_iter().filter(|path| !path.starts_with("home/.local/state"));
        (report, touched.map(|path| path.to_str().unwrap().to_owned()).collect())
    }

    fn uid(&self) -> u32 {
        self.lab.home().metadata().unwrap().uid()
    }
}

fn request(also: &[Area]) -> Request {
    Request { also: also.iter().copied().collect(), ..Request::default() }
}

fn set(paths: &[&str]) -> BTreeSet<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

fn left(report: &Report) -> Vec<(String, LeftoverKind)> {
    let at = |left: &signoff::model::Leftover| left.at.as_ref().map(ToString::to_string).unwrap_or_default();
    report.leftovers.iter().map(|left| (at(left), left.kind.clone())).collect()
}

fn made(path: &Path) -> i64 {
    let meta = path.symlink_metadata().unwrap();
    let known = meta.created().ok().map(|made| made.duration_since(UNIX_EPOCH).unwrap().as_secs());
    known.map_or_else(|| meta.ctime(), |seconds| i64::try_from(seconds).unwrap())
}

/// Creates files of every area, all of which are to be removed.
fn fill(area_lab: &AreaLab) {
    let trash = format!("disk/.Trash-{}/files/on a stick", area_lab.uid());
    for at in [
        "home/.local/share/RecentDocuments/a.desktop",
        "home/.cache/thumbnails/normal/0a.png",
        "home/.local/share/Trash/files/a",
        "home/Downloads/a.pdf",
        "shared/a",
        &trash,
    ] {
        area_lab.put(at, "sample");
    }
}

#[test]
fn without_being_asked_nothing_outside_browsers_goes() {
    let area_lab = AreaLab::new();
    fill(&area_lab);
    let (report, touched) = area_lab.clean(&[]);
    assert_eq!((report.verdict, touched), (Verdict::Clean, set(&[])));
    let only = Request { only: [Category::Cache].into(), ..request(&[Area::Thumbnails]) };
    let before = snapshot(&area_lab.lab.bench());
    area_lab.run(&area_lab.plan(&only));
    let gone = difference(&before, &snapshot(&area_lab.lab.bench()));
    assert!(gone.iter().any(|path| path.ends_with("thumbnails/normal")), "{gone:?}");
    assert!(
        gone.iter().all(|path| path.starts_with("home/.cache") || path.starts_with("home/.local/state")),
        "{gone:?}"
    );
}

#[test]
fn all_areas_together_leave_nothing_and_are_verified() {
    let area_lab = AreaLab::new();
    fill(&area_lab);
    let plan = area_lab.plan(&request(&Area::ALL));
    let report = area_lab.run(&plan);
    assert_eq!(report.verdict, Verdict::Clean, "{:?} {:?}", report.leftovers, report.skipped);
    assert_eq!((report.removed.files, plan.total().files), (6, 6));
    assert!(report.checked.folders >= 6, "{:?}", report.checked);
    let again = area_lab.run(&area_lab.plan(&request(&Area::ALL)));
    assert_eq!((again.verdict, again.removed.files), (Verdict::Clean, 0));
    let here: Vec<_> =
        plan.area_notes.iter().filter(|(_, note)| *note == AreaNote::NotHere).map(|(area, _)| *area).collect();
    assert_eq!(here, [Area::EmbeddedApps, Area::MicrosoftAccounts]);
    assert!(plan.area_notes.contains(&(Area::Clipboard, AreaNote::NoDisplay)));
}

#[test]
fn the_trash_of_this_user_goes_on_every_disk_and_no_link_in_it_is_entered() {
    let area_lab = AreaLab::new();
    let (uid, outside) = (area_lab.uid(), area_lab.lab.outside());
    let own = area_lab.put(&format!("disk/.Trash-{uid}/files/on the disk"), "1");
    let shared = area_lab.put(&format!("disk/.Trash/{uid}/files/in the shared trash"), "1");
    area_lab.put("disk/.Trash-4242/files/somebody's", "1");
    area_lab.put("disk/a file", "1");
    let home = area_lab.put("home/.local/share/Trash/files/folder/a", "1").parent().unwrap().to_owned();
    area_lab.put("home/.local/share/Trash/info/folder.trashinfo", "[Trash Info]");
    symlink(&outside, home.join("link")).unwrap();
    symlink(outside.join("somebody-elses"), home.parent().unwrap().join("link to a file")).unwrap();
    let (report, touched) = area_lab.clean(&[Area::Trash]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    assert!(!own.exists() && !shared.exists() && !home.exists());
    assert!(touched.iter().all(|path| path.contains("Trash") && !path.contains("4242")), "{touched:?}");
}

#[test]
fn a_trash_that_is_a_link_is_reported_and_not_touched() {
    let area_lab = AreaLab::new();
    fs::create_dir_all(area_lab.lab.home().join(".local/share")).unwrap();
    symlink(area_lab.lab.outside(), area_lab.lab.home().join(".local/share/Trash")).unwrap();
    symlink(area_lab.lab.outside(), area_lab.lab.bench().join(format!("disk/.Trash-{}", area_lab.uid()))).unwrap();
    let (report, touched) = area_lab.clean(&[Area::Trash]);
    assert_eq!((report.verdict, report.skipped.len()), (Verdict::Left, 2), "{:?}", report.skipped);
    assert_eq!(touched, set(&[]));
}

#[test]
fn downloads_of_this_session_go_and_older_ones_and_synced_folders_stay() {
    let mut area_lab = AreaLab::new();
    let old = area_lab.put("home/Downloads/old.pdf", "1");
    area_lab.put("home/Downloads/both/old", "1");
    // Names like the side files of a database have no meaning here.
    for side in ["new.pdf-wal", "thesis-journal/old", "both/new-shm", "both-journal/new"] {
        area_lab.put(&format!("home/Downloads/{side}"), "1");
    }
    for folder in ["Nextcloud", "OneDrive - Sample", "work"] {
        area_lab.put(&format!("home/Downloads/{folder}/shared"), "1");
    }
    area_lab.put("home/Downloads/work/.stfolder/mark", "");
    // Times have a resolution of one second here, so wait for the next one.
    let began = loop {
        fs::remove_file(area_lab.put("home/Downloads/new.pdf", "1")).unwrap();
        let new = made(&area_lab.put("home/Downloads/new.pdf", "1"));
        if new > made(&old) {
            break new;
        }
    };
    area_lab.here.logon = Some(began);
    area_lab.put("home/Downloads/both/new", "1");
    area_lab.put("home/Downloads/thesis", "1");
    area_lab.put("home/Downloads/unpacked/deep/new", "1");
    area_lab.put("home/Downloads/Dropbox/new", "1");
    symlink(area_lab.lab.outside(), area_lab.lab.home().join("Downloads/link")).unwrap();
    let plan = area_lab.plan(&request(&[Area::Downloads]));
    let (report, touched) = area_lab.clean(&[Area::Downloads]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    let gone = ["new.pdf", "thesis", "both/new", "unpacked", "unpacked/deep", "unpacked/deep/new", "link"];
    let gone = gone.map(|name| format!("home/Downloads/{name}"));
    assert_eq!(touched, gone.into());
    let synced = plan.area_notes.iter().filter(|(_, note)| matches!(note, AreaNote::Synced(_))).count();
    assert_eq!(synced, 4, "{:?}", plan.area_notes);
}

#[test]
fn where_the_logon_is_not_known_every_download_counts_and_the_plan_says_so() {
    let area_lab = AreaLab::new();
    area_lab.put("home/Downloads/a.pdf", "1");
    let plan = area_lab.plan(&request(&[Area::Downloads]));
    assert!(plan.area_notes.contains(&(Area::Downloads, AreaNote::StartUnknown)));
    assert_eq!(area_lab.clean(&[Area::Downloads]).1, set(&["home/Downloads/a.pdf"]));
}

#[test]
fn downloads_that_go_are_not_said_to_be_kept() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let said = |also: &[&str]| {
        let output = lab.plain_signoff().arg("preview").args(also).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said(&[]).contains("Kept: bookmarks, downloaded files and settings."));
    let also = said(&["--also", "downloads"]);
    assert!(also.contains("Kept: bookmarks and settings. ") && !also.contains("downloaded files"), "{also}");
}

#[test]
fn documents_that_a_setting_makes_the_downloads_folder_do_not_go_whole() {
    let mut area_lab = AreaLab::new();
    let documents = area_lab.lab.home().join("Documents");
    area_lab.places.downloads.push(documents.clone());
    let thesis = area_lab.put("home/Documents/thesis.odt", "1");
    let plan = area_lab.plan(&request(&[Area::Downloads]));
    let skipped: Vec<_> = plan.skipped.iter().map(|skip| (skip.at.to_string(), skip.reason.clone())).collect();
    assert_eq!(skipped, [("Documents".to_owned(), SkipReason::NotProven)]);
    let (report, touched) = area_lab.clean(&[Area::Downloads]);
    assert_eq!((report.verdict, touched), (Verdict::Left, BTreeSet::new()));
    // Where the start of the session is known, what was made in it is taken for a download, and nothing else.
    let began = loop {
        fs::remove_file(area_lab.put("home/Documents/new.pdf", "1")).unwrap();
        let new = made(&area_lab.put("home/Documents/new.pdf", "1"));
        if new > made(&thesis) {
            break new;
        }
    };
    area_lab.here.logon = Some(began);
    assert_eq!(area_lab.clean(&[Area::Downloads]).1, set(&["home/Documents/new.pdf"]));
    // As a folder above them.
    area_lab.here.logon = None;
    area_lab.places.documents = vec![area_lab.lab.home().join("all/mine")];
    area_lab.places.downloads = vec![area_lab.lab.home().join("all")];
    area_lab.put("home/all/mine/thesis.odt", "1");
    assert_eq!(area_lab.clean(&[Area::Downloads]).1, BTreeSet::new());
}

#[test]
fn of_a_folder_that_a_browser_is_told_to_download_into_goes_what_this_session_made() {
    let mut area_lab = AreaLab::new();
    let firefox = area_lab.lab.firefox();
    let home = area_lab.lab.home();
    let set = |name: &str, at: &str| format!("user_pref(\"{name}\", \"{}\");\n", home.join(at).display());
    let prefs = set("browser.download.dir", "papers") + &set("browser.download.lastDir", "thesis");
    fs::write(firefox.at("prefs.js"), prefs).unwrap();
    let old = area_lab.put("home/papers/old.pdf", "1");
    area_lab.put("home/thesis/old.odt", "1");
    let began = loop {
        fs::remove_file(area_lab.put("home/papers/new.pdf", "1")).unwrap();
        let new = made(&area_lab.put("home/papers/new.pdf", "1"));
        if new > made(&old) {
            break new;
        }
    };
    area_lab.here.logon = Some(began);
    let skipped = |plan: &Plan| plan.skipped.iter().map(|skip| skip.at.to_string()).collect::<Vec<_>>();
    let request = request(&[Area::Downloads]);
    // Nothing of this session is where a page was saved last.
    assert_eq!(skipped(&area_lab.plan(&request)), [""; 0]);
    area_lab.put("home/thesis/new.odt", "1");
    let plan = area_lab.plan(&request);
    assert_eq!(skipped(&plan), ["thesis"]);
    area_lab.run(&plan);
    let left = |at: &str| home.join(at).exists();
    assert!(left("papers/old.pdf") && left("thesis/old.odt") && left("thesis/new.odt") && !left("papers/new.pdf"));
    // Where nobody knows when it began, nothing goes from folders in which somebody works.
    area_lab.here.logon = None;
    let work = ["home/group/part/.hg/store", "home/group/part/file", "home/Documents/a.odt"];
    let work = work.map(|at| area_lab.put(at, "1"));
    let prefs = set("browser.download.dir", "group") + &set("browser.download.dir", "Documents");
    fs::write(firefox.at("prefs.js"), prefs).unwrap();
    let plan = area_lab.plan(&request);
    assert_eq!(skipped(&plan), ["Documents", "group"]);
    area_lab.run(&plan);
    assert!(work.iter().all(|file| file.exists()));
}

#[test]
fn what_the_machines_policies_move_is_cleaned_where_it_is() {
    let mut area_lab = AreaLab::new();
    area_lab.here.logon = Some(1_700_000_000);
    area_lab.lab.chromium(&["Default"]);
    let (scratch, shared) = (area_lab.lab.bench().join("scratch"), area_lab.lab.home().join("saved"));
    let policy = format!(r#"{{"DiskCacheDir":"{}","DownloadDirectory":"{}"}}"#, scratch.display(), shared.display());
    area_lab.put("home/machine/chromium/policies/managed/lab.json", &policy);
    let page = area_lab.put("scratch/Default/Cache/Cache_Data/index", "a page");
    let others = area_lab.put("scratch/Default/notes", "1");
    let download = area_lab.put("home/saved/a.pdf", "1");
    area_lab.run(&area_lab.plan(&request(&[Area::Downloads])));
    assert!(!page.exists() && !download.exists() && others.exists());
}

#[test]
fn a_folder_that_a_variable_names_is_emptied_only_where_its_content_proves_what_it_is() {
    let sum = "0123456789abcdef0123456789abcdef";
    let check = |at: &[&str], expected: bool| {
        let mut area_lab = AreaLab::new();
        area_lab.places.look_besides(BaseFolder::Data, area_lab.lab.home().join("Data"));
        area_lab.places.look_besides(BaseFolder::Cache, area_lab.lab.home().join("Data"));
        for name in at {
            area_lab.put(&format!("home/Data/{name}"), "1");
        }
        let (report, _touched) = area_lab.clean(&[Area::Trash, Area::Thumbnails, Area::RecentFiles]);
        let is_left = at.iter().all(|name| area_lab.lab.home().join("Data").join(name).exists());
        let is_gone = at.iter().all(|name| !area_lab.lab.home().join("Data").join(name).exists());
        assert_eq!((is_gone, is_left), (expected, !expected), "{at:?}");
        assert_eq!(
            report.verdict,
            if expected { Verdict::Clean } else { Verdict::Left },
            "{at:?} {:?}",
            report.skipped
        );
    };
    check(&["Trash/files/a.odt", "Trash/files/b/c", "Trash/info/a.odt.trashinfo", "Trash/info/b.trashinfo"], true);
    check(&["Trash/thesis.odt"], false);
    check(&["Trash/files/a.odt", "Trash/info/b.trashinfo"], false);
    check(&["Trash/files/a.odt", "Trash/info/a.odt.trashinfo", "Trash/info/notes"], false);
    check(&["Trash/files/a.odt", "Trash/info/a.odt.trashinfo", "Trash/mine/a"], false);
    check(&[&format!("thumbnails/normal/{sum}.png"), &format!("thumbnails/fail/viewer/{sum}.png")], true);
    check(&["thumbnails/portrait.png"], false);
    check(&[&format!("thumbnails/large/{sum}.png"), "thumbnails/large/portrait.png"], false);
    check(&["RecentDocuments/a.desktop"], true);
    check(&["RecentDocuments/a.desktop", "RecentDocuments/thesis.odt"], false);
}

#[test]
fn a_downloads_folder_within_a_synced_one_stays() {
    let mut area_lab = AreaLab::new();
    area_lab.places.downloads = vec![area_lab.lab.home().join("Nextcloud/Downloads")];
    area_lab.put("home/Nextcloud/Downloads/a.pdf", "1");
    let plan = area_lab.plan(&request(&[Area::Downloads]));
    assert!(plan.areas.is_empty());
    assert_eq!(plan.area_notes, [(Area::Downloads, AreaNote::Synced("Nextcloud/Downloads".into()))]);
}

/// A process whose working folder is this one, until it is dropped.
struct BackgroundProcess(Child);

impl BackgroundProcess {
    fn within(folder: &Path) -> Self {
        Self(Command::new("cat").current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for BackgroundProcess {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn temporary_files_go_but_those_in_use_stay_with_what_is_beside_them() {
    let area_lab = AreaLab::new();
    area_lab.put("shared/left behind", "1");
    area_lab.put("shared/.org.chromium.Chromium.aB1/left", "1");
    let used = area_lab.put("shared/program/work/a", "1");
    area_lab.put("shared/program/beside", "1");
    let process = BackgroundProcess::within(used.parent().unwrap());
    area_lab.put("shared/.X77-lock", &format!("{:>10}\n", process.0.id()));
    area_lab.put("shared/.X78-lock", &format!("{:>10}\n", i32::MAX));
    fs::create_dir(area_lab.lab.bench().join("shared/agent")).unwrap();
    let _listening = UnixListener::bind(area_lab.lab.bench().join("shared/agent/socket")).unwrap();
    drop(UnixListener::bind(area_lab.lab.bench().join("shared/dead socket")).unwrap());
    symlink(area_lab.lab.outside(), area_lab.lab.bench().join("shared/link")).unwrap();
    let plan = area_lab.plan(&request(&[Area::Temp]));
    assert_eq!(plan.area_notes, [(Area::Temp, AreaNote::InUse(3))]);
    let first = plan.areas[0].entries.iter().map(|entry| entry.at.to_string()).collect::<Vec<_>>();
    assert_eq!(first, [".org.chromium.Chromium.aB1"], "browsers' own come first");
    let (report, touched) = area_lab.clean(&[Area::Temp]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    let gone = [".X78-lock", "dead socket", "left behind", "link", ".org.chromium.Chromium.aB1"];
    let mut gone: BTreeSet<_> = gone.map(|name| format!("shared/{name}")).into();
    gone.insert("shared/.org.chromium.Chromium.aB1/left".into());
    assert_eq!(touched, gone);
}

#[test]
fn what_came_into_use_after_the_preview_stays_and_is_named() {
    let area_lab = AreaLab::new();
    area_lab.put("shared/folder/a", "1");
    area_lab.put("shared/other", "1");
    let plan = area_lab.plan(&request(&[Area::Temp]));
    let _process = BackgroundProcess::within(&area_lab.lab.bench().join("shared/folder"));
    let report = area_lab.run(&plan);
    assert_eq!(left(&report), [("folder".to_owned(), LeftoverKind::InUse("cat".into()))]);
    assert!(
        area_lab.lab.bench().join("shared/folder/a").exists() && !area_lab.lab.bench().join("shared/other").exists()
    );
}

#[test]
#[ignore = "needs root"]
fn other_users_temporary_files_stay() {
    let area_lab = AreaLab::new();
    let theirs = area_lab.put("shared/theirs/a", "1");
    area_lab.lab.give_away(theirs.parent().unwrap());
    area_lab.put("shared/mine", "1");
    let (report, touched) = area_lab.clean(&[Area::Temp]);
    assert_eq!((report.verdict, touched), (Verdict::Clean, set(&["shared/mine"])));
}

#[test]
#[ignore = "needs root"]
fn a_shared_temporary_folder_of_another_user_is_not_touched() {
    let area_lab = AreaLab::new();
    area_lab.put("shared/mine", "1");
    std::os::unix::fs::chown(area_lab.lab.bench().join("shared"), Some(65_534), None).unwrap();
    let (report, touched) = area_lab.clean(&[Area::Temp]);
    assert_eq!((report.verdict, report.skipped.len(), touched), (Verdict::Left, 1, set(&[])));
}

const OLD: &str = "  <bookmark href=\"file:///old\" added=\"2001-01-01T00:00:00Z\" modified=\"2001-01-01T00:00:00Z\" \
                   visited=\"2001-01-01T00:00:00Z\"/>\n";

#[test]
fn recent_files_of_the_session_go_and_older_ones_of_other_programs_stay() {
    let mut area_lab = AreaLab::new();
    area_lab.here.logon = Some(1_700_000_000);
    let lists = [
        "home/.local/share/recently-used.xbel",
        "home/.recently-used.xbel",
        "home/.var/app/org.sample.App/data/recently-used.xbel",
        "home/snap/sample/12/.local/share/recently-used.xbel",
    ];
    let new = OLD.replace("2001", "2030").replace("old", "new");
    for list in lists {
        area_lab.put(list, &format!("<xbel version=\"1.0\">\n{OLD}{new}</xbel>\n"));
    }
    area_lab.put("home/.recently-used", "<RecentFiles/>");
    area_lab.put("home/.local/share/RecentDocuments/a.desktop", "1");
    area_lab.put("home/.local/share/other", "1");
    let (report, touched) = area_lab.clean(&[Area::RecentFiles]);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    let mut expected = set(&lists);
    expected.extend(set(&["home/.recently-used", "home/.local/share/RecentDocuments/a.desktop"]));
    assert_eq!(touched, expected);
    for list in lists {
        let text = fs::read_to_string(area_lab.lab.bench().join(list)).unwrap();
        assert_eq!(text, format!("<xbel version=\"1.0\">\n{}\n</xbel>\n", OLD.trim_end()));
    }
}

#[test]
fn a_list_of_recent_files_that_cannot_be_read_goes_whole() {
    let area_lab = AreaLab::new();
    let at = "home/.local/share/recently-used.xbel";
    area_lab.put(at, "<xbel><bookmark href=\"file:///cut");
    let (report, touched) = area_lab.clean(&[Area::RecentFiles]);
    assert_eq!((report.verdict, touched), (Verdict::Clean, set(&[at])));
}

#[test]
fn copies_of_a_list_of_recent_files_that_was_cut_off_go() {
    let area_lab = AreaLab::new();
    let copies = ["home/.local/share/recently-used.xbel.K2J8Z3", "home/.recently-used.xbel.9qX1w2"];
    let others = ["home/.local/share/recently-used.xbel.old", "home/.local/share/recently-used.xbel.lock/a"];
    for at in copies.iter().chain(&others) {
        area_lab.put(at, OLD);
    }
    let (report, touched) = area_lab.clean(&[Area::RecentFiles]);
    assert_eq!((report.verdict, touched), (Verdict::Clean, set(&copies)));
}

#[test]
fn what_clipboard_managers_wrote_down_goes_and_their_settings_stay() {
    let mut area_lab = AreaLab::new();
    area_lab.places.look_besides(BaseFolder::Data, area_lab.lab.home().join("Data"));
    let histories = [
        "home/.local/share/klipper/history3.sqlite",
        "home/.local/share/klipper/history2.lst",
        "home/.local/share/gpaste/history.xml",
        "home/.local/share/parcellite/history",
        "home/.local/share/clipman.json",
        "home/.local/share/copyq/copyq.lock",
        "home/.config/copyq/copyq_tab_JmNsaXBib2FyZA==.dat",
        "home/.cache/xfce4/clipman/textsrc",
        "home/.cache/cliphist/db",
        "home/.cache/greenclip.history",
    ];
    let others = ["home/.config/copyq/copyq.conf", "home/.config/klipperrc", "home/.local/share/parcellite/other"];
    for at in histories.iter().chain(&others) {
        area_lab.put(at, "copied");
    }
    let running = ["/usr/bin/copyq", "/usr/bin/xterm"].map(|program| FakeProcess::new(u32::MAX, program, &[]));
    area_lab.here.open.get_mut().unwrap().extend(running);
    let plan = area_lab.plan(&request(&[Area::Clipboard]));
    let managers = plan.area_notes.iter().filter(|(_, note)| matches!(note, AreaNote::ManagerRuns(_)));
    assert_eq!(managers.collect::<Vec<_>>(), [&(Area::Clipboard, AreaNote::ManagerRuns("copyq".to_owned()))]);
    let (report, touched) = area_lab.clean(&[Area::Clipboard]);
    assert_eq!((report.verdict, touched), (Verdict::Clean, set(&histories)), "{:?}", left(&report));

    area_lab.put("home/Data/copyq/notes", "a person's own folder, called so");
    let (report, touched) = area_lab.clean(&[Area::Clipboard]);
    let skipped: Vec<_> = report.skipped.iter().map(|skip| (skip.at.to_string(), skip.reason.clone())).collect();
    assert_eq!(skipped, [("Data/copyq".to_owned(), SkipReason::NotProven)]);
    assert_eq!((report.verdict, touched), (Verdict::Left, BTreeSet::new()));
}

#[test]
fn what_a_cut_short_run_owes_of_areas_is_done_by_finish() {
    struct At(Stop);
    impl signoff::model::Observer for At {
        fn on(&mut self, event: Event) {
            if event == Event::Phase(signoff::model::Phase::Removing) {
                self.0.ask(StopReason::OutOfTime);
            }
        }
    }
    let area_lab = AreaLab::new();
    fill(&area_lab);
    let (plan, stop) = (area_lab.plan(&request(&[Area::Trash])), Stop::default());
    let options = RunOptions { close: Close::Never, grace: Duration::ZERO, ..RunOptions::default() };
    let report = area_lab.engine().run(&plan, &options, &mut At(stop.clone()), &stop).unwrap();
    assert_eq!(report.verdict, Verdict::OutOfTime);
    assert!(area_lab.lab.home().join(".local/share/Trash/files/a").exists());
    let done = area_lab.engine().finish((None, Waits::Nobody), &mut (), &Stop::default()).unwrap();
    assert_eq!(
        done.iter().map(|report| report.verdict).collect::<Vec<_>>(),
        [Verdict::Clean],
        "{:?}",
        done[0].leftovers
    );
    assert!(!area_lab.lab.home().join(".local/share/Trash/files/a").exists());
    assert!(area_lab.lab.home().join("Downloads/a.pdf").exists());
    assert!(area_lab.engine().finish((None, Waits::Nobody), &mut (), &Stop::default()).unwrap().is_empty());
}

#[test]
fn another_request_for_areas_is_another_plan_and_their_contents_are_not() {
    let area_lab = AreaLab::new();
    fill(&area_lab);
    let digest = |also: &[Area]| area_lab.engine().digest(&area_lab.plan(&request(also)));
    let (none, trash, temp) = (digest(&[]), digest(&[Area::Trash]), digest(&[Area::Temp]));
    assert!(none != trash && trash != temp && none != temp);
    area_lab.put("home/.local/share/Trash/files/one more", "1");
    area_lab.put("shared/one more", "1");
    assert_eq!((digest(&[Area::Trash]), digest(&[Area::Temp])), (trash, temp));
}
