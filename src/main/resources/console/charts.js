// The curves. Chart.js draws lines; what they mean, and at which moment, stands beside them as text.

import { byId, colour, h, say } from "./dom.js";
import { bytes, duration, minuteOf, number, perSecond, timeOf } from "./format.js";

const KEPT = 900;

const CHARTS = [
  {
    title: "Requests by answer",
    value: perSecond,
    stacked: true,
    lines: [
      ["2xx, 3xx", "c-1", (s) => s.answers.ok],
      ["4xx", "c-4", (s) => s.answers.client_errors],
      ["5xx", "c-bad", (s) => s.answers.server_errors],
      ["none", "c-5", (s) => s.answers.none],
    ],
  },
  {
    title: "Response time",
    value: duration,
    lines: [
      ["p50", "c-1", (s) => s.duration.p50],
      ["p95", "c-2", (s) => s.duration.p95, [5, 3]],
      ["p99", "c-3", (s) => s.duration.p99, [2, 2]],
    ],
  },
  {
    title: "Queue wait",
    value: duration,
    lines: [
      ["p50", "c-1", (s) => s.queue_wait.p50],
      ["p95", "c-2", (s) => s.queue_wait.p95, [5, 3]],
      ["longest", "c-3", (s) => s.queue_wait.max, [2, 2]],
    ],
  },
  {
    title: "Slots",
    value: number,
    lines: [
      ["busy", "c-1", (s) => s.busy, null, true],
      ["all", "c-5", (s) => s.slots, [5, 3]],
      ["waiting", "c-bad", (s) => s.waiting, [2, 2]],
    ],
  },
  {
    title: "Processors",
    value: number,
    least: (setup) => setup.cores,
    lines: [
      ["workers", "c-1", (s) => s.machine.worker_cores],
      ["server", "c-2", (s) => s.machine.server_cores, [5, 3]],
      ["machine", "c-5", (s) => s.machine.machine_cores, [2, 2]],
    ],
  },
  {
    title: "Memory",
    value: bytes,
    binary: true,
    lines: [
      ["workers", "c-1", (s) => s.machine.worker_memory],
      ["server", "c-2", (s) => s.machine.server_memory, [5, 3]],
      ["free", "c-5", (s) => s.machine.free_memory, [2, 2]],
    ],
  },
];

/** Marks that stand in the charts; all are in the list. */
const DRAWN = { reload: "↻", crash: "✕", boot_failure: "✕", resize: "⇔", deadline: "!", finding: "■" };

const NAMES = {
  ready: "worker ready",
  reload: "reload",
  boot_failure: "boot failure",
  crash: "crash",
  deadline: "deadline",
  recycle: "recycle",
  resize: "resize",
  finding: "finding",
  stop: "stop",
};

const history = { seconds: [], marks: [] };
const panels = [];
let range = 300;
let cursor = null;
let describedAt = -Infinity;

export function startCharts() {
  for (const spec of CHARTS) {
    panels.push(panel(spec));
  }
  byId("range").addEventListener("change", (event) => {
    range = Number(event.target.value);
    say(byId("range-text"), range === 60 ? "minute" : `${range / 60} minutes`);
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    panels.forEach(paint);
    draw();
  });
}

/** Replaces all that is known. */
export function showHistory({ seconds, marks }, setup) {
  history.seconds = seconds.slice(-KEPT);
  history.marks = marks;
  for (const one of panels) {
    one.chart.options.scales.y.suggestedMax = one.spec.least?.(setup);
  }
  describedAt = -Infinity;
  draw();
  listMarks();
}

/** Adds what has happened since. */
export function addSeconds(seconds, marks) {
  let known = history.seconds.at(-1)?.epoch_second ?? 0;
  if (seconds.at(-1)?.epoch_second < known) {
    // The server's clock was set back: what it saw before is yet to come.
    Object.assign(history, { seconds: [], marks: [] });
    known = 0;
  }
  history.seconds.push(...seconds.filter((second) => second.epoch_second > known));
  history.seconds.splice(0, Math.max(0, history.seconds.length - KEPT));
  if (marks.length) {
    history.marks = [...history.marks, ...marks].slice(-200);
    listMarks();
  }
  draw();
}

function panel(spec) {
  const canvas = h("canvas", { tabindex: "0", role: "img" });
  const values = spec.lines.map(() => h("b"));
  const names = spec.lines.map(([name, tone, , dash, filled], index) =>
    h("li", {}, h("i", { class: `swatch ${tone} ${spec.stacked || filled ? "filled" : dash ? (dash[0] === 5 ? "dashed" : "dotted") : ""}` }), `${name} `, values[index]),
  );
  const moment = h("span", { class: "moment" });
  byId("charts").append(
    h(
      "figure",
      {},
      h("figcaption", {}, h("h3", {}, spec.title), moment, h("ul", { class: "names" }, ...names)),
      h("div", { class: "canvas" }, canvas),
    ),
  );
  const one = { spec, canvas, values, moment, chart: chart(canvas, spec) };
  paint(one);
  canvas.addEventListener("pointermove", (event) => {
    point(one.chart.scales.x.getValueForPixel(event.offsetX));
  });
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("blur", () => point(null));
  canvas.addEventListener("keydown", (event) => step(event));
  return one;
}

function chart(canvas, spec) {
  return new Chart(canvas, {
    type: "line",
    data: {
      datasets: spec.lines.map(([name, , , dash, filled], index) => ({
        label: name,
        data: [],
        borderWidth: spec.stacked ? 1 : 1.75,
        borderDash: dash ?? [],
        pointRadius: 0,
        pointHitRadius: 0,
        fill: spec.stacked ? (index ? "-1" : "origin") : filled ? "origin" : false,
      })),
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 12, right: 6 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: {
          type: "linear",
          ticks: { maxTicksLimit: 5, maxRotation: 0, includeBounds: false, callback: (value) => minuteOf(value * 1000), font: { size: 11 } },
          afterBuildTicks: (axis) => {
            const step = [30, 60, 120, 300].find((one) => (axis.max - axis.min) / one <= 5) ?? 300;
            axis.ticks = [];
            for (let at = Math.ceil(axis.min / step) * step; at <= axis.max; at += step) {
              axis.ticks.push({ value: at });
            }
          },
          grid: { drawTicks: false },
          border: { display: false },
        },
        y: {
          beginAtZero: true,
          stacked: spec.stacked ?? false,
          ticks: { maxTicksLimit: 4, callback: (value) => spec.value(value), font: { size: 11 }, padding: 4 },
          afterBuildTicks: (axis) => spec.binary && binaryTicks(axis),
          afterFit: (axis) => {
            axis.width = 58;
          },
          grid: { drawTicks: false },
          border: { display: false },
        },
      },
    },
    plugins: [{ id: "moments", afterDatasetsDraw: drawMoments }],
  });
}

/** Bytes are counted in powers of two, and so are the lines behind them. */
function binaryTicks(axis) {
  const step = 2 ** Math.ceil(Math.log2(Math.max(1, axis.max) / 4));
  axis.ticks = [];
  for (let at = 0; at <= axis.max; at += step) {
    axis.ticks.push({ value: at });
  }
}

/** Colours are the style sheet's; they change with the scheme. */
function paint(one) {
  const { datasets } = one.chart.data;
  one.spec.lines.forEach(([, tone], index) => {
    datasets[index].borderColor = colour(tone);
    datasets[index].backgroundColor = `${colour(tone)}${one.spec.stacked ? "66" : "26"}`;
  });
  for (const scale of Object.values(one.chart.options.scales)) {
    scale.ticks.color = colour("muted");
    scale.grid.color = colour("line");
  }
}

function draw() {
  const end = history.seconds.at(-1)?.epoch_second;
  if (!end) {
    return;
  }
  const begin = end - range + 1;
  const shown = history.seconds.filter((second) => second.epoch_second >= begin);
  for (const one of panels) {
    const { chart, spec } = one;
    chart.options.scales.x.min = begin;
    chart.options.scales.x.max = end;
    spec.lines.forEach(([, , read], index) => {
      chart.data.datasets[index].data = points(shown, read);
    });
    chart.update("none");
  }
  tell();
  if (performance.now() - describedAt > 10000) {
    describedAt = performance.now();
    panels.forEach((one) => describe(one, shown));
  }
}

/** A second that nobody saw breaks the line. */
function points(seconds, read) {
  const list = [];
  let before = null;
  for (const second of seconds) {
    if (before !== null && second.epoch_second > before + 2) {
      list.push({ x: before + 1, y: NaN });
    }
    list.push({ x: second.epoch_second, y: read(second) });
    before = second.epoch_second;
  }
  return list;
}

/** What a chart shows, for who cannot see it. */
function describe(one, shown) {
  const last = shown.at(-1);
  const words = one.spec.lines.map(([name, , read]) => {
    const most = Math.max(...shown.map(read));
    return `${name} now ${one.spec.value(read(last))}, at most ${one.spec.value(most)}`;
  });
  one.canvas.setAttribute("aria-label", `${one.spec.title}, the last ${byId("range-text").textContent}: ${words.join("; ")}. Left and right arrow keys read single seconds.`);
}

function point(second) {
  cursor = second === null ? null : Math.round(second);
  panels.forEach((one) => one.chart.draw());
  tell();
}

function step(event) {
  const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
  const end = history.seconds.at(-1)?.epoch_second;
  if (!move || !end) {
    return;
  }
  event.preventDefault();
  point(Math.min(end, Math.max(end - range + 1, (cursor ?? end) + move)));
  const one = panels.find((panel) => panel.canvas === event.target);
  say(byId("said"), `${one.moment.textContent}: ${one.spec.lines.map(([name], index) => `${name} ${one.values[index].textContent}`).join(", ")}`);
}

/** The values at the cursor, or now. */
function tell() {
  const second = cursor === null ? history.seconds.at(-1) : history.seconds.find((one) => one.epoch_second === cursor);
  for (const one of panels) {
    say(one.moment, cursor === null ? "" : timeOf(cursor * 1000));
    one.spec.lines.forEach(([, , read], index) => {
      say(one.values[index], second ? one.spec.value(read(second)) : "–");
    });
  }
}

function drawMoments({ ctx, chartArea, scales }) {
  const vertical = (x, style, dash) => {
    ctx.strokeStyle = style;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(x, chartArea.top);
    ctx.lineTo(x, chartArea.bottom);
    ctx.stroke();
  };
  ctx.save();
  ctx.lineWidth = 1;
  for (const mark of history.marks) {
    const at = mark.epoch_millis / 1000;
    const sign = DRAWN[mark.kind];
    if (!sign || at < scales.x.min || at > scales.x.max) {
      continue;
    }
    const x = Math.round(scales.x.getPixelForValue(at)) + 0.5;
    const tone = mark.kind === "crash" || mark.kind === "boot_failure" ? colour("bad-ink") : colour("muted");
    vertical(x, tone, [3, 3]);
    ctx.fillStyle = tone;
    ctx.font = "bold 11px system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.fillText(sign, x, chartArea.top - 2);
  }
  if (cursor !== null && cursor >= scales.x.min && cursor <= scales.x.max) {
    vertical(Math.round(scales.x.getPixelForValue(cursor)) + 0.5, colour("ink"), []);
  }
  ctx.restore();
}

function listMarks() {
  say(byId("marks-count"), `(${history.marks.length})`);
  const newest = history.marks.slice(-50).reverse();
  byId("marks").replaceChildren(
    ...(newest.length
      ? newest.map((mark) =>
          h(
            "li",
            { class: `mark ${mark.kind}` },
            h("time", { datetime: new Date(mark.epoch_millis).toISOString() }, timeOf(mark.epoch_millis)),
            h("b", {}, `${DRAWN[mark.kind] ?? "·"} ${NAMES[mark.kind] ?? mark.kind}`),
            h("span", {}, mark.text),
          ),
        )
      : [h("li", { class: "empty" }, "Nothing yet.")]),
  );
}
