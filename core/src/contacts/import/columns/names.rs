//! Tables of what headers are called in French and English, without accents, spaces and punctuation.

use crate::contacts::field::Field;

/// Names of each field, the surest first: where two columns claim one field, the earlier name wins.
#[rustfmt::skip]
pub(super) const NAMES: [(Field, &[&str]); Field::COUNT] = [
    (
        Field::Name,
        &[
            "nom", "name", "nomcomplet", "fullname", "nometprenom", "nomprenom", "prenomnom", "prenometnom", "nomusuel",
            "intitule", "libelle", "designation", "displayname", "nomaffiche", "nomducontact", "nomcontact",
            "contactname", "contact",
        ],
    ),
    (
        Field::Company,
        &[
            "raisonsociale", "company", "companyname", "societe", "entreprise", "organisme", "organisation",
            "organization",
            "nomentreprise", "nomdelentreprise", "nomsociete", "nomdelasociete", "nomorganisme", "nomdelorganisme",
            "nomdelorganisation", "organizationname", "organisationname", "denomination", "denominationsociale",
            "enseigne",
            "nomcommercial", "etablissement", "nometablissement", "structure", "nomdelastructure", "nomstructure",
            "collectivite",
            "account", "accountname", "businessname", "employeur", "employer",
        ],
    ),
    (
        Field::FirstName,
        &[
            "prenom", "firstname", "prenoms", "givenname", "forename", "prenomcontact", "prenomducontact",
            "contactfirstname",
        ],
    ),
    (
        Field::LastName,
        &[
            "nomdefamille", "lastname", "surname", "familyname", "patronyme", "nomusage", "nomdusage", "nomdenaissance",
            "nomfamille", "contactlastname",
        ],
    ),
    (
        Field::Type,
        &[
            "type", "typedecontact", "typecontact", "typedeprospect", "typeprospect", "typedeclient", "typeclient",
            "typedorganisme", "typeorganisme", "typedestructure", "typestructure", "typedorganisation",
            "typedetablissement",
            "contacttype", "customertype", "categorie", "category", "nature",
        ],
    ),
    (
        Field::Sector,
        &[
            "secteur", "sector", "secteurdactivite", "secteuractivite", "industry", "industrie", "activite",
            "activiteprincipale",
            "domainedactivite", "domaineactivite", "domaine", "branche", "businesssector",
        ],
    ),
    (
        Field::Email,
        &[
            "email", "courriel", "mail", "mel", "adresseemail", "adressemail", "adressecourriel", "adressedecourriel",
            "adresseelectronique", "adressedemessagerie", "emailaddress", "mailaddress", "emailcontact", "contactemail",
            "courrielcontact", "mailcontact", "emailducontact", "emailpro", "emailprofessionnel", "mailpro",
            "mailprofessionnel",
            "courrielprofessionnel", "workemail", "businessemail", "emailprincipal", "primaryemail", "email1",
            "mail1", "messagerie", "emailperso", "emailpersonnel", "mailperso", "mailpersonnel", "courrielpersonnel",
            "personalemail", "adressemailpro", "adresseemailpro",
        ],
    ),
    (
        Field::Phone,
        &[
            "telephone", "phone", "tel", "phonenumber", "numerodetelephone", "numerotelephone", "numtelephone",
            "ndetelephone",
            "ntelephone", "numtel", "ntel", "portable", "mobile", "telephoneportable", "telephonemobile", "telportable",
            "telmobile", "mobilephone", "mobilenumber", "numerodeportable", "numeroportable", "gsm", "cellphone",
            "cell",
            "telephone1", "tel1", "phone1", "telephonecontact", "contactphone", "telephoneprofessionnel", "telpro",
            "telephonefixe", "telfixe", "fixe", "lignedirecte", "standard",
            "ntelfixe", "numtelfixe", "numerotelfixe", "numerodetelfixe", "ntelephonefixe", "numerotelephonefixe",
            "numerodetelephonefixe", "nfixe", "numerofixe", "telephonebureau", "telbureau", "telephonetravail",
            "teltravail", "telephonedomicile", "teldomicile", "workphone", "officephone", "businessphone", "homephone",
            "landline", "telephonenumber", "mobilephonenumber", "nportable", "nmobile", "numportable", "nummobile",
            "ntelportable", "ntelmobile", "numtelportable", "numtelmobile", "numerotelportable", "numerotelmobile",
            "numerodetelportable", "numerodetelmobile", "numerodemobile", "numeromobile",
        ],
    ),
    (
        Field::Address,
        &[
            "adresse", "address", "adressepostale", "postaladdress", "mailingaddress", "rue", "street",
            "streetaddress", "voie",
            "adresse1", "address1", "addressline1", "adresseligne1", "ligneadresse", "numeroetvoie", "numeroetrue",
            "adressecomplete",
            "adr",
        ],
    ),
    (
        Field::Postcode,
        &[
            "codepostal", "cp", "postcode", "postalcode", "zip", "zipcode", "codepost", "codepostale", "cpostal",
            "npa", "plz", "zippostalcode", "postalzipcode", "zippostcode", "postcodezip", "postalcodezip",
        ],
    ),
    (
        Field::City,
        &[
            "ville", "city", "commune", "town", "localite", "municipalite", "municipality", "nomcommune",
            "nomdelacommune",
            "libellecommune", "nomville", "nomdelaville", "citytown", "towncity", "villecommune", "communeville",
        ],
    ),
    (
        Field::Department,
        &[
            "departement", "department", "dept", "dep", "dpt", "codedepartement", "numerodepartement",
            "numerodedepartement",
            "ndepartement", "nomdepartement", "nomdudepartement", "libelledepartement", "county",
        ],
    ),
    (Field::Region, &[
        "region", "nomregion", "nomdelaregion", "regionadministrative", "libelleregion", "state", "province",
        "stateregion", "stateprovince", "stateprovinceregion", "provincestate",
    ]),
    (Field::Country, &[
        "pays", "country", "codepays", "countrycode", "nompays", "nomdupays", "paysiso", "nation",
        "countryregion", "paysregion", "codepaysiso", "countryiso",
    ]),
    (Field::Language, &[
        "langue", "language", "lang", "locale", "languedecontact", "languepreferee", "preferredlanguage",
    ]),
    (
        Field::Status,
        &[
            "statut", "status", "statutclient", "statutprospect", "statutcommercial", "statutcontact", "leadstatus",
            "contactstatus", "etat", "stade",
        ],
    ),
    (
        Field::Website,
        &[
            "siteweb", "website", "siteinternet", "url", "web", "site", "www", "urlsite", "urldusite", "urlsiteweb",
            "siteurl",
            "pageweb", "webpage", "adresseweb", "adresseinternet", "homepage", "weburl", "websiteurl", "lien",
        ],
    ),
];

/// Names by which a mobile number is told from a land line; only it takes text messages.
#[rustfmt::skip]
pub(super) const MOBILE: &[&str] = &[
    "portable", "mobile", "telephoneportable", "telephonemobile", "telportable", "telmobile", "mobilephone",
    "mobilenumber",
    "numerodeportable", "numeroportable", "gsm", "cellphone", "mobilephonenumber", "nportable", "nmobile", "numportable",
    "nummobile", "ntelportable", "ntelmobile", "numtelportable", "numtelmobile", "numerotelportable", "numerotelmobile",
    "numerodetelportable", "numerodetelmobile", "numerodemobile", "numeromobile",
];

/// Networks and the words they are called by.
#[rustfmt::skip]
pub(super) const NETWORKS: [(&str, &[&str]); 16] = [
    ("facebook", &["facebook", "fb"]),
    ("instagram", &["instagram", "insta", "ig"]),
    ("x", &["x", "twitter"]),
    ("linkedin", &["linkedin"]),
    ("tiktok", &["tiktok"]),
    ("youtube", &["youtube", "yt"]),
    ("snapchat", &["snapchat", "snap"]),
    ("pinterest", &["pinterest"]),
    ("mastodon", &["mastodon"]),
    ("bluesky", &["bluesky"]),
    ("threads", &["threads"]),
    ("whatsapp", &["whatsapp"]),
    ("telegram", &["telegram"]),
    ("discord", &["discord"]),
    ("twitch", &["twitch"]),
    ("reddit", &["reddit"]),
];

/// Words that say that people are counted.
#[rustfmt::skip]
pub(super) const FOLLOWERS: [&str; 14] = [
    "abonne", "abonnes", "abonnees", "follower", "followers", "fans", "fan", "membres", "members", "subscribers",
    "subscriber",
    "likes", "audience", "communaute",
];
