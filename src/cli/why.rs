//! Why a login goes wrong, in words: a paragraph, then a table. Names of cookies and dates; never values.

use crate::engine::{Explained, Holding, Sign};
use crate::i18n::Tr;
use crate::model::Stop;
use crate::platform::{SignInAid, System as _, sign_in_aids};

use super::answer::{Answer, Exit};
use super::args::SitesArgs;
use super::commands::Work;
use super::paths::shown;
use super::preview::browser_name;
use super::{json, why_json};

const DAY: i64 = 86_400;

/// What is known, and the time from which ages are counted.
pub(super) struct Why<'a> {
    pub(super) asked: Vec<&'a str>,
    pub(super) profiles: &'a [Explained],
    pub(super) outside: &'a [SignInAid],
    pub(super) now: i64,
}

impl Work<'_> {
    pub(super) fn why(&self, sites: &SitesArgs, json: bool, for_help_desk: bool) -> Answer {
        let world = self.world;
        let selection = match world.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(not) => return Answer::of_selection(&not, self.tr),
        };
        let mut progress = self.progress();
        let found = world.engine().why(&selection, &world.services, &mut progress, &Stop::default());
        drop(progress);
        let profiles = match found {
            Ok(profiles) => profiles,
            Err(error) => return self.failed(&error, json),
        };
        // The demonstration knows nothing of the computer that it runs on.
        let outside = if world.is_demo() { Vec::new() } else { sign_in_aids(&world.places) };
        let asked = selection.asked.iter().map(String::as_str).collect();
        let why = Why { asked, profiles: &profiles, outside: &outside, now: world.system.now() };
        let text = if json {
            json::line(&why_json::Said::of(&why, world.is_demo()))
        } else if for_help_desk {
            world.marked(self.tr, &why.for_help_desk(self.tr))
        } else {
            world.marked(self.tr, &why.text(self.tr))
        };
        Answer::result(Exit::Clean, text)
    }
}

impl Why<'_> {
    /// A paragraph, then a table.
    fn text(&self, tr: &Tr) -> String {
        let table = self.table(tr);
        let mut text = self.paragraph(tr) + "\n";
        if !table.is_empty() {
            text += "\n";
            text += &aligned(&table);
        }
        text
    }

    fn paragraph(&self, tr: &Tr) -> String {
        let mut said: Vec<String> = self.profiles.iter().flat_map(|profile| self.about(tr, profile)).collect();
        if said.is_empty() {
            said.push(tr.with("explain-none", &[("sites", shown(&self.asked.join(", ")).into())]));
        }
        for aid in self.outside {
            said.push(tr.text(aid_key(*aid)));
        }
        let holds = self.profiles.iter().any(|profile| !profile.holdings.is_empty() || profile.is_open);
        said.extend(holds.then(|| tr.text("explain-can")));
        said.push(tr.text(if self.outside.is_empty() { "explain-cannot" } else { "explain-cannot-outside" }));
        said.join(" ")
    }

    fn about(&self, tr: &Tr, profile: &Explained) -> Vec<String> {
        let whose = whose(profile);
        let name = || ("whose", whose.as_str().into());
        if profile.is_open {
            return vec![tr.with("explain-open", &[name()])];
        }
        let mut said = Vec::new();
        for holding in &profile.holdings {
            let service = ("service", shown(&holding.name).into());
            if holding.signs.is_empty() {
                said.push(tr.with("explain-rest", &[name(), service, ("n", holding.rest.into())]));
                continue;
            }
            let days = |moment: Option<i64>| ("days", self.days(moment.unwrap_or(self.now)).into());
            said.push(tr.with("explain-holds", &[name(), service.clone(), days(holding.oldest())]));
            said.push(tr.text(if holding.stays() { "explain-stays" } else { "explain-ends" }));
            if holding.several {
                said.push(tr.with("explain-several", &[name(), service]));
            }
        }
        if profile.unread > 0 {
            said.push(tr.with("explain-unread", &[name(), ("n", profile.unread.into())]));
        }
        said
    }

    fn table(&self, tr: &Tr) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for profile in self.profiles {
            for holding in &profile.holdings {
                rows.extend(holding.signs.iter().map(|sign| self.row(tr, profile, holding, sign)));
                if holding.rest > 0 {
                    let rest = tr.with("explain-others", &[("n", holding.rest.into())]);
                    rows.push(vec![whose(profile), shown(&holding.service), rest]);
                }
            }
        }
        if !rows.is_empty() {
            let head = ["profile", "set", "mark", "host", "created", "used", "lasts"];
            rows.insert(0, head.iter().map(|key| tr.text(&format!("explain-col-{key}"))).collect());
        }
        rows
    }

    fn row(&self, tr: &Tr, profile: &Explained, holding: &Holding, sign: &Sign) -> Vec<String> {
        let date = |moment: Option<i64>| moment.map_or_else(|| "–".to_owned(), |moment| tr.date(moment));
        let created = sign
            .mark
            .created
            .map(|made| format!("{} ({})", tr.date(made), tr.with("explain-days", &[("n", self.days(made).into())])));
        let lasts = match sign.mark.expires {
            Some(until) => tr.with("explain-until", &[("date", tr.date(until).into())]),
            None => tr.text("explain-session"),
        };
        vec![
            whose(profile),
            shown(&holding.service),
            shown(&sign.mark.name),
            shown(&sign.host),
            created.unwrap_or_else(|| "–".to_owned()),
            date(sign.mark.last_used),
            lasts,
        ]
    }

    /// Counts and kinds only: no site, no profile, no cookie.
    fn for_help_desk(&self, tr: &Tr) -> String {
        let mut lines = vec![tr.with("desk-title", &[("version", env!("CARGO_PKG_VERSION").into())])];
        for (number, profile) in self.profiles.iter().enumerate() {
            let whose = format!("{} · {}", browser_name(&profile.browser_name, profile.layout), number + 1);
            if profile.is_open {
                lines.push(format!("{whose}: {}", tr.text("desk-open")));
            }
            for holding in &profile.holdings {
                let persistent = holding.signs.iter().filter(|sign| sign.mark.expires.is_some()).count();
                let values = [
                    ("n", holding.signs.len().into()),
                    ("persistent", persistent.into()),
                    ("rest", holding.rest.into()),
                ];
                // A site that was asked for by name is not named here.
                let name = if holding.service == holding.name { tr.text("desk-site") } else { shown(&holding.name) };
                let oldest = |oldest| tr.with("desk-oldest", &[("n", self.days(oldest).into())]);
                let several = holding.several.then(|| tr.text("desk-several"));
                let said = [Some(tr.with("desk-signs", &values)), holding.oldest().map(oldest), several];
                let said: Vec<_> = said.into_iter().flatten().collect();
                lines.push(format!("{whose}: {name}: {}", said.join("; ")));
            }
            if profile.unread > 0 {
                lines.push(format!("{whose}: {}", tr.with("desk-unread", &[("n", profile.unread.into())])));
            }
        }
        if self.profiles.is_empty() {
            lines.push(tr.text("desk-none"));
        }
        lines.extend(self.outside.iter().map(|aid| tr.text(aid_key(*aid))));
        lines.join("\n") + "\n"
    }

    fn days(&self, moment: i64) -> u64 {
        u64::try_from((self.now - moment) / DAY).unwrap_or_default()
    }
}

fn whose(profile: &Explained) -> String {
    format!("{} · {}", browser_name(&profile.browser_name, profile.layout), shown(&profile.profile_name))
}

const fn aid_key(aid: SignInAid) -> &'static str {
    match aid {
        SignInAid::IdentityBroker => "outside-broker",
        SignInAid::CompanyPortal => "outside-portal",
        SignInAid::KerberosTickets => "outside-tickets",
        SignInAid::BrokerExtension => "outside-extension",
        SignInAid::KerberosPolicy => "outside-policy",
    }
}

/// Puts cells below one another.
fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for (column, cell) in rows.iter().filter(|row| row.len() > 3).flat_map(|row| row.iter().enumerate()) {
        widths.resize(widths.len().max(column + 1), 0);
        if let Some(width) = widths.get_mut(column) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &Vec<String>| {
        let padded = row.iter().enumerate().map(|(column, cell)| {
            let width = widths.get(column).copied().unwrap_or_default();
            format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count())))
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
