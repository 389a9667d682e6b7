// AWS's SDK asks a package for what each browser has.
export default globalThis.crypto;
