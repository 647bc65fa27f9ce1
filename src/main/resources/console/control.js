// What the page may change, where the server permits it: its size, and the app's code.

import { order } from "./api.js";
import { byId, h, say } from "./dom.js";
import { counted } from "./format.js";

let allowed = false;

/** Shows or hides what changes the server. */
export function offerControl(permitted) {
  allowed = permitted;
  byId("reload").hidden = !allowed;
}

/**
 * A button that gives the server another size.
 *
 * @param size tells which, when it is pressed
 */
export function resizeButton(size) {
  if (!allowed) {
    return null;
  }
  const button = h("button", { type: "button", class: "resize" }, "Use this size now");
  button.addEventListener("click", () => {
    const { workers, threads } = size();
    const words = `${counted(workers, "worker")} with ${counted(threads, "thread")} each`;
    if (confirm(`Give the server ${words} now? Workers are replaced one by one; no request is lost.`)) {
      carryOut(button, `api/scale?workers=${workers}&threads=${threads}`, `Changing to ${words}…`);
    }
  });
  return button;
}

byId("reload").addEventListener("click", () => {
  if (confirm("Load the app's code anew now? If it cannot be loaded, the old code serves on.")) {
    carryOut(byId("reload"), "api/reload", "Reloading…");
  }
});

async function carryOut(button, path, beginning) {
  button.disabled = true;
  tell(beginning, "");
  try {
    const { done, message, detail } = await order(path);
    tell([message, detail].filter(Boolean).join("\n"), done ? "" : "bad");
  } catch (problem) {
    tell(problem.message, "bad");
  } finally {
    button.disabled = false;
  }
}

function tell(text, kind) {
  const place = byId("outcome");
  place.dataset.kind = kind;
  place.hidden = false;
  say(place, text);
}
