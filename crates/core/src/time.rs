//! What time it is, whatever the clock says (rule 20).
