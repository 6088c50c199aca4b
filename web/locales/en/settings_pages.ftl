# Settings: members, tokens, profile.

copy = Copy
copied = Copied
col-since = Member since
members-change-role = Change
members-change-role-of = Change the role of { $name }
members-leave = Leave the company
members-leave-confirm = Leave { $company }? Your sessions and tokens for this company end at once.
members-last-administrator = { $name } is the last administrator: appoint another one before changing their role or removing them. Nothing was changed.
members-known = This person is a member of the company already.
tokens-label-missing = Give this token a name.
tokens-created = Created
profile-password = Password
profile-password-current = Present password
profile-password-what = Your other sessions, on other devices, end at once. Your API tokens stay valid.
profile-password-action = Change the password
profile-password-wrong = This is not your present password. Nothing was changed.
second-factor = Two-step sign-in
second-factor-is-on = Your password is not enough: a code from your authenticator app is asked for at every sign-in.
second-factor-is-off = Your password is enough to sign in. A code from your phone can be asked for as well.
second-factor-manage = Manage
second-factor-set-up = Set up
second-factor-what = After your password, a code of six digits will be asked for: the one an authenticator app on your phone shows. Your API tokens are not concerned.
second-factor-begin = Begin
second-factor-scan = Add Relais to your authenticator app: point it at this square, or copy the key. Then enter the code it shows.
second-factor-qr = QR code for the authenticator app
second-factor-key = Key
second-factor-uri = Whole address, for an app without a camera
second-factor-code-hint = Six digits; a new one every thirty seconds.
second-factor-confirm = Turn on
second-factor-now-on = Two-step sign-in is on. Keep these recovery codes in a safe place: each stands in once for the code of your app, and they will not be shown again.
second-factor-done = Noted
second-factor-since = On since { $at }.
second-factor-left = { $n ->
    [0] You have no recovery code left: turn this off and on again to get new ones.
    [one] You have { $n } recovery code left.
   *[other] You have { $n } recovery codes left.
}
second-factor-off = Turn off
second-factor-off-what = Your password will be enough again. Your other sessions, on other devices, end at once.
