//! What explains a failing login: which profile holds which sign-in, how old it is, and whether it outlives the
//! browser. Hosts, names and dates only; no cookie value is read.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{Count, Engine, EngineError};
use super::sites;
use crate::catalog::{Selection, Service, Services};
use crate::model::{
    CookieSign, FoundProfile, Held, Inventory, Observer, ProfileSignIns, ServiceSignIn, SiteFinding, SiteRules, Stop,
    StoreWay,
};

/// Cookies of one sign-in are set within a second; cookies further apart than this are of different sign-ins.
const SIGN_IN_SPREAD: i64 = 12 * 3600;

impl Engine<'_> {
    /// Returns the sign-ins to the selected services in every profile of this user.
    pub fn why(
        &self,
        selection: &Selection,
        services: &Services,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<Vec<ProfileSignIns>, EngineError> {
        let mut inventory = self.discover(&BTreeSet::new(), &BTreeSet::new(), Count::Catalog, observer, stop)?;
        sites::inspect_closed(&self.home()?, &mut inventory, &selection.rules, stop);
        Ok(explain(&inventory, selection, services))
    }
}

/// Returns what was found in each profile, without profiles in which nothing was.
fn explain(inventory: &Inventory, selection: &Selection, services: &Services) -> Vec<ProfileSignIns> {
    let asked = Asked::of(selection, services);
    let mut all = Vec::new();
    for browser in &inventory.browsers {
        for profile in &browser.profiles {
            let explained = ProfileSignIns {
                profile: browser.profile_ref(Some(profile)),
                is_open: !browser.running.is_empty(),
                unread: unread(profile),
                services: asked.services(profile),
            };
            let says = explained.is_open || explained.unread > 0 || !explained.services.is_empty();
            all.extend(Some(explained).filter(|_| says));
        }
    }
    all
}

/// Returns what chosen sites have in the stores of a profile that can be edited by site.
pub(super) fn stores(profile: &FoundProfile) -> impl Iterator<Item = &Held> {
    let stores = profile.folders.iter().flat_map(|folder| &folder.stores);
    stores.filter(|store| store.way != StoreWay::Whole).map(|store| &store.held)
}

/// Returns how many of these stores cannot be read.
pub(super) fn unread(profile: &FoundProfile) -> u64 {
    stores(profile).filter(|held| matches!(held, Held::Unread(_))).count() as u64
}

/// The selected services and sites.
struct Asked<'a>(Vec<(String, String, SiteRules, Option<&'a Service>)>);

impl<'a> Asked<'a> {
    fn of(selection: &Selection, services: &'a Services) -> Self {
        let sets = selection.sets.iter().filter_map(|id| services.get(id));
        let sets = sets.map(|set| (set.id.clone(), set.name.clone(), set.rules.clone(), Some(set)));
        let sites = selection.sites.iter().map(|site| {
            let rules = SiteRules { sites: [site.clone()].into(), ..SiteRules::default() };
            (site.to_string(), site.to_string(), rules, None)
        });
        Self(sets.chain(sites).collect())
    }

    fn services(&self, profile: &FoundProfile) -> Vec<ServiceSignIn> {
        let mut found: BTreeMap<usize, ServiceSignIn> = BTreeMap::new();
        for held in stores(profile) {
            let Held::Found(findings) = held else { continue };
            for finding in findings {
                self.add(&mut found, finding);
            }
        }
        let sorted = found.into_iter().map(|(index, mut holding)| {
            let signs = &mut holding.signs;
            signs.sort_by(|one, other| {
                let by_age = other.mark.created.cmp(&one.mark.created);
                by_age.then_with(|| one.host.cmp(&other.host)).then_with(|| one.cmp(other))
            });
            // Session files have copies that name the same cookies.
            signs.dedup();
            let service = self.0.get(index).and_then(|(_, _, _, service)| *service);
            holding.several = service.is_some_and(|service| several(service, signs));
            holding
        });
        sorted.collect()
    }

    fn add(&self, found: &mut BTreeMap<usize, ServiceSignIn>, finding: &SiteFinding) {
        let mut rest = finding.count;
        for mark in &finding.cookies {
            let is_theirs = |rules: &SiteRules| rules.covers_cookie(&finding.host, &mark.name);
            let Some((index, id, name, service)) = self.first(is_theirs) else { continue };
            rest = rest.saturating_sub(1);
            let holding = entry(found, index, id, name);
            match service {
                Some(service) if service.is_signed_in(&finding.host, &mark.name) => {
                    holding.signs.push(CookieSign { host: finding.host.clone(), mark: mark.clone() });
                }
                _ => holding.rest += 1,
            }
        }
        let is_theirs = |rules: &SiteRules| rules.covers_host(&finding.host);
        if let Some((index, id, name, _)) = self.first(is_theirs).filter(|_| rest > 0) {
            entry(found, index, id, name).rest += rest;
        }
    }

    fn first(&self, is_theirs: impl Fn(&SiteRules) -> bool) -> Option<(usize, &str, &str, Option<&'a Service>)> {
        let index = self.0.iter().position(|(_, _, rules, _)| is_theirs(rules))?;
        let (id, name, _, service) = self.0.get(index)?;
        Some((index, id, name, *service))
    }
}

fn entry<'f>(
    found: &'f mut BTreeMap<usize, ServiceSignIn>,
    index: usize,
    id: &str,
    name: &str,
) -> &'f mut ServiceSignIn {
    let new = || ServiceSignIn { service: id.to_owned(), name: name.to_owned(), ..ServiceSignIn::default() };
    found.entry(index).or_insert_with(new)
}

/// Says whether cookies are of more than one sign-in: of one kind but far apart, or of two kinds of account.
fn several(service: &Service, signs: &[CookieSign]) -> bool {
    let of_kind = |kind: &crate::catalog::SignedIn| -> Vec<i64> {
        let marks = signs.iter().filter(|sign| kind.is(&sign.host, &sign.mark.name));
        marks.map(|sign| sign.mark.created.unwrap_or_default()).collect()
    };
    let kinds: Vec<_> = service.signed_in.iter().filter(|kind| kind.site.is_some()).collect();
    let apart = kinds.iter().filter(|kind| kind.set_together).map(|kind| of_kind(kind)).any(|made| {
        let (first, last) = (made.iter().min(), made.iter().max());
        first.zip(last).is_some_and(|(first, last)| last - first > SIGN_IN_SPREAD)
    });
    apart || kinds.iter().filter(|kind| !of_kind(kind).is_empty()).count() > 1
}

#[cfg(test)]
mod tests;
