//! Cookies of ten sites out of two million, beside `sqlite3`: where the bytes are gone with the rows, and where the
//! file has to be rebuilt because a name is still in the slack of its pages.

use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use signoff::model::{RelPath, RootKind, Site, SiteRules, SiteStore, Stop};
use signoff::safefs::{Home, Root};
use signoff::store::sites;
use tempfile::TempDir;

use crate::usage::{self, Usage};

/// Rows of the file.
pub(super) const ROWS: u32 = 2_000_000;

/// The argument that asks this program to edit the cookies of a home.
const ASKED: &str = "--edit-cookies";

const SCHEMA: &str = include_str!("../../assets/schema/browsers/chromium-156-cookies.sql");

const CHOSEN: [&str; 10] = [
    "live.com",
    "microsoftonline.com",
    "microsoft.com",
    "msauth.net",
    "windows.net",
    "tuni.fi",
    "tut.fi",
    "uta.fi",
    "seamlessaccess.org",
    "funet.fi",
];

/// What is left in the pages of rows that the browser deleted itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slack {
    /// Nothing.
    Clean,
    /// Names of chosen sites.
    Names,
}

/// Makes a home with the cookies; every thousandth row is of a chosen site.
pub(super) fn make(slack: Slack) -> TempDir {
    let home = tempfile::Builder::new().prefix("signoff-bench-").tempdir().unwrap();
    let folder = home.path().join(".config/chromium/Default");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(home.path().join(".config/chromium/Local State"), "{}").unwrap();
    let mut database = Connection::open(folder.join("Cookies")).unwrap();
    database.execute_batch("PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF;").unwrap();
    database.execute_batch(SCHEMA).unwrap();
    let transaction = database.transaction().unwrap();
    {
        let insert = "INSERT INTO cookies VALUES(?1, ?2, '', ?3, '', randomblob(60), '/', 13540020414633751, 1, 1, ?1, 1, \
                      1, 1, 1, 2, 443, ?1, 0, 0)";
        let mut insert = transaction.prepare(insert).unwrap();
        let mut add = |number: u32, host: String| {
            let made = 13_440_020_414_633_751_i64 + i64::from(number);
            insert.execute((made, host, format!("name{}", number % 20))).unwrap();
        };
        for number in 0..ROWS {
            let site = number / 20;
            let host = match CHOSEN.get(usize::try_from(number / 1000 % 10).unwrap()) {
                Some(chosen) if number % 1000 == 0 => format!("login{number}.{chosen}"),
                _ => format!("www.site{site}.example"),
            };
            add(number, host);
        }
        if slack == Slack::Names {
            (0..1000).for_each(|number| add(ROWS + number, format!("gone{number}.live.com")));
        }
    }
    transaction.execute("DELETE FROM cookies WHERE host_key LIKE 'gone%'", []).unwrap();
    transaction.commit().unwrap();
    if slack == Slack::Clean {
        // Pages that were split keep copies of what moved.
        database.execute_batch("VACUUM").unwrap();
    }
    database.close().unwrap();
    home
}

/// Says whether this process is the one that edits, and of which home.
pub(super) fn is_asked() -> Option<std::ffi::OsString> {
    let mut words = std::env::args_os().skip(1);
    words.next().filter(|first| first == ASKED).and_then(|_asked| words.next())
}

/// Edits the cookies of a home.
pub(super) fn edit(home: &Path) {
    let home = Home::open(home).unwrap();
    let at = RelPath::parse(".config/chromium").unwrap();
    let root = Root::prove(&home, &at, RootKind::Browser, Some("Local State")).unwrap();
    let sites = CHOSEN.iter().map(|site| Site::parse(site).unwrap()).collect();
    let rules = SiteRules { sites, ..SiteRules::default() };
    let file = RelPath::parse("Default/Cookies").unwrap();
    assert!(sites::edit(&root, &file, SiteStore::ChromiumCookies, &rules, &Stop::default()).unwrap().changed);
}

/// Ours.
pub(super) fn ours(home: &Path) -> Usage {
    let this = std::env::current_exe().unwrap();
    usage::of(usage::measured(this.to_str().unwrap()).arg(ASKED).arg(home))
}

/// One `DELETE … LIKE`, and `VACUUM` where the names are to be gone from the slack too.
pub(super) fn theirs(home: &Path, slack: Slack) -> Usage {
    let likes: Vec<_> = CHOSEN.iter().map(|site| format!("host_key = '{site}' OR host_key LIKE '%.{site}'")).collect();
    let mut sql = format!("PRAGMA secure_delete = ON; DELETE FROM cookies WHERE {};", likes.join(" OR "));
    if slack == Slack::Names {
        sql.push_str(" VACUUM;");
    }
    let command: &mut Command = &mut usage::measured("sqlite3");
    usage::of(command.arg(home.join(".config/chromium/Default/Cookies")).arg(sql))
}

/// Returns how many rows are left.
pub(super) fn left(home: &Path) -> u32 {
    let database = Connection::open(home.join(".config/chromium/Default/Cookies")).unwrap();
    database.query_row("SELECT count(*) FROM cookies", [], |row| row.get(0)).unwrap()
}
