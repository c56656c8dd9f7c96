/** From a card in the field to `DocumentEvidence`. */
export type { DocumentPassword, OfferChoice, PaceOffer } from '../access/index.js'
export { type ChannelGuards, type GuardedChannel, guardChannel } from './guard-channel.js'
export { readDocument } from './read-document.js'
export type { ReadDocumentOptions, ReadProgress } from './reading-options.js'
export { functionChannel } from './transports/function-channel.js'
export { type BytePipe, type BytePipeListener, openRemoteChannel } from './transports/remote-channel.js'
export { connectWebSocket, type WebSocketLike } from './transports/web-socket.js'
