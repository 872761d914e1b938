//! Log-in: who gets in, and the concurrent seats it takes (rule 6).
