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
mod sending;

pub use audience::{Audience, AudienceFragment, Chip, Group, GroupKind, GroupValue, ValuesFragment};
pub use form::{CampaignEditPage, CampaignForm, ChannelChoice, NameCheckFragment, Verdict};
pub use list::CampaignListPage;
pub use message::{
    BROUGHT, Before, ChannelTab, EmailWriter, EstimateFragment, EstimateLine, FieldShape, FieldsWriter, MergeField,
    MessagePage, MessageStep, Preview, PreviewFragment, PreviewPerson, ReadyKind, ReadyMail, Shown, TestAddress,
    TestForm, TestedFragment, Writer, WrittenField, field_name, seen_field,
};
pub use page::{CampaignFile, CampaignPage, Cluster, Distribution, PlanForm};
pub use panel::{BasisShare, Carried, ChannelReview, LeftOut, MessageReview, Panel, PanelFragment, Review, Step};
pub use sending::{
    Account, AccountLine, Acts, ChannelFigures, Facts, Figures, MessageFilter, MessageRow, MessageSorts, MessageTable,
    Sending, SendingFragment, SendingProgress, SortLink,
};
