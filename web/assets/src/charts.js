// Charts of a page: <figure data-chart> holding a JSON description, a drawing place and export buttons.
// Drawn on canvas with tooltips on canvas too: ECharts' own SVG and HTML use inline styles, which
// our content policy forbids. The SVG export is made as text and never enters the page.
import { use, init } from "echarts/core";
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { option } from "./js/chart-option.js";
import { save, toCsv } from "./js/chart-export.js";

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

const scheme = matchMedia("(prefers-color-scheme: dark)");
const drawn = [];

function draw(figure) {
  const place = figure.querySelector(".chart");
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const chart = init(place, null, { renderer: "canvas" });
  const paint = () => chart.setOption(option(data, { width: place.clientWidth }), true);
  paint();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    // Says so at once, too, of what has just been drawn; how the labels break depends on the width alone.
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    chart.resize();
    paint();
  }).observe(place);
  figure.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-export]")?.dataset.export;
    if (kind) exportAs(kind, figure, chart, data);
  });
  drawn.push(paint);
}

function exportAs(kind, figure, chart, data) {
  const name = `${figure.dataset.name}.${kind}`;
  if (kind === "csv") return save(name, new Blob([toCsv(data)], { type: "text/csv;charset=utf-8" }));
  const picture = option(data, { print: true });
  if (kind === "png") {
    const sheet = document.createElement("div");
    const off = init(sheet, null, { renderer: "canvas", width: 1200, height: 675, devicePixelRatio: 2 });
    off.setOption({ ...picture, animation: false });
    return off.renderToCanvas({ backgroundColor: "#fff" }).toBlob((blob) => (save(name, blob), off.dispose()));
  }
  const off = init(null, null, { renderer: "svg", ssr: true, width: 1200, height: 675 });
  off.setOption({ ...picture, animation: false, backgroundColor: "#fff" });
  save(name, new Blob([off.renderToSVGString()], { type: "image/svg+xml" }));
  off.dispose();
}

document.querySelectorAll("figure[data-chart]").forEach(draw);
scheme.addEventListener("change", () => drawn.forEach((paint) => paint()));
