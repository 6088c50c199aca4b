// From our description of a chart to ECharts' options: horizontal bars with direct labels.
// {labels: [...], series: [{name, values: [...]}], tinted}
const ROOT = document.documentElement;

/**
 * Resolves custom properties to plain colours, since canvas knows no light-dark(). All at once: each element that enters
 * the page, or leaves it, has the browser style the whole page again.
 */
function colours(names) {
  const probes = names.map((name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    return probe;
  });
  const box = document.createElement("div");
  box.hidden = true;
  box.append(...probes);
  document.body.append(box);
  const values = probes.map((probe) => getComputedStyle(probe).color);
  box.remove();
  return values;
}

/** The light colours, for files. */
const PRINT = ["#0d5c63", "#c4772b", "#5a4a8a", "#8fb339", "#b0456b", "#3f83b8", "#6b6b6b", "#d9a900"];

const PRINTED = { ink: "#1d2729", line: "#dde2e1", surface: "#fff", series: PRINT };

/** The tones of the page, by whether it is dark; a printed one never is. */
const shown = new Map();

function tones(print) {
  if (print) return PRINTED;
  const dark = matchMedia("screen and (prefers-color-scheme: dark)").matches;
  if (!shown.has(dark)) {
    const series = PRINT.map((_, i) => `--series-${i + 1}`);
    const [ink, line, surface, ...rest] = colours(["--tblr-body-color", "--tblr-border-color", "--tblr-bg-surface", ...series]);
    shown.set(dark, { ink, line, surface, series: rest });
  }
  return shown.get(dark);
}

/** `width` is the drawing's, in pixels: labels get at most two fifths of it, half on a phone, and go on in a second line. */
export function option(data, { print = false, width = 1200 } = {}) {
  const tone = tones(print);
  const format = new Intl.NumberFormat(ROOT.lang);
  const fontFamily = getComputedStyle(ROOT).getPropertyValue("--tblr-font-sans-serif").trim() || "sans-serif";
  const several = data.series.length > 1;
  const narrow = !print && width < 480;
  return {
    color: tone.series,
    // Redrawn whenever its place changes (a resize, a print): bars that grow again each time would be caught half-way.
    animation: false,
    textStyle: { fontFamily, color: tone.ink },
    grid: { left: 4, right: narrow ? 48 : 64, top: several ? 40 : 12, bottom: 8, containLabel: true },
    legend: { show: several, top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: { color: tone.ink } },
    tooltip: {
      renderMode: "richText",
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: tone.line, opacity: 0.35 } },
      backgroundColor: tone.surface,
      borderColor: tone.line,
      textStyle: { color: tone.ink, fontFamily },
      valueFormatter: (n) => format.format(n),
    },
    xAxis: { type: "value", max: several ? undefined : "dataMax", axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: "category",
      data: data.labels,
      inverse: true,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tone.line } },
      axisLabel: {
        color: tone.ink,
        fontSize: narrow ? 12 : 13,
        lineHeight: narrow ? 14 : 16,
        interval: 0,
        width: narrow ? width * 0.5 : Math.min(width * 0.4, print ? 360 : 260),
        overflow: "break",
      },
    },
    series: data.series.map((series) => ({
      type: "bar",
      name: series.name,
      data: series.values,
      colorBy: data.tinted ? "data" : "series",
      barMaxWidth: 28,
      itemStyle: { borderRadius: [0, 4, 4, 0] },
      label: {
        show: !several,
        position: "right",
        color: tone.ink,
        fontSize: 13,
        formatter: ({ value }) => format.format(value),
      },
    })),
  };
}
