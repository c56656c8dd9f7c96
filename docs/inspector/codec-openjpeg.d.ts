declare module '@cornerstonejs/codec-openjpeg/decode' {
  const factory: unknown
  export default factory
}
