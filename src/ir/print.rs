//! The plan as stable text, for people and for tests.
