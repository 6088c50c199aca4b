# Imports.

import-previewed = To check
import-running = Under way
import-done = Done
import-failed = Stopped

import-file = CSV file
import-file-hint = Up to { $size }. Commas, semicolons or tabs, accents included: all of it is recognised.
import-send = Send and check
import-sending = Sending the file…
import-reassurance = Nothing is stored at this step: you will first see the recognised columns, duplicates and problems.
import-latest = Latest imports
col-file = File
col-rows = Rows
col-at = Date

import-check-title = Check { $file }
import-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
import-blank = { $count ->
    [one] { $count } blank line, left out
   *[other] { $count } blank lines, left out
}
import-summary = Summary
import-duplicates = Duplicates
import-rejected = Refused rows
import-columns = Columns
import-columns-intro = Correct what was not recognised well. An unknown column becomes an attribute of your base.
import-look-again = Check again
import-leave-out = Leave out
col-column = Column
col-samples = Samples
col-target = Becomes
col-line = Line
col-reason = Problem
col-outcome = Outcome
import-problems = Problems
import-problems-shown = { $count ->
    [one] { $count } problem.
   *[other] { $shown } shown of { $count }.
}
import-no-problem = No problem.
import-row-out = Row refused
import-value-out = Value left out
import-conflict = When a prospect has the same email address already
import-skip = Skip
import-skip-what = The prospect in the base stays as it is.
import-overwrite = Overwrite
import-overwrite-what = The file’s values replace those of the base. Who unsubscribed stays unsubscribed.
import-commit = { $count ->
    [one] Import { $count } row
   *[other] Import { $count } rows
}
import-discard = Drop this file

basis-title = Lawful basis
basis-intro = For each channel, say what allows you to write to these people and what proves it. Without a lawful basis the channel will not be used for them.
basis-tracking = Measuring opens and clicks
basis-kind = Lawful basis
basis-none = None: do not use this channel
basis-no-tracking = None: measure nothing
basis-evidence = Evidence
basis-evidence-example = Trade fair form, March 2026
basis-column = or column that holds it
basis-column-none = No column

import-running-title = Import of { $file }
work-import = Import under way
work-read = Reading and checking the rows
work-store = Storing, encrypted

import-report-title = Report of { $file }
import-report-rows = { $count ->
    [one] { $count } row handled
   *[other] { $count } rows handled
}
import-another = Another file
import-see-contacts = See the prospects
import-created = Created
import-updated = Updated
import-skipped = Skipped
import-lines = Lines worth a look
