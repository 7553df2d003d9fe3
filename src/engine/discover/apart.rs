//! Which folders of an inventory lie in one another, whatever root they belong to: what lies in another one is reset by
//! itself, and the other one leaves it alone. Reads nothing.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::model::{Folder, FoundBrowser, Inventory, RelPath, RootBase, RootProof};

/// Where a folder of the inventory is listed: browser, profile, and number of the folder.
type Listed = (usize, Option<usize>, usize);

/// Puts what was found into the catalog's order, and tells each folder what in it is reset by itself.
pub(super) fn arranged(mut found: Inventory, catalog: &Catalog) -> Inventory {
    let order: BTreeMap<_, _> = catalog.browsers().map(|(_, browser)| &browser.id).zip(0..).collect();
    found.browsers.sort_by_key(|browser| order.get(&browser.id).copied().unwrap_or(usize::MAX));
    set_apart(&mut found);
    found
}

/// Tells each folder which folders in it are reset by themselves: profiles below a user data directory, a profile that
/// another one contains. Each is told of those that lie directly in it.
fn set_apart(found: &mut Inventory) {
    let Inventory { roots, browsers, .. } = found;
    let mut folders: BTreeMap<(RootBase, RelPath), Vec<Listed>> = BTreeMap::new();
    for (number, browser) in browsers.iter().enumerate() {
        let mut add = |profile: Option<usize>, listed: &[Folder]| {
            for (place, folder) in listed.iter().enumerate() {
                if let Some(at) = path_of(folder, roots) {
                    folders.entry(at).or_default().push((number, profile, place));
                }
            }
        };
        add(None, &browser.folders);
        for (place, profile) in browser.profiles.iter().enumerate() {
            add(Some(place), &profile.folders);
        }
    }
    for (base, at) in folders.keys() {
        let mut above = std::iter::successors(at.parent(), RelPath::parent).map(|above| (base.clone(), above));
        let Some((above, around)) = above.find_map(|above| folders.get(&above).map(|around| (above.1, around))) else {
            continue;
        };
        let Ok(inside) = RelPath::below(&above.to_path(), &at.to_path()) else { continue };
        for listed in around {
            if let Some(folder) = folder_at(browsers, *listed) {
                folder.apart.push(inside.clone());
            }
        }
    }
}

fn path_of(folder: &Folder, roots: &[RootProof]) -> Option<(RootBase, RelPath)> {
    let root = roots.get(folder.target.root.0)?;
    let at = folder.target.at.as_ref().map_or_else(|| root.at.clone(), |at| root.at.extend(at));
    Some((root.base.clone(), at))
}

fn folder_at(browsers: &mut [FoundBrowser], (browser, profile, place): Listed) -> Option<&mut Folder> {
    let browser = browsers.get_mut(browser)?;
    match profile {
        None => browser.folders.get_mut(place),
        Some(profile) => browser.profiles.get_mut(profile)?.folders.get_mut(place),
    }
}
