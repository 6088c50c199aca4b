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
    /// It is longer than so many characters, which is what its channel takes.
    #[error("it is longer than {0} characters")]
    TooLong(u32),
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
    /// A tag has no end.
    #[error("line {line}: «{close}» is missing")]
    Unclosed {
        /// The line it begins on, from 1.
        line: usize,
        /// What would end it.
        close: &'static str,
    },
    /// A condition has no end.
    #[error("line {line}: this condition has no {{% endif %}}")]
    NoEnd {
        /// The line it begins on, from 1.
        line: usize,
    },
    /// The end or the other branch of a condition that does not begin.
    #[error("line {line}: there is no {{% if … %}} before this")]
    NoCondition {
        /// The line, from 1.
        line: usize,
    },
    /// There is no such filter.
    #[error("line {line}: there is no filter «{name}»")]
    UnknownFilter {
        /// The line, from 1.
        line: usize,
        /// The name as written.
        name: String,
    },
    /// A link that may not leave: neither http, https, mailto nor tel, nor a merge field.
    #[error("line {line}: «{link}» is no link a message may have")]
    BadLink {
        /// The line, from 1.
        line: usize,
        /// The link as written, shortened.
        link: String,
    },
    /// The sender writes from a domain that is not the channel's.
    #[error("the channel sends for {} only", domains.join(", "))]
    OtherSender {
        /// The domains the channel sends for.
        domains: Vec<String>,
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
