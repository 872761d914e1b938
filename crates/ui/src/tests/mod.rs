//! Texts in every language, numbers and dates, and what every component keeps to.

mod languages;
mod words;
