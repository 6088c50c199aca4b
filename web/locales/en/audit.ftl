# The audit log: what was done, by whom, on what; how the log is; where its checkpoints go.

nav-compliance = Compliance
journal-title = Audit log
journal-intro = Every act that concerns security or data, in a log that nobody can change unnoticed.
journal-export = Export the log
journal-verify = Verify now
journal-state = State of the log
journal-size = Acts in the log
journal-staged = { $count ->
    [one] and { $count } waiting for its place
   *[other] and { $count } waiting for their place
}
journal-signed-at = Last signature
journal-fingerprint = Fingerprint of the key
journal-keep = To be kept elsewhere
journal-keep-text = Hand these two texts to somebody outside, an auditor for instance: with them they can tell whether the log was put back to an older version.
journal-checkpoint = Latest signed checkpoint
journal-key = Verifier key
journal-damaged = The log is not continued any more.
journal-damaged-text = What is stored is no longer what was signed. New acts are kept and will get their place once this is repaired. Tell whoever runs the installation.
journal-first-bad = See the first act concerned

journal-filters = Filter the log
journal-acts = Acts
journal-act = Kind
journal-any-act = All acts
journal-who = By
journal-anybody = Everybody
journal-from = From
journal-until = To
journal-object = On
journal-all = Show all
journal-what = Act
journal-place = Place
journal-waits = waiting
journal-erased = erased
journal-empty = No act
journal-empty-text = The log fills by itself as soon as somebody works.
journal-none-here = No act fits these criteria.

journal-entry = The act
journal-history = All acts on the same object
journal-request = Request
journal-id = Identifier
journal-leaf = Hash in the log
journal-details = Details
journal-details-none = This act has no further details.
journal-reveal = Show the details
journal-reveal-text = Details may hold personal data. Showing them is itself entered in the log, under your name.
journal-erased-text = The content of this act was erased with the person’s data. Its date, kind and place are still proven.

journal-kind = { $kind ->
    [people] Prospects and consents
    [campaigns] Campaigns and sending
    [channels] Channels
    [access] Access and members
   *[log] Log
}
journal-kind-all = { $kind ->
    [people] All: prospects and consents
    [campaigns] All: campaigns and sending
    [channels] All: channels
    [access] All: access and members
   *[log] All: log
}
journal-act-name = { $act ->
    [contact-create] Prospect added
    [contact-update] Prospect changed
    [contact-delete] Prospect deleted
    [contact-subscribe] Subscription to notifications
    [contact-unsubscribe] End of a subscription to notifications
    [consent-record] Consent or withdrawal recorded
    [import-upload] File uploaded
    [import-commit] Import started
    [import-done] Import done
    [import-fail] Import failed
    [import-discard] File forgotten
    [attribute-create] Own attribute created
    [campaign-create] Campaign created
    [campaign-update] Campaign changed
    [campaign-delete] Campaign deleted
    [campaign-prepared] Campaign prepared
    [campaign-launch] Campaign launched
    [campaign-start] Sending begun
    [campaign-pause] Sending paused
    [campaign-resume] Sending resumed
    [campaign-cancel] Campaign cancelled
    [campaign-stop] Sending stopped by itself
    [campaign-finish] Sending finished
    [campaign-test] Test sent
    [campaign-export] File of the audience downloaded
    [campaign-export_messages] Table of messages downloaded
    [campaign-export_letters] Letters downloaded
    [messages-send] Messages handed over
    [channel-update] Channel configured
    [channel-test] Channel tried
    [callback-take] Reports of a provider received
    [plugin-install] Plugin installed
    [plugin-grant] Grants of a plugin changed
    [plugin-roll_back] Former version of a plugin restored
    [plugin-remove] Plugin removed
    [session-begin] Sign-in
    [session-refuse] Sign-in refused
    [second_factor-on] Two-step sign-in switched on
    [second_factor-off] Two-step sign-in switched off
    [password-change] Password changed
    [person-update] Name changed
    [token-create] API token created
    [token-revoke] API token revoked
    [member-invite] Colleague invited
    [member-uninvite] Invitation cancelled
    [member-join] Arrival of a member
    [member-role] Role changed
    [member-remove] Member removed
    [company-create] Company created
    [company-update] Company changed
    [audit-reveal] Details of an act shown
    [audit-export] Log exported
    [audit-outlet] Sending of checkpoints set
    [audit-erase] Content of acts erased
   *[other] { $act }
}
journal-actor-system = Relais itself
journal-actor-operator = The operator of the installation
journal-actor-subject = The person concerned
journal-actor-former = Former member ({ $id })
journal-object-name = { $kind ->
    [contact] prospect { $id }
    [campaign] campaign { $id }
    [import] import { $id }
    [token] token { $id }
    [invitation] invitation { $id }
    [entry] act { $id }
   *[log] log
}

verified-whole = { $size ->
    [one] The log is whole: { $size } act, { $checkpoints } signatures checked.
   *[other] The log is whole: { $size } acts, { $checkpoints } signatures checked.
}
verified-erased = { $count ->
    [one] The content of { $count } act was erased, which the log attests.
   *[other] The content of { $count } acts was erased, which the log attests.
}
verified-bad = The log is not whole. { $fault ->
    [missing] Act { $first } is missing.
    [altered] Act { $first } was altered.
    [order] Act { $first } is not in its place.
    [emptied] The content of act { $first } was taken out without a record of it.
    [hashes] The hashes kept from act { $first } on were altered.
    [unsigned] From act { $first } on, no signature of this log vouches for the acts.
    [rewritten] An act between { $first } and { $last } was rewritten.
   *[other] An act between { $first } and { $last } is concerned.
}

outlet-title = Send checkpoints elsewhere
outlet-text = A checkpoint kept by somebody else is the only way to tell that a log was put back to an older version. It holds no personal data.
outlet-address = Address to send them to
outlet-address-hint = An https address that takes a POST. Leave it empty to send nothing.
outlet-address-wrong = Give an address that begins with https://, without user name and password.
outlet-every = At most
outlet-hours = { $hours ->
    [1] every hour
    [24] once a day
    [168] once a week
   *[other] every { $hours } hours
}
outlet-failed = The last try, on { $at }, failed. It will be tried again in a quarter of an hour.
outlet-sent = Last taken on { $at }: { $size } acts.
outlet-soon = The first one leaves within a minute.
told-outlet-saved = The sending of checkpoints is set.
