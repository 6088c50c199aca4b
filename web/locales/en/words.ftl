# Words for the data: roles, attributes, languages, values.

role-admin = Administrator
role-contributor = Contributor
role-reader = Reader
role-compliance-officer = Compliance officer
role-plugin-developer = Channel developer

attribute-name = Name
attribute-company = Organisation
attribute-first-name = First name
attribute-last-name = Last name
attribute-type = Type
attribute-sector = Sector
attribute-email = Email
attribute-phone = Phone
attribute-address = Address
attribute-postcode = Postcode
attribute-city = City
attribute-department = Department
attribute-region = Region
attribute-country = Country
attribute-language = Language
attribute-status = Status
attribute-website = Website
attribute-followers = { $network } followers
attribute-has-email = Email address
attribute-has-phone = Phone
attribute-has-address = Postal address
attribute-reach = { $channel ->
    [email] Reachable by email
    [sms] Reachable by SMS
    [push] Reachable by notification
    [postal] Reachable by letter
    [tracking] Tracking accepted
   *[other] Reachable by { $channel }
}

value-none = (empty)
value-true = yes
value-false = no
range-between = { $min } to { $max }
range-above = { $min } and above
range-below = up to { $max }

language-name = { $code ->
    [ar] Arabic
    [br] Breton
    [ca] Catalan
    [co] Corsican
    [de] German
    [en] English
    [es] Spanish
    [eu] Basque
    [fr] French
    [it] Italian
    [lb] Luxembourgish
    [nl] Dutch
    [oc] Occitan
    [pl] Polish
    [pt] Portuguese
    [ro] Romanian
    [tr] Turkish
    [zh] Chinese
   *[other] { $code }
}
