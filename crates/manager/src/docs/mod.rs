//! What the server says about itself, open to everybody: `/docs`, `/docs/problems`, `/docs/problems/{code}`.

mod page;
#[cfg(test)]
mod tests;

pub(crate) use page::routes as open_routes;
