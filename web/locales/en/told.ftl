# What was just done, said once on the page that follows.

told-logged-out = You are signed out.
told-campaign-saved = The campaign is saved.
told-campaign-cancelled = The campaign is cancelled. What was prepared can still be looked at.
told-campaign-deleted = The campaign is deleted, with its files.
told-contact-saved = The prospect is saved.
told-contact-deleted = The prospect is deleted. What they refused is still respected.
told-import-discarded = The file is forgotten, nothing was imported.
told-settings-saved = The settings are saved.
told-role-changed = The role is changed.
told-member-removed = The person is taken out of the company.
told-invitation-revoked = The invitation is taken back.
told-token-revoked = The token is revoked.
told-password-changed = The password is changed, your other sessions have ended.
told-second-factor-off = Two-step sign-in is off, your other sessions have ended.
