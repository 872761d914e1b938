//! What the pages show of an OpenAPI document, read out of it by serde.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// An OpenAPI 3.1 document, as far as people read it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Document {
    pub(super) info: Info,
    pub(super) tags: Vec<Noun>,
    paths: BTreeMap<String, Place>,
    components: Components,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Info {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) version: String,
}

/// What operations are sorted by.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Noun {
    pub(super) name: String,
    pub(super) description: String,
}

/// One address with its methods.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    get: Option<Operation>,
    post: Option<Operation>,
    put: Option<Operation>,
    patch: Option<Operation>,
    delete: Option<Operation>,
}

/// One method at one address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Operation {
    pub(super) operation_id: String,
    pub(super) summary: String,
    pub(super) description: String,
    tags: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    request_body: Option<Body>,
    responses: BTreeMap<String, Body>,
    security: Option<Vec<BTreeMap<String, Vec<String>>>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) required: bool,
    pub(super) schema: Schema,
}

/// What a request or an answer carries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Body {
    pub(super) description: String,
    content: BTreeMap<String, Content>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Content {
    schema: Schema,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Components {
    schemas: BTreeMap<String, Schema>,
}

/// The shape of a value (JSON Schema).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Schema {
    #[serde(rename = "$ref")]
    reference: String,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) format: String,
    pub(super) description: String,
    pub(super) items: Option<Box<Schema>>,
    properties: BTreeMap<String, Schema>,
    required: BTreeSet<String>,
    all_of: Vec<Schema>,
    pub(super) one_of: Vec<Schema>,
    #[serde(rename = "enum")]
    pub(super) words: Vec<String>,
}

/// One kind of value, or several.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Kind {
    One(String),
    Many(Vec<String>),
    #[default]
    Any,
}

impl Kind {
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names.iter().map(String::as_str).collect(),
            Self::Any => Vec::new(),
        }
    }
}

/// One member of a shape.
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) required: bool,
    pub(super) schema: &'a Schema,
}

impl Document {
    /// The operations of one noun: method, address, what it is.
    pub(super) fn operations(&self, noun: &str) -> Vec<(&'static str, &str, &Operation)> {
        let places = self.paths.iter();
        let all = places.flat_map(|(path, place)| {
            place.methods().into_iter().map(move |(method, operation)| (method, path.as_str(), operation))
        });
        all.filter(|(_, _, operation)| operation.tags.iter().any(|tag| tag == noun)).collect()
    }

    /// The named shapes, problems among them.
    pub(super) fn shapes(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.components.schemas.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// The members of a shape with those of the shapes that it contains.
    pub(super) fn members<'a>(&'a self, schema: &'a Schema) -> Vec<Member<'a>> {
        let mut found = Vec::new();
        self.collect(schema, &mut found, 0);
        found
    }

    fn collect<'a>(&'a self, schema: &'a Schema, found: &mut Vec<Member<'a>>, deep: usize) {
        // A document that refers to itself is answered with what was found so far.
        if deep > 8 {
            return;
        }
        if let Some(named) = schema.named().and_then(|name| self.components.schemas.get(name)) {
            self.collect(named, found, deep + 1);
        }
        for part in &schema.all_of {
            self.collect(part, found, deep + 1);
        }
        found.extend(schema.properties.iter().map(|(name, property)| Member {
            name,
            required: schema.required.contains(name),
            schema: property,
        }));
    }
}

impl Place {
    fn methods(&self) -> Vec<(&'static str, &Operation)> {
        let all = [
            ("GET", &self.get),
            ("POST", &self.post),
            ("PUT", &self.put),
            ("PATCH", &self.patch),
            ("DELETE", &self.delete),
        ];
        all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?))).collect()
    }
}

impl Operation {
    /// Whether it answers without a token.
    pub(super) fn is_open(&self) -> bool {
        self.security.as_ref().is_some_and(|ways| ways.iter().all(BTreeMap::is_empty))
    }

    /// What is sent: the kind of content and its shape.
    pub(super) fn sent(&self) -> Option<(&str, &Schema)> {
        self.request_body.as_ref().and_then(Body::shape)
    }

    /// The answers that are no problems.
    pub(super) fn answers(&self) -> impl Iterator<Item = (&str, &Body)> {
        let answers = self.responses.iter().map(|(status, body)| (status.as_str(), body));
        answers.filter(|(status, _)| status.starts_with(['2', '3']))
    }
}

impl Body {
    pub(super) fn shape(&self) -> Option<(&str, &Schema)> {
        self.content.first_key_value().map(|(kind, content)| (kind.as_str(), &content.schema))
    }
}

impl Schema {
    /// The name of the shape that this refers to.
    pub(super) fn named(&self) -> Option<&str> {
        self.reference.rsplit('/').next().filter(|name| !name.is_empty())
    }
}
