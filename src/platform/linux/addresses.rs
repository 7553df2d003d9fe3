//! The network addresses of this computer, from the kernel's table. Opens no connection.

use std::fs;
use std::net::Ipv4Addr;

/// Says whether this computer has an address. Where the table cannot be read, it has none.
pub(super) fn has(address: Ipv4Addr) -> bool {
    lists(&fs::read_to_string("/proc/net/fib_trie").unwrap_or_default(), address)
}

/// Says whether the kernel's table of routes lists an address as its own: below the address, a line `/32 host LOCAL`.
fn lists(table: &str, address: Ipv4Addr) -> bool {
    let mut here = false;
    for line in table.lines().map(str::trim) {
        if let Some(node) = line.strip_prefix("|-- ") {
            here = node.parse() == Ok(address);
        } else if here && line == "/32 host LOCAL" {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_this_computers_if_the_kernel_says_so() {
        let table = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 192.0.2.0\n        /24 link UNICAST\n     |-- 192.0.2.7\n        \
            /32 host LOCAL\n     |-- 192.0.2.255\n        /32 link BROADCAST\n";
        for (address, expected) in [([192, 0, 2, 7], true), ([192, 0, 2, 255], false), ([192, 0, 2, 70], false)] {
            assert_eq!(lists(table, address.into()), expected, "{address:?}");
        }
    }
}
