import { byId } from "../app/dom.ts";

export interface SliderOptions {
  /** The text shown for a value and read aloud. */
  readonly text: (value: number) => string;
  readonly onChange: (value: number) => void;
}

export interface Slider {
  /** `said` replaces the text if the value is more precise than the slider's steps. */
  set(value: number, said?: string): void;
  refresh(): void;
}

/** Connects a range input with the output that shows its value. In the page, the output follows the input. */
export function slider(id: string, { text, onChange }: SliderOptions): Slider {
  const input = byId(id, HTMLInputElement);
  const output = input.parentElement!.querySelector("output");
  const refresh = (said: string = text(input.valueAsNumber)): void => {
    const share = (input.valueAsNumber - Number(input.min)) / (Number(input.max) - Number(input.min));
    input.style.setProperty("--value", String(share));
    input.setAttribute("aria-valuetext", said);
    if (output) output.value = said;
  };
  input.addEventListener("input", () => {
    refresh();
    onChange(input.valueAsNumber);
  });
  refresh();
  return {
    set: (value, said) => {
      input.valueAsNumber = value;
      refresh(said);
    },
    refresh: () => refresh(),
  };
}
