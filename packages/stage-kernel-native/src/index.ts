export { NativeKernelUnavailable } from "./addon.ts";
export type { NativeVariant } from "./addon.ts";
export { startNativeKernel, supportedNativeVariants } from "./start-native-kernel.ts";
export type { NativeStartOptions, RunningNativeKernel } from "./start-native-kernel.ts";
