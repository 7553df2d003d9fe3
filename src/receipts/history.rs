//! The history of past runs, in a database in Signoff's own folder, so that an administrator can see that they happened
//! and how they ended. It holds no user name, no site and no path.
//!
//! A damaged database is set aside and a new one is started. So is one that has anything else in it than the one table
//! that this version makes, or is too large to be a list of runs: any program of this user can write it, and an index on
//! an expression would be computed with each receipt. No run fails because of it.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use crate::model::{
    BrowserId, Category, LeftoverKind, Level, Origin, ReceiptStatus, RelPath, Report, Request, Tally, Verdict,
};
use crate::safefs::Root;
use crate::store::{EditError, own_database};

const FILE: &str = "receipts.sqlite";
/// The name of a damaged database that was set aside. It replaces the one set aside before, so they cannot pile up.
const ASIDE: &str = "receipts.damaged.sqlite";
const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;
/// Stands in receipts for browsers that are not in the catalog, because their ids contain a path.
const UNKNOWN: &str = "unknown";

/// The largest database that is opened, in bytes. A receipt has some 300, and by default there are at most 1,000.
const LIMIT: u64 = 16 << 20;

const SCHEMA: &str = "CREATE TABLE runs(
    id INTEGER PRIMARY KEY, started INTEGER NOT NULL, millis INTEGER NOT NULL, origin TEXT NOT NULL,
    work TEXT NOT NULL, level TEXT NOT NULL, browsers TEXT NOT NULL, outcome TEXT NOT NULL, verified INTEGER NOT NULL,
    files INTEGER NOT NULL, bytes INTEGER NOT NULL, categories TEXT NOT NULL, remains TEXT NOT NULL,
    journal INTEGER NOT NULL)";

/// The record of a past run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When it began, in Unix seconds.
    pub started: i64,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// How it was started; see [`Origin::name`].
    pub origin: String,
    /// What it did: `end-session` or `fix-sign-in`.
    pub work: String,
    /// Its level.
    pub level: String,
    /// The ids of its browsers.
    pub browsers: Vec<String>,
    /// How it ended; see [`Verdict::name`].
    pub outcome: String,
    /// Whether verification found it clean.
    pub verified: bool,
    /// Everything removed.
    pub removed: Tally,
    /// What was removed, by category.
    pub categories: BTreeMap<String, Gone>,
    /// How many things are left, by kind; see [`LeftoverKind::name`].
    pub left: BTreeMap<String, u64>,
    /// Whether the system's journal accepted a line about it.
    pub journal: bool,
}

/// Files and bytes, as a receipt stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Everything that was not a folder.
    pub files: u64,
    /// Apparent bytes.
    pub bytes: u64,
}

/// How long receipts are kept. Both limits apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The greatest age, in days. 0 keeps none.
    pub days: u64,
    /// The greatest number. 0 keeps none.
    pub runs: u64,
}

/// The past runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunHistory {
    /// The receipts, newest first.
    pub runs: Vec<Receipt>,
    /// The name under which a damaged database was set aside.
    pub set_aside: Option<String>,
}

impl Receipt {
    /// Makes a receipt from a run's report. The caller fills in `started`, `millis` and `journal`.
    pub fn of(report: &Report, request: &Request, browsers: &[BrowserId], origin: Origin) -> Self {
        let named = |browser: &BrowserId| if browser.is_unknown() { UNKNOWN.to_owned() } else { browser.0.clone() };
        let mut browsers: Vec<_> = browsers.iter().map(named).collect();
        browsers.sort();
        browsers.dedup();
        let gone = |(category, tally): (&Category, &Tally)| {
            (category.name().to_owned(), Gone { files: tally.files, bytes: tally.bytes })
        };
        let mut left = BTreeMap::new();
        for leftover in &report.leftovers {
            *left.entry(LeftoverKind::name(&leftover.kind).to_owned()).or_insert(0) += 1;
        }
        if report.unnamed > 0 {
            left.insert("unnamed".to_owned(), report.unnamed);
        }
        if !report.skipped.is_empty() {
            left.insert("not-touched".to_owned(), report.skipped.len() as u64);
        }
        Self {
            browsers,
            verified: report.verdict == Verdict::Clean,
            removed: report.removed,
            categories: report.by_category.iter().map(gone).collect(),
            left,
            ..Self::not_begun(request, report.verdict, origin)
        }
    }

    /// Makes the receipt of a run that was asked for and not begun. The caller fills in `started` and `journal`.
    pub fn not_begun(request: &Request, verdict: Verdict, origin: Origin) -> Self {
        Self {
            started: 0,
            millis: 0,
            origin: origin.name().to_owned(),
            work: request.mode.name().to_owned(),
            level: level(request),
            browsers: Vec::new(),
            outcome: verdict.name().to_owned(),
            verified: false,
            removed: Tally::default(),
            categories: BTreeMap::new(),
            left: BTreeMap::new(),
            journal: false,
        }
    }

    /// Says whether it was a Fix sign-in.
    pub fn is_fix(&self) -> bool {
        self.work == "fix-sign-in"
    }

    /// Returns a line and the fields for the system's journal.
    pub fn fields(&self) -> (String, Vec<(&'static str, String)>) {
        let text = |value: &BTreeMap<String, u64>| serde_json::to_string(value).unwrap_or_default();
        let (files, bytes) = (self.removed.files, self.removed.bytes);
        let line = format!("{}: {} ({}): {files} files, {bytes} bytes removed", self.work, self.outcome, self.level);
        let fields = vec![
            ("OUTCOME", self.outcome.clone()),
            ("VERIFIED", self.verified.to_string()),
            ("ORIGIN", self.origin.clone()),
            ("WORK", self.work.clone()),
            ("LEVEL", self.level.clone()),
            ("BROWSERS", self.browsers.join(" ")),
            ("FILES", files.to_string()),
            ("BYTES", bytes.to_string()),
            ("CATEGORIES", serde_json::to_string(&self.categories).unwrap_or_default()),
            ("LEFT", text(&self.left)),
            ("MILLIS", self.millis.to_string()),
        ];
        (line, fields)
    }
}

impl RunHistory {
    /// Saves a receipt and removes old ones. A failure is returned as a status, because the run itself succeeded.
    pub fn record(own: &Root, receipt: &Receipt, retention: Retention) -> ReceiptStatus {
        let set_aside = match try_record(own, receipt, retention) {
            Ok(()) => return ReceiptStatus::Saved,
            Err(error) if is_damage(&error) => set_aside(own),
            Err(_) => return ReceiptStatus::Failed,
        };
        match (set_aside, try_record(own, receipt, retention)) {
            (Some(name), Ok(())) => ReceiptStatus::NewList(name),
            _ => ReceiptStatus::Failed,
        }
    }

    /// Returns all receipts. A damaged database is set aside first.
    pub fn read(own: &Root) -> Result<Self, EditError> {
        match all(own) {
            Ok(runs) => Ok(Self { runs, set_aside: None }),
            Err(error) if is_damage(&error) => Ok(Self { runs: Vec::new(), set_aside: set_aside(own) }),
            Err(error) => Err(error),
        }
    }
}

fn level(request: &Request) -> String {
    let level = Level::ALL.into_iter().find(|(_, level)| *level == request.level);
    level.map(|(name, _)| name.to_owned()).unwrap_or_default()
}

/// Says whether the database is damaged, rather than unreadable for now.
fn is_damage(error: &EditError) -> bool {
    match error {
        EditError::Damaged(_)
        | EditError::UnknownSchema(_)
        | EditError::NotAFile
        | EditError::Internal
        // A list of receipts that takes so long is no list of ours.
        | EditError::Stopped
        // What this user may not open, this user may still set aside.
        | EditError::NoPermission => true,
        _ => false,
    }
}

fn set_aside(own: &Root) -> Option<String> {
    let (file, aside) = (RelPath::parse(FILE).ok()?, RelPath::parse(ASIDE).ok()?);
    own.set_aside(&file, &aside).ok().map(|()| ASIDE.to_owned())
}

fn open(own: &Root) -> Result<Connection, EditError> {
    let connection = own_database(own, &RelPath::parse(FILE).map_err(|_never| EditError::Internal)?, LIMIT)?;
    // Only the list of tables is read: nothing of the file's is computed by that.
    let mut listed = connection.prepare("SELECT ifnull(sql, name) FROM sqlite_master LIMIT 2")?;
    let found = listed.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    drop(listed);
    match found.as_slice() {
        [] => connection.execute_batch(SCHEMA)?,
        [sql] if *sql == SCHEMA => {}
        _ => return Err(EditError::UnknownSchema("runs".to_owned())),
    }
    Ok(connection)
}

fn try_record(own: &Root, receipt: &Receipt, retention: Retention) -> Result<(), EditError> {
    if retention.days == 0 || retention.runs == 0 {
        return Ok(());
    }
    let connection = open(own)?;
    let json = |value: serde_json::Result<String>| value.map_err(|_never| EditError::Internal);
    connection.execute(
        "INSERT INTO runs(started, millis, origin, work, level, browsers, outcome, verified, files, bytes, categories,
         remains, journal) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        (
            receipt.started,
            number(receipt.millis),
            &receipt.origin,
            &receipt.work,
            &receipt.level,
            json(serde_json::to_string(&receipt.browsers))?,
            &receipt.outcome,
            receipt.verified,
            number(receipt.removed.files),
            number(receipt.removed.bytes),
            json(serde_json::to_string(&receipt.categories))?,
            json(serde_json::to_string(&receipt.left))?,
            receipt.journal,
        ),
    )?;
    let age = number(retention.days.saturating_mul(SECONDS_OF_A_DAY));
    connection.execute("DELETE FROM runs WHERE started < ?1", [receipt.started.saturating_sub(age)])?;
    connection.execute(
        "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?1)",
        [number(retention.runs)],
    )?;
    connection.close().map_err(|(_connection, error)| error.into())
}

fn all(own: &Root) -> Result<Vec<Receipt>, EditError> {
    let is_there = own.list(None)?.iter().any(|entry| entry.name == FILE);
    if !is_there {
        return Ok(Vec::new());
    }
    let connection = open(own)?;
    let mut statement = connection.prepare(
        "SELECT started, millis, origin, work, level, browsers, outcome, verified, files, bytes, categories, remains,
         journal FROM runs ORDER BY id DESC",
    )?;
    let runs = statement.query_map([], receipt)?.collect::<Result<Vec<_>, _>>()?;
    Ok(runs)
}

fn receipt(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let text = |at: usize| row.get::<_, String>(at);
    Ok(Receipt {
        started: row.get(0)?,
        millis: count(1)?,
        origin: text(2)?,
        work: text(3)?,
        level: text(4)?,
        browsers: serde_json::from_str(&text(5)?).unwrap_or_default(),
        outcome: text(6)?,
        verified: row.get(7)?,
        removed: Tally { files: count(8)?, bytes: count(9)? },
        categories: serde_json::from_str(&text(10)?).unwrap_or_default(),
        left: serde_json::from_str(&text(11)?).unwrap_or_default(),
        journal: row.get(12)?,
    })
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
