// A small base of public bodies of the same shape as the real one, and what must come out of it.

const REGIONS = [
  ["Bretagne", "35", "35000", "Rennes"],
  ["Bretagne", "29", "29200", "Brest"],
  ["Bretagne", "56", "56000", "Vannes"],
  ["Corse", "2A", "20000", "Ajaccio"],
  ["Normandie", "14", "14000", "Caen"],
];
const HEADER = "Référence,Nom,Type,Courriel,Téléphone,Adresse,Code postal,Ville,Département,Région,Site web";

/** `rows` bodies: every fourth one in Corsica or Normandy is a «cij», all others are town halls. */
export function bodies(rows) {
  return Array.from({ length: rows }, (_, i) => {
    const [region, department, postcode, city] = REGIONS[i % REGIONS.length];
    const type = region !== "Bretagne" && i % 4 === 3 ? "cij" : "mairie";
    const two = (n) => String(n).padStart(2, "0");
    return {
      reference: `${type}-${i}`,
      // A name a spreadsheet would take for a formula, and one with a comma and quotes.
      name: i === 0 ? "=HYPERLINK(1)" : i === 1 ? 'Mairie "du bas", Brest' : `Mairie no ${i}`,
      type,
      email: `contact${i}@commune${i}.test`,
      phone: `0199 00 ${two(Math.floor(i / 100))} ${two(i % 100)}`,
      e164: `+3319900${two(Math.floor(i / 100))}${two(i % 100)}`,
      address: `${i + 1} rue de la Paix`,
      postcode,
      city,
      department,
      region,
      website: `http://commune${i}.test`,
    };
  });
}

const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The file a person imports. */
export function csv(all) {
  const line = (b) =>
    [b.reference, b.name, b.type, b.email, b.phone, b.address, b.postcode, b.city, b.department, b.region, b.website]
      .map(quoted)
      .join(",");
  return [HEADER, ...all.map(line), ""].join("\n");
}

/** The file a campaign over `chosen` must export, byte by byte; `clusters` gives the cluster of each row. */
export function exported(chosen, clusters, { title, network, date }) {
  const header =
    "name,company,first_name,last_name,type,sector,email,phone,address,postcode,city,department,region,country," +
    "language,status,website,reference,Cluster_ID,Campagne,Réseau social,Date";
  const safe = (cell) => (cell.startsWith("=") ? `'${cell}` : cell);
  const line = (b, i) =>
    [b.name, "", "", "", b.type, "", b.email, b.e164, b.address, b.postcode, b.city, b.department, b.region, "", "", ""]
      .concat([b.website, b.reference, clusters[i], title, network, date])
      .map((cell) => quoted(safe(cell)))
      .join(",");
  return [header, ...chosen.map(line), ""].join("\r\n");
}
