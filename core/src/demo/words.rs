//! The vocabulary of made-up people and organisations: common French names, and words that shop and office names are made of.

/// First names of women, by and large by frequency.
#[rustfmt::skip]
pub(super) const WOMEN: &[&str] = &[
    "Marie", "Nathalie", "Isabelle", "Sylvie", "Catherine", "Françoise", "Valérie", "Christine", "Sandrine",
    "Stéphanie", "Céline", "Sophie", "Aurélie", "Julie", "Camille", "Laura", "Pauline", "Émilie", "Léa", "Manon",
    "Chloé", "Inès", "Jade", "Louise", "Alice", "Zoé", "Anaïs", "Clara", "Lucie", "Mathilde", "Hélène", "Agnès",
    "Béatrice", "Delphine", "Élodie", "Fatima", "Karine", "Laetitia", "Mélanie", "Noémie", "Ophélie", "Rachel",
    "Samira", "Solène", "Virginie", "Yasmine", "Gaëlle", "Maëlle", "Rozenn", "Anne-Sophie",
];

/// First names of men, by and large by frequency.
#[rustfmt::skip]
pub(super) const MEN: &[&str] = &[
    "Jean", "Philippe", "Michel", "Alain", "Patrick", "Nicolas", "Christophe", "Pierre", "Laurent", "Éric",
    "Frédéric", "David", "Stéphane", "Thierry", "Olivier", "Julien", "Sébastien", "Thomas", "Alexandre", "Antoine",
    "Maxime", "Kevin", "Lucas", "Hugo", "Théo", "Gabriel", "Raphaël", "Louis", "Arthur", "Jules", "Adam", "Ahmed",
    "Benoît", "Cédric", "Damien", "Étienne", "Fabrice", "Guillaume", "Jérôme", "Karim", "Loïc", "Mathieu", "Mehdi",
    "Quentin", "Rémi", "Romain", "Tristan", "Vincent", "Yann", "Jean-Baptiste",
];

/// Family names, the most frequent first.
#[rustfmt::skip]
pub(super) const FAMILIES: &[&str] = &[
    "Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent", "Simon",
    "Michel", "Lefebvre", "Leroy", "Roux", "David", "Bertrand", "Morel", "Fournier", "Girard", "Bonnet", "Dupont",
    "Lambert", "Fontaine", "Rousseau", "Vincent", "Muller", "Lefèvre", "Faure", "André", "Mercier", "Blanc",
    "Guérin", "Boyer", "Garnier", "Chevalier", "François", "Legrand", "Gauthier", "Garcia", "Perrin", "Robin",
    "Clément", "Morin", "Nicolas", "Henry", "Roussel", "Mathieu", "Gautier", "Masson", "Marchand", "Duval", "Denis",
    "Dumont", "Marie", "Lemaire", "Noël", "Meyer", "Dufour", "Meunier", "Brun", "Blanchard", "Giraud", "Joly",
    "Rivière", "Lucas", "Brunet", "Gaillard", "Barbier", "Arnaud", "Martinez", "Gérard", "Roche", "Renard",
    "Schmitt", "Roy", "Leroux", "Colin", "Vidal", "Caron", "Picard", "Roger", "Fabre", "Aubert", "Lemoine",
    "Renaud", "Dumas", "Lacroix", "Olivier", "Philippe", "Bourgeois", "Pierre", "Benoît", "Rey", "Leclerc", "Payet",
    "Rolland", "Leclercq", "Guillaume", "Lecomte", "Lopez", "Jean", "Dupuy", "Guillot", "Hubert", "Berger",
    "Carpentier", "Sanchez", "Dupuis", "Moulin", "Louis", "Deschamps", "Huet", "Vasseur", "Perez", "Boucher",
    "Fleury", "Royer", "Klein", "Jacquet", "Adam", "Paris", "Poirier", "Marty", "Aubry", "Guyot", "Carré",
    "Charles", "Renault", "Charpentier", "Ménard", "Maillard", "Baron", "Bertin", "Bailly", "Hervé", "Schneider",
    "Fernandez", "Le Gall", "Collet", "Léger", "Bouvier", "Julien", "Prévost", "Millet", "Perrot", "Daniel",
    "Le Roux", "Cousin", "Germain", "Breton", "Besson", "Langlois", "Rémy", "Le Goff", "Pelletier", "Lévêque",
    "Perrier", "Leblanc", "Barré", "Lebrun", "Marchal", "Weber", "Mallet", "Hamon", "Boulanger", "Jacob", "Monnier",
    "Michaud", "Rodriguez", "Guichard", "Gillet", "Étienne", "Grondin", "Poulain", "Tessier", "Chevallier",
    "Collin", "Chauvin", "Da Silva", "Bouchet", "Gay", "Lemaître", "Bénard", "Maréchal", "Humbert", "Reynaud",
    "Antoine", "Hoarau", "Perret", "Barthélemy", "Cordier", "Pichon", "Lejeune", "Gilbert", "Lamy", "Delaunay",
    "Pasquier", "Carlier", "Laporte", "Benali", "Diallo", "Nguyen", "Traoré", "Haddad", "Kaya",
];

/// Names of streets.
#[rustfmt::skip]
pub(super) const STREETS: &[&str] = &[
    "rue de la République", "rue Victor-Hugo", "rue Jean-Jaurès", "avenue de la Gare", "place de l'Église",
    "rue du Général-de-Gaulle", "rue Pasteur", "rue des Écoles", "boulevard Gambetta", "rue du Moulin",
    "impasse des Lilas", "chemin des Vignes", "rue de la Fontaine", "avenue Foch", "quai de la Rivière",
    "rue des Tanneurs", "place du Marché", "allée des Tilleuls", "rue du Port", "rue Émile-Zola", "cours Voltaire",
    "rue des Jardins", "rue Marie-Curie", "boulevard Carnot", "rue de Bretagne", "rue Saint-Martin",
    "route de la Plage", "rue du Stade", "avenue des Pins", "rue Jules-Ferry",
];

/// What a proper name may be made of: `Hôtel «du Phare»`, `Maison «Belle Rive»`.
#[rustfmt::skip]
pub(super) const EPITHETS: &[&str] = &[
    "du Phare", "des Halles", "du Parc", "Belle Rive", "des Remparts", "du Canal", "de la Poste", "Saint-Michel",
    "Bellevue", "du Vieux Pont", "des Arts", "du Théâtre", "de l'Horloge", "du Marché", "Les Glycines",
    "Beausoleil", "des Quais", "Mirabeau", "du Lac", "La Fontaine", "des Lumières", "Grand Large", "des Alpilles",
    "du Cloître", "Montaigne", "Clair de Lune", "Les Oliviers", "du Levant", "des Capucins", "Victoria",
    "Lafayette", "Azur",
];

/// Domains on which individuals have their mailbox. All reserved: nothing can be delivered (RFC 2606, RFC 6761).
#[rustfmt::skip]
pub(super) const MAILBOXES: &[&str] = &[
    "messagerie.test", "courriel.test", "boite.example", "poste.example", "mail.example.org", "example.com",
];

/// How individuals came into the base; what a lawful basis can point at.
#[rustfmt::skip]
pub(super) const ORIGINS_AT_HOME: &[&str] = &[
    "Formulaire du site", "Achat en boutique", "Commande en ligne", "Parrainage", "Jeu-concours",
];

/// How professionals came into the base.
#[rustfmt::skip]
pub(super) const ORIGINS_AT_WORK: &[&str] = &[
    "Salon professionnel", "Demande de devis", "Annuaire professionnel", "Formulaire du site", "Commande en ligne",
];
