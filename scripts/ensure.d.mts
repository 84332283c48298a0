// The types of ensure.mjs for the tests beside the TypeScript sources; the script itself runs before any compiler is there.
export const ROOT: string;
export function ensure(): Promise<void>;
export function isSupported(version: string): boolean;
export function isInstalled(root: string, platform: string, arch: string): boolean;
export function sourceFingerprint(root: string): string;
