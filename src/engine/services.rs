//! Services and sets of sites: the built-in ones, extended or replaced by the policy. Reads no file.

use crate::catalog::{Service, Services, SignedIn};
use crate::model::SiteRules;
use crate::policy::{self, Settings, SiteSet};

/// Returns all services. A policy's set replaces the sites of a built-in set of the same name; a policy's service adds
/// to them.
pub fn services(mut builtin: Services, policy: &Settings) -> Services {
    for (name, SiteSet { sites, hosts, cookies }) in &policy.sets.value {
        let rules =
            SiteRules { sites: sites.clone(), hosts: hosts.clone(), cookies: cookies.clone(), ..SiteRules::default() };
        let known = builtin.get(name).cloned().unwrap_or_else(|| empty_service(name));
        builtin.put(Service { rules, ..known });
    }
    for added in &policy.services.value {
        let mut service = builtin.get(&added.id()).cloned().unwrap_or_else(|| empty_service(&added.id()));
        add(&mut service, added);
        builtin.put(service);
    }
    if let Some(default) = &policy.default_sets.value {
        builtin.set_default(default.clone());
    }
    builtin
}

fn empty_service(id: &str) -> Service {
    Service { id: id.to_owned(), name: id.to_owned(), login: None, rules: SiteRules::default(), signed_in: Vec::new() }
}

fn add(service: &mut Service, added: &policy::Service) {
    service.name.clone_from(&added.name);
    service.login = added.login.clone().or_else(|| service.login.take());
    service.rules.sites.extend(added.sites.iter().cloned());
    if added.signed_in.is_empty() {
        return;
    }
    service.signed_in.extend(added.sites.iter().map(|site| SignedIn {
        site: Some(site.clone()),
        cookies: added.signed_in.iter().cloned().collect(),
        set_together: false,
        sign_out: added.sign_out.clone(),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Choices, Whose, effective, read};

    fn with(text: &str) -> Services {
        let (admin, mistakes) = read(text, Whose::Machine, crate::catalog::is_public_suffix);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        services(Services::builtin().unwrap(), &effective(&Choices::default(), &admin).0)
    }

    #[test]
    fn a_policy_adds_sets_and_says_which_are_meant() {
        let all = with(
            "default_sets = [\"own\", \"example-mail\"]\n\
             [sets.own]\nsites = [\"example.org\"]\nhosts = [\"login.example.net\"]\ncookies = [\"_shib*\"]\n\
             [[services]]\nname = \"Example mail\"\nsites = [\"mail.example.com\"]\nsigned_in = [\"session\"]\n\
             login = \"https://mail.example.com/\"\n",
        );
        let chosen = all.choose(&[]).unwrap();
        assert_eq!(chosen.sets, ["own", "example-mail"]);
        assert!(chosen.rules.covers_host("www.example.org") && chosen.rules.covers_host("login.example.net"));
        assert!(
            chosen.rules.covers_cookie("anywhere.example", "_shib1") && chosen.rules.covers_host("mail.example.com")
        );
        assert!(!chosen.rules.covers_host("login.live.com") && !chosen.rules.covers_host("other.example.net"));
        let mail = all.get("example-mail").unwrap();
        assert_eq!((mail.name.as_str(), mail.login.as_deref()), ("Example mail", Some("https://mail.example.com/")));
        assert!(mail.is_signed_in("mail.example.com", "session") && !mail.is_signed_in("example.com", "session"));
    }

    #[test]
    fn a_set_takes_the_place_of_one_that_is_built_in() {
        let all = with("[sets.tuni]\nsites = [\"example.org\"]\n");
        let tuni = all.get("tuni").unwrap();
        assert!(tuni.rules.covers_host("example.org") && !tuni.rules.covers_host("tuni.fi"));
        assert_eq!(tuni.name, Services::builtin().unwrap().get("tuni").unwrap().name);
        assert_eq!(all.choose(&[]).unwrap().sets, ["microsoft", "tuni"]);
    }

    #[test]
    fn a_policy_knows_every_set_that_is_built_in() {
        let builtin = Services::builtin().unwrap();
        assert_eq!(builtin.iter().map(|service| service.id.as_str()).collect::<Vec<_>>(), policy::SETS);
    }
}
