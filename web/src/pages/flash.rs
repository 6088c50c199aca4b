//! Good news carried over a redirect, shown once on the page that follows.
//!
//! A cookie that lives for seconds names the sentence; nothing is stored, and only sentences of this list are shown.

use crate::app::App;
use crate::session;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

const COOKIE: &str = "told";
/// Seconds; enough to follow the redirect, too short to be met again.
const LIFE: u8 = 5;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    /// The session ended.
    LoggedOut,
    /// A campaign was changed.
    CampaignSaved,
    /// A campaign was given up.
    CampaignCancelled,
    /// A campaign was deleted.
    CampaignDeleted,
    /// A prospect was entered or changed.
    ContactSaved,
    /// A prospect was deleted.
    ContactDeleted,
    /// An uploaded file was forgotten.
    ImportDiscarded,
    /// Settings were kept.
    SettingsSaved,
    /// A member has another role.
    RoleChanged,
    /// A member was taken out.
    MemberRemoved,
    /// An invitation was taken back.
    InvitationRevoked,
    /// A token was revoked.
    TokenRevoked,
    /// A campaign was launched.
    CampaignLaunched,
    /// A campaign waits for its date.
    CampaignScheduled,
    /// A campaign is held.
    CampaignPaused,
    /// A campaign goes on.
    CampaignResumed,
    /// A channel was configured.
    ChannelSaved,
    /// A channel went live.
    ChannelLive,
    /// A channel went back into the sandbox.
    ChannelSandbox,
    /// Another plugin serves a channel.
    ChannelPlugin,
    /// A channel has another address for reports.
    ChannelCallback,
    /// A plugin was installed, or another version of it.
    PluginInstalled,
    /// A version of a plugin was granted what it wants.
    PluginGranted,
    /// The version before is in use again.
    PluginRolledBack,
    /// A plugin was removed.
    PluginRemoved,
    /// The reader has another password.
    PasswordChanged,
    /// The reader signs in with the password alone again.
    SecondFactorOff,
    /// Checkpoints of the audit log are sent elsewhere from now on, or no more.
    OutletSaved,
}

impl Flash {
    const ALL: [Self; 28] = [
        Self::LoggedOut,
        Self::CampaignSaved,
        Self::CampaignCancelled,
        Self::CampaignDeleted,
        Self::ContactSaved,
        Self::ContactDeleted,
        Self::ImportDiscarded,
        Self::SettingsSaved,
        Self::RoleChanged,
        Self::MemberRemoved,
        Self::InvitationRevoked,
        Self::TokenRevoked,
        Self::CampaignLaunched,
        Self::CampaignScheduled,
        Self::CampaignPaused,
        Self::CampaignResumed,
        Self::ChannelSaved,
        Self::ChannelLive,
        Self::ChannelSandbox,
        Self::ChannelPlugin,
        Self::ChannelCallback,
        Self::PluginInstalled,
        Self::PluginGranted,
        Self::PluginRolledBack,
        Self::PluginRemoved,
        Self::PasswordChanged,
        Self::SecondFactorOff,
        Self::OutletSaved,
    ];

    /// The sentence key, which is also the cookie's value.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LoggedOut => "told-logged-out",
            Self::CampaignSaved => "told-campaign-saved",
            Self::CampaignCancelled => "told-campaign-cancelled",
            Self::CampaignDeleted => "told-campaign-deleted",
            Self::ContactSaved => "told-contact-saved",
            Self::ContactDeleted => "told-contact-deleted",
            Self::ImportDiscarded => "told-import-discarded",
            Self::SettingsSaved => "told-settings-saved",
            Self::RoleChanged => "told-role-changed",
            Self::MemberRemoved => "told-member-removed",
            Self::InvitationRevoked => "told-invitation-revoked",
            Self::TokenRevoked => "told-token-revoked",
            Self::CampaignLaunched => "told-campaign-launched",
            Self::CampaignScheduled => "told-campaign-scheduled",
            Self::CampaignPaused => "told-campaign-paused",
            Self::CampaignResumed => "told-campaign-resumed",
            Self::ChannelSaved => "told-channel-saved",
            Self::ChannelLive => "told-channel-live",
            Self::ChannelSandbox => "told-channel-sandbox",
            Self::ChannelPlugin => "told-channel-plugin",
            Self::ChannelCallback => "told-channel-callback",
            Self::PluginInstalled => "told-plugin-installed",
            Self::PluginGranted => "told-plugin-granted",
            Self::PluginRolledBack => "told-plugin-rolled-back",
            Self::PluginRemoved => "told-plugin-removed",
            Self::PasswordChanged => "told-password-changed",
            Self::SecondFactorOff => "told-second-factor-off",
            Self::OutletSaved => "told-outlet-saved",
        }
    }

    /// What the request brings from the page before.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let value = session::cookie(headers, COOKIE)?;
        Self::ALL.into_iter().find(|flash| flash.key() == value)
    }

    /// Goes to `path` and says it there.
    pub fn redirect(self, app: &App, path: &str) -> Response {
        let secure = if app.is_secure() { "; Secure" } else { "" };
        let cookie = format!(
            "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LIFE}{secure}",
            self.key()
        );
        let mut response = Redirect::to(path).into_response();
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_sentences_are_said() {
        let with = |cookie| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))]);
        assert_eq!(
            Flash::of(&with("a=b; told=told-contact-saved")),
            Some(Flash::ContactSaved)
        );
        assert_eq!(Flash::of(&with("told=<b>hello</b>")), None);
        assert_eq!(Flash::of(&HeaderMap::new()), None);
    }
}
