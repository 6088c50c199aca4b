# A campaign over several channels: tabs of the message, previews, who is reached, order of channels, figures by channel.

message-no-plugin = { $channel ->
    [email] No plugin serves email: nothing can leave by it. Install a plugin, or take this channel out of the campaign.
    [sms] No plugin serves text messages: nothing can leave by them. Install a plugin, or take this channel out of the campaign.
    [push] No plugin serves notifications: nothing can leave by them. Install a plugin, or take this channel out of the campaign.
    [postal] No plugin serves letters: nothing can leave by them. Install a plugin, or take this channel out of the campaign.
   *[other] No plugin serves this channel: nothing can leave by it. Install a plugin, or take it out of the campaign.
}
message-no-plugin-see = See this channel
message-tab-wrong = (to be mended)
message-fallback-hint = Each person gets the campaign over the first channel, in this order, that reaches them.
message-changed-meanwhile = Somebody else changed this campaign while you were writing. Nothing was saved; your text is below. Open the campaign’s page to see what has changed, then save again if your version is to replace it.
campaign-changed-meanwhile = Somebody else changed this campaign while you were filling in this form. Nothing was saved; your answers are below. Open the campaign’s page to see what has changed, then save again if your answers are to replace it.
problem-campaign-changed = Somebody else changed this campaign meanwhile: read it again, then try again.
counted-characters = Characters:
content-longer-than = For this prospect “{ $field }” has { $length } characters: { $max } at most.
phone-invalid = This telephone number is not complete.

preview-needs-script = The preview of this channel needs JavaScript. A test in the outbox shows the same.
preview-characters = { $count ->
    [one] { $count } character
   *[other] { $count } characters
}
preview-now = now
preview-leads-to = Leads to
preview-open-document = Open the PDF
preview-fault = The channel’s plugin could not make this preview: { $detail }
estimate-for = { $people ->
    [one] for { $people } recipient
   *[other] for { $people } recipients
}
estimate-is-one = { $sampled ->
    [one] An estimate, measured on { $sampled } message.
   *[other] An estimate, measured on { $sampled } messages.
}
test-outbox-only = The test is written to the prospect of the preview and ends in the outbox: it never leaves.
test-no-address = { $channel ->
    [push] Nobody in this audience has subscribed to notifications: there is nothing to test with.
   *[other] There is nobody to write this test to.
}

field-ways = Several channels
ways-all = Over every channel
ways-all-hint = Each person gets the campaign over all the channels that reach them.
ways-first = Over the first channel possible
ways-first-hint = Each person gets it once: over the first channel, else the next. The order is that of the list above.
channel-up = { $channel ->
    [email] Try email earlier
    [sms] Try text messages earlier
    [push] Try notifications earlier
    [postal] Try letters earlier
   *[other] Try this channel earlier
}
channel-else = { ", else " }
review-why = Why not?
review-left-out = { $count ->
    [one] { $count } person left out
   *[other] { $count } people left out
}
review-before = { $count ->
    [one] { $count } other person whom this channel reaches is served by a channel before it.
   *[other] { $count } other people whom this channel reaches are served by a channel before it.
}
review-nobody = { $count ->
    [one] { $count } person is reached by none of these channels and will get nothing.
   *[other] { $count } people are reached by none of these channels and will get nothing.
}
attribute-addressed = { $channel ->
    [email] Has an email address
    [sms] Has a telephone number
    [push] Has subscribed to notifications
    [postal] Has a complete postal address
   *[other] Has an address
}
attribute-stopped = { $channel ->
    [email] Unsubscribed from or objected to email
    [sms] Unsubscribed from or objected to text messages
    [push] Unsubscribed from or objected to notifications
    [postal] Unsubscribed from or objected to letters
   *[other] Unsubscribed or objected
}

by-channel-heading = By channel
col-messages = Messages
col-skipped = Kept back
col-clicked = Clicked
col-why = Reason
col-unsubscribed-at = Unsubscribed on
messages-file = Export as CSV
