//! Campaigns: the list, the side panel that creates one, its page, its edit form.
//!
//! Not here: the table's row, which the overview shows too ([`super::overview::CampaignRow`]),
//! and the progress of long work ([`super::work`]).

mod audience;
mod form;
mod list;
mod message;
mod page;
mod panel;
mod ready;
mod seen;
mod sending;
mod writer;

pub use audience::{Audience, AudienceFragment, Chip, Group, GroupKind, GroupValue, ValuesFragment};
pub use form::{CampaignEditPage, CampaignForm, ChannelChoice, NameCheckFragment, Verdict};
pub use list::CampaignListPage;
pub use message::{ChannelTab, MessagePage, MessageStep};
pub use page::{CampaignFile, CampaignPage, Cluster, Distribution, PlanForm};
pub use panel::{BasisShare, Carried, ChannelReview, LeftOut, MessageReview, Panel, PanelFragment, Review, Step};
pub use ready::{ReadyKind, ReadyMail};
pub use seen::{
    EstimateFragment, EstimateLine, Preview, PreviewFragment, PreviewPerson, Shown, TestAddress, TestForm,
    TestedFragment, seen_field,
};
pub use sending::{
    Account, AccountLine, Acts, ChannelFigures, Facts, Figures, MessageFilter, MessageRow, MessageSorts, MessageTable,
    Sending, SendingFragment, SendingProgress, SortLink,
};
pub use writer::{
    BROUGHT, Before, EmailWriter, FieldShape, FieldsWriter, MergeField, Writer, WrittenField, field_name,
};
