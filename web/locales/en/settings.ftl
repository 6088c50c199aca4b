# Settings.

settings-company = Company
settings-members = Members
settings-tokens = API tokens
settings-profile = My profile
settings-slug = Short name for the command line:
settings-licences = Open-source components and their licences
field-country = Country
field-country-hint = For phone numbers without a country code.
field-language = Language
never = never
col-role = Role
col-actions = Actions

members-me = you
members-role-of = Role of { $name }
members-remove = Remove
members-remove-one = Remove { $name }
members-remove-confirm = Remove { $name } from the company? Their sessions and tokens end at once.
members-invite = Invite a colleague
members-invite-action = Invite
members-link = Hand this link to the person invited. It will not be shown again.
members-pending = Pending invitations
members-until = valid until { $at }
members-revoke = Cancel
members-revoke-one = Cancel the invitation of { $email }

tokens-none = No token
tokens-none-text = A token lets another program act in your name, with your rights.
tokens-label = Token name
tokens-label-hint = The program or the use, to recognise it later.
tokens-last-used = Last used
tokens-copy-now = Copy this token now. It will not be shown again.
tokens-new = New token
tokens-new-action = Create the token
tokens-revoke = Revoke
tokens-revoke-one = Revoke { $label }
tokens-revoke-confirm = Revoke “{ $label }”? The program that uses it loses access at once.
