/** The manifest that is shipped in `data/manifests`; see `vite.config.ts`. */
declare module "sample-manifest/full.jsonl?url" {
  const url: string;
  export default url;
}
