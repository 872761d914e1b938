//! What the package parser accepts and refuses beyond the committed vectors.
