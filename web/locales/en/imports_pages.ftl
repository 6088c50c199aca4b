# Imports: refused files, check, report.

upload-no-file = Choose a file first.
upload-empty = This file is empty. Check that it is the right one, then send it again.
upload-utf16 = This file is “Unicode text” (UTF-16). In the spreadsheet, choose “Save as”, then “CSV UTF-8”.
upload-spreadsheet = This file is an Excel or LibreOffice workbook. Open it, choose “Save as”, then “CSV UTF-8”, and send the file you get.
upload-markup = This file is an HTML or XML page, whatever its name says. Open it in a spreadsheet and save it as “CSV UTF-8”.
upload-binary = This file is not a table of text (an image, an archive or a PDF?). Export the list as CSV, then send it.
upload-no-rows = This file holds no row with a prospect. It takes one line of titles (Name, Email, City…), then one line per person. Check that it is the right file, then send it again.
upload-too-large = This file is larger than { $size }. Split it and send the parts one after the other.
upload-columns = This file has too many columns: { $max } at most. Remove those that are of no use, then send it again.

delimiter-semicolon = semicolons
delimiter-comma = commas
delimiter-tab = tabs
delimiter-pipe = vertical bars

import-fresh = New prospects
import-fresh-what = not in the base yet, ready to be imported
import-duplicates-where = { $base } in the base already, { $file } repeated in the file
import-rejected-what = unreadable or without any value
import-withdrawn = Unsubscribed people
import-withdrawn-what = { $count ->
    [one] stays unsubscribed, whatever you choose
   *[other] stay unsubscribed, whatever you choose
}
import-to-basis = Go to the lawful basis
import-to-columns = Go to the columns
import-own-attribute = Attribute “{ $label }”
import-reasons = { $count ->
    [one] One kind of problem
   *[other] By kind of problem ({ $count })
}
import-kept = Imported
import-left-alone = Duplicate skipped
import-row-updated = Updated
import-column = Column
import-header = The first line holds the titles of the columns
import-header-hint = After a change, “Check again” reads the file anew.
import-header-alone = Without this line the file has no prospect left: the first line stays a prospect.
import-duplicates-shown = { $count ->
    [one] One duplicate. Choose below what becomes of it.
   *[other] { $shown } shown of { $count }. Choose below what becomes of them.
}
col-duplicate-of = Same email as
duplicate-of-contact = a prospect of the base
duplicate-of-line = line { $line } of the file
duplicate-of-earlier = an earlier line of the file
import-looked-again = Preview up to date. Nothing is stored yet.
import-look-first = You changed columns: here is the new preview. Import if it suits you; nothing is stored yet.
mapping-twice = Two columns go to “{ $name }”: keep one of them.
mapping-empty = Every column is left out: nothing remains to be imported.
mapping-unusable = This choice of columns does not go with this file. Nothing was changed.

targets-who = Name
targets-where = Contact details
targets-what = Profile
targets-networks = Social networks
targets-own = Attributes of your base

basis-missing = State the lawful basis of at least one channel: without it these people could not be contacted.
basis-one-missing = Give the lawful basis of at least one channel: this one or another.
basis-incomplete = The lawful basis is incomplete: { $topics }.
basis-kind-missing = Choose the lawful basis, or clear the evidence.
basis-evidence-missing = Say what proves this basis: a text, or the column that holds it.
basis-column-unusable = This column cannot serve as evidence: another one has the same name.

line-duplicate-email = The email address is in the base already.
line-duplicate-in-file = The same email address stands earlier in the file.
line-same-phone = Another prospect has the same phone number.
line-erased = This person asked for their data to be erased.
line-suppressed = This person unsubscribed from a channel: that channel stays closed for them.
line-missing-evidence = The evidence is empty: imported without a basis for this channel.
line-header-guessed = No known column title on the first line: it is read as titles all the same. If it is a prospect, untick the box.
line-header-missing = The first line does not look like column titles: it is read as a prospect. If these are titles, tick the box.
line-email = The email address cannot be used.
line-phone = The phone number is incomplete or doubtful.
line-postcode = The postcode is not one of the country.
line-website = The web address cannot be used.
line-country = The country is not recognised.
line-language = The language is not recognised.
line-number = This is not a number.
line-date = This is not a date.
line-extra = Several values in the cell: the first one is kept.
line-truncated = The text is too long: it was cut.
line-encoding = Characters were badly encoded: they were corrected.
line-missing-cells = The row has fewer cells than the header.
line-too-many-cells = The row has more cells than the header.
line-nothing-usable = The row holds no usable value.
line-quote = A quote opens and is never closed.
line-too-long = The line is too long.

import-suppressed = Unsubscribes honoured
import-suppressed-what = created, their refusals stay
import-report-file = Download the report (CSV)
import-failure = { $count ->
    [0] The file could not be read; nothing was stored. Send it again.
    [one] The file could not be read to its end. The first row is dealt with and stays stored. Send the file again: it will be recognised as a duplicate.
   *[other] The file could not be read to its end. The first { $count } rows are dealt with and stay stored. Send the file again: they will be recognised as duplicates.
}
