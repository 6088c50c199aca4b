# Words shared by every page.

skip-to-content = Skip to content
close = Close
optional = (optional)
try-again = Try again
server-unreachable = The server did not answer. Nothing is lost: try again in a moment.

nav-label = Main menu
nav-open = Open the menu
nav-overview = Overview
nav-campaigns = Campaigns
nav-contacts = Prospects
nav-settings = Settings
nav-recent = Latest campaigns
company-switch = Company: { $company }. Change company
logout = Sign out
sandbox = Sandbox
sandbox-explained = Messages go to the outbox of this application, never to your prospects.

create-campaign = Create a campaign
import-action = Import prospects

channel-email = Email
channel-sms = SMS
channel-push = Notification
channel-postal = Letter

status-draft = Draft
status-preparing = Preparing
status-ready = Ready
status-scheduled = Scheduled
status-sending = In progress
status-paused = Paused
status-finished = Finished
status-partially-failed = Finished with failures
status-cancelled = Cancelled

col-campaign = Campaign
col-status = Status
col-event-date = Date
col-audience = Prospects
col-sent = Sent
col-opened = Opened
col-failure-rate = Failure rate

time-under-a-minute = less than a minute
time-minutes = about { $n } minutes
time-hours = { $n ->
    [one] about { $n } hour
   *[other] about { $n } hours
}

cancel = Cancel
save = Save
filter-action = Filter
multichannel = Multi-channel
pager-label = Pages
pager-first = Back to the start
pager-next = Next page

basis-consent = Consent
basis-existing-customer = Existing customer
basis-b2b-information = Information of a professional
basis-legitimate-interest = Legitimate interest

reach-by = { $channel ->
    [email] { $count } by email
    [sms] { $count } by SMS
    [push] { $count } by notification
    [postal] { $count } by letter
   *[other] { $count } by { $channel }
}

# A label before what it names: English puts no space before the colon.
labelled = { $label }:

work-campaign = Preparing the campaign
work-population = Population: the audience is frozen
work-segments = Segments: similar profiles are grouped
work-export = Export: the CSV file is written
work-page = The campaign’s page
work-waiting = waiting
work-running = under way
work-done = done
work-failed = stopped
work-counted = { $done } of { $total }
work-remaining = { $time } left.
work-may-leave = You may leave this page: the work goes on.

chart-export = Export “{ $title }”
chart-png = Picture (PNG)
chart-svg = Drawing (SVG)
chart-csv = Data (CSV)
chart-table = See the figures
chart-others = Others
