//! Stories and properties of the day change and of healing.

mod healing;
mod moving;
