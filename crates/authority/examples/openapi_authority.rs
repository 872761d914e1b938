//! Writes the authority's OpenAPI document on standard output:
//! `cargo run -p licentia-authority --example openapi_authority > openapi/authority.json`

fn main() {
    print!("{}", licentia_authority::openapi_text());
}
