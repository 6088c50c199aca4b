//! Refusals of the domain in the web's words: the one place that gives each its status and its sentence.

use crate::http::{FieldProblem, Problem};
use axum::http::StatusCode;
use relais_channels::{LARGEST_COMPONENT, LoadError};
use relais_core::audience::FilterError;
use relais_core::campaigns::{CampaignError, FieldError, Reason};
use relais_core::channels::{self, ChannelError};
use relais_core::consent::Topic;
use relais_core::contacts::ContactError;
use relais_core::contacts::entry::{EntryError, RefusedValue};
use relais_core::contacts::import::columns::MappingError;
use relais_core::contacts::import::normalise::ProblemCode;
use relais_core::contacts::import::sniff::{self, FileError};
use relais_core::contacts::import::{CommitError, MAX_EVIDENCE, UploadError};
use relais_core::content::{ContentProblem, Fault};
use relais_core::plugins::{PluginError, SignatureError};
use relais_tenants::members::MemberError;
use relais_tenants::people::SignUpError;

/// One field that is wrong.
fn field(name: impl Into<String>, key: &'static str) -> Problem {
    Problem::invalid(vec![FieldProblem::new(name, key)])
}

impl From<CampaignError> for Problem {
    fn from(error: CampaignError) -> Self {
        match error {
            CampaignError::Invalid(errors) => Self::invalid(errors.iter().map(field_problem).collect()),
            CampaignError::Content(problems) => Self::invalid(problems.iter().map(content_problem).collect()),
            CampaignError::TitleTaken => Self::conflict("problem-title-taken").field("title", "invalid-title-taken"),
            CampaignError::NoContent(channel) => field(format!("content.{channel}"), "invalid-no-content"),
            CampaignError::NoPlugin(channel) => Self::conflict("problem-no-plugin").with("channel", channel.as_str()),
            CampaignError::EmptyAudience => field("filters", "invalid-empty-audience"),
            CampaignError::Status(status) => Self::conflict("problem-campaign-status").with("status", status.as_str()),
            CampaignError::Changed => Self::conflict("problem-campaign-changed"),
            CampaignError::Database(error) => error.into(),
        }
    }
}

/// What is wrong with what a campaign says; the field as `content.email.subject`.
pub fn content_problem(problem: &ContentProblem) -> FieldProblem {
    let name = format!("content.{}.{}", problem.channel, problem.field);
    let new = |key| FieldProblem::new(name, key);
    match &problem.fault {
        Fault::Required => new("invalid-required"),
        Fault::NoSuchField => new("invalid-unknown-field"),
        Fault::TooLarge(max) => new("invalid-content-size").with("max", *max),
        Fault::TooLong(max) => new("invalid-too-long").with("max", *max),
        Fault::SeveralLines => new("invalid-several-lines"),
        Fault::Unprintable => new("invalid-unprintable"),
        Fault::NotAnAddress => new("invalid-mailbox"),
        Fault::NotALink => new("invalid-link"),
        Fault::UnknownField { name, known } => new("invalid-merge-field")
            .with("name", name.as_str())
            .with("known", known.join(", ")),
        Fault::Template { line, .. } => new("invalid-template").with("line", *line),
        Fault::Unclosed { line, close } => new("invalid-template-unclosed")
            .with("line", *line)
            .with("close", *close),
        Fault::NoEnd { line } | Fault::NoCondition { line } => new("invalid-template-condition").with("line", *line),
        Fault::UnknownFilter { line, name } => new("invalid-template-filter")
            .with("line", *line)
            .with("name", name.as_str()),
        Fault::BadLink { line, link } => new("invalid-mail-link").with("line", *line).with("link", link.as_str()),
        Fault::OtherSender { domains } => new("invalid-sender-domain").with("domains", domains.join(", ")),
        Fault::Forbidden { line, what } => new("invalid-template-use")
            .with("line", *line)
            .with("what", what.as_str()),
        Fault::TooComplex => new("invalid-template-work"),
        Fault::TooManyLinks(max) => new("invalid-many-links").with("max", *max),
    }
}

/// What is wrong with one field of a campaign.
pub fn field_problem(error: &FieldError) -> FieldProblem {
    let new = |key| FieldProblem::new(error.field, key);
    match error.reason {
        Reason::Required => new("invalid-required"),
        Reason::TooLong(max) => new("invalid-too-long").with("max", max),
        Reason::Unreadable => new("invalid-unreadable"),
        Reason::OutOfRange(min, max) => new("invalid-range").with("min", min).with("max", max),
        // Years as text: as numbers they would be written «1 970».
        Reason::OutOfYears(first, last) => new("invalid-years")
            .with("first", first.to_string())
            .with("last", last.to_string()),
        Reason::Past => new("invalid-past"),
        Reason::NotAfterStart => new("invalid-not-after-start"),
        Reason::Contradiction => new("invalid-contradiction"),
        Reason::UnknownChannel => new("invalid-unknown-channel"),
    }
}

impl From<ChannelError> for Problem {
    fn from(error: ChannelError) -> Self {
        match error {
            ChannelError::NoPlugin => field("plugin", "invalid-plugin"),
            ChannelError::Config => field("config", "invalid-config"),
            ChannelError::Secret(name) => {
                let problem = FieldProblem::new(format!("secrets.{name}"), "invalid-secret");
                Self::invalid(vec![problem.with("max", channels::MAX_SECRET)])
            }
            ChannelError::SigningKey => field("secrets.dkim_key", "invalid-dkim-key"),
            ChannelError::Refused(complaints) => {
                let told = |complaint| FieldProblem::new("config", "invalid-config-refused").with("detail", complaint);
                Self::invalid(complaints.into_iter().map(told).collect())
            }
            ChannelError::Closed(host) => Self::invalid(vec![
                FieldProblem::new("config", "invalid-closed-host").with("host", host),
            ]),
            ChannelError::Fault(fault) => {
                let problem = FieldProblem::new("plugin", "invalid-plugin-fault").with("detail", fault.to_string());
                Self::invalid(vec![problem])
            }
            ChannelError::TooMany => {
                let problem = FieldProblem::new("channel", "invalid-too-many-channels");
                Self::invalid(vec![problem.with("max", channels::MAX_OTHERS)])
            }
            ChannelError::Changed => Self::conflict("problem-channel-changed"),
            ChannelError::Database(error) => error.into(),
        }
    }
}

impl From<PluginError> for Problem {
    fn from(error: PluginError) -> Self {
        let wrong = |problem| Self::invalid(vec![problem]);
        match error {
            PluginError::Name(name) => wrong(FieldProblem::new("name", "invalid-plugin-name").with("name", name)),
            PluginError::Taken(name) => Self::conflict("problem-plugin-taken").with("name", name),
            PluginError::Load(error) => wrong(load_problem(&error)),
            PluginError::Channel(name) => wrong(FieldProblem::new("file", "invalid-plugin-channel").with("name", name)),
            PluginError::OtherChannel(channel) => {
                Self::conflict("problem-plugin-other-channel").with("channel", channel)
            }
            PluginError::TooMany(count) => Self::conflict("problem-plugin-many").with("count", count),
            PluginError::Signature(error) => match error {
                SignatureError::Key(_) => field("publisher_key", "invalid-publisher-key"),
                SignatureError::Missing => field("signature", "invalid-signature-missing"),
                SignatureError::NoKey => field("publisher_key", "invalid-publisher-needed"),
                SignatureError::Wrong => field("signature", "invalid-signature"),
                SignatureError::OtherPublisher => Self::conflict("problem-plugin-publisher"),
            },
            PluginError::Unknown => Self::not_found(),
            PluginError::Operators => Self::conflict("problem-plugin-operators"),
            PluginError::NoVersion(version) => {
                wrong(FieldProblem::new("version", "invalid-plugin-version").with("version", version))
            }
            PluginError::NoEarlier => Self::conflict("problem-plugin-no-earlier"),
            PluginError::NotWanted(capability) => {
                wrong(FieldProblem::new("capabilities", "invalid-plugin-capability").with("name", capability.name()))
            }
            PluginError::Live { channel, .. } => Self::conflict("problem-plugin-live").with("channel", channel),
            PluginError::Campaign { campaign, .. } => {
                Self::conflict("problem-plugin-campaign").with("campaign", campaign)
            }
            PluginError::Changed => Self::conflict("problem-plugin-changed"),
            PluginError::Database(error) => error.into(),
        }
    }
}

/// Why a file is no plugin.
fn load_problem(error: &LoadError) -> FieldProblem {
    let new = |key| FieldProblem::new("file", key);
    match error {
        LoadError::NotAComponent(_) => new("invalid-plugin-component"),
        LoadError::TooLarge(_) => new("invalid-plugin-size").with("max", format!("{} MiB", LARGEST_COMPONENT >> 20)),
        LoadError::NoInterface => new("invalid-plugin-interface"),
        LoadError::UnknownImport(name) => new("invalid-plugin-import").with("name", name.as_str()),
        LoadError::NotGranted(_) | LoadError::Mismatch(_) | LoadError::Describe(_) | LoadError::Altered => {
            new("invalid-plugin-broken").with("detail", error.to_string())
        }
    }
}

impl From<FilterError> for Problem {
    fn from(error: FilterError) -> Self {
        let named = |key: &str, sentence| {
            let field = if key.is_empty() {
                "filters".to_owned()
            } else {
                format!("filters.{key}")
            };
            FieldProblem::new(field, sentence)
        };
        let problem = match &error {
            FilterError::NotAnObject => named("", "invalid-filters"),
            FilterError::TooManyKeys => named("", "invalid-too-many-filters"),
            FilterError::BadKey { key } => named(key, "invalid-filter-key"),
            FilterError::BadSelection { key } => named(key, "invalid-filter-selection"),
            FilterError::TooManyValues { key } => named(key, "invalid-too-many-values"),
            FilterError::BadValue { key } => named(key, "invalid-filter-value"),
            FilterError::ValueTooLong { key } => named(key, "invalid-filter-value"),
            FilterError::BadBound { key, .. } => named(key, "invalid-filter-bound"),
            FilterError::Conflict { key } => named(key, "invalid-filter-selection"),
        };
        Self::invalid(vec![problem])
    }
}

impl From<ContactError> for Problem {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::Empty => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-contact-empty"),
            ContactError::EmailTaken => Self::conflict("problem-email-taken").field("email", "invalid-email-taken"),
            ContactError::Erased => Self::conflict("problem-contact-erased"),
            ContactError::Database(error) => error.into(),
        }
    }
}

impl From<EntryError> for Problem {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Values(refused) => Self::invalid(refused.iter().map(refused_value).collect()),
            EntryError::TooManyAttributes => field("attributes", "invalid-too-many-attributes"),
            EntryError::Contact(error) => error.into(),
        }
    }
}

/// What is wrong with one value of a contact.
pub fn refused_value(refused: &RefusedValue) -> FieldProblem {
    FieldProblem::new(refused.key.clone(), refused.reason.map_or("invalid-key", value_problem))
}

/// The sentence for a value that an import would leave out or change.
pub const fn value_problem(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::InvalidEmail => "invalid-email",
        ProblemCode::DoubtfulPhone => "invalid-phone",
        ProblemCode::DoubtfulPostcode => "invalid-postcode",
        ProblemCode::InvalidWebsite => "invalid-website",
        ProblemCode::UnknownCountry => "invalid-country",
        ProblemCode::UnknownLanguage => "invalid-language",
        ProblemCode::InvalidNumber => "invalid-number",
        ProblemCode::InvalidDate => "invalid-date",
        ProblemCode::ExtraIgnored => "invalid-extra",
        ProblemCode::Truncated => "invalid-text-too-long",
        _ => "invalid-unreadable",
    }
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::File(FileError::TooManyColumns) => {
                let problem = FieldProblem::new("file", "invalid-file-columns").with("max", sniff::MAX_COLUMNS);
                Self::invalid(vec![problem])
            }
            UploadError::File(error) => field("file", file_problem(error)),
            UploadError::Mapping(error) => mapping_problem(error),
            UploadError::Committed => Self::conflict("problem-import-committed"),
            UploadError::Database(error) => error.into(),
        }
    }
}

const fn file_problem(error: FileError) -> &'static str {
    match error {
        FileError::Empty => "invalid-file-empty",
        FileError::Utf16 => "invalid-file-utf16",
        FileError::Spreadsheet => "invalid-file-spreadsheet",
        FileError::Markup => "invalid-file-markup",
        FileError::NoRows => "invalid-file-no-rows",
        _ => "invalid-file-binary",
    }
}

fn mapping_problem(error: MappingError) -> Problem {
    let new = |key| FieldProblem::new("mapping", key);
    let problem = match error {
        MappingError::NotUnderstood => new("invalid-mapping"),
        MappingError::UnknownColumn { column } => new("invalid-mapping-column").with("column", column),
        MappingError::AmbiguousColumn { column } => new("invalid-mapping-ambiguous").with("column", column),
        MappingError::DuplicateKey { key } => new("invalid-mapping-twice").with("key", key.as_str()),
        MappingError::InvalidKey { column, .. } => new("invalid-mapping-key").with("column", column),
        MappingError::NoColumn => new("invalid-mapping-empty"),
    };
    Problem::invalid(vec![problem])
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        let evidence = |topic: Topic| format!("lawful_basis.{topic}.evidence");
        match error {
            CommitError::Committed => Self::conflict("problem-import-committed"),
            CommitError::NoBasis => field("lawful_basis", "invalid-no-basis"),
            CommitError::NoEvidence(topic) => field(evidence(topic), "invalid-required"),
            CommitError::LongEvidence(topic) => {
                let problem = FieldProblem::new(evidence(topic), "invalid-too-long").with("max", MAX_EVIDENCE);
                Self::invalid(vec![problem])
            }
            CommitError::Database(error) => error.into(),
        }
    }
}

impl From<MemberError> for Problem {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::LastAdministrator => Self::conflict("problem-last-administrator"),
            MemberError::Unknown => Self::not_found(),
            MemberError::AlreadyMember => Self::conflict("problem-already-member"),
            MemberError::SignUp(SignUpError::EmailTaken) => Self::conflict("problem-already-member"),
            MemberError::SignUp(error) => Self::internal(error),
            MemberError::Database(error) => error.into(),
        }
    }
}
