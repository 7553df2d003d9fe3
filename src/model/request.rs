//! What the person asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Area, BrowserId, Category, Level};

/// An End session, as asked for on the command line or in the window. Written into the marker of an unfinished run, so
/// it holds no path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// How thorough.
    pub level: Level,
    /// Only these categories go, and everything else stays, unknown files too. Empty: everything goes.
    pub only: BTreeSet<Category>,
    /// Categories whose switch is off: their files stay.
    pub keeping: BTreeSet<Category>,
    /// Only these browsers. Empty: all of this user's.
    pub browsers: BTreeSet<BrowserId>,
    /// Only profiles whose folder or name is one of these. Empty: all.
    pub profiles: BTreeSet<String>,
    /// Areas outside browsers that are cleaned too. Older markers do not have them.
    #[serde(default)]
    pub also: BTreeSet<Area>,
}

impl Request {
    /// Says whether a category goes.
    pub fn removes(&self, category: Category) -> bool {
        !self.keeping.contains(&category) && (self.only.is_empty() || self.only.contains(&category))
    }

    /// Says whether what no category names goes: the rest of a profile.
    pub fn removes_rest(&self) -> bool {
        self.removes(Category::Other)
    }

    /// Says whether everything that `other` asks for is asked for here too.
    pub fn covers(&self, other: &Self) -> bool {
        let all_of = |ours: &BTreeSet<_>, theirs: &BTreeSet<_>| {
            ours.is_empty() || (!theirs.is_empty() && theirs.is_subset(ours))
        };
        let profiles = self.profiles.is_empty()
            || (!other.profiles.is_empty()
                && other.profiles.is_subset(&self.profiles)
                && self.browsers == other.browsers);
        self.level >= other.level
            && Category::ALL.iter().all(|category| self.removes(*category) || !other.removes(*category))
            && all_of(&self.browsers, &other.browsers)
            && profiles
            && other.also.is_subset(&self.also)
    }

    /// Says whether what lies above the profiles and belongs to none of them is in scope.
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
    fn a_marker_from_before_there_were_areas_still_parses() {
        let text = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
        assert_eq!(serde_json::from_str::<Request>(text).unwrap(), Request::default());
    }
}
