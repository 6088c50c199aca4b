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
