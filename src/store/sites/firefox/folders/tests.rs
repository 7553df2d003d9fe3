use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::model::SiteStore;
use crate::store::sites;
use crate::store::sites::testing::{edit, rules, verify};
use crate::store::testing::{Lab, rel};

const STORE: SiteStore = SiteStore::FirefoxOrigins;

fn metadata(suffix: &str, origin: &str) -> Vec<u8> {
    let mut bytes = vec![0, 6, 0x61, 0x0a, 0x22, 0xe1, 0xe1, 0xdc, 0, 0, 0, 0, 3, 0, 0, 0x51, 0x2d];
    for text in [suffix, "group", origin] {
        bytes.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend([0, 0xab, 0xcd, 0x12, 0x34]);
    bytes
}

/// Name, origin, whether it is to be removed.
const FOLDERS: [(&str, &str, &str, bool); 13] = [
    ("https+++login.live.com", "", "https://login.live.com", true),
    ("https+++live.com+8443^userContextId=2", "^userContextId=2", "https://live.com:8443", true),
    (
        "https+++login.live.com^partitionKey=%28https%2Cexample.org%29",
        "^partitionKey=%28https%2Cexample.org%29",
        "https://login.live.com",
        true,
    ),
    (
        "https+++www.example.org^partitionKey=%28https%2Clive.com%29",
        "^partitionKey=%28https%2Clive.com%29",
        "https://www.example.org",
        true,
    ),
    (
        "moz-extension+++6a5b0f6e^partitionKey=%28https%2Clive.com%29",
        "^partitionKey=%28https%2Clive.com%29",
        "moz-extension://6a5b0f6e",
        true,
    ),
    ("https+++notlive.com", "", "https://notlive.com", false),
    ("https+++live.com.example.org", "", "https://live.com.example.org", false),
    ("https+++login.live.com-wal", "", "https://login.live.com-wal", false),
    (
        "https+++www.example.org^partitionKey=%28https%2Clive.com.example.org%29",
        "^partitionKey=%28https%2Clive.com.example.org%29",
        "https://www.example.org",
        false,
    ),
    (
        "moz-extension+++6a5b0f6e^userContextId=4294967295",
        "^userContextId=4294967295",
        "moz-extension://6a5b0f6e",
        false,
    ),
    ("indexeddb+++fx-devtools", "", "indexeddb://fx-devtools", false),
    ("file++++home+live.com", "", "file:///home/live.com", false),
    ("chrome", "", "chrome", false),
];

fn planted(lab: &Lab) {
    for (name, suffix, origin, _) in FOLDERS {
        lab.put(&format!("storage/default/{name}/.metadata-v2"), metadata(suffix, &format!("{origin}{suffix}")));
        lab.put(&format!("storage/default/{name}/ls/data.sqlite"), "value");
    }
    lab.put("storage/default/.DS_Store", "");
}

fn names(lab: &Lab, at: &str) -> BTreeSet<String> {
    std::fs::read_dir(lab.path(at)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn folders_of_chosen_sites_go_whole_and_no_others() {
    let (lab, chosen, at) = (Lab::new(), rules(&["live.com"]), rel("storage/default"));
    planted(&lab);
    let before = names(&lab, "storage/default");
    let found = sites::inspect(&lab.root, &at, STORE, &chosen).unwrap();
    let hosts: Vec<_> = found.iter().map(|found| (found.host.as_str(), found.count)).collect();
    assert_eq!(hosts, [("live.com", 3), ("login.live.com", 2)]);
    assert_eq!(names(&lab, "storage/default"), before);
    assert_eq!(verify(&lab.root, &at, STORE, &chosen), Err(EditError::Residue(5)));
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::CHANGED));
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::UNCHANGED));
    assert_eq!(verify(&lab.root, &at, STORE, &chosen), Ok(()));
    let gone: BTreeSet<_> = before.difference(&names(&lab, "storage/default")).cloned().collect();
    assert_eq!(gone, FOLDERS.iter().filter(|folder| folder.3).map(|folder| folder.0.to_owned()).collect());
    for (name, ..) in FOLDERS.iter().filter(|folder| !folder.3) {
        assert_eq!(lab.get(&format!("storage/default/{name}/ls/data.sqlite")), b"value");
    }
}

#[test]
fn a_link_named_as_a_chosen_site_is_not_entered_and_stays() {
    let (lab, chosen, at) = (Lab::new(), rules(&["live.com"]), rel("storage/default"));
    planted(&lab);
    lab.put("elsewhere/file", "kept");
    crate::safefs::testing::link(lab.path("elsewhere"), lab.path("storage/default/https+++www.live.com")).unwrap();
    edit(&lab.root, &at, STORE, &chosen).unwrap();
    assert_eq!(lab.get("elsewhere/file"), b"kept");
    assert!(names(&lab, "storage/default").contains("https+++www.live.com"));
}

#[test]
fn a_folder_that_does_not_tell_its_origin_is_kept_and_reported() {
    let chosen = rules(&["live.com"]);
    let check = |place: &str, metadata: Option<Vec<u8>>| {
        let lab = Lab::new();
        planted(&lab);
        lab.put(&format!("{place}/file"), "kept");
        if let Some(bytes) = metadata {
            lab.put(&format!("{place}/.metadata-v2"), bytes);
        }
        let at = rel(place).parent().unwrap();
        let result = edit(&lab.root, &at, STORE, &chosen);
        assert!(matches!(result, Err(EditError::UnknownSchema(_))), "{place}: {result:?}");
        assert_eq!(lab.get(&format!("{place}/file")), b"kept");
    };
    check("storage/default/https++++8443^partitionKey=%28https%2C%29&x=live.com", None);
    // The name and the file disagree.
    check("storage/default/https+++www.example.org", Some(metadata("", "https://login.live.com")));
    check("storage/default/https+++www.live.com", Some(metadata("", "https://www.example.org")));
    check("storage/to-be-removed/of.live.com", None);
}

#[test]
fn an_unclear_folder_counts_only_if_it_mentions_a_chosen_site() {
    let (lab, chosen) = (Lab::new(), rules(&["live.com"]));
    planted(&lab);
    lab.put("storage/default/https++++8443/ls/data.sqlite", "of notlive.com");
    lab.put("storage/to-be-removed/6a5b0f6e/idb/1.sqlite", "of notlive.com");
    assert_eq!(edit(&lab.root, &rel("storage/default"), STORE, &chosen), Ok(Edited::CHANGED));
    assert_eq!(edit(&lab.root, &rel("storage/to-be-removed"), STORE, &chosen), Ok(Edited::UNCHANGED));
    lab.put("storage/to-be-removed/6a5b0f6e/idb/1.sqlite", "of login.live.com");
    let said = edit(&lab.root, &rel("storage/to-be-removed"), STORE, &chosen);
    assert!(matches!(said, Err(EditError::UnknownSchema(_))), "{said:?}");
}

#[test]
fn a_file_among_the_folders_counts_if_a_cell_of_it_mentions_a_chosen_site() {
    // In the file, cells follow each other without a border.
    for (host, name, is_named) in
        [("login.live.com", "name", true), ("not", "live.com", true), ("notlive.com", "", false)]
    {
        let lab = Lab::new();
        lab.put("storage/default/https+++www.example.org/ls/data.sqlite", "kept");
        let database = lab.database("storage/default/new.sqlite", "CREATE TABLE t(host TEXT, name TEXT)", "delete");
        database.execute("INSERT INTO t VALUES(?1, ?2)", [host, name]).unwrap();
        database.close().unwrap();
        let said = edit(&lab.root, &rel("storage/default"), STORE, &rules(&["live.com"]));
        assert_eq!(matches!(said, Err(EditError::UnknownSchema(_))), is_named, "{said:?}");
        // Beside the folders of origins.
        let said = verify(&lab.root, &rel("storage/default/new.sqlite"), STORE, &rules(&["live.com"]));
        assert_eq!(matches!(said, Err(EditError::UnknownSchema(_))), is_named, "{said:?}");
    }
}

#[test]
fn what_the_browser_is_about_to_remove_goes_by_what_lies_in_it() {
    let (lab, chosen, at) = (Lab::new(), rules(&["live.com"]), rel("storage/to-be-removed"));
    lab.put("storage/to-be-removed/1/.metadata-v2", metadata("", "https://login.live.com"));
    lab.put("storage/to-be-removed/2/.metadata-v2", metadata("", "https://notlive.com"));
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::CHANGED));
    assert_eq!(names(&lab, "storage/to-be-removed"), ["2".to_owned()].into());
}

#[test]
fn a_name_is_enough_where_the_file_is_missing() {
    let (lab, chosen, at) = (Lab::new(), rules(&["live.com", "::1"]), rel("storage/default"));
    for name in ["https+++login.live.com", "0+f+http+++live.com", "http+++[++1]+8080", "https+++www.example.org"] {
        lab.put(&format!("storage/default/{name}/ls/usage"), "");
    }
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::CHANGED));
    assert_eq!(names(&lab, "storage/default"), ["https+++www.example.org".to_owned()].into());
    assert_eq!(edit(&lab.root, &rel("storage/permanent"), STORE, &chosen), Err(EditError::Missing));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..120), suffix in ".{0,20}") {
        origin(&bytes);
        let mut cut = metadata(&suffix, &format!("https://a.example{suffix}"));
        cut.truncate(bytes.len());
        origin(&cut);
    }

    #[test]
    fn no_name_makes_it_panic(name in ".{0,60}", host in "[a-z\\[\\]+.]{0,20}") {
        named_origin(&name);
        named_origin(&format!("https+++{host}"));
    }

    #[test]
    fn a_name_gives_back_the_host(host in "[a-z]{1,9}(\\.[a-z]{1,9}){0,3}", port in prop::option::of(any::<u16>())) {
        let port = port.map(|port| format!("+{port}")).unwrap_or_default();
        let name = format!("https+++{host}{port}^userContextId=1");
        prop_assert_eq!(named_origin(&name), Named::Origin { host, suffix: "^userContextId=1" });
    }
}
