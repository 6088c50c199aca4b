# Prospects: list, sheet, form.

contacts-search = Find a prospect
contacts-search-example = Exact email address or phone number
contacts-search-action = Search
contacts-filters = Filters
contacts-all = See all prospects
contacts-count = { $count ->
    [one] { $count } prospect
   *[other] { $count } prospects
}
contacts-of = of { $count }
contacts-none = No prospect matches
contacts-none-text = The search looks for the whole address or number. Remove a filter or check what you typed.
col-name = Name

contact-add = Add a prospect
contact-edit = Edit the prospect
contact-edit-title = Edit { $name }
contact-identity = Contact details
contact-attributes = What your base adds
contact-channels = Channels
contact-reachable = Reachable
contact-unreachable = Not reachable
contact-since = since { $day }
contact-no-campaign = This prospect is in none of the latest campaigns.
contact-dates = In the base since { $created }, changed on { $updated }.
contact-delete-confirm = Delete { $name } from the base?
contact-duplicate = A prospect has this email address already:
