// The curves of other sizes: threads of each worker across, a line for each number of workers.

import { colour, h, say } from "./dom.js";
import { duration, perSecond } from "./format.js";

const CURVES = [
  { title: "Queue wait p95", read: (option) => option.queue_p95, value: duration },
  { title: "Throughput", read: (option) => option.throughput, value: perSecond },
];

const same = (one, other) => one.workers === other.workers && one.threads === other.threads;

/** The panels of one advice; `choose` tells which size is looked at. */
export class Curves {
  /** @param advice sizes that memory does not carry are left out */
  constructor(advice) {
    this.advice = advice;
    this.options = advice.options.filter((option) => option.fits);
    this.workers = [...new Set(this.options.map((option) => option.workers))].sort((a, b) => a - b);
    this.panels = CURVES.map((spec) => this.panel(spec));
    this.element = h("div", { class: "curves" }, ...this.panels.map((panel) => panel.figure));
  }

  /** Brings one number of workers to the front. */
  choose(workers, threads) {
    this.chosen = { workers, threads };
    for (const panel of this.panels) {
      say(panel.line, `${workers} ${workers === 1 ? "worker" : "workers"}`);
      panel.chart.data.datasets = this.lines(panel.spec);
      paintAxes(panel.chart);
      panel.chart.update("none");
      panel.canvas.setAttribute("aria-label", this.words(panel.spec));
    }
  }

  /** Frees what the charts hold. */
  end() {
    this.panels.forEach((panel) => panel.chart.destroy());
  }

  panel(spec) {
    const canvas = h("canvas", { tabindex: "0", role: "img" });
    const line = h("span", {});
    const figure = h(
      "figure",
      {},
      h(
        "figcaption",
        {},
        h("h3", {}, `${spec.title} by threads of each worker`),
        h(
          "ul",
          { class: "names" },
          h("li", {}, h("i", { class: "swatch c-1" }), line),
          h("li", {}, h("i", { class: "swatch c-5" }), "other numbers of workers"),
          h("li", {}, "○ now"),
          h("li", {}, "◆ best"),
        ),
      ),
      h("div", { class: "canvas" }, canvas),
    );
    return { spec, canvas, line, figure, chart: chart(canvas, spec) };
  }

  lines(spec) {
    return this.workers.map((workers) => {
      const own = this.options.filter((option) => option.workers === workers).sort((a, b) => a.threads - b.threads);
      const front = workers === this.chosen.workers;
      const signs = own.map((option) => this.sign(option));
      return {
        data: own.map((option) => ({ x: option.threads, y: spec.read(option) })),
        order: front ? 0 : 1,
        borderColor: colour(front ? "c-1" : "c-5") + (front ? "" : "80"),
        borderWidth: front ? 2.5 : 1,
        pointStyle: signs.map((sign) => (sign === "best" ? "rectRot" : "circle")),
        pointRadius: signs.map((sign) => (sign === "best" ? 7 : sign === "now" ? 6 : front ? 2.5 : 0)),
        pointBackgroundColor: signs.map((sign) => (sign === "now" ? colour("panel") : colour(front ? "c-1" : sign ? "ink" : "c-5"))),
        pointBorderColor: signs.map((sign) => (sign ? colour("ink") : colour(front ? "c-1" : "c-5"))),
        pointBorderWidth: signs.map((sign) => (sign ? 2 : 0)),
      };
    });
  }

  sign(option) {
    if (same(option, this.advice.recommended)) {
      return "best";
    }
    return same(option, this.advice.current) ? "now" : "";
  }

  /** What is drawn, for who cannot see it. */
  words(spec) {
    const { workers } = this.chosen;
    const points = this.options
      .filter((option) => option.workers === workers)
      .sort((a, b) => a.threads - b.threads)
      .map((option) => `${option.threads}: ${spec.value(spec.read(option))}`);
    return `${spec.title} by threads of each worker, with ${workers} ${workers === 1 ? "worker" : "workers"}: ${points.join("; ") || "memory does not carry it"}`;
  }
}

function chart(canvas, spec) {
  return new Chart(canvas, {
    type: "line",
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      clip: false,
      layout: { padding: { top: 10, right: 12 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          type: "linear",
          min: 0,
          ticks: { precision: 0, maxTicksLimit: 9, maxRotation: 0, font: { size: 11 } },
          grid: { drawTicks: false },
          border: { display: false },
        },
        y: {
          beginAtZero: true,
          ticks: { maxTicksLimit: 4, callback: (value) => spec.value(value), font: { size: 11 }, padding: 4 },
          grid: { drawTicks: false },
          border: { display: false },
        },
      },
    },
  });
}

function paintAxes(one) {
  for (const scale of Object.values(one.options.scales)) {
    scale.ticks.color = colour("muted");
    scale.grid.color = colour("line");
  }
}
