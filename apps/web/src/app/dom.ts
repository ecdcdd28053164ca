/**
 * The element with an id.
 *
 * @throws Error where the page has none of that class.
 */
export function byId<E extends Element>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`expected ${type.name} #${id} on the page`);
  return element;
}

/** Sets a text where it differs, so that what is read aloud is news. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
