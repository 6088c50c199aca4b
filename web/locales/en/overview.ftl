# Overview.

overview-base = The prospect base
overview-contacts = Prospects
overview-contacts-note = in the base
overview-reach = { $channel ->
    [email] Reachable by email
    [sms] Reachable by SMS
    [push] Reachable by notification
    [postal] Reachable by letter
   *[other] Reachable by { $channel }
}
overview-reach-share = { $share } of the base
overview-today = To do
overview-campaigns = Latest campaigns
overview-all-campaigns = { $count ->
    [one] See the campaign
   *[other] See all { $count } campaigns
}

base-empty-title = Your base is empty
base-empty-text = Start by importing a CSV file: Relais recognises the columns, points out duplicates and shows you everything before it stores anything.
base-empty-reader = There is no prospect yet. Your role does not allow importing any: a member who may does so, and the base will appear here.
campaigns-empty-title = No campaign yet
campaigns-empty-text = Choose an audience, give a name and a date: the campaign’s page prepares itself.
campaigns-empty-no-base = A campaign needs prospects: import your base first.
campaigns-empty-reader = Campaigns will appear here once a member who may create some has prepared one.
