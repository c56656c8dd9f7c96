// What the guide on phones uses of packages that npm does not bring, after the API that their makers publish (November 2026): its
// examples are type-checked against this. https://capawesome.io/plugins/nfc/, https://capacitorjs.com/docs/core-apis/web

declare module '@capacitor/core' {
  export const Capacitor: { getPlatform(): string }
}

declare module '@capawesome-team/capacitor-nfc' {
  export enum NfcTagTechType {
    /** Android only. */
    IsoDep = 'ISO_DEP',
    /** iOS only. */
    Iso7816 = 'ISO_7816',
  }
  export const Nfc: {
    startScanSession(): Promise<void>
    stopScanSession(): Promise<void>
    /** Android only. */
    connect(options: { techType: NfcTagTechType }): Promise<void>
    transceive(options: { techType?: NfcTagTechType; data: number[] }): Promise<{ response: number[] }>
    addListener(
      eventName: 'nfcTagScanned',
      listenerFunc: (event: { nfcTag: object }) => void,
    ): Promise<{ remove(): Promise<void> }>
  }
}
