/**
 * Builds elements. Text only ever enters the page as a text node or an attribute value, so nothing that a model or a
 * document wrote can become markup. A child is a node, a text, a list of these, or nothing at all.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  // One by one: spreading the many parts of a hostile text into one call would overflow the stack. And before the
  // attributes: with dir="auto" in place every child would make the browser look for the text's direction again.
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) node.append(child);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.replace(/^on/, ''), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  return node;
}

export const byId = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  stop: 'M7 7h10v10H7z',
  down: 'M12 5v14M5.5 12.5L12 19l6.5-6.5',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  upload: 'M12 16V5M7 9.5L12 4.5l5 5M5 19.5h14',
  key: 'M14.5 9.5L21 3M18 6l2.5 2.5M8.5 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 12l2.5-2.5',
  document: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 16h5',
  attach: 'M19.5 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 4v4h-4',
};

/** A line icon; decorative, so the control around it must carry the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
