//! Seats of one product as a ring, beside the same numbers in a table.

use maud::{Markup, Render, html};

use crate::{Lang, number, t};

/// In use, staged and free of a total. `rows` is the table beside it, which says the same.
pub struct Doughnut {
    lang: Lang,
    used: u64,
    staged: u64,
    total: u64,
    caption: String,
    rows: Vec<(String, Markup, &'static str)>,
}

impl Doughnut {
    /// `caption` names the table.
    #[must_use]
    pub fn new(lang: Lang, caption: impl Into<String>, used: u64, total: u64) -> Doughnut {
        Doughnut { lang, used, staged: 0, total, caption: caption.into(), rows: Vec::new() }
    }

    /// How many more will be in use once the staged changes are applied.
    #[must_use]
    pub fn staged(mut self, more: u64) -> Doughnut {
        self.staged = more;
        self
    }

    /// A row of the table; `class` is `plus`, `minus` or nothing.
    #[must_use]
    pub fn row(mut self, label: impl Into<String>, value: impl Render, class: &'static str) -> Doughnut {
        self.rows.push((label.into(), value.render(), class));
        self
    }

    fn share(&self, part: u64) -> String {
        let total = u128::from(self.total.max(1));
        let share = (u128::from(part) * 10_000 / total).min(10_000);
        format!("{}.{:02} 100", share / 100, share % 100)
    }
}

impl Render for Doughnut {
    fn render(&self) -> Markup {
        let lang = self.lang;
        let words = t!(lang, "meter-of", used = self.used, total = self.total);
        let below = t!(lang, "doughnut-of", total = self.total);
        html! {
            div.row.doughnut {
                svg.chart viewBox="0 0 132 132" width="132" height="132" role="img" aria-label=(words) {
                    g transform="rotate(-90 66 66)" {
                        circle.ring cx="66" cy="66" r="56" {}
                        @if self.staged > 0 {
                            circle.ring.staged cx="66" cy="66" r="56" pathLength="100"
                                stroke-dasharray=(self.share(self.used + self.staged)) {}
                        }
                        circle.ring.used cx="66" cy="66" r="56" pathLength="100"
                            stroke-dasharray=(self.share(self.used)) {}
                    }
                    text.total.mid x="66" y="70" { (number(lang, self.used)) }
                    text.mid x="66" y="87" { (below) }
                }
                table.table.bare {
                    caption.visually-hidden { (self.caption) }
                    tbody {
                        @for (label, value, class) in &self.rows {
                            tr { th scope="row" { (label) } td class={ "num " (class) } { (value) } }
                        }
                    }
                }
            }
        }
    }
}
