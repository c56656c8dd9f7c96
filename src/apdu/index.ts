export type { CardChannel } from './card-channel.js'
export { type CommandApdu, encodeCommandApdu, parseCommandApdu } from './command-apdu.js'
export { type RecordingChannel, recordExchanges } from './record-exchanges.js'
export { parseResponseApdu, type ResponseApdu } from './response-apdu.js'
export {
  createSecureMessaging,
  type SecureMessaging,
  type SecureMessagingOptions,
} from './secure-messaging.js'
export { type SendCommandOptions, sendCommand } from './send-command.js'
export type { SessionKeys } from './session-keys.js'
export { describeStatusWord, statusWordError, triesLeft } from './status-word.js'
