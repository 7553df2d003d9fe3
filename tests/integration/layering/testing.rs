//! What only tests may have is not in the program that people install.

use super::sources::{files, top};

/// Where a variable says which home an unattended run works on, whoever used the account before could say it.
#[test]
fn variables_for_tests_are_read_only_by_a_build_for_tests() {
    let mut found = 0;
    for (file, text) in files("src") {
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        for at in (0..lines.len()).filter(|at| lines[*at].contains("SIGNOFF_TEST_HOME")) {
            let before = at.checked_sub(1).map(|before| lines[before]);
            assert_eq!(before, Some("#[cfg(any(test, feature = \"testing\"))]"), "{}:{}", file.display(), at + 1);
            found += 1;
        }
    }
    assert!(found > 0, "nothing was found");
    let package: toml::Table = std::fs::read_to_string(top().join("Cargo.toml")).unwrap().parse().unwrap();
    let features = package["features"].as_table().unwrap();
    let with_testing: Vec<_> =
        features.iter().filter(|(_, with)| with.to_string().contains("testing")).map(|(name, _)| name).collect();
    assert!(features.contains_key("testing") && with_testing.is_empty(), "{with_testing:?} switch it on");
}
