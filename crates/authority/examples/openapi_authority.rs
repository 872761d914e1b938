//! Writes the authority's OpenAPI document on standard output:
//! `cargo run -p licentia-authority --example openapi_authority > openapi/authority.json`

#![expect(clippy::print_stdout, reason = "standard output is the purpose of this program")]

fn main() {
    print!("{}", licentia_authority::openapi_text());
}
