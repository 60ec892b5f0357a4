//! What is done about each trait.
