//! What is wrong with a content, told so that its author can mend it.

use crate::consent::Topic;

/// Something wrong with one field of a content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{channel}.{field}: {fault}")]
pub struct ContentProblem {
    /// The channel.
    pub channel: Topic,
    /// The field, as the API names it.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The channel's messages cannot do without it.
    #[error("it is required")]
    Required,
    /// The channel has no such field.
    #[error("there is no such field")]
    NoSuchField,
    /// It is longer than so many bytes.
    #[error("it is longer than {0} bytes")]
    TooLarge(usize),
    /// It must be one line.
    #[error("it must be one line")]
    SeveralLines,
    /// It holds a character that cannot be written or seen.
    #[error("it holds an unprintable character")]
    Unprintable,
    /// It is no address of the form `a@b.fr` or `Name <a@b.fr>`.
    #[error("it is no email address")]
    NotAnAddress,
    /// It is neither a merge field nor an http or https link.
    #[error("it is no http or https link")]
    NotALink,
    /// There is no such merge field.
    #[error("there is no merge field «{name}»; there are: {}", known.join(", "))]
    UnknownField {
        /// The name as written.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The template cannot be read.
    #[error("line {line}: {detail}")]
    Template {
        /// The line, from 1.
        line: usize,
        /// What is wrong, in the template engine's words.
        detail: String,
    },
    /// The template uses something templates of messages do not have.
    #[error("line {line}: «{what}» cannot be used in a message")]
    Forbidden {
        /// The line, from 1.
        line: usize,
        /// What it uses.
        what: String,
    },
    /// Rendering it takes more work than a message may.
    #[error("it takes too much work to render")]
    TooComplex,
    /// It has more links than can be tracked.
    #[error("it has more than {0} links")]
    TooManyLinks(usize),
}
