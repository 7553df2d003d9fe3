//! Services with a live sign-in: in which browser and profile, since when, for how long. Hosts, names and dates only;
//! no cookie value is read.

use std::collections::BTreeSet;

use super::context::{Count, Engine, EngineError};
use super::{sites, why};
use crate::catalog::{Service, Services};
use crate::model::{
    CookieSign, FoundBrowser, FoundProfile, Held, Inventory, Observer, ProfilePlace, SignIns, SignedIn, SiteRules, Stop,
};

impl Engine<'_> {
    /// Returns the live sign-ins in every profile of this user. What an open browser holds is known only after it
    /// closed.
    pub fn sign_ins(
        &self,
        services: &Services,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<SignIns, EngineError> {
        let mut rules = SiteRules::default();
        services.with_sign_in().for_each(|service| rules.add(&service.rules));
        let mut inventory = self.discover(&BTreeSet::new(), &BTreeSet::new(), Count::Catalog, observer, stop)?;
        sites::inspect_closed(&self.home()?, &mut inventory, &rules, stop);
        Ok(sign_ins(&inventory, services, self.system.now()))
    }
}

fn sign_ins(inventory: &Inventory, services: &Services, now: i64) -> SignIns {
    let mut found = SignIns { skipped: inventory.skipped.clone(), now, ..SignIns::default() };
    for browser in &inventory.browsers {
        for profile in &browser.profiles {
            let Some(place) = place(inventory, browser, profile) else { continue };
            if !browser.running.is_empty() {
                found.open.push(place);
                continue;
            }
            let unread = why::unread(profile);
            if unread > 0 {
                found.unread.push((place.clone(), unread));
            }
            let live = services.with_sign_in().filter_map(|service| live(service, why::stores(profile), &place, now));
            found.live.extend(live);
        }
    }
    found
}

/// Returns where a profile is. A profile's own folder comes first in its list, before the cache folder.
fn place(inventory: &Inventory, browser: &FoundBrowser, profile: &FoundProfile) -> Option<ProfilePlace> {
    let target = &profile.folders.first()?.target;
    Some(ProfilePlace {
        profile: browser.profile_ref(Some(profile)),
        root: inventory.roots.get(target.root.0)?.at.clone(),
        dir: target.at.clone(),
    })
}

/// Returns the sign-in to a service that these stores hold, if it has not expired.
fn live<'h>(
    service: &Service,
    stores: impl Iterator<Item = &'h Held>,
    place: &ProfilePlace,
    now: i64,
) -> Option<SignedIn> {
    let mut signs: Vec<CookieSign> = Vec::new();
    for held in stores {
        let Held::Found(findings) = held else { continue };
        for finding in findings {
            let alive = |expires: Option<i64>| expires.is_none_or(|expires| expires > now);
            let marks = finding.cookies.iter().filter(|mark| alive(mark.expires));
            let marks = marks.filter(|mark| service.is_signed_in(&finding.host, &mark.name));
            // Session files have copies that name the same cookies.
            signs.extend(marks.map(|mark| CookieSign { host: finding.host.clone(), mark: mark.clone() }));
        }
    }
    signs.sort_by(|one, other| {
        let key = |sign: &CookieSign| (std::cmp::Reverse(sign.mark.created), sign.host.clone(), sign.mark.name.clone());
        key(one).cmp(&key(other))
    });
    signs.dedup();
    let pages: Vec<_> = signs.iter().filter_map(|sign| service.sign_out(&sign.host, &sign.mark.name)).collect();
    let sign_out: BTreeSet<_> = pages.into_iter().map(str::to_owned).collect();
    (!signs.is_empty()).then(|| SignedIn {
        service: service.id.clone(),
        name: service.name.clone(),
        place: place.clone(),
        signs,
        sign_out: sign_out.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{DAY, cookies, inventory, mark};
    use crate::model::{CookieName, LeftoverKind, Site};

    const NOW: i64 = 1_000 * DAY;

    fn found(held: Vec<Held>, running: Vec<u32>) -> SignIns {
        let mut services = Services::builtin().unwrap();
        // A second service on a site of the set before it.
        let tuni = services.get("tuni").unwrap().clone();
        let sign = crate::catalog::SignedIn {
            site: Some(Site::parse("mail.tuni.fi").unwrap()),
            cookies: vec![CookieName("session".into())],
            set_together: false,
            sign_out: None,
        };
        services.put(Service { id: "mail".into(), name: "Mail".into(), login: None, signed_in: vec![sign], ..tuni });
        sign_ins(&inventory(held, running), &services, NOW)
    }

    fn live(held: Vec<Held>) -> Vec<(String, usize, Vec<String>)> {
        let live = found(held, Vec::new()).live.into_iter();
        live.map(|one| (one.service, one.signs.len(), one.sign_out)).collect()
    }

    #[test]
    fn each_service_has_its_sign_ins_with_the_pages_that_end_them() {
        let cookies_of = |host: &str, name: &str| cookies(host, vec![mark(name, NOW - DAY, true)]);
        let all = vec![
            cookies_of("login.microsoftonline.com", "ESTSAUTHPERSISTENT"),
            cookies_of("login.live.com", "MSPAuth"),
            cookies_of("login.live.com", "theme"),
            cookies_of("moodle.tuni.fi", "_shibsession_1"),
            cookies_of("mail.tuni.fi", "session"),
        ];
        let text = |page: &str| page.to_owned();
        let microsoft = vec![
            text("https://login.live.com/logout.srf"),
            text("https://login.microsoftonline.com/common/oauth2/v2.0/logout"),
        ];
        let tuni = vec![text("https://idp.tuni.fi/idp/profile/Logout")];
        let expected = vec![("microsoft".into(), 2, microsoft), ("tuni".into(), 1, tuni), ("mail".into(), 1, vec![])];
        assert_eq!(live(vec![Held::Found(all.clone())]), expected);
        assert_eq!(live(vec![Held::Found(all.clone()), Held::Found(all)]), expected, "a copy is no second sign-in");
    }

    #[test]
    fn the_session_of_somebody_elses_host_has_no_page() {
        let foreign = cookies("wiki.example.org", vec![mark("_shibsession_1", NOW - DAY, false)]);
        assert_eq!(live(vec![Held::Found(vec![foreign])]), [("tuni".into(), 1, Vec::new())]);
    }

    #[test]
    fn what_has_run_out_is_not_live() {
        let of = |created, stays| cookies("login.live.com", vec![mark("MSPAuth", created, stays)]);
        assert!(live(vec![Held::Found(vec![of(NOW - 90 * DAY, true)])]).is_empty());
        let signed_in = found(vec![Held::Found(vec![of(NOW - 89 * DAY, true)])], vec![]).live.remove(0);
        assert_eq!((signed_in.since(), signed_in.until()), (Some(NOW - 89 * DAY), Some(NOW + DAY)));
        let session = found(vec![Held::Found(vec![of(NOW - 500 * DAY, false)])], vec![]).live.remove(0);
        assert!(!session.stays());
    }

    #[test]
    fn what_is_not_known_is_not_none() {
        let open = found(vec![Held::NotLookedAt], vec![7]);
        assert!(open.live.is_empty() && open.may_be_more());
        let place = open.open.first().unwrap();
        assert_eq!(
            (place.root.to_string(), place.dir.as_ref().unwrap().to_string()),
            (".config/google-chrome".to_owned(), "Default".to_owned())
        );
        let unread = found(vec![Held::Unread(LeftoverKind::UnknownSchema)], Vec::new());
        assert_eq!(unread.unread.first().map(|(_, n)| *n), Some(1));
        assert!(unread.may_be_more() && !found(vec![Held::Found(Vec::new())], Vec::new()).may_be_more());
    }
}
