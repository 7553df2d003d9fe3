//! While a login waits, areas are out of reach like all else, and removed beside the next session.

use std::os::unix::fs::PermissionsExt as _;

use signoff::engine::Time;
use signoff::model::Phase;

use super::*;

/// The areas whose folders are emptied.
const EMPTIED: [Area; 5] = [Area::Downloads, Area::RecentFiles, Area::Temp, Area::Thumbnails, Area::Trash];

/// How many files are too many to be removed while a login waits.
const MANY: usize = 500;

/// Ends a run before it removes anything.
struct AtOnce(Stop);

impl signoff::model::Observer for AtOnce {
    fn on(&mut self, event: Event) {
        if event == Event::Phase(Phase::Removing) {
            self.0.ask(StopReason::OutOfTime);
        }
    }
}

/// A lab in which a run was cut off before it removed anything of the areas, in each of which there is much.
fn cut_off() -> AreaLab {
    let area_lab = AreaLab::new();
    fill(&area_lab);
    for number in 0..MANY {
        for folder in ["home/Downloads/many", "home/.local/share/Trash/files/many", "shared/many"] {
            area_lab.put(&format!("{folder}/{number}"), "1");
        }
        area_lab.put(&format!("home/.cache/thumbnails/large/{number:032x}.png"), "1");
    }
    let (plan, stop) = (area_lab.plan(&request(&EMPTIED)), Stop::default());
    let options = RunOptions { close: Close::Never, grace: Duration::ZERO, ..RunOptions::default() };
    let report = area_lab.engine().run(&plan, &options, &mut AtOnce(stop.clone()), &stop).unwrap();
    assert_eq!((report.verdict, report.removed.files), (Verdict::OutOfTime, 0));
    area_lab
}

fn finish(area_lab: &AreaLab, waits: Waits) -> Report {
    area_lab.engine().finish((None, waits), &mut (), &Stop::default()).unwrap().pop().unwrap()
}

/// Returns the files in the areas' folders, but for what was put aside, and the staging folders.
fn in_place(area_lab: &AreaLab) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let trash = format!("disk/.Trash-{}", area_lab.uid());
    let tops = ["home/Downloads", "home/.local/share/RecentDocuments", "home/.cache/thumbnails", "shared", &trash];
    let (mut files, mut aside) = (Vec::new(), Vec::new());
    for top in tops.into_iter().chain(["home/.local/share/Trash"]).map(|top| area_lab.lab.bench().join(top)) {
        let mut walk = walkdir::WalkDir::new(top).into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry.unwrap();
            if entry.file_name().to_str().unwrap().starts_with(".signoff-going-") {
                walk.skip_current_dir();
                aside.push(entry.into_path());
            } else if !entry.file_type().is_dir() {
                files.push(entry.into_path());
            }
        }
    }
    (files, aside)
}

#[test]
fn while_a_login_waits_areas_go_out_of_reach_and_nothing_of_them_stays_afterwards() {
    let area_lab = cut_off();
    let kept = area_lab.put("shared/open/beside", "a program needs it");
    let program = BackgroundProcess::within(kept.parent().unwrap());
    let held = finish(&area_lab, Waits::Login);
    assert_eq!(held.verdict, Verdict::OutOfTime);
    assert!(held.removed.files <= 400, "{} were removed", held.removed.files);
    let (places, aside) = in_place(&area_lab);
    assert_eq!(places.iter().filter(|path| !path.starts_with(kept.parent().unwrap())).count(), 0, "{places:?}");
    assert!(kept.exists());
    assert!(!aside.is_empty());
    for folder in &aside {
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0, "{}", folder.display());
    }
    // A second login before the rest is removed, then the rest.
    assert_eq!(finish(&area_lab, Waits::Login).verdict, Verdict::OutOfTime);
    drop(program);
    fs::remove_dir_all(kept.parent().unwrap()).unwrap();
    let rest = finish(&area_lab, Waits::Nobody);
    assert_eq!(rest.verdict, Verdict::Clean, "{:?} {:?}", left(&rest), rest.skipped);
    assert!(rest.new_since_preview.is_empty(), "{:?}", rest.new_since_preview);
    assert_eq!(in_place(&area_lab), (Vec::new(), Vec::new()));
}

#[test]
fn what_was_put_aside_of_areas_goes_with_the_next_end_of_a_session() {
    let area_lab = cut_off();
    finish(&area_lab, Waits::Login);
    let (report, _touched) = area_lab.clean(&EMPTIED);
    assert_eq!(report.verdict, Verdict::Clean, "{:?} {:?}", left(&report), report.skipped);
    assert_eq!(in_place(&area_lab), (Vec::new(), Vec::new()));
}

#[test]
fn with_little_in_areas_no_second_run_is_needed() {
    let area_lab = AreaLab::new();
    fill(&area_lab);
    let (plan, stop) = (area_lab.plan(&request(&EMPTIED)), Stop::default());
    let options = RunOptions { close: Close::Never, time: Time::Limited, ..RunOptions::default() };
    area_lab.engine().run(&plan, &options, &mut AtOnce(stop.clone()), &stop).unwrap();
    let report = finish(&area_lab, Waits::Login);
    assert_eq!(report.verdict, Verdict::Clean, "{:?}", left(&report));
    assert_eq!(in_place(&area_lab), (Vec::new(), Vec::new()));
}

#[test]
fn older_downloads_stay_where_they_are_while_newer_ones_go_out_of_reach() {
    let mut area_lab = AreaLab::new();
    let old = area_lab.put("home/Downloads/both/old.pdf", "1");
    let began = loop {
        fs::remove_file(area_lab.put("home/Downloads/new.pdf", "1")).unwrap();
        let new = made(&area_lab.put("home/Downloads/new.pdf", "1"));
        if new > made(&old) {
            break new;
        }
    };
    area_lab.here.logon = Some(began);
    for number in 0..MANY {
        area_lab.put(&format!("home/Downloads/both/new{number}"), "1");
    }
    let (plan, stop) = (area_lab.plan(&request(&[Area::Downloads])), Stop::default());
    let options = RunOptions { close: Close::Never, grace: Duration::ZERO, ..RunOptions::default() };
    area_lab.engine().run(&plan, &options, &mut AtOnce(stop.clone()), &stop).unwrap();
    // The session is over.
    area_lab.here.logon = None;
    assert_eq!(finish(&area_lab, Waits::Login).verdict, Verdict::OutOfTime);
    let listed = |at: &str| fs::read_dir(area_lab.lab.bench().join(at)).unwrap().count();
    assert_eq!((listed("home/Downloads"), listed("home/Downloads/both")), (2, 1), "the older one, and what is aside");
    assert_eq!(finish(&area_lab, Waits::Nobody).verdict, Verdict::Clean);
    assert_eq!((listed("home/Downloads"), listed("home/Downloads/both")), (1, 1));
    assert!(old.exists());
}
