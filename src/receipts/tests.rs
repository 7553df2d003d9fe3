use std::path::Path;

use super::*;
use crate::model::{BrowserId, Level, ReceiptStatus, RelPath, Request};
use crate::safefs::{Home, Root};

const KEEP: Retention = Retention { days: 90, runs: 1000 };
const DAY: i64 = 24 * 60 * 60;

fn own(home: &Path) -> Root {
    Root::create_own(&Home::open(home).unwrap(), &RelPath::parse(".local/state/signoff").unwrap()).unwrap()
}

fn receipt(started: i64) -> Receipt {
    Receipt {
        started,
        millis: 1200,
        origin: "window".into(),
        work: "end-session".into(),
        level: "traces".into(),
        browsers: vec!["chromium".into(), "firefox".into()],
        outcome: "left".into(),
        verified: false,
        removed: crate::model::Tally { files: 3, bytes: 4000 },
        categories: [("cookies".into(), Gone { files: 3, bytes: 4000 })].into(),
        left: [("in-use".into(), 2)].into(),
        journal: true,
    }
}

#[test]
fn receipts_are_read_as_they_were_written_newest_first() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    assert_eq!(RunHistory::read(&own).unwrap(), RunHistory::default());
    for started in [5 * DAY, 6 * DAY] {
        assert_eq!(RunHistory::record(&own, &receipt(started), KEEP), ReceiptStatus::Saved);
    }
    assert_eq!(RunHistory::read(&own).unwrap().runs, [receipt(6 * DAY), receipt(5 * DAY)]);
    let mode = own.list(None).unwrap().into_iter().map(|entry| entry.name).collect::<Vec<_>>();
    assert!(mode.iter().any(|name| name == "receipts.sqlite"), "{mode:?}");
}

#[test]
fn old_receipts_go_by_age_and_by_number() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let started = || -> Vec<i64> { RunHistory::read(&own).unwrap().runs.iter().map(|run| run.started / DAY).collect() };
    for day in [1, 2, 50, 95] {
        RunHistory::record(&own, &receipt(day * DAY), KEEP);
    }
    assert_eq!(started(), [95, 50]);
    for day in 96..100 {
        RunHistory::record(&own, &receipt(day * DAY), Retention { runs: 2, ..KEEP });
    }
    assert_eq!(started(), [99, 98]);
    // Setting back the clock loses no receipt.
    RunHistory::record(&own, &receipt(DAY), KEEP);
    assert_eq!(started(), [1, 99, 98]);
    assert_eq!(RunHistory::record(&own, &receipt(DAY), Retention { days: 0, ..KEEP }), ReceiptStatus::Saved);
    assert_eq!(started().len(), 3);
}

#[test]
fn a_damaged_list_is_set_aside_and_named() {
    let damages: [(&str, &[u8]); 3] = [
        ("no database", b"this is no database, but long enough to be looked at as one if need be ............."),
        ("cut short", b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20"),
        ("another database", b""),
    ];
    for (what, bytes) in damages {
        let home = tempfile::tempdir().unwrap();
        let own = own(home.path());
        let file = RelPath::parse("receipts.sqlite").unwrap();
        own.replace(&file, bytes).unwrap();
        if what == "another database" {
            let connection = crate::store::own_database(&own, &file, 1 << 20).unwrap();
            connection.execute_batch("CREATE TABLE runs(something)").unwrap();
        }
        let noted = RunHistory::record(&own, &receipt(DAY), KEEP);
        assert_eq!(noted, ReceiptStatus::NewList("receipts.damaged.sqlite".into()), "{what}");
        assert_eq!(RunHistory::read(&own).unwrap().runs.len(), 1, "{what}");
        own.replace(&file, b"damaged again, and read before anything is written there............................")
            .unwrap();
        let read = RunHistory::read(&own).unwrap();
        assert_eq!((read.runs.len(), read.set_aside.is_some()), (0, true), "{what}");
    }
}

#[test]
fn a_folder_or_link_in_its_place_is_set_aside() {
    for is_link in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let own = own(home.path());
        let at = own.path().join("receipts.sqlite");
        #[expect(clippy::disallowed_methods, reason = "the test puts something else in its place")]
        if is_link {
            std::fs::write(home.path().join("elsewhere"), "somebody else's").unwrap();
            crate::safefs::testing::link(home.path().join("elsewhere"), &at).unwrap();
        } else {
            std::fs::create_dir(&at).unwrap();
        }
        assert!(matches!(RunHistory::record(&own, &receipt(DAY), KEEP), ReceiptStatus::NewList(_)), "{is_link}");
        assert_eq!(RunHistory::read(&own).unwrap().runs.len(), 1);
        if is_link {
            assert_eq!(std::fs::read(home.path().join("elsewhere")).unwrap(), b"somebody else's");
        }
    }
}

#[test]
fn a_receipt_names_no_path() {
    let report = crate::model::Report {
        administrators: Vec::new(),
        digest: crate::model::Digest::parse("0123456789abcdef").unwrap(),
        planned: crate::model::Size::ZERO,
        removed: crate::model::Tally::default(),
        by_category: std::collections::BTreeMap::new(),
        outcomes: std::collections::BTreeMap::new(),
        leftovers: vec![crate::model::Leftover {
            item: crate::model::ItemId(1),
            owner: crate::model::Owner::Browser(BrowserId("chromium".into())),
            profile: Some("Person's name".into()),
            place: None,
            at: Some(RelPath::parse("secret place").unwrap()),
            kind: crate::model::LeftoverKind::InUse("secret program".into()),
        }],
        unnamed: 0,
        new_since_preview: Vec::new(),
        lost: Vec::new(),
        skipped: Vec::new(),
        checked: crate::model::Checked::default(),
        still_open: Vec::new(),
        receipt: ReceiptStatus::NotTried,
        record_faults: Vec::new(),
        verdict: crate::model::Verdict::Left,
    };
    let request = Request { level: Level::Everything, ..Request::default() };
    let browsers = [BrowserId("unknown:.config/Secret/Path".into()), BrowserId("firefox".into())];
    let receipt = Receipt::of(&report, &request, &browsers, crate::model::Origin::Finish);
    assert_eq!(receipt.browsers, ["firefox", "unknown"]);
    assert_eq!(receipt.left, [("in-use".to_owned(), 1)].into());
    let all = format!("{receipt:?}{:?}", receipt.fields()).to_lowercase();
    assert!(!all.contains("secret") && !all.contains("person"), "{all}");
}

#[test]
fn a_session_that_goes_on_owes_its_end_until_that_is_verified() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let request = Request::default();
    let pending = |since, ongoing| PendingRun { request: request.clone(), since, grace: 0, began: None, ongoing };
    Marker::add(&own, &pending(10, true), 100).unwrap();
    // The run that ends the session is not another pending run, and no session that begins then.
    Marker::add(&own, &pending(20, false), 100).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), [pending(10, true)]);
    Marker::complete(&own, &request, Completion::Retry, 100).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), [pending(10, true)]);
    Marker::complete(&own, &request, Completion::Final, 100).unwrap();
    assert!(Marker::read(&own, 100).unwrap().is_empty());

    Marker::add(&own, &pending(30, false), 100).unwrap();
    Marker::complete(&own, &request, Completion::Retry, 100).unwrap();
    assert!(Marker::read(&own, 100).unwrap().is_empty(), "a run that ended is over, whatever it left");
}

/// If its time were that of each reading, it would be later than the end of every run that completes it.
#[test]
fn a_run_that_was_noted_by_a_clock_that_was_wrong_is_taken_off_when_it_was_completed() {
    for ongoing in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let own = own(home.path());
        let request = Request::default();
        let run = PendingRun { request: request.clone(), since: 4_000_000_000, grace: 0, began: None, ongoing };
        Marker::add(&own, &run, i64::MAX).unwrap();
        // Whoever has the lock reads it, completes it, and is done some minutes later.
        Marker::adopt(&own, 1_000).unwrap();
        assert_eq!(Marker::read(&own, 1_000).unwrap().len(), 1);
        Marker::complete(&own, &request, Completion::Earlier(1_000), 1_300).unwrap();
        assert_eq!(Marker::read(&own, 1_300).unwrap(), [], "ongoing: {ongoing}");
    }
}

#[test]
fn a_marker_is_written_as_before() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let run = PendingRun { request: Request::default(), since: 10, grace: 0, began: Some(5), ongoing: true };
    Marker::add(&own, &run, 100).unwrap();
    let text = own.read(&RelPath::parse("unfinished.json").unwrap(), 4096).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(written["schema"], 1);
    let run = &written["owed"][0];
    assert_eq!((&run["since"], &run["began"], &run["lasts"]), (&10.into(), &5.into(), &true.into()));
}

#[test]
fn what_came_after_the_next_logon_is_the_next_persons() {
    let pending = |ongoing| PendingRun { request: Request::default(), since: 100, grace: 0, began: None, ongoing };
    assert_eq!(pending(false).cutoff(Some(150), 200), 100);
    assert_eq!(pending(true).cutoff(Some(150), 200), 150);
    assert_eq!(pending(true).cutoff(Some(50), 200), 200, "still the same session");
    assert_eq!(pending(true).cutoff(None, 200), 200);
}

#[test]
fn what_browsers_wrote_while_they_closed_is_still_to_be_removed() {
    let pending = |grace| PendingRun { request: Request::default(), since: 100, grace, began: None, ongoing: false };
    assert_eq!(pending(15).cutoff(None, 200), 115);
    assert_eq!(pending(15).cutoff(None, 105), 105, "not after now");
    assert_eq!(pending(u64::MAX).cutoff(None, 10_000), 700, "nobody waits for so long");
}

#[test]
fn a_marker_has_no_time_later_than_now() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let run = PendingRun { request: Request::default(), since: 900, grace: 0, began: Some(800), ongoing: false };
    Marker::add(&own, &run, 100).unwrap();
    let times = |now| Marker::read(&own, now).unwrap().iter().map(|run| (run.since, run.began)).collect::<Vec<_>>();
    assert_eq!(times(5000), [(100, Some(100))], "as it was written");
    assert_eq!(times(50), [(50, Some(50))], "as it is read once the clock is right");
    // A session that was noted began some time ago.
    Marker::restore(&own, vec![PendingRun { ongoing: true, ..run }]).unwrap();
    assert_eq!(times(900), [(900, Some(800))], "just now");
    assert_eq!(times(700), [(580, Some(580))]);
}

const NEWER: &[u8] = br#"{"schema":2,"owed":[{"new":true}]}"#;

#[test]
fn a_marker_that_cannot_be_read_is_not_lost_until_its_work_is_certainly_done() {
    let narrow = Request { browsers: [BrowserId("firefox".into())].into(), ..Request::default() };
    let at = RelPath::parse("unfinished.json").unwrap();
    for (bytes, request, stays) in [
        (&b"{"[..], Request::default(), false),
        (b"{", narrow.clone(), true),
        (NEWER, Request::default(), true),
        (NEWER, narrow, true),
    ] {
        let home = tempfile::tempdir().unwrap();
        let own = own(home.path());
        own.replace(&at, bytes).unwrap();
        let run = PendingRun { request: request.clone(), since: 10, grace: 0, began: None, ongoing: false };
        Marker::add(&own, &run, 100).unwrap();
        assert_eq!(Marker::read(&own, 100).unwrap(), [run], "it has a marker of its own");
        assert!(Marker::unread(&own, 100).is_some());
        Marker::complete(&own, &request, Completion::Final, 100).unwrap();
        assert_eq!(own.read(&at, 4096).ok().as_deref(), Some(bytes).filter(|_| stays), "{request:?}");
        assert_eq!(Marker::unread(&own, 100).is_some(), stays);
    }
}

#[test]
fn a_list_with_code_in_it_is_set_aside_unused() {
    let more = [
        "CREATE INDEX evil ON runs(CASE WHEN started > 0 THEN instr(hex(zeroblob(16000000)), hex(zeroblob(8000000)) || '1') END)",
        "CREATE TRIGGER evil AFTER INSERT ON runs BEGIN DELETE FROM runs; END",
        "ALTER TABLE runs ADD COLUMN evil DEFAULT (hex(zeroblob(16000000)))",
    ];
    for evil in more {
        let home = tempfile::tempdir().unwrap();
        let own = own(home.path());
        RunHistory::record(&own, &receipt(DAY), KEEP);
        crate::store::own_database(&own, &RelPath::parse("receipts.sqlite").unwrap(), 1 << 20)
            .unwrap()
            .execute_batch(&format!("DELETE FROM runs; {evil}"))
            .unwrap();
        let noted = RunHistory::record(&own, &receipt(2 * DAY), KEEP);
        assert_eq!(noted, ReceiptStatus::NewList("receipts.damaged.sqlite".into()), "{evil}");
        assert_eq!(RunHistory::read(&own).unwrap().runs, [receipt(2 * DAY)], "{evil}");
    }
}

#[test]
fn a_list_too_large_to_be_one_is_set_aside_unread() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    RunHistory::record(&own, &receipt(DAY), KEEP);
    let file = std::fs::File::options().write(true).open(own.path().join("receipts.sqlite")).unwrap();
    file.set_len(64 << 20).unwrap();
    assert!(matches!(RunHistory::record(&own, &receipt(DAY), KEEP), ReceiptStatus::NewList(_)));
}

#[test]
fn what_was_noted_beside_a_run_outlasts_its_end_and_is_taken_over_by_the_next() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let run = |since| PendingRun { request: Request::default(), since, grace: 0, began: None, ongoing: false };
    Marker::add(&own, &run(10), 100).unwrap();
    for since in 20..24 {
        Marker::add_beside(&own, &run(since), 100).unwrap();
    }
    assert!(Marker::add_beside(&own, &run(24), 100).is_err(), "there is no room, and that is said");
    // The run at work marks again, and ends.
    Marker::add(&own, &run(11), 100).unwrap();
    Marker::complete(&own, &Request::default(), Completion::Final, 100).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), [run(20), run(21), run(22), run(23)]);
    Marker::adopt(&own, 100).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), [run(20), run(21), run(22), run(23)]);
    Marker::complete(&own, &Request::default(), Completion::Final, 100).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), []);
}

#[test]
fn a_run_that_did_nothing_gives_back_what_was_before_and_what_was_noted_beside_it() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let run = |since| PendingRun { request: Request::default(), since, grace: 0, began: None, ongoing: false };
    let before = Marker::read(&own, 100).unwrap();
    Marker::add(&own, &run(10), 100).unwrap();
    Marker::add_beside(&own, &run(20), 100).unwrap();
    Marker::restore(&own, before).unwrap();
    assert_eq!(Marker::read(&own, 100).unwrap(), [run(20)]);
}

#[test]
fn a_second_marker_that_cannot_be_read_does_not_replace_the_first() {
    let home = tempfile::tempdir().unwrap();
    let own = own(home.path());
    let at = |name: &str| RelPath::parse(name).unwrap();
    let run = PendingRun { request: Request::default(), since: 10, grace: 0, began: None, ongoing: false };
    let narrow = Request { browsers: [BrowserId("firefox".into())].into(), ..Request::default() };
    let has = |text: &[u8]| Marker::NAMES.iter().any(|name| own.read(&at(name), 4096).is_ok_and(|has| has == text));
    own.replace(&at("unfinished.json"), NEWER).unwrap();
    for damaged in ["{", "[", "x", "y", "z"] {
        Marker::add(&own, &run, 100).unwrap();
        own.replace(&at("unfinished.json"), damaged.as_bytes()).unwrap();
        assert!(has(NEWER), "{damaged}");
    }
    Marker::complete(&own, &narrow, Completion::Final, 100).unwrap_err();
    assert!(["{", "["].iter().all(|damaged| has(damaged.as_bytes())));
}
