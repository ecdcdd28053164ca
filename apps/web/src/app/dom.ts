/**
 * Returns the element with an id.
 *
 * @throws Error if the page has no such element of that class.
 */
export function byId<E extends Element>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`expected ${type.name} #${id} on the page`);
  return element;
}

/** Sets the text only if it differs, so that screen readers announce only changes. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
