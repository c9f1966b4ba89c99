//! How findings are shown: in a terminal (by miette) or as JSON. The only file that knows miette.
