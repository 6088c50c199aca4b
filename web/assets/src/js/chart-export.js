// Files made from a chart, on the reader's own machine.

/** Hands a blob to the browser as a download. */
export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** One CSV field (RFC 4180); what a spreadsheet would run as a formula is made text. */
function field(value) {
  const text = typeof value === "number" ? String(value) : String(value).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The chart's figures as CSV, a line per label. */
export function toCsv(data) {
  const rows = [["", ...data.series.map((s) => s.name)]];
  data.labels.forEach((label, i) => rows.push([label, ...data.series.map((s) => s.values[i])]));
  return rows.map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}
