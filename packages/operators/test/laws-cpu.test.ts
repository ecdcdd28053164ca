import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { describeOperators } from "./laws.ts";

describeOperators(() => setBackend("cpu"));
