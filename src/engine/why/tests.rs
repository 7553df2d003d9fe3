//! What is found of sign-ins, by service and profile.

use super::*;
use crate::engine::testing::{DAY, cookies, inventory, mark};
use crate::model::LeftoverKind;

fn explained(asked: &[&str], held: Vec<Held>, running: Vec<u32>) -> Vec<ProfileSignIns> {
    let services = Services::builtin().unwrap();
    let asked: Vec<_> = asked.iter().map(|name| (*name).to_owned()).collect();
    explain(&inventory(held, running), &services.choose(&asked).unwrap(), &services)
}

fn services(held: Vec<Held>) -> Vec<ServiceSignIn> {
    explained(&[], held, Vec::new()).into_iter().flat_map(|profile| profile.services).collect()
}

#[test]
fn a_stale_sign_in_beside_a_new_one_is_called_out() {
    let (old, new) = (1_000 * DAY, 1_047 * DAY);
    let microsoft = |persistent| {
        let marks =
            vec![mark("ESTSAUTH", new, false), mark("ESTSAUTHPERSISTENT", persistent, true), mark("buid", old, true)];
        services(vec![Held::Found(vec![cookies("login.microsoftonline.com", marks)])])
    };
    let found = microsoft(old);
    let [holding] = found.as_slice() else { panic!("{found:?}") };
    assert!(holding.several && holding.stays() && holding.rest == 1);
    assert_eq!((holding.oldest(), holding.last_used()), (Some(old), Some(new + 60)));
    assert_eq!(
        holding.signs.iter().map(|sign| sign.mark.name.as_str()).collect::<Vec<_>>(),
        ["ESTSAUTH", "ESTSAUTHPERSISTENT"]
    );
    assert!(!microsoft(new)[0].several, "set by one sign-in");
    let work = cookies("login.microsoftonline.com", vec![mark("ESTSAUTH", new, false)]);
    let personal = cookies("live.com", vec![mark("MSPAuth", new, true)]);
    assert!(services(vec![Held::Found(vec![work, personal])])[0].several, "a work and a personal account");
}

#[test]
fn what_is_found_goes_to_the_service_that_it_belongs_to() {
    let found = services(vec![
        Held::Found(vec![
            cookies("foreign.example", vec![mark("_shibsession_1", DAY, false)]),
            cookies("moodle.tuni.fi", vec![mark("MoodleSession", DAY, false)]),
        ]),
        Held::Found(vec![SiteFinding { host: "login.microsoftonline.com".into(), count: 3, cookies: Vec::new() }]),
    ]);
    let lines: Vec<_> = found.iter().map(|held| (held.service.as_str(), held.signs.len(), held.rest)).collect();
    assert_eq!(lines, [("microsoft", 0, 3), ("tuni", 1, 1)]);
    let bare = explained(
        &["moodle.tuni.fi"],
        vec![Held::Found(vec![cookies("moodle.tuni.fi", vec![mark("a", 1, false)])])],
        vec![],
    );
    assert_eq!(
        bare[0].services[0],
        ServiceSignIn {
            service: "moodle.tuni.fi".into(),
            name: "moodle.tuni.fi".into(),
            rest: 1,
            ..ServiceSignIn::default()
        }
    );
}

#[test]
fn what_is_not_known_is_said() {
    let open = explained(&[], vec![Held::NotLookedAt], vec![7]);
    assert!(open[0].is_open && open[0].services.is_empty());
    let unread = explained(&[], vec![Held::Unread(LeftoverKind::UnknownSchema)], Vec::new());
    assert_eq!(unread[0].unread, 1);
    assert!(explained(&[], vec![Held::Found(Vec::new())], Vec::new()).is_empty());
}
