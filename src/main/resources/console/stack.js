// Where a busy slot is, in Python.

import { get } from "./api.js";
import { byId, h, say } from "./dom.js";
import { age } from "./format.js";

const FRAME = /^(\s*File ")(.+)(", line )(\d+)(, in )(.+)$/;

let current = null;

export function startStack() {
  byId("stack-close").addEventListener("click", () => byId("stack").close());
  byId("stack-again").addEventListener("click", look);
  byId("stack").addEventListener("click", (event) => {
    if (event.target === byId("stack")) {
      byId("stack").close();
    }
  });
}

export function openStack(slot) {
  current = slot;
  say(byId("stack-title"), `${slot.method} ${slot.target}`);
  say(byId("stack-where"), `Worker ${slot.worker}, pid ${slot.pid}, thread ${slot.slot}`);
  say(byId("stack-text"), "Asking the worker…");
  say(byId("stack-how"), "");
  byId("stack").showModal();
  look();
}

async function look() {
  const asked = current;
  let stacks;
  try {
    stacks = (await get("api/stacks")).stacks;
  } catch (problem) {
    say(byId("stack-text"), problem.status ? problem.message : "The server does not answer.");
    return;
  }
  if (asked !== current) {
    return;
  }
  const found = stacks.find((one) => one.pid === asked.pid && one.slot === asked.slot);
  if (!found) {
    say(byId("stack-text"), "This slot is idle now: its request has ended.");
    return;
  }
  say(byId("stack-title"), `${found.method} ${found.target}`);
  say(
    byId("stack-where"),
    `Worker ${found.worker}, pid ${found.pid}, thread ${found.slot}, for ${age(found.seconds)}`,
  );
  byId("stack-text").replaceChildren(...found.stack.split("\n").flatMap(line));
  say(byId("stack-how"), found.how ? `${found.how[0].toUpperCase()}${found.how.slice(1)}.` : "");
}

function line(text) {
  const parts = text.match(FRAME);
  if (!parts) {
    return [h("span", { class: "source" }, text), "\n"];
  }
  const [, before, file, between, number, after, name] = parts;
  return [before, h("b", {}, file), between, h("b", {}, number), after, h("b", {}, name), "\n"];
}
