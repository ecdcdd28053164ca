import { byId } from "../app/dom.ts";

export interface SliderOptions {
  /** The value as it is read and read aloud. */
  readonly text: (value: number) => string;
  readonly onChange: (value: number) => void;
}

export interface Slider {
  /** `said` where the value is known more exactly than the slider has places. */
  set(value: number, said?: string): void;
  refresh(): void;
}

/** A range with its value beside it; both are in the page, the output after the input. */
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
