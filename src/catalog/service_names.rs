//! Finding a service by the name that a user types. An ambiguous name finds none.

use super::services::{Service, Services};

/// Why a name finds no service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAService {
    /// No service has this name.
    #[error("there is no service {asked:?}")]
    Unknown {
        /// The name that was asked for.
        asked: String,
        /// The sets whose id or name begins with it, or all sets if none does.
        near: Vec<String>,
    },
    /// Several services have this name.
    #[error("{asked:?} names more than one service")]
    Ambiguous {
        /// The name that was asked for.
        asked: String,
        /// The sets of these services.
        near: Vec<String>,
    },
}

impl Services {
    /// Returns the service whose set or display name is `asked`, ignoring case.
    pub fn named(&self, asked: &str) -> Result<&Service, NotAService> {
        let wanted = asked.trim().to_lowercase();
        let of_set = |service: &&Service| service.id.to_lowercase() == wanted;
        let names = |service: &Service| [service.id.to_lowercase(), service.name.to_lowercase()];
        let mut meant: Vec<_> = self.iter().filter(|service| names(service).contains(&wanted)).collect();
        // A set's id wins over the display names of other services.
        if meant.iter().any(of_set) {
            meant.retain(of_set);
        }
        let ids = |services: &[&Service]| services.iter().map(|service| service.id.clone()).collect();
        match meant.as_slice() {
            [service] => Ok(service),
            [] => {
                let begins = |service: &&Service| names(service).iter().any(|name| name.starts_with(&wanted));
                let close: Vec<_> = self.iter().filter(begins).collect();
                let close = if close.is_empty() { self.iter().collect() } else { close };
                Err(NotAService::Unknown { asked: asked.to_owned(), near: ids(&close) })
            }
            several => Err(NotAService::Ambiguous { asked: asked.to_owned(), near: ids(several) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SiteRules;

    fn named(id: &str, name: &str) -> Service {
        Service { id: id.into(), name: name.into(), login: None, rules: SiteRules::default(), signed_in: Vec::new() }
    }

    #[test]
    fn a_name_is_one_services_or_refused_with_those_that_are_near() {
        let mut services = Services::builtin().unwrap();
        services.put(named("mail-a", "Mail"));
        services.put(named("mail-b", "Mail"));
        services.put(named("post", "Google"));
        let meant = |asked: &str| services.named(asked).map(|service| service.id.clone());
        let near = |asked: &str| match meant(asked).unwrap_err() {
            NotAService::Unknown { near, .. } => (false, near),
            NotAService::Ambiguous { near, .. } => (true, near),
        };
        assert_eq!(meant("TUNI").unwrap(), "tuni");
        assert_eq!(meant("Microsoft 365").unwrap(), "microsoft-365");
        assert_eq!(meant("google").unwrap(), "google", "a set's name is not another's");
        assert_eq!(near("mail"), (true, vec!["mail-a".into(), "mail-b".into()]));
        assert_eq!(near("micro"), (false, vec!["microsoft".into(), "microsoft-365".into()]));
        assert_eq!(near("nothing").1.len(), services.iter().count());
    }
}
