# Error pages.

error-forbidden = This page is not open to you
error-forbidden-what = Your role does not allow this. An administrator of your company can change it.
error-not-found = This page does not exist
error-not-found-what = The address is wrong, or what it named was deleted.
error-too-large = This file is too large
error-too-large-what = Nothing was stored. Split the file and send the parts one after the other.
error-too-many = Too many attempts
error-too-many-what = Wait a few minutes before you try again.
error-bad-request = This request was not understood
error-bad-request-what = Nothing was changed. Go back to the page before and try again.
error-internal = Something went wrong on our side
error-internal-what = What was stored still is. Try again; if the error comes back, give this number to your administrator.
error-number = Number:
error-home = Go to the overview
