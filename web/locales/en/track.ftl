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
