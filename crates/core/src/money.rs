//! Money in minor units: whole numbers, never fractions, so that nothing is ever rounded on its way.
//!
//! A price of 12.50 EUR is 1,250 of `EUR`; of `JPY`, which has no minor unit, 1,250 is 1,250 yen
//! (ISO 4217). What is shown to people is made by the pages, in their language; [`plain`] is what
//! programs and spreadsheets read.

/// How many decimals a currency has in ISO 4217; 2 for one that is not listed here.
pub fn decimals(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Whether a text can be a currency: three capital letters.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// The whole part and the decimals of an amount, without its sign: `(12, "50")`.
pub fn parts(minor: i64, currency: &str) -> (u64, String) {
    let (minor, decimals) = (minor.unsigned_abs(), decimals(currency));
    let unit = 10_u64.pow(decimals);
    let rest = if decimals == 0 {
        String::new()
    } else {
        format!("{:0width$}", minor % unit, width = decimals as usize)
    };
    (minor / unit, rest)
}

/// An amount as a plain decimal number, exact: `-12.50`.
///
/// ```
/// use licentia_core::money::plain;
/// assert_eq!(plain(-1_250, "EUR"), "-12.50");
/// assert_eq!(plain(1_250, "JPY"), "1250");
/// ```
pub fn plain(minor: i64, currency: &str) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    match parts(minor, currency) {
        (whole, rest) if rest.is_empty() => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_amount_loses_a_digit() {
        for (minor, currency, shown) in [
            (0, "EUR", "0.00"),
            (5, "SEK", "0.05"),
            (-5, "SEK", "-0.05"),
            (100, "KWD", "0.100"),
            (i64::MAX, "EUR", "92233720368547758.07"),
            (i64::MIN, "EUR", "-92233720368547758.08"),
            (i64::MIN, "JPY", "-9223372036854775808"),
        ] {
            assert_eq!(plain(minor, currency), shown);
        }
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert!(is_currency("EUR"));
        for text in ["", "eur", "EU", "EURO", "€", "ÄBC"] {
            assert!(!is_currency(text), "{text}");
        }
    }
}
