# Pages d’erreur.

error-forbidden = Cette page ne vous est pas ouverte
error-forbidden-what = Votre rôle ne permet pas cette action. Un administrateur de votre entreprise peut le changer.
error-not-found = Cette page n’existe pas
error-not-found-what = L’adresse est inexacte, ou ce qu’elle désignait a été supprimé.
error-too-large = Ce fichier est trop volumineux
error-too-large-what = Rien n’a été enregistré. Découpez le fichier et envoyez les parties l’une après l’autre.
error-too-many = Trop de tentatives
error-too-many-what = Attendez quelques minutes avant de réessayer.
error-bad-request = Cette demande n’a pas été comprise
error-bad-request-what = Rien n’a été modifié. Revenez à la page précédente et réessayez.
error-internal = Une erreur est survenue de notre côté
error-internal-what = Ce qui était enregistré l’est toujours. Réessayez ; si l’erreur revient, transmettez ce numéro à votre administrateur.
error-number = Numéro :
error-home = Aller à la vue d’ensemble
