//! Receipts of past runs, and their messages to the system's journal.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixDatagram;

use signoff::cli::run_with_places;
use signoff::platform::Places;

use crate::support::Lab;

const END: [&str; 4] = ["end-session", "--yes", "--json", "--close=never"];
const FILE: &str = ".local/state/signoff/receipts.sqlite";

#[track_caller]
fn log(places: &Places) -> serde_json::Value {
    let said = run_with_places(places, &["log", "--json"]);
    assert_eq!(said.code, 0, "{}", said.error);
    let log = serde_json::from_str(&said.result).unwrap();
    let schema = include_str!("../../assets/schema/log.schema.json");
    let form = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let wrong: Vec<_> = form.iter_errors(&log).map(|wrong| wrong.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?} in {log:#}");
    log
}

#[test]
fn a_run_is_remembered_without_anything_of_the_person() {
    let (lab, ..) = Lab::with_both();
    let places = Places::below(&lab.home());
    assert!(log(&places)["runs"].as_array().unwrap().is_empty());
    let report: serde_json::Value = serde_json::from_str(&run_with_places(&places, &END).result).unwrap();
    let log = log(&places);
    let run = &log["runs"][0];
    assert_eq!((&run["outcome"], &run["verified"], &run["level"]), (&"clean".into(), &true.into(), &"traces".into()));
    assert_eq!(run["browsers"], serde_json::json!(["chromium", "firefox"]));
    assert_eq!(run["removed"], report["removed"]);
    let files: u64 = run["categories"].as_object().unwrap().values().map(|gone| gone["files"].as_u64().unwrap()).sum();
    assert_eq!(Some(files), run["removed"]["files"].as_u64());
    assert_eq!(run["journal"], false);
    let meta = std::fs::metadata(lab.home().join(FILE)).unwrap();
    assert_eq!(meta.mode() & 0o777, 0o600);
    let bytes = std::fs::read(lab.home().join(FILE)).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for private in ["example", "tuni", "microsoft", "Sample Student", "/tmp", "default-release"] {
        assert!(!text.contains(private), "{private}");
    }
    let said = run_with_places(&places, &["log"]).result;
    let words = ["clean and verified", "puhdas ja tarkistettu", "rent och kontrollerat"];
    assert!(said.lines().count() == 1 && words.iter().any(|words| said.contains(words)), "{said}");
}

#[test]
fn the_journal_is_told_the_same_facts() {
    let (lab, ..) = Lab::with_both();
    let mut places = Places::below(&lab.home());
    places.os.journal = lab.bench().join("j");
    let journal = UnixDatagram::bind(&places.os.journal).unwrap();
    run_with_places(&places, &END);
    let mut bytes = [0; 4096];
    let length = journal.recv(&mut bytes).unwrap();
    let told = String::from_utf8(bytes[..length].to_vec()).unwrap();
    let run = &log(&places)["runs"][0];
    assert_eq!(run["journal"], true);
    let field = |name: &str| told.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    assert_eq!(field("SIGNOFF_OUTCOME="), "clean");
    assert_eq!(field("SIGNOFF_FILES="), run["removed"]["files"].to_string());
    assert_eq!(field("SIGNOFF_CATEGORIES="), run["categories"].to_string());
    assert_eq!(field("SYSLOG_IDENTIFIER="), "signoff");
    assert!(!told.contains(lab.home().to_str().unwrap()), "{told}");
}

#[test]
fn a_damaged_list_stops_no_run_and_is_named() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let places = Places::below(&lab.home());
    run_with_places(&places, &END);
    std::fs::write(lab.home().join(FILE), "damaged".repeat(200)).unwrap();
    std::fs::write(chromium.at("Cookies"), "new").unwrap();
    let said = run_with_places(&places, &END[..2]);
    assert_eq!(said.code, 0, "{}{}", said.result, said.error);
    assert!(said.result.contains("receipts.damaged.sqlite"), "{}", said.result);
    assert!(!chromium.at("Cookies").exists());
    assert_eq!(log(&places)["runs"].as_array().unwrap().len(), 1);
    assert!(lab.home().join(FILE.replace("receipts.", "receipts.damaged.")).exists());
}

#[test]
fn an_interrupted_run_and_its_completion_are_both_remembered() {
    let (lab, ..) = Lab::with_both();
    let places = Places::below(&lab.home());
    run_with_places(&places, &["preview"]);
    assert_eq!(run_with_places(&places, &["finish"]).code, 0);
    assert!(log(&places)["runs"].as_array().unwrap().is_empty(), "nothing was owed");
    let marker = r#"{"schema":1,"owed":[{"request":{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]},"since":4102444800}]}"#;
    let own = lab.home().join(".local/state/signoff");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("signoff.stamp"), "").unwrap();
    std::fs::write(own.join("unfinished.json"), marker).unwrap();
    assert_eq!(run_with_places(&places, &["finish"]).code, 0);
    assert_eq!(log(&places)["runs"][0]["origin"], "finish");
}
