// The scripts every page loads. Each does one thing and leaves a page that works without it.
import "./js/swaps.js";
import "./js/menus.js";
import "./js/panel.js";
import "./js/gates.js";
import "./js/upload.js";
import "./js/progress.js";
import "./js/writer.js";
import "./js/toasts.js";
import "./js/counting.js";
import "./js/copy.js";
