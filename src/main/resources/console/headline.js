// How full the slots are, who waits, and why: in one sentence, before everything else.

import { byId, h, say } from "./dom.js";
import { age, bytes, counted, duration, number, perSecond } from "./format.js";

/** Screen readers hear of a change, but not more often than this. */
const QUIET_MS = 10000;

let saidAt = -Infinity;
let saidKind = "";

const busyOf = (now) => now.slots.filter((slot) => slot.state !== "idle").length;

/** What kind of moment it is: the live region speaks only when this changes. */
export function kindOf(now) {
  if (now.state !== "ready") {
    return now.state;
  }
  if (now.waiting > 0) {
    return "waiting";
  }
  const busy = busyOf(now);
  if (now.slots.length > 0 && busy === now.slots.length) {
    return "full";
  }
  return busy > 0 ? "busy" : "free";
}

export function sentenceOf(now) {
  const total = now.slots.length;
  const busy = busyOf(now);
  const waits =
    now.waiting === 0
      ? "nobody waits"
      : `${counted(now.waiting, "request")} ${now.waiting === 1 ? "waits" : "wait"}, the oldest for ${age(now.oldest_wait)}`;
  if (now.state === "starting") {
    return `No worker takes requests yet; ${waits}.`;
  }
  if (total === 0) {
    return `There is no worker that takes requests; ${waits}.`;
  }
  const slots =
    busy === 0
      ? `All ${counted(total, "slot")} are free`.replace("All 1 slot are", "The only slot is")
      : `${number(busy)} of ${counted(total, "slot")} ${busy === 1 ? "is" : "are"} busy`;
  const leaving = { draining: "The server is draining. ", stopping: "The server is stopping. " }[now.state] ?? "";
  return `${leaving}${slots}, ${waits}.`;
}

export function whyOf(now, findings) {
  const stuck = now.slots.filter((slot) => slot.state === "stuck").length;
  const note = stuck
    ? ` ${counted(stuck, "slot")} ${stuck === 1 ? "is" : "are"} stuck with a request that was answered without it.`
    : "";
  if (findings.length) {
    return `${findings[0].title}.${note}`;
  }
  if (now.waiting > 0) {
    return `Every slot is busy: requests wait until one gets free.${note}`;
  }
  return `Nothing is wrong as far as can be seen.${note}`;
}

export function showHeadline(now, last, findings, setup) {
  const sentence = sentenceOf(now);
  const kind = kindOf(now);
  say(byId("headline"), sentence);
  byId("headline").dataset.kind = kind;
  say(byId("why"), whyOf(now, findings));
  document.title = `${busyOf(now)}/${now.slots.length}${now.waiting ? ` +${now.waiting}` : ""} · Junicorn`;
  showMeter(now);
  showFigures(last, now, setup);
  if (kind !== saidKind && performance.now() - saidAt > QUIET_MS) {
    saidKind = kind;
    saidAt = performance.now();
    say(byId("said"), sentence);
  }
}

export function announce(text) {
  say(byId("said"), text);
}

function showMeter(now) {
  const meter = byId("meter");
  const busy = busyOf(now);
  const stuck = now.slots.filter((slot) => slot.state === "stuck").length;
  meter.setAttribute("aria-label", `${busy} of ${now.slots.length} slots busy, ${now.waiting} requests waiting`);
  const parts = [
    ["stuck", stuck],
    ["busy", busy - stuck],
    ["idle", now.slots.length - busy],
    ["waiting", now.waiting],
  ];
  if (!meter.children.length) {
    meter.append(...parts.map(([name]) => h("span", { class: name })));
  }
  parts.forEach(([, count], index) => {
    meter.children[index].style.flexGrow = String(count);
  });
}

function showFigures(last, now, setup) {
  const machine = last?.machine;
  const errors = last ? last.answers.server_errors + last.answers.none : 0;
  const rows = [
    ["Requests", last ? perSecond(last.arrived) : "–", last ? `${number(errors)} failed` : ""],
    ["Response p95", last ? duration(last.duration.p95) : "–", last ? `median ${duration(last.duration.p50)}` : ""],
    ["Queue wait p95", last ? duration(last.queue_wait.p95) : "–", `${number(now.waiting)} waiting now`],
    [
      "CPU",
      machine ? number(Math.round((machine.server_cores + machine.worker_cores) * 100) / 100) : "–",
      setup ? `of ${number(setup.cores)} ${setup.cores === 1 ? "core" : "cores"}` : "",
    ],
    [
      "Memory",
      machine ? bytes(machine.server_memory + machine.worker_memory) : "–",
      machine ? `${bytes(machine.free_memory)} free` : "",
    ],
    ["Clients", number(now.connections), last?.clients_left ? `${number(last.clients_left)} left early` : "connected"],
  ];
  const list = byId("figures");
  if (!list.children.length) {
    list.append(...rows.map(([name]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("b"), h("span")))));
  }
  rows.forEach(([, value, note], index) => {
    const [main, small] = list.children[index].lastChild.children;
    say(main, value);
    say(small, note);
  });
}
