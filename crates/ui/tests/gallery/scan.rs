//! A small reader of our own HTML: tags, attributes, the text inside, the tags around.

/// One opening tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) attributes: Vec<(&'a str, &'a str)>,
    /// The text inside it, its children's included.
    pub(crate) text: String,
    around: Vec<&'a str>,
}

impl<'a> Tag<'a> {
    pub(crate) fn get(&self, attribute: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| *value)
    }

    pub(crate) fn inside(&self, name: &str) -> bool {
        self.around.contains(&name)
    }
}

const VOID: [&str; 7] = ["br", "input", "link", "meta", "hr", "img", "path"];

/// Every opening tag of `html`, in order. Panics where tags do not nest, which is a mistake too.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found: Vec<Tag<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        for index in &open {
            found[*index].text.push_str(&rest[..at]);
        }
        let end = at + rest[at..].find('>').expect("a tag ends");
        let inside = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            // A shape may be closed, or stand without an end.
            if VOID.contains(&name) {
                continue;
            }
            let closed = open.pop().map(|index| found[index].name);
            assert_eq!(closed, Some(name), "tags nest");
        } else if !inside.starts_with('!') {
            let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
            let name = name.trim_end_matches('/');
            let around = open.iter().map(|index| found[*index].name).collect();
            found.push(Tag { name, attributes: split(attributes), text: String::new(), around });
            if !VOID.contains(&name) && !inside.ends_with('/') {
                open.push(found.len() - 1);
            }
        }
    }
    assert!(open.is_empty(), "every tag is closed");
    found
}

fn split(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start().trim_end_matches('/');
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            return found;
        }
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let close = quoted.find('"').expect("a value ends");
                rest = &quoted[close + 1..];
                &quoted[..close]
            }
            None => "",
        };
        found.push((name, value));
    }
}
