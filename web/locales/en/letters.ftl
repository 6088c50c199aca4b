# Notifications and letters: the outbox, the keys, what is refused.

outbox-letter = The letter as it would have been printed
outbox-letter-open = Open the letter on its own
outbox-notification = The notification as it would have been shown
push-keys = Keys of web push
push-keys-explained = Notifications are signed with a pair of keys that belongs to you. The secret key is sealed and never shown; browsers subscribe with the public one. Changing keys later makes every subscription useless.
push-keys-create = Create the keys

invalid-subscription = This is not a push subscription: give endpoint and keys of a browser, or the token of a device.
invalid-push-service = Notifications are not sent to this push service: the company has not allowed it, or has no keys yet.
