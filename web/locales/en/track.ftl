# What somebody sees who follows the unsubscription link of a message.

unsubscribe-title = Unsubscribe
unsubscribe-what = You will get no more { $channel } from { $company }.
unsubscribe-action = Unsubscribe
unsubscribe-done = Done
unsubscribe-done-what = You will get no more { $channel } from { $company }. There is nothing else to do.
unsubscribe-email = emails
unsubscribe-sms = text messages
unsubscribe-push = notifications
unsubscribe-postal = letters
unsubscribe-other = messages over the channel “{ $channel }”

# The page on which one subscribes to notifications.
push-title = Notifications
push-notice = If you agree, { $company } will send you notifications about its news and offers on this browser. { $company } keeps the address your browser gives out for this, and the date of your agreement. You can stop at any time, on this page or in your browser’s settings.
push-action = Agree and receive notifications
push-done = You receive notifications
push-done-what = { $company } sends you notifications on the browsers where you agreed to it.
push-leave = Stop notifications
push-not-offered = { $company } does not offer notifications at the moment.
push-unsupported = This browser cannot show notifications. On an iPhone or iPad, add this page to the home screen first, then open it from there.
push-denied = Your browser blocks notifications for this page. Allow them in its settings, then try again.
push-refused = Notifications cannot be sent to this browser. Try with another one.
push-failed = Nothing was recorded: the browser did not answer. Try again later.
