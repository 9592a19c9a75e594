/**
 * Makes the children of `parent` equal to those of `next`, touching only what differs. A streaming answer is rendered
 * anew many times a second; reusing nodes keeps the reader's selection, focus and scroll position.
 */
export function morph(parent, next) {
  let current = parent.firstChild;
  for (const wanted of [...next.childNodes]) {
    if (!current) {
      parent.append(wanted);
      continue;
    }
    const following = current.nextSibling;
    if (current.nodeType === wanted.nodeType && current.nodeName === wanted.nodeName) update(current, wanted);
    else current.replaceWith(wanted);
    current = following;
  }
  while (current) {
    const following = current.nextSibling;
    current.remove();
    current = following;
  }
}

function update(current, wanted) {
  if (current.nodeType === Node.TEXT_NODE) {
    if (current.data === wanted.data) return;
    // Appending, unlike replacing, leaves a selection inside the text alone.
    if (wanted.data.startsWith(current.data)) current.appendData(wanted.data.slice(current.data.length));
    else current.data = wanted.data;
    return;
  }
  for (const { name } of [...current.attributes]) if (!wanted.hasAttribute(name)) current.removeAttribute(name);
  for (const { name, value } of wanted.attributes)
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  morph(current, wanted);
}
