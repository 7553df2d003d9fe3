use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::{Edit, KeyFormat};
use crate::store::error::Edited;
use crate::store::testing::{Lab, edit, keeping, verify};

fn scope() -> Scope<String> {
    keeping(&["checksum", "roots", "version"])
}

fn keys() -> Edit {
    Edit::Keys { format: KeyFormat::Json, scope: scope().into() }
}

/// Returns a file as Chromium writes it, with bookmarks of these addresses spread over the three folders.
fn file(addresses: impl Iterator<Item = String>) -> String {
    let mut lists = [const { Vec::new() }; 3];
    for (number, url) in addresses.enumerate() {
        lists[number % 3].push(format!(
            r#"{{
            "date_added": "13300000000000000",
            "date_last_used": "0",
            "guid": "0bc5d13f-2cba-5d74-951f-{number:012}",
            "id": "{number}",
            "name": "Page {number}, of \"many\" [{{",
            "type": "url",
            "url": "{url}"
         }}"#
        ));
    }
    let [bar, other, synced] = lists.map(|list| {
        format!(
            r#"{{"children": [ {} ], "date_added": "1", "guid": "g", "id": "1", "name": "n", "type": "folder"}}"#,
            list.join(", ")
        )
    });
    format!(
        r#"{{"checksum": "c", "roots": {{"bookmark_bar": {bar}, "other": {other}, "synced": {synced}}}, "version": 1}}"#
    )
}

/// Edits a file and returns it and whether something was lost.
fn edited(text: &str) -> (Value, bool) {
    let lab = Lab::new();
    let at = lab.put("Bookmarks", text);
    let edited = edit(&lab.root, &at, &keys()).unwrap();
    assert_eq!(verify(&lab.root, &at, &keys()), Ok(()));
    assert_eq!(edit(&lab.root, &at, &keys()), Ok(Edited::UNCHANGED));
    (serde_json::from_slice(&lab.get("Bookmarks")).unwrap(), edited.is_incomplete)
}

/// Returns how many bookmarks the three folders have, after a look at whether each is whole.
fn count(file: &Value) -> [usize; 3] {
    TOP_FOLDERS.map(|name| {
        let folder = &file["roots"][name];
        assert!(folder["name"].is_string() && folder["type"] == "folder", "{name}");
        let children = folder["children"].as_array().unwrap();
        assert!(
            children
                .iter()
                .all(|child| child["name"].is_string() && child["type"] == "url" && child["url"].is_string())
        );
        children.len()
    })
}

#[test]
fn a_hundred_thousand_bookmarks_all_stay() {
    let text = file((0..100_000).map(|number| format!("https://{number}.example/")));
    let (file, is_incomplete) = edited(&text);
    assert!(!is_incomplete);
    assert_eq!(count(&file), [33_334, 33_333, 33_333]);
    assert_eq!(file["roots"]["bookmark_bar"]["guid"], "g");
    assert!(!file.to_string().contains("date_last_used"));
}

#[test]
fn bookmarks_with_huge_addresses_stay_whole_or_go_whole() {
    let address = |len: usize| format!("data:,{}", "x".repeat(len));
    let (whole, is_incomplete) = edited(&file((0..20).map(|_| address(1 << 20))));
    assert_eq!((count(&whole), is_incomplete), ([7, 7, 6], false));
    let (left, is_incomplete) = edited(&file([1, LONGEST, 1, 1].into_iter().map(address)));
    assert_eq!((count(&left), is_incomplete), ([2, 0, 1], true));
}

#[test]
fn a_file_that_ends_anywhere_has_no_half_of_a_bookmark() {
    let text = file((0..6).map(|number| format!("https://{number}.example/")));
    let roots = text.find("bookmark_bar").unwrap();
    let mut most = 0;
    for end in roots..text.len() {
        let reduced = reduce(&text.as_bytes()[..end], &scope()).unwrap();
        assert!(reduced.is_incomplete, "{end}");
        let left = count(&serde_json::from_slice(&reduced.bytes).unwrap()).iter().sum();
        assert!(left >= most, "{end}");
        most = left;
    }
    assert_eq!(most, 6);
}

#[test]
fn bookmarks_stay_without_the_times_of_their_use() {
    let before = json!({"checksum": "c", "roots": {"bookmark_bar": {"children": [
        {"date_last_used": "13300000000000000", "meta_info": {"last_visited_desktop": "1"}, "name": "a", "type": "url"},
        {"children": [{"date_last_used": "0", "date_added": "5", "name": "b"}], "type": "folder"},
    ]}}});
    let after = json!({"checksum": "c", "roots": {"bookmark_bar": {"children": [
        {"name": "a", "type": "url"}, {"children": [{"date_added": "5", "name": "b"}], "type": "folder"},
    ]}}});
    let lab = Lab::new();
    let at = lab.put("Default/Bookmarks", before.to_string());
    assert_eq!(edit(&lab.root, &at, &keys()), Ok(Edited::CHANGED));
    assert_eq!(lab.get("Default/Bookmarks"), after.to_string().as_bytes());
    assert_eq!(verify(&lab.root, &at, &keys()), Ok(()));
    let other = lab.put("Default/Other", before.to_string());
    assert_eq!(edit(&lab.root, &other, &keys()), Ok(Edited::UNCHANGED), "other files may use these names");
}

#[test]
fn bookmarks_that_end_too_early_are_ones_that_chromium_reads() {
    let text = r#"{"checksum":"c","roots":{"bookmark_bar":{"children":[{"id":"5","name":"a","type":"url","url":"https://a.example/"},
        {"children":[{"id":"7","name":"b","type":"url","url":"https://b.example/"},{"id":"8","na"#;
    let reduced = reduce(text.as_bytes(), &scope()).unwrap();
    let folder = json!({"children": [], "name": "", "type": "folder"});
    let after = json!({"checksum": "c", "roots": {"bookmark_bar": {"children": [
        {"id": "5", "name": "a", "type": "url", "url": "https://a.example/"},
        {"children": [{"id": "7", "name": "b", "type": "url", "url": "https://b.example/"}], "name": "", "type": "folder"},
    ], "name": "", "type": "folder"}, "other": folder, "synced": folder}});
    assert_eq!(serde_json::from_slice::<Value>(&reduced.bytes).unwrap(), after);
    assert!(reduced.is_incomplete);
}

#[test]
fn folders_as_deep_as_chromium_reads_stay() {
    let nested = |depth: usize| {
        let (open, close) = (r#"{"children":["#, r#"],"name":"f","type":"folder"}"#);
        let page = r#"{"name":"deep","type":"url","url":"a:"}"#;
        format!(r#"{{"roots":{{"other":{}{page}{}}}}}"#, open.repeat(depth), close.repeat(depth))
    };
    assert_eq!(reduce(nested(98).as_bytes(), &scope()), None);
    let reduced = reduce(nested(100).as_bytes(), &scope()).unwrap();
    assert!(reduced.is_incomplete && !reduced.bytes.windows(4).any(|part| part == b"deep"));
    assert!(reduce(nested(1_000_000).as_bytes(), &scope()).unwrap().is_incomplete);
}

proptest! {
    #[test]
    fn anything_becomes_json_that_stays(text in r#"(\{"roots":\{"other":)?(["children:url\[\]{},0-9.\\ntf -]|"url":|"children":\[){0,60}"#) {
        if let Some(reduced) = reduce(text.as_bytes(), &scope()) {
            prop_assert!(serde_json::from_slice::<IgnoredAny>(&reduced.bytes).is_ok(), "{:?}", reduced);
            prop_assert_eq!(reduce(&reduced.bytes, &scope()), None);
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
        drop(reduce(&bytes, &scope()));
    }
}
