// The grid of workers and threads. Cells are kept and changed, so that focus stays where it is.

import { byId, h, say } from "./dom.js";
import { age, bytes, counted, number } from "./format.js";

/** From here on a cell shows its age alone. */
const MANY = 12;

const SIGNS = { idle: "○", busy: "●", stuck: "▲" };

let shape = "";
let choose = () => {};
const rows = new Map();

/** `chosen` hears which busy slot somebody wants to look into. */
export function startSlots(chosen) {
  choose = chosen;
  byId("slots").addEventListener("keydown", move);
}

export function showSlots(now, setup) {
  const grid = byId("slots");
  const workers = now.workers.filter((worker) => worker.state !== "gone");
  const slots = Map.groupBy(now.slots, (slot) => slot.worker);
  const newShape = workers.map((worker) => `${worker.worker}:${slots.get(worker.worker)?.length ?? 0}`).join();
  if (newShape !== shape) {
    shape = newShape;
    build(grid, workers, slots);
  }
  for (const worker of workers) {
    const row = rows.get(worker.worker);
    showWorker(row, worker);
    (slots.get(worker.worker) ?? []).forEach((slot, index) => showSlot(row.cells[index], slot, setup));
  }
}

function build(grid, workers, slots) {
  const old = document.activeElement?.dataset?.key;
  rows.clear();
  const widest = Math.max(1, ...workers.map((worker) => slots.get(worker.worker)?.length ?? 0));
  grid.classList.toggle("many", widest > MANY);
  grid.style.setProperty("--threads", String(widest));
  grid.setAttribute("aria-rowcount", String(workers.length));
  grid.replaceChildren(
    ...workers.map((worker) => {
      const name = h("b");
      const facts = h("span", { class: "facts" });
      const note = h("span", { class: "note" });
      const cells = (slots.get(worker.worker) ?? []).map((slot) => cell(slot));
      rows.set(worker.worker, { name, facts, note, cells });
      return h(
        "div",
        { role: "row", class: "worker" },
        h("div", { role: "rowheader", class: "worker-head" }, name, facts, note),
        ...cells.map((one) => h("div", { role: "gridcell" }, one.button)),
      );
    }),
  );
  if (workers.length === 0) {
    grid.replaceChildren(h("div", { role: "row" }, h("div", { role: "gridcell", class: "empty" }, "There is no worker.")));
  }
  const all = buttons();
  const first = all.find((button) => button.dataset.key === old) ?? all[0];
  if (first) {
    first.tabIndex = 0;
    if (old) {
      first.focus();
    }
  }
}

function cell(slot) {
  const sign = h("span", { class: "sign", "aria-hidden": "true" });
  const what = h("span", { class: "what" });
  const since = h("span", { class: "age" });
  const ahead = h("span", { class: "ahead" });
  const bar = h("span", { class: "bar-age", "aria-hidden": "true" });
  const one = { sign, what, since, ahead, bar, slot };
  one.button = h(
    "button",
    {
      type: "button",
      class: "slot",
      tabindex: "-1",
      "data-key": `${slot.worker}:${slot.slot}`,
      onclick: () => one.slot.state !== "idle" && choose(one.slot),
    },
    h("span", { class: "top" }, sign, since, ahead),
    what,
    bar,
  );
  return one;
}

function showWorker(row, worker) {
  say(row.name, `Worker ${worker.worker}`);
  const facts = [`pid ${worker.pid}`, bytes(worker.memory), `${number(worker.cores)} CPU`];
  if (worker.state !== "ready") {
    facts.unshift(worker.state);
  }
  say(row.facts, facts.join(" · "));
  say(row.note, worker.note);
  row.note.hidden = !worker.note;
}

function showSlot(one, slot, setup) {
  one.slot = slot;
  const { button } = one;
  const idle = slot.state === "idle";
  const request = `${slot.method} ${slot.target}`;
  button.dataset.state = slot.state;
  button.setAttribute("aria-disabled", String(idle));
  button.title = idle ? "" : request;
  say(one.sign, SIGNS[slot.state] ?? "●");
  say(one.what, idle ? "idle" : slot.state === "stuck" ? `stuck: ${request}` : request);
  say(one.since, idle ? "" : age(slot.seconds));
  say(one.ahead, slot.ahead ? `+${slot.ahead}` : "");
  const limit = setup?.timeout > 0 ? setup.timeout : 30;
  one.bar.style.width = idle ? "0" : `${Math.min(100, (100 * slot.seconds) / limit)}%`;
  button.setAttribute(
    "aria-label",
    idle
      ? `Worker ${slot.worker}, thread ${slot.slot}: idle`
      : `Worker ${slot.worker}, thread ${slot.slot}, ${slot.state}: ${seen(one)}` +
          `${slot.ahead ? `, ${counted(slot.ahead, "request")} behind it` : ""}. Show its stack`,
  );
}

/** What is to be seen in a cell: its name has to contain it, so that it can be spoken. */
const seen = ({ since, ahead, what }) =>
  [since, ahead, what]
    .map((part) => part.textContent)
    .filter(Boolean)
    .join(" ");

const buttons = () => [...byId("slots").querySelectorAll("button")];

/** Arrow keys, Home and End go through the cells; Tab leaves them. */
function move(event) {
  const grid = [...byId("slots").querySelectorAll("[role=row]")].map((row) => [...row.querySelectorAll("button")]);
  const y = grid.findIndex((row) => row.includes(event.target));
  if (y < 0) {
    return;
  }
  const x = grid[y].indexOf(event.target);
  const to = {
    ArrowRight: () => grid[y][x + 1],
    ArrowLeft: () => grid[y][x - 1],
    ArrowDown: () => grid[y + 1]?.[Math.min(x, grid[y + 1].length - 1)],
    ArrowUp: () => grid[y - 1]?.[Math.min(x, grid[y - 1].length - 1)],
    Home: () => grid[y][0],
    End: () => grid[y].at(-1),
  }[event.key]?.();
  if (to) {
    event.preventDefault();
    event.target.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}
