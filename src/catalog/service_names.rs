//! Services by the names that people type. A name that could be two services' is nobody's.

use super::services::{Service, Services};

/// Why a name is no service's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAService {
    /// Nobody's.
    #[error("there is no service {asked:?}")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The sets that begin so; all of them where none does.
        near: Vec<String>,
    },
    /// More than one service's.
    #[error("{asked:?} names more than one service")]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// The sets of these.
        near: Vec<String>,
    },
}

impl Services {
    /// Returns the service that is meant by the name of its set or by its name for people; capitals do not count.
    pub fn named(&self, asked: &str) -> Result<&Service, NotAService> {
        let wanted = asked.trim().to_lowercase();
        let of_set = |service: &&Service| service.id.to_lowercase() == wanted;
        let names = |service: &Service| [service.id.to_lowercase(), service.name.to_lowercase()];
        let mut meant: Vec<_> = self.iter().filter(|service| names(service).contains(&wanted)).collect();
        // What is written as a set's name means the set, whatever others are called.
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
