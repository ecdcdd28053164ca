/** Creates an element with attributes, listeners (onclick …) and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export interface SliderOptions {
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

export interface Slider {
  readonly row: HTMLElement;
  readonly input: HTMLInputElement;
  /** Sets the value as if the visitor had moved the slider. */
  set(value: number): void;
}

/** A labelled slider that shows its value. */
export function slider(label: string, { min, max, value, step = 1, onChange }: SliderOptions): Slider {
  const output = element("output", { textContent: String(value) });
  const input = element("input", { type: "range" });
  // In this order, because a value outside the range would be clamped.
  Object.assign(input, { min: String(min), max: String(max), step: String(step), value: String(value) });
  input.addEventListener("input", () => {
    output.textContent = input.value;
    onChange(input.valueAsNumber);
  });
  const row = element("label", { className: "live-slider" }, label, input, output);
  const set = (place: number): void => {
    input.value = String(place);
    input.dispatchEvent(new Event("input"));
  };
  return { input, row, set };
}

/** A canvas with a caption. */
export function figure(caption: string): {
  readonly box: HTMLElement;
  show(image: ImageData, more?: string): void;
} {
  const canvas = element("canvas", { width: 320, height: 240 });
  const text = element("figcaption", { textContent: caption });
  return {
    box: element("figure", {}, canvas, text),
    show: (image, more = "") => {
      Object.assign(canvas, { width: image.width, height: image.height });
      canvas.getContext("2d")!.putImageData(image, 0, 0);
      text.textContent = more === "" ? caption : `${caption}: ${more}`;
    },
  };
}
