# Campaigns: list, creation panel, page, editing.

campaigns-any-status = Any status
campaigns-none-here = No campaign with this filter
campaigns-show-all = See all campaigns

panel-close = Close the panel
panel-step-audience = Audience
panel-step-campaign = Campaign
panel-step-review = Review
panel-back = Back
panel-next = Next
panel-validate = Validate

audience-intro = Without a filter the campaign addresses the whole base. Values of one group add up; groups narrow each other down.
audience-chosen = Chosen filters
audience-count = Number of prospects:
audience-unknown = Number unknown: the server did not answer.
audience-uncounted = The number of prospects could not be counted. The boxes you ticked are kept.
audience-nobody = Nobody matches these filters: remove one to go on.
audience-refresh = Update the number
chip-remove = Remove the filter { $group }: { $label }
group-chosen = { $count ->
    [one] { $count } chosen
   *[other] { $count } chosen
}
group-search = Search { $count } values
group-search-in = { $group }: search { $count } values
group-search-none = Nothing matches “{ $query }”.
group-search-more = More values match: narrow the search.
range-from = From
range-to = To
filters-none = The whole base, without a filter.

field-title = Campaign name
name-free = This name is free.
name-taken = A campaign has this name already.
name-too-long = This name is too long: 120 characters at most.
event-past = This date is past. You may keep it, to record a campaign for instance.
field-event-date = Event date
field-end = End
field-end-date = End date
field-duration = or duration in days
end-not-after-start = The end date must be after the event date.
field-network = Social network
network-none = None in particular (Multi-channel)
field-channels = Channels
channels-missing = Choose at least one channel.
channel-reaches = { $count ->
    [one] reaches { $count }
   *[other] reaches { $count }
}
field-description = Description
field-publication = Publication
field-scheduled-at = Sending date and time
field-time-zone = Time zone

review-receive = { $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
}
review-basis = Lawful basis of the recipients
review-what-happens = When you validate, the audience is frozen, split into segments and exported. Nothing is sent.

col-cluster = Segment
col-cluster-id = Number
col-channel = Channel
col-share = Share
chart-clusters = Segments of the audience
chart-clusters-note = The largest segment, “{ $label }”, holds { $share } of the audience.
chart-reach = Reachable by channel
chart-reach-note = { $count ->
    [one] Of { $count } prospect in the audience.
   *[other] Of the { $count } prospects in the audience.
}
chart-spread = Distribution: { $category }
chart-spread-note = First comes “{ $value }” with { $share } of the audience.

page-scheduled = Sending on { $at }
page-download = Download the CSV
page-edit = Edit
page-more = More
page-cancel = Cancel the campaign
page-cancel-confirm = { $count ->
    [one] Cancel the campaign prepared for { $count } prospect?
   *[other] Cancel the campaign prepared for { $count } prospects?
}
page-delete = Delete
page-delete-confirm = { $count ->
    [one] Delete “{ $title }”, its audience of { $count } prospect and its files?
   *[other] Delete “{ $title }”, its audience of { $count } prospects and its files?
}
page-figures = The campaign’s figures
page-segments = { $count ->
    [one] in { $count } segment
   *[other] in { $count } segments
}
page-nothing-sent = nothing has left yet
page-clusters = The segments in detail
page-audience = Chosen audience
page-files = Files
page-files-none = The export will appear here once the preparation is over.
file-facts = { $rows ->
    [one] { $rows } row, { $size }
   *[other] { $rows } rows, { $size }
}
page-about = About
page-created = Created on
page-created-by = By

edit-title = Edit “{ $title }”
edit-heading = Edit the campaign
edit-audience-frozen = The audience is frozen: editing the campaign does not change it.
