use proptest::prelude::*;

use super::*;
use crate::model::SiteStore;
use crate::store::sites;
use crate::store::sites::testing::{edit, rules, verify};
use crate::store::testing::Lab;

const STORE: SiteStore = SiteStore::FirefoxServiceWorkers;

/// A record as Firefox 153.7.0esr wrote it.
fn record(suffix: &str, scope: &str) -> String {
    format!(
        "{suffix}\n{scope}\n{scope}worker.js\ntrue\n{{166f70f9-c455-4500-9c17-27fb8ae0baad}}\n0\n1795546019673829\n\
         1795546019676672\n1795546019656140\n0\ntrue\n0\n2\n0\n-1\n0\n#\n"
    )
}

#[test]
fn records_of_chosen_sites_go_and_others_stay_byte_for_byte() {
    let lab = Lab::new();
    let kept = [
        record("", "https://notlive.com/"),
        record("", "https://live.com.example.org/live.com/"),
        record("^partitionKey=%28https%2Clive.com.example.org%29", "https://www.example.org/?a^partitionKey=live.com"),
    ];
    let gone = [
        record("", "https://login.live.com/"),
        record("^partitionKey=%28https%2Cexample.org%29", "https://login.live.com:8443/app/"),
        record("^userContextId=2&partitionKey=%28https%2Clive.com%29", "https://www.example.org/?b"),
    ];
    let mixed = gone.iter().zip(&kept).flat_map(|(gone, kept)| [gone.as_str(), kept.as_str()]).collect::<String>();
    let at = lab.put("serviceworker.txt", format!("12\n{mixed}"));
    let chosen = rules(&["live.com"]);
    let found = sites::inspect(&lab.root, &at, STORE, &chosen).unwrap();
    let hosts: Vec<_> = found.iter().map(|found| (found.host.as_str(), found.count)).collect();
    assert_eq!(hosts, [("live.com", 1), ("login.live.com", 2)]);
    assert_eq!(verify(&lab.root, &at, STORE, &chosen), Err(EditError::Residue(3)));
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::CHANGED));
    assert_eq!(lab.get("serviceworker.txt"), format!("12\n{}", kept.concat()).as_bytes());
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::UNCHANGED));
    assert_eq!(verify(&lab.root, &at, STORE, &chosen), Ok(()));
}

#[test]
fn what_is_not_understood_is_kept_and_reported() {
    let lab = Lab::new();
    let whole = record("", "https://login.live.com/");
    let check = |text: &str, schema: bool| {
        let at = lab.put("serviceworker.txt", text);
        let result = edit(&lab.root, &at, STORE, &rules(&["live.com"]));
        let as_expected = match &result {
            Err(EditError::UnknownSchema(_)) => schema,
            Err(EditError::Damaged(_)) => !schema,
            _ => false,
        };
        assert!(as_expected, "{text}: {result:?}");
        assert_eq!(lab.get("serviceworker.txt"), text.as_bytes());
    };
    check(&format!("4\n{whole}"), true);
    check(&whole, false);
    check(&format!("12\n{}", whole.replace("-1\n", "")), false);
    check(&format!("12\n{}", whole.replace("#\n", "more\n#\n")), false);
    check(&format!("12\n{}", whole.trim_end()), false);
    check(&format!("12\n{}", whole.replace("https://", "")), false);
    let at = lab.put("serviceworker.txt", "\u{feff}12\nhttps://notlive.com/\n");
    assert_eq!(edit(&lab.root, &at, STORE, &rules(&["live.com"])), Ok(Edited::UNCHANGED));
}

#[test]
fn records_of_older_versions_and_with_more_values_are_understood() {
    let chosen = rules(&["live.com"]);
    let check = |version: u32, body: &str| {
        let lab = Lab::new();
        let other = body.replace("login.live.com", "www.example.org");
        let at = lab.put("serviceworker.txt", format!("{version}\n{body}{other}{body}"));
        assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::CHANGED), "{version}");
        assert_eq!(lab.get("serviceworker.txt"), format!("{version}\n{other}").as_bytes());
    };
    let begin = "\nhttps://login.live.com/\nhttps://login.live.com/sw.js\n";
    check(5, &format!("{begin}cache\n#\n"));
    check(8, &format!("{begin}true\ncache\n0\n1\n2\n3\n#\n"));
    check(9, &format!("{begin}true\ncache\n0\n1\n2\n3\n0\ntrue\n#\n"));
    let newer = format!("{begin}true\ncache\n0\n1\n2\n3\n0\ntrue\n0\na\nb\nc\nd\ne\n#\n");
    check(13, &newer);
    check(40, &newer.replace("e\n#", "e\nsomething\nnew\n#"));
    check(11, &format!("{begin}true\ncache\n0\n1\n2\n3\n0\ntrue\n2\na\nb\nc\nd\n0\n0\n-1\n#\n"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), lines in "(12|9|5)\n([#a:/^\n0-9]|://){0,99}") {
        let chosen = rules(&["live.com"]);
        drop(reduced(&bytes, &chosen));
        drop(reduced(lines.as_bytes(), &chosen));
    }

    #[test]
    fn what_is_kept_and_what_is_removed_is_what_there_was(picks in prop::collection::vec(0..4_usize, 0..12)) {
        let all = ["https://login.live.com/", "https://notlive.com/", "https://live.com/x", "https://a.example/"];
        let file = |wanted: &dyn Fn(usize) -> bool| {
            let records = picks.iter().filter(|pick| wanted(**pick)).map(|pick| record("", all[*pick]));
            format!("12\n{}", records.collect::<String>())
        };
        let reduced = reduced(file(&|_| true).as_bytes(), &rules(&["live.com"])).unwrap().unwrap();
        prop_assert_eq!(reduced.bytes, file(&|pick| pick % 2 == 1).into_bytes());
        prop_assert_eq!(reduced.found.total(), picks.iter().filter(|pick| **pick % 2 == 0).count() as u64);
    }
}
