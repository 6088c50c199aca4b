//! Prospects: the list, one sheet, the form that adds or edits one.
//!
//! Not here: imports ([`super::imports`]) and the groups of filters, which the creation panel
//! shows too ([`super::campaigns::Group`]).

mod form;
mod list;
mod sheet;

pub use form::{ContactFormPage, Duplicate, FieldKind, FormField};
pub use list::{ContactListPage, ContactRow};
pub use sheet::{ChannelState, ConsentLine, ContactCampaign, ContactPage, Fact};
