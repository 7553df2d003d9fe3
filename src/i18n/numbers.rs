//! Numbers, sizes and times as each language writes them. Fluent prints numbers without separators, and Finnish has
//! other units.

use fluent_bundle::FluentValue;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::lang::Lang;

/// Separates thousands, and a number from its unit, where a line must not break.
const NO_BREAK_SPACE: char = '\u{a0}';

/// Formats the values in English texts. The second argument, Fluent's cache of formatters, is not needed.
pub(super) fn english<M>(value: &FluentValue<'_>, _formatters: &M) -> Option<String> {
    whole(value).map(|number| count(Lang::En, number))
}

/// Formats the values in Finnish and Swedish texts.
pub(super) fn nordic<M>(value: &FluentValue<'_>, _formatters: &M) -> Option<String> {
    whole(value).map(|number| count(Lang::Fi, number))
}

fn whole(value: &FluentValue<'_>) -> Option<u64> {
    let FluentValue::Number(number) = value else { return None };
    // Fluent holds numbers as floating point. Ours come from u64, and are far below 2^53.
    format!("{:.0}", number.value).parse().ok()
}

/// Returns a number with separated thousands: `1,204`, in Finnish and Swedish `1 204`.
pub(super) fn count(lang: Lang, number: u64) -> String {
    let between = match lang {
        Lang::En => ',',
        Lang::Fi | Lang::Sv => NO_BREAK_SPACE,
    };
    let digits = number.to_string();
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(between);
        }
        shown.push(digit);
    }
    shown
}

/// Returns a number of bytes in the largest unit that gives at least 1, with one decimal except for bytes.
pub(super) fn size(lang: Lang, bytes: u64) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P", "E"];
    let mut unit: u128 = 1;
    let mut tenths = u128::from(bytes) * 10;
    let mut prefix = "";
    for larger in prefixes {
        tenths = (u128::from(bytes) * 10 + unit / 2) / unit;
        prefix = larger;
        // Rounding may give the next unit: 999,960 bytes are 1.0 MB, not 1000.0 kB.
        if tenths < 10_000 {
            break;
        }
        unit *= 1000;
    }
    let (letter, point) = match lang {
        Lang::En => ('B', '.'),
        Lang::Fi => ('t', ','),
        Lang::Sv => ('B', ','),
    };
    let whole = tenths / 10;
    let number = if prefix.is_empty() { format!("{whole}") } else { format!("{whole}{point}{}", tenths % 10) };
    format!("{number}{NO_BREAK_SPACE}{prefix}{letter}")
}

/// Returns the local date, `2026-10-08` in every language; empty for a time outside the calendar.
pub(super) fn date(moment: i64) -> String {
    let Ok(moment) = Timestamp::from_second(moment) else { return String::new() };
    moment.to_zoned_datetime(TimeZone::system()).date().to_string()
}

/// Returns the local time of day, `14:05`, in Finnish `14.05`; empty for a time outside the calendar.
pub(super) fn time(lang: Lang, now: i64) -> String {
    let Ok(moment) = Timestamp::from_second(now) else { return String::new() };
    let local = moment.to_zoned_datetime(TimeZone::system());
    clock(lang, local.hour(), local.minute())
}

/// Returns the local date and time, `2026-10-08 14:05`; empty for a time outside the calendar.
pub(super) fn moment(at: i64) -> String {
    let Ok(moment) = Timestamp::from_second(at) else { return String::new() };
    let local = moment.to_zoned_datetime(TimeZone::system());
    let (year, month, day) = (local.year(), local.month(), local.day());
    format!("{year}-{month:02}-{day:02} {:02}:{:02}", local.hour(), local.minute())
}

fn clock(lang: Lang, hour: i8, minute: i8) -> String {
    match lang {
        Lang::En | Lang::Sv => format!("{hour:02}:{minute:02}"),
        Lang::Fi => format!("{hour}.{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_the_language_does() {
        let check = |bytes, en: &str, fi: &str, sv: &str| {
            let plain = |lang| size(lang, bytes).replace(NO_BREAK_SPACE, "~");
            assert_eq!([plain(Lang::En), plain(Lang::Fi), plain(Lang::Sv)], [en, fi, sv], "{bytes}");
        };
        check(0, "0~B", "0~t", "0~B");
        check(999, "999~B", "999~t", "999~B");
        check(1000, "1.0~kB", "1,0~kt", "1,0~kB");
        check(999_949, "999.9~kB", "999,9~kt", "999,9~kB");
        check(999_950, "1.0~MB", "1,0~Mt", "1,0~MB");
        check(746_700_000, "746.7~MB", "746,7~Mt", "746,7~MB");
        check(u64::MAX, "18.4~EB", "18,4~Et", "18,4~EB");
    }

    #[test]
    fn thousands_stand_apart() {
        let check = |number, en: &str, fi: &str| {
            assert_eq!(count(Lang::En, number), en);
            assert_eq!(count(Lang::Fi, number).replace(NO_BREAK_SPACE, "~"), fi);
        };
        check(0, "0", "0");
        check(204, "204", "204");
        check(1204, "1,204", "1~204");
        check(1_234_567, "1,234,567", "1~234~567");
    }

    #[test]
    fn finnish_time_has_a_point_and_no_leading_zero() {
        assert_eq!(clock(Lang::En, 9, 5), "09:05");
        assert_eq!(clock(Lang::Fi, 9, 5), "9.05");
        assert_eq!(clock(Lang::Sv, 14, 5), "14:05");
    }
}
