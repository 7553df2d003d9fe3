//! The request: what the user asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::area::Area;
use super::browser::{BrowserId, Category, Level};
use super::choices::Elsewhere;
use super::site::{Site, SiteRules};

/// Which of the two runs it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mode {
    /// Remove everything except what is kept.
    #[default]
    EndSession,
    /// Remove the data of chosen sites, and keep everything else.
    FixSignIn {
        /// The sets and sites, as named by the user.
        asked: BTreeSet<String>,
        /// The sites and cookies that they mean.
        rules: Box<SiteRules>,
    },
}

impl Mode {
    /// Returns its name in receipts, which does not tell the chosen sites.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::EndSession => "end-session",
            Self::FixSignIn { .. } => "fix-sign-in",
        }
    }
}

/// A request from the command line or the window. It is stored in the marker, so it holds no path. Level, categories,
/// kept sites and areas are for End session; Fix sign-in ignores them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Which run it is. Older markers do not have it: they are from versions without Fix sign-in.
    #[serde(default)]
    pub mode: Mode,
    /// The level.
    pub level: Level,
    /// Remove only these categories; unknown files are kept too. Empty: remove all.
    pub only: BTreeSet<Category>,
    /// Keep these categories.
    pub keeping: BTreeSet<Category>,
    /// Keep the cookies and stored data of these sites. Their history, tabs and cache are removed.
    #[serde(default)]
    pub keep_sites: BTreeSet<Site>,
    /// Clean only these browsers. Empty: all of this user's.
    pub browsers: BTreeSet<BrowserId>,
    /// Clean only profiles with one of these folders or names. Empty: all.
    pub profiles: BTreeSet<String>,
    /// Clean these areas too. Older markers do not have them.
    #[serde(default)]
    pub also: BTreeSet<Area>,
    /// In an unattended run of all browsers, what becomes of browsers' folders that the catalog does not name. `None`:
    /// those are cleaned that a person finds ticked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
}

impl Request {
    /// Says whether a category is removed.
    pub fn removes(&self, category: Category) -> bool {
        !self.keeping.contains(&category) && (self.only.is_empty() || self.only.contains(&category))
    }

    /// Says whether entries without a rule are removed: category `other`.
    pub fn removes_rest(&self) -> bool {
        self.removes(Category::Other)
    }

    /// Returns the rules of a Fix sign-in, or `None` for End session.
    pub fn fixes(&self) -> Option<&SiteRules> {
        match &self.mode {
            Mode::EndSession => None,
            Mode::FixSignIn { asked: _, rules } => Some(rules),
        }
    }

    /// Says whether this request includes all that `other` asks for.
    pub fn covers(&self, other: &Self) -> bool {
        let all_of = |ours: &BTreeSet<_>, theirs: &BTreeSet<_>| {
            ours.is_empty() || (!theirs.is_empty() && theirs.is_subset(ours))
        };
        let profiles = self.profiles.is_empty()
            || (!other.profiles.is_empty()
                && other.profiles.is_subset(&self.profiles)
                && self.browsers == other.browsers);
        match (self.fixes(), other.fixes()) {
            (None, None) => {
                let elsewhere = !other.browsers.is_empty() || self.reach_elsewhere() >= other.reach_elsewhere();
                self.removes_all_of(other) && profiles && elsewhere && all_of(&self.browsers, &other.browsers)
            }
            // A complete End session also removes single sign-ins.
            (None, Some(_)) => {
                let whole = Self::default();
                self.removes_all_of(&whole) && profiles && all_of(&self.browsers, &other.browsers)
            }
            (Some(ours), Some(theirs)) => ours.include(theirs) && profiles && all_of(&self.browsers, &other.browsers),
            (Some(_), None) => false,
        }
    }

    /// Returns how much a request takes of folders that the catalog does not name: the greater, the more.
    const fn reach_elsewhere(&self) -> u8 {
        match self.elsewhere {
            Some(Elsewhere::Report) => 0,
            None => 1,
            Some(Elsewhere::Clean) => 2,
        }
    }

    fn removes_all_of(&self, other: &Self) -> bool {
        self.level >= other.level
            && Category::ALL.iter().all(|category| self.removes(*category) || !other.removes(*category))
            && other.also.is_subset(&self.also)
            && self.keep_sites.is_subset(&other.keep_sites)
    }

    /// Says whether the request is for all profiles, and so also for what lies above them.
    pub fn covers_all_profiles(&self) -> bool {
        self.profiles.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_covers_what_asks_for_no_more() {
        let whole = Request::default();
        let everything = Request { level: Level::Everything, ..Request::default() };
        let cache = Request { only: [Category::Cache].into(), ..Request::default() };
        let but_cache = Request { keeping: [Category::Cache].into(), ..Request::default() };
        let firefox = Request { browsers: [BrowserId("firefox".into())].into(), ..Request::default() };
        let work = Request { profiles: ["Work".into()].into(), ..Request::default() };
        let work_in_firefox = Request { profiles: work.profiles.clone(), ..firefox.clone() };
        for narrower in [&whole, &cache, &but_cache, &firefox, &work, &work_in_firefox] {
            assert!(whole.covers(narrower) && everything.covers(narrower), "{narrower:?}");
            assert!(!narrower.covers(&everything), "{narrower:?}");
            assert!(narrower.covers(narrower), "{narrower:?}");
            assert_eq!(narrower.covers(&whole), *narrower == whole, "{narrower:?}");
        }
        assert!(!cache.covers(&but_cache) && !but_cache.covers(&cache));
        assert!(!firefox.covers(&work) && !work.covers(&firefox));
        // A profile's name means another profile in another browser.
        assert!(!work_in_firefox.covers(&work) && !work.covers(&work_in_firefox));
        assert!(firefox.covers(&work_in_firefox));
    }

    #[test]
    fn a_request_covers_no_area_that_it_does_not_name() {
        let with = |also: &[Area]| Request { also: also.iter().copied().collect(), ..Request::default() };
        let both = with(&[Area::Trash, Area::Temp]);
        assert!(both.covers(&with(&[Area::Trash])) && both.covers(&Request::default()));
        assert!(!Request::default().covers(&with(&[Area::Trash])));
        assert!(!with(&[Area::Temp]).covers(&with(&[Area::Trash])));
    }

    #[test]
    fn a_marker_of_an_older_version_is_an_end_session() {
        let old = r#"{"level":"traces","only":["cache"],"keeping":[],"browsers":[],"profiles":[]}"#;
        let request: Request = serde_json::from_str(old).unwrap();
        assert_eq!(request, Request { only: [Category::Cache].into(), ..Request::default() });
    }

    #[test]
    fn a_fix_is_covered_by_a_wider_fix_and_by_a_whole_end_session() {
        let fix = |sites: &[&str]| {
            let sites = sites.iter().map(|site| Site::parse(site).unwrap()).collect();
            let rules = SiteRules { sites, ..SiteRules::default() };
            Request { mode: Mode::FixSignIn { asked: BTreeSet::new(), rules: rules.into() }, ..Request::default() }
        };
        let (both, one) = (fix(&["live.com", "tuni.fi"]), fix(&["tuni.fi"]));
        assert!(both.covers(&one) && !one.covers(&both));
        assert!(Request::default().covers(&both) && !both.covers(&Request::default()));
        let keeps = Request { keep_sites: [Site::parse("tuni.fi").unwrap()].into(), ..Request::default() };
        assert!(!keeps.covers(&one) && Request::default().covers(&keeps) && !keeps.covers(&Request::default()));
        let text = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), both);
    }
}
