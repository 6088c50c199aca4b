//! Form fields as they come back to the reader: what was typed, and what is wrong with it.

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What the reader typed, or the value to start from.
    pub value: String,
    /// What is wrong with it, as a sentence in the reader's language.
    pub error: Option<String>,
}

impl Field {
    /// A field holding a value nobody objects to.
    pub fn of(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// A field whose value is refused, and why.
    pub fn wrong(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: Some(error.into()),
        }
    }
}

/// One option of a list, or one box of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            chosen,
        }
    }
}
