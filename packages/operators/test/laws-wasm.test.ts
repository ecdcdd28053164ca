import { wasm } from "@genericdp/backend-wasm";
import { describeOperators } from "./laws.ts";

describeOperators(() => wasm().activate());
