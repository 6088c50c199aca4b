# What could not be done: what happened, what is safe, what to do.

problem-invalid = Some fields need correcting; nothing was saved.
problem-malformed = The request could not be read: it is incomplete or malformed. Nothing was stored.
problem-not-json = The body is not readable JSON: it stops being so at line { $line }, column { $column }.
problem-not-found = There is nothing at this address.
problem-method-not-allowed = This address exists, but not for this method.
problem-unauthorized = A valid API token is needed in the Authorization header.
problem-forbidden = Your role does not allow you to { $permission ->
    [contacts-read] see prospects
    [contacts-write] add or edit prospects
    [contacts-delete] delete prospects
    [contacts-import] import prospects
    [contacts-export] download prospects
    [audience-read] count audiences
    [campaigns-read] see campaigns
    [campaigns-write] create or edit campaigns
    [campaigns-delete] delete campaigns
    [campaigns-launch] launch or stop campaigns
    [campaigns-export] download the audience of a campaign
    [consent-read] see people’s consents and requests
    [consent-write] record consents or handle people’s requests
    [audit-read] read the journal
    [audit-manage] decide where the journal is sent
    [channels-read] see channels
    [channels-manage] configure channels
    [plugins-install] install or remove plugins
    [members-read] see members
    [members-manage] add, change or remove members
    [tokens-manage] manage API tokens
    [settings-read] see the company’s settings
    [settings-manage] change the company’s settings
   *[other] do this
}.
problem-no-company = Your account belongs to no company any more: ask an administrator for an invitation.
problem-cross-site = This request came from another site and was refused; nothing was changed.
problem-too-large = What was sent is larger than accepted; nothing was saved.
problem-busy = Too many requests at once; nothing was changed. Try again in a few seconds.
problem-callback-refused = This report is not signed as it has to be, or is none. Nothing was changed.
problem-internal = Something went wrong on our side; what was saved is still saved.

login-wrong = The address or the password does not match. Check both, then try again.
login-code-wrong = This code is not right, or was used already. Wait for the next one, then try again.
login-code-too-late = The code is no longer expected: too much time passed, or too many were tried. Sign in with your password again.
login-throttled = Too many attempts from here. Your account is not locked: try again in { $time }.
email-invalid = This email address is not complete.
text-too-long = This is too long: { $max } characters at most.
password-too-short = This password is too short: at least { $min } characters.
password-too-long = This password is too long: { $max } characters at most.
password-common = This password is too common. A sentence of several words does very well.
password-personal = This password is made of your name, address or company: choose something else.
signup-company-missing = Give the name of the company.
signup-name-missing = Give your first and last name.
signup-email-taken = This address has an account already. Sign in, or ask your administrator for an invitation.
invitation-password-wrong = This is not the password of this account. The invitation is still good.
invitation-now-known = This address has an account by now: confirm with its password.

field-required = This field is needed.
date-unreadable = This date was not understood.
moment-past = This moment has passed: choose one to come, or leave it empty.
number-out-of-range = Give a number between { $min } and { $max }.
duration-contradiction = The duration and the end date say different things: keep one of them.
channel-unknown = There is no such channel.
range-unreadable = This is neither a number nor a date: correct or empty this field.
campaign-moved-on = The campaign has moved on meanwhile; nothing was changed. Open its page to see where it stands.
left-out-no-address = { $channel ->
    [email] without an email address
    [sms] without a phone number
    [postal] without a postal address
    [push] without a subscription
   *[other] without an address for this channel
}
left-out-no-ground = without a lawful basis
left-out-stopped = unsubscribed or objected
work-campaign-failed = The preparation met a problem. The chosen audience is kept and the preparation will go on by itself: reload this page in a moment.
page-choose = Choose the audience
task-import = The file “{ $file }” waits for your check.
task-import-action = Check
task-draft = The draft “{ $title }” has no audience yet.
task-draft-action = Continue

cluster-generic = Generic
cluster-various = Various profiles
cluster-own = “{ $attribute }”
cluster-value = { $attribute }: { $value }
cluster-mostly = mostly { $what }
cluster-others = { $attribute }: others
cluster-without = outside { $what }
cluster-present = with { $attribute }
cluster-missing = without { $attribute }
cluster-high = { $attribute }: high ({ $mean }; base { $base })
cluster-low = { $attribute }: low ({ $mean }; base { $base })
cluster-later = { $attribute }: later than average
cluster-earlier = { $attribute }: earlier than average

contact-nameless = Prospect without a name
contact-stopped = unsubscribed or objected
contact-consents = Consents and lawful bases
consent-what = Act
consent-withdrawn = Refusal or withdrawal
consent-on-the-list = Earlier withdrawal, found on the suppression list: what the file or the entry declares does not change it.
contacts-search-neither = This is neither a whole email address nor a phone number.
contact-empty = Give at least one piece of information.
contact-erased = This person asked for their data to be erased: they cannot be entered again.
contact-email-taken = Another prospect has this email address already; nothing was saved.
contact-too-many-attributes = Your base has as many pieces of its own information as it can have.
value-unknown-key = Your base has no such information.
value-too-long = This is too long.
value-extra = One value only is expected.
contact-tracked = Accepted
contact-untracked = Not accepted
