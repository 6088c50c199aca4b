# Sign-in, sign-up, invitation.

field-email = Email address
field-work-email = Work email address
field-password = Password
field-company = Company name
field-your-name = Your first and last name
password-hint = At least { $min } characters. A sentence that is easy to remember is fine.

login-title = Sign in
login-intro = Your prospects and campaigns are waiting.
login-action = Sign in
login-no-account = Your company has no space yet?
login-to-signup = Create an account

signup-title = Create your company’s space
signup-intro = You will be its administrator. Everything stays in the sandbox until you decide otherwise.
signup-action = Create the account
signup-has-account = You already have an account?

invitation-title = Invitation
invitation-join = Join { $company }
invitation-intro = Invitation for { $email }, with the role “{ $role }”.
invitation-action = Accept the invitation
invitation-gone = This invitation is no longer valid
invitation-gone-why = The link was used already or is too old. Ask your administrator to invite you again.
invitation-known = You have an account at this address already: confirm with its password.

field-code = Code
login-code-title = Sign-in code
login-code-intro = Your password is right. Now enter the code your authenticator app shows.
login-code-hint = Six digits, or one of your recovery codes if you no longer have the device.
login-code-back = Start again with another address
