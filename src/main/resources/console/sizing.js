// How the recorded requests would have fared with other sizes.

import { resizeButton } from "./control.js";
import { Curves } from "./curve.js";
import { byId, copyButton, h, say } from "./dom.js";
import { bytes, counted, duration, number, perSecond } from "./format.js";

/** Seconds of waiting up to which a cell has each of the shades. */
const SHADES = [0.005, 0.02, 0.1, 0.5, 2, Infinity];

const HEAT = "Queue wait p95 with other workers (down) and threads of each (across)";
const LEFT_OUT = "Not reckoned: this number of threads was tried only between the steps nearest to the best size";

let shown = "";
let advice = null;
let cells = new Map();
let parts = null;

export function showAdvice(answer) {
  const text = JSON.stringify(answer);
  if (text === shown) {
    return;
  }
  shown = text;
  advice = answer.advice;
  parts?.curves.end();
  if (!advice) {
    parts = null;
    say(byId("sizing-hint"), "");
    byId("sizing").replaceChildren(h("p", { class: "empty" }, answer.missing));
    return;
  }
  say(byId("sizing-hint"), `Reckoned from ${counted(advice.requests, "request")} in ${duration(advice.window_seconds)}, replayed for each size.`);
  const before = parts ? [parts.workers.value, parts.threads.value] : null;
  const inside = parts && [parts.workers, parts.threads].find((one) => one === document.activeElement);
  build();
  const [workers, threads] = before ?? [advice.recommended.workers, advice.recommended.threads];
  parts.workers.value = String(axis("workers").indexOf(Number(before ? sizes.workers : workers)));
  parts.threads.value = String(axis("threads").indexOf(Number(before ? sizes.threads : threads)));
  if (inside) {
    (inside.id === "size-workers" ? parts.workers : parts.threads).focus();
  }
  choose();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => parts && choose());

const sizes = { workers: 0, threads: 0 };

const axis = (name) => [...new Set(advice.options.map((one) => one[name]))].sort((a, b) => a - b);
const at = (workers, threads) => advice.options.find((one) => one.workers === workers && one.threads === threads);
const hasGaps = () => axis("workers").length * axis("threads").length > advice.options.length;
const same = (one, other) => one.workers === other.workers && one.threads === other.threads;

function build() {
  parts = {
    workers: slider("workers"),
    threads: slider("threads"),
    output: h("output", { for: "size-workers size-threads" }),
    curves: new Curves(advice),
  };
  byId("sizing").replaceChildren(
    h(
      "div",
      { class: "sizing" },
      h(
        "div",
        { class: "advice" },
        h("p", { class: "sentence" }, advice.sentence),
        h("ul", {}, ...advice.reasons.map((reason) => h("li", {}, reason))),
        h("p", { class: "command" }, h("code", {}, advice.command), copyButton(advice.command)),
        h("p", { class: "hint" }, `How sure: ${advice.confidence}. ${advice.confidence_reason}`),
      ),
      h(
        "div",
        { class: "what-if" },
        h("h3", {}, "Try a size"),
        labelled("Workers", parts.workers, "workers"),
        labelled("Threads each", parts.threads, "threads"),
        parts.output,
        resizeButton(() => sizes),
      ),
      h(
        "div",
        { class: "heat-box" },
        h("h3", { "aria-hidden": "true" }, HEAT),
        h("p", { class: "hint" }, `Choose a cell to try its size.${hasGaps() ? " “–” was not reckoned." : ""}`),
        h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": "Queue wait for each size" }, heat()),
      ),
      parts.curves.element,
    ),
  );
}

function slider(name) {
  const values = axis(name);
  const input = h("input", { type: "range", id: `size-${name}`, min: "0", max: String(values.length - 1), step: "1" });
  input.addEventListener("input", choose);
  return input;
}

function labelled(text, input, name) {
  return h("p", { class: "slider" }, h("label", { for: input.id }, text), input, h("b", { id: `size-${name}-value` }));
}

function heat() {
  cells = new Map();
  const threads = axis("threads");
  return h(
    "table",
    { class: "heat" },
    h("caption", { class: "unseen" }, HEAT),
    h("thead", {}, h("tr", {}, h("td", {}), ...threads.map((count) => h("th", { scope: "col" }, String(count))))),
    h(
      "tbody",
      {},
      ...axis("workers").map((workers) =>
        h("tr", {}, h("th", { scope: "row" }, String(workers)), ...threads.map((count) => cell(workers, count))),
      ),
    ),
  );
}

function cell(workers, threads) {
  const option = at(workers, threads);
  if (!option) {
    return h("td", { class: "left-out", title: LEFT_OUT }, "–");
  }
  const signs = [
    same(option, advice.current) ? "now" : "",
    same(option, advice.recommended) ? "★ best" : "",
    option.fits ? "" : "no memory",
  ].filter(Boolean);
  const shade = option.fits ? `shade-${SHADES.findIndex((limit) => option.queue_p95 <= limit)}` : "unfit";
  const one = h("td", { class: `option ${shade}` }, duration(option.queue_p95), h("small", {}, signs.join(" ") || "\u00a0"));
  one.addEventListener("click", () => {
    parts.workers.value = String(axis("workers").indexOf(workers));
    parts.threads.value = String(axis("threads").indexOf(threads));
    choose();
  });
  cells.set(`${workers}x${threads}`, one);
  return one;
}

/** Shows the prediction for where the sliders stand. */
function choose() {
  const workers = axis("workers")[Number(parts.workers.value)] ?? advice.recommended.workers;
  const threads = axis("threads")[Number(parts.threads.value)] ?? advice.recommended.threads;
  Object.assign(sizes, { workers, threads });
  for (const [input, name, value] of [[parts.workers, "workers", workers], [parts.threads, "threads", threads]]) {
    say(byId(`size-${name}-value`), String(value));
    input.setAttribute("aria-valuetext", counted(value, name.slice(0, -1)));
  }
  cells.forEach((one, key) => one.classList.toggle("chosen", key === `${workers}x${threads}`));
  parts.curves.choose(workers, threads);
  const option = at(workers, threads);
  parts.output.replaceChildren(option ? prediction(option) : "This size was not reckoned.");
}

function prediction(option) {
  const { current } = advice;
  const rows = [
    ["Queue wait p95", duration, "queue_p95"],
    ["Queue wait p50", duration, "queue_p50"],
    ["Response p95", duration, "duration_p95"],
    ["Throughput", perSecond, "throughput"],
    ["CPU cores", number, "cores"],
    ["Memory of workers", bytes, "memory"],
  ];
  return h(
    "table",
    { class: "prediction" },
    h("caption", { class: "unseen" }, `${counted(option.workers, "worker")} with ${counted(option.threads, "thread")} each, and the size of now`),
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), h("th", { scope: "col" }, `${option.workers} × ${option.threads}`), h("th", { scope: "col" }, `now ${current.workers} × ${current.threads}`)),
    ),
    h(
      "tbody",
      {},
      ...rows.map(([name, write, key]) =>
        h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "n" }, write(option[key])), h("td", { class: "n" }, write(current[key]))),
      ),
      option.fits ? null : h("tr", {}, h("td", { colspan: "3", class: "bad" }, "The memory does not carry this.")),
    ),
  );
}
