import type { Photo } from "./photo.ts";

export interface OperatorRequest {
  /** A module that exports `operator()`. */
  readonly code: string;
  readonly photo: Photo;
  readonly noiseLevel: number;
}

export type OperatorAnswer =
  | { readonly type: "measured"; readonly photo: Photo; readonly name: string; readonly adjointError: number }
  | { readonly type: "progress"; readonly share: number }
  | { readonly type: "restored"; readonly photo: Photo }
  | { readonly type: "failed"; readonly message: string };
