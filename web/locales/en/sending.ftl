# Writing, sending, following: message step, campaign page, outbox, channels.

nav-channels = Channels
nav-outbox = Outbox

panel-step-message = Message

message-channels = The campaign’s channels
message-leaving = Sending
message-leaving-hint = Without a date it is sent when you launch it.
field-delay = Pause between two messages, in seconds
field-delay-hint = Leave empty to send at the channel’s normal pace.
delay-out-of-range = Enter a pause between 0 and 3,600 seconds.
message-page-title = Message of “{ $title }”
message-heading = Message
message-fixed = The campaign is launched: its message does not change any more. Nothing was modified.

ready-begin = Start from a template
ready-invitation = Invitation
ready-invitation-note = Invite to an event, a visit, a meeting
ready-announcement = Announcement
ready-announcement-note = Make something new, or an offer, known
ready-reminder = Reminder
ready-reminder-note = A second word to those who have not answered
ready-link = Where the button leads
ready-language = Language of the template
ready-applied = The template replaced your message.
ready-undo = Back to the previous message
ready-hello = Hello
ready-invitation-subject = Invitation: { $title }
ready-invitation-text = { $company } is pleased to invite you to “{ $title }”. We would be glad to see you there.
ready-invitation-button = I will be there
ready-announcement-subject = News: { $title }
ready-announcement-text = { $company } presents “{ $title }”.
ready-announcement-button = Learn more
ready-reminder-subject = Reminder: { $title }
ready-reminder-text = We wrote to you recently about “{ $title }”. There is still time to answer.
ready-reminder-button = Answer
ready-from-to = From { $from } to { $to }
ready-closing = See you soon,
ready-footer = You receive this message from { $company }.
ready-unsubscribe = Unsubscribe

mail-subject = Subject
mail-html = Message (HTML)
mail-html-hint = The unsubscribe link is added at the foot if it is not there.
mail-tools = Formatting
mail-bold = Bold
mail-italic = Italic
mail-link = Link
mail-merge = Insert a field
mail-text = Text version
mail-text-hint = Left empty, it is made from the message.
mail-sender = Sender
mail-from = From
mail-reply-to = Reply to
mail-sender-hint = Left empty, sender and reply address are those of the channel.
merge-company-name = Your company
merge-unsubscribe-url = Unsubscribe link

preview-title = Preview
preview-with = Preview with { $name }
preview-before = Previous prospect
preview-after = Next prospect
preview-place = { $n } of { $count }
preview-show = Show the preview
preview-empty = The preview appears here as soon as you write. You may also pass on and write the message later.
content-in = { $field }: { $what }
content-field-message = Message
content-field-title = Title
content-field-url = Link
content-missing-count = { $count ->
    [one] So it is for { $count } prospect of { $of }.
   *[other] So it is for { $count } prospects of { $of }.
}
content-empty-for = { $count ->
    [one] “{ $name }” is not known of { $count } prospect of { $of }: its place stays empty.
   *[other] “{ $name }” is not known of { $count } prospects of { $of }: its place stays empty.
}
content-missing = “{ $name }” is not known of this prospect: its place stays empty.
content-no-subject = The message has no subject.
content-nothing = The message is empty.
content-too-large = This is too long: at most { $max }.
content-several-lines = Write it on one line.
content-unprintable = This text holds an invisible character: remove it.
content-no-address = This is not an email address, such as hello@example.com or Town hall <hello@example.com>.
content-no-link = A link begins with http:// or https://.
content-unknown-field = There is no field “{ $name }” in your base.
content-written = { $label } is written { $tag }.
content-unknown-filter = Line { $line }: there is no “{ $name }”. After the bar, write default, upper, lower, capitalize, title, trim, urlencode, round or int.
content-unclosed = Line { $line }: a field or a condition opens and is not closed, { $close } is missing.
content-no-end = Line { $line }: this condition is not closed, { $end } is missing.
content-no-condition = Line { $line }: no condition is open before this line.
content-template = Line { $line }: what stands between these braces is not understood. A field is written { $example }.
content-empty-link = Line { $line }: a link has no address.
content-bad-link = Line { $line }: the link “{ $link }” cannot be sent. A link is a field, or begins with https://, http://, mailto: or tel:.
content-other-sender = This channel sends for { $domains } only. Choose a sender of this domain, or add yours to the channel’s configuration.
content-forbidden = Line { $line }: “{ $what }” cannot be used in a message.
content-too-complex = This message takes too much work for each prospect: make it simpler.
content-too-many-links = This message has too many links: at most { $max }.

test-to = Send a test to
test-send = Send the test
test-sandbox = In the sandbox the test arrives in the outbox.
test-in-outbox = The test is in the outbox.
test-look = See the outbox
test-sent = The test left for { $address }.
test-not-sent = The test did not leave: { $reason }

review-when = Sending
review-when-launched = When launched, from the campaign’s page
review-pace = Pace
review-pace-full = At the channel’s normal pace
review-pace-delay = { $seconds ->
    [one] One message every { $seconds } second
   *[other] One message every { $seconds } seconds
}
review-message = { $channel ->
    [email] Subject of the email
    [sms] Text message
    [push] Notification
    [postal] Letter
   *[other] The message
}
review-unwritten = Not written yet: to be done before sending

act-launch = Launch
act-schedule = Schedule
act-schedule-at = Schedule the sending
act-pause = Hold
act-resume = Resume
act-write = Write the message
act-message = Its message
act-launch-confirm = { $count ->
    [one] Send “{ $title }” to { $count } person, for real?
   *[other] Send “{ $title }” to { $count } people, for real?
}
act-launch-sandbox-confirm = { $count ->
    [one] Send “{ $title }” to { $count } person, in the sandbox?
   *[other] Send “{ $title }” to { $count } people, in the sandbox?
}
act-launch-left-out = { $count ->
    [one] { $count } other person cannot be reached.
   *[other] { $count } other people cannot be reached.
}
act-cancel-sending = { $count ->
    [one] Cancel the sending to { $count } person
   *[other] Cancel the sending to { $count } people
}
act-cancel-sending-confirm = { $count ->
    [one] Cancel the sending to { $count } person? What has left stays sent.
   *[other] Cancel the sending to { $count } people? What has left stays sent.
}
page-unwritten = This campaign’s message must be written before it is sent.
launch-no-content = { $channel ->
    [email] Nothing left: the email is not written yet.
    [sms] Nothing left: the text message is not written yet.
    [push] Nothing left: the notification is not written yet.
    [postal] Nothing left: the letter is not written yet.
   *[other] Nothing left: the message is not written yet.
}
launch-no-plugin = { $channel ->
    [email] Nothing left: no plugin sends email. Take this channel out of the campaign or install its plugin.
    [sms] Nothing left: no plugin sends text messages. Take this channel out of the campaign or install its plugin.
    [push] Nothing left: no plugin sends notifications. Take this channel out of the campaign or install its plugin.
    [postal] Nothing left: no plugin sends letters. Take this channel out of the campaign or install its plugin.
   *[other] Nothing left: no plugin serves this channel. Take it out of the campaign or install its plugin.
}
launch-content = Nothing left: the message needs mending. { $detail }

sending-progress = Progress of the sending
sending-done = { $done } of { $total }
sending-rate = { $rate ->
    [one] { $rate } message a minute
   *[other] { $rate } messages a minute
}
sending-retries = { $count ->
    [one] { $count } message to retry, on { $at }.
   *[other] { $count } messages to retry, the next on { $at }.
}
sending-may-leave = You may leave this page: the sending goes on.
stopped-error-rate = The sending paused by itself: too many messages are refused. What has left stays sent, nothing leaves twice. Check the channel, then resume. Last answer: { $detail }
stopped-plugin-fault = The sending paused by itself: the channel’s plugin keeps failing. What has left stays sent, nothing leaves twice. See the channel’s page, then resume. { $detail }
stopped-no-plugin = The sending paused by itself: no plugin serves this channel any more. Install it, then resume.
stopped-content = The sending paused by itself: the message uses a field that no longer exists. Create it again, then resume.
stopped-back-in-sandbox = The sending paused by itself: the channel is back in the sandbox ({ $channel }), and this campaign was launched for real. What has left has left, nothing else leaves. Take the channel live again, then resume.
stopped-held = Sending waits: the service that takes the messages takes none for now. Nothing is lost, it is tried again by itself ({ $at }). If this goes on, check the channel. Last answer: { $detail }
stopped-other = The sending paused by itself. What has left stays sent. { $detail }
toast-finished = { $sent ->
    [one] The sending is over: { $sent } message sent.
   *[other] The sending is over: { $sent } messages sent.
}
toast-partially-failed = The sending is over: { $sent } messages sent, { $failed } failed or without answer.

figure-sent = Sent
figure-of-messages = { $total ->
    [one] of { $total } message
   *[other] of { $total } messages
}
figure-failures = { $rate } failed
figure-opens = Opens
figure-opened-by = { $count ->
    [one] { $count } message opened
   *[other] { $count } messages opened
}
figure-clicks = Clicks
figure-clicked-by = { $count ->
    [one] { $count } message clicked
   *[other] { $count } messages clicked
}
figure-machine-opens = { $count ->
    [one] { $count } open by a machine
   *[other] { $count } opens by machines
}
figure-machine-clicks = { $count ->
    [one] { $count } click by a machine
   *[other] { $count } clicks by machines
}
figure-open-rate = Open rate
figure-tracked = measured on { $share } of those sent, who agreed to it
figure-untracked = nobody agreed to be measured
figure-click-rate = Click rate
figure-reading = Mean reading time
figure-seconds = { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
}
figure-unsubscribed = Unsubscribed

accounts-of = { $channel ->
    [email] Account of the email
    [sms] Account of the text message
    [push] Account of the notifications
    [postal] Account of the letters
   *[other] Account
}
accounts-heading = { $channel ->
    [email] Email: where the { $total } prospects ended up
    [sms] Text message: where the { $total } prospects ended up
    [push] Notification: where the { $total } prospects ended up
    [postal] Letter: where the { $total } prospects ended up
   *[other] Where the { $total } prospects ended up
}
reason-gone = prospect deleted
reason-cancelled = sending cancelled
reason-refused = refused by the recipient’s side
reason-retries = out of attempts
reason-plugin-fault = the channel fails on this message
reason-content = message cannot be made
reason-interrupted = interrupted while leaving
sending-quiet = Text messages wait: no advertising from 8 pm to 8 am, on Sundays and public holidays, by the recipient’s clock. The first leave again on { $at }.
message-quiet = waits for the hour at which it may leave, { $at }
reason-bounced = the address does not work any more
reason-bounced-soft = the address did not work at that time
reason-no-answer = answer lost

messages-heading = Message by message
messages-sort = Sort by
messages-filter = Filter the messages
messages-none = No message here.
messages-all = All
messages-sent = Sent
messages-opened = Opened
messages-clicked = Clicked
messages-failed = Failed
messages-waiting = Waiting
messages-skipped = Left out
message-waiting = Waiting
message-sent = Sent
message-delivered = Delivered
message-opened = Opened
message-clicked = Clicked
message-bounced = Came back
message-failed = Failed
message-unknown = No answer
message-skipped = Left out
message-unsubscribed = unsubscribed by this message
message-person-gone = Prospect deleted
col-email = Email
col-company = Company
col-opens = Opens
col-clicks = Clicks
col-sent-at = Sent
col-last-open = Last open
col-to = To

outbox-intro = What the sandbox kept, as your prospects would have got it.
outbox-empty-title = The outbox is empty
outbox-empty-text = Launch a campaign or send a test: every message arrives here as it would have left.
outbox-no-subject = No subject
outbox-test = Test
outbox-rendered = The message as it would have been read
outbox-counts = You read this message in its recipient’s place: opening, clicking or unsubscribing counts as theirs.
outbox-text = Text version
outbox-source = Its source
outbox-download = Download the source

channels-intro = What your messages leave by. In the sandbox they stay in the outbox.
channel-reach-base = { $count ->
    [one] { $count } prospect within reach
   *[other] { $count } prospects within reach
}
channel-healthy = No known fault
channel-fault-at = Fault on { $at }
channel-fault-safe = The messages concerned are accounted for: those that had not left will be tried again, those whose answer was lost are marked and not sent again.
channel-not-installed = Plugin not installed
channel-not-installed-text = No plugin serves this channel yet. It can be configured here once it is installed.
channel-plugin = Plugin: { $name }
channel-plugin-none = Plugin: none
channel-test = Test message
channel-test-what = { $mode ->
    [sandbox] A message really leaves over the saved configuration, even in the sandbox.
   *[live] A message really leaves over the saved configuration.
}
channel-test-to-email = Your email address
channel-test-to-phone = Your phone
channel-test-send = Send a test message
channel-test-subject = Test message from Relais
channel-test-text = Hello, this test message confirms that the channel is connected. { $name } ({ $company }) asked for it.
channel-tested-accepted = Accepted: the message is on its way to { $to }.
channel-tested-refused = Refused. The answer was: { $said }
channel-tested-later = Not this time; another try may succeed. The answer was: { $said }
channel-tested-unknown = The answer was lost: the message may have left. { $said }
channel-tested-unsent = The message did not leave. { $said }
channel-test-busy = Too many tests in a row: wait { $time } before the next one.
channel-test-none = This channel writes to no address that could be yours: it cannot be tested so.
channel-configuration = Settings of the channel
channel-plugin-choice = Plugin that serves this channel
channel-plugin-hint = Another plugin takes the channel back into the sandbox while it is being configured. What is filled in already is kept.
channel-plugin-change = Change the plugin
channel-callback = Reports of the provider
channel-callback-text = Give this address to your provider, who tells there what arrived, what came back, and what people answer. It is as good as a secret: do not publish it.
channel-returns = Returned mail and complaints, by mail
channel-returns-address = Each message returns to an address of its own, { $address }, which nobody else can make up.
channel-returns-none = No address for returned mail is configured: messages that cannot be delivered return to the sender.
channel-returns-text = Bring here what arrives there, and the complaints that mailbox providers send you: the send log is kept current, and whoever complained gets nothing more. Two ways:
channel-returns-route = at your provider, an inbound route that posts the whole mail (raw MIME) to the address above;
channel-returns-pipe = on your mail server, a command that gets each mail on its input:
channel-callback-renew = Change the address
channel-callback-renew-confirm = Change the address for reports? The old one will not work any more: remember to give the new one to your provider.
channel-secrets = Secrets of the channel
channel-secrets-hint = They are encrypted and never shown. Leave a field empty to keep the secret in place.
secret-set = (kept)
secret-unset = (optional, none)
secret-forget = Remove: { $name }
config-default = Default
channel-mode = Where messages go
mode-live = Live
mode-sandbox = Sandbox
mode-live-explained = Messages go to your prospects.
mode-to-sandbox = Back to the sandbox
mode-to-live = Go live
mode-to-live-confirm = { $channel ->
    [email] Take email live? The next campaigns will reach your prospects.
    [sms] Take text messages live? The next campaigns will reach your prospects.
   *[other] Take this channel live? The next campaigns will reach your prospects.
}
check-config-met = The plugin is content with the configuration.
check-config = To be completed: { $detail }
check-config-fault = The plugin could not check the configuration: { $detail }
check-consent = { $count ->
    [0] No prospect can be reached by this channel on a legal basis.
    [one] { $count } prospect can be reached by this channel on a legal basis.
   *[other] { $count } prospects can be reached by this channel on a legal basis.
}

told-campaign-launched = The campaign is launched.
told-campaign-scheduled = The sending is scheduled.
told-campaign-paused = The sending is on hold.
told-campaign-resumed = The sending goes on.
told-channel-saved = The channel is configured.
told-channel-live = The channel is live.
told-channel-sandbox = The channel is back in the sandbox.
told-channel-plugin = Another plugin serves the channel. It is in the sandbox, to be configured.
told-channel-callback = The address for reports is changed.
