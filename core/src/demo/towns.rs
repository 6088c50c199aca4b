//! Real French towns with their main postcode and population, so that places in made-up records agree with each other.
//!
//! Postcodes as published by La Poste, populations (thousands, rounded) by INSEE; both only need to be plausible.

/// A town of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Town {
    /// Its name, with accents.
    pub name: &'static str,
    /// Its main postcode, five digits.
    pub postcode: &'static str,
    /// Its region, as INSEE spells it.
    pub region: &'static str,
    /// Its inhabitants, in thousands: the weight with which it is drawn.
    pub weight: u32,
}

impl Town {
    /// The code of its département: two digits, `2A` or `2B` in Corsica, three digits overseas.
    pub fn department(&self) -> &'static str {
        match self.postcode.get(..3).unwrap_or_default() {
            "200" | "201" => "2A",
            "202" | "206" => "2B",
            overseas if overseas.starts_with("97") => overseas,
            _ => self.postcode.get(..2).unwrap_or_default(),
        }
    }
}

/// Every town of the table, region by region.
pub fn towns() -> impl Iterator<Item = Town> {
    REGIONS.iter().flat_map(|&(region, towns)| {
        towns.iter().map(move |&(name, postcode, weight)| Town {
            name,
            postcode,
            region,
            weight,
        })
    })
}

/// A region and its towns: name, postcode, inhabitants in thousands.
type Region = (&'static str, &'static [(&'static str, &'static str, u32)]);

#[rustfmt::skip]
const REGIONS: &[Region] = &[
    ("Île-de-France", &[
        ("Paris", "75011", 1050), ("Paris", "75015", 1050), ("Boulogne-Billancourt", "92100", 120),
        ("Saint-Denis", "93200", 113), ("Argenteuil", "95100", 110), ("Montreuil", "93100", 111),
        ("Nanterre", "92000", 96), ("Vitry-sur-Seine", "94400", 95), ("Créteil", "94000", 92),
        ("Versailles", "78000", 84), ("Courbevoie", "92400", 82), ("Évry-Courcouronnes", "91000", 67),
        ("Cergy", "95000", 66), ("Antony", "92160", 63), ("Meaux", "77100", 56), ("Melun", "77000", 41),
        ("Saint-Germain-en-Laye", "78100", 44), ("Fontainebleau", "77300", 15), ("Rambouillet", "78120", 27),
        ("Massy", "91300", 50),
    ]),
    ("Auvergne-Rhône-Alpes", &[
        ("Lyon", "69003", 522), ("Saint-Étienne", "42000", 174), ("Grenoble", "38000", 158),
        ("Villeurbanne", "69100", 156), ("Clermont-Ferrand", "63000", 147), ("Annecy", "74000", 131),
        ("Valence", "26000", 64), ("Chambéry", "73000", 59), ("Bourg-en-Bresse", "01000", 42),
        ("Roanne", "42300", 35), ("Vichy", "03200", 25), ("Montluçon", "03100", 34), ("Aurillac", "15000", 26),
        ("Le Puy-en-Velay", "43000", 19), ("Vienne", "38200", 30), ("Aix-les-Bains", "73100", 31),
        ("Montélimar", "26200", 39), ("Annonay", "07100", 16), ("Thonon-les-Bains", "74200", 36),
    ]),
    ("Provence-Alpes-Côte d'Azur", &[
        ("Marseille", "13008", 870), ("Nice", "06000", 343), ("Toulon", "83000", 180),
        ("Aix-en-Provence", "13100", 147), ("Avignon", "84000", 91), ("Antibes", "06600", 73),
        ("Cannes", "06400", 73), ("Fréjus", "83600", 57), ("Arles", "13200", 51), ("Gap", "05000", 41),
        ("Manosque", "04100", 22), ("Draguignan", "83300", 39), ("Digne-les-Bains", "04000", 17),
    ]),
    ("Occitanie", &[
        ("Toulouse", "31000", 504), ("Montpellier", "34000", 302), ("Nîmes", "30000", 148),
        ("Perpignan", "66000", 119), ("Béziers", "34500", 79), ("Montauban", "82000", 62),
        ("Narbonne", "11100", 56), ("Albi", "81000", 49), ("Carcassonne", "11000", 46), ("Sète", "34200", 44),
        ("Castres", "81100", 42), ("Tarbes", "65000", 43), ("Rodez", "12000", 24), ("Cahors", "46000", 20),
        ("Auch", "32000", 22), ("Mende", "48000", 12), ("Foix", "09000", 10),
    ]),
    ("Nouvelle-Aquitaine", &[
        ("Bordeaux", "33000", 260), ("Limoges", "87000", 130), ("Poitiers", "86000", 90), ("Pau", "64000", 77),
        ("La Rochelle", "17000", 78), ("Mérignac", "33700", 74), ("Niort", "79000", 59), ("Bayonne", "64100", 52),
        ("Brive-la-Gaillarde", "19100", 46), ("Angoulême", "16000", 41), ("Agen", "47000", 32),
        ("Périgueux", "24000", 30), ("Mont-de-Marsan", "40000", 30), ("Biarritz", "64200", 25),
        ("Arcachon", "33120", 11), ("Guéret", "23000", 13),
    ]),
    ("Hauts-de-France", &[
        ("Lille", "59000", 236), ("Amiens", "80000", 134), ("Roubaix", "59100", 98), ("Tourcoing", "59200", 98),
        ("Dunkerque", "59140", 86), ("Calais", "62100", 67), ("Villeneuve-d'Ascq", "59650", 62),
        ("Beauvais", "60000", 56), ("Saint-Quentin", "02100", 53), ("Arras", "62000", 42),
        ("Compiègne", "60200", 40), ("Valenciennes", "59300", 42), ("Douai", "59500", 39), ("Laon", "02000", 24),
        ("Boulogne-sur-Mer", "62200", 40),
    ]),
    ("Grand Est", &[
        ("Strasbourg", "67000", 291), ("Reims", "51100", 179), ("Metz", "57000", 120), ("Mulhouse", "68100", 106),
        ("Nancy", "54000", 105), ("Colmar", "68000", 68), ("Troyes", "10000", 62),
        ("Charleville-Mézières", "08000", 46), ("Épinal", "88000", 32), ("Haguenau", "67500", 35),
        ("Châlons-en-Champagne", "51000", 43), ("Chaumont", "52000", 21), ("Bar-le-Duc", "55000", 14),
    ]),
    ("Pays de la Loire", &[
        ("Nantes", "44000", 323), ("Angers", "49000", 157), ("Le Mans", "72000", 145),
        ("Saint-Nazaire", "44600", 72), ("La Roche-sur-Yon", "85000", 55), ("Cholet", "49300", 54),
        ("Laval", "53000", 49), ("Saumur", "49400", 26), ("Les Sables-d'Olonne", "85100", 48),
    ]),
    ("Bretagne", &[
        ("Rennes", "35000", 225), ("Brest", "29200", 140), ("Quimper", "29000", 63), ("Lorient", "56100", 57),
        ("Vannes", "56000", 54), ("Saint-Malo", "35400", 47), ("Saint-Brieuc", "22000", 44),
        ("Fougères", "35300", 21), ("Lannion", "22300", 20), ("Concarneau", "29900", 20), ("Auray", "56400", 14),
        ("Dinan", "22100", 14), ("Morlaix", "29600", 15),
    ]),
    ("Normandie", &[
        ("Le Havre", "76600", 166), ("Rouen", "76000", 114), ("Caen", "14000", 107),
        ("Cherbourg-en-Cotentin", "50100", 78), ("Évreux", "27000", 47), ("Dieppe", "76200", 28),
        ("Alençon", "61000", 26), ("Lisieux", "14100", 20), ("Saint-Lô", "50000", 19), ("Vernon", "27200", 24),
    ]),
    ("Bourgogne-Franche-Comté", &[
        ("Dijon", "21000", 159), ("Besançon", "25000", 119), ("Belfort", "90000", 46),
        ("Chalon-sur-Saône", "71100", 45), ("Auxerre", "89000", 35), ("Mâcon", "71000", 34), ("Nevers", "58000", 33),
        ("Montbéliard", "25200", 26), ("Beaune", "21200", 20), ("Lons-le-Saunier", "39000", 17),
        ("Vesoul", "70000", 15),
    ]),
    ("Centre-Val de Loire", &[
        ("Tours", "37000", 137), ("Orléans", "45000", 117), ("Bourges", "18000", 64), ("Blois", "41000", 46),
        ("Châteauroux", "36000", 43), ("Chartres", "28000", 39), ("Dreux", "28100", 31), ("Vierzon", "18100", 25),
        ("Amboise", "37400", 13),
    ]),
    ("Corse", &[("Ajaccio", "20000", 71), ("Bastia", "20200", 48), ("Porto-Vecchio", "20137", 12)]),
    ("La Réunion", &[("Saint-Denis", "97400", 153), ("Saint-Paul", "97460", 103)]),
    ("Guadeloupe", &[("Les Abymes", "97139", 53), ("Basse-Terre", "97100", 10)]),
    ("Martinique", &[("Fort-de-France", "97200", 76)]),
];
