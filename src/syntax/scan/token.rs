/// What a token is, as far as cutting it out needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) enum Kind {
    Word,
    /// A name in back quotes.
    Quoted,
    Number,
    Text,
    Regex,
    Open,
    Close,
    Sign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::syntax) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Nothing but blank space stands before it on its line.
    pub first: bool,
}
