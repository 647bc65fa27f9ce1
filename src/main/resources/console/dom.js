// Elements without markup: the page's policy forbids to make any from text.

/** Makes an element; attributes that are null or false are left out, children may be text. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A colour of the style sheet's; they change with the scheme. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Sets a text only where it differs, so that selections and screen readers are left alone. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Text in which `backquotes` mark what can be typed. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

/** A button that copies; null where the browser does not let us. */
export function copyButton(text) {
  if (!navigator.clipboard) {
    return null;
  }
  const button = h("button", { type: "button", class: "quiet copy", "aria-label": `Copy ${text}` }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    say(button, "Copied");
    setTimeout(() => say(button, "Copy"), 1500);
  });
  return button;
}
